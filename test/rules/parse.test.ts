/** What is read, what is refused and where, and what is left for later. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExpressionNode } from "../../src/rules/expression.ts";
import { parseExpression } from "../../src/rules/parse.ts";
import { printExpression } from "../../src/rules/print.ts";
import { QueryError } from "../../src/rules/query-error.ts";
import { loadRegexEngine } from "../../src/rules/regex.ts";

await loadRegexEngine();

const printed = (text: string): string => printExpression(parseExpression(text).root);

/** The tree as text with every operation in brackets. */
function shape(node: ExpressionNode): string {
  switch (node.kind) {
    case "binary":
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
    case "unary":
      return `(${node.operator}${shape(node.operand)})`;
    case "parentheses":
      return `[${shape(node.inner)}]`;
    default:
      return printExpression(node);
  }
}

function refusal(text: string): string {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof QueryError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("how operators bind", () => {
  it.each([
    ["a + b * c", "(a + (b * c))"],
    ["a - b - c", "((a - b) - c)"],
    ["2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))"],
    ["-1 ^ 2", "(-(1 ^ 2))"],
    ["-a ^ 2", "(-(a ^ 2))"],
    ["-a * b", "((-a) * b)"],
    ["2 ^ -1 * 3", "((2 ^ -1) * 3)"],
    ["1 -1", "(1 - 1)"],
    ["1 - -1", "(1 - -1)"],
    ["- 5", "-5"],
    ["a + b offset 5m", "(a + b offset 5m)"],
    ["a + b offset 5m * c", "(a + (b offset 5m * c))"],
    ["a offset 1m + b offset 5m * c offset 2m", "(a offset 1m + (b offset 5m * c offset 2m))"],
    ["x unless x offset 10m", "(x unless x offset 10m)"],
    ["-a offset 5m", "(-a offset 5m)"],
    ["a or b and c unless d", "(a or ((b and c) unless d))"],
    ["a == b or c > d + 1", "((a == b) or (c > (d + 1)))"],
    ["(a + b) * c", "([(a + b)] * c)"],
    ["a # a comment\n + b", "(a + b)"],
  ])("%s", (text, expected) => {
    expect(shape(parseExpression(text).root)).toBe(expected);
  });
});

describe("canonical form", () => {
  it.each([
    ["SUM(x)  BY (repo)", "sum by (repo) (x)"],
    ["sum without() (x)", "sum without () (x)"],
    ["topk(3,x)", "topk(3, x)"],
    ["x{a='b',c=~`d.*`,}", 'x{a="b", c=~"d.*"}'],
    ["rate(x[90s]offset 1h)", "rate(x[1m30s] offset 1h)"],
    ["x offset -1d", "x offset -1d"],
    ["x AND ON(a) y", "x and on (a) y"],
    ["x > bool ignoring(a) group_left(b) y", "x > bool ignoring (a) group_left (b) y"],
    ["x / on(a) group_right y", "x / on (a) group_right () y"],
    ["0x10 + 010 + 1e3", "16 + 8 + 1000"],
    ['{__name__="x"}', '{__name__="x"}'],
    ["time ( )", "time()"],
    ['"a\\nb"', '"a\\nb"'],
  ])("%s", (text, expected) => {
    expect(printed(text)).toBe(expected);
  });
});

describe("refusals name the place", () => {
  it.each([
    ["", "1:1: no expression found"],
    ["sum(x) +", "1:9: unexpected end of the expression"],
    ["a b", "1:3: unexpected b"],
    ["sum(\n  rate(x[5m])\n) )", "3:3: unexpected )"],
    ["frobnicate(x)", '1:1: unknown function "frobnicate"'],
    ["1 + frobnicate(x)", '1:5: unknown function "frobnicate"'],
    ["rate(x)", "1:6: expected type range vector in call to function rate, got instant vector"],
    ["sum(x[5m])", "1:5: expected type instant vector in aggregation expression, got range vector"],
    ["a and\n 1", "1:1: set operator and not allowed in binary scalar expression"],
    ["1 > 2", "1:1: comparisons between scalars must use the bool modifier"],
    ["a + bool b", "1:1: bool modifier can only be used on comparison operators"],
    ["clamp(x, 1)", "1:1: expected 3 argument(s) in call to clamp, got 2"],
    ["round()", "1:1: expected 1 to 2 argument(s) in call to round, got 0"],
    ["topk(x)", "1:1: topk takes 2 arguments, not 1"],
    ["(a)[5m]", "1:1: ranges only allowed for vector selectors"],
    [
      "sum(a) offset 5m",
      "1:1: offset must follow an instant vector selector, a range selector or a subquery",
    ],
    ["a offset 1m offset 2m", "1:1: offset may not be set multiple times"],
    ["a[0s]", "1:3: duration must be greater than 0"],
    ["a[5m:0s]", "1:6: duration must be greater than 0"],
    ["1[5m:]", "1:1: subquery is only allowed on instant vector, got scalar instead"],
    ["1 + sum_over_time(a[30y:1s])", "1:19: 946080000 steps; at most 3125000 can be evaluated"],
    [
      "sum_over_time(sum_over_time(a[1d:1s])[1h:1s])",
      "1:29: 311040000 steps; at most 3125000 can be evaluated",
    ],
    ["a @ 1 @ 2", "1:1: @ may not be set multiple times"],
    ["a @ 1 [5m]", "1:1: no @ allowed before the range"],
    ["a @ inf", "1:5: timestamp out of bounds for @ modifier: inf"],
    ["sum(a) @ 5", "1:1: @ must follow an instant vector selector, a range selector or a subquery"],
    ["count_values(1, a)", "1:14: expected type string in aggregation parameter, got scalar"],
    ['label_join(a, "b")', "1:1: expected 3 or more argument(s) in call to label_join, got 2"],
    ["{}", "1:1: vector selector must contain at least one matcher that does not match the empty string"],
    ['a{__name__="b"}', '1:3: metric name must not be set twice: "a" or "b"'],
    ['a{x="\\q"}', "1:6: unknown escape sequence in the string"],
    ["a + on(x) group_left(x) b", '1:5: label "x" must not occur in on and group clause at once'],
    ['-"text"', "1:1: a sign stands only before a scalar or an instant vector, not before a string"],
  ])("%s", (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });
});

describe("what is not supported yet says so", () => {
  it.each([
    [
      "1 + histogram_fraction(0, 1, x)",
      "1:5: not supported yet: the function histogram_fraction (native histograms)",
    ],
    ["limitk(2, x)", "1:1: not supported yet: the aggregation limitk"],
    ["x[1m + 1m]", "1:3: not supported yet: 1m+1m as a duration: write one such as 5m or 1h30m"],
    ["x smoothed", "1:1: not supported yet: the smoothed modifier"],
  ])("%s", (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });
});

/** Expressions of every supported form, well typed by construction. */
const { vector } = fc.letrec<{ vector: string; scalar: string; selector: string }>((tie) => {
  const name = fc.constantFrom("a", "b_total", "job:c:sum", "sum", "by");
  const label = fc.constantFrom("x", "y", "__name__");
  const labels = fc
    .uniqueArray(fc.constantFrom("x", "y", "zone"), { maxLength: 2 })
    .map((names) => names.join(", "));
  const matcher = fc
    .tuple(
      fc.constantFrom("x", "y"),
      fc.constantFrom("=", "!=", "=~", "!~"),
      fc.constantFrom("p", "p|q", "", "é\\n"),
    )
    .map(([on, operator, value]) => `${on}${operator}"${value}"`);
  const duration = fc.constantFrom("30s", "5m", "1h30m", "1d", "250ms", "2w");
  const offset = fc.oneof(
    { weight: 3, arbitrary: fc.constant("") },
    duration.map((length) => ` offset ${length}`),
    duration.map((length) => ` offset -${length}`),
  );
  const bare = fc
    .tuple(name, fc.array(matcher, { maxLength: 2 }))
    .map(([metric, matchers]) => (matchers.length === 0 ? metric : `${metric}{${matchers.join(",")}}`));
  return {
    selector: fc.tuple(bare, offset).map((parts) => parts.join("")),
    scalar: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("1", "-2.5", "0x1F", "1e-9", "Inf", "NaN", "time()"),
      tie("vector").map((operand) => `scalar(${operand})`),
      fc
        .tuple(tie("scalar"), fc.constantFrom("+", "^", "== bool"), tie("scalar"))
        .map((parts) => parts.join(" ")),
    ),
    vector: fc.oneof(
      { maxDepth: 4 },
      tie("selector"),
      fc
        .tuple(fc.constantFrom("rate", "increase", "max_over_time"), bare, duration, offset)
        .map(([call, metric, range, shift]) => `${call}(${metric}[${range}]${shift})`),
      tie("vector").map((operand) => `(${operand})`),
      tie("vector").map((operand) => `-${operand}`),
      fc
        .tuple(tie("vector"), fc.constantFrom("+", "-", "*", "/", "%", "^", ">", "!="), tie("vector"))
        .map((parts) => parts.join(" ")),
      fc
        .tuple(tie("vector"), fc.constantFrom("and", "or", "unless"), labels, tie("vector"))
        .map(([left, operator, on, right]) => `${left} ${operator} on(${on}) ${right}`),
      fc
        .tuple(tie("vector"), labels, tie("vector"))
        .map(([left, ignored, right]) => `${left} >= bool ignoring(${ignored}) group_left(extra) ${right}`),
      fc.tuple(tie("vector"), fc.constantFrom("*", "<"), tie("scalar")).map((parts) => parts.join(" ")),
      fc
        .tuple(fc.constantFrom("sum", "avg", "group"), fc.constantFrom("by", "without"), label, tie("vector"))
        .map(([operator, kind, grouped, operand]) => `${operator} ${kind} (${grouped}) (${operand})`),
      fc
        .tuple(fc.constantFrom("topk", "bottomk"), tie("scalar"), tie("vector"))
        .map(([operator, limit, operand]) => `${operator}(${limit}, ${operand})`),
      tie("vector").map((operand) => `abs(${operand})`),
      tie("scalar").map((operand) => `vector(${operand})`),
    ),
  };
});

function withoutPlaces(node: unknown): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) => {
      if (key === "from" || key === "to") return undefined;
      return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
    }),
  );
}

describe("laws of reading and printing", () => {
  it("what is printed reads as the same tree", () => {
    fc.assert(
      fc.property(vector, (text) => {
        const { root } = parseExpression(text);
        expect(withoutPlaces(parseExpression(printExpression(root)).root)).toEqual(withoutPlaces(root));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it("printing is stable", () => {
    fc.assert(
      fc.property(vector, (text) => {
        expect(printed(printed(text))).toBe(printed(text));
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it("any text is read or refused with a place inside it", () => {
    const scraps = fc.array(
      fc.constantFrom(
        "sum",
        "(",
        ")",
        "a",
        "[5m]",
        "{",
        "}",
        'x="y"',
        "by",
        "+",
        "-",
        "offset",
        "1",
        ",",
        "bool",
        " ",
        "\n",
        '"',
        "@",
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(scraps, (parts) => {
        const text = parts.join("");
        try {
          parseExpression(text);
        } catch (error) {
          if (!(error instanceof QueryError)) throw error;
          const lines = text.split("\n");
          expect(error.line).toBeLessThanOrEqual(lines.length);
          expect(error.column).toBeLessThanOrEqual((lines[error.line - 1] as string).length + 1);
        }
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });
});
