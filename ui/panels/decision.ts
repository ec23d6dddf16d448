/** The Go/No-Go table with each criterion's state, what is recommended, and what was decided by whom. */

import { unreachable } from "../../src/assert.ts";
import type { CriterionState } from "../../src/responder/effect.ts";
import { since } from "../../src/units.ts";
import { type Content, type Scene, stopwatch, table, timeOf } from "../content.ts";
import { BLANK, between, cutLine, type Line, type Span, span, type Tone } from "../line.ts";
import type { Assessed } from "../view/decision.ts";
import type { CriterionWords } from "../view/exercise.ts";

const SIGNS: Readonly<Record<CriterionState | "unassessed", { readonly sign: string; readonly tone: Tone }>> =
  {
    met: { sign: "✓", tone: "strong" },
    unmet: { sign: "○", tone: "faint" },
    unknown: { sign: "?", tone: "plain" },
    unassessed: { sign: "·", tone: "faint" },
  };

export function decision(scene: Scene, columns: number): Content {
  const { exercise, decision: state } = scene.view;
  if (exercise === null) return table("", []);
  const { recommendation } = state;
  const because = recommendation?.because.join("; ") ?? "";
  const consulted =
    recommendation?.consulted.map(({ role, opinion }) => `${role} ${opinion}`).join(", ") ?? "";
  return table(
    "rollback to the pilot",
    [
      verdictLine(scene),
      ...(recommendation === null
        ? []
        : [
            [span("  because ", "faint"), span(because)],
            [span("  asked   ", "faint"), span(consulted)],
          ]),
      BLANK,
      [span("GO", "strong"), span(" if any holds", "faint")],
      ...criteriaLines(exercise.go, state.go),
      [span("NO-GO", "strong"), span(" if all hold", "faint")],
      ...criteriaLines(exercise.noGo, state.noGo),
    ].map((line) => cutLine(line, columns)),
  );
}

export function criteriaLines(criteria: readonly CriterionWords[], states: Assessed): readonly Line[] {
  return criteria.map(({ id, says }) => {
    const { sign, tone } = SIGNS[states[id] ?? "unassessed"];
    return [span(`  ${sign} `, tone), span(says, tone)];
  });
}

/** The state of the decision in one line. */
function verdictLine({ view, now }: Scene): Line {
  const { taken, recommendation } = view.decision;
  if (taken !== null) {
    const against = recommendation !== null && recommendation.choice !== taken.choice;
    return [
      span(`▲ ${taken.choice.toUpperCase()} `, "decision"),
      span(`decided by ${taken.person} at ${timeOf(view, taken.at)}`),
      ...(against ? [span(`, recommended was ${recommendation.choice}`, "warn")] : []),
    ];
  }
  if (recommendation !== null) {
    return [
      span(`▲ ${recommendation.choice.toUpperCase()} recommended`, "decision"),
      span(`, undecided for ${stopwatch(since(recommendation.at, now))}`, "warn"),
    ];
  }
  return [leaning(view.decision.go)];
}

/** The same where there is little room. */
export function briefVerdict({ view, now }: Scene, columns: number): Line {
  const { taken, recommendation } = view.decision;
  if (taken !== null) {
    const choice = span(`▲ ${taken.choice.toUpperCase()}`, "decision");
    return cutLine([choice, span(` by ${taken.person}`)], columns);
  }
  if (recommendation !== null) {
    const choice = span(`▲ ${recommendation.choice.toUpperCase()} recommended`, "decision");
    const undecided = stopwatch(since(recommendation.at, now));
    return between([choice], [span(`undecided ${undecided}`, "warn")], columns);
  }
  return cutLine([leaning(view.decision.go)], columns);
}

/** Before anything is recommended: whether a criterion already calls for the rollback. */
function leaning(go: Assessed): Span {
  const states = Object.values(go);
  if (states.length === 0) return span("not assessed yet", "faint");
  const worst: CriterionState = states.includes("met") ? "met" : "unmet";
  switch (worst) {
    case "met":
      return span("open, a Go criterion holds", "warn");
    case "unmet":
      return span("open, no Go criterion holds");
    default:
      return unreachable(worst);
  }
}
