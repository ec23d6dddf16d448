/** Functions over windows of samples: `rate` and its kin, `…_over_time`. */

import { unreachable } from "../assert.ts";
import { extrapolatedDelta, extrapolatedGrowth } from "./extrapolation.ts";
import { CompensatedSum, RunningMean } from "./mathematics.ts";
import type { PrometheusVersion, Vector } from "./plan.ts";
import type { Series } from "./series.ts";
import type { RangeFunctionName } from "./signatures.ts";
import type { RowFinder } from "./timeline.ts";

/** Series, and the range in which their samples are looked at: rows of their timelines from one up to but not
 *  including another. */
export interface Windows {
  readonly series: readonly Series[];
  readonly startRows: RowFinder;
  readonly endRows: RowFinder;
  readonly startMs: number;
  readonly endMs: number;
}

/** Appends a sample to the (empty) vector for each series that has enough samples in its window. */
export type RangeFunction = (windows: Windows, out: Vector) => void;

export function rangeFunction(
  name: RangeFunctionName,
  rangeMs: number,
  version: PrometheusVersion,
): RangeFunction {
  switch (name) {
    case "increase":
      return extrapolatedGrowth(1);
    case "rate":
      return extrapolatedGrowth(secondsOf(rangeMs));
    case "delta":
      return extrapolatedDelta;
    case "irate":
      return eachWindow(2, (series, _first, end) => {
        const { values } = series;
        const last = values[end - 1] as number;
        const before = values[end - 2] as number;
        const growth = last < before ? last : last - before;
        return growth / ((series.timeOf(end - 1) - series.timeOf(end - 2)) / 1_000);
      });
    case "idelta":
      return eachWindow(
        2,
        ({ values }, _first, end) => (values[end - 1] as number) - (values[end - 2] as number),
      );
    case "changes":
      return eachWindow(1, changes);
    case "resets":
      return eachWindow(1, (series, first, end) => series.resetsBelow(end) - series.resetsBelow(first + 1));
    case "avg_over_time":
      return eachWindow(1, ({ values }, first, end) => {
        const mean = new RunningMean(version);
        for (let index = first; index < end; index += 1) mean.add(values[index] as number);
        return mean.mean;
      });
    case "sum_over_time":
      return eachWindow(1, ({ values }, first, end) => {
        const sum = new CompensatedSum();
        for (let index = first; index < end; index += 1) sum.add(values[index] as number);
        return sum.total;
      });
    case "min_over_time":
      return eachWindow(
        1,
        extreme((value, best) => value < best),
      );
    case "max_over_time":
      return eachWindow(
        1,
        extreme((value, best) => value > best),
      );
    case "count_over_time":
      return eachWindow(1, (_series, first, end) => end - first);
    case "last_over_time":
      return eachWindow(1, ({ values }, _first, end) => values[end - 1] as number, true);
    case "present_over_time":
      return eachWindow(1, () => 1);
    default:
      return unreachable(name);
  }
}

/** Go's `Duration.Seconds()`: whole seconds and the rest are converted apart. */
const secondsOf = (ms: number): number => Math.floor(ms / 1_000) + ((ms % 1_000) * 1_000_000) / 1_000_000_000;

function eachWindow(
  samplesMin: 1 | 2,
  compute: (series: Series, first: number, end: number) => number,
  keepsName = false,
): RangeFunction {
  return ({ series, startRows, endRows }, out) => {
    for (let index = 0; index < series.length; index += 1) {
      const one = series[index] as Series;
      const first = one.samplesBefore(startRows.firstRow(one.timeline));
      const end = one.samplesBefore(endRows.firstRow(one.timeline));
      if (end - first < samplesMin) continue;
      out.push(keepsName ? one.id : one.namelessId, compute(one, first, end));
    }
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

/** The extreme value of the window; NaN only where there is nothing else. */
function extreme(
  beats: (value: number, best: number) => boolean,
): (series: Series, first: number, end: number) => number {
  return ({ values }, first, end) => {
    let best = values[first] as number;
    for (let index = first + 1; index < end; index += 1) {
      const value = values[index] as number;
      if (beats(value, best) || Number.isNaN(best)) best = value;
    }
    return best;
  };
}
