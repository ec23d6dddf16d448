/** What a panel has to show: numbered lines, drawn only as far as they are seen. A table rests at its top, a stream at
 *  its newest line. */

import { timestamp } from "../src/calendar.ts";
import { type DurationMs, EPOCH, type InstantMs } from "../src/units.ts";
import type { Extent } from "./controls.ts";
import type { Line } from "./line.ts";
import type { ViewState } from "./view-state.ts";

/** The view, and the instant it is looked at: clocks go on between two records. */
export interface Scene {
  readonly view: ViewState;
  readonly now: InstantMs;
}

export interface Content extends Omit<Extent, "rows"> {
  /** Beside the panel's title: what the figures are, or how they are to be read. */
  readonly note: string;
  readonly lines: (from: number, to: number) => readonly Line[];
}

export const table = (note: string, lines: readonly Line[]): Content => ({
  start: 0,
  end: lines.length,
  rests: "top",
  note,
  lines: (from, to) => lines.slice(from, to),
});

/** `dropped`: how many items came before those that are still there. */
export const stream = <Item>(
  note: string,
  dropped: number,
  items: readonly Item[],
  draw: (item: Item) => Line,
): Content => ({
  start: dropped,
  end: dropped + items.length,
  rests: "bottom",
  note,
  lines: (from, to) => items.slice(from - dropped, to - dropped).map(draw),
});

/** `04:32`, `75:10`: minutes as people count them against targets, never hours. */
export function stopwatch(duration: DurationMs): string {
  const seconds = Math.floor(Math.max(0, duration) / 1_000);
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}

/** `14:05:09`, on the clock of the people in the scenario. */
export const timeOf = ({ exercise }: ViewState, at: InstantMs): string =>
  timestamp(exercise?.epochMs ?? 0, at < EPOCH ? EPOCH : at).slice(11, 19);
