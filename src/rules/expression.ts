/** The syntax tree of a PromQL expression: plain data, every node with its place in the text.
 *  Invariants after `parseExpression`: types fit (see `check.ts`), signs of number literals are folded in,
 *  a selector matches at least one label against something that is not empty. */

import type { DurationMs } from "../units.ts";
import type { FunctionName, ValueType } from "./signatures.ts";

export type MatchOperator = "=" | "!=" | "=~" | "!~";

export interface LabelMatcher {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "^" | "atan2";
export type ComparisonOperator = "==" | "!=" | ">" | "<" | ">=" | "<=";
export type SetOperator = "and" | "or" | "unless";
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

export type AggregationOperator =
  | "sum"
  | "avg"
  | "count"
  | "min"
  | "max"
  | "group"
  | "stddev"
  | "stdvar"
  | "topk"
  | "bottomk"
  | "quantile"
  | "count_values";

/** What `@` fixes: an instant in milliseconds since 1970, or the instant that the whole query is asked for (`start()` and
 *  `end()`, which are one in an instant query). */
export type FixedInstant =
  | { readonly kind: "instant"; readonly ms: number }
  | { readonly kind: "start" | "end" };

/** `offset` and `@`, behind a selector or a subquery. */
export interface TimeShift {
  readonly offset: DurationMs;
  readonly fixed: FixedInstant | null;
}

export interface Grouping {
  readonly kind: "by" | "without";
  readonly labels: readonly string[];
}

/** How samples of two vectors find each other. `cardinality` says which side may have several for one match. */
export interface VectorMatching {
  readonly kind: "on" | "ignoring";
  readonly labels: readonly string[];
  readonly cardinality: "one-to-one" | "many-to-one" | "one-to-many";
  /** Labels taken over from the "one" side. */
  readonly include: readonly string[];
}

interface Placed {
  /** Offsets in the text: of the first character, and behind the last. */
  readonly from: number;
  readonly to: number;
}

export interface NumberNode extends Placed {
  readonly kind: "number";
  readonly value: number;
}

export interface StringNode extends Placed {
  readonly kind: "string";
  readonly value: string;
}

export interface SelectorNode extends Placed {
  readonly kind: "selector";
  /** The metric name written before the braces. */
  readonly name: string | null;
  readonly matchers: readonly LabelMatcher[];
  readonly shift: TimeShift;
}

export interface RangeNode extends Placed {
  readonly kind: "range";
  readonly selector: SelectorNode;
  readonly range: DurationMs;
}

export interface SubqueryNode extends Placed {
  readonly kind: "subquery";
  readonly inner: ExpressionNode;
  readonly range: DurationMs;
  /** Null where the default applies. */
  readonly step: DurationMs | null;
  readonly shift: TimeShift;
}

export interface ParenthesesNode extends Placed {
  readonly kind: "parentheses";
  readonly inner: ExpressionNode;
}

export interface UnaryNode extends Placed {
  readonly kind: "unary";
  readonly operator: "+" | "-";
  readonly operand: ExpressionNode;
}

export interface BinaryNode extends Placed {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  /** Comparisons: answer 0 or 1 instead of filtering. */
  readonly bool: boolean;
  readonly matching: VectorMatching | null;
}

export interface AggregationNode extends Placed {
  readonly kind: "aggregation";
  readonly operator: AggregationOperator;
  readonly parameter: ExpressionNode | null;
  readonly operand: ExpressionNode;
  readonly grouping: Grouping | null;
}

export interface CallNode extends Placed {
  readonly kind: "call";
  readonly name: FunctionName;
  readonly arguments: readonly ExpressionNode[];
}

export type ExpressionNode =
  | NumberNode
  | StringNode
  | SelectorNode
  | RangeNode
  | SubqueryNode
  | ParenthesesNode
  | UnaryNode
  | BinaryNode
  | AggregationNode
  | CallNode;

export interface Expression {
  readonly text: string;
  readonly root: ExpressionNode;
  readonly type: ValueType;
}

export const SET_OPERATORS: readonly string[] = ["and", "or", "unless"] satisfies SetOperator[];
export const COMPARISON_OPERATORS: readonly string[] = [
  "==",
  "!=",
  ">",
  "<",
  ">=",
  "<=",
] satisfies ComparisonOperator[];

export const isSetOperator = (operator: BinaryOperator): operator is SetOperator =>
  SET_OPERATORS.includes(operator);
export const isComparison = (operator: BinaryOperator): operator is ComparisonOperator =>
  COMPARISON_OPERATORS.includes(operator);

/** An expression without the parentheses around it. */
export function unwrapped(node: ExpressionNode): Exclude<ExpressionNode, ParenthesesNode> {
  let inner = node;
  while (inner.kind === "parentheses") inner = inner.inner;
  return inner;
}
