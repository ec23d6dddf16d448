/** Time in integer milliseconds, branded so that an instant cannot pass for a duration, and shares of a whole.
 *  Instants count from the journal header's epoch; nothing here reads a clock. Calendar dates: `calendar.ts`. */

declare const unit: unique symbol;

export type InstantMs = number & { readonly [unit]: "instant" };
export type DurationMs = number & { readonly [unit]: "duration" };

export const EPOCH = 0 as InstantMs;

export const instant = (ms: number): InstantMs => ms as InstantMs;
export const milliseconds = (count: number): DurationMs => Math.round(count) as DurationMs;
export const seconds = (count: number): DurationMs => milliseconds(count * 1_000);
export const minutes = (count: number): DurationMs => milliseconds(count * 60_000);
export const hours = (count: number): DurationMs => milliseconds(count * 3_600_000);

export const plus = (at: InstantMs, duration: DurationMs): InstantMs => (at + duration) as InstantMs;
export const minus = (at: InstantMs, duration: DurationMs): InstantMs => (at - duration) as InstantMs;
export const since = (earlier: InstantMs, later: InstantMs): DurationMs => (later - earlier) as DurationMs;

export const earlier = (a: InstantMs | null, b: InstantMs | null): InstantMs | null =>
  a === null ? b : b === null || a <= b ? a : b;

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export const DURATION = /^(?:\d+(?:ms|s|m|h|d))+$/;

/** Parses Prometheus-style durations (`90s`, `1h30m`, `250ms`); null when the text is none. */
export function parseDuration(text: string): DurationMs | null {
  if (!DURATION.test(text)) return null;
  let total = 0;
  for (const [, count, name] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    total += Number(count) * (DURATION_UNITS[name as string] as number);
  }
  return milliseconds(total);
}

/** `12m 05s`, `1h 03m`, `45s`, `0s`: for people; journals carry integers. */
export function formatDuration(duration: DurationMs): string {
  const sign = duration < 0 ? "-" : "";
  const total = Math.floor(Math.abs(duration) / 1_000);
  const h = Math.floor(total / 3_600);
  const m = Math.floor((total % 3_600) / 60);
  const s = total % 60;
  if (h > 0) return `${sign}${h}h ${String(m).padStart(2, "0")}m`;
  if (m > 0) return `${sign}${m}m ${String(s).padStart(2, "0")}s`;
  return `${sign}${s}s`;
}

/** `mm:ss` (or `h:mm:ss`) since the epoch: the drill's clock face. */
export function formatClock(at: InstantMs | DurationMs): string {
  const total = Math.floor(at / 1_000);
  const h = Math.floor(total / 3_600);
  const m = String(Math.floor((total % 3_600) / 60)).padStart(2, "0");
  const s = String(total % 60).padStart(2, "0");
  return h > 0 ? `${h}:${m}:${s}` : `${m}:${s}`;
}
