/** Tests of paired drills against published and counted figures. */

import { describe, expect, it } from "vitest";
import { changedPairs, holm, signedRanks } from "../../src/campaign/paired-tests.ts";
import { fc } from "../foundations/fast-check.ts";

/** The chance of at least so many heads, by counting. */
function atLeast(heads: number, throws: number): number {
  let ways = 1n;
  let sum = 0n;
  for (let k = 0; k <= throws; k += 1) {
    if (k >= heads) sum += ways;
    ways = (ways * BigInt(throws - k)) / BigInt(k + 1);
  }
  return Number((sum * 10n ** 18n) / 2n ** BigInt(throws)) / 1e18;
}

describe("the exact McNemar test", () => {
  it.each([
    { worse: 0, better: 0, chance: 1 },
    { worse: 5, better: 0, chance: 0.0625 },
    { worse: 6, better: 0, chance: 0.03125 },
    // 79 of 4096 throws of 12 coins have at most 2 tails.
    { worse: 10, better: 2, chance: (2 * 79) / 4096 },
    { worse: 4, better: 4, chance: 1 },
  ])("of $worse worse and $better better is $chance", ({ worse, better, chance }) => {
    expect(changedPairs(worse, better).either).toBeCloseTo(chance, 4);
  });

  it("counts coins, and is the other way round for the other direction", () => {
    const counts = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(counts, counts, (worse, better) => {
        const one = changedPairs(worse, better);
        const other = changedPairs(better, worse);
        expect(one.either).toBe(other.either);
        expect(one.worse).toBeCloseTo(atLeast(worse, worse + better), 4);
        expect(one.either).toBeCloseTo(Math.min(1, 2 * Math.min(one.worse, other.worse)), 3);
      }),
    );
  });
});

describe("the signed-rank test", () => {
  it("gives the published chances", () => {
    // Hollander and Wolfe, 1973, p. 29: Hamilton depression scale, as in the documentation of R's wilcox.test.
    const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    expect(signedRanks(first.map((value, index) => value - (second[index] as number))).worse).toBe(0.01953);
    // Darwin's maize (Fisher, 1935), as in the documentation of SciPy's wilcoxon.
    const maize = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75];
    expect(signedRanks(maize).either).toBe(0.04126);
  });

  it.each([
    { differences: [], worse: 1, either: 1 },
    { differences: [0, 0], worse: 1, either: 1 },
    { differences: [0, 7], worse: 0.5, either: 1 },
    { differences: [-7], worse: 1, either: 1 },
    { differences: [3, 5], worse: 0.25, either: 0.5 },
    // Ties: the normal distribution would promise 0.0099.
    { differences: [9, 9, 9, 9, 9, 9], worse: 0.01563, either: 0.03125 },
  ])("of $differences is never rarer than signs can be", ({ differences, worse, either }) => {
    expect(signedRanks(differences)).toEqual({ worse, either });
  });

  it("looks at ranks only, and is the same either way round", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 30 }), (differences) => {
        const { worse, either } = signedRanks(differences);
        expect(0 <= worse && worse <= 1 && 0 <= either && either <= 1).toBe(true);
        expect(signedRanks(differences.map((difference) => difference * 1_000))).toEqual({ worse, either });
        expect(signedRanks(differences.map((difference) => -difference)).either).toBe(either);
      }),
    );
  });
});

describe("Holm's adjustment", () => {
  it.each([
    { chances: [0.01, 0.04, 0.03, 0.005], adjusted: [0.03, 0.06, 0.06, 0.02] },
    { chances: [0.6, 0.5], adjusted: [1, 1] },
    { chances: [], adjusted: [] },
    { chances: [0.02], adjusted: [0.02] },
  ])("of $chances is $adjusted", ({ chances, adjusted }) => {
    expect(holm(chances)).toEqual(adjusted);
  });

  it("keeps the order, and makes nothing surer", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (raw) => {
        const chances = raw.map((chance) => Number(chance.toPrecision(4)));
        const adjusted = holm(chances);
        for (const [index, chance] of chances.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(chance);
          expect(adjusted[index]).toBeLessThanOrEqual(1);
          for (const [other, least] of chances.entries())
            if (chance < least) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[other] as number);
        }
      }),
    );
  });
});
