/** Rule files: what is read, and where faults are placed. */

import { describe, expect, it } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { printExpression } from "../../src/rules/print.ts";
import { parseRuleFile } from "../../src/rules/rule-file.ts";

const GOOD = `
groups:
  - name: mass-failure
    interval: 30s
    rules:
      - record: repo:flow_failures:rate5m
        expr: sum by (repo) (rate(flowengine_flow_failures_total[5m]))
        labels: { team: sre }
      - alert: FlowEngineMassFailure
        expr: |
          sum(increase(flowengine_flow_failures_total[1h])) >= 5
          OR
          count(rate(flowengine_flow_failures_total[5m]) > 0.5) >= 3
        for: 5m
        keep_firing_for: 90s
        labels:
          severity: critical
          tier: 1
        annotations:
          summary: "{{ $value }} failures"
  - name: empty
    rules: []
`;

describe("a rule file", () => {
  const { file, groups } = parseRuleFile({ file: "alerts.yaml", text: GOOD });

  it("keeps texts as they are written, and merges", () => {
    const text = [
      "groups:",
      "  - name: g",
      "    limit: 10",
      "    rules:",
      "      - &one { alert: A, expr: 1.50, for: 0, labels: { version: 1.10, id: 007, on: True } }",
      "      - { <<: *one, alert: 1.0 }",
    ].join("\n");
    const [alert, merged] = parseRuleFile({ file: "f.yaml", text }).groups[0]?.rules ?? [];
    const labels = { version: { text: "1.10" }, id: { text: "007" }, on: { text: "True" } };
    expect(alert).toMatchObject({ name: "A", expression: { text: "1.50" }, holdFor: 0, labels });
    expect(merged).toMatchObject({ name: "1.0", labels });
  });

  it("gives its groups and rules", () => {
    expect(file).toBe("alerts.yaml");
    expect(groups.map(({ name, interval, rules }) => [name, interval, rules.length])).toEqual([
      ["mass-failure", 30_000, 2],
      ["empty", null, 0],
    ]);
    const [record, alert] = groups[0]?.rules ?? [];
    expect(record).toMatchObject({
      kind: "record",
      name: "repo:flow_failures:rate5m",
      labels: { team: "sre" },
      line: 6,
    });
    expect(alert).toMatchObject({
      kind: "alert",
      name: "FlowEngineMassFailure",
      holdFor: 300_000,
      keepFiringFor: 90_000,
    });
    if (alert?.kind !== "alert") throw new Error("an alert expected");
    expect(Object.keys(alert.labels)).toEqual(["severity", "tier"]);
    expect(alert.labels["tier"]?.text).toBe("1");
    expect(alert.annotations["summary"]?.statements).toHaveLength(2);
    expect(printExpression(alert.expression.root)).toMatch(/^sum\(increase.* >= 5 or count\(rate/);
  });

  it("leaves out what has a default", () => {
    const text = "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: 1\n";
    expect(parseRuleFile({ file: "f", text }).groups[0]?.rules[0]).toMatchObject({
      holdFor: 0,
      keepFiringFor: 0,
      labels: {},
      annotations: {},
    });
  });
});

const problemsOf = (text: string): string => {
  try {
    parseRuleFile({ file: "f.yaml", text });
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return "accepted";
};

const oneRule = (...lines: string[]): string =>
  [
    "groups:",
    "  - name: g",
    "    rules:",
    ...lines.map((line, index) => (index === 0 ? `      - ${line}` : `        ${line}`)),
  ].join("\n");

describe("faults are placed", () => {
  it.each([
    ["plain", oneRule("alert: A", "expr: sum(x) + frob(y)"), 'f.yaml:5:24: expr: unknown function "frob"'],
    [
      "in quotes",
      oneRule("alert: A", 'expr: "sum(x) + frob(y)"'),
      'f.yaml:5:25: expr: unknown function "frob"',
    ],
    [
      "in single quotes",
      oneRule("alert: A", "expr: 'rate(x)'"),
      "f.yaml:5:21: expr: expected type range vector in call to function rate, got instant vector",
    ],
    [
      "as the rule's first field",
      oneRule("expr: sum(", "alert: A"),
      "f.yaml:4:19: expr: unexpected end of the expression",
    ],
    [
      "in a block",
      oneRule("alert: A", "expr: |", "  sum(x)", "    + rate(y)"),
      "f.yaml:7:20: expr: expected type range vector in call to function rate, got instant vector",
    ],
    [
      "in a block after an empty line",
      oneRule("alert: A", "expr: |-", "", "  sum(x) +", "", "  rate(y)"),
      "f.yaml:9:16: expr: expected type range vector in call to function rate, got instant vector",
    ],
    [
      "in a folded block",
      oneRule("alert: A", "expr: >-", "  sum(x)", "  + sum(z)", "", "  + rate(y)"),
      "f.yaml:9:18: expr: expected type range vector in call to function rate, got instant vector",
    ],
    [
      "on a later line of a quoted text",
      oneRule("alert: A", 'expr: "sum(x)\\n + rate(y)"'),
      "f.yaml:5:9: expr: expected type range vector in call to function rate, got instant vector",
    ],
    [
      "where text was escaped",
      oneRule("alert: A", 'expr: "x{a=\\"b\\"} + frob(y)"'),
      'f.yaml:5:9: expr: unknown function "frob"',
    ],
    [
      "of type range",
      oneRule("alert: A", "expr: x[5m]"),
      "f.yaml:5:15: expr: expected an instant vector or a scalar, not a range",
    ],
    [
      "not supported",
      oneRule("alert: A", "expr: sum(histogram_sum(x))"),
      "f.yaml:5:19: expr: not supported yet: the function histogram_sum (native histograms)",
    ],
  ])("in expressions: %s", (_name, text, expected) => {
    expect(problemsOf(text)).toBe(expected);
  });

  it.each([
    [oneRule("alert: A"), "f.yaml:4:9: groups.0.rules.0.expr: expected a text"],
    [oneRule("expr: x"), "f.yaml:4:9: expected a rule with the field alert or record"],
    [oneRule("alert: A", "record: b", "expr: x"), "f.yaml:5:9: a rule is an alert or a record, not both"],
    [oneRule("record: a-b", "expr: x"), 'f.yaml:4:9: "a-b" is no metric name'],
    [oneRule("record: b", "expr: x", "for: 5m"), "f.yaml:6:9: a recording rule has no for"],
    [
      oneRule("record: b", "expr: x", "annotations: { a: b }"),
      "f.yaml:6:9: a recording rule has no annotations",
    ],
    [
      oneRule("alert: A", "expr: x", "for: soon"),
      'f.yaml:6:9: groups.0.rules.0.for: expected a duration such as 90s, 15m or 1h30m, not "soon"',
    ],
    [
      oneRule("alert: A", "expr: x", "labels: { __name__: y }"),
      "f.yaml:6:9: __name__ is no name for a label",
    ],
    [
      oneRule("alert: A", "expr: x", "severity: page"),
      "f.yaml:6:9: groups.0.rules.0.severity: a rule has no such field",
    ],
    [
      oneRule("alert: A", "expr: x", "annotations:", "  summary: '{{ if }}'"),
      "f.yaml:7:27: summary: missing value for if",
    ],
    [
      oneRule("alert: A", "expr: x", "annotations:", "  text: |", "    one", "    two {{ nope }}"),
      'f.yaml:9:20: text: function "nope" not defined',
    ],
    [
      "groups:\n  - name: g\n    rules:\n      - {alert: A, expr: v>1}\n      - {alert: A, expr: v > 1}\n      - {alert: A, expr: v > 2}\n",
      "f.yaml:5:9: the rule A stands in this group twice: it is that of line 4",
    ],
    ["groups:\n  - name: g\n    limit: 5.5\n", "f.yaml:3:5: groups.0.limit: expected a whole number"],
    ["groups:\n  - name: g\n    labels: {__name__: x}\n", "f.yaml:3:5: __name__ is no name for a label"],
    ["groups:\n  - name: g\n  - name: g\n", 'f.yaml:3:5: the group name "g" is used twice'],
    ["groups:\n  - rules: []\n", "f.yaml:2:5: groups.0.name: expected the group's name"],
    [
      "rules: []\n",
      "f.yaml:1:1: groups: expected a list of groups\nf.yaml:1:1: rules: a rule file has no such field",
    ],
    [
      "groups: [\n",
      "f.yaml:2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
  ])("%s", (text, expected) => {
    expect(problemsOf(text)).toBe(expected);
  });

  it("all of them at once", () => {
    const text = `${oneRule("alert: A", "expr: sum(")}\n${"      - alert: B\n        expr: )"}\n`;
    expect(problemsOf(text).split("\n")).toHaveLength(2);
  });
});
