/** Results of rule tests as one JSON document. Numbers are texts where JSON has none for them (`NaN`, `Inf`). */

import type { InputProblem } from "../input-error.ts";
import { printNumber } from "../rules/literal.ts";
import type { AlertSpan } from "../rules/testing/alert-timeline.ts";
import type { CoverageReport } from "../rules/testing/coverage.ts";
import type { Check, TestFileResult, TestResult } from "../rules/testing/result.ts";
import type { ExpectedSample } from "../rules/testing/test-file.ts";

export interface RulesTestOutcome {
  readonly results: readonly TestFileResult[];
  /** Of files that could not be read. */
  readonly badInput: readonly InputProblem[];
  /** Null where nobody asked. */
  readonly coverage: CoverageReport | null;
  /** Why the whole failed although no test did. */
  readonly failures: readonly string[];
}

export const hasPassed = ({ results, badInput, failures }: RulesTestOutcome): boolean =>
  badInput.length === 0 && failures.length === 0 && results.every(({ passed }) => passed);

export const rulesTestDocument = (outcome: RulesTestOutcome) => ({
  schemaVersion: 1,
  passed: hasPassed(outcome),
  files: outcome.results.map(({ tests, ...file }) => ({ ...file, tests: tests.map(testDocument) })),
  coverage: outcome.coverage,
  failures: outcome.failures,
  badInput: outcome.badInput,
});

const testDocument = ({ checks, timeline, ...test }: TestResult) => ({
  ...test,
  expectations: checks.map(checkDocument),
  timeline: timeline.map(spanDocument),
});

function checkDocument(check: Check) {
  const { kind, passed } = check;
  const { at, place } = check.expectation;
  switch (check.kind) {
    case "alert": {
      const { expected, got, problem } = check;
      return { kind, passed, place, at, alertname: check.expectation.alertname, expected, got, problem };
    }
    case "expression": {
      const { text } = check.expectation.expression;
      const expected = check.expected.map(sampleDocument);
      return {
        kind,
        passed,
        place,
        at,
        expression: text,
        expected,
        got: check.got.map(sampleDocument),
        error: check.error,
      };
    }
  }
}

const sampleDocument = ({ labels, value }: ExpectedSample) => ({ labels, value: numberOrText(value) });

const spanDocument = ({ valueWhenPending, valueWhenFiring, lastValue, ...span }: AlertSpan) => ({
  ...span,
  valueWhenPending: numberOrText(valueWhenPending),
  valueWhenFiring: valueWhenFiring === null ? null : numberOrText(valueWhenFiring),
  lastValue: numberOrText(lastValue),
});

const numberOrText = (value: number): number | string =>
  Number.isFinite(value) ? value : printNumber(value);
