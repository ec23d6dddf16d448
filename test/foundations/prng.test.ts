import { describe, expect, it } from "vitest";
import { RandomStreams } from "../../src/prng.ts";
import { fc } from "./fast-check.ts";

const draws = (seed: number, name: string, count: number): number[] => {
  const stream = new RandomStreams(seed).stream(name);
  return Array.from({ length: count }, () => stream.next());
};

describe("named random streams", () => {
  it("give the same draws for the same seed and name", () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ minLength: 1, maxLength: 20 }), (seed, name) => {
        expect(draws(seed, name, 5)).toEqual(draws(seed, name, 5));
      }),
    );
  });

  it("do not shift when another stream is drawn from", () => {
    const streams = new RandomStreams(7);
    streams.stream("a").next();
    for (let index = 0; index < 100; index += 1) streams.stream("b").next();
    expect(streams.stream("a").next()).toBe(draws(7, "a", 2)[1]);
  });

  it("are frozen: a change here changes every drill", () => {
    expect(draws(1, "arrivals/risk-engine", 3).map((value) => Math.floor(value * 1e9))).toEqual([
      785726916, 713529955, 676514032,
    ]);
  });

  it("stay within their bounds", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 1_000 }), (seed, count) => {
        const stream = new RandomStreams(seed).stream("bounds");
        const below = stream.below(count);
        expect(below).toBeGreaterThanOrEqual(0);
        expect(below).toBeLessThan(count);
        const quantile = stream.quantile([
          [0, 10],
          [0.5, 20],
          [1, 100],
        ]);
        expect(quantile).toBeGreaterThanOrEqual(10);
        expect(quantile).toBeLessThanOrEqual(100);
      }),
    );
  });

  it("have the mean they are asked for", () => {
    const stream = new RandomStreams(3).stream("mean");
    let total = 0;
    for (let index = 0; index < 40_000; index += 1) total += stream.exponentialMs(1_000);
    expect(total / 40_000).toBeGreaterThan(970);
    expect(total / 40_000).toBeLessThan(1_030);
  });

  it("count their draws", () => {
    const streams = new RandomStreams(1);
    streams.stream("b").next();
    streams.stream("a").shuffled([1, 2, 3]);
    expect(streams.drawCounts()).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  it("shuffle without loss", () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.integer()), (seed, items) => {
        const shuffled = new RandomStreams(seed).stream("shuffle").shuffled(items);
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      }),
    );
  });
});
