/** The scorecard: every part of the judgement put together by the rubric. Pure: the same trace gives the same card,
 *  whether it was gathered while the drill ran or read from its journal. */

import { assert } from "../assert.ts";
import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import { TARGET_IDS, type TargetId } from "../runbook/vocabulary.ts";
import { type DurationMs, since } from "../units.ts";
import { type Clocks, clockOf, clocksOf, detection, standingConclusion } from "./clocks.ts";
import { type CommunicationScore, scoreCommunication } from "./communication.ts";
import { type DecisionScore, expectedDecision, scoreDecision } from "./decision.ts";
import { type FailedRule, failedRulesOf } from "./failed-rules.ts";
import { type BrokenInvariant, brokenInvariantsOf } from "./invariants.ts";
import { type Loss, lossesOf } from "./losses.ts";
import { minutesOf, totalDeferred, totalMicroDollars } from "./minutes.ts";
import { decisionMistake, detectionMistake, diagnosisMistake, type Mistake } from "./mistakes.ts";
import { type ReviewScore, scoreReview } from "./review.ts";
import type { Rubric } from "./rubric.ts";
import { type Violation, violationsOf } from "./safety.ts";
import { type ToolFaultScore, toolFaultsOf } from "./tool-faults.ts";
import { effectsOf, type Trace, truthsOf } from "./trace.ts";

export type Verdict = "pass" | "fail" | "inconclusive";

export interface TargetScore {
  readonly id: TargetId;
  readonly targetMs: DurationMs;
  readonly actualMs: DurationMs | null;
  /** Null when the target cannot apply. */
  readonly met: boolean | null;
}

export interface Scorecard {
  readonly verdict: Verdict;
  readonly score: number;
  readonly clocks: Clocks;
  /** Empty where there is no mass failure to respond to. */
  readonly targets: readonly TargetScore[];
  readonly detection: {
    readonly truth: "mass-failure" | "none";
    readonly declared: boolean;
    readonly correct: boolean;
  };
  readonly diagnosis: {
    readonly truth: readonly CauseId[];
    readonly named: readonly CauseId[];
    readonly correct: boolean;
  };
  readonly decision: DecisionScore;
  readonly violations: readonly Violation[];
  readonly brokenInvariants: readonly BrokenInvariant[];
  readonly communication: CommunicationScore;
  readonly review: ReviewScore;
  readonly losses: readonly Loss[];
  /** For each judgement that was wrong, what it rested on. */
  readonly mistakes: readonly Mistake[];
  readonly cost: { readonly flowsFailed: number; readonly flowsDeferred: number; readonly dollars: number };
  /** Faults that did not leave the fingerprint they declare. */
  readonly withoutFingerprint: readonly string[];
  /** Of the responder's own tools; empty without chaos. */
  readonly toolFaults: readonly ToolFaultScore[];
  readonly failedRules: readonly FailedRule[];
  /** What kept the drill from passing, in words. */
  readonly reasons: readonly string[];
}

export function scoreDrill(trace: Trace, rubric: Rubric): Scorecard {
  const drawn = truthsOf(trace, "drawn")[0]?.value;
  assert(drawn !== undefined, "a drill without its drawn truth cannot be scored");
  const minutes = minutesOf(trace);
  const expected = expectedDecision(drawn, rubric);
  const isIncident = drawn.massFailure || rubric.zero.from === "onset";
  const clocks = clocksOf(trace, minutes, rubric, drawn.causes, expected === "go" || expected === "either");
  const declared = detection(trace);
  const early =
    declared !== null &&
    clocks.zeroAt !== null &&
    since(declared.at, clocks.zeroAt) > rubric.detection.earlyAllowance;
  const falsePage = effectsOf(trace, "declare").some(({ value }) => value.arguments.standing === "withdrawn");
  const detected = isIncident ? declared !== null && !early && !falsePage : declared === null && !falsePage;
  const named = standingConclusion(trace);
  const diagnosed = isIncident
    ? named !== null && sameSet(named, drawn.causes)
    : named === null || named.length === 0;
  const decision = scoreDecision(trace, drawn, rubric);
  const targets = isIncident ? TARGET_IDS.map((id) => scoreTarget(id, clocks, rubric)) : [];
  const brokenInvariants = brokenInvariantsOf(trace, rubric);
  const violations = violationsOf(trace, drawn, expected, rubric, brokenInvariants);
  const communication = scoreCommunication(trace, minutes, rubric);
  const review: ReviewScore =
    isIncident || declared !== null ? scoreReview(trace, rubric) : { complete: true, faults: [] };
  const withoutFingerprint = truthsOf(trace, "fingerprint")
    .filter(({ value }) => value.seen < value.atLeast)
    .map(({ value }) => `${value.fault} left ${value.seen} ${value.observable} of at least ${value.atLeast}`);
  if (drawn.massFailure && clocks.zeroAt === null)
    withoutFingerprint.push("the faults never made a mass failure");
  const missed = targets.filter(({ met }) => met === false).map(({ id }) => id);
  const reasons = [
    ...(detected
      ? []
      : [
          isIncident
            ? "the mass failure was not declared rightly"
            : "a mass failure was declared that was none",
        ]),
    ...(diagnosed ? [] : ["the diagnosis is wrong"]),
    ...(decision.correct ? [] : [`recommended ${decision.recommended} where ${decision.expected} was right`]),
    ...missed.map((id) => `${id} missed its target`),
    ...(communication.cadenceKept ? [] : ["the update cadence was not kept"]),
    ...violations.map(({ rule, detail }) => `${rule}: ${detail}`),
    // A broken guard is among the violations already.
    ...brokenInvariants.filter(({ guard }) => !guard).map(({ id, detail }) => `${id}: ${detail}`),
  ];
  const verdict: Verdict =
    withoutFingerprint.length > 0 ? "inconclusive" : reasons.length === 0 ? "pass" : "fail";
  return {
    verdict,
    score: points(rubric, {
      detected,
      diagnosed,
      decision,
      targets,
      violations,
      communication,
      review,
      isIncident,
    }),
    clocks,
    targets,
    detection: {
      // Where the fault's onset is the beginning, whoever calls it in is right to.
      truth: isIncident ? "mass-failure" : "none",
      declared: declared !== null,
      correct: detected,
    },
    diagnosis: {
      truth: drawn.causes,
      named: CAUSE_IDS.filter((cause) => named?.includes(cause) ?? false),
      correct: diagnosed,
    },
    decision,
    violations,
    brokenInvariants,
    communication,
    review,
    losses: lossesOf(trace, clocks, missed),
    mistakes: [
      ...(detected ? [] : [detectionMistake(trace, clocks)]),
      ...(diagnosed ? [] : [diagnosisMistake(trace, drawn.causes)]),
      ...(decision.correct ? [] : [decisionMistake(trace, drawn, decision)]),
    ],
    cost: {
      flowsFailed: truthsOf(trace, "flow-failed").length,
      flowsDeferred: totalDeferred(minutes),
      dollars: Math.round(totalMicroDollars(minutes) / 10_000) / 100,
    },
    withoutFingerprint,
    toolFaults: toolFaultsOf(trace),
    failedRules: failedRulesOf(trace),
    reasons,
  };
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item) => b.includes(item));

/** A clock that stops before zero stands at zero: a little early is not late. */
function scoreTarget(id: TargetId, clocks: Clocks, { targets }: Rubric): TargetScore {
  const target = targets.find((entry) => entry.id === id);
  assert(target !== undefined, `the rubric has no target ${id}`);
  const { zeroAt } = clocks;
  if (zeroAt === null) return { id, targetMs: target.within, actualMs: null, met: null };
  const at = clockOf(clocks, id);
  const actualMs = at === null ? null : (Math.max(0, since(zeroAt, at)) as DurationMs);
  return { id, targetMs: target.within, actualMs, met: actualMs !== null && actualMs < target.within };
}

interface Parts {
  readonly detected: boolean;
  readonly diagnosed: boolean;
  readonly decision: DecisionScore;
  readonly targets: readonly TargetScore[];
  readonly violations: readonly Violation[];
  readonly communication: CommunicationScore;
  readonly review: ReviewScore;
  readonly isIncident: boolean;
}

/** Weighted points; a target that is missed by half again its time still earns half. Where there was no incident,
 *  what could not be shown earns its points. */
function points({ weights }: Rubric, parts: Parts): number {
  let total = 0;
  if (parts.detected) total += weights.detection;
  if (parts.diagnosed) total += weights.diagnosis;
  if (parts.decision.correct) total += weights.decision;
  for (const id of TARGET_IDS) {
    const target = parts.targets.find((entry) => entry.id === id);
    const weight = weights.targets[id];
    if (target === undefined || target.met !== false) total += weight;
    else if (target.actualMs !== null && target.actualMs * 2 <= target.targetMs * 3) total += weight / 2;
  }
  if (parts.violations.length === 0) total += weights.safety;
  if (parts.communication.cadenceKept) total += weights.communication / 2;
  if (parts.communication.faults.length === 0) total += weights.communication / 2;
  if (parts.review.complete || !parts.isIncident) total += weights.review;
  return Math.round(total);
}
