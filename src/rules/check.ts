/** Whether an expression's parts fit together, as Prometheus checks after parsing, and what type the whole has. */

import { unreachable } from "../assert.ts";
import { type BinaryNode, type ExpressionNode, isComparison, isSetOperator } from "./expression.ts";
import { QueryError } from "./query-error.ts";
import { SIGNATURES, type Signature, type ValueType } from "./signatures.ts";

const NAMES: Readonly<Record<ValueType, string>> = {
  scalar: "scalar",
  vector: "instant vector",
  range: "range vector",
  string: "string",
};

/** @throws QueryError at the part that does not fit. */
export function checkTypes(node: ExpressionNode, text: string): ValueType {
  const expect = (part: ExpressionNode, type: ValueType, where: string): void => {
    const found = checkTypes(part, text);
    if (found !== type) {
      throw new QueryError(`expected type ${NAMES[type]} in ${where}, got ${NAMES[found]}`, text, part.from);
    }
  };
  switch (node.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "selector":
      return "vector";
    case "range":
      return "range";
    case "subquery": {
      const type = checkTypes(node.inner, text);
      if (type === "vector") return "range";
      const reason = `subquery is only allowed on instant vector, got ${NAMES[type]} instead`;
      throw new QueryError(reason, text, node.from);
    }
    case "parentheses":
      return checkTypes(node.inner, text);
    case "unary": {
      const type = checkTypes(node.operand, text);
      if (type === "scalar" || type === "vector") return type;
      const reason = `a sign stands only before a scalar or an instant vector, not before a ${NAMES[type]}`;
      throw new QueryError(reason, text, node.from);
    }
    case "binary":
      return checkBinary(node, text);
    case "aggregation":
      if (node.parameter !== null) {
        const type = node.operator === "count_values" ? "string" : "scalar";
        expect(node.parameter, type, "aggregation parameter");
      }
      expect(node.operand, "vector", "aggregation expression");
      return "vector";
    case "call": {
      const { takes, optional, repeats, gives }: Signature = SIGNATURES[node.name];
      const count = node.arguments.length;
      if ((count > takes.length && !repeats) || count < takes.length - optional) {
        const least = takes.length - optional;
        const expected = repeats
          ? `${least} or more`
          : optional === 0
            ? `${least}`
            : `${least} to ${takes.length}`;
        throw new QueryError(
          `expected ${expected} argument(s) in call to ${node.name}, got ${count}`,
          text,
          node.from,
        );
      }
      node.arguments.forEach((argument, index) => {
        expect(
          argument,
          takes[Math.min(index, takes.length - 1)] as ValueType,
          `call to function ${node.name}`,
        );
      });
      return gives;
    }
    default:
      return unreachable(node);
  }
}

function checkBinary(node: BinaryNode, text: string): ValueType {
  const { operator, bool, matching } = node;
  const fail = (reason: string, at: ExpressionNode = node): never => {
    throw new QueryError(reason, text, at.from);
  };
  const [left, right] = [node.left, node.right].map((side) => {
    const type = checkTypes(side, text);
    if (type === "scalar" || type === "vector") return type;
    return fail("binary expression must contain only scalar and instant vector types", side);
  });
  const vectors = left === "vector" && right === "vector";
  if (bool && !isComparison(operator)) fail("bool modifier can only be used on comparison operators");
  if (isComparison(operator) && !bool && left === "scalar" && right === "scalar") {
    fail("comparisons between scalars must use the bool modifier");
  }
  if (isSetOperator(operator)) {
    if (!vectors) fail(`set operator ${operator} not allowed in binary scalar expression`);
    if (matching !== null && matching.cardinality !== "one-to-one")
      fail(`no grouping allowed for ${operator} operation`);
  }
  if (!vectors && matching !== null && matching.labels.length > 0) {
    fail("vector matching only allowed between instant vectors");
  }
  return left === "scalar" && right === "scalar" ? "scalar" : "vector";
}
