/** Functions of range vectors: windows of samples in, one sample for each series out. */

import { assert } from "../assert.ts";
import { checkedForDuplicates } from "./duplicates.ts";
import { type CallNode, type ExpressionNode, unwrapped } from "./expression.ts";
import {
  keptForInstant,
  type Plan,
  type PlanContext,
  type ScalarPlan,
  Vector,
  type VectorPlan,
} from "./plan.ts";
import { printExpression } from "./print.ts";
import { rangeFunction } from "./range-functions.ts";
import type { RangeFunctionName } from "./signatures.ts";
import { planWindows } from "./windows.ts";

type Compile = (node: ExpressionNode, context: PlanContext) => Plan;

export function planRangeFunction(
  name: RangeFunctionName,
  node: CallNode,
  context: PlanContext,
  compile: Compile,
): VectorPlan {
  const key = printExpression(node);
  const known = context.shared.get(key);
  if (known !== undefined) return known;
  const applied = keptForInstant(context, appliedToWindows(name, node, context, compile));
  // What is checked points at its place in the expression, which others do not share.
  if (!applied.distinct && name !== "last_over_time") {
    return checkedForDuplicates(applied, context.text, node.from);
  }
  context.shared.set(key, applied);
  return applied;
}

function appliedToWindows(
  name: RangeFunctionName,
  node: CallNode,
  context: PlanContext,
  compile: Compile,
): VectorPlan {
  const argument = rangeOf(node);
  const parameters = node.arguments.map(unwrapped).filter((other) => other !== argument);
  const scalars = parameters.map((parameter): ScalarPlan => {
    const plan = compile(parameter, context);
    assert(plan.kind === "scalar", "a range function's parameter that is no scalar");
    return plan;
  });
  const source = planWindows(argument, context, compile);
  const apply = rangeFunction(name, argument.range, context);
  const vector = new Vector();
  const values = scalars.map(() => 0);
  return {
    kind: "vector",
    distinct: source.singleName,
    evaluate(at) {
      const windows = source.windowsAt(at);
      for (let index = 0; index < scalars.length; index += 1)
        values[index] = (scalars[index] as ScalarPlan).evaluate(at);
      vector.begin(windows.series.length);
      context.moment.touch(windows.series.length, context);
      apply(windows, vector, at, values);
      return vector.end();
    },
  };
}

/** Whether any series has a sample in its window: what `absent_over_time` asks. */
export function planAnySample(
  node: CallNode,
  context: PlanContext,
  compile: Compile,
): (at: number) => boolean {
  const source = planWindows(rangeOf(node), context, compile);
  return (at) => {
    const { series, startRows, endRows } = source.windowsAt(at);
    return series.some((one) => {
      const first = one.samplesBefore(startRows.firstRow(one.timeline));
      return one.samplesBefore(endRows.firstRow(one.timeline)) > first;
    });
  };
}

/** The argument that is a range. */
function rangeOf(node: CallNode) {
  const range = node.arguments.map(unwrapped).find(({ kind }) => kind === "range" || kind === "subquery");
  assert(
    range?.kind === "range" || range?.kind === "subquery",
    "a range function of something that is no range",
  );
  return range;
}
