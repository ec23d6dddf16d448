/** The rules by which a part of a message is variable, and becomes `*` in its template. This is the one place of them.
 *  Words are runs of ASCII letters, digits, `_` and `-`. A word without a digit stays, but for eight or more hex letters as
 *  a field's value (`flow=deadbeef`), which one id of two thousand is. Variable are
 *  - numbers of more than five digits; words of hex digits from six on; words from twelve on with three digits
 *    or with so long a run of hex digits (uuids, request ids, pods' names, dates); shorter words in which letters and
 *    digits take turns (`x7k2p9`);
 *  - what a dot joins to a digit before and after it: fractions, addresses, versions (`30.002`, `10.2.0.7`, `v1.25.3`);
 *  - times of day, with what ISO 8601 hangs on them, and addresses with colons (`09:00:00,123Z`, `2001:db8::1`);
 *  - numbers with a unit, in one word or the next, and percentages (`1500ms`, `1m30s`, `30 seconds`, `98%`);
 *  - short numbers that a field calls an id or a measure (`pid=4711`, `"elapsed":3`).
 *  Kept are therefore statuses, ports, SQLSTATEs (`42P01`), codes (`ORA-12514`, `E11000`, `0x80004005`) and counts of up
 *  to five digits. In quotes, base64 with its own signs is one id (`quotedId`). */

import {
  APOSTROPHE,
  bytesOf,
  COLON,
  COMMA,
  DIGIT,
  DOT,
  EQUALS,
  HEX_LETTER,
  isDigitAt,
  JOINT,
  KINDS,
  kindAt,
  LETTER,
  MINUS,
  PLUS,
  QUOTE,
  SLASH,
  SPACE,
  standsAt,
} from "./byte-kinds.ts";

const KEPT_DIGITS = 5;
const HEX_FROM = 6;
const MIXED_FROM = 12;
const MIXED_DIGITS = 3;
/** Letters and digits take turns that often in no code; in longer words twice is enough. */
const TURNS = 3;
const TURNS_IN_LONG = 2;
const LONG_FROM = 8;

export const NOT_VARIABLE = -1;

/** Where the variable part that begins with the word from `start` to `end` ends; NOT_VARIABLE when the word stays.
 *  Asked about words with a digit, and about up to four hex letters before a colon, which may begin an address.
 *  @param kinds of the word's bytes, all together */
export function endOfVariable(
  bytes: Uint8Array,
  start: number,
  end: number,
  stop: number,
  kinds: number,
): number {
  const next = end < stop ? (bytes[end] as number) : 0;
  if ((kinds & DIGIT) === 0) return next === COLON ? endOfColonGroups(bytes, start, end, stop) : NOT_VARIABLE;
  if (next === DOT && isDigitAt(bytes, end + 1, stop)) return endOfDotted(bytes, end, stop);
  if (next === COLON) {
    const groups = endOfColonGroups(bytes, start, end, stop);
    if (groups >= 0) return groups;
  }
  if ((kinds & ~DIGIT) === 0) return endOfNumber(bytes, start, end, stop);
  if (isDateAndHour(bytes, start, end)) return endOfTime(bytes, end, stop);
  return isVariableWord(bytes, start, end, kinds) ? end : NOT_VARIABLE;
}

function isVariableWord(bytes: Uint8Array, start: number, end: number, kinds: number): boolean {
  const length = end - start;
  if ((kinds & (HEX_LETTER | LETTER)) === 0) return hasDigits(bytes, start, end, KEPT_DIGITS + 1);
  if ((kinds & LETTER) === 0 && length >= HEX_FROM) return !isCode(bytes, start, end);
  if (length >= MIXED_FROM && hasDigits(bytes, start, end, MIXED_DIGITS)) return true;
  if (KINDS[bytes[start] as number] === DIGIT && isMeasured(bytes, start, end)) return true;
  // Error codes of Windows and addresses look alike; only the longer ones are surely none of the former.
  if (length < HEX_FROM || (bytes[start] === 48 && bytes[start + 1] === 120)) return false;
  if (turnsWithin(bytes, start, end) >= (length < LONG_FROM ? TURNS : TURNS_IN_LONG)) return true;
  return length >= MIXED_FROM && hasHexRun(bytes, start, end);
}

const MOST_CAPITALS = 3;

/** `E11000`: a few capitals before a short number. */
function isCode(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && isCapital(bytes[at] as number)) at += 1;
  if (at === start || at - start > MOST_CAPITALS || end - at > KEPT_DIGITS) return false;
  while (isDigitAt(bytes, at, end)) at += 1;
  return at === end;
}

const isCapital = (byte: number): boolean => byte >= 65 && byte <= 90;

function hasDigits(bytes: Uint8Array, start: number, end: number, least: number): boolean {
  let digits = 0;
  for (let at = start; at < end; at += 1) {
    if (KINDS[bytes[at] as number] !== DIGIT) continue;
    digits += 1;
    if (digits === least) return true;
  }
  return false;
}

/** How often a letter follows a digit at once, or a digit a letter. */
function turnsWithin(bytes: Uint8Array, start: number, end: number): number {
  let turns = 0;
  let before = JOINT;
  for (let at = start; at < end; at += 1) {
    const kind = KINDS[bytes[at] as number] as number;
    if (kind !== JOINT && before !== JOINT && (kind === DIGIT) !== (before === DIGIT)) turns += 1;
    before = kind;
  }
  return turns;
}

function hasHexRun(bytes: Uint8Array, start: number, end: number): boolean {
  let run = 0;
  for (let at = start; at < end && run < MIXED_FROM; at += 1) {
    const kind = KINDS[bytes[at] as number];
    run = kind === DIGIT || kind === HEX_LETTER ? run + 1 : 0;
  }
  return run >= MIXED_FROM;
}

/** Digits joined by dots, and what hangs on the last of them. */
function endOfDotted(bytes: Uint8Array, end: number, stop: number): number {
  let at = end;
  while (at < stop && bytes[at] === DOT && isDigitAt(bytes, at + 1, stop)) {
    at += 1;
    while (kindAt(bytes, at, stop) !== 0) at += 1;
  }
  return bytes[at] === PERCENT && at < stop ? at + 1 : at;
}

const PERCENT = 37;

function endOfNumber(bytes: Uint8Array, start: number, end: number, stop: number): number {
  if (end - start > KEPT_DIGITS) return end;
  const next = end < stop ? bytes[end] : 0;
  if (next === PERCENT) return end + 1;
  if (next === SPACE && isUnitAt(bytes, end + 1, stop)) return end;
  if (next === SLASH && end - start === 4) return endOfSlashedDate(bytes, end, stop);
  return isOfMeasuringField(bytes, start) ? end : NOT_VARIABLE;
}

/** `2025/11/28`, as Go's and nginx' logs write it. */
function endOfSlashedDate(bytes: Uint8Array, end: number, stop: number): number {
  const isDate =
    isDigitAt(bytes, end + 1, stop) &&
    isDigitAt(bytes, end + 2, stop) &&
    bytes[end + 3] === SLASH &&
    isDigitAt(bytes, end + 4, stop) &&
    isDigitAt(bytes, end + 5, stop) &&
    kindAt(bytes, end + 6, stop) === 0;
  return isDate ? end + 6 : NOT_VARIABLE;
}

const MOST_IN_GROUP = 4;

/** Hex groups with at least two colons between them: a time of day, an IPv6 or a hardware address. */
function endOfColonGroups(bytes: Uint8Array, start: number, end: number, stop: number): number {
  if (end - start > MOST_IN_GROUP) return NOT_VARIABLE;
  let colons = 0;
  let hasDigit = false;
  for (let at = start; at < end; at += 1) {
    const kind = KINDS[bytes[at] as number] as number;
    if ((kind & (DIGIT | HEX_LETTER)) === 0) return NOT_VARIABLE;
    hasDigit ||= kind === DIGIT;
  }
  let at = end;
  while (at < stop && bytes[at] === COLON) {
    let to = at + 1;
    if (to < stop && bytes[to] === COLON) {
      to += 1;
      colons += 1;
    }
    const from = to;
    for (let kind = kindAt(bytes, to, stop); kind === DIGIT || kind === HEX_LETTER; ) {
      hasDigit ||= kind === DIGIT;
      to += 1;
      kind = kindAt(bytes, to, stop);
    }
    if (to - from > MOST_IN_GROUP) return NOT_VARIABLE;
    // A colon behind the last group belongs to the sentence.
    if (to === from) break;
    colons += 1;
    at = to;
  }
  if (colons < 2 || !hasDigit) return NOT_VARIABLE;
  return endOfZone(bytes, endOfFraction(bytes, at, stop), stop);
}

/** `2025-11-28T09`, where the minutes follow. */
function isDateAndHour(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 13 || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return false;
  return ((bytes[start + 10] as number) | 32) === 116 && isDigitAt(bytes, start + 12, end);
}

function endOfTime(bytes: Uint8Array, end: number, stop: number): number {
  let at = end;
  while (at < stop && bytes[at] === COLON && isDigitAt(bytes, at + 1, stop) && isDigitAt(bytes, at + 2, stop))
    at += 3;
  return endOfZone(bytes, endOfFraction(bytes, at, stop), stop);
}

function endOfFraction(bytes: Uint8Array, end: number, stop: number): number {
  if (end >= stop || (bytes[end] !== DOT && bytes[end] !== COMMA)) return end;
  let at = end + 1;
  while (isDigitAt(bytes, at, stop)) at += 1;
  return at === end + 1 ? end : at;
}

/** `Z`, `+01:00`, `-0500`. */
function endOfZone(bytes: Uint8Array, end: number, stop: number): number {
  if (end >= stop) return end;
  const sign = bytes[end] as number;
  if ((sign | 32) === 122 && kindAt(bytes, end + 1, stop) === 0) return end + 1;
  if (sign !== PLUS && sign !== MINUS) return end;
  let at = end + 1;
  while (isDigitAt(bytes, at, stop) || (bytes[at] === COLON && isDigitAt(bytes, at + 1, stop))) at += 1;
  return at - end >= 3 ? at : end;
}

const UNITS = wordsByLength([
  ...["ms", "s", "us", "ns", "sec", "secs", "second", "seconds", "min", "mins", "minute", "minutes", "h"],
  ...["hour", "hours", "day", "days", "millis", "milliseconds", "microseconds", "nanoseconds", "m", "d"],
  ...[
    "B",
    "kB",
    "KB",
    "MB",
    "GB",
    "TB",
    "KiB",
    "MiB",
    "GiB",
    "Ki",
    "Mi",
    "Gi",
    "bytes",
    "byte",
    "tokens",
    "token",
  ],
]);

/** Letters that are units in one word with the number only: `5 m` and `3 d` may be anything. */
const ONLY_JOINED = 1;

function wordsByLength(words: readonly string[]): readonly (readonly Uint8Array[])[] {
  const longest = Math.max(...words.map(({ length }) => length));
  return Array.from({ length: longest + 1 }, (_, length) =>
    words.filter((word) => word.length === length).map(bytesOf),
  );
}

function isOneOf(
  words: readonly (readonly Uint8Array[])[],
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const ofLength = words[end - start];
  if (ofLength === undefined) return false;
  for (const word of ofLength) if (standsAt(bytes, start, end, word)) return true;
  return false;
}

const LETTER_S = 115;
const BEGINS_UNIT = Uint8Array.from({ length: 256 }, (_, byte) =>
  UNITS.some((words) => words.some((word) => word[0] === byte)) ? 1 : 0,
);

function isUnitAt(bytes: Uint8Array, start: number, stop: number): boolean {
  if (start >= stop || BEGINS_UNIT[bytes[start] as number] === 0) return false;
  let end = start;
  for (let kind = kindAt(bytes, end, stop); kind === LETTER || kind === HEX_LETTER; ) {
    end += 1;
    kind = kindAt(bytes, end, stop);
  }
  if (kindAt(bytes, end, stop) !== 0) return false;
  if (end - start <= ONLY_JOINED) return end - start === 1 && bytes[start] === LETTER_S;
  return isOneOf(UNITS, bytes, start, end);
}

/** `1500ms`, `1m30s`: numbers and units in turn. */
function isMeasured(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const number = at;
    while (isDigitAt(bytes, at, end)) at += 1;
    if (at === number) return false;
    const unit = at;
    while (at < end && !isDigitAt(bytes, at, end)) at += 1;
    if (!isOneOf(UNITS, bytes, unit, at)) return false;
  }
  return true;
}

/** Alike in any case. */
const endingOf = (before: number, last: number): number => ((before & 31) << 5) | (last & 31);

/** Last words of fields' names, in small letters, whose numbers are ids or measures whatever their length; by what
 *  `endingOf` makes of their last two letters. */
const MEASURING = byEnding([
  ...[
    "id",
    "pid",
    "tid",
    "ms",
    "us",
    "ns",
    "secs",
    "seconds",
    "duration",
    "elapsed",
    "latency",
    "took",
    "bytes",
  ],
  ...["length", "size", "tokens", "goroutine"],
]);

function byEnding(names: readonly string[]): readonly (readonly Uint8Array[])[] {
  const words = names.map(bytesOf);
  return Array.from({ length: 1_024 }, (_, ending) =>
    words.filter((word) => endingOf(word.at(-2) as number, word.at(-1) as number) === ending),
  );
}

/** Whether a short number stands behind such a name and `=` or `:`. */
function isOfMeasuringField(bytes: Uint8Array, start: number): boolean {
  let end = start - 1;
  if (end > 0 && bytes[end] === SPACE) end -= 1;
  if (end <= 0 || (bytes[end] !== EQUALS && bytes[end] !== COLON)) return false;
  if (bytes[end - 1] === QUOTE || bytes[end - 1] === APOSTROPHE) end -= 1;
  if (end <= 1) return false;
  const ending = endingOf(bytes[end - 2] as number, bytes[end - 1] as number);
  for (const name of MEASURING[ending] as readonly Uint8Array[]) {
    const from = end - name.length;
    if (from >= 0 && standsInAnyCase(bytes, from, name) && beginsWord(bytes, from)) return true;
  }
  return false;
}

function standsInAnyCase(bytes: Uint8Array, from: number, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index += 1)
    if (((bytes[from + index] as number) | 32) !== name[index]) return false;
  return true;
}

/** At the start of a name or of a part of it: `user_id`, `durationMs`, but not `valid`. */
function beginsWord(bytes: Uint8Array, at: number): boolean {
  if (at === 0) return true;
  const before = KINDS[bytes[at - 1] as number] as number;
  if (before === 0 || before === JOINT) return true;
  return isCapital(bytes[at] as number);
}

const HEX_LETTERS_FROM = 8;

/** The end of a value that is an id which happens to have no digit; NOT_VARIABLE otherwise. */
export function endOfHexLetters(bytes: Uint8Array, start: number, stop: number): number {
  let at = start;
  while (kindAt(bytes, at, stop) === HEX_LETTER) at += 1;
  return at - start >= HEX_LETTERS_FROM && kindAt(bytes, at, stop) === 0 ? at : NOT_VARIABLE;
}

const QUOTED_FROM = 16;

/** The end of an id in base64 between two quotes, whose signs would cut it into words of chance; NOT_VARIABLE otherwise.
 *  @param start behind the opening quote */
export function endOfQuotedId(bytes: Uint8Array, start: number, stop: number): number {
  let digits = 0;
  let hasSign = false;
  let at = start;
  for (; at < stop; at += 1) {
    const byte = bytes[at] as number;
    const kind = KINDS[byte] as number;
    if (kind === DIGIT) digits += 1;
    else if (kind === 0) {
      const next = at + 1 < stop ? bytes[at + 1] : 0;
      if (byte === PLUS) hasSign = true;
      // Only what fills up the end: a name and its value are no id.
      else if (byte === EQUALS && (next === EQUALS || next === bytes[start - 1])) hasSign = true;
      else if (byte !== SLASH) break;
    }
  }
  const isClosed = at < stop && bytes[at] === bytes[start - 1];
  return isClosed && hasSign && digits >= 2 && at - start >= QUOTED_FROM ? at : NOT_VARIABLE;
}
