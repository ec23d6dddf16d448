/** What is going on at this moment: options under way, whom everybody waits for, and what is missing to resolve. */

import { unreachable } from "../../src/assert.ts";
import { type InstantMs, since } from "../../src/units.ts";
import { type Content, type Scene, stopwatch, table } from "../content.ts";
import { between, cutLine, type Line, span, type Tone } from "../line.ts";
import { resolutionTable } from "../view/exercise.ts";
import type { Action, Matter, Wait } from "../view/work.ts";
import { criteriaLines } from "./decision.ts";

export function now(scene: Scene, columns: number): Content {
  const { view } = scene;
  const { actions } = view.work;
  const waits = waitsByWeight(view.work.waits);
  const { resolution } = view.decision;
  const lines: Line[] = actions.map((action) => actionLine(action, scene.now, columns));
  if (lines.length === 0) lines.push([span("no action yet", "faint")]);
  if (waits.length > 0) lines.push([span("WAITING FOR", "strong")]);
  for (const wait of waits) lines.push([span("  "), ...waitLine(wait, scene.now, columns - 2)]);
  if (resolution !== null && view.exercise !== null) {
    const criteria = criteriaLines(resolutionTable(view.exercise, resolution), resolution);
    lines.push([span("TO RESOLVE", "strong"), span(" all must hold", "faint")]);
    lines.push(...criteria.map((line) => cutLine(line, columns)));
  }
  return table("", lines);
}

const RESULTS: Readonly<
  Record<NonNullable<Action["settled"]>["result"], { readonly sign: string; readonly tone: Tone }>
> = {
  effective: { sign: "✓", tone: "good" },
  ineffective: { sign: "✗", tone: "bad" },
  refused: { sign: "✗", tone: "bad" },
  undone: { sign: "–", tone: "faint" },
  overtaken: { sign: "–", tone: "faint" },
};

export function actionLine({ title, begunAt, settled }: Action, at: InstantMs, columns: number): Line {
  if (settled === null) {
    return between(
      [span("» ", "action"), span(title)],
      [span(stopwatch(since(begunAt, at)), "action")],
      columns,
    );
  }
  const { sign, tone } = RESULTS[settled.result];
  const took = stopwatch(since(begunAt, settled.at));
  return between([span(`${sign} ${title}`, tone)], [span(`${settled.result} ${took}`, tone)], columns);
}

/** What holds the incident up most comes first. */
const WEIGHTS: Readonly<Record<Matter["of"], number>> = {
  decision: 0,
  approval: 1,
  work: 2,
  join: 3,
  estimate: 4,
  opinion: 5,
  finding: 6,
};

export const waitsByWeight = (waits: readonly Wait[]): readonly Wait[] =>
  [...waits].sort((a, b) => WEIGHTS[a.matter.of] - WEIGHTS[b.matter.of] || a.since - b.since);

export function waitLine({ matter, people, since: from }: Wait, at: InstantMs, columns: number): Line {
  const asked = people.at(-1) ?? "somebody";
  return between(
    [span(asked, "people"), span(` ${matterText(matter, asked)}`)],
    [span(stopwatch(since(from, at)))],
    columns,
  );
}

function matterText(matter: Matter, asked: string): string {
  switch (matter.of) {
    case "join":
      // People of the seat itself carry its name.
      return asked.startsWith(matter.role) ? "to join" : `to join as ${matter.role}`;
    case "decision":
      return "to decide";
    case "approval":
      return `to approve: ${matter.title}`;
    case "work":
      return `to deliver ${matter.work}`;
    case "estimate":
      return "to estimate the fix";
    case "opinion":
      return "to give an opinion";
    case "finding":
      return "to look at the flows";
    default:
      return unreachable(matter);
  }
}
