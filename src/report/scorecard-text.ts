/** The scorecard as lines of plain text, for terminals without a screen of their own and for logs. */

import { TARGET_IDS, type TargetId } from "../runbook/vocabulary.ts";
import type { Mistake } from "../scoring/mistakes.ts";
import type { Scorecard, TargetScore } from "../scoring/scorecard.ts";
import { formatClock, formatDuration } from "../units.ts";
import { terminalText } from "./terminal-text.ts";

export const TARGET_TITLES: Readonly<Record<TargetId, string>> = {
  detect: "detect",
  mobilize: "mobilize",
  rootCause: "root cause",
  mitigate: "mitigate",
  resolve: "resolve",
};

const mark = (right: boolean): string => (right ? "✓" : "✗");
const named = (causes: readonly string[]): string =>
  causes.length === 0 ? "none of the five" : causes.join(" + ");

function targetLine({ id, actualMs, targetMs, met }: TargetScore): string {
  const actual = actualMs === null ? "never" : formatDuration(actualMs);
  const sign = met === null ? "·" : mark(met);
  return `  ${sign} ${TARGET_TITLES[id].padEnd(11)} ${actual.padStart(8)}  (target ${formatDuration(targetMs)})`;
}

function mistakeLines({ mistakes }: Scorecard, about: Mistake["about"]): readonly string[] {
  return mistakes
    .filter((mistake) => mistake.about === about)
    .flatMap(({ because }) => because.map((line) => `      ${line}`));
}

export function scorecardLines(card: Scorecard): readonly string[] {
  const { clocks, cost } = card;
  const lines = [
    `${card.verdict.toUpperCase()}  score ${card.score}/100`,
    ...(clocks.zeroAt === null
      ? []
      : [
          `clock zero at ${formatClock(clocks.zeroAt)}${clocks.firstFailedFlowAt === null ? "" : `, first failed flow at ${formatClock(clocks.firstFailedFlowAt)}`}`,
        ]),
    ...TARGET_IDS.flatMap((id) => card.targets.filter((target) => target.id === id)).map(targetLine),
    `  ${mark(card.detection.correct)} detection   ${card.detection.declared ? "declared" : "not declared"}; truth: ${card.detection.truth}`,
    ...mistakeLines(card, "detection"),
    `  ${mark(card.diagnosis.correct)} diagnosis   named ${named(card.diagnosis.named)}; truth: ${named(card.diagnosis.truth)}`,
    ...mistakeLines(card, "diagnosis"),
    `  ${mark(card.decision.correct)} decision    recommended ${card.decision.recommended}, taken ${card.decision.taken}; expected: ${card.decision.expected}`,
    ...mistakeLines(card, "decision"),
    `  ${mark(card.violations.length === 0)} safety      ${card.violations.length === 0 ? "no violation" : `${card.violations.length} violation(s)`}`,
    ...card.violations.map(({ rule, atMs, detail }) => `      ${formatClock(atMs)} ${rule}: ${detail}`),
    `  ${mark(card.brokenInvariants.length === 0)} invariants  ${card.brokenInvariants.length === 0 ? "all held" : `${card.brokenInvariants.length} broken`}`,
    ...card.brokenInvariants.map(
      ({ kind, id, guard, atMs, detail }) =>
        `      ${formatClock(atMs)} ${kind}${guard ? " (a guard of the core)" : ""}, ${id}: ${detail}`,
    ),
    `  ${mark(card.communication.cadenceKept)} updates     ${card.communication.updatesSent} sent, ${card.communication.updatesDue} due; longest silence ${formatDuration(card.communication.longestSilenceMs as TargetScore["targetMs"])}`,
    ...card.communication.faults.map((fault) => `      ${fault}`),
    `  ${mark(card.review.complete)} review      ${card.review.complete ? "documents complete" : card.review.faults.join("; ")}`,
    `  cost: ${cost.flowsFailed} flows failed, ${cost.flowsDeferred} deferred, $${cost.dollars.toFixed(2)}`,
    ...card.losses.flatMap(({ target, waits }) => [
      `  where ${TARGET_TITLES[target]} lost its time:`,
      ...waits.map((wait) => `      ${formatDuration(wait.ms).padStart(8)}  waiting for ${wait.for}`),
    ]),
    ...card.toolFaults.map(
      ({ id, what, from, until, bites }) =>
        `  tool fault: ${id}${from === null || until === null ? "" : ` ${formatClock(from)}–${formatClock(until)}`}, ${what}: ${bites === 0 ? "never bit" : `bit ${bites} time(s)`}`,
    ),
    ...card.failedRules.map(
      ({ rule, message, firstAt }) =>
        `  alert rule: ${rule} could not be evaluated, first at ${formatClock(firstAt)}: ${message}`,
    ),
    ...card.withoutFingerprint.map((fault) => `  inconclusive: ${fault}`),
  ];
  return lines.map(terminalText);
}
