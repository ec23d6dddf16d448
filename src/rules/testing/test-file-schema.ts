/** promtool's test files, field by field. Every scalar comes as the text that was written: Prometheus too knows only
 *  from the field whether `1.10` is a number or a label's value. An empty field counts as missing. */

import { z } from "zod";
import { parseEpoch } from "../../calendar.ts";
import { type DurationMs, minutes } from "../../units.ts";
import { parsePromDuration } from "../duration.ts";

const NOTHING = new Set(["", "~", "null", "Null", "NULL"]);

const emptyAsMissing = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (typeof value === "string" && NOTHING.has(value) ? undefined : value), schema);

const listOf = <Item extends z.ZodType>(item: Item, of: string) =>
  emptyAsMissing(z.array(item, { error: `expected a list of ${of}` }).default([]));

/** A text read by a function that gives null for what is none. */
const read = <Value>(parse: (text: string) => Value | null, expected: string) =>
  z.string({ error: `expected ${expected}` }).transform((text, context): Value => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue(`expected ${expected}, not "${text}"`);
    return z.NEVER;
  });

const text = z.string({ error: "expected a text" });
const duration = read(parsePromDuration, "a duration such as 90s, 15m or 1h30m");
const interval = read(
  (written): DurationMs | null => ((parsePromDuration(written) ?? 0) > 0 ? parsePromDuration(written) : null),
  "a duration above 0, such as 15s or 1m",
);

const TRUE = new Set(["true", "True", "TRUE", "yes", "Yes", "YES", "y", "Y", "on", "On", "ON"]);
const FALSE = new Set(["false", "False", "FALSE", "no", "No", "NO", "n", "N", "off", "Off", "OFF"]);
const choice = read(
  (written) => (TRUE.has(written) ? true : FALSE.has(written) ? false : null),
  "true or false",
);

const number = read(parseYamlNumber, "a number");

/** A number as Go's YAML reads it. */
function parseYamlNumber(written: string): number | null {
  const [, sign = "", magnitude = ""] = /^([-+]?)(.*)$/s.exec(written) ?? [];
  const factor = sign === "-" ? -1 : 1;
  if (/^\.(?:inf|Inf|INF)$/.test(magnitude)) return factor * Infinity;
  if (/^\.(?:nan|NaN|NAN)$/.test(written)) return Number.NaN;
  const digits = magnitude.replaceAll("_", "");
  if (/^0x[0-9a-fA-F]+$|^0b[01]+$|^0o[0-7]+$/.test(digits)) return factor * Number(digits);
  if (/^0[0-7]+$/.test(digits)) return factor * Number(`0o${digits.slice(1)}`);
  return /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(digits) ? factor * Number(digits) : null;
}

/** Seconds since 1970, or a date: in milliseconds. */
const startTimestamp = read(
  (written) => parseEpoch(written) ?? (/^\d+(?:\.\d{1,3})?$/.test(written) ? Number(written) * 1_000 : null),
  "seconds since 1970 or a time such as 2025-11-28T14:05:00Z",
);

const labels = emptyAsMissing(z.record(z.string(), text, { error: "expected names with texts" }).default({}));

const fields = <Shape extends z.ZodRawShape>(what: string, shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? `${what} has no such field` : `expected ${what}`),
  });

const inputSeries = fields("a series with its values", { series: text, values: text.default("") });

const expectedAlert = emptyAsMissing(
  fields("an expected alert", { exp_labels: labels, exp_annotations: labels }).default({
    exp_labels: {},
    exp_annotations: {},
  }),
);

const alertTest = fields("a test of an alert", {
  eval_time: duration.optional(),
  alertname: text.default("").refine((name) => name !== "", {
    error: "expected an alert's name: without one there is nothing to test",
  }),
  exp_alerts: listOf(expectedAlert, "expected alerts"),
});

const expectedSample = fields("an expected sample", {
  labels: text.default(""),
  value: emptyAsMissing(number.optional()),
});

const expressionTest = fields("a test of an expression", {
  expr: text.default("").refine((expression) => expression !== "", { error: "expected a PromQL expression" }),
  eval_time: duration.optional(),
  exp_samples: listOf(expectedSample, "expected samples"),
});

const test = fields("a test", {
  name: text.optional(),
  interval: interval.optional(),
  start_timestamp: startTimestamp.optional(),
  input_series: listOf(inputSeries, "series"),
  alert_rule_test: listOf(alertTest, "tests of alerts"),
  promql_expr_test: listOf(expressionTest, "tests of expressions"),
  external_labels: labels,
  external_url: text.default(""),
});

export const testFileSchema = fields("a test file", {
  rule_files: listOf(text, "rule files"),
  evaluation_interval: interval.default(minutes(1)),
  fuzzy_compare: choice.default(false),
  group_eval_order: listOf(text, "names of groups"),
  tests: listOf(test, "tests"),
});

export type WrittenTestFile = z.infer<typeof testFileSchema>;
export type WrittenTest = WrittenTestFile["tests"][number];
