/** Runs test files of rules: reads each with the rule files that it names, chooses among its tests, runs them. What cannot
 *  be read is bad input of that file alone; what names nothing that there is has failed. */

import { dirname, isAbsolute, join } from "node:path";
import type { PrometheusVersion } from "../rules/plan.ts";
import { loadRegexEngineFor } from "../rules/regex.ts";
import { parseRuleFile, type RuleFile } from "../rules/rule-file.ts";
import type { Coverage } from "../rules/testing/coverage.ts";
import type { TestFileResult, TestProblem } from "../rules/testing/result.ts";
import { orderedGroups, runTest } from "../rules/testing/run-test.ts";
import { parseRuleTestFile, type RuleTest, type RuleTestFile } from "../rules/testing/test-file.ts";
import type { DocumentCheck, YamlSource } from "../yaml-document.ts";
import { readSource } from "./library.ts";
import { pathsMatching } from "./path-patterns.ts";

export interface RuleTestSetting {
  readonly version: PrometheusVersion;
  readonly isChosen: (test: RuleTest) => boolean;
  readonly ruleFiles: RuleFiles;
  readonly check: DocumentCheck;
  /** Null where nobody asks for it. */
  readonly coverage: Coverage | null;
}

/** @throws InputError */
export async function runTestFile(file: string, setting: RuleTestSetting): Promise<TestFileResult> {
  const { version, isChosen, ruleFiles, check, coverage } = setting;
  const source = readSource(file);
  const testFile = parseRuleTestFile(source, check);
  const problems: TestProblem[] = [];
  const read = ruleFiles.of(testFile, problems);
  await loadRegexEngineFor([source.text, ...read.map(({ source: { text } }) => text)]);
  for (const { source: of, rules } of read) coverage?.add(of, rules);
  const { evaluationInterval, fuzzy, groupOrder, tests } = testFile;
  const order = groupOrder.map(({ text }) => text);
  const groups = orderedGroups(
    read.map(({ rules }) => rules),
    order,
  );
  for (const { text, place } of groupOrder) {
    if (groups.some(({ group }) => group.name === text)) continue;
    problems.push({ place, message: `no rule file has a group called ${text}`, promtoolPasses: true });
  }
  if (tests.length === 0) {
    const place = { file, line: 1, column: 1 };
    problems.push({ place, message: "there is no test in this file", promtoolPasses: true });
  }
  const observe = coverage === null ? {} : { observe: coverage.observer.bind(coverage) };
  const common = { groups, evaluationInterval, fuzzy, version, ...observe };
  const ran = tests.filter(isChosen).map((test) => runTest(test, common));
  return { file, passed: problems.length === 0 && ran.every(({ passed }) => passed), tests: ran, problems };
}

interface ReadRuleFile {
  readonly source: YamlSource;
  readonly rules: RuleFile;
}

/** Rule files, each read once however many test files name it. */
export class RuleFiles {
  readonly #check: DocumentCheck;
  readonly #read = new Map<string, ReadRuleFile>();

  constructor(check: DocumentCheck) {
    this.#check = check;
  }

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
      const source = readSource(path);
      read = { source, rules: parseRuleFile(source, this.#check) };
      this.#read.set(path, read);
    }
    return read;
  }
}
