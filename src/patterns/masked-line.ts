/** A line's message as the bytes of its template: `*` for what `variable-parts.ts` calls variable and for the values of
 *  fields that say where a line comes from; spaces in a row are one. What the field `repo` says is put aside.
 *  Bounded: the template ends at the last whole word within MOST_TEMPLATE_BYTES. */

import {
  APOSTROPHE,
  bytesOf,
  COLON,
  DOT,
  EQUALS,
  isControl,
  KINDS,
  QUOTE,
  SLASH,
  SPACE,
  STAR,
  standsAt,
  TAB,
} from "./byte-kinds.ts";
import { TextBuffer } from "./byte-table.ts";
import { endOfQuotedId, endOfVariable, MAY_BE_VARIABLE } from "./variable-parts.ts";

/** Of a line, its bytes from here on are passed over. */
export const MOST_LINE_BYTES = 65_536;
export const MOST_TEMPLATE_BYTES = 2_048;
export const MOST_REPO_BYTES = 80;

const REPO = bytesOf("repo");
/** By the last byte: `repo`, `pod`, `hostname`. */
const PLACES: readonly (Uint8Array | undefined)[] = byLastByte(["repo", "pod", "hostname"]);

function byLastByte(words: readonly string[]): readonly (Uint8Array | undefined)[] {
  const places: (Uint8Array | undefined)[] = Array.from({ length: 256 }, () => undefined);
  for (const word of words) places[word.charCodeAt(word.length - 1)] = bytesOf(word);
  return places;
}

export class MaskedLine {
  readonly template = new TextBuffer(MOST_LINE_BYTES + MOST_TEMPLATE_BYTES);
  /** Empty where the line names none. */
  readonly repo = new TextBuffer(MOST_REPO_BYTES);

  /** The message from `start` on becomes the template.
   *  @returns false when a control character was met: the line must be cleaned first */
  read(bytes: Uint8Array, start: number, stop: number): boolean {
    const { template } = this;
    const out = template.bytes;
    let length = 0;
    let at = start;
    while (at < stop) {
      let byte = bytes[at] as number;
      let kind = KINDS[byte] as number;
      if (kind !== 0) {
        const word = at;
        const wordAt = length;
        let kinds = 0;
        do {
          kinds |= kind;
          out[length] = byte;
          length += 1;
          at += 1;
          if (at === stop) break;
          byte = bytes[at] as number;
          kind = KINDS[byte] as number;
        } while (kind !== 0);
        if (MAY_BE_VARIABLE[kinds] === 1) {
          const end = endOfVariable(bytes, word, at, stop, kinds);
          if (end >= 0) {
            at = end;
            out[wordAt] = STAR;
            length = wordAt + 1;
          }
        }
        if (length > MOST_TEMPLATE_BYTES) {
          length = wordAt;
          break;
        }
        continue;
      }
      at += 1;
      if (byte <= SPACE) {
        if (byte === TAB) byte = SPACE;
        else if (byte !== SPACE) return false;
        if (length > 0 && out[length - 1] === SPACE) continue;
      } else if (byte === EQUALS || byte === COLON) {
        const end = this.#endOfPlace(bytes, start, at, stop);
        if (end > at) {
          out[length] = byte;
          out[length + 1] = STAR;
          length += 2;
          at = end;
          continue;
        }
      } else if (byte === QUOTE || byte === APOSTROPHE) {
        const end = endOfQuotedId(bytes, at, stop);
        if (end >= 0) {
          out[length] = byte;
          out[length + 1] = STAR;
          length += 2;
          at = end;
          continue;
        }
      } else if (isControl(byte)) return false;
      out[length] = byte;
      length += 1;
      if (length > MOST_TEMPLATE_BYTES) break;
    }
    if (length > MOST_TEMPLATE_BYTES) length = MOST_TEMPLATE_BYTES;
    while (length > 0 && out[length - 1] === SPACE) length -= 1;
    template.length = length;
    return true;
  }

  /** The end of the value of a field that says where the line comes from; `at`, behind the name's sign, when it is none. */
  #endOfPlace(bytes: Uint8Array, start: number, at: number, stop: number): number {
    let nameEnd = at - 1;
    if (nameEnd > start && bytes[nameEnd - 1] === QUOTE) nameEnd -= 1;
    const name = PLACES[bytes[nameEnd - 1] as number];
    if (name === undefined) return at;
    const nameAt = nameEnd - name.length;
    if (nameAt < start || !standsAt(bytes, nameAt, nameEnd, name)) return at;
    if (nameAt > start && KINDS[bytes[nameAt - 1] as number] !== 0) return at;
    return this.takePlace(bytes, at, stop, name[0] === REPO[0]);
  }

  /** Passes over a value, quoted or not, and remembers it as the line's repository. */
  takePlace(bytes: Uint8Array, start: number, stop: number, isRepo: boolean): number {
    let from = start;
    if (from < stop && bytes[from] === SPACE) from += 1;
    const isQuoted = from < stop && bytes[from] === QUOTE;
    if (isQuoted) from += 1;
    else if (from > start) return start;
    let to = from;
    while (to < stop && isOfName(bytes[to] as number)) to += 1;
    if (to === from) return start;
    if (isRepo && this.repo.length === 0 && to - from <= MOST_REPO_BYTES) {
      const name = this.repo.bytes;
      for (let index = from; index < to; index += 1) name[index - from] = bytes[index] as number;
      this.repo.length = to - from;
    }
    return isQuoted && to < stop && bytes[to] === QUOTE ? to + 1 : to;
  }
}

/** Words, with dots and slashes: what repositories, pods and hosts are called. */
const isOfName = (byte: number): boolean =>
  KINDS[byte] !== 0 || byte === DOT || byte === SLASH || byte === STAR;
