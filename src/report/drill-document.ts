/** A drill's result as the JSON document that scripts read: the shape is a contract (schemaVersion 1). */

import type { JournalSummary } from "../journal/writer.ts";
import { TARGET_IDS, type TargetId } from "../runbook/vocabulary.ts";
import type { Rubric } from "../scoring/rubric.ts";
import type { Scorecard } from "../scoring/scorecard.ts";

export interface DrillIdentity {
  readonly scenario: string;
  readonly seed: number;
  readonly chaos: string;
  /** Of the plan; null without chaos. */
  readonly chaosSha256: string | null;
  readonly player: string;
  readonly runbook: { readonly id: string; readonly version: string; readonly sha256: string };
  readonly rubric: { readonly id: Rubric["id"]; readonly sha256: string };
}

const CLOCK_NAMES: Readonly<Record<TargetId, string>> = {
  detect: "detectMs",
  mobilize: "mobilizeMs",
  rootCause: "rootCauseMs",
  mitigate: "mitigateMs",
  resolve: "resolveMs",
};

export function drillDocument(identity: DrillIdentity, card: Scorecard, journal: JournalSummary) {
  const actual = new Map(card.targets.map(({ id, actualMs }) => [id, actualMs]));
  return {
    schemaVersion: 1,
    exercise: true,
    scenario: identity.scenario,
    seed: identity.seed,
    chaos: identity.chaos,
    player: identity.player,
    runbook: identity.runbook,
    rubric: identity.rubric,
    verdict: card.verdict,
    score: card.score,
    clocks: {
      zeroAt: card.clocks.zeroAt,
      firstFailedFlowAt: card.clocks.firstFailedFlowAt,
      ...Object.fromEntries(TARGET_IDS.map((id) => [CLOCK_NAMES[id], actual.get(id) ?? null])),
    },
    targets: card.targets,
    detection: card.detection,
    diagnosis: card.diagnosis,
    decision: card.decision,
    safety: { violations: card.violations },
    invariants: { broken: card.brokenInvariants },
    communication: {
      updatesDue: card.communication.updatesDue,
      updatesSent: card.communication.updatesSent,
      longestSilenceMs: card.communication.longestSilenceMs,
      faults: card.communication.faults,
    },
    review: card.review,
    cost: card.cost,
    toolFaults: card.toolFaults,
    failedRules: card.failedRules,
    losses: card.losses,
    mistakes: card.mistakes,
    reasons: [...card.reasons, ...card.withoutFingerprint],
    journal: { records: journal.records, sha256: journal.sha256 },
  };
}

export type DrillDocument = ReturnType<typeof drillDocument>;
