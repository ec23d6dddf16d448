/** The values a template works with: those of Go that alert templates can get hold of, told apart by their Go types,
 *  because printing, comparing and calling depend on them. */

import { unreachable } from "../../assert.ts";
import type { LabelRecord } from "../labels.ts";

export interface TemplateSample {
  readonly labels: LabelRecord;
  readonly value: number;
}

/** What an alert's templates are filled in with. */
export interface TemplateData {
  readonly labels: LabelRecord;
  readonly value: number;
  readonly externalLabels: LabelRecord;
  readonly externalUrl: string;
  /** PromQL at the instant of the evaluation. @throws TemplateFailure */
  readonly query: (text: string) => readonly TemplateSample[];
}

export type TemplateValue =
  /** Go's nil; an interface until a pipeline has passed it on. */
  | { readonly kind: "nothing"; readonly isInterface: boolean }
  | { readonly kind: "boolean"; readonly truth: boolean }
  | { readonly kind: "integer"; readonly type: "int" | "int64" | "uint8"; readonly integer: bigint }
  | { readonly kind: "float"; readonly number: number }
  | { readonly kind: "text"; readonly type: TextType; readonly text: string }
  | { readonly kind: "labels"; readonly labels: LabelRecord }
  | { readonly kind: "arguments"; readonly entries: Readonly<Record<string, TemplateValue>> }
  | { readonly kind: "sample"; readonly sample: TemplateSample }
  | { readonly kind: "samples"; readonly samples: readonly TemplateSample[] }
  | { readonly kind: "time"; readonly unixMs: number }
  | { readonly kind: "data"; readonly data: TemplateData };

export type TextType = "string" | "template.HTML" | "time.Month" | "time.Weekday";

export const NOTHING: TemplateValue = { kind: "nothing", isInterface: false };
export const EMPTY_INTERFACE: TemplateValue = { kind: "nothing", isInterface: true };
const YES: TemplateValue = { kind: "boolean", truth: true };
const NO: TemplateValue = { kind: "boolean", truth: false };

export const text = (value: string): TemplateValue => ({ kind: "text", type: "string", text: value });
export const float = (number: number): TemplateValue => ({ kind: "float", number });
export const boolean = (truth: boolean): TemplateValue => (truth ? YES : NO);
export const integer = (value: number | bigint, type: "int" | "int64" | "uint8" = "int"): TemplateValue => ({
  kind: "integer",
  type,
  integer: BigInt(value),
});

const DATA_TYPE =
  "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value float64 }";

/** Go's `%T`. */
export function typeOf(value: TemplateValue): string {
  switch (value.kind) {
    case "nothing":
      return "<nil>";
    case "boolean":
      return "bool";
    case "integer":
    case "text":
      return value.type;
    case "float":
      return "float64";
    case "labels":
      return "map[string]string";
    case "arguments":
      return "map[string]interface {}";
    case "sample":
      return "*template.sample";
    case "samples":
      return "template.queryResult";
    case "time":
      return "*time.Time";
    case "data":
      return DATA_TYPE;
    default:
      return unreachable(value);
  }
}

/** The type behind a pointer, as some complaints name it. */
export const pointedTypeOf = (value: TemplateValue): string => typeOf(value).replace(/^\*/, "");

/** What `if`, `and` and `not` take for true: whatever is not its type's zero. */
export function isTrue(value: TemplateValue): boolean {
  switch (value.kind) {
    case "nothing":
      return false;
    case "boolean":
      return value.truth;
    case "integer":
      return value.integer !== 0n;
    case "float":
      return value.number !== 0;
    case "text":
      return value.text !== "";
    case "labels":
      return Object.keys(value.labels).length > 0;
    case "arguments":
      return Object.keys(value.entries).length > 0;
    case "samples":
      return value.samples.length > 0;
    case "sample":
    case "time":
    case "data":
      return true;
    default:
      return unreachable(value);
  }
}
