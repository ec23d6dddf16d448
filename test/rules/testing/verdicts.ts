/** What this and the real promtool say of a test file, in one form: which expectations fail, and with what was got. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathsMatching } from "../../../src/cli/path-patterns.ts";
import { InputError } from "../../../src/input-error.ts";
import { printPromDuration } from "../../../src/rules/duration.ts";
import { METRIC_NAME } from "../../../src/rules/labels.ts";
import { parseRuleFile } from "../../../src/rules/rule-file.ts";
import type { Check, TestResult } from "../../../src/rules/testing/result.ts";
import { orderedGroups, runTest } from "../../../src/rules/testing/run-test.ts";
import { parseRuleTestFile } from "../../../src/rules/testing/test-file.ts";
import { EPOCH, since } from "../../../src/units.ts";

export type Files = Readonly<Record<string, string>>;

export interface Verdict {
  readonly passes: boolean;
  /** Sorted; empty where the input is bad. */
  readonly failures: readonly string[];
}

function inFolder<Result>(files: Files, act: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), "verdict-"));
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const promtoolVerdict = (files: Files): Verdict =>
  inFolder(files, (folder) => {
    const { stdout, stderr, status } = spawnSync("promtool", ["test", "rules", join(folder, "test.yaml")], {
      encoding: "utf8",
      maxBuffer: 1e9,
    });
    if (status === null) throw new Error("promtool did not run");
    const failures = `${stdout}\n${stderr}`
      .split(/^(?= {4}(?:name|alertname|expr|rule): )/m)
      .slice(1)
      .filter((text) => !/^ {4}name: [^\n]*,\n$/.test(text));
    return { passes: status === 0, failures: failures.map(readFailure).sort() };
  });

function readFailure(text: string): string {
  const alert = /alertname: (.*), time: (\S+), \n[\s\S]*? {8}got:\[([\s\S]*)\]/.exec(text);
  if (alert !== null) {
    const got = [...(alert[3] as string).matchAll(/Labels:(.*)\n\s*Annotations:(\{.*\})/g)];
    return `alert ${alert[1]} at ${alert[2]} got ${got.map(([, labels, annotations]) => `${labels} ${annotations}`).sort()}`;
  }
  const rule = /rule: (.*), time: /.exec(text);
  if (rule !== null) return `rule ${rule[1]}`;
  const expression = /expr: ("(?:[^"\\]|\\.)*"), time: (\S+?),(?: err: |\n[\s\S]*? {8}got: (.*))/.exec(text);
  if (expression === null) throw new Error(`not understood: ${text}`);
  const [, asked, at, got] = expression;
  if (got === undefined) return `expr ${asked} at ${at} error`;
  const samples = got === "nil" ? [] : got.trim().split(/(?<=\} [^ ,]+), (?=\{)/);
  return `expr ${asked} at ${at} got ${samples.map(sameNumbers).sort()}`;
}

function sameNumbers(sample: string): string {
  const space = sample.lastIndexOf(" ");
  return `${sample.slice(0, space)} ${Number(sample.slice(space + 1).replace("Inf", "Infinity"))}`;
}

export interface OurVerdict extends Verdict {
  /** What is said beside the failures. */
  readonly complaints: readonly string[];
  readonly badInput: boolean;
}

export const ourVerdict = (files: Files): OurVerdict =>
  inFolder(files, (folder) => {
    try {
      const testFile = parseRuleTestFile({ file: "test.yaml", text: files["test.yaml"] as string });
      const paths = testFile.ruleFiles.flatMap(({ text }) => pathsMatching(join(folder, text)));
      const read = [...new Set(paths)].map((path) => {
        const file = path.slice(folder.length + 1);
        return parseRuleFile({ file, text: files[file] as string });
      });
      const groups = orderedGroups(
        read,
        testFile.groupOrder.map(({ text }) => text),
      );
      const results = testFile.tests.map((test) =>
        runTest(test, {
          groups,
          evaluationInterval: testFile.evaluationInterval,
          fuzzy: testFile.fuzzy,
          version: "2",
        }),
      );
      return {
        passes: results.every(({ passed }) => passed),
        failures: results.flatMap(failuresOf).sort(),
        complaints: results.flatMap(complaintsOf),
        badInput: false,
      };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { passes: false, failures: [], complaints: [error.message], badInput: true };
    }
  });

const complaintsOf = ({ problems, checks }: TestResult): readonly string[] => [
  ...problems.map(({ message }) => message),
  ...checks.flatMap((check) =>
    check.kind === "alert" && check.problem !== null ? [check.problem.message] : [],
  ),
];

const failuresOf = ({ checks, failures }: TestResult): readonly string[] => [
  ...failures.map(({ rule }) => `rule ${rule}`),
  ...checks.filter(({ passed }) => !passed).map(failureOf),
];

function failureOf(check: Check): string {
  const at = printPromDuration(since(EPOCH, check.expectation.at));
  if (check.kind === "alert") {
    const got = check.got
      .map(({ labels, annotations }) => `${labelsOf(labels)} ${labelsOf(annotations)}`)
      .sort();
    return `alert ${check.expectation.alertname} at ${at} got ${got}`;
  }
  const asked = JSON.stringify(check.expectation.expression.text);
  if (check.error !== null) return `expr ${asked} at ${at} error`;
  const got = check.got.map(({ labels, value }) => `${labelsOf(labels)} ${value + 0}`);
  return `expr ${asked} at ${at} got ${got.sort()}`;
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).sort((a, b) =>
    a === METRIC_NAME ? -1 : b === METRIC_NAME ? 1 : a < b ? -1 : 1,
  );
  return `{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(", ")}}`;
}
