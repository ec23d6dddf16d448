/** The runbooks' alert rules: every change of 1.1 stands in two tests of one name on the same series, which show the
 *  defect under 1.0 and what became of it. */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../src/cli/library.ts";
import { parseRuleFile } from "../../src/rules/rule-file.ts";
import { orderedGroups, runTest } from "../../src/rules/testing/run-test.ts";
import { parseRuleTestFile, type RuleTest, type RuleTestFile } from "../../src/rules/testing/test-file.ts";
import { promtoolVersion } from "../rules/ask-promtool.ts";

const ALERTS = join(ROOT, "runbooks", "alerts");
const VERSIONS = ["1.0", "1.1"] as const;
type Version = (typeof VERSIONS)[number];

const sourceOf = (path: string) => ({ file: path, text: readFileSync(join(ALERTS, path), "utf8") });
const rulesOf = (version: Version) => parseRuleFile(sourceOf(`rb-launch-005-${version}.yaml`));
const testsOf = (version: Version): RuleTestFile =>
  parseRuleTestFile(sourceOf(join("tests", `rb-launch-005-${version}.yaml`)));

/** Names of the tests that fail. */
function failing(tests: RuleTestFile, rules: Version, prometheus: "2" | "3"): readonly string[] {
  const { evaluationInterval, fuzzy } = tests;
  const groups = orderedGroups([rulesOf(rules)], []);
  return tests.tests
    .filter((test) => !runTest(test, { groups, evaluationInterval, fuzzy, version: prometheus }).passed)
    .map(({ name }) => name ?? "");
}

describe("the alert rules of the runbooks", () => {
  it.each(VERSIONS)("%s do what their tests say, in either version of Prometheus", (version) => {
    const tests = testsOf(version);
    expect(tests.tests.length).toBeGreaterThanOrEqual(8);
    expect(failing(tests, version, "2")).toEqual([]);
    expect(failing(tests, version, "3")).toEqual([]);
  });

  it.skipIf(promtoolVersion() === null)("satisfy promtool", () => {
    const files = VERSIONS.map((version) => `rb-launch-005-${version}.yaml`);
    const { status, stdout } = spawnSync("promtool", ["test", "rules", ...files], {
      cwd: join(ALERTS, "tests"),
      encoding: "utf8",
    });
    expect(status, stdout).toBe(0);
  });

  it("differ in what each pair of tests shows, on the same series", () => {
    const before = testsOf("1.0").tests;
    const after = testsOf("1.1").tests;
    const given = ({ name, series }: RuleTest) => ({ name, series });
    expect(after.map(given)).toEqual(before.map(given));
    // What three repositories at a share of failed flows are to 1.0 shows in its expression alone.
    const names = before.map(({ name }) => name ?? "");
    expect(failing(testsOf("1.0"), "1.1", "2")).toEqual(
      names.filter((name) => name !== "three repositories that fail every flow are a mass failure"),
    );
    expect(failing(testsOf("1.1"), "1.0", "2")).toEqual(names);
  });
});
