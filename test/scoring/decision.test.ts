/** Go or No-Go as it should have been, by the drawn world alone: the rubric's table at its edges, and which of the
 *  responder's recommendations is judged. */

import { describe, expect, it } from "vitest";
import type { DrawnTruth } from "../../src/journal/truth.ts";
import { type Expected, expectedDecision, scoreDecision } from "../../src/scoring/decision.ts";
import { minutes } from "../../src/units.ts";
import { DRAWN, HandTrace, ONSET_RUBRIC, RUBRIC } from "./hand-trace.ts";

const takes = (takesMs: number): Partial<DrawnTruth> => ({
  fastestOption: { cause: "model-api-outage", option: "x", takesMs },
});
const reached = (count: number): Partial<DrawnTruth> => ({
  reached: Array.from("abcefghij").slice(0, count),
});

describe("what is expected", () => {
  it.each<[string, Partial<DrawnTruth>, Expected]>([
    ["three repositories and ten minutes", {}, "no-go"],
    ["no repository at all", reached(0), "no-go"],
    ["four repositories", reached(4), "either"],
    ["five repositories", reached(5), "go"],
    ["a fix of just under half an hour", takes(minutes(30) - 1), "no-go"],
    ["a fix of half an hour", takes(minutes(30)), "either"],
    ["a fix of an hour", takes(minutes(60)), "either"],
    ["a fix of just over an hour", takes(minutes(60) + 1), "go"],
    ["no fix", { fastestOption: null }, "go"],
    ["none of the five causes", { causes: [] }, "go"],
    ["two causes that both can be mended", { causes: ["model-api-outage", "credential-leak"] }, "no-go"],
    ["the pilot", { pilotReached: true }, "go"],
    ["a matter of security", { security: true }, "go"],
    ["a hundred dollars a day", { spendCentsPerDay: 10_000 }, "no-go"],
    ["a cent more than that", { spendCentsPerDay: 10_001 }, "go"],
    ["no mass failure", { massFailure: false, reached: [...DRAWN.reached, "e", "f"] }, "none"],
  ])("of %s", (_what, change, expected) => {
    expect(expectedDecision({ ...DRAWN, ...change }, RUBRIC)).toBe(expected);
  });

  it("is nothing where the rubric has no such decision", () => {
    expect(expectedDecision({ ...DRAWN, pilotReached: true }, ONSET_RUBRIC)).toBe("none");
  });
});

const GO: DrawnTruth = { ...DRAWN, pilotReached: true };
const EITHER: DrawnTruth = { ...DRAWN, ...reached(4) };
const NONE: DrawnTruth = { ...DRAWN, massFailure: false };

describe("what is judged", () => {
  const judged = (hand: HandTrace, drawn: DrawnTruth = DRAWN) => scoreDecision(hand.trace, drawn, RUBRIC);

  it("is the last recommendation before the decision", () => {
    const hand = new HandTrace()
      .recommended(6, "go")
      .recommended(9, "no-go")
      .decided(11, "no-go")
      .recommended(15, "go");
    expect(judged(hand)).toEqual({ expected: "no-go", recommended: "no-go", taken: "no-go", correct: true });
    expect(judged(hand, GO).correct).toBe(false);
  });

  it("is the last of all when nobody decided", () => {
    expect(judged(new HandTrace().recommended(6, "no-go").recommended(15, "go"), GO)).toEqual({
      expected: "go",
      recommended: "go",
      taken: "none",
      correct: true,
    });
  });

  it("is the recommendation, not what a person made of it", () => {
    const overruled = new HandTrace().recommended(6, "no-go").decided(8, "go");
    expect(judged(overruled)).toMatchObject({ taken: "go", correct: true });
  });

  it("counts only decisions on the rollback", () => {
    const hand = new HandTrace()
      .event(5, {
        kind: "decision",
        person: "x",
        role: "incident-commander",
        decision: { of: "option", cause: "model-api-outage", option: "route-around" },
      } as never)
      .recommended(6, "no-go");
    expect(judged(hand)).toMatchObject({ recommended: "no-go", taken: "none" });
  });

  it.each<[DrawnTruth, "go" | "no-go" | null, boolean]>([
    [GO, "go", true],
    [GO, "no-go", false],
    [GO, null, false],
    [DRAWN, "no-go", true],
    [DRAWN, "go", false],
    [DRAWN, null, false],
    [EITHER, "go", true],
    [EITHER, "no-go", true],
    [EITHER, null, false],
    [NONE, null, true],
    [NONE, "no-go", false],
    [NONE, "go", false],
  ])("is right or wrong by the table (%#)", (drawn, choice, correct) => {
    const hand = new HandTrace();
    if (choice !== null) hand.recommended(6, choice);
    expect(judged(hand, drawn).correct).toBe(correct);
  });
});
