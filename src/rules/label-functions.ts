/** `label_replace` and `label_join`: a label's value made of those of other labels. What a label set becomes is worked
 *  out once. */

import { checkedForDuplicates } from "./duplicates.ts";
import type { CallNode } from "./expression.ts";
import { LabelMapping, type LabelSet } from "./labels.ts";
import { type PlanContext, Vector, type VectorPlan } from "./plan.ts";
import { QueryError } from "./query-error.ts";
import { compileReplacement } from "./regex.ts";

const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function planLabelReplace(
  node: CallNode,
  operand: VectorPlan,
  [target, replacement, source, pattern]: readonly [string, string, string, string],
  context: PlanContext,
): VectorPlan {
  const compiled = compileReplacement(pattern, replacement, context.settings.version === "3");
  if ("problem" in compiled) {
    return failing(node, `invalid regular expression in label_replace(): ${compiled.problem}`, context);
  }
  const problem = problemOfName(target, "destination", node);
  if (problem !== null) return failing(node, problem, context);
  return relabelled(node, operand, target, (set) => compiled.replace(set.get(source)), context);
}

export function planLabelJoin(
  node: CallNode,
  operand: VectorPlan,
  [target, separator, ...sources]: readonly [string, string, ...string[]],
  context: PlanContext,
): VectorPlan {
  const problem =
    sources.map((source) => problemOfName(source, "source", node)).find((found) => found !== null) ??
    problemOfName(target, "destination", node);
  if (problem !== null) return failing(node, problem, context);
  const joined = (set: LabelSet): string => sources.map((source) => set.get(source)).join(separator);
  return relabelled(node, operand, target, joined, context);
}

const problemOfName = (name: string, role: string, { name: functionName }: CallNode): string | null =>
  LABEL_NAME.test(name) ? null : `invalid ${role} label name in ${functionName}(): ${name}`;

/** Prometheus finds such faults when it evaluates, and goes on with the other rules. */
const failing = (node: CallNode, reason: string, { text }: PlanContext): VectorPlan => ({
  kind: "vector",
  distinct: true,
  evaluate() {
    throw new QueryError(reason, text, node.from);
  },
});

/** @param valueFor the label's new value; null where the label set stays as it is */
function relabelled(
  node: CallNode,
  operand: VectorPlan,
  target: string,
  valueFor: (set: LabelSet) => string | null,
  { store, text }: PlanContext,
): VectorPlan {
  const { labels } = store;
  const resultOf = new LabelMapping((id) => {
    const set = labels.at(id);
    const value = valueFor(set);
    return value === null ? id : labels.with(set, { [target]: value }).id;
  });
  const vector = new Vector();
  const plan: VectorPlan = {
    kind: "vector",
    distinct: false,
    evaluate(at) {
      const { length, ids, values } = operand.evaluate(at);
      vector.begin(length);
      for (let index = 0; index < length; index += 1)
        vector.push(resultOf.of(ids[index] as number), values[index] as number);
      return vector.end();
    },
  };
  return { ...checkedForDuplicates(plan, text, node.from), distinct: false };
}
