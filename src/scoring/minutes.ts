/** Ended flows by the minute, from the truth: the ground on which windows are judged.
 *  Minute `m` covers [m, m + 1) minutes since the epoch; flows that were put off are not in it. */

import type { InstantMs } from "../units.ts";
import { type Trace, truthsOf } from "./trace.ts";

const MS_PER_MINUTE = 60_000;

export interface MinuteTally {
  readonly completed: readonly number[];
  readonly failed: readonly number[];
  readonly deferred: readonly number[];
  readonly paused: readonly string[];
  readonly microDollars: number;
}

export interface Minutes {
  readonly tallies: readonly MinuteTally[];
}

/** A minute's record is written when the minute ends, so the first one stands for minute 0. */
export const minutesOf = (trace: Trace): Minutes => ({
  tallies: truthsOf(trace, "minute").map(({ value }) => value),
});

const sum = (numbers: readonly number[]): number => {
  let total = 0;
  for (const value of numbers) total += value;
  return total;
};

export interface Ended {
  readonly completed: number;
  readonly failed: number;
}

/** Over the minutes [from, to); of one repository when its index is given. */
export function endedWithin(
  { tallies }: Minutes,
  from: number,
  to: number,
  repo: number | null = null,
): Ended {
  let completed = 0;
  let failed = 0;
  for (let minute = Math.max(0, from); minute < Math.min(to, tallies.length); minute += 1) {
    const tally = tallies[minute] as MinuteTally;
    completed += repo === null ? sum(tally.completed) : (tally.completed[repo] ?? 0);
    failed += repo === null ? sum(tally.failed) : (tally.failed[repo] ?? 0);
  }
  return { completed, failed };
}

/** Failed share in basis points; a single failure is no share of anything. */
export function failedShare({ completed, failed }: Ended): number {
  return failed <= 1 ? 0 : Math.round((failed * 10_000) / (completed + failed));
}

export const wholeMinute = (at: InstantMs): number => Math.floor(at / MS_PER_MINUTE);
export const minuteStart = (minute: number): InstantMs => (minute * MS_PER_MINUTE) as InstantMs;

export const totalDeferred = ({ tallies }: Minutes): number =>
  sum(tallies.map(({ deferred }) => sum(deferred)));
export const totalMicroDollars = ({ tallies }: Minutes): number =>
  sum(tallies.map(({ microDollars }) => microDollars));
