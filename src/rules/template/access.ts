/** What is inside a value: `len`, `index`, `slice`, and the fields of `.x.y`. */

import { TemplateFailure } from "./failure.ts";
import { utf8Bytes, utf8Length, utf8Slice } from "./utf8.ts";
import {
  EMPTY_INTERFACE,
  float,
  integer,
  NOTHING,
  pointedTypeOf,
  type TemplateValue,
  text,
  typeOf,
} from "./value.ts";

/** A field's value; null where the type has no such field. */
export function fieldOf(value: TemplateValue, name: string): TemplateValue | null {
  switch (value.kind) {
    case "nothing":
      if (value.isInterface) throw new TemplateFailure(`nil pointer evaluating interface {}.${name}`);
      return NOTHING;
    case "labels":
      return text(ownText(value.labels, name));
    case "arguments":
      return Object.hasOwn(value.entries, name) ? (value.entries[name] as TemplateValue) : EMPTY_INTERFACE;
    case "sample":
      if (name === "Labels") return { kind: "labels", labels: value.sample.labels };
      return name === "Value" ? float(value.sample.value) : null;
    case "data": {
      const { labels, externalLabels, externalUrl, value: number } = value.data;
      if (name === "Labels") return { kind: "labels", labels };
      if (name === "ExternalLabels") return { kind: "labels", labels: externalLabels };
      if (name === "ExternalURL") return text(externalUrl);
      return name === "Value" ? float(number) : null;
    }
    default:
      return null;
  }
}

export const ownText = (labels: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(labels, name) ? (labels[name] as string) : "";

export function lengthOf([value = NOTHING]: readonly TemplateValue[]): TemplateValue {
  switch (value.kind) {
    case "text":
      return integer(utf8Length(value.text));
    case "labels":
      return integer(Object.keys(value.labels).length);
    case "arguments":
      return integer(Object.keys(value.entries).length);
    case "samples":
      return integer(value.samples.length);
    case "nothing":
      throw new TemplateFailure("reflect: call of reflect.Value.Type on zero Value");
    default:
      throw new TemplateFailure(`len of type ${pointedTypeOf(value)}`);
  }
}

/** `index x 1 2` is x[1][2]. */
export function indexed([value, ...indices]: readonly TemplateValue[]): TemplateValue {
  return indices.reduce(elementAt, value as TemplateValue);
}

function elementAt(value: TemplateValue, index: TemplateValue): TemplateValue {
  switch (value.kind) {
    case "text": {
      const bytes = utf8Bytes(value.text);
      const byte = bytes[positionIn(bytes.length, index)];
      if (byte === undefined) throw new TemplateFailure("reflect: string index out of range");
      return integer(byte, "uint8");
    }
    case "samples": {
      const sample = value.samples[positionIn(value.samples.length, index)];
      if (sample === undefined) throw new TemplateFailure("reflect: slice index out of range");
      return { kind: "sample", sample };
    }
    case "labels":
    case "arguments": {
      if (index.kind === "nothing") throw new TemplateFailure("value is nil; should be of type string");
      if (index.kind !== "text" || index.type !== "string") {
        throw new TemplateFailure(`value has type ${typeOf(index)}; should be string`);
      }
      return fieldOf(value, index.text) ?? NOTHING;
    }
    case "nothing":
      throw new TemplateFailure(value.isInterface ? "index of nil pointer" : "index of untyped nil");
    default:
      throw new TemplateFailure(`can't index item of type ${pointedTypeOf(value)}`);
  }
}

/** The end itself is one too, as for slices. */
function positionIn(length: number, index: TemplateValue): number {
  if (index.kind === "nothing") throw new TemplateFailure("cannot index slice/array with nil");
  if (index.kind !== "integer") {
    throw new TemplateFailure(`cannot index slice/array with type ${typeOf(index)}`);
  }
  if (index.integer < 0n || index.integer > BigInt(length)) {
    throw new TemplateFailure(`index out of range: ${index.integer}`);
  }
  return Number(index.integer);
}

/** `slice x 1 2` is x[1:2]. */
export function sliced([value = NOTHING, ...bounds]: readonly TemplateValue[]): TemplateValue {
  if (value.kind === "nothing") throw new TemplateFailure("slice of untyped nil");
  if (bounds.length > 3) throw new TemplateFailure(`too many slice indexes: ${bounds.length}`);
  if (value.kind !== "text" && value.kind !== "samples") {
    throw new TemplateFailure(`can't slice item of type ${typeOf(value)}`);
  }
  if (value.kind === "text" && bounds.length === 3)
    throw new TemplateFailure("cannot 3-index slice a string");
  const length = value.kind === "text" ? utf8Length(value.text) : value.samples.length;
  const [from = 0, to = length, capacity = length] = bounds.map((bound) => positionIn(length, bound));
  if (from > to) throw new TemplateFailure(`invalid slice index: ${from} > ${to}`);
  if (to > capacity) throw new TemplateFailure(`invalid slice index: ${to} > ${capacity}`);
  return value.kind === "text"
    ? { ...value, text: utf8Slice(value.text, from, to) }
    : { kind: "samples", samples: value.samples.slice(from, to) };
}
