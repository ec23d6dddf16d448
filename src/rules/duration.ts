/** Durations as Prometheus writes them, in expressions and rule files: units from years to milliseconds, each at
 *  most once and in falling order (`1h30m`; not `30m1h`). A bare `0` is one too. */

import { type DurationMs, milliseconds } from "../units.ts";

const PATTERN = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ["y", 365 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
];
/** Go's durations are 64-bit nanoseconds. */
const MAX_MS = 9_223_372_036_854;

/** The same for editors, which have no code to ask: one pattern for all that is a duration, but for its length. */
export const PROM_DURATION = new RegExp(`^0$|(?=.)${PATTERN.source}`);

/** Null when the text is no duration, or one longer than Prometheus can hold. */
export function parsePromDuration(text: string): DurationMs | null {
  if (text === "0") return milliseconds(0);
  const match = text === "" ? null : PATTERN.exec(text);
  if (match === null) return null;
  let total = 0;
  UNITS.forEach(([, ms], index) => {
    total += Number(match[index + 1] ?? 0) * ms;
  });
  return total > MAX_MS ? null : milliseconds(total);
}

/** In the largest units that hold it exactly: `1h30m`, `10d`, `0s`. */
export function printPromDuration(duration: DurationMs): string {
  if (duration === 0) return "0s";
  let rest: number = Math.abs(duration);
  let text = duration < 0 ? "-" : "";
  for (const [name, ms] of UNITS) {
    // Years and weeks only where nothing remains, as Prometheus prints them.
    if ((name === "y" || name === "w") && rest % ms !== 0) continue;
    const count = Math.floor(rest / ms);
    if (count === 0) continue;
    text += `${count}${name}`;
    rest -= count * ms;
  }
  return text;
}
