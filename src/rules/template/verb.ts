/** One number, text or truth by a verb of `printf`: digits, sign, width. Go's rules for lists, maps and structs, and which
 *  verb fits which value: `print.ts`. */

import { formatExponent, formatFixed, formatFloat, formatGeneral } from "../go-format.ts";
import { isPrintable, quoteAsGo } from "../go-quote.ts";
import { TemplateFailure } from "./failure.ts";
import { utf8Bytes } from "./utf8.ts";

export interface Verb {
  readonly letter: string;
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** `%+v`: with the names of fields; `%#v`: in Go's syntax. Then `plus` and `sharp` are not set. */
  readonly names: boolean;
  readonly syntax: boolean;
  readonly width: number | null;
  readonly precision: number | null;
}

export const PLAIN: Verb = {
  letter: "v",
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  names: false,
  syntax: false,
  width: null,
  precision: null,
};

export function padded(shown: string, { width, minus, zero }: Verb): string {
  const missing = (width ?? 0) - [...shown].length;
  if (missing <= 0) return shown;
  if (minus) return shown + " ".repeat(missing);
  return (zero ? "0" : " ").repeat(missing) + shown;
}

const RADIX: Readonly<Record<string, readonly [radix: number, prefix: string]>> = {
  v: [10, ""],
  d: [10, ""],
  b: [2, "0b"],
  o: [8, "0"],
  O: [8, ""],
  x: [16, "0x"],
  X: [16, "0X"],
};

export function formatInteger(value: bigint, verb: Verb): string | null {
  const { letter, sharp, precision, width, zero, minus } = verb;
  if (letter === "c") return padded(character(value), verb);
  if (letter === "q") return padded(quoteAsGo(character(value), { quote: "'", ascii: verb.plus }), verb);
  if (letter === "U") return padded(unicodeName(value, verb), { ...verb, zero: false });
  const notation = RADIX[letter];
  if (notation === undefined) return null;
  const [radix, prefix] = notation;
  if (precision === 0 && value === 0n) return padded("", { ...verb, zero: false });
  const sign = signOf(value < 0n, verb);
  let digits = (value < 0n ? -value : value).toString(radix);
  if (letter === "X") digits = digits.toUpperCase();
  const wanted = precision ?? (zero && !minus && width !== null ? width - sign.length : 0);
  digits = digits.padStart(wanted, "0");
  const marked = sharp && !(letter === "o" && digits.startsWith("0")) ? prefix : "";
  return padded(`${sign}${letter === "O" ? "0o" : ""}${marked}${digits}`, { ...verb, zero: false });
}

const signOf = (negative: boolean, { plus, space }: Verb): string => {
  if (negative) return "-";
  if (plus) return "+";
  return space ? " " : "";
};

const character = (value: bigint): string =>
  value < 0n || value > 0x10ffffn || (value >= 0xd800n && value < 0xe000n)
    ? "\ufffd"
    : String.fromCodePoint(Number(value));

function unicodeName(value: bigint, { sharp, precision }: Verb): string {
  const name = `U+${value
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, precision ?? 4), "0")}`;
  const shown = character(value);
  return sharp && isPrintable(shown) ? `${name} '${shown}'` : name;
}

export function formatNumber(value: number, verb: Verb): string | null {
  const { letter, precision } = verb;
  const digits = unsignedDigits(Math.abs(value), letter, precision);
  if (digits === null) return null;
  const finite = Number.isFinite(value);
  const negative = value < 0 || Object.is(value, -0);
  // Go writes the sign of an infinity always, and of what is no number never but on demand.
  const sign = Number.isNaN(value)
    ? signOf(false, verb)
    : value === Infinity && !verb.space
      ? "+"
      : signOf(negative, verb);
  const bare = digits.replace(/^\+/, "");
  if (verb.zero && !verb.minus && finite) {
    return sign + padded(bare, { ...verb, width: (verb.width ?? 0) - sign.length });
  }
  return padded(sign + bare, { ...verb, zero: false });
}

function unsignedDigits(value: number, letter: string, precision: number | null): string | null {
  switch (letter) {
    case "v":
    case "g":
      return precision === null ? formatFloat(value) : formatGeneral(value, precision);
    case "G":
      return (precision === null ? formatFloat(value) : formatGeneral(value, precision)).replace("e", "E");
    case "f":
    case "F":
      return formatFixed(value, precision ?? 6);
    case "e":
      return formatExponent(value, precision ?? 6);
    case "E":
      return formatExponent(value, precision ?? 6).replace("e", "E");
    case "x":
      if (precision === null) return hexadecimalDigits(value);
      break;
    case "X":
      if (precision === null) return hexadecimalDigits(value).toUpperCase();
      break;
    case "b":
      break;
    default:
      return null;
  }
  throw new TemplateFailure(`not supported: the verb %${letter} of a float64`);
}

/** `0x1.8p+01` */
function hexadecimalDigits(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value);
  if (value === 0) return "0x0p+00";
  let fraction = value;
  let exponent = 0;
  for (; fraction >= 2; exponent += 1) fraction /= 2;
  for (; fraction < 1; exponent -= 1) fraction *= 2;
  const sign = exponent < 0 ? "-" : "+";
  return `0x${fraction.toString(16)}p${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

export function formatText(value: string, verb: Verb): string | null {
  const { letter, precision, sharp, syntax } = verb;
  const cut = precision === null ? value : [...value].slice(0, precision).join("");
  switch (letter) {
    case "v":
      return padded(syntax ? quoteAsGo(cut) : cut, verb);
    case "s":
      return padded(cut, verb);
    case "q":
      if (sharp && !/[`\p{Cc}\ufeff]/u.test(cut.replaceAll("\t", ""))) return padded(`\`${cut}\``, verb);
      return padded(quoteAsGo(cut, { quote: '"', ascii: verb.plus }), verb);
    case "x":
    case "X":
      return padded(hexadecimal(value, verb), verb);
    default:
      return null;
  }
}

function hexadecimal(value: string, { letter, precision, space, sharp }: Verb): string {
  const bytes = utf8Bytes(value).slice(0, precision ?? undefined);
  if (bytes.length === 0) return "";
  const prefix = sharp ? "0x" : "";
  const pairs = bytes.map((byte) => (space ? prefix : "") + byte.toString(16).padStart(2, "0"));
  const shown = (space ? "" : prefix) + pairs.join(space ? " " : "");
  return letter === "X" ? shown.toUpperCase() : shown;
}
