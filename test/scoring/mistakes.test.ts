/** Why a judgement was wrong: what the responder had before it, beside what was true. */

import { describe, expect, it } from "vitest";
import type { DrawnTruth } from "../../src/journal/truth.ts";
import type { EvidenceItem, RankedCause } from "../../src/responder/effect.ts";
import type { CauseId } from "../../src/runbook/cause.ts";
import type { Clocks } from "../../src/scoring/clocks.ts";
import type { DecisionScore } from "../../src/scoring/decision.ts";
import { decisionMistake, detectionMistake, diagnosisMistake } from "../../src/scoring/mistakes.ts";
import { minutes } from "../../src/units.ts";
import { atMinute, DRAWN, HandTrace } from "./hand-trace.ts";

const zeroAt = (minute: number | null): Clocks => ({
  zeroAt: minute === null ? null : atMinute(minute),
  firstFailedFlowAt: null,
  detectedAt: null,
  mobilizedAt: null,
  rootCauseAt: null,
  mitigatedAt: null,
  resolvedAt: null,
});

const firing = (hand: HandTrace, minute: number, status: "firing" | "resolved" = "firing"): HandTrace =>
  hand.event(minute, {
    kind: "alert",
    alert: { name: "A", status, fingerprint: "f", startsAt: 0, labels: {}, summary: "" },
  } as never);

describe("of detection", () => {
  it.each<[string, HandTrace, number | null, readonly string[]]>([
    ["no alert", new HandTrace(), 9, ["no alert fired"]],
    ["an alert that was over", firing(new HandTrace(), 8, "resolved"), 9, ["no alert fired"]],
    [
      "an alert that was not confirmed",
      firing(new HandTrace(), 11),
      9,
      ["an alert fired 2m 00s into the mass failure, and it was not confirmed"],
    ],
    [
      "a declaration too early",
      new HandTrace().declared(2, "open"),
      9,
      ["declared 7m 00s before the mass failure: it looks bad"],
    ],
    [
      "a declaration that was withdrawn",
      new HandTrace().declared(10, "open").declared(14, "withdrawn", "nothing was found"),
      9,
      [
        "declared 1m 00s into the mass failure: it looks bad",
        "withdrawn 5m 00s into the mass failure: nothing was found",
      ],
    ],
    [
      "a declaration of nothing",
      new HandTrace().declared(5, "open"),
      null,
      ["declared without a mass failure: it looks bad"],
    ],
  ])("tells of %s", (_what, { trace }, zero, because) => {
    expect(detectionMistake(trace, zeroAt(zero))).toEqual({ about: "detection", because });
  });
});

const ranked = (
  cause: CauseId,
  probability: number,
  ...evidence: readonly (readonly [string, number])[]
): RankedCause => ({
  cause,
  score: 0,
  probability,
  evidence: evidence.map(([id, weight]): EvidenceItem => ({ id, weight })),
});

describe("of diagnosis", () => {
  const ranking = [
    ranked(
      "rate-limit-exhaustion",
      9_104,
      ["errors", 6],
      ["quota", 12],
      ["volume", 4],
      ["spike", 5],
      ["against", -3],
    ),
    ranked("model-api-outage", 391, ["errors", 6], ["healthy", -14], ["keys", -4]),
    ranked("credential-leak", 10),
  ];

  it("names the weightiest evidence for what was named wrongly, and against what was missed", () => {
    const { trace } = new HandTrace().concluded(6, ["rate-limit-exhaustion"], "concluded", ranking);
    expect(diagnosisMistake(trace, ["model-api-outage"])).toEqual({
      about: "diagnosis",
      because: [
        "rate-limit-exhaustion was named: 91%, for it quota +12, errors +6, spike +5",
        "model-api-outage was not: 4%, against it healthy -14, keys -4",
      ],
    });
  });

  it("says when nothing was concluded, and when nothing spoke either way", () => {
    const { trace } = new HandTrace().concluded(6, [], "considering", ranking);
    expect(diagnosisMistake(trace, ["credential-leak"]).because).toEqual([
      "nothing was concluded",
      "credential-leak was not: 0%, against it nothing",
    ]);
    expect(diagnosisMistake(new HandTrace().trace, ["credential-leak"]).because).toEqual([
      "nothing was concluded",
    ]);
  });

  it("says nothing of causes that were judged rightly", () => {
    const { trace } = new HandTrace().concluded(6, ["rate-limit-exhaustion"], "concluded", ranking);
    expect(diagnosisMistake(trace, ["rate-limit-exhaustion", "credential-leak"]).because).toEqual([
      "credential-leak was not: 0%, against it nothing",
    ]);
  });
});

const judged = (recommended: "go" | "no-go" | "none"): DecisionScore => ({
  expected: "no-go",
  recommended,
  taken: "none",
  correct: false,
});

const scoped = (
  hand: HandTrace,
  minute: number,
  affected: readonly string[],
  pilotAffected = false,
): HandTrace =>
  hand.effect(minute, "scope", {
    kind: "scope",
    target: { incident: "INC-1" },
    arguments: { affected, affectedNow: affected, failures: 9, pilotAffected, repositories: [] },
  });

const estimated = (hand: HandTrace, minute: number, fixInMs: number): HandTrace =>
  hand.event(minute, {
    kind: "answer",
    person: "engineering-tl-1",
    role: "engineering-tl",
    question: "INC-1/estimate",
    answer: { of: "estimate", fixInMs },
  } as never);

const because = ({ trace }: HandTrace, drawn: DrawnTruth = DRAWN, score = judged("go")): readonly string[] =>
  decisionMistake(trace, drawn, score).because;

const IN_TRUTH = "in truth: 3 repositories reached, route-around mends it in 10m 00s";

describe("of the decision", () => {
  it("tells what was seen when it was recommended, and what was true", () => {
    const hand = estimated(scoped(new HandTrace(), 5, ["a", "b", "c", "e", "f"], true), 7, minutes(75));
    expect(because(hand.recommended(9, "go", ["five repositories", "the pilot"]))).toEqual([
      "go by five repositories, the pilot; seen: 5 repositories affected, the pilot among them, the fix estimated at 1h 15m",
      IN_TRUTH,
    ]);
  });

  it("knows nothing of what came after the recommendation", () => {
    const hand = scoped(new HandTrace(), 5, ["a", "b"]).recommended(9, "go");
    expect(because(estimated(scoped(hand, 12, ["a", "b", "c"]), 12, minutes(5)))).toEqual([
      "go by a criterion; seen: 2 repositories affected, no estimate of the fix",
      IN_TRUTH,
    ]);
  });

  it("says when nothing was recommended", () => {
    expect(because(new HandTrace(), DRAWN, judged("none"))).toEqual(["nothing was recommended", IN_TRUTH]);
  });

  it.each<[Partial<DrawnTruth>, string]>([
    [
      { pilotReached: true },
      "in truth: 3 repositories reached, the pilot among them, route-around mends it in 10m 00s",
    ],
    [
      { fastestOption: null, causes: [] },
      "in truth: 3 repositories reached, no option mends it, none of the five causes",
    ],
    [{ security: true }, `${IN_TRUTH}, a matter of security`],
  ])("tells the truth by which the table goes (%#)", (change, truth) => {
    expect(because(new HandTrace().recommended(9, "go"), { ...DRAWN, ...change }).at(-1)).toBe(truth);
  });
});
