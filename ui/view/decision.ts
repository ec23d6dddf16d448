/** Go or No-Go, and what is still missing to resolve: each criterion's state, the recommendation, who decided. */

import { unreachable } from "../../src/assert.ts";
import type { CriterionState, EffectOf } from "../../src/responder/effect.ts";
import type { EventOf } from "../../src/responder/event.ts";
import type { InstantMs } from "../../src/units.ts";

export type Assessed = Readonly<Record<string, CriterionState>>;

export interface Recommendation {
  readonly at: InstantMs;
  readonly choice: "go" | "no-go";
  readonly because: readonly string[];
  readonly consulted: EffectOf<"recommend">["arguments"]["consulted"];
}

export interface TakenDecision {
  readonly at: InstantMs;
  readonly choice: "go" | "no-go";
  readonly person: string;
}

export interface DecisionView {
  readonly go: Assessed;
  readonly noGo: Assessed;
  /** Null until the flows have calmed down and resolution is being watched. */
  readonly resolution: Assessed | null;
  readonly recommendation: Recommendation | null;
  readonly taken: TakenDecision | null;
}

export const NO_DECISION: DecisionView = {
  go: {},
  noGo: {},
  resolution: null,
  recommendation: null,
  taken: null,
};

export function assessed(
  decision: DecisionView,
  { target, arguments: said }: EffectOf<"assess">,
): DecisionView {
  const states: Assessed = Object.fromEntries(said.criteria.map(({ id, state }) => [id, state]));
  switch (target.table) {
    case "go":
      return { ...decision, go: states };
    case "no-go":
      return { ...decision, noGo: states };
    case "resolution":
      return { ...decision, resolution: states };
    default:
      return unreachable(target.table);
  }
}

export function recommended(
  decision: DecisionView,
  at: InstantMs,
  { arguments: { choice, because, consulted } }: EffectOf<"recommend">,
): DecisionView {
  return { ...decision, recommendation: { at, choice, because, consulted } };
}

export function decided(decision: DecisionView, event: EventOf<"decision">): DecisionView {
  if (event.decision.of !== "rollback") return decision;
  const { at, person } = event;
  return { ...decision, taken: { at, choice: event.decision.choice, person } };
}
