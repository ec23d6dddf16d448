/** Go's `fmt.Sprintf`: flags, width, precision, `*`, `[n]`, and its own complaints within the text. */

import { BoundedText } from "./bounds.ts";
import { described, formatValue, mismatch } from "./print.ts";
import type { TemplateValue } from "./value.ts";
import type { Verb } from "./verb.ts";

/** Go takes no larger width or precision either. */
const NUMBER_MAX = 1_000_000;
const FLAGS = /[#0+\- ]*/y;
const DIGITS = /\d*/y;
const INDEX = /\[([^\]]*)\]/y;

interface Progress {
  readonly format: string;
  readonly values: readonly TemplateValue[];
  readonly output: BoundedText;
  position: number;
  /** The next operand. */
  next: number;
  /** Whether `[n]` was ever used: then nothing counts as left over. */
  reordered: boolean;
  /** Within one verb. */
  goodIndex: boolean;
  afterIndex: boolean;
}

export function sprintf(format: string, values: readonly TemplateValue[]): string {
  const output = new BoundedText();
  const progress: Progress = {
    format,
    values,
    output,
    position: 0,
    next: 0,
    reordered: false,
    goodIndex: true,
    afterIndex: false,
  };
  while (progress.position < format.length) {
    const percent = format.indexOf("%", progress.position);
    const end = percent === -1 ? format.length : percent;
    output.append(format.slice(progress.position, end));
    if (percent === -1) break;
    progress.position = percent + 1;
    formatVerb(progress);
  }
  const extra = values.slice(progress.next);
  if (!progress.reordered && extra.length > 0) {
    output.append("%!(EXTRA ");
    extra.forEach((value, index) => {
      output.append((index === 0 ? "" : ", ") + described(value));
    });
    output.append(")");
  }
  return output.toString();
}

function take(pattern: RegExp, progress: Progress): string {
  pattern.lastIndex = progress.position;
  const found = pattern.exec(progress.format)?.[0] ?? "";
  progress.position += found.length;
  return found;
}

function formatVerb(progress: Progress): void {
  const { format, values, output } = progress;
  progress.goodIndex = true;
  progress.afterIndex = false;
  const flags = take(FLAGS, progress);
  readIndex(progress);
  const width = readNumber("WIDTH", progress);
  let minus = flags.includes("-");
  if (width !== null && width < 0) minus = true;
  let precision: number | null = null;
  if (format[progress.position] === ".") {
    progress.position += 1;
    if (progress.afterIndex) progress.goodIndex = false;
    readIndex(progress);
    const star = format[progress.position] === "*";
    const read = readNumber("PREC", progress);
    precision = star ? (read !== null && read >= 0 ? read : null) : (read ?? 0);
  }
  if (!progress.afterIndex) readIndex(progress);
  const code = format.codePointAt(progress.position);
  if (code === undefined) {
    output.append("%!(NOVERB)");
    return;
  }
  const letter = String.fromCodePoint(code);
  progress.position += letter.length;
  if (letter === "%") {
    output.append("%");
  } else if (!progress.goodIndex) {
    output.append(`%!${letter}(BADINDEX)`);
  } else if (progress.next >= values.length) {
    output.append(`%!${letter}(MISSING)`);
  } else {
    const value = values[progress.next] as TemplateValue;
    progress.next += 1;
    const verb: Verb = {
      letter,
      minus,
      plus: flags.includes("+") && letter !== "v",
      sharp: flags.includes("#") && letter !== "v",
      names: flags.includes("+") && letter === "v",
      syntax: flags.includes("#") && letter === "v",
      space: flags.includes(" "),
      zero: flags.includes("0") && !minus,
      width: width === null ? null : Math.abs(width),
      precision,
    };
    output.append(letter === "w" ? mismatch(value, verb) : formatValue(value, verb));
  }
}

/** `[3]`: which operand is next. */
function readIndex(progress: Progress): void {
  if (progress.format[progress.position] !== "[") return;
  progress.reordered = true;
  const found = take(INDEX, progress);
  if (found === "") progress.position += 1;
  const number = /^\[\d{1,7}\]$/.test(found) ? Number(found.slice(1, -1)) : 0;
  if (number >= 1 && number <= progress.values.length) {
    progress.next = number - 1;
    progress.afterIndex = true;
  } else {
    progress.goodIndex = false;
  }
}

/** A width or a precision: digits, or `*` for the next operand. */
function readNumber(name: "WIDTH" | "PREC", progress: Progress): number | null {
  const { format, values, output } = progress;
  if (format[progress.position] === "*") {
    progress.position += 1;
    const value = values[progress.next];
    progress.next = Math.min(progress.next + 1, values.length);
    progress.afterIndex = false;
    const number = value?.kind === "integer" ? Number(value.integer) : null;
    if (number !== null && Math.abs(number) <= NUMBER_MAX && (name === "WIDTH" || number >= 0)) return number;
    if (number === null || Math.abs(number) > NUMBER_MAX) output.append(`%!(BAD${name})`);
    return null;
  }
  const digits = take(DIGITS, progress);
  if (digits === "") return null;
  if (progress.afterIndex && name === "WIDTH") progress.goodIndex = false;
  if (Number(digits) <= NUMBER_MAX) return Number(digits);
  progress.position = format.length;
  return null;
}
