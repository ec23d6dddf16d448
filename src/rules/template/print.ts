/** Values as Go prints them: `fmt.Sprint`, an action's output, and the verbs of `printf` for one value. */

import { unreachable } from "../../assert.ts";
import { formatFloat } from "../go-format.ts";
import { BoundedText } from "./bounds.ts";
import { printTime } from "./time.ts";
import { float, type TemplateSample, type TemplateValue, text, typeOf } from "./value.ts";
import { formatInteger, formatNumber, formatText, PLAIN, padded, type Verb } from "./verb.ts";

/** Go prints an address, which differs from run to run. */
const ADDRESS = 0xc000000000n;

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
export function sprint(
  values: readonly TemplateValue[],
  print: (value: TemplateValue) => string = (value) => formatValue(value, PLAIN),
): string {
  const output = new BoundedText();
  values.forEach((value, index) => {
    const before = values[index - 1];
    if (before !== undefined && before.kind !== "text" && value.kind !== "text") output.append(" ");
    output.append(print(value));
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
  if (verb.letter === "T" && !inside) return formatText(typeOf(value), { ...verb, letter: "s" }) ?? "";
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
      return listText(value.samples, verb);
    case "sample":
      return inside || verb.letter === "p"
        ? pointerText(value.sample, verb)
        : `&${structText(value.sample, verb)}`;
    case "time":
      return formatText(printTime(value.unixMs), verb) ?? mismatch(value, verb);
    case "data":
      return structText(value.data, verb);
    default:
      return unreachable(value);
  }
}

function listText(samples: readonly TemplateSample[], verb: Verb): string {
  if (verb.letter === "p") return addressText(verb);
  const output = new BoundedText();
  output.append(verb.syntax ? "template.queryResult{" : "[");
  samples.forEach((sample, index) => {
    if (index > 0) output.append(verb.syntax ? ", " : " ");
    output.append(pointerText(sample, verb));
  });
  output.append(verb.syntax ? "}" : "]");
  return output.toString();
}

function pointerText(sample: TemplateSample, verb: Verb): string {
  if (verb.syntax) return `(*template.sample)(${addressText(verb)})`;
  return /[vpbodxX]/.test(verb.letter) ? addressText(verb) : mismatch({ kind: "sample", sample }, verb);
}

/** As a number it goes without a prefix, unless asked for. */
const addressText = (verb: Verb): string =>
  formatInteger(ADDRESS, /[vp]/.test(verb.letter) ? { ...verb, letter: "x", sharp: !verb.sharp } : verb) ??
  "";

function mapText<Entry>(
  type: string,
  entries: Readonly<Record<string, Entry>>,
  shownAs: (entry: Entry) => TemplateValue,
  verb: Verb,
): string {
  const { syntax } = verb;
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
  const named = verb.names || verb.syntax;
  const shown = fields.flatMap(([name, field]) =>
    field === null ? [] : [`${named ? `${name}:` : ""}${formatValue(field, verb, true)}`],
  );
  return verb.syntax
    ? `${externalUrl === undefined ? "template.sample" : "struct"}{${shown.join(", ")}}`
    : `{${shown.join(" ")}}`;
}

export const mismatch = (value: TemplateValue, verb: Verb): string =>
  `%!${verb.letter}(${described(value, { ...verb, letter: "v" })})`;

/** A value that a format did not fit. */
export const described = (value: TemplateValue, verb: Verb = PLAIN): string =>
  value.kind === "nothing" ? "<nil>" : `${typeOf(value)}=${formatValue(value, verb)}`;
