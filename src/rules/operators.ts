/** What the binary operators do to two numbers. */

import { unreachable } from "../assert.ts";
import { power } from "./elementary.ts";
import type { ArithmeticOperator, ComparisonOperator } from "./expression.ts";
import type { PrometheusVersion } from "./plan.ts";
import { arcTangentOfQuotient } from "./trigonometry.ts";

function calculate(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    case "^":
      return power(left, right);
    case "atan2":
      return arcTangentOfQuotient(left, right);
    default:
      return unreachable(operator);
  }
}

export function holds(operator: ComparisonOperator, left: number, right: number): boolean {
  switch (operator) {
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    default:
      return unreachable(operator);
  }
}

/** What an operator is used for: a comparison filters, or with `bool` answers 0 or 1. */
export type Operation =
  | { readonly kind: "arithmetic"; readonly operator: ArithmeticOperator }
  | { readonly kind: "filter" | "truth"; readonly operator: ComparisonOperator };

/** Whether a result is no longer the metric that the operand was. Version 2 forgets that of `atan2`. */
export function dropsMetricName({ kind, operator }: Operation, version: PrometheusVersion): boolean {
  return kind !== "filter" && !(operator === "atan2" && version === "2");
}

/** The result for two numbers; a filter's is not asked for, it lets a number through or not. */
export function numberFor(operation: Operation, left: number, right: number): number {
  if (operation.kind === "arithmetic") return calculate(operation.operator, left, right);
  return holds(operation.operator, left, right) ? 1 : 0;
}
