/** Results of rule tests as lines of plain text: a line for each file that passed; of a test that failed what was expected
 *  and not got, what was got and not expected, and nothing of what agrees. Pure. */

import { formatProblem } from "../input-error.ts";
import { printPromDuration } from "../rules/duration.ts";
import { type LabelRecord, METRIC_NAME } from "../rules/labels.ts";
import { printNumber, printString } from "../rules/literal.ts";
import type {
  AlertCheck,
  Check,
  ExpressionCheck,
  TestFileResult,
  TestProblem,
  TestResult,
} from "../rules/testing/result.ts";
import type { ExpectedAlert, ExpectedSample } from "../rules/testing/test-file.ts";
import { EPOCH, type InstantMs, since } from "../units.ts";
import { terminalText } from "./terminal-text.ts";
import { PAGE_COLUMNS, wrapped } from "./wrapped.ts";

/** A diff of two lists of lines, given where differences are to be shown as one. */
export type Diff = (expected: readonly string[], got: readonly string[]) => readonly string[];

export interface ShownParts {
  readonly diff: Diff | null;
  /** What is to be said of each test beside its outcome. */
  readonly ofTest: (test: TestResult) => readonly string[];
}

export function rulesTestLines(
  results: readonly TestFileResult[],
  shown: ShownParts = { diff: null, ofTest: () => [] },
): readonly string[] {
  if (results.length === 0) return [];
  return [...results.flatMap((result) => fileLines(result, shown)), summaryLine(results)].map(terminalText);
}

/** `12m`, as it is written in test files. */
export const timeInTest = (at: InstantMs): string => printPromDuration(since(EPOCH, at));

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function summaryLine(results: readonly TestFileResult[]): string {
  const tests = results.flatMap(({ tests: own }) => own);
  const failed = tests.filter(({ passed }) => !passed).length;
  const outcome = failed > 0 ? `${tests.length - failed} passed, ${failed} failed` : "all passed";
  const inFiles = `${counted(tests.length, "test")} in ${counted(results.length, "file")}`;
  return tests.length === 0 ? `no test in ${counted(results.length, "file")}` : `${inFiles}: ${outcome}`;
}

function fileLines(
  { file, passed, tests, problems }: TestFileResult,
  { diff, ofTest }: ShownParts,
): readonly string[] {
  const expectations = tests.reduce((sum, { checks }) => sum + checks.length, 0);
  const notes = tests.flatMap((test) => test.notes.map((note) => `  note: ${titleOf(test)}: ${note}`));
  const others = tests.flatMap(ofTest);
  if (passed) {
    const counts = `${counted(tests.length, "test")}, ${counted(expectations, "expectation")}`;
    return [`PASS ${file}  ${counts}`, ...notes, ...others, ...(others.length > 0 ? [""] : [])];
  }
  return [
    `FAIL ${file}`,
    ...problems.flatMap((problem) => wrapped(`  ${problemText(problem)}`, "    ")),
    ...notes,
    ...tests.filter((test) => !test.passed).flatMap((test) => testLines(test, diff)),
    ...others,
    "",
  ];
}

const PROMTOOL_PASSES = " (promtool lets this pass)";

export const titleOf = ({ name, place }: TestResult): string => name ?? `the test at line ${place.line}`;

export const problemText = ({ place, message, promtoolPasses }: TestProblem): string =>
  `${formatProblem({ ...place, message })}${promtoolPasses ? PROMTOOL_PASSES : ""}`;

function testLines(test: TestResult, diff: Diff | null): readonly string[] {
  return [
    "",
    `  ${titleOf(test)}`,
    ...test.problems.flatMap((problem) => wrapped(`    ${problemText(problem)}`, "      ")),
    ...test.failures.flatMap(({ rule, at, message }) =>
      wrapped(`    the rule ${rule} could not be evaluated at ${timeInTest(at)}: ${message}`, "      "),
    ),
    ...(test.failures.length > 0 ? ["    the test ended there"] : []),
    ...test.checks.filter(({ passed }) => !passed).flatMap((check) => checkLines(check, test, diff)),
  ];
}

/** `alert InstanceDown at 10m`, `up == 0 at 4m`. */
export function checkTitle({ kind, expectation }: Check): string {
  const at = timeInTest(expectation.at);
  if (kind === "alert") return `alert ${expectation.alertname} at ${at}`;
  return `${expectation.expression.text.trim()} at ${at}`;
}

function checkLines(check: Check, test: TestResult, diff: Diff | null): readonly string[] {
  const { line, column, file } = check.expectation.place;
  return [
    ...wrapped(`    ${checkTitle(check)}`, "      "),
    `      ${file}:${line}:${column}`,
    ...complaintLines(check, test, diff).map((complaint) => " ".repeat(PLACE) + complaint),
  ];
}

/** What is wrong with it. */
export function complaintLines(check: Check, test: TestResult, diff: Diff | null = null): readonly string[] {
  switch (check.kind) {
    case "alert":
      return alertComplaints(check, test, diff);
    case "expression":
      return expressionComplaints(check, diff);
  }
}

function alertComplaints(check: AlertCheck, test: TestResult, diff: Diff | null): readonly string[] {
  const { problem, expected, got } = check;
  if (problem !== null) {
    const passes = problem.promtoolPasses ? PROMTOOL_PASSES : "";
    return [`${problem.message}${passes}`];
  }
  return [...differenceLines(expected, got, alertText, diff), ...statesThen(check, test)];
}

function expressionComplaints(
  { error, expected, got }: ExpressionCheck,
  diff: Diff | null,
): readonly string[] {
  if (error !== null) return [`error     ${error}`];
  const noNumber = expected.some(({ value }) => Number.isNaN(value));
  return [
    ...differenceLines(expected, got, sampleText, diff),
    ...(noNumber
      ? ["note      NaN equals nothing, not even NaN, as in promtool; ask for x != x instead"]
      : []),
  ];
}

function differenceLines<Item>(
  expected: readonly Item[],
  got: readonly Item[],
  textOf: (item: Item) => readonly string[],
  diff: Diff | null,
): readonly string[] {
  if (diff !== null) return diff(expected.flatMap(textOf), got.flatMap(textOf));
  const missing = without(expected, got, textOf);
  const unexpected = without(got, expected, textOf);
  const agreeing = expected.length - missing.length;
  return [
    ...titled("expected", missing, textOf),
    ...titled("got", unexpected, textOf),
    ...(agreeing > 0 ? [`          and ${agreeing} as expected`] : []),
  ];
}

/** Of the first list what the second has not, one for one. */
function without<Item>(
  items: readonly Item[],
  others: readonly Item[],
  textOf: (item: Item) => readonly string[],
): readonly Item[] {
  const left = new Map<string, number>();
  const keyOf = (item: Item): string => textOf(item).join("\n");
  for (const other of others) left.set(keyOf(other), (left.get(keyOf(other)) ?? 0) + 1);
  return items.filter((item) => {
    const count = left.get(keyOf(item)) ?? 0;
    left.set(keyOf(item), count - 1);
    return count <= 0;
  });
}

/** How far complaints are indented, and what stands beside them. */
const PLACE = 6;
const MARGIN = 10;

function titled<Item>(
  title: string,
  items: readonly Item[],
  textOf: (item: Item) => readonly string[],
): readonly string[] {
  const lines = items.length === 0 ? ["nothing"] : items.flatMap(textOf);
  return lines.flatMap(wrappedBeside).map((line, index) => (index === 0 ? title : "").padEnd(MARGIN) + line);
}

/** Annotations stand under their labels, indented. */
const wrappedBeside = (line: string): readonly string[] =>
  wrapped(line, line.startsWith(" ") ? "    " : " ", PAGE_COLUMNS - PLACE - MARGIN);

export const alertText = ({ labels, annotations }: ExpectedAlert): readonly string[] => [
  labelsText(labels),
  ...Object.keys(annotations)
    .sort()
    .map((name) => `  ${name}: ${printString(annotations[name] as string)}`),
];

export const sampleText = ({ labels, value }: ExpectedSample): readonly string[] => [
  `${labelsText(labels)} ${printNumber(value)}`,
];

/** `up{job="api"}`, as it is written in test files. */
export function labelsText(labels: LabelRecord): string {
  const { [METRIC_NAME]: name = "", ...others } = labels;
  const pairs = Object.keys(others)
    .sort()
    .map((label) => `${label}=${printString(others[label] as string)}`);
  return pairs.length === 0 && name !== "" ? name : `${name}{${pairs.join(", ")}}`;
}

/** Where alerts of this name stood then, if they did not fire. */
function statesThen(
  { expectation: { alertname, at } }: AlertCheck,
  { timeline }: TestResult,
): readonly string[] {
  const pending = timeline.filter(
    ({ alertname: name, pendingAt, firingAt, endedAt }) =>
      name === alertname &&
      pendingAt <= at &&
      (endedAt === null || endedAt > at) &&
      (firingAt === null || firingAt > at),
  );
  return pending.flatMap(({ labels, pendingAt, firingAt }) => {
    const fires = firingAt === null ? "does not fire in this test" : `fires at ${timeInTest(firingAt)}`;
    const note = `${labelsText(labels)} is pending since ${timeInTest(pendingAt)}, and ${fires}`;
    return titled("note", [note], (text) => [text]);
  });
}
