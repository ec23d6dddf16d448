/** Binary operators between scalars, and between a vector and a scalar.
 *  Arithmetic drops metric names; a comparison filters and keeps them, unless `bool` turns it into 0 and 1. */

import { assert } from "../assert.ts";
import { DuplicateCheck } from "./duplicates.ts";
import { type BinaryNode, isComparison, isSetOperator } from "./expression.ts";
import { dropsMetricName, holds, numberFor, type Operation } from "./operators.ts";
import { type Plan, type PlanContext, type ScalarPlan, Vector, type VectorPlan } from "./plan.ts";
import { planSetOperator } from "./set-operators.ts";
import { planVectors } from "./vector-matching.ts";

export function planBinary(
  node: BinaryNode,
  left: Plan,
  right: Plan,
  context: PlanContext,
): ScalarPlan | VectorPlan {
  const { operator, bool } = node;
  assert(left.kind !== "string" && right.kind !== "string", "a string between operators");
  if (isSetOperator(operator)) {
    assert(left.kind === "vector" && right.kind === "vector", "a set operator between numbers");
    return planSetOperator(operator, node.matching, left, right, context.store.labels);
  }
  const operation: Operation = isComparison(operator)
    ? { kind: bool ? "truth" : "filter", operator }
    : { kind: "arithmetic", operator };
  if (left.kind === "vector") {
    if (right.kind === "vector") return planVectors(node, operation, left, right, context);
    return planWithScalar(node, operation, left, right, false, context);
  }
  if (right.kind === "vector") return planWithScalar(node, operation, right, left, true, context);
  return { kind: "scalar", evaluate: (at) => numberFor(operation, left.evaluate(at), right.evaluate(at)) };
}

function planWithScalar(
  node: BinaryNode,
  operation: Operation,
  operand: VectorPlan,
  scalar: ScalarPlan,
  scalarFirst: boolean,
  context: PlanContext,
): VectorPlan {
  const vector = new Vector();
  if (operation.kind === "filter") {
    const { operator } = operation;
    return {
      kind: "vector",
      distinct: operand.distinct,
      evaluate(at) {
        const { length, ids, values } = operand.evaluate(at);
        const number = scalar.evaluate(at);
        vector.begin(length);
        for (let index = 0; index < length; index += 1) {
          const value = values[index] as number;
          // The vector's value is what remains, whichever side it stands on.
          if (scalarFirst ? holds(operator, number, value) : holds(operator, value, number)) {
            vector.push(ids[index] as number, value);
          }
        }
        return vector.end();
      },
    };
  }
  const { nameless } = context.store.labels;
  const dropsName = dropsMetricName(operation, context.settings.version);
  const check = operand.distinct || !dropsName ? null : new DuplicateCheck(context.text, node.from);
  return {
    kind: "vector",
    distinct: dropsName || operand.distinct,
    evaluate(at) {
      const { length, ids, values } = operand.evaluate(at);
      const number = scalar.evaluate(at);
      vector.begin(length);
      for (let index = 0; index < length; index += 1) {
        const value = values[index] as number;
        vector.push(
          dropsName ? nameless.of(ids[index] as number) : (ids[index] as number),
          scalarFirst ? numberFor(operation, number, value) : numberFor(operation, value, number),
        );
      }
      check?.assertDistinct(vector.end());
      return vector.end();
    },
  };
}
