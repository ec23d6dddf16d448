/** Timestamps in bytes, as milliseconds since 1970: the same as `log-time.ts` reads in the text. The common form is read
 *  without making a text, and a second that was read before not even taken apart. */

import { daysFromCivil } from "../calendar.ts";
import { COLON, COMMA, DOT, isDigitAt, kindAt, MINUS, PLUS, SLASH, SPACE } from "../patterns/byte-kinds.ts";
import { timeAtStart, timeOfField } from "./log-time.ts";

const MS_PER_DAY = 86_400_000;
const LONGEST = 48;
const SECONDS_END = 19;
const LETTER_T = 84;
const LETTER_Z = 90;
const UNDERSCORE = 95;
const NUMBER = /^\d{9,19}(?:\.\d+)?(?![\w.])/;

export class BytesClock {
  /** The seconds of a time that was read: those of the next lines are mostly the same. */
  readonly #second = new Uint8Array(SECONDS_END);
  #secondMs = Number.NaN;

  /** Behind the common time that was read last. */
  end = 0;

  /** NaN where no time stands at `at`. */
  timeAt(bytes: Uint8Array, at: number, stop: number): number {
    const common = this.commonTimeAt(bytes, at, stop);
    return Number.isNaN(common) ? timeInText(bytes, at, stop) : common;
  }

  /** A time in the common form, in UTC; NaN where none stands at `at`, or one in another form. */
  commonTimeAt(bytes: Uint8Array, at: number, stop: number): number {
    const secondMs = this.#secondAt(bytes, at, stop);
    if (Number.isNaN(secondMs)) return secondMs;
    let end = at + SECONDS_END;
    let ms = 0;
    if (end < stop && (bytes[end] === DOT || bytes[end] === COMMA) && isDigitAt(bytes, end + 1, stop)) {
      end += 1;
      for (let worth = 100; isDigitAt(bytes, end, stop); end += 1) {
        ms += ((bytes[end] as number) - 48) * worth;
        worth = worth === 100 ? 10 : worth === 10 ? 1 : 0;
      }
    }
    if (!isInUtc(bytes, end, stop)) return Number.NaN;
    this.end = bytes[end] === LETTER_Z && end < stop ? end + 1 : end;
    return secondMs + ms;
  }

  /** `2025-11-28T09:00:00` and its kin as UTC; NaN for everything else. */
  #secondAt(bytes: Uint8Array, at: number, stop: number): number {
    if (at + SECONDS_END > stop) return Number.NaN;
    const second = this.#second;
    // From the end, where two times differ first.
    let index = SECONDS_END - 1;
    while (index >= 0 && bytes[at + index] === second[index]) index -= 1;
    if (index < 0) return this.#secondMs;
    const ms = secondInBytes(bytes, at);
    if (Number.isNaN(ms)) return ms;
    for (index = 0; index < SECONDS_END; index += 1) second[index] = bytes[at + index] as number;
    this.#secondMs = ms;
    return ms;
  }
}

const decoder = new TextDecoder("latin1");

function timeInText(bytes: Uint8Array, at: number, stop: number): number {
  const text = decoder.decode(bytes.subarray(at, Math.min(stop, at + LONGEST)));
  const found = timeAtStart(text);
  if (found !== null) return found.ms;
  const number = NUMBER.exec(text);
  return number === null ? Number.NaN : (timeOfField(Number(number[0])) ?? Number.NaN);
}

const twoDigits = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) - 48) * 10 + (bytes[at + 1] as number) - 48;

function secondInBytes(bytes: Uint8Array, at: number): number {
  for (let index = 0; index < SECONDS_END; index += 1) {
    const byte = bytes[at + index] as number;
    if (index === 4 || index === 7) {
      if (byte !== MINUS && byte !== SLASH) return Number.NaN;
    } else if (index === 10) {
      if (byte !== LETTER_T && byte !== SPACE && byte !== UNDERSCORE) return Number.NaN;
    } else if (index === 13 || index === 16) {
      if (byte !== COLON) return Number.NaN;
    } else if (byte < 48 || byte > 57) return Number.NaN;
  }
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  const hour = twoDigits(bytes, at + 11);
  const minute = twoDigits(bytes, at + 14);
  const second = twoDigits(bytes, at + 17);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
    return Number.NaN;
  const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2);
  return daysFromCivil(year, month, day) * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1_000;
}

/** Whether a time that ends here surely names no other zone. */
function isInUtc(bytes: Uint8Array, end: number, stop: number): boolean {
  if (end >= stop) return true;
  const next = bytes[end] as number;
  if (next === LETTER_Z) return kindAt(bytes, end + 1, stop) === 0;
  if (next === SPACE) {
    const byte = end + 1 < stop ? (bytes[end + 1] as number) : 0;
    return byte !== PLUS && byte !== MINUS;
  }
  return next !== PLUS && next !== MINUS && kindAt(bytes, end, stop) === 0;
}
