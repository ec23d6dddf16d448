/** The scorecard: the verdict first, each target, what was right and wrong, and where the time of a missed target
 *  went. In two columns where there is room for them. */

import { TARGET_TITLES } from "../../src/report/scorecard-text.ts";
import type { Loss } from "../../src/scoring/losses.ts";
import type { Scorecard, TargetScore, Verdict } from "../../src/scoring/scorecard.ts";
import { formatDuration } from "../../src/units.ts";
import { type Content, type Scene, table, timeOf } from "../content.ts";
import { GAP } from "../layout.ts";
import { BLANK, bar, cutLine, field, type Line, span, type Tone } from "../line.ts";
import { judgementLines } from "./judgement.ts";

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
    const lines = [
      ...outcomeLines(scene, card, columns),
      BLANK,
      ...judgementLines(scene, card, columns),
      ...lossLines(card, columns),
    ];
    return [{ title: "Scorecard", columns, content: table("", lines) }];
  }
  const left = Math.floor((columns - GAP) / 2);
  const right = columns - GAP - left;
  const outcome = [...outcomeLines(scene, card, left), ...lossLines(card, left)];
  return [
    { title: "Scorecard", columns: left, content: table("", outcome) },
    { title: "Judgement", columns: right, content: table("", judgementLines(scene, card, right)) },
  ];
}

/** The room for the scorecard's lines in a body of so many rows: without its title and the replay line. */
export const scorecardRoom = (bodyRows: number): number => bodyRows - REPLAY_ROWS - 1;

const heading = (text: string, note = ""): Line => [span(text, "strong"), span(` ${note}`, "faint")];

const VERDICTS: Readonly<Record<Verdict, { readonly says: string; readonly tone: Tone }>> = {
  pass: { says: "✓ PASS", tone: "good" },
  fail: { says: "✗ FAIL", tone: "bad" },
  inconclusive: { says: "? INCONCLUSIVE", tone: "warn" },
};

function outcomeLines(scene: Scene, card: Scorecard, columns: number): readonly Line[] {
  const { says, tone } = VERDICTS[card.verdict];
  return [
    [span(says, tone), span(`   score ${card.score} of 100`, "strong")],
    ...reasonsOf(card).map((reason): Line => [span(`  because ${reason}`, tone)]),
    BLANK,
    ...targetLines(scene, card, columns),
  ].map((line) => cutLine(line, columns));
}

/** What kept the drill from passing. Missed targets, violations and broken invariants have lines of their own, so they are
 *  only counted up here. */
function reasonsOf({
  verdict,
  withoutFingerprint,
  reasons,
  targets,
  violations,
  brokenInvariants,
}: Scorecard): readonly string[] {
  if (verdict === "inconclusive") return withoutFingerprint;
  const missed = targets.filter(({ met }) => met === false);
  const told = new Set([
    ...missed.map(({ id }) => `${id} missed its target`),
    ...violations.map(({ rule, detail }) => `${rule}: ${detail}`),
    ...brokenInvariants.map(({ id, detail }) => `${id}: ${detail}`),
  ]);
  const unguarded = brokenInvariants.filter(({ guard }) => !guard).length;
  return [
    ...reasons.filter((reason) => !told.has(reason)),
    ...(missed.length === 0
      ? []
      : [`of missed targets: ${missed.map(({ id }) => TARGET_TITLES[id]).join(", ")}`]),
    ...(violations.length === 0 ? [] : [`of violated safety rules: ${violations.length}`]),
    ...(unguarded === 0 ? [] : [`of broken invariants: ${unguarded}`]),
  ];
}

function targetLines({ view }: Scene, { targets, clocks }: Scorecard, columns: number): readonly Line[] {
  if (targets.length === 0)
    return [heading("TARGETS"), [span("none, there was no mass failure to respond to")]];
  const zero = clocks.zeroAt === null ? "" : `from the true beginning at ${timeOf(view, clocks.zeroAt)}`;
  return [heading("TARGETS", zero), ...targets.map((target) => targetLine(target, columns))];
}

const TITLE_WIDTH = 11;
const TIME_WIDTH = 8;
const WIDEST_BAR = 40;

function targetLine({ id, actualMs, targetMs, met }: TargetScore, columns: number): Line {
  const tone: Tone = met === null ? "faint" : met ? "good" : "bad";
  const sign = met === null ? "·" : met ? "✓" : "✗";
  const never = met === null ? "–" : "never";
  const width = Math.min(WIDEST_BAR, columns - TITLE_WIDTH - 2 * TIME_WIDTH - 4);
  return [
    span(`${sign} `, tone),
    field(TARGET_TITLES[id], TITLE_WIDTH),
    field(actualMs === null ? never : formatDuration(actualMs), TIME_WIDTH, tone, "right"),
    span("  "),
    ...bar(actualMs === null ? 1 : actualMs / targetMs, width, tone),
    field(formatDuration(targetMs), TIME_WIDTH, "faint", "right"),
  ];
}

function lossLines({ losses }: Scorecard, columns: number): readonly Line[] {
  const linesOf = ({ target, waits }: Loss): readonly Line[] => [
    BLANK,
    heading(`WHERE THE TIME OF ${TARGET_TITLES[target].toUpperCase()} WENT`),
    ...waits.map(
      (wait): Line => [
        field(formatDuration(wait.ms), TIME_WIDTH + 2, "warn", "right"),
        span(`  waiting for ${wait.for}`),
      ],
    ),
  ];
  return losses.flatMap(linesOf).map((line) => cutLine(line, columns));
}
