/** Literals in templates, read by Go's rules: numbers, characters, strings. */

import { quoteAsGo } from "../go-quote.ts";
import { parseStringLiteral } from "../literal.ts";
import { float, integer, type TemplateValue, text } from "./value.ts";

export type ReadLiteral = { readonly value: TemplateValue } | { readonly problem: string };

export function readString(source: string): ReadLiteral {
  const read = parseStringLiteral(source);
  // Go drops carriage returns from raw strings.
  if ("problem" in read) return { problem: "invalid syntax" };
  return { value: text(source.startsWith("`") ? read.value.replaceAll("\r", "") : read.value) };
}

/** `'x'`, `'\n'`: the character's number. */
export function readCharacter(source: string): ReadLiteral {
  const read = parseStringLiteral(source);
  const [character, ...more] = "problem" in read ? [] : [...read.value];
  if (character === undefined) return { problem: "invalid syntax" };
  if (more.length > 0) return { problem: `malformed character constant: ${source}` };
  return { value: integer(character.codePointAt(0) as number) };
}

const INTEGER = /^(?:0|[1-9](?:_?\d)*|0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+)$/;
const DECIMAL = /^(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const HEXADECIMAL_FLOAT = /^0[xX]_?([\da-fA-F_]*)(?:\.([\da-fA-F_]*))?[pP]([+-]?\d+)$/;
const LARGEST = 0x7fff_ffff_ffff_ffffn;

export function readNumber(source: string): ReadLiteral {
  const negative = source.startsWith("-");
  const digits = source.replace(/^[+-]/, "");
  if (digits.endsWith("i")) return { problem: `not supported: the imaginary number ${source}` };
  const overflow = { problem: `integer overflow: ${quoteAsGo(source)}` };
  if (INTEGER.test(digits)) {
    const magnitude = BigInt(digits.replaceAll("_", "").replace(/^0(?=\d)/, "0o"));
    const value = negative ? -magnitude : magnitude;
    return value > LARGEST || value < -LARGEST - 1n ? overflow : { value: integer(value) };
  }
  // Without a point or an exponent it was meant to be an integer.
  if (DECIMAL.test(digits) && !/[.eE]/.test(digits)) return overflow;
  const magnitude = readFloat(digits);
  if (magnitude === null || !Number.isFinite(magnitude))
    return { problem: `illegal number syntax: ${quoteAsGo(source)}` };
  return { value: float(negative ? -magnitude : magnitude) };
}

function readFloat(digits: string): number | null {
  if (DECIMAL.test(digits)) return Number(digits.replaceAll("_", ""));
  const match = HEXADECIMAL_FLOAT.exec(digits);
  if (match === null) return null;
  const [, whole = "", fraction = "", exponent] = match.map((part) => part?.replaceAll("_", ""));
  if (whole + fraction === "") return null;
  return Number(`0x${whole}${fraction}`) * powerOfTwo(Number(exponent) - 4 * fraction.length);
}

function powerOfTwo(exponent: number): number {
  let power = 1;
  for (let step = 0; step < Math.min(Math.abs(exponent), 1_100); step += 1) power *= exponent < 0 ? 0.5 : 2;
  return power;
}
