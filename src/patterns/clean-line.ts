/** A line without what is no text: terminal escapes and NUL go, other control characters become spaces. Lines without
 *  such bytes never come here. */

import { ESCAPE, isControl, SPACE } from "./byte-kinds.ts";

const BELL = 7;
const BRACKET = 91;
const CLOSING_BRACKET = 93;
const CLOSING = 92;

/** Writes the clean line to the front of `clean`, which must be as long as the line; its length comes back. */
export function cleanLine(bytes: Uint8Array, start: number, stop: number, clean: Uint8Array): number {
  let length = 0;
  let at = start;
  while (at < stop) {
    const byte = bytes[at] as number;
    if (byte === ESCAPE) {
      at = endOfEscape(bytes, at, stop);
      continue;
    }
    at += 1;
    if (byte === 0) continue;
    clean[length] = isControl(byte) ? SPACE : byte;
    length += 1;
  }
  while (length > 0 && clean[length - 1] === SPACE) length -= 1;
  return length;
}

/** Colours and cursor movements (`ESC [ … letter`), titles and links (`ESC ] … BEL` or `ESC \`), and two-byte ones. */
function endOfEscape(bytes: Uint8Array, start: number, stop: number): number {
  const kind = start + 1 < stop ? bytes[start + 1] : 0;
  let at = start + 2;
  if (kind === BRACKET) {
    while (at < stop && (bytes[at] as number) >= 32 && (bytes[at] as number) < 64) at += 1;
    return Math.min(at + 1, stop);
  }
  if (kind === CLOSING_BRACKET) {
    while (at < stop && bytes[at] !== BELL && bytes[at] !== ESCAPE) at += 1;
    return at < stop && bytes[at] === ESCAPE && bytes[at + 1] === CLOSING
      ? Math.min(at + 2, stop)
      : Math.min(at + 1, stop);
  }
  return Math.min(at, stop);
}
