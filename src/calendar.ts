/** Civil dates of instants by integer arithmetic (proleptic Gregorian, UTC), because `Date` is barred from the
 *  deterministic parts. Epochs are RFC 3339 texts ending in `Z`, whole seconds. */

import type { InstantMs } from "./units.ts";

const EPOCH_PATTERN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/;
const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;

/** Days from 1970-01-01, by Howard Hinnant's published algorithm (`days_from_civil`). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function civilFromDays(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Milliseconds since 1970 of an epoch text; null when the text is no such instant. */
export function parseEpoch(text: string): number | null {
  const match = EPOCH_PATTERN.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null;
  return daysFromCivil(year, month, day) * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1_000;
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** `2025-11-28` */
export function dateOf(epochMs: number, at: InstantMs): string {
  const { year, month, day } = civilFromDays(Math.floor((epochMs + at) / MS_PER_DAY));
  return `${year}-${two(month)}-${two(day)}`;
}

/** `14:05` */
export function timeOfDay(epochMs: number, at: InstantMs): string {
  const minutesOfDay = Math.floor((((epochMs + at) % MS_PER_DAY) + MS_PER_DAY) / 60_000) % 1_440;
  return `${two(Math.floor(minutesOfDay / 60))}:${two(minutesOfDay % 60)}`;
}

/** `2025-11-28T14:05:09.120Z` */
export function timestamp(epochMs: number, at: InstantMs): string {
  const minute = Math.floor((epochMs + at) / MS_PER_MINUTE);
  const ofMinute = epochMs + at - minute * MS_PER_MINUTE;
  const second = Math.floor(ofMinute / 1_000);
  const ms = ofMinute - second * 1_000;
  return `${upToMinute(minute)}${two(second)}.${ms < 10 ? "00" : ms < 100 ? "0" : ""}${ms}Z`;
}

/** Log lines come many to a minute: the last minute's text is kept. A pure function, only quicker. */
let lastMinute = Number.NaN;
let lastText = "";

function upToMinute(minute: number): string {
  if (minute !== lastMinute) {
    const minuteStart = minute * MS_PER_MINUTE;
    lastText = `${dateOf(minuteStart, 0 as InstantMs)}T${timeOfDay(minuteStart, 0 as InstantMs)}:`;
    lastMinute = minute;
  }
  return lastText;
}
