/** Beside verdicts: when alerts were pending and firing, what a test file's own settings do, and what is refused. */

import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/input-error.ts";
import { parseRuleFile } from "../../../src/rules/rule-file.ts";
import { Coverage } from "../../../src/rules/testing/coverage.ts";
import type { TestResult } from "../../../src/rules/testing/result.ts";
import { orderedGroups, runTest, type TestSetting } from "../../../src/rules/testing/run-test.ts";
import { parseRuleTestFile } from "../../../src/rules/testing/test-file.ts";

/** The first test, with the rules of one group. */
function run(
  rules: readonly string[],
  test: readonly string[],
  { head = "", ...setting }: Partial<TestSetting> & { head?: string } = {},
): TestResult {
  const { tests, evaluationInterval, fuzzy } = parseRuleTestFile({
    file: "t.yaml",
    text: [head, "tests:", "- interval: 1m", ...test.map((line) => `  ${line}`)].join("\n"),
  });
  const groups = orderedGroups([parseRuleFile(ruleSource(rules))], []);
  return runTest(tests[0] as (typeof tests)[number], {
    groups,
    evaluationInterval,
    fuzzy,
    version: "2",
    ...setting,
  });
}

const ruleSource = (rules: readonly string[]) => ({
  file: "r.yaml",
  text: ["groups:", "- name: g", "  rules:", ...rules.map((rule) => `  - {${rule}}`)].join("\n"),
});

describe("the timeline", () => {
  it("has when each alert was pending, fired and ended, with the values", () => {
    const { timeline } = run(
      ["alert: A, expr: v > 0, for: 2m", "alert: B, expr: v > 5"],
      [
        "input_series: [{series: 'v{i=\"1\"}', values: 0 1 2 3 4 0 7}]",
        "alert_rule_test: [{eval_time: 7m, alertname: A}]",
      ],
    );
    const v = { i: "1" };
    expect(timeline).toEqual([
      {
        ...{ alertname: "A", labels: v, pendingAt: 60_000, firingAt: 180_000, endedAt: 300_000 },
        ...{ valueWhenPending: 1, valueWhenFiring: 3, lastValue: 4 },
      },
      {
        ...{ alertname: "A", labels: v, pendingAt: 360_000, firingAt: null, endedAt: null },
        ...{ valueWhenPending: 7, valueWhenFiring: null, lastValue: 7 },
      },
      {
        ...{ alertname: "B", labels: v, pendingAt: 360_000, firingAt: 360_000, endedAt: null },
        ...{ valueWhenPending: 7, valueWhenFiring: 7, lastValue: 7 },
      },
    ]);
  });
});

describe("a test", () => {
  const sums = [
    "input_series: [{series: x, values: 0.1}]",
    "promql_expr_test: [{expr: x + 0.2, exp_samples: [{labels: '{}', value: 0.3}]}]",
  ];

  it("that is fuzzy lets numbers differ in their last bit, and no further", () => {
    expect(run([], sums).passed).toBe(false);
    expect(run([], sums, { head: "fuzzy_compare: true" }).passed).toBe(true);
    const further = sums.map((line) => line.replace("0.3", "0.29999999999999993"));
    expect(run([], further, { head: "fuzzy_compare: true" }).passed).toBe(false);
  });

  it("begins when it says", () => {
    const asked = (at: number): readonly string[] => [
      "start_timestamp: 1609459200",
      `promql_expr_test: [{expr: time(), eval_time: 1m, exp_samples: [{value: ${at}}]}]`,
    ];
    expect(run([], asked(1_609_459_260)).passed).toBe(true);
    expect(run([], asked(60)).passed).toBe(false);
  });

  it("is evaluated as the version that is asked for does it", () => {
    const test = [
      "input_series: [{series: x, values: 1x9}]",
      "promql_expr_test: [{expr: 'count_over_time(x[2m])', eval_time: 5m, exp_samples: [{labels: '{}', value: 2}]}]",
    ];
    expect(run([], test, { version: "3" }).passed).toBe(true);
    expect(run([], test, { version: "2" }).passed).toBe(false);
  });

  it("in which rules write without end is refused", () => {
    const test = [
      "input_series: [{series: x, values: 1x9}]",
      "promql_expr_test: [{expr: x, eval_time: 200h}]",
    ];
    const act = (): TestResult => run(["record: r, expr: vector(1)"], test, { mostStored: 1_000 });
    expect(act).toThrow(InputError);
    expect(act).toThrow(/^t\.yaml:3:3: more than 1000 samples are stored by 16h\d+m; /);
  });
});

describe("coverage", () => {
  /** What is said of what the tests left untouched. */
  function untouched(rules: readonly string[], ...tests: readonly (readonly string[])[]): readonly string[] {
    const coverage = new Coverage();
    const source = ruleSource(rules);
    const file = parseRuleFile(source);
    coverage.add(source, file);
    const groups = orderedGroups([file], []);
    for (const test of tests) run(rules, test, { groups, observe: coverage.observer.bind(coverage) });
    const report = coverage.report();
    expect(report.branches.total - report.branches.touched).toBe(report.untouched.length);
    return report.untouched.map(
      ({ place, untouched: what, text }) =>
        `${place.line}:${place.column} ${what}${text === null ? "" : `: ${text}`}`,
    );
  }

  const over = (values: string, y = "_"): readonly string[] => [
    `input_series: [{series: 'x{i="1"}', values: ${values}}, {series: 'y{i="1"}', values: ${y}}]`,
    "promql_expr_test: [{expr: x, eval_time: 6m}]",
  ];

  it("says of a rule that no test reached every branch", () => {
    expect(untouched(["alert: A, expr: x > 1 or y > 1, for: 2m", "record: r, expr: x unless y"])).toEqual([
      "4:5 the alert A never fires",
      "4:5 the alert A is never quiet",
      "4:5 the alert A never ends before its for of 2m is over",
      "4:22 the left side of or gives nothing: x > 1",
      "4:31 the right side of or adds nothing: y > 1",
      "4:22 is never true: x > 1",
      "4:22 is never false: x > 1",
      "4:31 is never true: y > 1",
      "4:31 is never false: y > 1",
      "5:5 the record r never gets a sample",
      "5:23 unless never keeps anything: x unless y",
      "5:23 unless never drops anything: x unless y",
    ]);
  });

  it("gathers what several tests touch", () => {
    const rules = ["alert: A, expr: x > 1 or y > 1, for: 2m"];
    expect(untouched(rules, over("0 2x4"))).toEqual([
      "4:5 the alert A never ends before its for of 2m is over",
      "4:31 the right side of or adds nothing: y > 1",
      "4:31 is never true: y > 1",
      "4:31 is never false: y > 1",
    ]);
    expect(untouched(rules, over("0 2x4"), over("0x3", "0 5 0"))).toEqual([]);
  });

  it.each([
    ["x > 1", "2x9", ["is never false: x > 1"]],
    ["x > bool 1", "0x9", ["is never true: x > bool 1"]],
    ["x and y", "1x9", ["and never keeps anything: x and y"]],
    ["absent(x)", "1x9", ["is never absent: absent(x)"]],
    ["sum(x) > 1", "2 0 2", []],
    ["count_over_time((x > 1)[1m:1m])", "2x9", ["is never false: x > 1"]],
    ["x > 1 < 3", "0 2 5", []],
  ])("of %s over %s", (expr, values, said) => {
    const all = untouched([`record: r, expr: '${expr}'`], over(values));
    expect(all.filter((one) => !one.includes("the record")).map((one) => one.replace(/^\S+ /, ""))).toEqual(
      said,
    );
  });

  it("changes no result", () => {
    const rules = ["alert: A, expr: x > 1 or absent(y) unless ALERTS, for: 1m"];
    const coverage = new Coverage();
    const source = ruleSource(rules);
    const file = parseRuleFile(source);
    coverage.add(source, file);
    const observed = { groups: orderedGroups([file], []), observe: coverage.observer.bind(coverage) };
    expect(run(rules, over("0 2 2 0 2 2"), observed)).toEqual(run(rules, over("0 2 2 0 2 2")));
  });
});
