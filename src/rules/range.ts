/** Range selectors inside the functions that take them: for each series the window of its samples. Staleness markers
 *  are no samples, so that a window needs only its two ends. */

import { checkedForDuplicates } from "./duplicates.ts";
import type { RangeNode } from "./expression.ts";
import { keptForInstant, type PlanContext, Vector, type VectorPlan } from "./plan.ts";
import { printExpression } from "./print.ts";
import { type RangeFunction, rangeFunction } from "./range-functions.ts";
import { Selection } from "./selection.ts";
import type { RangeFunctionName } from "./signatures.ts";
import { RowFinder } from "./timeline.ts";

export function planRangeFunction(
  name: RangeFunctionName,
  node: RangeNode,
  context: PlanContext,
): VectorPlan {
  const key = `${name}(${printExpression(node)})`;
  const known = context.shared.get(key);
  if (known !== undefined) return known;
  const applied = rangeFunction(name, node.range, context.settings.version);
  const plan = keptForInstant(context.store, appliedToWindows(applied, node, context));
  if (plan.distinct || name === "last_over_time") {
    context.shared.set(key, plan);
    return plan;
  }
  return checkedForDuplicates(plan, context.text, node.from);
}

function appliedToWindows(
  applied: RangeFunction,
  { selector, range }: RangeNode,
  context: PlanContext,
): VectorPlan {
  const selection = new Selection(selector, context);
  const vector = new Vector();
  // Version 3 leaves a sample exactly at the start out.
  const leftOut = context.settings.version === "2" ? 0 : 1;
  const startRows = new RowFinder();
  const endRows = new RowFinder();
  return {
    kind: "vector",
    distinct: selection.singleName,
    evaluate(at) {
      const series = selection.current();
      const endMs = at - selector.offset;
      const startMs = endMs - range;
      vector.begin(series.length);
      startRows.ask(startMs + leftOut);
      endRows.ask(endMs + 1);
      applied({ series, startRows, endRows, startMs, endMs }, vector);
      return vector.end();
    },
  };
}

/** Whether any series matched has a sample in the window: what `absent_over_time` asks. */
export function planAnySample({ selector, range }: RangeNode, context: PlanContext): (at: number) => boolean {
  const selection = new Selection(selector, context);
  const leftOut = context.settings.version === "2" ? 0 : 1;
  const startRows = new RowFinder();
  const endRows = new RowFinder();
  return (at) => {
    const endMs = at - selector.offset;
    startRows.ask(endMs - range + leftOut);
    endRows.ask(endMs + 1);
    return selection.current().some((one) => {
      const first = one.samplesBefore(startRows.firstRow(one.timeline));
      return one.samplesBefore(endRows.firstRow(one.timeline)) > first;
    });
  };
}
