/** The responder's own clock, where it is not the world's: ahead or behind by what was drawn, and set anew as a time
 *  service does it. Invariant: it never goes backwards; set back, it stands still until time has caught up. */

import { present } from "../assert.ts";
import type { ClockSetting } from "../faults/chaos.ts";
import { EPOCH, type InstantMs, instant } from "../units.ts";

export interface SkewedClock {
  /** In the order of their time. */
  readonly settings: readonly ClockSetting[];
  /** Of those, how many are in force or past. */
  reached: number;
  shownAt: InstantMs;
}

export const skewedClock = (settings: readonly ClockSetting[]): SkewedClock => ({
  settings,
  reached: 0,
  shownAt: EPOCH,
});

const aheadMs = ({ settings, reached }: SkewedClock): number => settings[reached - 1]?.aheadMs ?? 0;

/** What the clock shows at an instant of the world's time; instants must not go backwards. */
export function shownBy(clock: SkewedClock, worldAt: InstantMs): InstantMs {
  const { settings } = clock;
  while (clock.reached < settings.length && present(settings[clock.reached], "a setting").from <= worldAt)
    clock.reached += 1;
  const shown = instant(worldAt + aheadMs(clock));
  if (shown > clock.shownAt) clock.shownAt = shown;
  return clock.shownAt;
}

/** When the clock will show an instant, as it goes now. */
export const worldTimeOf = (clock: SkewedClock, shown: InstantMs): InstantMs =>
  instant(shown - aheadMs(clock));
