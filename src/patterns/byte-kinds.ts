/** What a byte of a log line is: part of a word, a break between words, or a control character. Bytes above 127 (of
 *  UTF-8, or of none) are breaks, as every sign that is no ASCII letter or digit. */

export const DIGIT = 1;
export const HEX_LETTER = 2;
/** Any other letter. */
export const LETTER = 4;
/** `-` and `_`: inside a word they join. */
export const JOINT = 8;
const BREAK = 0;

export const TAB = 9;
export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const ESCAPE = 27;
export const SPACE = 32;
export const QUOTE = 34;
export const APOSTROPHE = 39;
export const PLUS = 43;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const SLASH = 47;
export const COLON = 58;
export const EQUALS = 61;
export const BACKSLASH = 92;
export const STAR = 42;
export const DELETE = 127;

function kindOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return DIGIT;
  const small = byte | 32;
  if (small >= 97 && small <= 102) return byte < 128 ? HEX_LETTER : BREAK;
  if (small >= 103 && small <= 122) return byte < 128 ? LETTER : BREAK;
  return byte === 95 || byte === MINUS ? JOINT : BREAK;
}

export const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => kindOf(byte));

/** 0 beyond the end. */
export const kindAt = (bytes: Uint8Array, at: number, stop: number): number =>
  at < stop ? (KINDS[bytes[at] as number] as number) : BREAK;

export const isDigitAt = (bytes: Uint8Array, at: number, stop: number): boolean =>
  kindAt(bytes, at, stop) === DIGIT;

/** Tabs are spaces; carriage returns within a line are as unwelcome as the rest. */
export const isControl = (byte: number): boolean => (byte < SPACE && byte !== TAB) || byte === DELETE;

/** A word of ASCII as bytes. */
export const bytesOf = (word: string): Uint8Array =>
  Uint8Array.from({ length: word.length }, (_, index) => word.charCodeAt(index));

export function standsAt(bytes: Uint8Array, at: number, stop: number, word: Uint8Array): boolean {
  if (at < 0 || at + word.length > stop) return false;
  for (let index = 0; index < word.length; index += 1) if (bytes[at + index] !== word[index]) return false;
  return true;
}
