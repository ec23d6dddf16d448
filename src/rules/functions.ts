/** All functions but those of range vectors: dispatch, and the workings of those that need few lines. */

import { assert, unreachable } from "../assert.ts";
import { calendarPart } from "./calendar-functions.ts";
import { checkedForDuplicates } from "./duplicates.ts";
import { type CallNode, type ExpressionNode, unwrapped } from "./expression.ts";
import { planHistogramQuantile } from "./histogram-quantile.ts";
import { planLabelJoin, planLabelReplace } from "./label-functions.ts";
import { METRIC_NAME } from "./labels.ts";
import { maximum, minimum } from "./mathematics.ts";
import { type Plan, type PlanContext, type ScalarPlan, Vector, type VectorPlan } from "./plan.ts";
import { planAnySample } from "./range.ts";
import { planSort, planSortByLabels } from "./ranking.ts";
import { planTimestamps } from "./selection.ts";
import {
  type CalendarFunctionName,
  isCalendarFunctionName,
  isValueFunctionName,
  type OtherFunctionName,
  type ValueFunctionName,
} from "./signatures.ts";
import { VALUE_FUNCTIONS } from "./value-functions.ts";

type Compile = (argument: ExpressionNode, context: PlanContext) => Plan;

export function planFunction(
  name: ValueFunctionName | CalendarFunctionName | OtherFunctionName,
  node: CallNode,
  context: PlanContext,
  compile: Compile,
): Plan {
  const place: Place = { context, offset: node.from };
  const vectorAt = (index: number): VectorPlan => {
    const plan = compile(node.arguments[index] as ExpressionNode, context);
    assert(plan.kind === "vector", "an argument that is no vector");
    return plan;
  };
  if (isValueFunctionName(name)) {
    const apply = VALUE_FUNCTIONS[name];
    return eachValue(vectorAt(0), place, () => apply);
  }
  if (isCalendarFunctionName(name)) return planCalendarPart(name, node, place, vectorAt);
  return planOther(name, node, place, vectorAt, compile);
}

function planOther(
  name: OtherFunctionName,
  node: CallNode,
  place: Place,
  vectorAt: (index: number) => VectorPlan,
  compile: Compile,
): Plan {
  const { context } = place;
  const scalarAt = (index: number): ScalarPlan => {
    const plan = compile(node.arguments[index] as ExpressionNode, context);
    assert(plan.kind === "scalar", "an argument that is no scalar");
    return plan;
  };
  const textsFrom = (index: number): readonly string[] =>
    node.arguments.slice(index).map((argument) => {
      const plan = compile(argument, context);
      assert(plan.kind === "string", "an argument that is no string");
      return plan.value;
    });
  switch (name) {
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
    case "sort_by_label":
      return planSortByLabels(vectorAt(0), textsFrom(1), false, context);
    case "sort_by_label_desc":
      return planSortByLabels(vectorAt(0), textsFrom(1), true, context);
    case "histogram_quantile":
      return planHistogramQuantile(scalarAt(0), vectorAt(1), context);
    case "label_replace":
      return planLabelReplace(node, vectorAt(0), textsFrom(1) as [string, string, string, string], context);
    case "label_join":
      return planLabelJoin(node, vectorAt(0), textsFrom(1) as [string, string, ...string[]], context);
    case "timestamp": {
      const argument = unwrapped(node.arguments[0] as ExpressionNode);
      if (argument.kind === "selector") return planTimestamps(argument, context);
      const { epochMs } = context.settings;
      return eachValue(vectorAt(0), place, (at) => () => (at + epochMs) / 1_000);
    }
    case "pi":
      return constant(Math.PI);
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
      const anySample = planAnySample(node, context, compile);
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

/** Of the date that each value stands for, or that the evaluation has. */
function planCalendarPart(
  name: CalendarFunctionName,
  node: CallNode,
  place: Place,
  vectorAt: (index: number) => VectorPlan,
): VectorPlan {
  if (node.arguments.length > 0)
    return eachValue(vectorAt(0), place, () => (value) => calendarPart(name, value));
  const { store, settings } = place.context;
  return planSingle(store.labels.empty.id, (at) =>
    calendarPart(name, Math.floor((at + settings.epochMs) / 1_000)),
  );
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
    evaluate(at) {
      // The operand's faults show even where the bounds leave nothing.
      const samples = clamped.evaluate(at);
      return high.evaluate(at) < low.evaluate(at) ? none : samples;
    },
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
