/** Go or No-Go as it should have been: from the drawn world alone, by the rubric's table. */

import { unreachable } from "../assert.ts";
import type { DrawnTruth } from "../journal/truth.ts";
import type { InstantMs } from "../units.ts";
import type { Rubric } from "./rubric.ts";
import { effectsOf, eventsOf, type Trace } from "./trace.ts";

export type Expected = "go" | "no-go" | "either" | "none";
export type Choice = "go" | "no-go" | "none";

export interface DecisionScore {
  readonly expected: Expected;
  readonly recommended: Choice;
  readonly taken: Choice;
  readonly correct: boolean;
}

/** Counts bind; a cause outside the five counts as unidentified; where the table is silent either choice is right. */
export function expectedDecision(drawn: DrawnTruth, { decision }: Rubric): Expected {
  if (!decision.applies || !drawn.massFailure) return "none";
  const unidentified = drawn.causes.length === 0;
  const fix = drawn.fastestOption?.takesMs ?? null;
  const spends = drawn.spendCentsPerDay > decision.goSpendAbove;
  const goes =
    drawn.reached.length >= decision.goRepositories ||
    drawn.pilotReached ||
    drawn.security ||
    spends ||
    unidentified ||
    fix === null ||
    fix > decision.goFixOver;
  if (goes) return "go";
  const stays = drawn.reached.length <= decision.noGoRepositories && fix < decision.noGoFixUnder;
  return stays ? "no-go" : "either";
}

/** The last recommendation before the last decision; without a decision, the last of all. */
function recommendedIn(trace: Trace): Choice {
  const decided = takenAt(trace);
  const recommendations = effectsOf(trace, "recommend").filter(({ at }) => decided === null || at <= decided);
  return recommendations.at(-1)?.value.arguments.choice ?? "none";
}

function rollbackDecisions(
  trace: Trace,
): readonly { readonly at: InstantMs; readonly choice: "go" | "no-go" }[] {
  return eventsOf(trace, "decision").flatMap(({ at, decision }) =>
    decision.of === "rollback" ? [{ at, choice: decision.choice }] : [],
  );
}

const takenAt = (trace: Trace): InstantMs | null => rollbackDecisions(trace).at(-1)?.at ?? null;

export function scoreDecision(trace: Trace, drawn: DrawnTruth, rubric: Rubric): DecisionScore {
  const expected = expectedDecision(drawn, rubric);
  const recommended = recommendedIn(trace);
  const taken = rollbackDecisions(trace).at(-1)?.choice ?? "none";
  return { expected, recommended, taken, correct: matches(expected, recommended) };
}

function matches(expected: Expected, recommended: Choice): boolean {
  switch (expected) {
    case "go":
    case "no-go":
    case "none":
      return recommended === expected;
    case "either":
      return recommended !== "none";
    default:
      return unreachable(expected);
  }
}
