/** Syntax tree → plan, bound to one store. Everything that can be known before the first evaluation is settled here. */

import { assert, unreachable } from "../assert.ts";
import { planAggregation } from "./aggregate.ts";
import { planBinary } from "./binary.ts";
import type { CallNode, ExpressionNode, UnaryNode } from "./expression.ts";
import { constant, eachValue, planFunction } from "./functions.ts";
import type { Plan, PlanContext } from "./plan.ts";
import { QueryError } from "./query-error.ts";
import { planRangeFunction } from "./range.ts";
import { planSelector } from "./selection.ts";
import { isRangeFunctionName } from "./signatures.ts";

/** @throws QueryError where the expression asks for more than this engine can do. */
export function compile(node: ExpressionNode, context: PlanContext): Plan {
  switch (node.kind) {
    case "number":
      return constant(node.value);
    case "string":
      return { kind: "string", value: node.value };
    case "selector":
      return planSelector(node, context);
    case "range":
    case "subquery":
      // Inside functions ranges are compiled with the function.
      throw new QueryError(
        "expected an instant vector or a scalar, not a range vector: a function such as rate() makes one of it",
        context.text,
        node.from,
      );
    case "parentheses":
      return compile(node.inner, context);
    case "unary":
      return compileUnary(node, context);
    case "binary":
      return planBinary(node, compile(node.left, context), compile(node.right, context), context);
    case "aggregation": {
      const operand = compile(node.operand, context);
      const parameter = node.parameter === null ? null : compile(node.parameter, context);
      assert(operand.kind === "vector", "an aggregation of something that is no vector");
      assert(parameter?.kind !== "vector", "an aggregation parameter that is a vector");
      return planAggregation(node, operand, parameter, context);
    }
    case "call":
      return compileCall(node, context);
    default:
      return unreachable(node);
  }
}

function compileUnary(node: UnaryNode, context: PlanContext): Plan {
  const operand = compile(node.operand, context);
  if (node.operator === "+") return operand;
  if (operand.kind === "scalar") return { kind: "scalar", evaluate: (at) => -operand.evaluate(at) };
  assert(operand.kind === "vector", "a sign before a string");
  return eachValue(operand, { context, offset: node.from }, () => (value) => -value);
}

function compileCall(node: CallNode, context: PlanContext): Plan {
  const { name } = node;
  return isRangeFunctionName(name)
    ? planRangeFunction(name, node, context, compile)
    : planFunction(name, node, context, compile);
}
