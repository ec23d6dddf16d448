/** One drill of a campaign as the row that is kept of it: what statistics, comparisons and reports are made from.
 *  Plain data that survives JSON. Nothing in it depends on the machine, the worker or the order of play. */

import type { JournalSummary } from "../journal/writer.ts";
import type { CauseId } from "../runbook/cause.ts";
import { TARGET_IDS, type TargetId } from "../runbook/vocabulary.ts";
import type { DecisionScore } from "../scoring/decision.ts";
import type { Loss } from "../scoring/losses.ts";
import type { Violation } from "../scoring/safety.ts";
import type { Scorecard, Verdict } from "../scoring/scorecard.ts";
import type { DurationMs, InstantMs } from "../units.ts";

export interface DrillRow {
  readonly scenario: string;
  readonly seed: number;
  readonly journalSha256: string;
  readonly verdict: Verdict;
  readonly score: number;
  /** From clock zero; null where the clock never stopped or there is no mass failure. */
  readonly clocks: Readonly<Record<TargetId, DurationMs | null>>;
  readonly missed: readonly TargetId[];
  readonly detection: Scorecard["detection"];
  readonly diagnosis: {
    readonly truth: readonly CauseId[];
    readonly named: readonly CauseId[];
    readonly correct: boolean;
  };
  readonly decision: Pick<DecisionScore, "expected" | "recommended" | "taken" | "correct">;
  /** Virtual time in which nothing had failed massively: until clock zero, or the whole drill where it never comes. */
  readonly healthyMs: DurationMs;
  /** An incident was declared in that time, or withdrawn later. */
  readonly falseAlarm: boolean;
  /** What kept the drill from passing, in words. */
  readonly reasons: readonly string[];
  readonly losses: readonly Loss[];
  readonly violations: readonly Violation[];
  readonly brokenInvariants: Scorecard["brokenInvariants"];
  /** Of the responder's own tools, with how often each bit. */
  readonly toolFaults: readonly { readonly id: string; readonly bites: number }[];
  readonly cost: Scorecard["cost"];
}

export interface EndedDrill {
  readonly scenario: string;
  readonly seed: number;
  readonly card: Scorecard;
  readonly journal: JournalSummary;
  readonly endedAt: InstantMs;
}

export function rowOf({ scenario, seed, card, journal, endedAt }: EndedDrill): DrillRow {
  const actual = new Map(card.targets.map(({ id, actualMs }) => [id, actualMs]));
  const { zeroAt } = card.clocks;
  return {
    scenario,
    seed,
    journalSha256: journal.sha256,
    verdict: card.verdict,
    score: card.score,
    clocks: Object.fromEntries(
      TARGET_IDS.map((id) => [id, actual.get(id) ?? null] as const),
    ) as DrillRow["clocks"],
    missed: card.targets.filter(({ met }) => met === false).map(({ id }) => id),
    detection: card.detection,
    diagnosis: card.diagnosis,
    decision: {
      expected: card.decision.expected,
      recommended: card.decision.recommended,
      taken: card.decision.taken,
      correct: card.decision.correct,
    },
    healthyMs: (zeroAt ?? endedAt) as number as DurationMs,
    falseAlarm: card.detection.declared && !card.detection.correct,
    reasons: [...card.reasons, ...card.withoutFingerprint],
    losses: card.losses,
    violations: card.violations,
    brokenInvariants: card.brokenInvariants,
    toolFaults: card.toolFaults.map(({ id, bites }) => ({ id, bites })),
    cost: card.cost,
  };
}
