/** For each series the window of its samples that a range function looks at. The windows of a selector lie in the
 *  store itself, those of a subquery in a store of its results (`subquery.ts`); staleness markers are no samples, so
 *  that a window needs only its two ends. */

import type { ExpressionNode, RangeNode, SubqueryNode } from "./expression.ts";
import type { Plan, PlanContext } from "./plan.ts";
import { lookingAt, Selection } from "./selection.ts";
import type { Series } from "./series.ts";
import { subqueryWindows } from "./subquery.ts";
import { RowFinder } from "./timeline.ts";

/** Series, and the range in which their samples are looked at: rows of their timelines from one up to but not
 *  including another. */
export interface Windows {
  readonly series: readonly Series[];
  readonly startRows: RowFinder;
  readonly endRows: RowFinder;
  readonly startMs: number;
  readonly endMs: number;
  /** Samples once seen stay what they are. */
  readonly lasting: boolean;
}

export interface WindowSource {
  /** One metric name at most: label sets stay distinct without it. */
  readonly singleName: boolean;
  windowsAt(at: number): Windows;
}

export function planWindows(
  node: RangeNode | SubqueryNode,
  context: PlanContext,
  compile: (node: ExpressionNode, context: PlanContext) => Plan,
): WindowSource {
  return node.kind === "range" ? selectorWindows(node, context) : subqueryWindows(node, context, compile);
}

function selectorWindows({ selector, range }: RangeNode, context: PlanContext): WindowSource {
  const selection = new Selection(selector, context);
  const looked = lookingAt(selector.shift, context);
  // Version 3 leaves a sample exactly at the start out.
  const leftOut = context.settings.version === "2" ? 0 : 1;
  const startRows = new RowFinder();
  const endRows = new RowFinder();
  return {
    singleName: selection.singleName,
    windowsAt(at) {
      const series = selection.current();
      const endMs = looked(at);
      const startMs = endMs - range;
      startRows.ask(startMs + leftOut);
      endRows.ask(endMs + 1);
      return { series, startRows, endRows, startMs, endMs, lasting: true };
    },
  };
}
