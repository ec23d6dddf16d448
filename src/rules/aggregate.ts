/** Aggregations: first every sample gets the number of its group, then one pass reduces the values. */

import { unreachable } from "../assert.ts";
import type { AggregationNode, AggregationOperator } from "./expression.ts";
import { Groups } from "./grouping.ts";
import { METRIC_NAME } from "./labels.ts";
import { CompensatedSum, RunningMean } from "./mathematics.ts";
import {
  type PlanContext,
  type PrometheusVersion,
  type ScalarPlan,
  Vector,
  type VectorPlan,
} from "./plan.ts";
import { planRanking } from "./ranking.ts";

/** The aggregations that give one sample per group. */
type ReducingOperator = Exclude<AggregationOperator, "topk" | "bottomk">;

export function planAggregation(
  node: AggregationNode,
  operand: VectorPlan,
  parameter: ScalarPlan | null,
  { store, settings, text }: PlanContext,
): VectorPlan {
  const groups = new Groups(store.labels, node.grouping);
  const { operator } = node;
  if (operator === "topk" || operator === "bottomk") {
    const wanted = parameter as ScalarPlan;
    const place = { text, offset: node.from };
    return planRanking(operator === "topk", groups, operand, wanted, place);
  }
  const reduce = reducer(operator, settings.version);
  const vector = new Vector();
  return {
    kind: "vector",
    distinct: node.grouping?.kind !== "by" || !node.grouping.labels.includes(METRIC_NAME),
    evaluate(at) {
      const samples = operand.evaluate(at);
      const count = groups.assign(samples);
      vector.begin(count);
      for (let group = 0; group < count; group += 1) vector.push(groups.ids[group] as number, 0);
      reduce(samples, groups.slots, vector.values);
      return vector.end();
    },
  };
}

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
