/** Parts of the date, in UTC, that a number of seconds since 1970 stands for. */

import { unreachable } from "../assert.ts";
import { civilFromDays, daysFromCivil } from "../calendar.ts";
import type { CalendarFunctionName } from "./signatures.ts";

const DAY = 86_400;
/** The calendar repeats itself after 400 years, weekdays included. */
const CYCLE_DAYS = 146_097;

/** Go counts the seconds of a date from here on, in 64 bits that wrap around. */
const EARLIEST_SECOND = -9_223_372_028_715_321_600n;
const LARGEST_SECOND = 9_223_372_036_854_775_807n;

/** A fraction of a second counts towards zero; of what is no 64-bit integer the processor makes the smallest one. */
export function calendarPart(name: CalendarFunctionName, value: number): number {
  const seconds = Math.trunc(value);
  if (Math.abs(seconds) < Number.MAX_SAFE_INTEGER) return partOf(name, seconds, 0);
  const fits =
    Number.isFinite(seconds) && BigInt(seconds) <= LARGEST_SECOND && BigInt(seconds) >= -LARGEST_SECOND;
  const given = fits ? BigInt(seconds) : -LARGEST_SECOND - 1n;
  const wrapped = given < EARLIEST_SECOND ? given + 18_446_744_073_709_551_616n : given;
  const cycle = BigInt(CYCLE_DAYS * DAY);
  const cycles = wrapped / cycle;
  return partOf(name, Number(wrapped % cycle), Number(cycles));
}

/** @param cycles of 400 years besides the seconds */
function partOf(name: CalendarFunctionName, seconds: number, cycles: number): number {
  const days = Math.floor(seconds / DAY);
  const secondOfDay = seconds - days * DAY;
  switch (name) {
    case "minute":
      return Math.floor(secondOfDay / 60) % 60;
    case "hour":
      return Math.floor(secondOfDay / 3_600);
    case "day_of_week":
      // 1970 began on a Thursday.
      return (((days + 4) % 7) + 7) % 7;
    case "year":
      return civilFromDays(days).year + cycles * 400;
    case "month":
      return civilFromDays(days).month;
    case "day_of_month":
      return civilFromDays(days).day;
    case "day_of_year": {
      const { year } = civilFromDays(days);
      return days - daysFromCivil(year, 1, 1) + 1;
    }
    case "days_in_month": {
      const { year, month } = civilFromDays(days);
      const next = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
      return next - daysFromCivil(year, month, 1);
    }
    default:
      return unreachable(name);
  }
}
