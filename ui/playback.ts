/** Moves a drill on by the time that has really passed, at the chosen speed.
 *  Invariants: virtual time never goes back; a stall of the terminal (a suspended process, a slow link) is not made up
 *  for by a jump; at full speed the keyboard still gets its turn after each slice. */

import { unreachable } from "../src/assert.ts";
import type { Drill } from "../src/simulator/drill.ts";
import { type InstantMs, instant, minutes, plus } from "../src/units.ts";
import type { Speed } from "./controls.ts";

/** A frame that took longer counts as so long. */
const LONGEST_FRAME_MS = 250;
/** How much of a frame the drill may take at full speed: the rest is for drawing and for keys. */
const SLICE_MS = 40;
const SLICE_STEP = minutes(1);

/** The virtual instant after a frame that began at `from`. `now` is read in milliseconds of real time. */
export function moveOn(
  drill: Drill,
  from: InstantMs,
  passedMs: number,
  speed: Speed,
  now: () => number,
): InstantMs {
  if (speed === "max") {
    const until = now() + SLICE_MS;
    let at = later(from, drill.now);
    do {
      at = plus(at, SLICE_STEP);
      drill.advance(at);
    } while (!drill.over && now() < until);
    return drill.over ? drill.now : at;
  }
  const at = instant(from + Math.min(LONGEST_FRAME_MS, Math.max(0, passedMs)) * speed);
  drill.advance(at);
  return drill.over ? drill.now : at;
}

export type StepTo = "record" | "story";

/** Enough for an hour of any scenario: a step that finds nothing must end all the same. */
const MOST_ENTRIES = 200_000;

/** Runs entry by entry until `arrived` says so. */
export function stepUntil(drill: Drill, from: InstantMs, arrived: () => boolean): InstantMs {
  for (let entry = 0; entry < MOST_ENTRIES && !drill.over && !arrived(); entry += 1) drill.stepOnce();
  return drill.over ? drill.now : later(from, drill.now);
}

const later = (a: InstantMs, b: InstantMs): InstantMs => (a > b ? a : b);

/** How far a view has come, as each kind of step counts it. */
export function milestone(
  to: StepTo,
  view: { readonly shown: number; readonly story: readonly unknown[] },
): number {
  switch (to) {
    case "record":
      return view.shown;
    case "story":
      return view.story.length;
    default:
      return unreachable(to);
  }
}
