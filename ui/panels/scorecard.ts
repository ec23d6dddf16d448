/** The scorecard: the verdict first, then each target with where its time went, then every other judgement.
 *  In two columns where there is room for them. */

import { unreachable } from "../../src/assert.ts";
import { TARGET_TITLES } from "../../src/report/scorecard-text.ts";
import type { CauseId } from "../../src/runbook/cause.ts";
import type { Loss } from "../../src/scoring/losses.ts";
import type { Scorecard, TargetScore, Verdict } from "../../src/scoring/scorecard.ts";
import { formatDuration, instant, milliseconds } from "../../src/units.ts";
import { type Content, type Scene, table, timeOf } from "../content.ts";
import { GAP, type Size } from "../layout.ts";
import { BLANK, bar, cutLine, field, type Line, span, type Tone } from "../line.ts";
import { titleOf } from "./causes.ts";

const VERDICTS: Readonly<Record<Verdict, { readonly says: string; readonly tone: Tone }>> = {
  pass: { says: "✓ PASS", tone: "good" },
  fail: { says: "✗ FAIL", tone: "bad" },
  inconclusive: { says: "? INCONCLUSIVE", tone: "warn" },
};

export interface ScorecardColumn {
  readonly title: string;
  readonly columns: number;
  readonly content: Content;
}

const TWO_COLUMNS_FROM = 120;
/** The line that replays the drill. */
const REPLAY_ROWS = 1;

export function scorecardColumns(scene: Scene, card: Scorecard, columns: number): readonly ScorecardColumn[] {
  if (columns < TWO_COLUMNS_FROM) {
    const lines = [...outcomeLines(scene, card, columns), BLANK, ...judgementLines(scene, card, columns)];
    return [{ title: "Scorecard", columns, content: table("", lines) }];
  }
  const left = Math.floor((columns - GAP) / 2);
  const right = columns - GAP - left;
  return [
    { title: "Scorecard", columns: left, content: table("", outcomeLines(scene, card, left)) },
    { title: "Judgement", columns: right, content: table("", judgementLines(scene, card, right)) },
  ];
}

/** The room for the scorecard's lines in a body of so many rows: without its title and the replay line. */
export const scorecardRoom = (bodyRows: number): Size["rows"] => bodyRows - REPLAY_ROWS - 1;

const heading = (text: string, note = ""): Line => [span(text, "strong"), span(` ${note}`, "faint")];

const ANSWER_WIDTH = 15;

function judged(right: boolean, what: string, says: string): Line {
  return [
    span(right ? "✓ " : "✗ ", right ? "good" : "bad"),
    span(what.padEnd(ANSWER_WIDTH - 2)),
    span(says, right ? "plain" : "bad"),
  ];
}

const detail = (text: string, tone: Tone = "plain"): Line => [
  span(" ".repeat(ANSWER_WIDTH)),
  span(text, tone),
];

/** Verdict and targets. */
export function outcomeLines(scene: Scene, card: Scorecard, columns: number): readonly Line[] {
  const { says, tone } = VERDICTS[card.verdict];
  const barred = card.verdict === "inconclusive" ? card.withoutFingerprint : card.reasons;
  return [
    [span(says, tone), span(`   score ${card.score} of 100`, "strong")],
    ...barred.map((reason): Line => [span(`  because ${reason}`, tone)]),
    BLANK,
    ...targetLines(scene, card, columns),
    ...card.losses.flatMap(lossLines),
  ].map((line) => cutLine(line, columns));
}

function targetLines({ view }: Scene, { targets, clocks }: Scorecard, columns: number): readonly Line[] {
  if (targets.length === 0)
    return [heading("TARGETS"), [span("none: there was no mass failure to respond to")]];
  const zero = clocks.zeroAt === null ? "" : `from the true beginning at ${timeOf(view, clocks.zeroAt)}`;
  return [heading("TARGETS", zero), ...targets.map((target) => targetLine(target, columns))];
}

const TIME_WIDTH = 9;
const WIDEST_BAR = 30;

function targetLine({ id, actualMs, targetMs, met }: TargetScore, columns: number): Line {
  const tone: Tone = met === null ? "faint" : met ? "good" : "bad";
  const sign = met === null ? "·" : met ? "✓" : "✗";
  const width = Math.max(4, Math.min(WIDEST_BAR, columns - ANSWER_WIDTH - 2 * TIME_WIDTH - 2));
  return [
    span(`${sign} `, tone),
    span(TARGET_TITLES[id].padEnd(ANSWER_WIDTH - 4)),
    field(
      actualMs === null ? (met === null ? "–" : "never") : formatDuration(actualMs),
      TIME_WIDTH,
      tone,
      "right",
    ),
    span("  "),
    ...bar(actualMs === null ? 1 : actualMs / targetMs, width, tone),
    field(formatDuration(targetMs), TIME_WIDTH, "faint", "right"),
  ];
}

const lossLines = ({ target, waits }: Loss): readonly Line[] => [
  BLANK,
  heading(`WHERE THE TIME WENT: ${TARGET_TITLES[target]}`),
  ...waits.map(
    (wait): Line => [
      field(formatDuration(wait.ms), TIME_WIDTH, "warn", "right"),
      span(`  waiting for ${wait.for}`),
    ],
  ),
];

/** Everything but the times. */
export function judgementLines(scene: Scene, card: Scorecard, columns: number): readonly Line[] {
  const { detection, diagnosis, decision, communication, review, violations, cost } = card;
  const named = (causes: readonly CauseId[]): string =>
    causes.length === 0
      ? "none of the five"
      : causes.map((cause) => titleOf(scene.view.exercise, cause)).join(" + ");
  const silence = formatDuration(milliseconds(communication.longestSilenceMs));
  return [
    judged(detection.correct, "detection", detection.declared ? "declared" : "not declared"),
    detail(`truth: ${truthOf(detection.truth)}`, "faint"),
    judged(diagnosis.correct, "diagnosis", `named ${named(diagnosis.named)}`),
    detail(`truth: ${named(diagnosis.truth)}`, "faint"),
    judged(decision.correct, "decision", `recommended ${decision.recommended}, taken ${decision.taken}`),
    detail(`expected: ${decision.expected}`, "faint"),
    judged(
      violations.length === 0,
      "safety",
      violations.length === 0 ? "no violation" : `${violations.length} violations`,
    ),
    ...violations.map(({ rule, atMs, detail: what }) =>
      detail(`${timeOf(scene.view, instant(atMs))} ${rule}: ${what}`, "bad"),
    ),
    judged(
      communication.cadenceKept,
      "communication",
      `${communication.updatesSent} updates sent, ${communication.updatesDue} due; longest silence ${silence}`,
    ),
    ...communication.faults.map((fault) => detail(fault, "warn")),
    judged(review.complete, "review", review.complete ? "documents complete" : "documents incomplete"),
    ...review.faults.map((fault) => detail(fault, "warn")),
    [
      span("$ ", "faint"),
      span("cost".padEnd(ANSWER_WIDTH - 2)),
      span(`${cost.flowsFailed} flows failed, ${cost.flowsDeferred} deferred, $${cost.dollars.toFixed(2)}`),
    ],
  ].map((line) => cutLine(line, columns));
}

function truthOf(truth: Scorecard["detection"]["truth"]): string {
  switch (truth) {
    case "mass-failure":
      return "a mass failure";
    case "none":
      return "no mass failure";
    default:
      return unreachable(truth);
  }
}
