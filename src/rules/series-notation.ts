/** promtool's notation for input series: `up{job="api"}` and `0+15x12 _ stale`. `a+bxn` is n further values after a,
 *  each b more than the one before; `axn` repeats a as often; `_` is a scrape without a sample.
 *  Values stay as noted, run by run, however many they stand for; `series-feed.ts` counts them out into a store. */

import { assert } from "../assert.ts";
import { type LabelRecord, METRIC_NAME } from "./labels.ts";
import { parseNumberLiteral, parseStringLiteral } from "./literal.ts";
import { QueryError } from "./query-error.ts";

export type NotedValue = number | "stale" | "missing";

/** `first`, and then further values, each a step more than the one before. */
export interface ValueRun {
  readonly first: NotedValue;
  readonly step: number;
  readonly count: number;
}

export class NotedValues implements Iterable<NotedValue> {
  readonly runs: readonly ValueRun[];
  readonly length: number;

  constructor(runs: readonly ValueRun[]) {
    this.runs = runs;
    this.length = runs.reduce((sum, { count }) => sum + count, 0);
  }

  *[Symbol.iterator](): Iterator<NotedValue> {
    for (const { first, step, count } of this.runs) {
      let value = first;
      for (let left = count; left > 0; left -= 1) {
        yield value;
        if (typeof value === "number") value += step;
      }
    }
  }
}

export interface NotedMetric {
  readonly name: string;
  readonly labels: LabelRecord;
}

export interface NotedSeries extends NotedMetric {
  readonly values: NotedValues;
}

/** @throws QueryError placed in whichever of the two texts is wrong. */
export function parseSeries(series: string, values: string): NotedSeries {
  return { ...parseMetric(series), values: parseSeriesValues(values) };
}

const NAME = /\s*([A-Za-z_:][A-Za-z0-9_:]*)?\s*/y;
const OPEN = /\{\s*/y;
const CLOSE = /\}\s*$/y;
const LABEL = /([A-Za-z_][A-Za-z0-9_]*)\s*=\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)\s*/y;
const COMMA = /,\s*/y;
const END = /$/y;

/** A metric with its labels, all equal to something: `up{job="api"}`.
 *  @throws QueryError */
export function parseMetric(text: string): NotedMetric {
  let position = 0;
  const read = (token: RegExp): RegExpExecArray | null => {
    token.lastIndex = position;
    const found = token.exec(text);
    if (found !== null) position = token.lastIndex;
    return found;
  };
  const refuse = (reason = 'expected a metric name with labels, such as up{job="api"}'): QueryError =>
    new QueryError(reason, text, position);
  const name = read(NAME)?.[1] ?? "";
  if (/^(?:inf|nan)$/i.test(name)) throw refuse();
  const labels: Record<string, string> = {};
  if (read(OPEN) !== null) {
    while (read(CLOSE) === null) {
      const start = position;
      const [, label = "", quoted = ""] = read(LABEL) ?? [];
      if (label === "") throw refuse();
      const value = parseStringLiteral(quoted);
      if ("problem" in value) throw new QueryError(value.problem, text, start + label.length);
      if (Object.hasOwn(labels, label))
        throw new QueryError(`the label ${label} is given twice`, text, start);
      labels[label] = value.value;
      if (read(COMMA) === null && !text.startsWith("}", position)) throw refuse();
    }
  } else if (read(END) === null) throw refuse();
  const { [METRIC_NAME]: named, ...others } = labels;
  return { name: name === "" ? (named ?? "") : name, labels: others };
}

// No hexadecimal numbers: `0x40` is forty more zeros.
const NUMBER = String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const ITEM = new RegExp(
  `^(?:(?:(_)|([+-]?${NUMBER})([+-]${NUMBER}(?=x))?)(?:x(\\d+))?|([+-]?(?:[iI][nN][fF]|[nN][aA][nN])))$`,
);

/** @throws QueryError */
export function parseSeriesValues(text: string): NotedValues {
  const runs: ValueRun[] = [];
  for (const { 0: item, index } of text.matchAll(/\S+/g)) {
    if (item === "stale") {
      runs.push({ first: "stale", step: 0, count: 1 });
      continue;
    }
    const match = ITEM.exec(item);
    if (match === null) {
      const reason = item.startsWith("{{")
        ? "not supported: native histograms"
        : `expected a value such as 1, 0+15x12, _ or stale, not ${item}`;
      throw new QueryError(reason, text, index);
    }
    const [, missing, first, step, times, special] = match;
    if (missing !== undefined) runs.push({ first: "missing", step: 0, count: Number(times ?? 1) });
    else
      runs.push({
        first: signedNumber((first ?? special) as string),
        step: step === undefined ? 0 : signedNumber(step),
        count: Number(times ?? 0) + 1,
      });
  }
  return new NotedValues(runs);
}

function signedNumber(text: string): number {
  const magnitude = parseNumberLiteral(text.replace(/^[+-]/, ""));
  assert(magnitude !== null, `the number ${text}`);
  return text.startsWith("-") ? -magnitude : magnitude;
}
