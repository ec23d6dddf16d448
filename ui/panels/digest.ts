/** The incident in six lines, for terminals without room for every panel: the likeliest cause, the decision, the
 *  action, and who is waited for. */

import type { Scene } from "../content.ts";
import { between, cutLine, type Line, type Span, span } from "../line.ts";
import { resolutionTable } from "../view/exercise.ts";
import { causes, grounds, isConcluded, percent, titleOf } from "./causes.ts";
import { briefVerdict, criteriaLines } from "./decision.ts";
import { actionLine, waitLine, waitsByWeight } from "./now.ts";

const LABEL_WIDTH = 9;

const label = (text: string): Span => span(text.padEnd(LABEL_WIDTH), "faint");

export function digest(scene: Scene, columns: number): readonly Line[] {
  const room = columns - LABEL_WIDTH;
  const { work } = scene.view;
  const action = work.actions.findLast(({ settled }) => settled === null) ?? work.actions.at(-1);
  const [cause, because] = causeLines(scene, room);
  return [
    [label("cause"), ...(cause ?? [])],
    [label(""), ...(because ?? [])],
    [label("decision"), ...briefVerdict(scene, room)],
    [
      label("action"),
      ...(action === undefined ? [span("none yet", "faint")] : actionLine(action, scene.now, room)),
    ],
    ...lastLines(scene, room),
  ];
}

/** Whom everybody waits for; once nobody is waited for, what is missing to resolve. */
function lastLines({ view, now }: Scene, columns: number): readonly Line[] {
  const { exercise, work, decision } = view;
  const [first, second, ...others] = waitsByWeight(work.waits);
  if (first !== undefined) {
    const more = others.length === 0 ? "" : `+${others.length} more`;
    const next: Line = second === undefined ? [] : waitLine(second, now, columns);
    return [
      [label("waiting"), ...waitLine(first, now, columns)],
      [label(more), ...next],
    ];
  }
  const resolution = decision.resolution;
  if (exercise === null || resolution === null) return [[label("waiting"), span("for nobody", "faint")]];
  const criteria = resolutionTable(exercise, resolution);
  const missing = criteria.filter(({ id }) => resolution[id] !== "met");
  const [criterion] = criteriaLines(missing.slice(0, 1), resolution);
  if (criterion === undefined) return [[label("missing"), span("nothing, all that resolves is met", "good")]];
  return [
    [label("missing"), span(`${missing.length} of ${criteria.length} to resolve`)],
    [label(""), ...cutLine(criterion, columns)],
  ];
}

function causeLines(scene: Scene, columns: number): readonly Line[] {
  const { view } = scene;
  const { conclusion, ranking } = view.diagnosis;
  const [top, ...others] = ranking;
  if (top === undefined || conclusion?.causes.length === 0) return causes(scene, columns).lines(0, 1);
  if (conclusion !== null && conclusion.causes.length > 1) {
    const named = conclusion.causes.map((cause) => titleOf(view.exercise, cause));
    return named.slice(0, 2).map((title) => cutLine([span(`✓ ${title}`, "finding")], columns));
  }
  const named = others.find(({ cause }) => isConcluded(view, cause)) ?? top;
  const concluded = isConcluded(view, named.cause);
  const tone = concluded ? "finding" : "strong";
  return [
    between(
      [span(`${concluded ? "✓" : "?"} ${titleOf(view.exercise, named.cause)}`, tone)],
      [span(percent(named.probability), tone)],
      columns,
    ),
    cutLine([span(`  ${grounds(named) || "no evidence for it yet"}`, "faint")], columns),
  ];
}
