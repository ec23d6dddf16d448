/** Texts as the bytes Go sees in them: lengths, indices and slices of texts count bytes. */

export function utf8Bytes(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const given = character.codePointAt(0) as number;
    const code = given >= 0xd800 && given < 0xe000 ? 0xfffd : given;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x1_0000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else {
      const low = [(code >> 12) & 0x3f, (code >> 6) & 0x3f, code & 0x3f];
      bytes.push(0xf0 | (code >> 18), ...low.map((bits) => 0x80 | bits));
    }
  }
  return bytes;
}

export function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return length;
}

/** The text between two places counted in bytes. Where one lies within a character, that character's bytes become
 *  replacement characters, since no text here can hold half a character. */
export function utf8Slice(text: string, from: number, to: number): string {
  let sliced = "";
  let position = 0;
  for (const character of text) {
    const end = position + utf8Length(character);
    if (position >= from && end <= to) sliced += character;
    else sliced += "\ufffd".repeat(Math.max(0, Math.min(end, to) - Math.max(position, from)));
    position = end;
  }
  return sliced;
}

/** By bytes, as Go compares; UTF-16 orders the characters beyond U+FFFF before some others. */
export function compareAsGo(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const a = one.charCodeAt(index);
    const b = other.charCodeAt(index);
    if (a === b) continue;
    const surrogates = Number(isSurrogate(a)) - Number(isSurrogate(b));
    return surrogates === 0 ? a - b : surrogates;
  }
  return one.length - other.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xe000;
