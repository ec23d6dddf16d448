/** Words by which loggers say how loud a line is, as bytes. */

import { bytesOf, KINDS, standsAt } from "./byte-kinds.ts";

const ERRORS = ["error", "err", "fatal", "critical", "crit", "severe", "panic", "dpanic", "alert", "emerg"];
const OTHERS = [
  ...["info", "warn", "warning", "debug", "trace", "notice", "verbose", "information", "statement", "config"],
  ...["fine", "log", "detail", "hint"],
];
/** Spelt out in small letters or cut to five, they are levels only where a level must stand. */
const ERRORS_IN_FRONT = ["eror", "fail", "emergency"];
const OTHERS_IN_FRONT = ["trce", "dbug"];

export const NO_LEVEL = 0;
export const ERROR_LEVEL = 1;
export const OTHER_LEVEL = 2;

interface LevelWord {
  readonly bytes: Uint8Array;
  readonly level: number;
}

const NONE: readonly LevelWord[] = [];

const inCapitals = (word: string): string => word.toUpperCase();
const capitalised = (word: string): string => inCapitals(word.slice(0, 1)) + word.slice(1);

function byFirstByte(
  errors: readonly string[],
  others: readonly string[],
): readonly (readonly LevelWord[])[] {
  const words: LevelWord[] = [
    ...errors.map((word) => ({ bytes: bytesOf(word), level: ERROR_LEVEL })),
    ...others.map((word) => ({ bytes: bytesOf(word), level: OTHER_LEVEL })),
  ];
  return Array.from({ length: 256 }, (_, byte) => {
    const found = words.filter(({ bytes }) => bytes[0] === byte);
    return found.length === 0 ? NONE : found;
  });
}

/** Levels wherever they stand among a line's first fields. */
export const ANYWHERE = byFirstByte(ERRORS.map(inCapitals), OTHERS.map(inCapitals));

const EVERY_ERROR = [...ERRORS, ...ERRORS_IN_FRONT];
const EVERY_OTHER = [...OTHERS, ...OTHERS_IN_FRONT];

/** Levels where a level must stand: in brackets, behind a timestamp, as a field's value. */
export const IN_PLACE = byFirstByte(
  [...EVERY_ERROR, ...EVERY_ERROR.map(inCapitals), ...EVERY_ERROR.map(capitalised)],
  [...EVERY_OTHER, ...EVERY_OTHER.map(inCapitals), ...EVERY_OTHER.map(capitalised)],
);

/** Whether a level's word may begin with a byte. */
export const MAY_BEGIN_ANYWHERE = Uint8Array.from(ANYWHERE, (words) => (words === NONE ? 0 : 1));
export const MAY_BEGIN_IN_PLACE = Uint8Array.from(IN_PLACE, (words) => (words === NONE ? 0 : 1));

/** How many bytes the level word at `at` has, times four, plus its level; 0 when there is none. */
export function levelWordAt(
  words: readonly (readonly LevelWord[])[],
  bytes: Uint8Array,
  at: number,
  stop: number,
): number {
  for (const word of words[bytes[at] as number] as readonly LevelWord[]) {
    const end = at + word.bytes.length;
    if (!standsAt(bytes, at, stop, word.bytes)) continue;
    if (end < stop && KINDS[bytes[end] as number] !== 0 && bytes[end] !== 45) continue;
    return (word.bytes.length << 2) | word.level;
  }
  return 0;
}

export const lengthOfLevel = (found: number): number => found >> 2;
export const levelOf = (found: number): number => found & 3;

/** The level of a numeric field: pino's and bunyan's (50 is an error) or syslog's (3 is one). */
export function levelOfNumber(bytes: Uint8Array, at: number, stop: number): number {
  let number = 0;
  let end = at;
  for (; end < stop && end - at < 4; end += 1) {
    const digit = (bytes[end] as number) - 48;
    if (digit < 0 || digit > 9) break;
    number = number * 10 + digit;
  }
  if (end === at) return NO_LEVEL;
  const isError = number >= 10 ? number >= 50 : number <= 3;
  return isError ? ERROR_LEVEL : OTHER_LEVEL;
}
