/** Timestamps of log lines as milliseconds since 1970. A time without a zone counts as UTC and one without a year as of
 *  1972, whose February has 29 days: only distances are made of them. */

import { daysFromCivil } from "../calendar.ts";

const MS_PER_DAY = 86_400_000;
const YEAR_UNKNOWN = 1972;

const ISO =
  /^(\d{4})[-/](\d{2})[-/](\d{2})[T _](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s?(Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}\b)?/;
const SYSLOG =
  /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?/;
const COMMON_LOG =
  /^(\d{2})\/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-]\d{4})/;
const KLOG = /^[IWEF](\d{2})(\d{2}) (\d{2}):(\d{2}):(\d{2})\.(\d{3,6})/;
const CLOCK = /^(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,6}))?(?=[\s\]|])/;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export interface FoundTime {
  readonly ms: number;
  /** Characters that it takes. */
  readonly length: number;
  /** It has no year, or no date at all. */
  readonly isPartial: boolean;
}

const monthOf = (name: string): number => (MONTHS as readonly string[]).indexOf(name) + 1;

function at(
  [year, month, day]: readonly [number, number, number],
  [hour, minute, second]: readonly [string, string, string],
  fraction: string | undefined,
): number | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 23 || m > 59 || s > 60) return null;
  const ms = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"));
  return daysFromCivil(year, month, day) * MS_PER_DAY + ((h * 60 + m) * 60 + s) * 1_000 + ms;
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

const found = (ms: number | null, text: string, isPartial = false): FoundTime | null =>
  ms === null ? null : { ms, length: text.length, isPartial };

/** The timestamp that a text begins with. */
export function timeAtStart(text: string): FoundTime | null {
  const code = text.charCodeAt(0);
  const isDigit = code >= 48 && code <= 57;
  if (isDigit) {
    const iso = ISO.exec(text);
    if (iso !== null) {
      const [whole, year, month, day, hour, minute, second, fraction, zone] = iso;
      const ms = at(
        [Number(year), Number(month), Number(day)],
        [hour as string, minute as string, second as string],
        fraction,
      );
      return found(ms === null ? null : ms - zoneMs(zone), whole);
    }
    const common = COMMON_LOG.exec(text);
    if (common !== null) {
      const [whole, day, month, year, hour, minute, second, zone] = common;
      const ms = at(
        [Number(year), monthOf(month as string), Number(day)],
        [hour as string, minute as string, second as string],
        undefined,
      );
      return found(ms === null ? null : ms - zoneMs(zone), whole);
    }
    const clock = CLOCK.exec(text);
    if (clock === null) return null;
    const [whole, hour, minute, second, fraction] = clock;
    return found(
      at([YEAR_UNKNOWN, 1, 1], [hour as string, minute as string, second as string], fraction),
      whole,
      true,
    );
  }
  const syslog = SYSLOG.exec(text);
  if (syslog !== null) {
    const [whole, month, day, hour, minute, second, fraction] = syslog;
    const date = [YEAR_UNKNOWN, monthOf(month as string), Number(day)] as const;
    return found(at(date, [hour as string, minute as string, second as string], fraction), whole, true);
  }
  const klog = KLOG.exec(text);
  if (klog === null) return null;
  const [whole, month, day, hour, minute, second, fraction] = klog;
  const date = [YEAR_UNKNOWN, Number(month), Number(day)] as const;
  return found(at(date, [hour as string, minute as string, second as string], fraction), whole, true);
}

/** Numbers are seconds, milliseconds, microseconds or nanoseconds, whichever gives a year of these decades. */
export function timeOfField(value: unknown): number | null {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) {
    let ms = value;
    if (ms < 1e11) ms *= 1_000;
    while (ms >= 1e14) ms /= 1_000;
    return Math.floor(ms);
  }
  if (typeof value !== "string") return null;
  if (/^\d{9,19}(?:\.\d+)?$/.test(value)) return timeOfField(Number(value));
  return timeAtStart(value)?.ms ?? null;
}
