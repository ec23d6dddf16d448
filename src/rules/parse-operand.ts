/** The parts of an expression that operators stand between: literals, selectors, calls, aggregations, brackets;
 *  and the clauses that operators carry. */

import type { SyntaxNode } from "@lezer/common";
import { DefectError, present } from "../assert.ts";
import { type DurationMs, milliseconds } from "../units.ts";
import { parsePromDuration } from "./duration.ts";
import type {
  AggregationOperator,
  ExpressionNode,
  FixedInstant,
  Grouping,
  LabelMatcher,
  MatchOperator,
  TimeShift,
  VectorMatching,
} from "./expression.ts";
import { METRIC_NAME } from "./labels.ts";
import { parseNumberLiteral, parseStringLiteral } from "./literal.ts";
import { notSupportedYet, QueryError } from "./query-error.ts";
import { compileRegex } from "./regex.ts";
import { isFunctionName } from "./signatures.ts";

export interface OperandReader {
  readonly text: string;
  /** Reads what stands between brackets. */
  expression(node: SyntaxNode): ExpressionNode;
}

/** A node's children but for comments, which may stand anywhere. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") children.push(child);
  }
  return children;
}

export function readOperand(node: SyntaxNode, reader: OperandReader): ExpressionNode {
  const { from, to } = node;
  switch (node.name) {
    case "NumberDurationLiteral":
      return { kind: "number", value: readNumber(node, reader.text), from, to };
    case "StringLiteral":
      return { kind: "string", value: readString(node, reader.text), from, to };
    case "VectorSelector":
      return readSelector(node, reader.text);
    case "ParenExpr":
      return { kind: "parentheses", inner: reader.expression(childrenOf(node)[0] as SyntaxNode), from, to };
    case "FunctionCall":
      return readCall(node, reader);
    case "AggregateExpr":
      return readAggregation(node, reader);
    default:
      throw new DefectError(`a node the grammar does not have: ${node.name}`);
  }
}

/** The number without its sign, which the operators' reader has taken. */
function readNumber(node: SyntaxNode, text: string): number {
  const written = text.slice(node.from, node.to).replace(/^[+-]\s*/, "");
  const value = parseNumberLiteral(written);
  if (value !== null) return value;
  // A duration is a number of seconds.
  const duration = parsePromDuration(written);
  if (duration !== null) return duration / 1_000;
  throw new QueryError(`bad number ${written}`, text, node.from);
}

function readString(node: SyntaxNode, text: string): string {
  const read = parseStringLiteral(text.slice(node.from, node.to));
  if ("problem" in read) throw new QueryError(read.problem, text, node.from + read.offset);
  return read.value;
}

export const NO_SHIFT: TimeShift = { offset: milliseconds(0), fixed: null };

/** What stands behind `@`. */
export function readFixedInstant(node: SyntaxNode, text: string): FixedInstant {
  if (node.name === "AtModifierPreprocessors")
    return { kind: text.slice(node.from, node.to).startsWith("start") ? "start" : "end" };
  const written = text.slice(node.from, node.to);
  const seconds = readNumber(node, text) * (written.startsWith("-") ? -1 : 1);
  const ms = Math.sign(seconds) * Math.floor(Math.abs(seconds) * 1_000 + 0.5);
  if (Math.abs(ms) < 2 ** 63) return { kind: "instant", ms };
  throw new QueryError(`timestamp out of bounds for @ modifier: ${written}`, text, node.from);
}

/** The duration of a range, an offset or a step, as such or as a number of seconds; an offset may be negative. */
export function readDuration(node: SyntaxNode, text: string): DurationMs {
  const written = text.slice(node.from, node.to).replace(/\s/g, "");
  const negative = written.startsWith("-");
  const duration = parsePromDuration(written.replace(/^[+-]/, ""));
  if (duration !== null) return negative ? milliseconds(-duration) : duration;
  const seconds = parseNumberLiteral(written.replace(/^[+-]/, ""));
  if (seconds !== null && Number.isFinite(seconds) && seconds < 1e9)
    return milliseconds(Math.round(seconds * 1_000) * (negative ? -1 : 1));
  if (seconds !== null || /^[+-]?\d+(?:[a-z]+\d*)*$/.test(written)) {
    throw new QueryError(`bad duration ${written}`, text, node.from);
  }
  throw notSupportedYet(`${written} as a duration: write one such as 5m or 1h30m`, text, node.from);
}

function readSelector(node: SyntaxNode, text: string): ExpressionNode {
  let name: string | null = null;
  const matchers: LabelMatcher[] = [];
  for (const child of childrenOf(node)) {
    if (child.name === "Identifier") {
      name = text.slice(child.from, child.to);
      continue;
    }
    for (const matcher of childrenOf(child)) {
      // A metric's name in quotes, within the braces.
      if (matcher.name === "QuotedLabelName") {
        if (name !== null) throw new QueryError("metric name must not be set twice", text, matcher.from);
        name = readString(childrenOf(matcher)[0] as SyntaxNode, text);
        continue;
      }
      const read = readMatcher(matcher, text);
      if (read.label === METRIC_NAME && name !== null) {
        const twice = `metric name must not be set twice: "${name}" or "${read.value}"`;
        throw new QueryError(twice, text, matcher.from);
      }
      matchers.push(read);
    }
  }
  if (name === null && matchers.every(matchesEmpty)) {
    const reason = "vector selector must contain at least one matcher that does not match the empty string";
    throw new QueryError(reason, text, node.from);
  }
  return { kind: "selector", name, matchers, shift: NO_SHIFT, from: node.from, to: node.to };
}

function readMatcher(node: SyntaxNode, text: string): LabelMatcher {
  const [label, operator, literal] = childrenOf(node) as [SyntaxNode, SyntaxNode, SyntaxNode];
  const matcher = {
    label: readLabelName(label, text),
    operator: text.slice(operator.from, operator.to) as MatchOperator,
    value: readString(literal, text),
  };
  if (matcher.operator === "=~" || matcher.operator === "!~") {
    const compiled = compileRegex(matcher.value, false);
    if ("problem" in compiled) throw new QueryError(compiled.problem, text, literal.from);
  }
  return matcher;
}

const readLabelName = (node: SyntaxNode, text: string): string =>
  node.name === "QuotedLabelName"
    ? readString(childrenOf(node)[0] as SyntaxNode, text)
    : text.slice(node.from, node.to);

function matchesEmpty({ operator, value }: LabelMatcher): boolean {
  if (operator === "=" || operator === "!=") return (operator === "=") === (value === "");
  const compiled = compileRegex(value, false);
  return "matches" in compiled && compiled.matches("") === (operator === "=~");
}

function readCall(node: SyntaxNode, reader: OperandReader): ExpressionNode {
  const [identifier, body] = childrenOf(node) as [SyntaxNode, SyntaxNode];
  const name = reader.text.slice(identifier.from, identifier.to);
  if (!isFunctionName(name)) {
    const why = name.startsWith("histogram_") ? " (native histograms)" : "";
    throw notSupportedYet(`the function ${name}${why}`, reader.text, node.from);
  }
  const { from, to } = node;
  return {
    kind: "call",
    name,
    arguments: childrenOf(body).map((child) => reader.expression(child)),
    from,
    to,
  };
}

const AGGREGATIONS: Readonly<Record<AggregationOperator, { readonly parameter: boolean }>> = {
  sum: { parameter: false },
  avg: { parameter: false },
  count: { parameter: false },
  min: { parameter: false },
  max: { parameter: false },
  group: { parameter: false },
  stddev: { parameter: false },
  stdvar: { parameter: false },
  topk: { parameter: true },
  bottomk: { parameter: true },
  quantile: { parameter: true },
  count_values: { parameter: true },
};

function readAggregation(node: SyntaxNode, reader: OperandReader): ExpressionNode {
  let operator: AggregationOperator | null = null;
  let grouping: Grouping | null = null;
  let operands: readonly SyntaxNode[] = [];
  for (const child of childrenOf(node)) {
    const written = reader.text.slice(child.from, child.to).toLowerCase();
    if (child.name === "AggregateOp") {
      if (!Object.hasOwn(AGGREGATIONS, written)) {
        throw notSupportedYet(`the aggregation ${written}`, reader.text, child.from);
      }
      operator = written as AggregationOperator;
    } else if (child.name === "AggregateModifier") {
      const [kind, labels] = childrenOf(child) as [SyntaxNode, SyntaxNode];
      grouping = { kind: kind.name === "By" ? "by" : "without", labels: readLabels(labels, reader.text) };
    } else operands = childrenOf(child);
  }
  const known = present(operator, "aggregation operator");
  const expected = AGGREGATIONS[known].parameter ? 2 : 1;
  if (operands.length !== expected) {
    const reason = `${known} takes ${expected === 1 ? "1 argument" : "2 arguments"}, not ${operands.length}`;
    throw new QueryError(reason, reader.text, node.from);
  }
  const [parameter, operand] = (expected === 2 ? operands : [null, operands[0]]) as [
    SyntaxNode | null,
    SyntaxNode,
  ];
  return {
    kind: "aggregation",
    operator: known,
    parameter: parameter === null ? null : reader.expression(parameter),
    operand: reader.expression(operand),
    grouping,
    from: node.from,
    to: node.to,
  };
}

/** `on (a, b) group_left (c)` */
export function readMatching(clause: SyntaxNode, { text }: OperandReader): VectorMatching {
  const [kind, labels, side, include] = childrenOf(clause) as [
    SyntaxNode,
    SyntaxNode,
    SyntaxNode?,
    SyntaxNode?,
  ];
  const cardinality =
    side === undefined ? "one-to-one" : side.name === "GroupLeft" ? "many-to-one" : "one-to-many";
  const matching: VectorMatching = {
    kind: kind.name === "On" ? "on" : "ignoring",
    labels: readLabels(labels, text),
    cardinality,
    include: include === undefined ? [] : readLabels(include, text),
  };
  const both =
    matching.kind === "on" ? matching.include.find((label) => matching.labels.includes(label)) : undefined;
  if (both !== undefined) {
    throw new QueryError(`label "${both}" must not occur in on and group clause at once`, text, clause.from);
  }
  return matching;
}

function readLabels(node: SyntaxNode, text: string): readonly string[] {
  return childrenOf(node).map((label) => readLabelName(label, text));
}
