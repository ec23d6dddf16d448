/** Results of rule tests as a JUnit file: a suite a test file, a case an expectation; what belongs to no expectation is a
 *  case of its own. */

import { formatProblem } from "../input-error.ts";
import type { TestFileResult, TestProblem, TestResult } from "../rules/testing/result.ts";
import { type JunitCase, type JunitSuite, junitText } from "./junit-suites.ts";
import { percentText } from "./rule-coverage-text.ts";
import type { RulesTestOutcome } from "./rules-test-document.ts";
import { checkTitle, complaintLines, problemText, timeInTest, titleOf } from "./rules-test-text.ts";

export function rulesJunit({ results, badInput, coverage, failures }: RulesTestOutcome): string {
  const properties: Readonly<Record<string, string>> =
    coverage === null ? {} : { coverage: percentText(coverage) };
  const suites: JunitSuite[] = results.map((result) => ({
    name: result.file,
    properties,
    cases: casesOf(result),
    out: "",
  }));
  const others = [
    ...badInput.map((problem) => failed("firedrill", "bad input", "error", [formatProblem(problem)])),
    ...failures.map((failure) => failed("firedrill", "as a whole", "failure", [failure])),
  ];
  if (others.length > 0) suites.push({ name: "firedrill rules test", properties, cases: others, out: "" });
  return junitText(suites);
}

function casesOf({ file, tests, problems }: TestFileResult): readonly JunitCase[] {
  return [
    ...problems.map((problem) => failedBy(file, problem)),
    ...tests.flatMap((test) => testCases(`${file}.${titleOf(test)}`, test)),
  ];
}

function testCases(className: string, test: TestResult): readonly JunitCase[] {
  const { checks, failures, problems } = test;
  return [
    ...problems.map((problem) => failedBy(className, problem)),
    ...failures.map(({ rule, at, message }) =>
      failed(className, `rule ${rule} at ${timeInTest(at)}`, "error", [message]),
    ),
    ...checks.map((check): JunitCase => {
      const name = checkTitle(check);
      if (check.passed) return { className, name, complaint: null };
      const where = formatProblem({ ...check.expectation.place, message: `${name} is not as expected` });
      return failed(className, name, "failure", [where, ...complaintLines(check, test)]);
    }),
  ];
}

const failedBy = (className: string, problem: TestProblem): JunitCase =>
  failed(className, problem.message, "failure", [problemText(problem)]);

function failed(
  className: string,
  name: string,
  kind: "failure" | "error",
  lines: readonly [string, ...string[]],
): JunitCase {
  return { className, name, complaint: { kind, type: kind, message: lines[0], lines } };
}
