/** promtool's notation for input series: `up{job="api"}` and `0+15x12 _ stale`. `a+bxn` is n further values after a,
 *  each b more than the one before; `axn` repeats a as often; `_` is a scrape without a sample. */

import { assert } from "../assert.ts";
import { type DurationMs, type InstantMs, instant } from "../units.ts";
import { type LabelRecord, METRIC_NAME } from "./labels.ts";
import { parseNumberLiteral } from "./literal.ts";
import { parseExpression } from "./parse.ts";
import { QueryError } from "./query-error.ts";
import type { SeriesStore } from "./series.ts";

export type NotedValue = number | "stale" | "missing";

export interface NotedSeries {
  readonly name: string;
  readonly labels: LabelRecord;
  readonly values: readonly NotedValue[];
}

/** @throws QueryError placed in whichever of the two texts is wrong. */
export function parseSeries(series: string, values: string): NotedSeries {
  const { root } = parseExpression(series);
  if (
    root.kind !== "selector" ||
    root.shift.offset !== 0 ||
    root.shift.fixed !== null ||
    root.matchers.some(({ operator }) => operator !== "=")
  ) {
    throw new QueryError('expected a metric name with labels, such as up{job="api"}', series, 0);
  }
  const labels = Object.fromEntries(root.matchers.map(({ label, value }) => [label, value]));
  const name = root.name ?? labels[METRIC_NAME] ?? "";
  return { name, labels, values: parseSeriesValues(values) };
}

// No hexadecimal numbers: `0x40` is forty more zeros.
const NUMBER = String.raw`(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf|nan)`;
const ITEM = new RegExp(`^(?:(_)|([+-]?${NUMBER})([+-]${NUMBER})?)(?:x(\\d+))?$`, "i");

export function parseSeriesValues(text: string): readonly NotedValue[] {
  const values: NotedValue[] = [];
  for (const { 0: item, index } of text.matchAll(/\S+/g)) {
    if (item === "stale") {
      values.push("stale");
      continue;
    }
    const match = ITEM.exec(item);
    const [, missing, first, step, times] = match ?? [];
    if (match === null || (step !== undefined && times === undefined)) {
      throw new QueryError(`expected a value such as 1, 0+15x12, _ or stale, not ${item}`, text, index);
    }
    if (missing !== undefined) {
      for (let count = Number(times ?? 1); count > 0; count -= 1) values.push("missing");
      continue;
    }
    let value = signedNumber(first as string);
    const increment = step === undefined ? 0 : signedNumber(step);
    for (let count = Number(times ?? 0); count >= 0; count -= 1) {
      values.push(value);
      value += increment;
    }
  }
  return values;
}

function signedNumber(text: string): number {
  const magnitude = parseNumberLiteral(text.replace(/^[+-]/, ""));
  assert(magnitude !== null, `the number ${text}`);
  return text.startsWith("-") ? -magnitude : magnitude;
}

/** Appends the series' values, one interval apart from instant 0 on, as if scraped together. */
export function appendSeries(store: SeriesStore, inputs: readonly NotedSeries[], interval: DurationMs): void {
  const scrapes = Math.max(0, ...inputs.map(({ values }) => values.length));
  for (let scrape = 0; scrape < scrapes; scrape += 1) {
    appendScrape(store, inputs, scrape, instant(scrape * interval));
  }
}

/** Appends each series' value of one scrape, counted from 0. A series is made when its first value comes, as promtool
 *  does it: the order of series is that of their first values. */
export function appendScrape(
  store: SeriesStore,
  inputs: readonly NotedSeries[],
  scrape: number,
  at: InstantMs,
): void {
  for (const { name, labels, values } of inputs) {
    const value = values[scrape] ?? "missing";
    if (value === "missing") continue;
    const series = store.series(name, labels);
    if (value === "stale") store.markStale(series, at);
    else store.append(series, at, value);
  }
}
