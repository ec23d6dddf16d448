/** Times in templates (`toTime`, `humanizeTimestamp`): milliseconds since 1970 in UTC, printed as Go's `time.Time` is.
 *  Of its methods those that read it are here. */

import { dateOf } from "../../calendar.ts";
import { instant } from "../../units.ts";
import { formatFloat } from "../go-format.ts";
import { TemplateFailure } from "./failure.ts";
import { boolean, integer, type TemplateValue, type TextType, text } from "./value.ts";

const MS_PER_DAY = 86_400_000;
const LARGEST_NS = 2 ** 63;

/** @throws TemplateFailure for what 64 bits of nanoseconds cannot hold */
export function timeOf(seconds: number): number {
  const nanoseconds = seconds * 1e9;
  if (nanoseconds > LARGEST_NS || nanoseconds < -LARGEST_NS) {
    throw new TemplateFailure(
      `${formatFloat(seconds)} cannot be represented as a nanoseconds timestamp since it overflows int64`,
    );
  }
  return Number(BigInt(Math.trunc(nanoseconds)) / 1_000_000n);
}

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

interface TimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  readonly weekday: number;
  readonly dayOfYear: number;
}

function partsOf(unixMs: number): TimeParts {
  const days = Math.floor(unixMs / MS_PER_DAY);
  const [year, month, day] = dateOf(0, instant(unixMs)).split("-").map(Number) as [number, number, number];
  const rest = unixMs - days * MS_PER_DAY;
  const february = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  const lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30];
  return {
    year,
    month,
    day,
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / 60_000) % 60,
    second: Math.floor(rest / 1_000) % 60,
    ms: rest % 1_000,
    // 1970 began on a Thursday.
    weekday: (((days + 4) % 7) + 7) % 7,
    dayOfYear: lengths.slice(0, month - 1).reduce((sum, length) => sum + length, 0) + day,
  };
}

/** `2015-06-23 13:19:44.128 +0000 UTC` */
export const printTime = (unixMs: number): string =>
  formatTime(unixMs, "2006-01-02 15:04:05.999999999 -0700 MST");

const LAYOUT =
  /_?2006|January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|-07:00:00|-070000|-07:00|-0700|-07|Z07:00:00|Z070000|Z07:00|Z0700|Z07|002|01|02|03|04|05|06|15|__2|_2|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|[1-5]/g;

/** Go's `Format`: the layout shows how it would write Mon Jan 2 15:04:05 2006. */
export function formatTime(unixMs: number, layout: string): string {
  const parts = partsOf(unixMs);
  return layout.replace(LAYOUT, (piece) => layoutPiece(piece, parts));
}

const two = (value: number): string => String(value).padStart(2, "0");

function layoutPiece(piece: string, parts: TimeParts): string {
  const { year, month, day, hour, minute, second, weekday, dayOfYear } = parts;
  const month3 = (MONTHS[month - 1] as string).slice(0, 3);
  const pieces: Readonly<Record<string, string>> = {
    "2006": String(year).padStart(4, "0"),
    _2006: `_${String(year).padStart(4, "0")}`,
    "06": two(year % 100),
    January: MONTHS[month - 1] as string,
    Jan: month3,
    "01": two(month),
    "1": String(month),
    Monday: WEEKDAYS[weekday] as string,
    Mon: (WEEKDAYS[weekday] as string).slice(0, 3),
    "02": two(day),
    _2: String(day).padStart(2),
    "2": String(day),
    "002": String(dayOfYear).padStart(3, "0"),
    __2: String(dayOfYear).padStart(3),
    "15": two(hour),
    "03": two(hour % 12 || 12),
    "3": String(hour % 12 || 12),
    "04": two(minute),
    "4": String(minute),
    "05": two(second),
    "5": String(second),
    PM: hour < 12 ? "AM" : "PM",
    pm: hour < 12 ? "am" : "pm",
    MST: "UTC",
  };
  if (piece.startsWith("Z")) return "Z";
  if (piece.startsWith("-")) return piece.replace(/^-/, "+").replaceAll("7", "0");
  if (/^[.,]/.test(piece)) return fraction(piece, parts.ms);
  return pieces[piece] as string;
}

/** `.000` keeps its zeros, `.999` drops them. */
function fraction(piece: string, ms: number): string {
  const digits = String(ms)
    .padStart(3, "0")
    .padEnd(9, "0")
    .slice(0, piece.length - 1)
    .padEnd(piece.length - 1, "0");
  if (piece[1] === "0") return piece[0] + digits;
  const kept = digits.replace(/0+$/, "");
  return kept === "" ? "" : piece[0] + kept;
}

const named = (type: TextType, name: string): TemplateValue => ({ kind: "text", type, text: name });

interface TimeMethod {
  readonly parameters: readonly "string"[];
  apply(unixMs: number, argument: string): TemplateValue;
}

const part = (pick: (parts: TimeParts) => number): TimeMethod => ({
  parameters: [],
  apply: (unixMs) => integer(pick(partsOf(unixMs))),
});
const unix = (unitsPerMs: bigint): TimeMethod => ({
  parameters: [],
  apply: (unixMs) => integer(BigInt(unixMs) * unitsPerMs, "int64"),
});

export const TIME_METHODS: Readonly<Record<string, TimeMethod>> = {
  Format: { parameters: ["string"], apply: (unixMs, layout) => text(formatTime(unixMs, layout)) },
  String: { parameters: [], apply: (unixMs) => text(printTime(unixMs)) },
  UTC: { parameters: [], apply: (unixMs) => ({ kind: "time", unixMs }) },
  IsZero: { parameters: [], apply: () => boolean(false) },
  Unix: { parameters: [], apply: (unixMs) => integer(Math.floor(unixMs / 1_000), "int64") },
  UnixMilli: unix(1n),
  UnixMicro: unix(1_000n),
  UnixNano: unix(1_000_000n),
  Year: part(({ year }) => year),
  Month: {
    parameters: [],
    apply: (unixMs) => named("time.Month", MONTHS[partsOf(unixMs).month - 1] as string),
  },
  Day: part(({ day }) => day),
  Weekday: {
    parameters: [],
    apply: (unixMs) => named("time.Weekday", WEEKDAYS[partsOf(unixMs).weekday] as string),
  },
  Hour: part(({ hour }) => hour),
  Minute: part(({ minute }) => minute),
  Second: part(({ second }) => second),
  Nanosecond: part(({ ms }) => ms * 1_000_000),
  YearDay: part(({ dayOfYear }) => dayOfYear),
};
