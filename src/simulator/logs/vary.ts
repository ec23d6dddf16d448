/** The changing parts of a log line (ids, hosts, ports, milliseconds), all from one 32-bit draw.
 *  A line takes one draw from its stream; every part is that draw mixed with a salt of its own, in integer
 *  arithmetic, since a drill renders thousands of lines. Nothing here is random by itself. */

/** Two rounds of multiply and shift: unrelated 32-bit integers for the same draw and different salts. */
export function mix(draw: number, salt: number): number {
  let hash = draw ^ Math.imul(salt + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** An integer in [0, count). */
export const below = (draw: number, salt: number, count: number): number => mix(draw, salt) % count;

/** An integer in [low, high]. */
export const between = (draw: number, salt: number, low: number, high: number): number =>
  low + (mix(draw, salt) % (high - low + 1));

export const oneOf = <Item>(draw: number, salt: number, items: readonly Item[]): Item =>
  items[mix(draw, salt) % items.length] as Item;

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, value) =>
  value.toString().padStart(2, "0"),
);
const ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const PAIRS: readonly string[] = Array.from(
  { length: ALPHABET.length * ALPHABET.length },
  (_, index) =>
    (ALPHABET[Math.floor(index / ALPHABET.length)] as string) + (ALPHABET[index % ALPHABET.length] as string),
);

/** Eight hexadecimal digits of an unsigned 32-bit integer. */
export const hex8 = (value: number): string =>
  (HEX[value >>> 24] as string) +
  (HEX[(value >>> 16) & 255] as string) +
  (HEX[(value >>> 8) & 255] as string) +
  (HEX[value & 255] as string);

export const hex16 = (draw: number, salt: number): string =>
  hex8(mix(draw, salt)) + hex8(mix(draw, salt + 101));

export const hex32 = (draw: number, salt: number): string => hex16(draw, salt) + hex16(draw, salt + 202);

export function uuid(draw: number, salt: number): string {
  const middle = mix(draw, salt + 301);
  const tail = mix(draw, salt + 302);
  return `${hex8(mix(draw, salt))}-${HEX[middle >>> 24]}${HEX[(middle >>> 16) & 255]}-4${(HEX[(middle >>> 8) & 255] as string).charAt(0)}${HEX[middle & 255]}-a${(HEX[tail >>> 24] as string).charAt(0)}${HEX[(tail >>> 16) & 255]}-${HEX[(tail >>> 8) & 255]}${HEX[tail & 255]}${hex8(mix(draw, salt + 303))}`;
}

/** Letters and digits, two for each pair, as in the request ids of cloud services. */
export function letters(draw: number, salt: number, pairs: number): string {
  let text = "";
  for (let index = 0; index < pairs; index += 2) {
    const bits = mix(draw, salt + index);
    text += PAIRS[bits % PAIRS.length] as string;
    if (index + 1 < pairs) text += PAIRS[(bits >>> 16) % PAIRS.length] as string;
  }
  return text;
}

/** Milliseconds as seconds with two decimals: `30.04`. */
export const inSeconds = (ms: number): string =>
  `${Math.floor(ms / 1_000)}.${TWO_DIGITS[Math.floor((ms % 1_000) / 10)]}`;

/** An address of a pod or node. */
export function privateAddress(draw: number, salt: number): string {
  const bits = mix(draw, salt);
  return `10.${40 + (bits & 7)}.${(bits >>> 8) & 63}.${2 + ((bits >>> 16) % 250)}`;
}

/** A client's side of a connection: the range that Linux gives out. */
export const ephemeralPort = (draw: number, salt: number): number => between(draw, salt, 32_768, 60_999);

/** The date of the first day of the month after an ISO timestamp's, as `2025-12-01`. */
export function firstOfNextMonth(timestamp: string): string {
  const year = Number(timestamp.slice(0, 4));
  const month = Number(timestamp.slice(5, 7));
  return month === 12 ? `${year + 1}-01-01` : `${year}-${TWO_DIGITS[month + 1]}-01`;
}

/** `risk-score` as the name of a class: `RiskScore`. */
export function className(family: string): string {
  let name = "";
  let start = true;
  for (const letter of family) {
    if (letter === "-" || letter === "_" || letter === "." || letter === "/") {
      start = true;
      continue;
    }
    name += start ? letter.toUpperCase() : letter;
    start = false;
  }
  return name;
}
