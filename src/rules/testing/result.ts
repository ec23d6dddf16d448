/** What came of running test files. Plain data, from which text, JSON and JUnit are made. */

import type { InstantMs } from "../../units.ts";
import type { Place } from "../../yaml-document.ts";
import type { AlertSpan } from "./alert-timeline.ts";
import type { AlertExpectation, ExpectedAlert, ExpectedSample, ExpressionExpectation } from "./test-file.ts";

/** Something that is wrong and belongs to no single expectation. */
export interface TestProblem {
  readonly place: Place;
  readonly message: string;
  /** Whether promtool says nothing of it, and passes. */
  readonly promtoolPasses: boolean;
}

export interface AlertCheck {
  readonly kind: "alert";
  readonly passed: boolean;
  readonly expectation: AlertExpectation;
  /** Both sorted. */
  readonly expected: readonly ExpectedAlert[];
  readonly got: readonly ExpectedAlert[];
  /** The name is no rule's: what was meant instead, in words. */
  readonly problem: TestProblem | null;
}

export interface ExpressionCheck {
  readonly kind: "expression";
  readonly passed: boolean;
  readonly expectation: ExpressionExpectation;
  /** Both sorted. */
  readonly expected: readonly ExpectedSample[];
  readonly got: readonly ExpectedSample[];
  /** Why there is no result. */
  readonly error: string | null;
}

export type Check = AlertCheck | ExpressionCheck;

/** A rule that could not be evaluated: the test ends there. */
export interface EvaluationFailure {
  readonly rule: string;
  readonly at: InstantMs;
  readonly message: string;
}

export interface TestResult {
  readonly place: Place;
  readonly name: string | null;
  readonly passed: boolean;
  /** Those that were reached. */
  readonly checks: readonly Check[];
  readonly failures: readonly EvaluationFailure[];
  readonly problems: readonly TestProblem[];
  readonly notes: readonly string[];
  readonly timeline: readonly AlertSpan[];
  readonly lastAt: InstantMs;
}

export interface TestFileResult {
  readonly file: string;
  readonly passed: boolean;
  readonly tests: readonly TestResult[];
  readonly problems: readonly TestProblem[];
}
