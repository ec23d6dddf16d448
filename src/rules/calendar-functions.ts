/** Parts of the date, in UTC, that a number of seconds since 1970 stands for. */

import { unreachable } from "../assert.ts";
import type { CalendarFunctionName } from "./signatures.ts";

const DAY = 86_400;
/** The calendar repeats itself after 400 years, weekdays included. */
const CYCLE_DAYS = 146_097;
/** 1970-01-01, counted from 0000-03-01, whose years end with the leap day. */
const DAYS_BEFORE_1970 = 719_468;

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
      return dateOf(days).year + cycles * 400;
    case "month":
      return dateOf(days).month;
    case "day_of_month":
      return dateOf(days).day;
    case "day_of_year": {
      const { year } = dateOf(days);
      return days - daysUntil(year, 1, 1) + 1;
    }
    case "days_in_month": {
      const { year, month } = dateOf(days);
      const next = month === 12 ? daysUntil(year + 1, 1, 1) : daysUntil(year, month + 1, 1);
      return next - daysUntil(year, month, 1);
    }
    default:
      return unreachable(name);
  }
}

interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function dateOf(daysSince1970: number): CalendarDate {
  const days = daysSince1970 + DAYS_BEFORE_1970;
  const cycle = Math.floor(days / CYCLE_DAYS);
  const dayOfCycle = days - cycle * CYCLE_DAYS;
  const yearOfCycle = Math.floor(
    (dayOfCycle -
      Math.floor(dayOfCycle / 1_460) +
      Math.floor(dayOfCycle / 36_524) -
      Math.floor(dayOfCycle / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  // Five months from March on have 153 days, again and again.
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, day };
}

/** Days from 1970-01-01 to a date. */
function daysUntil(year: number, month: number, day: number): number {
  const yearFromMarch = month <= 2 ? year - 1 : year;
  const cycle = Math.floor(yearFromMarch / 400);
  const yearOfCycle = yearFromMarch - cycle * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfCycle =
    yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * CYCLE_DAYS + dayOfCycle - DAYS_BEFORE_1970;
}
