/** The ways an expression can go, and how to see which of them it went: each asks for parts of the expression as queries of
 *  their own. Parts inside a subquery are asked for at the instant of the evaluation alone. */

import { checkTypes } from "../check.ts";
import { type BinaryNode, type Expression, type ExpressionNode, isComparison } from "../expression.ts";
import type { Vector } from "../plan.ts";
import { printExpression } from "../print.ts";

export interface Way {
  /** What is to be said where it was never gone. */
  readonly untouched: string;
  /** The part that this is about. */
  readonly part: ExpressionNode;
}

/** A pair of ways: which of them a test went, it may have gone both. */
export interface Fork {
  readonly ways: readonly [Way, Way];
  /** The queries to ask. */
  readonly parts: readonly Expression[];
  /** Which ways the answers show, in the order of the ways. A vector is valid only while it is looked at. */
  readonly read: (answers: (part: number) => Vector) => readonly [boolean, boolean];
}

export function forksOf({ root, text }: Expression): readonly Fork[] {
  const forks: Fork[] = [];
  const part = (node: ExpressionNode): Expression => ({
    root: node,
    text: printExpression(node),
    type: checkTypes(node, text),
  });
  const visit = (node: ExpressionNode): void => {
    switch (node.kind) {
      case "number":
      case "string":
      case "selector":
      case "range":
        return;
      case "subquery":
      case "parentheses":
        return visit(node.inner);
      case "unary":
        return visit(node.operand);
      case "aggregation":
        if (node.parameter !== null) visit(node.parameter);
        return visit(node.operand);
      case "call":
        if (node.name === "absent" || node.name === "absent_over_time") forks.push(absence(node, part));
        for (const argument of node.arguments) visit(argument);
        return;
      case "binary":
        forks.push(...forksOfBinary(node, part));
        visit(node.left);
        visit(node.right);
    }
  };
  visit(root);
  return forks;
}

const waysOf = (part: ExpressionNode, one: string, other: string): Fork["ways"] => [
  { untouched: one, part },
  { untouched: other, part },
];

type PartOf = (node: ExpressionNode) => Expression;

function absence(node: ExpressionNode, part: PartOf): Fork {
  return {
    ways: waysOf(node, "is never absent", "is never there"),
    parts: [part(node)],
    read: (answer) => {
      const absent = answer(0).length > 0;
      return [absent, !absent];
    },
  };
}

function forksOfBinary(node: BinaryNode, part: PartOf): readonly Fork[] {
  const { operator, left, right } = node;
  if (operator === "or") {
    return [
      {
        ways: [
          { untouched: "the left side of or gives nothing", part: left },
          { untouched: "the right side of or adds nothing", part: right },
        ],
        parts: [part(left), part(node)],
        read: (answer) => {
          const given = answer(0).length;
          return [given > 0, answer(1).length > given];
        },
      },
    ];
  }
  if (operator === "and" || operator === "unless") {
    return [
      {
        ways: waysOf(node, `${operator} never keeps anything`, `${operator} never drops anything`),
        parts: [part(left), part(node)],
        read: (answer) => {
          const given = answer(0).length;
          const kept = answer(1).length;
          return [kept > 0, kept < given];
        },
      },
    ];
  }
  if (!isComparison(operator)) return [];
  return [
    {
      ways: waysOf(node, "is never true", "is never false"),
      parts: [part({ ...node, bool: true })],
      read: (answer) => {
        const { values, length } = answer(0);
        let isTrue = false;
        let isFalse = false;
        for (let index = 0; index < length; index += 1) {
          if (values[index] === 1) isTrue = true;
          else isFalse = true;
        }
        return [isTrue, isFalse];
      },
    },
  ];
}
