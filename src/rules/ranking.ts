/** What orders samples: `topk`, `bottomk`, `sort` and its like. NaN comes last either way, and samples of equal
 *  value keep the order they had (Prometheus leaves theirs to chance). */

import type { Groups } from "./grouping.ts";
import { type PlanContext, type ScalarPlan, Vector, type VectorPlan } from "./plan.ts";
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

export const planSort = (operand: VectorPlan, largestFirst: boolean): VectorPlan =>
  sorted(
    operand,
    ({ values }) =>
      (a, b) =>
        rank(values[a] as number, values[b] as number, largestFirst),
  );

/** In natural order of the labels named, one after the other, and in the end of all labels. */
export function planSortByLabels(
  operand: VectorPlan,
  names: readonly string[],
  descending: boolean,
  { store }: PlanContext,
): VectorPlan {
  const { labels } = store;
  const compare = (a: number, b: number): number => {
    for (const name of names) {
      const order = inNaturalOrder(labels.at(a).get(name), labels.at(b).get(name));
      if (order !== 0) return order;
    }
    return inCodeOrder(labels.at(a).toString(), labels.at(b).toString());
  };
  const sign = descending ? -1 : 1;
  return sorted(
    operand,
    ({ ids }) =>
      (a, b) =>
        sign * compare(ids[a] as number, ids[b] as number),
  );
}

/** The samples in another order.
 *  @param orderOf compares two samples by their places */
function sorted(
  operand: VectorPlan,
  orderOf: (samples: Vector) => (a: number, b: number) => number,
): VectorPlan {
  const vector = new Vector();
  return {
    kind: "vector",
    distinct: operand.distinct,
    evaluate(at) {
      const samples = operand.evaluate(at);
      const { length, ids, values } = samples;
      const compare = orderOf(samples);
      const order = Array.from({ length }, (_, index) => index);
      order.sort((a, b) => compare(a, b) || a - b);
      vector.begin(length);
      for (const index of order) vector.push(ids[index] as number, values[index] as number);
      return vector.end();
    },
  };
}

const inCodeOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Numbers within the texts count as numbers: `node-9` comes before `node-10`. */
function inNaturalOrder(a: string, b: string): number {
  const first = a.match(/\d+|\D+/g) ?? [];
  const second = b.match(/\d+|\D+/g) ?? [];
  for (let index = 0; index < Math.min(first.length, second.length); index += 1) {
    const [one, other] = [first[index] as string, second[index] as string];
    const numeric = /^\d/.test(one) && /^\d/.test(other);
    const order = numeric ? Number(one) - Number(other) : inCodeOrder(one, other);
    if (order !== 0) return order;
  }
  return first.length - second.length;
}

/** Negative where the first value ranks before the second. */
function rank(first: number, second: number, largest: boolean): number {
  if (Number.isNaN(first) || Number.isNaN(second))
    return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
  if (first === second) return 0;
  return first > second === largest ? -1 : 1;
}
