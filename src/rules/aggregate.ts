/** Aggregations: first every sample gets the number of its group, then one pass reduces the values. */

import { unreachable } from "../assert.ts";
import { planCountValues } from "./count-values.ts";
import type { AggregationNode, AggregationOperator } from "./expression.ts";
import { Groups } from "./grouping.ts";
import { METRIC_NAME } from "./labels.ts";
import { CompensatedSum, quantileOf, RunningMean } from "./mathematics.ts";
import {
  type PlanContext,
  type PrometheusVersion,
  type ScalarPlan,
  type StringPlan,
  Vector,
  type VectorPlan,
} from "./plan.ts";
import { planRanking } from "./ranking.ts";

/** The aggregations that give one sample per group. */
type ReducingOperator = Exclude<AggregationOperator, "topk" | "bottomk" | "quantile" | "count_values">;

export function planAggregation(
  node: AggregationNode,
  operand: VectorPlan,
  parameter: ScalarPlan | StringPlan | null,
  context: PlanContext,
): VectorPlan {
  const { store, settings, text } = context;
  if (node.operator === "count_values")
    return planCountValues(node, operand, (parameter as StringPlan).value, context);
  const groups = new Groups(store.labels, node.grouping);
  const { operator } = node;
  if (operator === "topk" || operator === "bottomk") {
    const wanted = parameter as ScalarPlan;
    const place = { text, offset: node.from };
    return planRanking(operator === "topk", groups, operand, wanted, place);
  }
  const reduce =
    operator === "quantile"
      ? ({ samples, slots, out, at }: Reduction) =>
          quantiles((parameter as ScalarPlan).evaluate(at), samples, slots, out)
      : reducing(reducer(operator, settings.version));
  const vector = new Vector();
  return {
    kind: "vector",
    distinct: node.grouping?.kind !== "by" || !node.grouping.labels.includes(METRIC_NAME),
    evaluate(at) {
      const samples = operand.evaluate(at);
      const count = groups.assign(samples);
      vector.begin(count);
      for (let group = 0; group < count; group += 1) vector.push(groups.ids[group] as number, 0);
      reduce({ samples, slots: groups.slots, out: vector.values, at });
      return vector.end();
    },
  };
}

interface Reduction {
  readonly samples: Vector;
  readonly slots: Int32Array;
  readonly out: Float64Array;
  readonly at: number;
}

const reducing =
  (reduce: Reducer) =>
  ({ samples, slots, out }: Reduction): void =>
    reduce(samples, slots, out);

/** Writes one value per group. A group's first sample is the one whose slot has not been seen: slots are given out
 *  in order of first appearance. */
type Reducer = (samples: Vector, slots: Int32Array, out: Float64Array) => void;

function reducer(operator: ReducingOperator, version: PrometheusVersion): Reducer {
  switch (operator) {
    case "sum":
      return version === "2" ? plainSum : compensatedSum;
    case "avg":
      return version === "2" ? movingMean : compensatedMean;
    case "count":
      return ({ length }, slots, out) => {
        let seen = 0;
        for (let index = 0; index < length; index += 1) {
          const slot = slots[index] as number;
          if (slot === seen) {
            out[slot] = 0;
            seen += 1;
          }
          out[slot] = (out[slot] as number) + 1;
        }
      };
    case "min":
      return extreme((value, best) => value < best);
    case "max":
      return extreme((value, best) => value > best);
    case "group":
      return ({ length }, slots, out) => {
        for (let index = 0; index < length; index += 1) out[slots[index] as number] = 1;
      };
    case "stddev":
      return (samples, slots, out) => {
        const groups = variances(samples, slots, out, version);
        for (let slot = 0; slot < groups; slot += 1) out[slot] = Math.sqrt(out[slot] as number);
      };
    case "stdvar":
      return (samples, slots, out) => void variances(samples, slots, out, version);
    default:
      return unreachable(operator);
  }
}

const plainSum: Reducer = ({ values, length }, slots, out) => {
  let seen = 0;
  for (let index = 0; index < length; index += 1) {
    const slot = slots[index] as number;
    if (slot === seen) {
      out[slot] = values[index] as number;
      seen += 1;
    } else out[slot] = (out[slot] as number) + (values[index] as number);
  }
};

const compensatedSum: Reducer = ({ values, length }, slots, out) => {
  const sums: CompensatedSum[] = [];
  for (let index = 0; index < length; index += 1) {
    const slot = slots[index] as number;
    if (slot === sums.length) sums.push(new CompensatedSum());
    (sums[slot] as CompensatedSum).add(values[index] as number);
  }
  sums.forEach((sum, slot) => {
    out[slot] = sum.total;
  });
};

const movingMean: Reducer = ({ values, length }, slots, out) => {
  const counts: number[] = [];
  for (let index = 0; index < length; index += 1) {
    const slot = slots[index] as number;
    const value = values[index] as number;
    if (slot === counts.length) {
      counts.push(1);
      out[slot] = value;
      continue;
    }
    const count = (counts[slot] as number) + 1;
    counts[slot] = count;
    const mean = out[slot] as number;
    // An infinite mean stays: see RunningMean.
    if (Math.abs(mean) === Infinity && (value === mean || Number.isFinite(value))) continue;
    out[slot] = mean + (value / count - mean / count);
  }
};

const compensatedMean: Reducer = ({ values, length }, slots, out) => {
  const means: RunningMean[] = [];
  for (let index = 0; index < length; index += 1) {
    const slot = slots[index] as number;
    if (slot === means.length) means.push(new RunningMean("3"));
    (means[slot] as RunningMean).add(values[index] as number);
  }
  means.forEach((mean, slot) => {
    out[slot] = mean.mean;
  });
};

function extreme(beats: (value: number, best: number) => boolean): Reducer {
  return ({ values, length }, slots, out) => {
    let seen = 0;
    for (let index = 0; index < length; index += 1) {
      const slot = slots[index] as number;
      const value = values[index] as number;
      if (slot === seen) {
        out[slot] = value;
        seen += 1;
      } else if (beats(value, out[slot] as number) || Number.isNaN(out[slot])) out[slot] = value;
    }
  };
}

/** Welford's method; gives the number of groups. */
function variances(
  { values, length }: Vector,
  slots: Int32Array,
  out: Float64Array,
  version: PrometheusVersion,
): number {
  const counts: number[] = [];
  const means: number[] = [];
  for (let index = 0; index < length; index += 1) {
    const slot = slots[index] as number;
    const value = values[index] as number;
    if (slot === counts.length) {
      counts.push(1);
      means.push(value);
      // Version 3 knows of no spread around what is not finite.
      out[slot] = version === "3" && !Number.isFinite(value) ? Number.NaN : 0;
      continue;
    }
    const count = (counts[slot] as number) + 1;
    const delta = value - (means[slot] as number);
    const mean = (means[slot] as number) + delta / count;
    counts[slot] = count;
    means[slot] = mean;
    out[slot] = (out[slot] as number) + delta * (value - mean);
  }
  counts.forEach((count, slot) => {
    out[slot] = (out[slot] as number) / count;
  });
  return counts.length;
}

function quantiles(share: number, { values, length }: Vector, slots: Int32Array, out: Float64Array): void {
  const members: number[][] = [];
  for (let index = 0; index < length; index += 1) {
    const slot = slots[index] as number;
    if (slot === members.length) members.push([]);
    (members[slot] as number[]).push(values[index] as number);
  }
  members.forEach((group, slot) => {
    out[slot] = quantileOf(share, Float64Array.from(group));
  });
}
