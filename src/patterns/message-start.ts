/** What stands before a line's message: times, pods, the level, fields that say where the line comes from. The first level
 *  among the first fields decides whether a line is an error: a word in capitals; one in any letters in brackets or behind
 *  a timestamp; `level=error` and its like; klog's `E0102`; in a JSON record its field (`json-level.ts`). */

import {
  BACKSLASH,
  bytesOf,
  COLON,
  DIGIT,
  EQUALS,
  isControl,
  isDigitAt,
  KINDS,
  kindAt,
  MINUS,
  QUOTE,
  SPACE,
  standsAt,
  TAB,
} from "./byte-kinds.ts";
import { levelOfJson } from "./json-level.ts";
import {
  ANYWHERE,
  ERROR_LEVEL,
  IN_PLACE,
  lengthOfLevel,
  levelOf,
  levelWordAt,
  MAY_BEGIN_ANYWHERE,
  MAY_BEGIN_IN_PLACE,
  NO_LEVEL,
  OTHER_LEVEL,
} from "./line-levels.ts";
import type { MaskedLine } from "./masked-line.ts";

/** So far into a line its level stands. */
const LEVEL_WITHIN = 110;

export const NO_ERROR = -1;
/** Must be cleaned first. */
export const UNCLEAN = -2;

const LEVEL_FIELDS = ["level", "lvl", "severity", "loglevel"].map(bytesOf);
const BRACE = 123;
const isOpening = (byte: number): boolean => byte === 91 || byte === 40 || byte === 60;
const isClosing = (byte: number): boolean => byte === 93 || byte === 41 || byte === 62;

/** Where the message of a line begins; NO_ERROR when its level is none of an error, UNCLEAN before it was cleaned. */
export function messageStart(bytes: Uint8Array, start: number, stop: number, line: MaskedLine): number {
  const within = Math.min(stop, start + LEVEL_WITHIN);
  // A level in small letters stands behind nothing but times.
  let isAfterTimes = true;
  let at = behindDateAndTime(bytes, start, within);
  while (at < within) {
    const byte = bytes[at] as number;
    if (KINDS[byte] === 0) {
      if (byte < SPACE && isControl(byte)) return UNCLEAN;
      if (byte === BRACE && bytes[at + 1] === QUOTE && at + 1 < stop) return messageOfJson(bytes, at, stop);
      at += 1;
      continue;
    }
    const before = at === start ? SPACE : (bytes[at - 1] as number);
    let found = MAY_BEGIN_ANYWHERE[byte] === 1 ? levelWordAt(ANYWHERE, bytes, at, stop) : 0;
    if (
      found === 0 &&
      MAY_BEGIN_IN_PLACE[byte] === 1 &&
      (isAfterTimes || isOpening(before) || before === TAB)
    ) {
      found = levelWordAt(IN_PLACE, bytes, at, stop);
      if (found !== 0 && !isSetApart(bytes, before, at + lengthOfLevel(found), stop)) found = 0;
    }
    if (found !== 0) {
      if (levelOf(found) !== ERROR_LEVEL) return NO_ERROR;
      return behindFields(bytes, at + lengthOfLevel(found), stop, line);
    }
    const word = at;
    let kinds = 0;
    let kind = KINDS[byte] as number;
    do {
      kinds |= kind;
      at += 1;
      kind = at < stop ? (KINDS[bytes[at] as number] as number) : 0;
    } while (kind !== 0);
    if (bytes[at] === EQUALS && at < stop) {
      const level = levelOfField(bytes, word, at, stop);
      if (level !== NO_LEVEL) return level === ERROR_LEVEL ? start : NO_ERROR;
    }
    if ((kinds & DIGIT) === 0) isAfterTimes = false;
    else if (at - word === KLOG_LENGTH && isKlog(bytes, word, at, stop)) {
      if (bytes[word] !== 69 && bytes[word] !== 70) return NO_ERROR;
      return behindKlog(bytes, at, stop);
    }
  }
  return NO_ERROR;
}

const DATE_AND_TIME_LENGTH = 19;
const LETTER_Z = 90;

/** Most lines begin with `2025-11-28T09:00:00`; its signs leave no room for a level. */
function behindDateAndTime(bytes: Uint8Array, start: number, stop: number): number {
  const isOne =
    start + DATE_AND_TIME_LENGTH < stop &&
    bytes[start + 4] === MINUS &&
    bytes[start + 7] === MINUS &&
    bytes[start + 13] === COLON &&
    bytes[start + 16] === COLON;
  if (!isOne) return start;
  const end = start + DATE_AND_TIME_LENGTH;
  return bytes[end] === LETTER_Z ? end + 1 : end;
}

const isSetApart = (bytes: Uint8Array, before: number, end: number, stop: number): boolean => {
  const after = end < stop ? (bytes[end] as number) : SPACE;
  if (isOpening(before)) return isClosing(after);
  return after === SPACE || after === TAB || after === COLON;
};

function messageOfJson(bytes: Uint8Array, start: number, stop: number): number {
  return levelOfJson(bytes, start, stop) === ERROR_LEVEL ? start : NO_ERROR;
}

function levelOfField(bytes: Uint8Array, start: number, end: number, stop: number): number {
  for (const name of LEVEL_FIELDS) {
    if (end - start !== name.length || !standsAt(bytes, start, end, name)) continue;
    let at = end + 1;
    while (at < stop && (bytes[at] === QUOTE || bytes[at] === BACKSLASH)) at += 1;
    const found = at < stop ? levelWordAt(IN_PLACE, bytes, at, stop) : 0;
    return found === 0 ? OTHER_LEVEL : levelOf(found);
  }
  return NO_LEVEL;
}

const KLOG_LENGTH = 5;

/** `E0102 15:04:05`: the level's letter, month and day, before a time of day. */
function isKlog(bytes: Uint8Array, start: number, end: number, stop: number): boolean {
  const letter = bytes[start];
  if (letter !== 69 && letter !== 70 && letter !== 73 && letter !== 87) return false;
  return bytes[end] === SPACE && isDigitAt(bytes, end + 1, stop) && bytes[end + 3] === COLON;
}

/** Behind the time, the thread and the place in the source, which end with `] `. */
function behindKlog(bytes: Uint8Array, start: number, stop: number): number {
  for (let at = start; at + 1 < stop && at < start + LEVEL_WITHIN; at += 1)
    if (isClosing(bytes[at] as number) && bytes[at + 1] === SPACE) return at + 2;
  return start;
}

/** Behind signs that set the level apart, and behind the fields up to `repo=`. */
function behindFields(bytes: Uint8Array, start: number, stop: number, line: MaskedLine): number {
  const message = behindSigns(bytes, start, stop);
  let at = message;
  while (at < stop) {
    if (standsAt(bytes, at, stop, REPO)) {
      const end = line.takePlace(bytes, at + REPO.length, stop, true);
      return end > at + REPO.length ? behindSigns(bytes, end, stop) : message;
    }
    const name = at;
    while (kindAt(bytes, at, stop) !== 0) at += 1;
    if (at === name || at >= stop || bytes[at] !== EQUALS) return message;
    while (at < stop && bytes[at] !== SPACE) at += 1;
    at += 1;
  }
  return message;
}

const REPO = bytesOf("repo=");

function behindSigns(bytes: Uint8Array, start: number, stop: number): number {
  let at = start;
  while (at < stop) {
    const byte = bytes[at] as number;
    const isSign =
      byte === SPACE || byte === TAB || byte === COLON || byte === MINUS || byte === 124 || isClosing(byte);
    if (!isSign) break;
    at += 1;
  }
  return at;
}
