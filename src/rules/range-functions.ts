/** What range functions make of one series' window. Operations stand in Prometheus' order, since results must agree to
 *  the last bit: sums are formed anew for each window, where a running sum would round differently; extremes, counts
 *  and resets are carried from window to window. Growth (`rate` and its like): `extrapolation.ts`. */

import { unreachable } from "../assert.ts";
import { extrapolatedDelta, extrapolatedGrowth } from "./extrapolation.ts";
import { CompensatedSum, quantileOf, RunningMean } from "./mathematics.ts";
import type { PlanContext, Vector } from "./plan.ts";
import { QueryError } from "./query-error.ts";
import { Regression } from "./regression.ts";
import type { Series } from "./series.ts";
import type { RangeFunctionName } from "./signatures.ts";
import type { Windows } from "./windows.ts";

/** Appends a sample to the (empty) vector for each series that has enough samples in its window.
 *  @param parameters the function's scalar arguments in order */
export type RangeFunction = (
  windows: Windows,
  out: Vector,
  at: number,
  parameters: readonly number[],
) => void;

export function rangeFunction(name: RangeFunctionName, rangeMs: number, context: PlanContext): RangeFunction {
  const { version } = context.settings;
  switch (name) {
    case "increase":
      return extrapolatedGrowth(1);
    case "rate":
      return extrapolatedGrowth(secondsOf(rangeMs));
    case "delta":
      return extrapolatedDelta;
    case "irate":
      return eachWindow(context, 2, "ends", (series, _first, end) => {
        const { values } = series;
        const last = values[end - 1] as number;
        const before = values[end - 2] as number;
        const growth = last < before ? last : last - before;
        return growth / ((series.timeOf(end - 1) - series.timeOf(end - 2)) / 1_000);
      });
    case "idelta":
      return eachWindow(
        context,
        2,
        "ends",
        ({ values }, _first, end) => (values[end - 1] as number) - (values[end - 2] as number),
      );
    case "deriv": {
      const regression = new Regression();
      return eachWindow(context, 2, "all", (series, first, end) => {
        regression.fit(series, first, end, series.timeOf(first));
        return regression.slope;
      });
    }
    case "predict_linear": {
      const regression = new Regression();
      return eachWindow(context, 2, "all", (series, first, end, at, [ahead]) => {
        regression.fit(series, first, end, at);
        return regression.slope * (ahead as number) + regression.intercept;
      });
    }
    case "holt_winters":
    case "double_exponential_smoothing":
      return eachWindow(context, 1, "all", smoothedTwice(name, context));
    case "changes":
      return eachWindow(context, 1, "all", changes);
    case "resets":
      return eachWindow(
        context,
        1,
        "ends",
        (series, first, end) => series.resetsBelow(end) - series.resetsBelow(first + 1),
      );
    case "avg_over_time":
      return eachWindow(context, 1, "all", ({ values }, first, end) => {
        const mean = new RunningMean(version);
        for (let index = first; index < end; index += 1) mean.add(values[index] as number);
        return mean.mean;
      });
    case "sum_over_time":
      return eachWindow(context, 1, "all", ({ values }, first, end) => {
        const sum = new CompensatedSum();
        for (let index = first; index < end; index += 1) sum.add(values[index] as number);
        return sum.total;
      });
    case "stddev_over_time":
      return eachWindow(context, 1, "all", (series, first, end) => Math.sqrt(variance(series, first, end)));
    case "stdvar_over_time":
      return eachWindow(context, 1, "all", variance);
    case "quantile_over_time":
      return eachWindow(context, 1, "all", ({ values }, first, end, _at, [share]) =>
        quantileOf(share as number, values.slice(first, end)),
      );
    case "mad_over_time":
      return eachWindow(context, 1, "all", ({ values }, first, end) => {
        const window = values.slice(first, end);
        const median = quantileOf(0.5, window);
        return quantileOf(
          0.5,
          window.map((value) => Math.abs(value - median)),
        );
      });
    case "min_over_time":
      return runningExtreme(context, (value, best) => value < best);
    case "max_over_time":
      return runningExtreme(context, (value, best) => value > best);
    case "count_over_time":
      return eachWindow(context, 1, "ends", (_series, first, end) => end - first);
    case "last_over_time":
      return eachWindow(context, 1, "ends", ({ values }, _first, end) => values[end - 1] as number, true);
    case "present_over_time":
      return eachWindow(context, 1, "ends", () => 1);
    default:
      return unreachable(name);
  }
}

/** Go's `Duration.Seconds()`: whole seconds and the rest are converted apart. */
const secondsOf = (ms: number): number => Math.floor(ms / 1_000) + ((ms % 1_000) * 1_000_000) / 1_000_000_000;

/** A number from the samples of a series from one index up to but not including another; null where there is none. */
type OfWindow = (
  series: Series,
  first: number,
  end: number,
  at: number,
  parameters: readonly number[],
) => number | null;

/** @param reads whether all samples are looked at, or those at the window's ends alone */
function eachWindow(
  context: PlanContext,
  samplesMin: 1 | 2,
  reads: "all" | "ends",
  compute: OfWindow,
  keepsName = false,
): RangeFunction {
  return ({ series, startRows, endRows }, out, at, parameters) => {
    let read = 0;
    for (let index = 0; index < series.length; index += 1) {
      const one = series[index] as Series;
      const first = one.samplesBefore(startRows.firstRow(one.timeline));
      const end = one.samplesBefore(endRows.firstRow(one.timeline));
      if (end - first < samplesMin) continue;
      read += end - first;
      const value = compute(one, first, end, at, parameters);
      if (value !== null) out.push(keepsName ? one.id : one.namelessId, value);
    }
    if (reads === "all") context.moment.touch(read, context);
  };
}

function changes({ values }: Series, first: number, end: number): number {
  let count = 0;
  let before = values[first] as number;
  for (let index = first + 1; index < end; index += 1) {
    const value = values[index] as number;
    if (value !== before && !(Number.isNaN(value) && Number.isNaN(before))) count += 1;
    before = value;
  }
  return count;
}

/** Welford's method, its two sums compensated for rounding. */
function variance({ values }: Series, first: number, end: number): number {
  const mean = new CompensatedSum();
  const squares = new CompensatedSum();
  let count = 0;
  for (let index = first; index < end; index += 1) {
    const value = values[index] as number;
    count += 1;
    const delta = value - (mean.sum + mean.compensation);
    mean.add(delta / count);
    squares.add(delta * (value - (mean.sum + mean.compensation)));
  }
  return (squares.sum + squares.compensation) / count;
}

function smoothedTwice(name: string, { text }: PlanContext): OfWindow {
  const checked = (factor: number, what: string): void => {
    if (factor > 0 && factor < 1) return;
    throw new QueryError(
      `invalid ${what} factor of ${name}: expected one between 0 and 1, got ${factor}`,
      text,
      0,
    );
  };
  return ({ values }, first, end, _at, [smoothing, trendFactor]) => {
    const level = smoothing as number;
    const slope = trendFactor as number;
    checked(level, "smoothing");
    checked(slope, "trend");
    if (end - first < 2) return null;
    let before = 0;
    let smoothed = values[first] as number;
    let trend = (values[first + 1] as number) - smoothed;
    for (let index = first + 1; index < end; index += 1) {
      const raw = level * (values[index] as number);
      if (index > first + 1) trend = slope * (smoothed - before) + (1 - slope) * trend;
      const expected = (1 - level) * (smoothed + trend);
      before = smoothed;
      smoothed = raw + expected;
    }
    return smoothed;
  };
}

/** The extreme value of each window; NaN only where there is nothing else. As long as the one found last lies in the
 *  window, only what has come since can beat it. */
function runningExtreme(
  context: PlanContext,
  beats: (value: number, best: number) => boolean,
): RangeFunction {
  let known: readonly Series[] | null = null;
  /** By series: the window looked at last, and where the extreme lay in it. */
  let starts = new Int32Array(0);
  let ends = new Int32Array(0);
  let bests = new Int32Array(0);
  return ({ series, startRows, endRows, lasting }, out) => {
    if (bests.length < series.length) {
      starts = grown(starts, series.length * 2);
      ends = grown(ends, series.length * 2);
      bests = grown(bests, series.length * 2);
    }
    if (series !== known || !lasting) ends.fill(0);
    known = series;
    let read = 0;
    for (let index = 0; index < series.length; index += 1) {
      const one = series[index] as Series;
      const first = one.samplesBefore(startRows.firstRow(one.timeline));
      const end = one.samplesBefore(endRows.firstRow(one.timeline));
      if (end === first) continue;
      const { values } = one;
      let at = bests[index] as number;
      let from = ends[index] as number;
      const forward = first >= (starts[index] as number) && end >= from;
      if (!forward || at < first || from <= first) {
        at = first;
        from = first + 1;
      }
      read += end - from;
      let best = values[at] as number;
      for (; from < end; from += 1) {
        const value = values[from] as number;
        if (!beats(value, best) && !Number.isNaN(best)) continue;
        best = value;
        at = from;
      }
      starts[index] = first;
      ends[index] = end;
      bests[index] = at;
      out.push(one.namelessId, best);
    }
    context.moment.touch(read, context);
  };
}

function grown(from: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(from);
  return longer;
}
