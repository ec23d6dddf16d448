/** promtool's test files: YAML → tests of rules, with every fault placed at file:line:column. What would take unbounded
 *  time or memory is refused here. Not here: the rule files it names (the caller reads them). */

import { InputError, type InputProblem } from "../../input-error.ts";
import { type DurationMs, type InstantMs, instant } from "../../units.ts";
import {
  checkDocument,
  type DocumentCheck,
  type Place,
  parseYaml,
  type YamlDocument,
  type YamlSource,
} from "../../yaml-document.ts";
import { printPromDuration } from "../duration.ts";
import type { Expression } from "../expression.ts";
import { type LabelRecord, METRIC_NAME } from "../labels.ts";
import { parseExpression } from "../parse.ts";
import { QueryError } from "../query-error.ts";
import { placeInScalar } from "../scalar-place.ts";
import { type NotedSeries, parseMetric, parseSeriesValues } from "../series-notation.ts";
import { testFileSchema, type WrittenTest } from "./test-file-schema.ts";

/** Of one test, all series together: some hundred megabytes. */
export const MOST_SAMPLES = 10_000_000;
/** Of one test: a year at six seconds. */
export const MOST_EVALUATIONS = 5_000_000;
/** A generated file may be wrong in every line. */
const MOST_PROBLEMS = 20;

export interface RuleTestFile {
  readonly file: string;
  /** Paths as written, which may be patterns, relative to the file. */
  readonly ruleFiles: readonly PlacedText[];
  readonly evaluationInterval: DurationMs;
  readonly groupOrder: readonly PlacedText[];
  /** Whether numbers may differ in their last bit. */
  readonly fuzzy: boolean;
  readonly tests: readonly RuleTest[];
}

export interface PlacedText {
  readonly text: string;
  readonly place: Place;
}

export interface RuleTest {
  readonly place: Place;
  /** Null where it has none. */
  readonly name: string | null;
  readonly interval: DurationMs;
  /** Milliseconds from 1970 to instant 0. */
  readonly epochMs: number;
  readonly series: readonly NotedSeries[];
  readonly alerts: readonly AlertExpectation[];
  readonly expressions: readonly ExpressionExpectation[];
  readonly externalLabels: LabelRecord;
  readonly externalUrl: string;
  /** What is odd about it, and wrong in nothing. */
  readonly notes: readonly string[];
}

export interface AlertExpectation {
  readonly kind: "alert";
  readonly place: Place;
  readonly at: InstantMs;
  readonly alertname: string;
  readonly expected: readonly ExpectedAlert[];
}

export interface ExpectedAlert {
  /** `alertname` among them. */
  readonly labels: LabelRecord;
  readonly annotations: LabelRecord;
}

export interface ExpressionExpectation {
  readonly kind: "expression";
  readonly place: Place;
  readonly at: InstantMs;
  readonly expression: Expression;
  readonly expected: readonly ExpectedSample[];
}

export interface ExpectedSample {
  readonly labels: LabelRecord;
  readonly value: number;
}

/** @throws InputError naming every fault found. */
export function parseRuleTestFile(source: YamlSource, check?: DocumentCheck): RuleTestFile {
  // An empty file is a test file without tests, as it is for promtool.
  const text = source.text.trim() === "" ? "{}" : source.text;
  const document = parseYaml({ ...source, text }, { scalars: "text", merges: true });
  const written = checkDocument(document, testFileSchema, check);
  const problems: InputProblem[] = [];
  const reader = new Reader(source, document, problems);
  const placed = (field: string, texts: readonly string[]): readonly PlacedText[] =>
    texts.map((one, index) => ({ text: one, place: document.locate([field, index]) }));
  const groupOrder = placed("group_eval_order", written.group_eval_order);
  groupOrder.forEach(({ text: group, place }, index) => {
    if (written.group_eval_order.indexOf(group) < index)
      problems.push({ ...place, message: `the group "${group}" is named twice` });
  });
  const tests = written.tests.map((test, index) =>
    readTest(test, ["tests", index], written.evaluation_interval, reader),
  );
  if (problems.length > 0) throw new InputError(problems.slice(0, MOST_PROBLEMS));
  return {
    file: source.file,
    ruleFiles: placed("rule_files", written.rule_files),
    evaluationInterval: written.evaluation_interval,
    groupOrder,
    fuzzy: written.fuzzy_compare,
    tests,
  };
}

type Path = readonly (string | number)[];

class Reader {
  readonly #source: YamlSource;
  readonly #document: YamlDocument;
  readonly #problems: InputProblem[];

  constructor(source: YamlSource, document: YamlDocument, problems: InputProblem[]) {
    this.#source = source;
    this.#document = document;
    this.#problems = problems;
  }

  locate(path: Path): Place {
    return this.#document.locate(path);
  }

  complain(path: Path, message: string): void {
    this.#problems.push({ ...this.locate(path), message });
  }

  /** What a text stands for; null where it is wrong, which is noted. */
  read<Value>(path: Path, text: string, parse: (text: string) => Value): Value | null {
    if (this.#problems.length >= MOST_PROBLEMS) return null;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      const key = this.locate(path);
      const place = placeInScalar(this.#source.text, key, text, error);
      this.#problems.push({ ...key, ...place, message: `${path.at(-1)}: ${error.reason}` });
      return null;
    }
  }
}

function readTest(test: WrittenTest, path: Path, evaluationInterval: DurationMs, reader: Reader): RuleTest {
  const alerts = test.alert_rule_test.map((alert, index): AlertExpectation => {
    const { alertname, exp_alerts } = alert;
    return {
      kind: "alert",
      place: reader.locate([...path, "alert_rule_test", index]),
      at: instant(alert.eval_time ?? 0),
      alertname,
      expected: exp_alerts.map(({ exp_labels, exp_annotations }) => ({
        labels: { ...exp_labels, alertname },
        annotations: exp_annotations,
      })),
    };
  });
  const expressions = test.promql_expr_test.flatMap((expression, index) =>
    readExpressionTest(expression, [...path, "promql_expr_test", index], reader),
  );
  checkEvaluations(test, path, evaluationInterval, reader);
  return {
    place: reader.locate(path),
    name: test.name ?? null,
    interval: test.interval ?? evaluationInterval,
    epochMs: test.start_timestamp ?? 0,
    alerts,
    expressions,
    externalLabels: test.external_labels,
    externalUrl: test.external_url,
    ...readSeries(test, path, reader),
  };
}

function readSeries(
  { input_series }: WrittenTest,
  path: Path,
  reader: Reader,
): Pick<RuleTest, "series" | "notes"> {
  // promtool keeps the last of two alike.
  const series = new Map<string, NotedSeries>();
  const notes: string[] = [];
  let samples = 0;
  input_series.forEach((written, index) => {
    const place = [...path, "input_series", index];
    const metric = reader.read([...place, "series"], written.series, parseMetric);
    const values = reader.read([...place, "values"], written.values, parseSeriesValues);
    if (metric === null || values === null) return;
    const within = samples <= MOST_SAMPLES;
    samples += values.length;
    if (within && samples > MOST_SAMPLES) {
      const message = `${samples} values up to here; a test may have ${MOST_SAMPLES} in all its series`;
      reader.complain([...place, "values"], message);
    }
    if (metric.name === "" && Object.keys(metric.labels).length === 0)
      reader.complain([...place, "series"], "expected a metric name or labels: a series needs one of them");
    const { labels } = metric;
    const key = JSON.stringify([
      metric.name,
      ...Object.keys(labels)
        .sort()
        .flatMap((name) => [name, labels[name]]),
    ]);
    if (series.delete(key)) notes.push(`the series ${written.series} is given twice: the later one counts`);
    series.set(key, { ...metric, values });
  });
  return { series: [...series.values()], notes };
}

type WrittenExpressionTest = WrittenTest["promql_expr_test"][number];

function readExpressionTest(
  { expr, eval_time, exp_samples }: WrittenExpressionTest,
  path: Path,
  reader: Reader,
): readonly ExpressionExpectation[] {
  const expression = reader.read([...path, "expr"], expr, parseResult);
  const expected = exp_samples.flatMap(({ labels, value = 0 }, index): readonly ExpectedSample[] => {
    const sample = reader.read([...path, "exp_samples", index, "labels"], labels, sampleLabels);
    return sample === null ? [] : [{ labels: sample, value }];
  });
  if (expression === null) return [];
  return [
    { kind: "expression", place: reader.locate(path), at: instant(eval_time ?? 0), expression, expected },
  ];
}

/** Labels without a value are no labels; but where no name stands before the braces promtool keeps them, and such a sample
 *  is never got. */
function sampleLabels(text: string): LabelRecord {
  const { name, labels } = parseMetric(text);
  const keepsEmpty = text.trimStart().startsWith("{");
  const all = Object.entries(labels).filter(([, value]) => keepsEmpty || value !== "");
  return Object.fromEntries(name === "" ? all : [...all, [METRIC_NAME, name]]);
}

function parseResult(text: string): Expression {
  const expression = parseExpression(text);
  if (expression.type === "vector" || expression.type === "scalar") return expression;
  throw new QueryError(`expected an instant vector or a scalar, not a ${expression.type}`, text, 0);
}

function checkEvaluations(test: WrittenTest, path: Path, interval: DurationMs, reader: Reader): void {
  for (const kind of ["alert_rule_test", "promql_expr_test"] as const) {
    test[kind].forEach(({ eval_time = 0 }, index) => {
      const evaluations = Math.floor(eval_time / interval) + 1;
      if (evaluations <= MOST_EVALUATIONS) return;
      const message = `${printPromDuration(eval_time as DurationMs)} at an evaluation_interval of ${printPromDuration(interval)} makes ${evaluations} evaluations; at most ${MOST_EVALUATIONS} are made`;
      reader.complain([...path, kind, index, "eval_time"], message);
    });
  }
}
