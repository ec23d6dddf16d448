/** Decibans as probabilities: the table against the formula it stands for. */

import { describe, expect, it } from "vitest";
import { probabilityOf } from "../../src/responder/decibans.ts";
import { fc } from "../foundations/fast-check.ts";

const byFormula = (decibans: number): number => {
  const odds = 10 ** (decibans / 10);
  return Math.round((10_000 * odds) / (1 + odds));
};

describe("a probability", () => {
  it("is the formula's at every whole number of decibans", () => {
    for (let decibans = -40; decibans <= 40; decibans += 1)
      expect([decibans, probabilityOf(decibans)]).toEqual([decibans, byFormula(decibans)]);
  });

  it.each([
    [0, 5_000],
    [10, 9_091],
    [-10, 909],
    [400, 9_999],
    [-400, 1],
  ])("of %i decibans is %i in ten thousand", (decibans, probability) => {
    expect(probabilityOf(decibans)).toBe(probability);
  });

  it("never falls when the score rises, is certain of nothing, and is what the opposite leaves", () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 300 }), fc.nat({ max: 50 }), (score, more) => {
        expect(probabilityOf(score + more)).toBeGreaterThanOrEqual(probabilityOf(score));
        expect(probabilityOf(score) + probabilityOf(-score)).toBe(10_000);
        expect(probabilityOf(score)).toBeGreaterThan(0);
        expect(probabilityOf(score)).toBeLessThan(10_000);
      }),
    );
  });
});
