/** `firedrill rules test`: promtool's unit tests for rules. The whole process is measured beside promtool's: what only
 *  an option needs is loaded with the option. */

import { dirname, isAbsolute, join } from "node:path";
import { InputError, type InputProblem } from "../input-error.ts";
import { rulesTestLines } from "../report/rules-test-text.ts";
import type { PrometheusVersion } from "../rules/plan.ts";
import { loadRegexEngine, loadRegexEngineFor } from "../rules/regex.ts";
import { parseRuleFile, type RuleFile } from "../rules/rule-file.ts";
import type { TestFileResult, TestProblem } from "../rules/testing/result.ts";
import { orderedGroups, runTest } from "../rules/testing/run-test.ts";
import { parseRuleTestFile, type RuleTest, type RuleTestFile } from "../rules/testing/test-file.ts";
import type { YamlSource } from "../yaml-document.ts";
import { badArgument } from "./bad-argument.ts";
import { type Console, complain, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { readSource } from "./library.ts";
import { pathsMatching } from "./path-patterns.ts";

export interface RulesTestOptions {
  readonly run?: readonly string[];
  readonly prometheus: string;
  readonly diff?: boolean;
  readonly timeline?: boolean;
  readonly json?: boolean;
  readonly junit?: string;
}

export async function rulesTest(
  console: Console,
  patterns: readonly string[],
  options: RulesTestOptions,
): Promise<ExitCode> {
  const version = versionNamed(options.prometheus);
  const isChosen = await choiceOf(options.run ?? []);
  const files = patterns.flatMap(filesMatching);
  const ruleFiles = new RuleFiles();
  const results: TestFileResult[] = [];
  const badInput: InputProblem[] = [];
  for (const file of files) {
    try {
      results.push(await testFile(file, { version, isChosen, ruleFiles }));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      badInput.push(...error.problems);
    }
  }
  for (const line of rulesTestLines(results)) say(console, line);
  if (badInput.length > 0) throw new InputError(badInput);
  if (options.run !== undefined && results.every(({ tests }) => tests.length === 0)) {
    complain(console, `firedrill: --run ${options.run.join(", ")} chooses no test (promtool passes that)`);
    return EXIT.failed;
  }
  return results.every(({ passed }) => passed) ? EXIT.passed : EXIT.failed;
}

function versionNamed(name: string): PrometheusVersion {
  if (name === "2" || name === "3") return name;
  throw badArgument(`--prometheus expects 2 or 3, not "${name}"`);
}

type TestChoice = (test: RuleTest) => boolean;

/** Like promtool's, each is searched for anywhere in the name. */
async function choiceOf(expressions: readonly string[]): Promise<TestChoice> {
  if (expressions.length === 0) return () => true;
  await loadRegexEngine();
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

/** A name that holds a pattern, but that the shell found no file for, comes as it is. */
function filesMatching(pattern: string): readonly string[] {
  const files = pathsMatching(pattern);
  if (files.length > 0) return files;
  throw new InputError([{ file: pattern, line: null, column: null, message: "no such file" }]);
}

interface Setting {
  readonly version: PrometheusVersion;
  readonly isChosen: TestChoice;
  readonly ruleFiles: RuleFiles;
}

/** @throws InputError */
async function testFile(file: string, { version, isChosen, ruleFiles }: Setting): Promise<TestFileResult> {
  const source = readSource(file);
  const testFile = parseRuleTestFile(source);
  const problems: TestProblem[] = [];
  const read = ruleFiles.of(testFile, problems);
  await loadRegexEngineFor([source.text, ...read.map(({ text }) => text)]);
  const rules = read.map(({ rules: parsed }) => parsed);
  const { evaluationInterval, fuzzy, groupOrder, tests } = testFile;
  for (const { text, place } of groupOrder) {
    if (rules.some(({ groups }) => groups.some(({ name }) => name === text))) continue;
    problems.push({ place, message: `no rule file has a group called ${text}`, promtoolPasses: true });
  }
  if (tests.length === 0)
    problems.push({
      place: { file, line: 1, column: 1 },
      message: "there is no test in this file",
      promtoolPasses: true,
    });
  const groups = orderedGroups(
    rules,
    groupOrder.map(({ text }) => text),
  );
  const ran = tests
    .filter(isChosen)
    .map((test) => runTest(test, { groups, evaluationInterval, fuzzy, version }));
  return { file, passed: problems.length === 0 && ran.every(({ passed }) => passed), tests: ran, problems };
}

interface ReadRuleFile {
  readonly text: string;
  readonly rules: RuleFile;
}

/** Rule files, each read once however many test files name it. */
class RuleFiles {
  readonly #read = new Map<string, ReadRuleFile>();

  /** @throws InputError */
  of({ file, ruleFiles }: RuleTestFile, problems: TestProblem[]): readonly ReadRuleFile[] {
    const paths = new Set<string>();
    for (const { text, place } of ruleFiles) {
      const found = pathsMatching(isAbsolute(text) ? text : join(dirname(file), text));
      for (const path of found) paths.add(path);
      if (found.length > 0) continue;
      problems.push({ place, message: `no rule file matches ${text}`, promtoolPasses: true });
    }
    return [...paths].map((path) => this.#at(path));
  }

  #at(path: string): ReadRuleFile {
    let read = this.#read.get(path);
    if (read === undefined) {
      const source: YamlSource = readSource(path);
      read = { text: source.text, rules: parseRuleFile(source) };
      this.#read.set(path, read);
    }
    return read;
  }
}
