/** Runs one test as promtool does: the series are scraped at their interval from instant 0 on; all groups, whatever their
 *  own intervals, are evaluated one after the other at every evaluation interval up to the last instant that something is
 *  expected at; alerts are compared as they go by, expressions at the end, over all that was stored until then. */

import { distance } from "fastest-levenshtein";
import { InputError } from "../../input-error.ts";
import { type DurationMs, EPOCH, type InstantMs, instant, since } from "../../units.ts";
import type { Alert } from "../alerting.ts";
import { printPromDuration } from "../duration.ts";
import { QueryEngine } from "../engine.ts";
import type { PrometheusVersion } from "../plan.ts";
import { QueryError } from "../query-error.ts";
import type { RuleFile, RuleGroup } from "../rule-file.ts";
import {
  evaluateGroup,
  type GroupEvaluation,
  type GroupState,
  initialGroupState,
  type PreparedGroup,
  prepareGroup,
} from "../rule-group.ts";
import { SeriesStore } from "../series.ts";
import { SeriesFeed } from "../series-feed.ts";
import { AlertTimeline } from "./alert-timeline.ts";
import { sameAlerts, sameSamples, sortedAlerts, sortedSamples } from "./compare.ts";
import type { AlertCheck, EvaluationFailure, ExpressionCheck, TestProblem, TestResult } from "./result.ts";
import type { AlertExpectation, ExpectedAlert, ExpressionExpectation, RuleTest } from "./test-file.ts";

export interface GroupUnderTest {
  readonly file: string;
  readonly group: RuleGroup;
}

/** What all tests of a file have in common. */
export interface TestSetting {
  readonly groups: readonly GroupUnderTest[];
  readonly evaluationInterval: DurationMs;
  readonly fuzzy: boolean;
  readonly version: PrometheusVersion;
  /** How many samples a test may store, those that rules write among them. */
  readonly mostStored?: number;
  /** Looks on, if anybody does. */
  readonly observe?: (engine: QueryEngine) => EvaluationObserver;
}

/** Told after each evaluation of a group. */
export type EvaluationObserver = (group: GroupUnderTest, at: InstantMs, evaluation: GroupEvaluation) => void;

/** The groups of all rule files in order of evaluation: those that are named in that order, the others as they come. */
export function orderedGroups(
  files: readonly RuleFile[],
  order: readonly string[],
): readonly GroupUnderTest[] {
  const groups = files.flatMap(({ file, groups: own }) => own.map((group) => ({ file, group })));
  // As in promtool a group that is not named counts as the first; what comes of a tie is left to chance there.
  const rank = ({ group }: GroupUnderTest): number => Math.max(0, order.indexOf(group.name));
  return groups.sort((a, b) => rank(a) - rank(b));
}

/** @throws InputError when the test would take too much memory */
export function runTest(test: RuleTest, setting: TestSetting): TestResult {
  const { place, name, notes } = test;
  const lastAt = instant(Math.max(0, ...[...test.alerts, ...test.expressions].map(({ at }) => at)));
  const run = new Run(test, setting);
  const checks: (AlertCheck | ExpressionCheck)[] = [];
  const pending = [...test.alerts].sort((a, b) => a.at - b.at);
  let next = 0;
  for (let at = 0; at <= lastAt && run.failures.length === 0; at += setting.evaluationInterval) {
    run.evaluate(instant(at));
    run.checkStored(instant(at));
    if (run.failures.length > 0) break;
    for (; next < pending.length; next += 1) {
      const expectation = pending[next] as AlertExpectation;
      if (expectation.at >= at + setting.evaluationInterval) break;
      checks.push(run.checkAlert(expectation));
    }
  }
  if (run.failures.length === 0)
    for (const expectation of test.expressions) checks.push(run.checkExpression(expectation));
  const problems: readonly TestProblem[] =
    test.alerts.length + test.expressions.length > 0
      ? []
      : [{ place, message: "expects nothing, and so tests nothing", promtoolPasses: true }];
  return {
    place,
    name,
    passed: problems.length === 0 && run.failures.length === 0 && checks.every(({ passed }) => passed),
    checks,
    failures: run.failures,
    problems,
    notes,
    timeline: run.timeline(),
    lastAt,
  };
}

const LONGEST_FORESEEN = 100_000;
/** Some hundred megabytes. */
const MOST_STORED = 30_000_000;

class Run {
  readonly failures: EvaluationFailure[] = [];
  readonly #test: RuleTest;
  readonly #setting: TestSetting;
  readonly #engine: QueryEngine;
  readonly #feed: SeriesFeed;
  readonly #groups: readonly PreparedGroup[];
  readonly #states: GroupState[];
  readonly #alerts: (readonly Alert[])[];
  readonly #timeline = new AlertTimeline();
  readonly #observer: EvaluationObserver | null;

  constructor(test: RuleTest, setting: TestSetting) {
    const { groups, version, evaluationInterval, observe } = setting;
    const longest = Math.max(1, ...test.series.map(({ values }) => values.length));
    const store = new SeriesStore({ samplesPerSeries: Math.min(longest, LONGEST_FORESEEN) });
    this.#test = test;
    this.#setting = setting;
    this.#engine = new QueryEngine(store, {
      version,
      epochMs: test.epochMs,
      subqueryStep: evaluationInterval,
    });
    this.#feed = new SeriesFeed(store, test.series, test.interval);
    const external = { labels: test.externalLabels, url: test.externalUrl };
    this.#groups = groups.map(({ group }) => prepareGroup(group, this.#engine, external));
    this.#states = groups.map(({ group }) => initialGroupState(group));
    this.#alerts = groups.map(() => []);
    this.#observer = observe === undefined ? null : observe(this.#engine);
  }

  evaluate(at: InstantMs): void {
    this.#feed.appendUntil(at);
    for (let index = 0; index < this.#groups.length; index += 1) {
      const evaluation = evaluateGroup(
        this.#groups[index] as PreparedGroup,
        this.#states[index] as GroupState,
        at,
      );
      this.#states[index] = evaluation.state;
      this.#alerts[index] = evaluation.alerts;
      this.#timeline.add(index, evaluation.transitions);
      for (const { rule, message } of evaluation.failures) this.failures.push({ rule, at, message });
      this.#observer?.(this.#setting.groups[index] as GroupUnderTest, at, evaluation);
    }
  }

  /** @throws InputError when rules have written so much that memory would run out. */
  checkStored(at: InstantMs): void {
    // Counts every sample and marker.
    const { mostStored = MOST_STORED } = this.#setting;
    if (this.#engine.store.version <= mostStored) return;
    const message = `more than ${mostStored} samples are stored by ${printPromDuration(since(EPOCH, at))}; fewer series, or a shorter test`;
    throw new InputError([{ ...this.#test.place, message }]);
  }

  checkAlert(expectation: AlertExpectation): AlertCheck {
    const { alertname } = expectation;
    const expected = sortedAlerts(expectation.expected);
    const got = sortedAlerts(this.#firing(alertname));
    const problem = this.#unknownAlert(expectation);
    const passed = problem === null && sameAlerts(expected, got);
    return { kind: "alert", passed, expectation, expected, got, problem };
  }

  #firing(alertname: string): readonly ExpectedAlert[] {
    return this.#alerts
      .flat()
      .filter(({ state, labels }) => state === "firing" && labels["alertname"] === alertname)
      .map(({ labels, annotations }) => ({ labels, annotations }));
  }

  #unknownAlert({ alertname, expected, place }: AlertExpectation): TestProblem | null {
    const names = new Set(
      this.#setting.groups.flatMap(({ group }) =>
        group.rules.flatMap(({ kind, name }) => (kind === "alert" ? [name] : [])),
      ),
    );
    if (names.has(alertname)) return null;
    const near = nearest(alertname, [...names]);
    const hint = near === null ? "" : `; did you mean ${near}?`;
    const message = `no alert is called ${alertname}${hint}`;
    return { place, message, promtoolPasses: expected.length === 0 };
  }

  checkExpression(expectation: ExpressionExpectation): ExpressionCheck {
    const expected = sortedSamples(expectation.expected);
    const failed = (error: string): ExpressionCheck => ({
      kind: "expression",
      passed: false,
      expectation,
      expected,
      got: [],
      error,
    });
    try {
      const { ids, values, length } = this.#engine.prepare(expectation.expression).vectorAt(expectation.at);
      const { labels } = this.#engine.store;
      const got = sortedSamples(
        Array.from({ length }, (_, index) => ({
          labels: labels.record(ids[index] as number),
          value: values[index] as number,
        })),
      );
      const passed = sameSamples(expected, got, this.#setting.fuzzy);
      return { kind: "expression", passed, expectation, expected, got, error: null };
    } catch (error) {
      if (error instanceof QueryError) return failed(error.message);
      throw error;
    }
  }

  timeline(): TestResult["timeline"] {
    return this.#timeline.spans(this.#alerts);
  }
}

/** The name that was probably meant. */
export function nearest(name: string, names: readonly string[]): string | null {
  const byDistance = names
    .map((known) => ({ known, edits: distance(name, known) }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = byDistance;
  return best !== undefined && best.edits <= Math.max(3, Math.floor(name.length / 2)) ? best.known : null;
}
