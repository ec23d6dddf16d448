/** `count_values`: how many samples have each value, the value itself becoming a label. */

import type { AggregationNode } from "./expression.ts";
import { formatShortest } from "./go-format.ts";
import { LabelMapping, METRIC_NAME } from "./labels.ts";
import { type PlanContext, Vector, type VectorPlan } from "./plan.ts";
import { QueryError } from "./query-error.ts";

const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function planCountValues(
  { grouping, from }: AggregationNode,
  operand: VectorPlan,
  label: string,
  { store, text }: PlanContext,
): VectorPlan {
  const { labels } = store;
  const groupOf = new LabelMapping((id) => {
    const set = labels.at(id);
    if (grouping?.kind === "without") return labels.without(set, [...grouping.labels, METRIC_NAME]).id;
    return labels.only(set, grouping?.labels ?? []).id;
  });
  // Of two labels of one name the value's wins, unless it is to be left out.
  const leftOut = grouping?.kind === "without" && grouping.labels.includes(label);
  const vector = new Vector();
  return {
    kind: "vector",
    distinct: label !== METRIC_NAME && !(grouping?.kind === "by" && grouping.labels.includes(METRIC_NAME)),
    evaluate(at) {
      if (!LABEL_NAME.test(label)) throw new QueryError(`invalid label name "${label}"`, text, from);
      const { length, ids, values } = operand.evaluate(at);
      const counts = new Map<number, number>();
      for (let index = 0; index < length; index += 1) {
        const group = labels.at(groupOf.of(ids[index] as number));
        const shown = formatShortest(values[index] as number);
        const { id } = leftOut ? group : labels.with(group, { [label]: shown });
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      vector.begin(counts.size);
      for (const [id, count] of counts) vector.push(id, count);
      return vector.end();
    },
  };
}
