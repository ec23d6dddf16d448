/** promtool's test files: what is read, and where faults are placed. */

import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/input-error.ts";
import { parseRuleTestFile } from "../../../src/rules/testing/test-file.ts";

const parse = (...lines: readonly string[]) => parseRuleTestFile({ file: "t.yaml", text: lines.join("\n") });

function problemsOf(...lines: readonly string[]): readonly string[] {
  try {
    parse(...lines);
  } catch (error) {
    if (error instanceof InputError) return error.message.split("\n");
    throw error;
  }
  throw new Error("no fault found");
}

describe("a test file", () => {
  it("has its defaults", () => {
    expect(parse("")).toEqual({
      file: "t.yaml",
      ruleFiles: [],
      evaluationInterval: 60_000,
      groupOrder: [],
      fuzzy: false,
      tests: [],
    });
    const [test] = parse("evaluation_interval: 30s", "tests:", "- input_series:").tests;
    expect(test).toMatchObject({ name: null, interval: 30_000, epochMs: 0, series: [], alerts: [] });
  });

  it("gives its expectations with their places", () => {
    const { tests, fuzzy, ruleFiles } = parse(
      "rule_files: [a.yaml]",
      "fuzzy_compare: yes",
      "tests:",
      "  - interval: 1m",
      "    name: 1.0",
      "    start_timestamp: 2025-11-28T14:05:00Z",
      "    input_series: [{series: up, values: 1x2}]",
      "    alert_rule_test:",
      "      - eval_time: 1m30s",
      "        alertname: Down",
      "        exp_alerts: [{exp_labels: {v: 1.10, none: ~}}]",
      "    promql_expr_test:",
      "      - {expr: up, exp_samples: [{labels: 'up{a=\"\"}', value: -.inf}]}",
    );
    expect({ fuzzy, ruleFiles }).toEqual({
      fuzzy: true,
      ruleFiles: [{ text: "a.yaml", place: { file: "t.yaml", line: 1, column: 14 } }],
    });
    expect(tests[0]).toMatchObject({
      name: "1.0",
      epochMs: 1_764_338_700_000,
      place: { line: 4 },
      alerts: [
        {
          at: 90_000,
          place: { line: 9, column: 9 },
          expected: [{ labels: { alertname: "Down", v: "1.10" }, annotations: {} }],
        },
      ],
      expressions: [{ at: 0, expected: [{ labels: { __name__: "up" }, value: -Infinity }] }],
    });
  });

  it.each([
    ["1609459200", 1_609_459_200_000],
    ["1609459200.5", 1_609_459_200_500],
  ])("begins at %s", (written, epochMs) => {
    expect(parse("tests:", `- start_timestamp: ${written}`).tests[0]?.epochMs).toBe(epochMs);
  });

  it("keeps the later of two series alike, and says so", () => {
    const [test] = parse(
      "tests:",
      "- input_series:",
      '  - {series: \'x{a="1",b="2"}\', values: 1}',
      '  - {series: \'x{b="2",a="1"}\', values: 2 3}',
    ).tests;
    expect(test?.series.map(({ values }) => [...values])).toEqual([[2, 3]]);
    expect(test?.notes).toEqual(['the series x{b="2",a="1"} is given twice: the later one counts']);
  });
});

describe("a fault in a test file", () => {
  it.each([
    [
      "an unknown field",
      ["tests:", "- intervall: 1m"],
      "t.yaml:2:3: tests.0.intervall: a test has no such field",
    ],
    [
      "no duration",
      ["evaluation_interval: 5"],
      't.yaml:1:1: evaluation_interval: expected a duration above 0, such as 15s or 1m, not "5"',
    ],
    [
      "an interval of nothing",
      ["tests:", "- interval: 0s"],
      't.yaml:2:3: tests.0.interval: expected a duration above 0, such as 15s or 1m, not "0s"',
    ],
    ["no list", ["tests: 5"], "t.yaml:1:1: tests: expected a list of tests"],
    ["no mapping", ["- a"], "t.yaml:1:1: expected a test file"],
    [
      "no number",
      ["tests: [{promql_expr_test: [{expr: x, exp_samples: [{value: one}]}]}]"],
      't.yaml:1:54: tests.0.promql_expr_test.0.exp_samples.0.value: expected a number, not "one"',
    ],
    ["a group twice", ["group_eval_order: [a, b, a]"], 't.yaml:1:26: the group "a" is named twice'],
    [
      "no name of an alert",
      ["tests:", "- alert_rule_test:", "  - eval_time: 1m"],
      "t.yaml:3:5: tests.0.alert_rule_test.0.alertname: expected an alert's name: without one there is nothing to test",
    ],
    [
      "values that are none",
      ["tests:", "- input_series:", "  - series: up", "    values: >", "      1 2", "      3 bad"],
      "t.yaml:6:9: values: expected a value such as 1, 0+15x12, _ or stale, not bad",
    ],
    [
      "a series that is none",
      ["tests:", "- input_series: [{series: 'up{', values: 1}]"],
      't.yaml:2:31: series: expected a metric name with labels, such as up{job="api"}',
    ],
    [
      "an expression that is none",
      ["tests:", "- promql_expr_test:", "  - expr: sum(up"],
      "t.yaml:3:17: expr: unexpected end of the expression",
    ],
    [
      "no expression",
      ["tests:", "- promql_expr_test:", "  - eval_time: 1m"],
      "t.yaml:3:5: tests.0.promql_expr_test.0.expr: expected a PromQL expression",
    ],
    [
      "a range",
      ["tests:", "- promql_expr_test:", "  - expr: up[5m]"],
      "t.yaml:3:11: expr: expected an instant vector or a scalar, not a range",
    ],
    [
      "labels that are none",
      ["tests:", "- promql_expr_test:", "  - expr: up", "    exp_samples: [{labels: 'up{a=b}'}]"],
      't.yaml:4:32: labels: expected a metric name with labels, such as up{job="api"}',
    ],
    [
      "more values than there may be",
      ["tests:", "- input_series:", "  - {series: x, values: 1x999999999}"],
      "t.yaml:3:17: 1000000000 values up to here; a test may have 10000000 in all its series",
    ],
    [
      "more evaluations than are made",
      ["evaluation_interval: 1ms", "tests:", "- promql_expr_test:", "  - {expr: x, eval_time: 1y}"],
      "t.yaml:4:15: 1y at an evaluation_interval of 1ms makes 31536000001 evaluations; at most 5000000 are made",
    ],
  ] as const)("%s", (_what, lines, expected) => {
    expect(problemsOf(...lines)).toEqual([expected]);
  });

  it("is told with the others, up to twenty", () => {
    const lines = Array.from({ length: 50 }, (_, index) => `  - {series: x${index}, values: bad}`);
    expect(problemsOf("tests:", "- input_series:", ...lines)).toHaveLength(20);
  });
});
