/** An expression as text in one canonical form: what reads the same prints the same.
 *  Also the key under which equal parts of several expressions share their evaluation. */

import { unreachable } from "../assert.ts";
import { printPromDuration } from "./duration.ts";
import type { ExpressionNode, SelectorNode, TimeShift, VectorMatching } from "./expression.ts";
import { printNumber, printString } from "./literal.ts";

export function printExpression(node: ExpressionNode): string {
  switch (node.kind) {
    case "number":
      return printNumber(node.value);
    case "string":
      return printString(node.value);
    case "selector":
      return printSelector(node) + printShift(node.shift);
    case "range":
      return `${printSelector(node.selector)}[${printPromDuration(node.range)}]${printShift(node.selector.shift)}`;
    case "subquery": {
      const step = node.step === null ? "" : printPromDuration(node.step);
      return `${printExpression(node.inner)}[${printPromDuration(node.range)}:${step}]${printShift(node.shift)}`;
    }
    case "parentheses":
      return `(${printExpression(node.inner)})`;
    case "unary":
      return `${node.operator}${printExpression(node.operand)}`;
    case "binary": {
      const bool = node.bool ? " bool" : "";
      const matching = node.matching === null ? "" : printMatching(node.matching);
      return `${printExpression(node.left)} ${node.operator}${bool}${matching} ${printExpression(node.right)}`;
    }
    case "aggregation": {
      const { grouping, parameter } = node;
      const by = grouping === null ? "" : ` ${grouping.kind} (${grouping.labels.join(", ")}) `;
      const first = parameter === null ? "" : `${printExpression(parameter)}, `;
      return `${node.operator}${by}(${first}${printExpression(node.operand)})`;
    }
    case "call":
      return `${node.name}(${node.arguments.map(printExpression).join(", ")})`;
    default:
      return unreachable(node);
  }
}

function printSelector({ name, matchers }: SelectorNode): string {
  if (matchers.length === 0) return name ?? "{}";
  const printed = matchers.map(({ label, operator, value }) => `${label}${operator}${printString(value)}`);
  return `${name ?? ""}{${printed.join(", ")}}`;
}

function printShift({ offset, fixed }: TimeShift): string {
  const at = fixed === null ? "" : ` @ ${fixed.kind === "instant" ? fixed.ms / 1_000 : `${fixed.kind}()`}`;
  return offset === 0 ? at : `${at} offset ${printPromDuration(offset)}`;
}

function printMatching({ kind, labels, cardinality, include }: VectorMatching): string {
  const match = ` ${kind} (${labels.join(", ")})`;
  if (cardinality === "one-to-one") return match;
  const side = cardinality === "many-to-one" ? "group_left" : "group_right";
  return `${match} ${side} (${include.join(", ")})`;
}
