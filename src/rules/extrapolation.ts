/** `rate`, `increase` and `delta`: the growth between the first and the last sample of a window, extended to the
 *  window's edges where samples come close to them. The divisions depend on instants alone, and series are scraped
 *  together: what was worked out for one series is kept for the next. Operations stand in Prometheus' order, since
 *  results must agree to the last bit. */

import type { Vector } from "./plan.ts";
import type { RangeFunction } from "./range-functions.ts";
import type { Series } from "./series.ts";
import type { Timeline } from "./timeline.ts";
import type { Windows } from "./windows.ts";

/** Counters: resets are made up for, and nothing is extended to before the counter was zero. */
export const extrapolatedGrowth =
  (rangeSeconds: number): RangeFunction =>
  (windows, out) =>
    extrapolate(windows, true, rangeSeconds, out);

/** Gauges, which may fall and be negative. */
export const extrapolatedDelta: RangeFunction = (windows, out) => extrapolate(windows, false, 1, out);

function extrapolate(windows: Windows, isCounter: boolean, divisor: number, out: Vector): void {
  const { series, startRows, endRows, startMs, endMs } = windows;
  let timeline: Timeline | null = null;
  let startRow = 0;
  let endRow = 0;
  // What follows belongs to the samples in these rows of the timeline.
  let measuredFrom = -1;
  let measuredTo = -1;
  let sampled = 0;
  let toStart = 0;
  let toEnd = 0;
  let spacing = 0;
  let factor = 0;
  for (let index = 0; index < series.length; index += 1) {
    const one = series[index] as Series;
    if (one.timeline !== timeline) {
      timeline = one.timeline;
      startRow = startRows.firstRow(timeline);
      endRow = endRows.firstRow(timeline);
      measuredFrom = -1;
    }
    const first = one.samplesBefore(startRow);
    const end = one.samplesBefore(endRow);
    if (end - first < 2) continue;
    const firstValue = one.values[first] as number;
    let growth = (one.values[end - 1] as number) - firstValue;
    if (isCounter && one.resetCount > 0) growth = withResets(one, first, end, growth);
    // Most counters of failures stand still most of the time; no factor changes nothing.
    if (growth !== 0) {
      const from = one.base + first;
      const to = one.base + end;
      if (from !== measuredFrom || to !== measuredTo) {
        measuredFrom = from;
        measuredTo = to;
        const firstMs = timeline.times[from] as number;
        const lastMs = timeline.times[to - 1] as number;
        sampled = (lastMs - firstMs) / 1_000;
        toStart = (firstMs - startMs) / 1_000;
        toEnd = (endMs - lastMs) / 1_000;
        spacing = sampled / (to - from - 1);
        factor = extended(sampled, spacing, toStart, toEnd) / sampled / divisor;
      }
      // A first value no less than the growth means that zero lies at least as far back as the samples reach: no division
      // is needed to know that it limits nothing.
      if (isCounter && growth > 0 && firstValue >= 0 && (firstValue < growth || sampled < toStart)) {
        const toZero = sampled * (firstValue / growth);
        if (toZero < toStart) growth *= extended(sampled, spacing, toZero, toEnd) / sampled / divisor;
        else growth *= factor;
      } else growth *= factor;
    }
    out.push(one.namelessId, growth);
  }
}

function withResets(series: Series, first: number, end: number, growth: number): number {
  let total = growth;
  const until = series.resetsBelow(end);
  for (let reset = series.resetsBelow(first + 1); reset < until; reset += 1)
    total += series.valueBeforeReset(reset);
  return total;
}

/** The samples' interval with what is added at either end. An edge farther away than a scrape and some noise means
 *  that the series began or ended inside the window: half a scrape is added then. */
function extended(sampled: number, spacing: number, toStart: number, toEnd: number): number {
  const near = spacing * 1.1;
  const withStart = sampled + (toStart < near ? toStart : spacing / 2);
  return withStart + (toEnd < near ? toEnd : spacing / 2);
}
