/** The functions of alert templates. */

import { unreachable } from "../assert.ts";
import { formatExponent, formatFixed, formatFloat, formatGeneral } from "./go-format.ts";
import { parseNumberLiteral, printString } from "./literal.ts";

export type TemplateValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "float"; readonly number: number }
  | { readonly kind: "integer"; readonly number: number };

/** What went wrong while a template was filled in; it becomes part of the text. */
export class TemplateFailure extends Error {}

export type TemplateFunction = (values: readonly TemplateValue[]) => TemplateValue;

export const TEMPLATE_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  humanize: ofNumber("humanize", humanize),
  humanize1024: ofNumber("humanize1024", humanize1024),
  humanizeDuration: ofNumber("humanizeDuration", humanizeDuration),
  humanizePercentage: ofNumber("humanizePercentage", (value) => `${formatGeneral(value * 100, 4)}%`),
  toUpper: ofText("toUpper", (value) => value.toUpperCase()),
  toLower: ofText("toLower", (value) => value.toLowerCase()),
  printf: (values) => text(printf(values)),
};

const text = (value: string): TemplateValue => ({ kind: "text", text: value });

function single(name: string, values: readonly TemplateValue[]): TemplateValue {
  const [value] = values;
  if (value !== undefined && values.length === 1) return value;
  throw new TemplateFailure(`wrong number of args for ${name}: want 1 got ${values.length}`);
}

function ofNumber(name: string, format: (value: number) => string): TemplateFunction {
  return (values) => {
    const value = single(name, values);
    if (value.kind !== "text") return text(format(value.number));
    const sign = value.text.startsWith("-") ? -1 : 1;
    const number = parseNumberLiteral(value.text.replace(/^[+-]/, ""));
    if (number !== null) return text(format(sign * number));
    throw new TemplateFailure(`error calling ${name}: parsing ${printString(value.text)}: invalid syntax`);
  };
}

function ofText(name: string, change: (value: string) => string): TemplateFunction {
  return (values) => {
    const value = single(name, values);
    if (value.kind === "text") return text(change(value.text));
    throw new TemplateFailure(`wrong type for ${name}: expected a string, not a number`);
  };
}

const LARGE = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
const SMALL = ["m", "u", "n", "p", "f", "a", "z", "y"];
const LARGE_1024 = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

/** A value and its prefix, divided until it is below the base or the prefixes are spent. */
function shrunk(value: number, prefixes: readonly string[], base: number): string {
  let rest = value;
  let prefix = "";
  for (const next of prefixes) {
    if (Math.abs(rest) < base) break;
    prefix = next;
    rest /= base;
  }
  return formatGeneral(rest, 4) + prefix;
}

function enlarged(value: number): string {
  let rest = value;
  let prefix = "";
  for (const next of SMALL) {
    if (Math.abs(rest) >= 1) break;
    prefix = next;
    rest *= 1_000;
  }
  return formatGeneral(rest, 4) + prefix;
}

function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return formatGeneral(value, 4);
  return Math.abs(value) >= 1 ? shrunk(value, LARGE, 1_000) : enlarged(value);
}

function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return formatGeneral(value, 4);
  return shrunk(value, LARGE_1024, 1_024);
}

function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return formatGeneral(value, 4);
  if (value === 0) return `${formatGeneral(value, 4)}s`;
  if (Math.abs(value) < 1) return `${enlarged(value)}s`;
  const sign = value < 0 ? "-" : "";
  const total = Math.floor(Math.abs(value));
  const parts = [
    `${Math.floor(total / 86_400)}d`,
    `${Math.floor(total / 3_600) % 24}h`,
    `${Math.floor(total / 60) % 60}m`,
    `${total % 60}s`,
  ];
  const largest = parts.findIndex((part) => !part.startsWith("0"));
  // Days to minutes come with whole seconds, seconds alone with four digits.
  return sign + (total < 60 ? `${formatGeneral(Math.abs(value), 4)}s` : parts.slice(largest).join(" "));
}

const VERB = /%([-+ 0#]*)(\d*)(?:\.(\d*))?([A-Za-z%])/g;

function printf(values: readonly TemplateValue[]): string {
  const [format, ...operands] = values;
  if (format?.kind !== "text") throw new TemplateFailure("wrong type for printf: expected a format");
  let used = 0;
  const printed = format.text.replace(
    VERB,
    (_verb, flags: string, width: string, precision: string | undefined, letter: string) => {
      if (letter === "%") return "%";
      const operand = operands[used];
      used += 1;
      if (operand === undefined) return `%!${letter}(MISSING)`;
      const decimals = precision === undefined ? null : Number(precision);
      return padded(formatVerb(letter, operand, decimals), flags, Number(width), operand);
    },
  );
  const extra = operands.slice(used).map(described);
  return extra.length === 0 ? printed : `${printed}%!(EXTRA ${extra.join(", ")})`;
}

function formatVerb(letter: string, operand: TemplateValue, decimals: number | null): string {
  const mismatch = `%!${letter}(${described(operand)})`;
  switch (letter) {
    case "v":
      return operand.kind === "float" && decimals !== null
        ? formatGeneral(operand.number, decimals)
        : plainText(operand);
    case "s":
    case "q": {
      if (operand.kind !== "text") return mismatch;
      const shown = decimals === null ? operand.text : [...operand.text].slice(0, decimals).join("");
      return letter === "q" ? printString(shown) : shown;
    }
    case "d":
      return operand.kind === "integer" ? String(operand.number) : mismatch;
    case "f":
      return operand.kind === "float" ? formatFixed(operand.number, decimals ?? 6) : mismatch;
    case "e":
      return operand.kind === "float" ? formatExponent(operand.number, decimals ?? 6) : mismatch;
    case "g":
      if (operand.kind !== "float") return mismatch;
      return decimals === null ? formatFloat(operand.number) : formatGeneral(operand.number, decimals);
    default:
      throw new TemplateFailure(`not supported yet: the verb %${letter} of printf`);
  }
}

/** As an action prints its result. */
export function plainText(value: TemplateValue): string {
  switch (value.kind) {
    case "text":
      return value.text;
    case "float":
      return formatFloat(value.number);
    case "integer":
      return String(value.number);
    default:
      return unreachable(value);
  }
}

function described(value: TemplateValue): string {
  const type = value.kind === "text" ? "string" : value.kind === "float" ? "float64" : "int";
  return `${type}=${plainText(value)}`;
}

function padded(printed: string, flags: string, width: number, operand: TemplateValue): string {
  const numeric = operand.kind !== "text" && !printed.startsWith("%!");
  const signed = numeric && flags.includes("+") && !/^[-+N]/.test(printed) ? `+${printed}` : printed;
  if (flags.includes("-")) return signed.padEnd(width);
  const finite = operand.kind !== "text" && Number.isFinite(operand.number);
  if (!(numeric && finite && flags.includes("0"))) return signed.padStart(width);
  const sign = /^[-+]/.exec(signed)?.[0] ?? "";
  return sign + signed.slice(sign.length).padStart(width - sign.length, "0");
}
