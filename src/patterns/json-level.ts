/** The level of a JSON record, told by its own fields, not by what its texts say. Docker's records have none: their text
 *  is looked at instead. */

import { BACKSLASH, bytesOf, COLON, QUOTE, SPACE, standsAt } from "./byte-kinds.ts";
import { ANYWHERE, IN_PLACE, levelOf, levelOfNumber, levelWordAt, NO_LEVEL } from "./line-levels.ts";

const FIELDS = [
  ...["level", "severity", "lvl", "loglevel", "log_level", "log.level", "levelname", "level_name", "@level"],
  ...["@l", "Level", "PRIORITY", "severity_text"],
].map(bytesOf);
const WRAPPED = bytesOf("log");
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;
const LEVEL_WITHIN_TEXT = 110;

/** @param start at the opening brace */
export function levelOfJson(bytes: Uint8Array, start: number, stop: number): number {
  let depth = 0;
  let wrapped = NO_LEVEL;
  for (let at = start; at < stop; at += 1) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      const end = endOfText(bytes, at + 1, stop);
      const value = depth === 1 ? startOfValue(bytes, end + 1, stop) : -1;
      if (value >= 0) {
        if (isField(bytes, at + 1, end)) {
          const level = levelOfValue(bytes, value, stop);
          if (level !== NO_LEVEL) return level;
        } else if (end - at - 1 === WRAPPED.length && standsAt(bytes, at + 1, end, WRAPPED))
          wrapped = levelOfText(bytes, value, stop);
      }
      at = end;
    } else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) depth += 1;
    else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) depth -= 1;
  }
  return wrapped;
}

/** Of the closing quote. */
function endOfText(bytes: Uint8Array, start: number, stop: number): number {
  let at = start;
  while (at < stop && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Behind a colon; negative when none follows. */
function startOfValue(bytes: Uint8Array, start: number, stop: number): number {
  let at = start;
  while (at < stop && bytes[at] === SPACE) at += 1;
  if (at >= stop || bytes[at] !== COLON) return -1;
  at += 1;
  while (at < stop && bytes[at] === SPACE) at += 1;
  return at;
}

function isField(bytes: Uint8Array, start: number, end: number): boolean {
  for (const name of FIELDS)
    if (end - start === name.length && standsAt(bytes, start, end, name)) return true;
  return false;
}

function levelOfValue(bytes: Uint8Array, start: number, stop: number): number {
  if (start >= stop) return NO_LEVEL;
  const at = bytes[start] === QUOTE ? start + 1 : start;
  if (at >= stop) return NO_LEVEL;
  const found = levelWordAt(IN_PLACE, bytes, at, stop);
  return found === 0 ? levelOfNumber(bytes, at, stop) : levelOf(found);
}

function levelOfText(bytes: Uint8Array, start: number, stop: number): number {
  const end = Math.min(endOfText(bytes, start + 1, stop), start + LEVEL_WITHIN_TEXT);
  for (let at = start + 1; at < end; at += 1) {
    const found = levelWordAt(ANYWHERE, bytes, at, stop);
    if (found !== 0) return levelOf(found);
  }
  return NO_LEVEL;
}
