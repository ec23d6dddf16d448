/** The incident in six lines, for terminals without room for every panel: the likeliest cause, the decision, the
 *  action, and who is waited for. */

import type { Scene } from "../content.ts";
import { between, cutLine, type Line, type Span, span } from "../line.ts";
import { causes, grounds, isConcluded, percent, titleOf } from "./causes.ts";
import { verdictLine } from "./decision.ts";
import { actionLine, waitLine, waitsByWeight } from "./now.ts";

const LABEL_WIDTH = 9;

const label = (text: string): Span => span(text.padEnd(LABEL_WIDTH), "faint");

export function digest(scene: Scene, columns: number): readonly Line[] {
  const room = columns - LABEL_WIDTH;
  const { work } = scene.view;
  const action = work.actions.findLast(({ settled }) => settled === null) ?? work.actions.at(-1);
  const [first, second, ...others] = waitsByWeight(work.waits);
  const waits = [first, second].map(
    (wait): Line => (wait === undefined ? [] : waitLine(wait, scene.now, room)),
  );
  const more = others.length === 0 ? "" : ` +${others.length}`;
  const [cause, because] = causeLines(scene, room);
  return [
    [label("cause"), ...(cause ?? [])],
    [label(""), ...(because ?? [])],
    [label("decision"), ...cutLine(verdictLine(scene), room)],
    [
      label("action"),
      ...(action === undefined ? [span("none yet", "faint")] : actionLine(action, scene.now, room)),
    ],
    [label("waiting"), ...(first === undefined ? [span("for nobody", "faint")] : (waits[0] ?? []))],
    [label(more), ...(waits[1] ?? [])],
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
