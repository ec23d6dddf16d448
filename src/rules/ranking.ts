/** What orders samples by value: `topk`, `bottomk`, `sort`, `sort_desc`. NaN comes last either way, and samples of equal
 *  value keep the order they had (Prometheus leaves theirs to chance). */

import type { Groups } from "./grouping.ts";
import { type ScalarPlan, Vector, type VectorPlan } from "./plan.ts";
import { QueryError } from "./query-error.ts";

/** `topk` and `bottomk` choose among the samples of each group and leave them as they are. */
export function planRanking(
  largest: boolean,
  groups: Groups,
  operand: VectorPlan,
  wanted: ScalarPlan,
  place: { text: string; offset: number },
): VectorPlan {
  const vector = new Vector();
  return {
    kind: "vector",
    distinct: operand.distinct,
    evaluate(at) {
      const limit = wanted.evaluate(at);
      // What Go cannot convert to a 64-bit integer.
      if (!(limit < 2 ** 63 && limit >= -(2 ** 63))) {
        throw new QueryError(`scalar value ${limit} overflows a 64-bit integer`, place.text, place.offset);
      }
      const samples = operand.evaluate(at);
      vector.begin(samples.length);
      if (limit < 1) return vector.end();
      const members: number[][] = Array.from({ length: groups.assign(samples) }, () => []);
      for (let index = 0; index < samples.length; index += 1) {
        (members[groups.slots[index] as number] as number[]).push(index);
      }
      for (const group of members) {
        group.sort(
          (a, b) => rank(samples.values[a] as number, samples.values[b] as number, largest) || a - b,
        );
        for (const index of group.slice(0, Math.trunc(limit))) {
          vector.push(samples.ids[index] as number, samples.values[index] as number);
        }
      }
      return vector.end();
    },
  };
}

export function planSort(operand: VectorPlan, largestFirst: boolean): VectorPlan {
  const vector = new Vector();
  return {
    kind: "vector",
    distinct: operand.distinct,
    evaluate(at) {
      const { length, ids, values } = operand.evaluate(at);
      const order = Array.from({ length }, (_, index) => index);
      order.sort((a, b) => rank(values[a] as number, values[b] as number, largestFirst) || a - b);
      vector.begin(length);
      for (const index of order) vector.push(ids[index] as number, values[index] as number);
      return vector.end();
    },
  };
}

/** Negative where the first value ranks before the second. */
function rank(first: number, second: number, largest: boolean): number {
  if (Number.isNaN(first) || Number.isNaN(second))
    return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
  if (first === second) return 0;
  return first > second === largest ? -1 : 1;
}
