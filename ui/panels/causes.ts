/** The hypotheses in the order of their probability, each with what speaks for and against it. */

import type { EvidenceItem, RankedCause } from "../../src/responder/effect.ts";
import type { CauseId } from "../../src/runbook/cause.ts";
import { type Content, type Scene, table, timeOf } from "../content.ts";
import { bar, cutLine, field, type Line, packed, span, type Tone } from "../line.ts";
import type { Exercise } from "../view/exercise.ts";
import type { ViewState } from "../view-state.ts";

const PERCENT_WIDTH = 7;
const WIDEST_BAR = 16;
const NARROWEST_BAR = 4;
/** The longest title of a cause, and a space. */
const WIDEST_TITLE = 36;
/** Leading, but not concluded. */
const LIKELY = 5_000;

export function causes({ view }: Scene, columns: number): Content {
  const { diagnosis } = view;
  const lines: Line[] = [];
  if (diagnosis.conclusion?.causes.length === 0)
    lines.push(cutLine([span("◆ concluded: none of the five", "finding")], columns));
  if (diagnosis.ranking.length === 0) lines.push([span("nothing is suspected yet", "faint")]);
  for (const ranked of diagnosis.ranking) lines.push(...rankedLines(view, ranked, columns));
  return table(noteOf(view), lines);
}

function noteOf(view: ViewState): string {
  const { conclusion, ranking } = view.diagnosis;
  if (conclusion !== null) return `concluded at ${timeOf(view, conclusion.at)}`;
  return ranking.length === 0 ? "" : "considering; weights in decibans";
}

export const titleOf = (exercise: Exercise | null, cause: CauseId): string =>
  exercise?.causes.find(({ id }) => id === cause)?.title ?? cause;

export const isConcluded = ({ diagnosis }: ViewState, cause: CauseId): boolean =>
  diagnosis.conclusion?.causes.includes(cause) === true;

export const percent = (probability: number): string => `${(probability / 100).toFixed(1)}%`;

function rankedLines(view: ViewState, ranked: RankedCause, columns: number): readonly Line[] {
  const concluded = isConcluded(view, ranked.cause);
  const likely = ranked.probability >= LIKELY;
  const tone: Tone = concluded ? "finding" : likely ? "strong" : "plain";
  const titleWidth = Math.min(WIDEST_TITLE, columns - 2 - NARROWEST_BAR - PERCENT_WIDTH);
  const barWidth = Math.min(WIDEST_BAR, columns - titleWidth - PERCENT_WIDTH - 2);
  return [
    cutLine(
      [
        span(concluded ? "✓ " : likely ? "● " : "· ", tone),
        field(titleOf(view.exercise, ranked.cause), titleWidth, tone),
        ...bar(ranked.probability / 10_000, barWidth, concluded ? "finding" : "plain"),
        field(percent(ranked.probability), PERCENT_WIDTH, tone, "right"),
      ],
      columns,
    ),
    ...evidenceLine(
      "+",
      ranked.evidence.filter(({ weight }) => weight > 0),
      columns,
    ),
    ...evidenceLine(
      "−",
      ranked.evidence.filter(({ weight }) => weight < 0),
      columns,
    ),
  ];
}

function evidenceLine(sign: string, items: readonly EvidenceItem[], columns: number): readonly Line[] {
  const heaviest = [...items].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return packed(heaviest.map(evidenceText), ", ", columns - INDENT).map((text, row) =>
    cutLine([span(`    ${row === 0 ? sign : " "} `, "faint"), span(text, "faint")], columns),
  );
}

const INDENT = 6;

const evidenceText = ({ id, weight }: EvidenceItem): string =>
  `${id.replaceAll("-", " ")} ${Math.abs(weight)}`;

/** The heaviest evidence for a cause, without its weights: for places with room for a line. */
export const grounds = ({ evidence }: RankedCause): string =>
  [...evidence]
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ id }) => id.replaceAll("-", " "))
    .join(", ");
