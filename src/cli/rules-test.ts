/** `firedrill rules test`: promtool's unit tests for rules. The whole process is measured beside promtool's: what only
 *  an option needs is loaded with the option. */

import { formatProblem, InputError, type InputProblem } from "../input-error.ts";
import type { RulesTestOutcome } from "../report/rules-test-document.ts";
import { rulesTestLines } from "../report/rules-test-text.ts";
import type { PrometheusVersion } from "../rules/plan.ts";
import type { CoverageReport } from "../rules/testing/coverage.ts";
import type { TestFileResult } from "../rules/testing/result.ts";
import type { RuleTest } from "../rules/testing/test-file.ts";
import { badArgument } from "./bad-argument.ts";
import { type Console, complain, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { pathsMatching } from "./path-patterns.ts";
import { RuleFiles, runTestFile } from "./rule-test-files.ts";

export interface RulesTestOptions {
  readonly run?: readonly string[];
  readonly prometheus: string;
  readonly ignoreUnknownFields?: boolean;
  readonly diff?: boolean;
  readonly timeline?: boolean;
  readonly coverage?: boolean;
  readonly coverageMin?: string;
  readonly junit?: string;
  readonly json?: boolean;
}

export async function rulesTest(
  console: Console,
  patterns: readonly string[],
  options: RulesTestOptions,
): Promise<ExitCode> {
  const { run, junit } = options;
  const version = versionNamed(options.prometheus);
  const least = options.coverageMin === undefined ? null : parsePercent(options.coverageMin);
  const isChosen = await choiceOf(run ?? []);
  if (junit !== undefined) (await import("./campaign-outputs.ts")).checkOutputs({ junit });
  const files = patterns.flatMap(filesMatching);
  const asksForCoverage = options.coverage === true || least !== null;
  const coverage = asksForCoverage ? new (await import("../rules/testing/coverage.ts")).Coverage() : null;
  const check = { ignoresUnknown: options.ignoreUnknownFields === true };
  const setting = { version, isChosen, check, ruleFiles: new RuleFiles(check), coverage };
  const results: TestFileResult[] = [];
  const badInput: InputProblem[] = [];
  for (const file of new Set(files)) {
    try {
      results.push(await runTestFile(file, setting));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      badInput.push(...error.problems);
    }
  }
  const report = coverage?.report() ?? null;
  const failures: string[] = [];
  if (run !== undefined && badInput.length === 0 && results.every(({ tests }) => tests.length === 0))
    failures.push(`--run ${run.join(" --run ")} chooses no test (promtool lets this pass)`);
  if (report !== null && least !== null && report.percent < least)
    failures.push(
      `${await percentOf(report)} of the branches are covered; --coverage-min asks for ${least}%`,
    );
  const outcome = { results, badInput, coverage: report, failures };
  await deliver(console, outcome, options);
  if (badInput.length > 0) return EXIT.badInput;
  return failures.length === 0 && results.every(({ passed }) => passed) ? EXIT.passed : EXIT.failed;
}

async function deliver(
  console: Console,
  outcome: RulesTestOutcome,
  options: RulesTestOptions,
): Promise<void> {
  const { results, badInput, coverage, failures } = outcome;
  if (options.junit !== undefined) {
    const [{ write }, { rulesJunit }] = await Promise.all([
      import("./campaign-outputs.ts"),
      import("../report/rules-junit.ts"),
    ]);
    write(options.junit, rulesJunit(outcome));
  }
  if (options.json === true) {
    const { rulesTestDocument } = await import("../report/rules-test-document.ts");
    say(console, JSON.stringify(rulesTestDocument(outcome)));
  } else {
    const ofTest =
      options.timeline === true
        ? (await import("../report/alert-timeline-text.ts")).timelineLines
        : (): readonly string[] => [];
    const diff = options.diff === true ? (await import("../report/unified-diff.ts")).unifiedDiff : null;
    for (const line of rulesTestLines(results, { diff, ofTest })) say(console, line);
    if (coverage !== null) {
      const { coverageLines } = await import("../report/rule-coverage-text.ts");
      for (const line of coverageLines(coverage)) say(console, line);
    }
  }
  for (const problem of badInput) complain(console, `firedrill: ${formatProblem(problem)}`);
  for (const failure of failures) complain(console, `firedrill: ${failure}`);
}

async function percentOf(report: CoverageReport): Promise<string> {
  return (await import("../report/rule-coverage-text.ts")).percentText(report);
}

function versionNamed(name: string): PrometheusVersion {
  if (name === "2" || name === "3") return name;
  throw badArgument(`--prometheus expects 2 or 3, not "${name}"`);
}

function parsePercent(text: string): number {
  const percent = /^\d+(?:\.\d+)?%?$/.test(text) ? Number(text.replace("%", "")) : Number.NaN;
  if (percent <= 100) return percent;
  throw badArgument(`--coverage-min expects a percentage from 0 to 100, not "${text}"`);
}

/** Like promtool's, each is searched for anywhere in the name. */
async function choiceOf(expressions: readonly string[]): Promise<(test: RuleTest) => boolean> {
  if (expressions.length === 0) return () => true;
  const { RE2JS } = await import("re2js");
  const compiled = expressions.map((expression) => {
    try {
      return RE2JS.compile(expression);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw badArgument(`--run expects a regular expression, not "${expression}": ${reason}`);
    }
  });
  return ({ name }) => compiled.some((one) => one.matcher(name ?? "").find());
}

/** A name that holds a pattern, but that the shell found no file for, comes as it is.
 *  @throws InputError */
function filesMatching(pattern: string): readonly string[] {
  const files = pathsMatching(pattern);
  if (files.length > 0) return files;
  throw new InputError([{ file: pattern, line: null, column: null, message: "no such file" }]);
}
