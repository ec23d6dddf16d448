/** Functions of instant vectors and scalars, and the two that ask whether anything is there at all. */

import { assert, unreachable } from "../assert.ts";
import { checkedForDuplicates } from "./duplicates.ts";
import { type CallNode, type ExpressionNode, unwrapped } from "./expression.ts";
import { METRIC_NAME } from "./labels.ts";
import { maximum, minimum } from "./mathematics.ts";
import { type Plan, type PlanContext, type ScalarPlan, Vector, type VectorPlan } from "./plan.ts";
import { planAnySample } from "./range.ts";
import { planSort } from "./ranking.ts";
import type { InstantFunctionName } from "./signatures.ts";

/** `compile` makes a plan of an argument; a range argument has none. */
export function planFunction(
  name: InstantFunctionName,
  node: CallNode,
  compile: (argument: ExpressionNode) => Plan,
  context: PlanContext,
): Plan {
  const vectorAt = (index: number): VectorPlan => {
    const plan = compile(node.arguments[index] as ExpressionNode);
    assert(plan.kind === "vector", "an argument that is no vector");
    return plan;
  };
  const scalarAt = (index: number): ScalarPlan => {
    const plan = compile(node.arguments[index] as ExpressionNode);
    assert(plan.kind === "scalar", "an argument that is no scalar");
    return plan;
  };
  const place: Place = { context, offset: node.from };
  switch (name) {
    case "abs":
      return eachValue(vectorAt(0), place, () => Math.abs);
    case "ceil":
      return eachValue(vectorAt(0), place, () => Math.ceil);
    case "floor":
      return eachValue(vectorAt(0), place, () => Math.floor);
    case "round": {
      const nearest = node.arguments.length > 1 ? scalarAt(1) : constant(1);
      return eachValue(vectorAt(0), place, (at) => {
        const inverse = 1 / nearest.evaluate(at);
        return (value) => Math.floor(value * inverse + 0.5) / inverse;
      });
    }
    case "clamp":
      return planClamp(vectorAt(0), scalarAt(1), scalarAt(2), place);
    case "clamp_min": {
      const low = scalarAt(1);
      return eachValue(vectorAt(0), place, (at) => {
        const bound = low.evaluate(at);
        return (value) => maximum(bound, value);
      });
    }
    case "clamp_max": {
      const high = scalarAt(1);
      return eachValue(vectorAt(0), place, (at) => {
        const bound = high.evaluate(at);
        return (value) => minimum(bound, value);
      });
    }
    case "sort":
      return planSort(vectorAt(0), false);
    case "sort_desc":
      return planSort(vectorAt(0), true);
    case "vector": {
      const scalar = scalarAt(0);
      return planSingle(context.store.labels.empty.id, (at) => scalar.evaluate(at));
    }
    case "scalar": {
      const operand = vectorAt(0);
      return {
        kind: "scalar",
        evaluate(at) {
          const { length, values } = operand.evaluate(at);
          return length === 1 ? (values[0] as number) : Number.NaN;
        },
      };
    }
    case "time":
      return { kind: "scalar", evaluate: (at) => (at + context.settings.epochMs) / 1_000 };
    case "absent": {
      const operand = vectorAt(0);
      return planSingle(absentLabels(node, context), (at) => (operand.evaluate(at).length === 0 ? 1 : null));
    }
    case "absent_over_time": {
      const range = unwrapped(node.arguments[0] as ExpressionNode);
      assert(range.kind === "range", "absent_over_time of something else");
      const anySample = planAnySample(range, context);
      return planSingle(absentLabels(node, context), (at) => (anySample(at) ? null : 1));
    }
    default:
      return unreachable(name);
  }
}

interface Place {
  readonly context: PlanContext;
  readonly offset: number;
}

export const constant = (value: number): ScalarPlan => ({ kind: "scalar", evaluate: () => value });

/** A function of each value by itself; metric names are dropped, since the result is no longer that metric. */
export function eachValue(
  operand: VectorPlan,
  { context, offset }: Place,
  functionAt: (at: number) => (value: number) => number,
): VectorPlan {
  const { nameless } = context.store.labels;
  const vector = new Vector();
  const plan: VectorPlan = {
    kind: "vector",
    distinct: operand.distinct,
    evaluate(at) {
      const { length, ids, values } = operand.evaluate(at);
      const apply = functionAt(at);
      vector.begin(length);
      for (let index = 0; index < length; index += 1) {
        vector.push(nameless.of(ids[index] as number), apply(values[index] as number));
      }
      return vector.end();
    },
  };
  return operand.distinct ? plan : checkedForDuplicates(plan, context.text, offset);
}

/** Bounds the wrong way round leave nothing. */
function planClamp(operand: VectorPlan, low: ScalarPlan, high: ScalarPlan, place: Place): VectorPlan {
  const none = new Vector();
  const clamped = eachValue(operand, place, (at) => {
    const [from, to] = [low.evaluate(at), high.evaluate(at)];
    return (value) => maximum(from, minimum(to, value));
  });
  return {
    kind: "vector",
    distinct: clamped.distinct,
    evaluate: (at) => (high.evaluate(at) < low.evaluate(at) ? none : clamped.evaluate(at)),
  };
}

/** One sample, or none where the value is null. */
function planSingle(id: number, valueAt: (at: number) => number | null): VectorPlan {
  const vector = new Vector();
  return {
    kind: "vector",
    distinct: true,
    evaluate(at) {
      vector.begin(1);
      const value = valueAt(at);
      if (value !== null) vector.push(id, value);
      return vector.end();
    },
  };
}

/** What is absent is labelled with what was asked for: the values that the selector's equalities fix. A label that
 *  occurs in a further matcher is left out. */
function absentLabels(node: CallNode, { store }: PlanContext): number {
  const argument = unwrapped(node.arguments[0] as ExpressionNode);
  const selector = argument.kind === "range" ? argument.selector : argument;
  if (selector.kind !== "selector") return store.labels.empty.id;
  const fixed = new Map<string, string>();
  const equated = new Set<string>();
  for (const { label, operator, value } of selector.matchers) {
    if (label === METRIC_NAME) continue;
    if (operator === "=" && !equated.has(label)) {
      equated.add(label);
      fixed.set(label, value);
    } else fixed.delete(label);
  }
  return store.labels.intern(Object.fromEntries(fixed)).id;
}
