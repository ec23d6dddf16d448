/** A line's message as the bytes of its template: `*` for what `variable-parts.ts` calls variable and for the values of
 *  fields that say where a line comes from; spaces beside a `*` are one. What the field `repo` says is put aside.
 *  Bounded: the template ends with the last whole word within as many bytes as are asked for.
 *  Text without digits and signs goes four bytes at a time: that is most of it. */

import {
  APOSTROPHE,
  bytesOf,
  COLON,
  DIGIT,
  DOT,
  EQUALS,
  HEX_LETTER,
  KINDS,
  QUOTE,
  SLASH,
  SPACE,
  STAR,
  standsAt,
  TAB,
} from "./byte-kinds.ts";
import { MOST_LINE_BYTES } from "./byte-lines.ts";
import { TextBuffer } from "./byte-table.ts";
import type { LineBytes } from "./line-bytes.ts";
import { endOfHexLetters, endOfQuotedId, endOfVariable, NOT_VARIABLE } from "./variable-parts.ts";

export const MOST_TEMPLATE_BYTES = 2_048;
export const MOST_REPO_BYTES = 80;

/** Names of fields, by their last byte. What begins with an R names a repository. */
const PLACES: readonly (Uint8Array | undefined)[] = byLastByte(["repo", "repository", "pod", "hostname"]);
const LETTER_R = 114;

function byLastByte(words: readonly string[]): readonly (Uint8Array | undefined)[] {
  const places: (Uint8Array | undefined)[] = Array.from({ length: 256 }, () => undefined);
  for (const word of words) places[word.charCodeAt(word.length - 1)] = bytesOf(word);
  return places;
}

/** Four bytes of which each has this bit are letters, or one of the signs beside them that mean nothing here. */
const PLAIN = 0x40404040;
const SPACES = 0x20202020;
const LOW_BITS = 0x7f7f7f7f;
const HIGH_BITS = 0x80808080 | 0;

/** The bit of PLAIN for each of four bytes that is neither such a letter nor a space. */
function notPlain(four: number): number {
  const other = four ^ SPACES;
  const spaces = ~(((other & LOW_BITS) + LOW_BITS) | other) & HIGH_BITS;
  return ~(four | (spaces >>> 1)) & PLAIN;
}

/** What is neither plain nor a digit, and may mean something. */
const NO_SIGN = 0;
const NAMES_FIELD = 1;
const QUOTES = 2;
const UNCLEAN = 3;
const SIGNS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === EQUALS || byte === COLON) return NAMES_FIELD;
  if (byte === QUOTE || byte === APOSTROPHE) return QUOTES;
  return byte < SPACE && byte !== TAB ? UNCLEAN : NO_SIGN;
});

/** Hex letters before a colon that may begin an address. */
const MOST_IN_GROUP = 4;

/** A byte that no line holds. */
const OWN_STAR = 3;
/** Whose places are known; the others of a line are masked all the same. */
const MOST_VARIABLES = 64;

export class MaskedLine {
  readonly #most: number;
  readonly #tab: number;
  readonly #star: number;
  readonly template: TextBuffer;
  /** Empty where the line names none. Whoever reads the next line empties it. */
  readonly repo = new TextBuffer(MOST_REPO_BYTES);
  /** Where the variable parts begin and end, in the source. */
  readonly variableStarts = new Int32Array(MOST_VARIABLES);
  readonly variableEnds = new Int32Array(MOST_VARIABLES);
  variables = 0;
  /** The line went on where the template was full. */
  isCut = false;

  /** @param isExact tabs and stars of the line's own stay apart from spaces and from what is variable: for telling lines
   *  apart, not for reading */
  constructor(mostTemplateBytes: number, isExact = false) {
    this.#most = mostTemplateBytes;
    this.#tab = isExact ? TAB : SPACE;
    this.#star = isExact ? OWN_STAR : STAR;
    this.template = new TextBuffer(MOST_LINE_BYTES + mostTemplateBytes);
  }

  /** The line from `start` on becomes the template.
   *  @param front what stands before `start` is put down as this byte; 0 for nothing
   *  @returns false when a control character was met: the line must be cleaned first */
  read({ bytes, view }: LineBytes, start: number, stop: number, front = 0): boolean {
    const { bytes: out, view: outView } = this.template;
    const kindOf = KINDS;
    const lastFour = view.byteLength - 4;
    const most = this.#most;
    const tab = this.#tab;
    const star = this.#star;
    this.variables = 0;
    this.isCut = false;
    let length = 0;
    let at = start;
    if (front !== 0) {
      out[0] = front;
      length = 1;
      while (at + 1 < stop && bytes[at] === SPACE && bytes[at + 1] === SPACE) at += 1;
    }
    /** Words begin behind what was masked. */
    let floor = at;
    while (at < stop) {
      if (at <= lastFour) {
        const four = view.getInt32(at, true);
        outView.setInt32(length, four, true);
        const found = notPlain(four);
        if (found === 0) {
          at += 4;
          length += 4;
          continue;
        }
        const plain = (31 - Math.clz32(found & -found)) >> 3;
        at += plain;
        length += plain;
        if (at >= stop) break;
      }
      const byte = bytes[at] as number;
      let masked = NOT_VARIABLE;
      let kept = at + 1;
      let word = at;
      if (kindOf[byte] === DIGIT) {
        let kinds = DIGIT;
        for (; word > floor; word -= 1) {
          const kind = kindOf[bytes[word - 1] as number] as number;
          if (kind === 0) break;
          kinds |= kind;
        }
        for (; kept < stop; kept += 1) {
          const kind = kindOf[bytes[kept] as number] as number;
          if (kind === 0) break;
          kinds |= kind;
        }
        masked = endOfVariable(bytes, word, kept, stop, kinds);
      } else {
        const sign = SIGNS[byte] as number;
        if (sign === UNCLEAN) return false;
        if (sign !== NO_SIGN) {
          if (byte === COLON && at > floor && kindOf[bytes[at - 1] as number] === HEX_LETTER) {
            word = startOfHexLetters(bytes, at, floor);
            if (word < at) masked = endOfVariable(bytes, word, at, stop, HEX_LETTER);
          }
          if (masked < 0) {
            let end =
              sign === QUOTES ? endOfQuotedId(bytes, kept, stop) : this.#endOfPlace(bytes, start, kept, stop);
            if (end < 0) end = endOfHexLetters(bytes, kept, stop);
            if (end > kept) {
              out[length] = byte;
              length += 1;
              word = kept;
              at = kept;
              masked = end;
            }
          }
        }
      }
      if (masked >= 0) {
        if (this.variables < MOST_VARIABLES) {
          this.variableStarts[this.variables] = word;
          this.variableEnds[this.variables] = masked;
          this.variables += 1;
        }
        length -= at - word;
        while (length > 1 && out[length - 1] === SPACE && out[length - 2] === SPACE) length -= 1;
        out[length] = STAR;
        length += 1;
        at = masked;
        while (at + 1 < stop && bytes[at] === SPACE && bytes[at + 1] === SPACE) at += 1;
        floor = at;
      } else {
        for (; at < kept; at += 1) {
          const copied = bytes[at] as number;
          out[length] = copied === TAB ? tab : copied === STAR ? star : copied;
          length += 1;
        }
      }
      // Only here, where every word so far is known to stay or to go.
      if (length > most) break;
    }
    this.template.length = this.#cut(length - Math.max(0, at - stop));
    return true;
  }

  /** The end of the value of a field that says where the line comes from; NOT_VARIABLE when it is none.
   *  @param at behind the sign that ends the name */
  #endOfPlace(bytes: Uint8Array, start: number, at: number, stop: number): number {
    let nameEnd = at - 1;
    if (nameEnd > start && bytes[nameEnd - 1] === QUOTE) nameEnd -= 1;
    if (nameEnd <= start) return NOT_VARIABLE;
    const name = PLACES[bytes[nameEnd - 1] as number];
    if (name === undefined) return NOT_VARIABLE;
    const nameAt = nameEnd - name.length;
    if (nameAt < start || !standsAt(bytes, nameAt, nameEnd, name)) return NOT_VARIABLE;
    if (nameAt > start && KINDS[bytes[nameAt - 1] as number] !== 0) return NOT_VARIABLE;
    const end = this.takePlace(bytes, at, stop, name[0] === LETTER_R);
    return end > at ? end : NOT_VARIABLE;
  }

  /** Passes over a value, quoted or not, and remembers it as the line's repository. */
  takePlace(bytes: Uint8Array, start: number, stop: number, isRepo: boolean): number {
    let from = start;
    if (from < stop && bytes[from] === SPACE) from += 1;
    const isQuoted = from < stop && bytes[from] === QUOTE;
    if (isQuoted) from += 1;
    else if (from > start) return start;
    let to = from;
    while (to < stop && IS_OF_NAME[bytes[to] as number] === 1) to += 1;
    if (to === from) return start;
    if (isRepo && this.repo.length === 0 && to - from <= MOST_REPO_BYTES) {
      const name = this.repo.bytes;
      for (let index = from; index < to; index += 1) name[index - from] = bytes[index] as number;
      this.repo.length = to - from;
    }
    return isQuoted && to < stop && bytes[to] === QUOTE ? to + 1 : to;
  }

  /** The length of a template that is cut where it is too long, at no place within a word or a sign. */
  #cut(length: number): number {
    const out = this.template.bytes;
    const most = this.#most;
    let end = length;
    if (length > most) {
      this.isCut = true;
      end = most;
      while (end > 0 && (KINDS[out[end] as number] !== 0 || isContinuation(out[end] as number))) end -= 1;
      if (end === 0) end = most;
    }
    while (end > 0 && out[end - 1] === SPACE) end -= 1;
    return end;
  }
}

/** `at` where something else stands there. */
function startOfHexLetters(bytes: Uint8Array, at: number, floor: number): number {
  let word = at;
  for (; word > floor; word -= 1) {
    const kind = KINDS[bytes[word - 1] as number] as number;
    if (kind === 0) break;
    if (kind !== HEX_LETTER || at - word === MOST_IN_GROUP) return at;
  }
  return word;
}

/** Of a sign of several bytes in UTF-8, all but the first. */
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Words, with dots and slashes: what repositories, pods and hosts are called. */
const IS_OF_NAME = Uint8Array.from(KINDS, (kind, byte) =>
  kind !== 0 || byte === DOT || byte === SLASH || byte === STAR ? 1 : 0,
);
