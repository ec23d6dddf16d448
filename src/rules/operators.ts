/** What the binary operators do to two numbers. */

import { unreachable } from "../assert.ts";
import type { ArithmeticOperator, ComparisonOperator } from "./expression.ts";
import { power } from "./mathematics.ts";

export function calculate(operator: ArithmeticOperator, left: number, right: number): number {
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
