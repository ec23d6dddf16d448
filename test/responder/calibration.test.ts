/** Scores as probabilities by a runbook's table, and what that makes of the next answer's worth. */

import { describe, expect, it } from "vitest";
import { likelihoodOf } from "../../src/responder/calibration.ts";
import { probabilityOf } from "../../src/responder/decibans.ts";
import { expectedGain, type Stakes } from "../../src/responder/next-probe.ts";
import { CAUSE_IDS } from "../../src/runbook/cause.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";
import { fc } from "../foundations/fast-check.ts";

const TABLE = likelihoodOf({
  calibration: [
    { score: -10, probability: 100 },
    { score: 0, probability: 6_000 },
    { score: 10, probability: 9_000 },
  ],
});

describe("a calibrated score", () => {
  it.each([
    [-10, 100],
    [-5, 3_050],
    [0, 6_000],
    [3, 6_900],
    [10, 9_000],
    [-400, 100],
    [400, 9_000],
  ])("of %i is %i in ten thousand", (score, probability) => {
    expect(TABLE(score)).toBe(probability);
  });

  it("is taken at its word where the runbook has no table", () => {
    const { diagnosis } = knownRunbook("rb-launch-005@1.0").runbook;
    for (const score of [-30, -4, 0, 7, 25])
      expect(likelihoodOf(diagnosis)(score)).toBe(probabilityOf(score));
  });

  it("never falls when the score rises, and is certain of nothing", () => {
    const likelihood = likelihoodOf(knownRunbook("rb-launch-005@1.1").runbook.diagnosis);
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), fc.nat({ max: 50 }), (score, more) => {
        expect(likelihood(score + more)).toBeGreaterThanOrEqual(likelihood(score));
        expect(likelihood(score)).toBeGreaterThan(0);
        expect(likelihood(score)).toBeLessThan(10_000);
      }),
    );
  });
});

const [CAUSE, OTHER] = CAUSE_IDS;
const SURE = { score: 40, evidence: [] };
const DOUBTED = { score: 0, evidence: [] };
const ANSWERED = { score: 12, evidence: [{ id: "used-up", weight: 12 }] };
const stakes = (probe: Stakes["probe"], most = 12, least = -14): Stakes => ({
  probe,
  causes: [{ cause: CAUSE, items: new Set(["used-up", "left"]), most, least }],
});
const gain = (asked: Stakes, standing: typeof DOUBTED | typeof ANSWERED, answered = false): number =>
  expectedGain(asked, new Map([[CAUSE, standing]]), probabilityOf, answered);

describe("the gain of an answer", () => {
  it("is the mean square of the step that leaves today's belief a fair one", () => {
    const high = probabilityOf(12);
    const low = probabilityOf(-14);
    const chance = (5_000 - low) / (high - low);
    const mean = chance * (high - 5_000) ** 2 + (1 - chance) * (5_000 - low) ** 2;
    // A provider's health takes three seconds; the gain has a least of one.
    expect(gain(stakes("provider-health"), DOUBTED) * 3 - 1).toBeCloseTo(mean, 3);
  });

  it("is larger in doubt than in certainty, for evidence that weighs more, and for a shorter wait", () => {
    expect(gain(stakes("quota"), DOUBTED)).toBeGreaterThan(10 * gain(stakes("quota"), SURE));
    expect(gain(stakes("quota"), DOUBTED)).toBeGreaterThan(gain(stakes("quota", 4, -2), DOUBTED));
    expect(gain(stakes("provider-health"), DOUBTED)).toBeGreaterThan(gain(stakes("test-flow"), DOUBTED));
  });

  it("is small where the answer is known, and never nothing", () => {
    const known = gain(stakes("quota"), ANSWERED, true);
    expect(known).toBeLessThan(gain(stakes("quota"), DOUBTED) / 2);
    expect(known).toBeGreaterThan(0);
    expect(
      expectedGain(stakes("quota", 0, 0), new Map([[OTHER, SURE]]), probabilityOf, false),
    ).toBeGreaterThan(0);
  });
});
