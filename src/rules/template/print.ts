/** Values as Go prints them: `fmt.Sprint`, an action's output, and the verbs of `printf` for one value. */

import { unreachable } from "../../assert.ts";
import { formatExponent, formatFixed, formatFloat, formatGeneral } from "../go-format.ts";
import { isPrintable, quoteAsGo } from "../go-quote.ts";
import { BoundedText } from "./bounds.ts";
import { TemplateFailure } from "./failure.ts";
import { printTime } from "./time.ts";
import { utf8Bytes } from "./utf8.ts";
import { float, type TemplateSample, type TemplateValue, text, typeOf } from "./value.ts";

export interface Verb {
  readonly letter: string;
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width: number | null;
  readonly precision: number | null;
}

const PLAIN: Verb = {
  letter: "v",
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  width: null,
  precision: null,
};

/** Go prints an address, which differs from run to run. */
const ADDRESS = "0xc000000000";

/** As an action prints its result: what a pointer points to. */
export function plainText(value: TemplateValue): string {
  switch (value.kind) {
    case "text":
      return value.text;
    case "float":
      return formatFloat(value.number);
    case "integer":
      return String(value.integer);
    case "nothing":
      return "<no value>";
    case "sample":
      return structText(value.sample, PLAIN);
    default:
      return formatValue(value, PLAIN);
  }
}

/** `fmt.Sprint`: a space between two operands when neither is a string. */
export function sprint(values: readonly TemplateValue[]): string {
  const output = new BoundedText();
  values.forEach((value, index) => {
    const before = values[index - 1];
    if (before !== undefined && before.kind !== "text" && value.kind !== "text") output.append(" ");
    output.append(formatValue(value, PLAIN));
  });
  return output.toString();
}

export function sprintln(values: readonly TemplateValue[]): string {
  const output = new BoundedText();
  values.forEach((value, index) => {
    output.append((index === 0 ? "" : " ") + formatValue(value, PLAIN));
  });
  output.append("\n");
  return output.toString();
}

/** @param inside within a list or map, where pointers are addresses */
export function formatValue(value: TemplateValue, verb: Verb, inside = false): string {
  if (verb.letter === "T" && !inside) return padded(typeOf(value), verb);
  switch (value.kind) {
    case "nothing":
      return verb.letter === "v" ? padded("<nil>", verb) : `%!${verb.letter}(<nil>)`;
    case "boolean":
      return /[tv]/.test(verb.letter) ? padded(String(value.truth), verb) : mismatch(value, verb);
    case "integer":
      return formatInteger(value.integer, verb) ?? mismatch(value, verb);
    case "float":
      return formatNumber(value.number, verb) ?? mismatch(value, verb);
    case "text":
      return formatText(value.text, verb) ?? mismatch(value, verb);
    case "labels":
      return mapText("map[string]string", value.labels, text, verb);
    case "arguments":
      return mapText("map[string]interface {}", value.entries, (entry) => entry, verb);
    case "samples":
      return `[${value.samples.map(() => ADDRESS).join(" ")}]`;
    case "sample":
      return inside || verb.letter === "p" ? ADDRESS : `&${structText(value.sample, verb)}`;
    case "time":
      return formatText(printTime(value.unixMs), verb) ?? mismatch(value, verb);
    case "data":
      return structText(value.data, verb);
    default:
      return unreachable(value);
  }
}

function mapText<Entry>(
  type: string,
  entries: Readonly<Record<string, Entry>>,
  shownAs: (entry: Entry) => TemplateValue,
  verb: Verb,
): string {
  const syntax = verb.letter === "v" && verb.sharp;
  const output = new BoundedText();
  output.append(syntax ? `${type}{` : "map[");
  Object.keys(entries)
    .sort()
    .forEach((key, index) => {
      if (index > 0) output.append(syntax ? ", " : " ");
      output.append(`${formatValue(text(key), verb, true)}:`);
      output.append(formatValue(shownAs(entries[key] as Entry), verb, true));
    });
  output.append(syntax ? "}" : "]");
  return output.toString();
}

type Struct = TemplateSample & {
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly externalUrl?: string;
};

function structText({ labels, externalLabels, externalUrl, value }: Struct, verb: Verb): string {
  const fields: readonly (readonly [name: string, value: TemplateValue | null])[] = [
    ["Labels", { kind: "labels", labels }],
    ["ExternalLabels", externalLabels === undefined ? null : { kind: "labels", labels: externalLabels }],
    ["ExternalURL", externalUrl === undefined ? null : text(externalUrl)],
    ["Value", float(value)],
  ];
  const named = verb.letter === "v" && (verb.plus || verb.sharp);
  const shown = fields.flatMap(([name, field]) =>
    field === null ? [] : [`${named ? `${name}:` : ""}${formatValue(field, verb, true)}`],
  );
  return verb.letter === "v" && verb.sharp
    ? `${externalUrl === undefined ? "template.sample" : "struct"}{${shown.join(", ")}}`
    : `{${shown.join(" ")}}`;
}

export const mismatch = (value: TemplateValue, { letter }: Verb): string =>
  `%!${letter}(${described(value)})`;

/** A value that a format did not fit. */
export const described = (value: TemplateValue): string =>
  value.kind === "nothing" ? "<nil>" : `${typeOf(value)}=${formatValue(value, PLAIN)}`;

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

function formatInteger(value: bigint, verb: Verb): string | null {
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
  const marked = sharp && letter !== "v" && !(letter === "o" && digits.startsWith("0")) ? prefix : "";
  return padded(`${sign}${letter === "O" ? "0o" : ""}${marked}${digits}`, { ...verb, zero: false });
}

const signOf = (negative: boolean, { plus, space, letter, sharp }: Verb): string => {
  if (negative) return "-";
  // `%+v` asks for names of fields.
  if (plus && letter !== "v") return "+";
  return space && !(letter === "v" && sharp) ? " " : "";
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

function formatNumber(value: number, verb: Verb): string | null {
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
    case "b":
    case "x":
    case "X":
      throw new TemplateFailure(`not supported: the verb %${letter} of a float64`);
    default:
      return null;
  }
}

function formatText(value: string, verb: Verb): string | null {
  const { letter, precision, sharp } = verb;
  const cut = precision === null ? value : [...value].slice(0, precision).join("");
  switch (letter) {
    case "v":
      return padded(sharp ? quoteAsGo(cut) : cut, verb);
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
