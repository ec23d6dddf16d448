/** PromQL text → syntax tree, on Prometheus' own lezer grammar.
 *  That grammar serves an editor: it lets `a + b offset 5m` shift the whole sum and takes `-1^2` for a power of −1.
 *  So only its leaves and brackets are believed; the operators between them are read off in order of the text and
 *  bound here by the precedences of Prometheus' parser. */

import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { assert, present } from "../assert.ts";
import type { DurationMs } from "../units.ts";
import { checkTypes } from "./check.ts";
import type { BinaryOperator, Expression, ExpressionNode, TimeShift, VectorMatching } from "./expression.ts";
import {
  childrenOf,
  NO_SHIFT,
  type OperandReader,
  readDuration,
  readFixedInstant,
  readMatching,
  readOperand,
} from "./parse-operand.ts";
import { notSupportedYet, QueryError } from "./query-error.ts";
import { rejectTooManySteps } from "./query-limits.ts";

const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  "==": 3,
  "!=": 3,
  ">": 3,
  "<": 3,
  ">=": 3,
  "<=": 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
  atan2: 5,
  "^": 6,
};
/** A sign binds like `*`: what stands behind it is at most a power. */
const SIGN_OPERAND = 6;

/** The grammar is version 3's, which gave this function another name: while the grammar reads, one that it knows and that
 *  is as long stands in its place. Names are taken from the text itself. */
const RENAMED_FUNCTION = /\bholt_winters(?=\s*\()/g;
const SAME_LENGTH = "day_of_month";

/** Reading is a pure function of the text, and a campaign reads the same few texts thousands of times. */
const remembered = new Map<string, Expression>();
const REMEMBERED_MAX = 500;

/** @throws QueryError when the text is no expression, or one that this engine does not know yet. */
export function parseExpression(text: string): Expression {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const tree = parser.parse(text.replace(RENAMED_FUNCTION, SAME_LENGTH));
  rejectSyntaxErrors(tree, text);
  const reader: OperandReader = { text, expression: (node) => readExpression(node, reader) };
  const root = reader.expression(present(childrenOf(tree.topNode)[0], "expression"));
  const expression = { text, root, type: checkTypes(root, text) };
  rejectTooManySteps(root, text);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(text, expression);
  return expression;
}

function rejectSyntaxErrors(tree: Tree, text: string): void {
  let offset: number | null = null;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError && offset === null) offset = from;
      return offset === null;
    },
  });
  if (offset === null) return;
  if (text.trim() === "") throw new QueryError("no expression found", text, 0);
  const rest = text.slice(offset).replace(/^(?:\s|#[^\n]*)+/, "");
  offset = text.length - rest.length;
  const call = rest.startsWith("(") ? /([A-Za-z_:][A-Za-z0-9_:]*)\s*$/.exec(text.slice(0, offset)) : null;
  if (call !== null) throw new QueryError(`unknown function "${call[1]}"`, text, call.index);
  if (rest === "") throw new QueryError("unexpected end of the expression", text, text.length);
  const token = (/^(?:[A-Za-z0-9_:.]+|"(?:[^"\\]|\\.)*"?|.)/.exec(rest) as RegExpExecArray)[0];
  throw new QueryError(`unexpected ${token}`, text, offset);
}

/** What stands in a row between two brackets, in order of the text. */
type Item =
  | { readonly kind: "sign"; readonly operator: "+" | "-"; readonly from: number }
  | { readonly kind: "operand"; readonly node: ExpressionNode }
  | { readonly kind: "modifier"; readonly node: SyntaxNode }
  | {
      readonly kind: "operator";
      readonly operator: BinaryOperator;
      readonly bool: boolean;
      readonly matching: VectorMatching | null;
    };

function readExpression(node: SyntaxNode, reader: OperandReader): ExpressionNode {
  const items: Item[] = [];
  collectItems(node, reader, items);
  const row: Row = { items, position: 0, reader };
  const expression = readBinary(row, 1);
  assert(row.position === items.length, "operands and operators that do not alternate");
  return expression;
}

function collectItems(node: SyntaxNode, reader: OperandReader, items: Item[]): void {
  const children = childrenOf(node);
  switch (node.name) {
    case "BinaryExpr": {
      const [left, sign, ...rest] = children as [SyntaxNode, SyntaxNode, ...SyntaxNode[]];
      collectItems(left, reader, items);
      items.push(readOperator(sign, rest.slice(0, -1), reader));
      collectItems(rest.at(-1) as SyntaxNode, reader, items);
      return;
    }
    case "UnaryExpr": {
      const [sign, operand] = children as [SyntaxNode, SyntaxNode];
      items.push({
        kind: "sign",
        operator: reader.text.slice(sign.from, sign.to) as "+" | "-",
        from: sign.from,
      });
      collectItems(operand, reader, items);
      return;
    }
    case "NumberDurationLiteral": {
      const first = reader.text[node.from];
      if (first === "-" || first === "+") items.push({ kind: "sign", operator: first, from: node.from });
      items.push({ kind: "operand", node: readOperand(node, reader) });
      return;
    }
    case "MatrixSelector":
    case "OffsetExpr":
    case "SubqueryExpr":
    case "StepInvariantExpr":
    case "AnchoredExpr":
    case "SmoothedExpr":
      collectItems(children[0] as SyntaxNode, reader, items);
      items.push({ kind: "modifier", node });
      return;
    default:
      items.push({ kind: "operand", node: readOperand(node, reader) });
  }
}

function readOperator(sign: SyntaxNode, modifiers: readonly SyntaxNode[], reader: OperandReader): Item {
  const operator = reader.text.slice(sign.from, sign.to).toLowerCase();
  if (!Object.hasOwn(PRECEDENCE, operator))
    throw notSupportedYet(`the operator ${operator}`, reader.text, sign.from);
  let bool = false;
  let matching: VectorMatching | null = null;
  for (const modifier of modifiers) {
    if (modifier.name === "BoolModifier") bool = true;
    else if (modifier.name === "MatchingModifierClause") matching = readMatching(modifier, reader);
    else throw notSupportedYet("fill modifiers", reader.text, modifier.from);
  }
  return { kind: "operator", operator: operator as BinaryOperator, bool, matching };
}

interface Row {
  readonly items: readonly Item[];
  position: number;
  readonly reader: OperandReader;
}

function readBinary(row: Row, precedenceMin: number): ExpressionNode {
  let left = readSigned(row);
  for (;;) {
    const item = row.items[row.position];
    if (item?.kind !== "operator") return left;
    const precedence = PRECEDENCE[item.operator];
    if (precedence < precedenceMin) return left;
    row.position += 1;
    // Powers group from the right, everything else from the left.
    const right = readBinary(row, item.operator === "^" ? precedence : precedence + 1);
    const { operator, bool, matching } = item;
    left = { kind: "binary", operator, left, right, bool, matching, from: left.from, to: right.to };
  }
}

function readSigned(row: Row): ExpressionNode {
  const item = present(row.items[row.position], "operand");
  row.position += 1;
  if (item.kind === "sign") {
    const operand = readBinary(row, SIGN_OPERAND);
    const { operator, from } = item;
    if (operand.kind === "number")
      return { ...operand, value: operator === "-" ? -operand.value : operand.value, from };
    return { kind: "unary", operator, operand, from, to: operand.to };
  }
  assert(item.kind === "operand", "an operator where an operand belongs");
  let operand = item.node;
  for (;;) {
    const modifier = row.items[row.position];
    if (modifier?.kind !== "modifier") return operand;
    row.position += 1;
    operand = modified(operand, modifier.node, row.reader);
  }
}

function modified(operand: ExpressionNode, node: SyntaxNode, { text }: OperandReader): ExpressionNode {
  const children = childrenOf(node);
  const argument = present(children.at(-1), "modifier's argument");
  switch (node.name) {
    case "MatrixSelector": {
      if (operand.kind !== "selector") {
        throw new QueryError("ranges only allowed for vector selectors", text, operand.from);
      }
      const { offset, fixed } = operand.shift;
      if (offset !== 0) throw new QueryError("no offset allowed before the range", text, operand.from);
      if (fixed !== null) throw new QueryError("no @ allowed before the range", text, operand.from);
      const range = positiveDuration(argument, text);
      return { kind: "range", selector: operand, range, from: operand.from, to: node.to };
    }
    case "SubqueryExpr": {
      const [range, step] = children.slice(1).map((duration) => positiveDuration(duration, text));
      return {
        kind: "subquery",
        inner: operand,
        range: present(range, "range of a subquery"),
        step: step ?? null,
        shift: NO_SHIFT,
        from: operand.from,
        to: node.to,
      };
    }
    case "OffsetExpr":
      return shifted(operand, node, "offset", text, (shift) => {
        if (shift.offset !== 0)
          throw new QueryError("offset may not be set multiple times", text, operand.from);
        return { ...shift, offset: readDuration(argument, text) };
      });
    case "StepInvariantExpr":
      return shifted(operand, node, "@", text, (shift) => {
        if (shift.fixed !== null) throw new QueryError("@ may not be set multiple times", text, operand.from);
        return { ...shift, fixed: readFixedInstant(argument, text) };
      });
    default:
      throw notSupportedYet(
        `the ${node.name === "AnchoredExpr" ? "anchored" : "smoothed"} modifier`,
        text,
        operand.from,
      );
  }
}

function positiveDuration(node: SyntaxNode, text: string): DurationMs {
  const duration = readDuration(node, text);
  if (duration > 0) return duration;
  throw new QueryError("duration must be greater than 0", text, node.from);
}

function shifted(
  operand: ExpressionNode,
  { to }: SyntaxNode,
  modifier: "offset" | "@",
  text: string,
  change: (shift: TimeShift) => TimeShift,
): ExpressionNode {
  switch (operand.kind) {
    case "selector":
    case "subquery":
      return { ...operand, shift: change(operand.shift), to };
    case "range": {
      const { selector } = operand;
      return { ...operand, selector: { ...selector, shift: change(selector.shift), to }, to };
    }
    default:
      throw new QueryError(
        `${modifier} must follow an instant vector selector, a range selector or a subquery`,
        text,
        operand.from,
      );
  }
}
