/** `rules test` from the command line: exit codes, what is said of what failed, and every option. */

import { describe, expect, it } from "vitest";
import { firedrill } from "./listening-console.ts";
import { scratchFolder } from "./scratch-folder.ts";

const folder = scratchFolder();
folder.file(
  "down-rules.yaml",
  `groups:
- name: example
  rules:
  - alert: InstanceDown
    expr: up == 0
    for: 5m
    labels: {severity: page}
    annotations: {summary: "{{ $labels.instance }} is down"}
`,
);

const test = (name: string, summary: string, alertname = "InstanceDown"): string => `
- interval: 1m
  name: ${name}
  input_series:
  - {series: 'up{instance="one"}', values: 0x14}
  - {series: 'up{instance="two"}', values: '1 1 0x14'}
  alert_rule_test:
  - eval_time: 5m
    alertname: ${alertname}
    exp_alerts: [{exp_labels: {instance: one, severity: page}, exp_annotations: {summary: ${summary}}}]
  promql_expr_test: [{expr: sum(up), eval_time: 1m, exp_samples: [{labels: '{}', value: 1}]}]
`;
const file = (name: string, tests: string, rules = "down-*.yaml"): string =>
  folder.file(name, `rule_files: ["${rules}"]\ntests:${tests}`);

const good = file("good.yaml", test("one is down", "one is down"));
const bad = file("bad.yaml", test("one is down", "one is gone") + test("two are down", "one is down"));

const rulesTest = (...parameters: readonly string[]) => firedrill("rules", "test", ...parameters);

describe("rules test", () => {
  it("of what passes says so in a line, and ends with 0", async () => {
    expect(await rulesTest(good)).toEqual({
      code: 0,
      out: `PASS ${good}  1 test, 2 expectations\n1 test in 1 file: all passed\n`,
      err: "",
    });
  });

  it("of what fails says what was expected and what was got, and ends with 1", async () => {
    const { code, out, err } = await rulesTest(bad, good);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out.split("\n")).toEqual([
      `FAIL ${bad}`,
      "",
      "  one is down",
      "    alert InstanceDown at 5m",
      `      ${bad}:9:5`,
      '      expected  {alertname="InstanceDown", instance="one", severity="page"}',
      '                  summary: "one is gone"',
      '      got       {alertname="InstanceDown", instance="one", severity="page"}',
      '                  summary: "one is down"',
      '      note      {instance="two", severity="page"} is pending since 2m, and does',
      "                 not fire in this test",
      "",
      `PASS ${good}  1 test, 2 expectations`,
      "3 tests in 2 files: 2 passed, 1 failed",
      "",
    ]);
  });

  it("--diff shows it as a unified diff", async () => {
    const { out } = await rulesTest(bad, "--diff");
    expect(out).toContain(
      [
        "      --- expected",
        "      +++ got",
        "      @@ -1,2 +1,2 @@",
        '       {alertname="InstanceDown", instance="one", severity="page"}',
        '      -  summary: "one is gone"',
        '      +  summary: "one is down"',
      ].join("\n"),
    );
  });

  it("--run chooses tests by their name, and fails when it chooses none", async () => {
    expect(await rulesTest(bad, "--run", "^two")).toMatchObject({ code: 0 });
    expect(await rulesTest(bad, "--run", "^two", "--run", "one")).toMatchObject({ code: 1 });
    expect(await rulesTest(bad, "--run", "three")).toMatchObject({
      code: 1,
      err: "firedrill: --run three chooses no test (promtool lets this pass)\n",
    });
    expect(await rulesTest(bad, "--run", "(")).toMatchObject({ code: 2 });
  });

  it("--timeline shows when alerts were pending and firing, in 80 columns", async () => {
    const { out } = await rulesTest(good, "--timeline");
    expect(out).toContain("    pending 0s (0), firing 5m (0), goes on (last 0)\n");
    expect(out).toMatch(/ {4}▒{75}█\n/);
    for (const line of out.split("\n")) if (!line.startsWith("PASS")) expect(line.length).toBeLessThan(81);
  });

  it("--coverage names what no test touched; --coverage-min fails below", async () => {
    const { code, out } = await rulesTest(good, "--coverage");
    expect(code).toBe(0);
    expect(out).toContain("coverage 80%: 4 of 5 branches, 1 of 1 rules\n");
    expect(out.replaceAll(/\n +/g, " ")).toContain(
      "down-rules.yaml:4:5: the alert InstanceDown never ends before its for of 5m is over\n",
    );
    expect(await rulesTest(good, "--coverage-min", "80%")).toMatchObject({ code: 0, err: "" });
    expect(await rulesTest(good, "--coverage-min", "81")).toMatchObject({
      code: 1,
      err: "firedrill: 80% of the branches are covered; --coverage-min asks for 81%\n",
    });
    expect(await rulesTest(good, "--coverage-min", "lots")).toMatchObject({ code: 2 });
  });

  it("--json says one document with everything", async () => {
    const { code, out, err } = await rulesTest(bad, "--json", "--coverage");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toMatch(/^\{[^\n]*\}\n$/);
    const document = JSON.parse(out);
    expect(document).toMatchObject({ schemaVersion: 1, passed: false, coverage: { branches: { total: 5 } } });
    const [failed, passed] = document.files[0].tests;
    expect(failed).toMatchObject({
      name: "one is down",
      passed: false,
      expectations: [
        {
          kind: "alert",
          passed: false,
          alertname: "InstanceDown",
          at: 300_000,
          place: { file: bad, line: 9, column: 5 },
          expected: [{ annotations: { summary: "one is gone" } }],
          got: [{ annotations: { summary: "one is down" } }],
        },
        { kind: "expression", passed: true, got: [{ labels: {}, value: 1 }] },
      ],
    });
    expect(passed.timeline).toHaveLength(2);
  });

  it("--junit writes a case an expectation", async () => {
    const junit = folder.at("results.xml");
    const misspelt = file("misspelt.yaml", test("misspelt", "x", "InstanceDwon"));
    const { code } = await rulesTest(bad, misspelt, folder.file("none.yaml", "oops: 1"), "--junit", junit);
    expect(code).toBe(2);
    const { readFileSync } = await import("node:fs");
    const text = readFileSync(junit, "utf8");
    expect(text).toContain(`<testsuite name="${bad}" package="firedrill" id="0"`);
    expect(text.match(/<testcase /g)).toHaveLength(4 + 2 + 1);
    expect(text.match(/<failure /g)).toHaveLength(2);
    expect(text.match(/<error /g)).toHaveLength(1);
    expect(text).toContain("did you mean InstanceDown?");
    expect(await rulesTest(good, "--junit", folder.at("no/such/folder.xml"))).toMatchObject({ code: 2 });
  });

  it("--ignore-unknown-fields passes over fields of one's own, and over nothing else", async () => {
    folder.file(
      "owned-rules.yaml",
      "owner: sre\ngroups: [{name: g, owner: x, rules: [{record: r, expr: vector(1), owner: {name: y}}]}]",
    );
    const asks = "promql_expr_test: [{expr: r, exp_samples: [{labels: r, value: 1}], why: 1}]";
    const owned = file("owned.yaml", ` [{owner: z, ${asks}}]`, "owned-rules.yaml");
    expect(await rulesTest(owned, "--ignore-unknown-fields")).toMatchObject({ code: 0, err: "" });
    const strict = await rulesTest(owned);
    expect(strict.code).toBe(2);
    expect(strict.err).toContain("tests.0.owner: a test has no such field");
    const wrong = file("owned-wrong.yaml", ` [{owner: z, interval: 0s, ${asks}}]`, "owned-rules.yaml");
    const { code, err } = await rulesTest(wrong, "--ignore-unknown-fields");
    expect(code).toBe(2);
    expect(err).toContain("tests.0.interval: expected a duration above 0");
  });

  it("--prometheus 3 evaluates as version 3 does", async () => {
    const edges = folder.file(
      "edges.yaml",
      "tests: [{interval: 1m, input_series: [{series: x, values: 1x9}], promql_expr_test: [{expr: 'count_over_time(x[2m])', eval_time: 5m, exp_samples: [{labels: '{}', value: 2}]}]}]",
    );
    expect(await rulesTest(edges, "--prometheus", "3")).toMatchObject({ code: 0 });
    expect(await rulesTest(edges)).toMatchObject({ code: 1 });
    expect(await rulesTest(edges, "--prometheus", "4")).toMatchObject({ code: 2 });
  });
});

describe("what names nothing fails, and says that promtool lets it pass", () => {
  it.each([
    [
      "a rule file",
      file("no-rules.yaml", test("a", "one is down"), "nowhere-*.yaml"),
      "no-rules.yaml:1:14: no rule file matches nowhere-*.yaml (promtool lets this pass)",
    ],
    [
      "a file without tests",
      folder.file("no-tests.yaml", "rule_files: []"),
      "no-tests.yaml:1:1: there is no test in this file (promtool lets this pass)",
    ],
    [
      "a group",
      folder.file(
        "no-group.yaml",
        "group_eval_order: [none]\ntests: [{promql_expr_test: [{expr: 'vector(1)', exp_samples: [{value: 1}]}]}]",
      ),
      "no-group.yaml:1:20: no rule file has a group called none (promtool lets this pass)",
    ],
    [
      "an alert",
      folder.file(
        "no-alert.yaml",
        'rule_files: ["down-*.yaml"]\ntests: [{alert_rule_test: [{alertname: InstanceDwon}]}]',
      ),
      "no alert is called InstanceDwon; did you mean InstanceDown? (promtool lets this pass)",
    ],
    [
      "an expectation",
      folder.file("no-expectation.yaml", "tests: [{name: idle}]"),
      "expects nothing, and so tests nothing (promtool lets this pass)",
    ],
  ])("%s", async (_what, path, complaint) => {
    const { code, out } = await rulesTest(path);
    expect(code).toBe(1);
    expect(out.replaceAll(/\n +/g, " ")).toContain(complaint);
  });

  it("a pattern that no file matches is bad input", async () => {
    const pattern = folder.at("nothing-*.yaml");
    expect(await rulesTest(pattern)).toEqual({
      code: 2,
      out: "",
      err: `firedrill: ${pattern}: no such file\n`,
    });
    expect(await rulesTest(folder.at("go?d.yaml"))).toMatchObject({ code: 0 });
  });
});

describe("bad input", () => {
  it.each([
    ["no YAML", "tests: [", /bad-input\.yaml:1:9: not valid YAML: /],
    [
      "a bomb",
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${"*a,".repeat(9)}]\nc: &c [${"*b,".repeat(9)}]\nd: &d [${"*c,".repeat(9)}]\ntests: *d`,
      /bad-input\.yaml: not readable YAML: /,
    ],
    [
      "fifty megabytes",
      `# ${"x".repeat(50_000_000)}`,
      /bad-input\.yaml: 50000002 characters; at most 4000000 are read/,
    ],
    [
      "a bad rule file",
      "rule_files: [bad-rules.yaml]\ntests: []",
      /bad-rules\.yaml:2:43: expr: unexpected end of the expression/,
    ],
  ])("of %s is placed, and ends with 2", async (_what, text, complaint) => {
    folder.file("bad-rules.yaml", "groups:\n- {name: g, rules: [{record: r, expr: 'x +'}]}\n");
    const { code, out, err } = await rulesTest(folder.file("bad-input.yaml", text));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(complaint);
  });

  it("of one file leaves the others their verdict", async () => {
    const { code, out, err } = await rulesTest(folder.file("oops.yaml", "oops: 1"), good);
    expect(code).toBe(2);
    expect(out).toContain(`PASS ${good}`);
    expect(err).toContain("oops.yaml:1:1: oops: a test file has no such field");
  });

  it("is no command, or none at all", async () => {
    const alone = await firedrill("rules");
    expect(alone.code).toBe(2);
    expect(alone.err).toContain("Usage: firedrill rules");
    expect(await rulesTest()).toMatchObject({ code: 2 });
    expect(await firedrill("rules", "tset", good)).toMatchObject({ code: 2 });
  });

  it("--help has an example", async () => {
    const { code, out } = await rulesTest("--help");
    expect(code).toBe(0);
    expect(out).toContain("Example:\n  npx firedrill rules test ");
  });
});
