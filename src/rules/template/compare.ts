/** `eq`, `lt` and their like: values of one basic kind can be compared, an `int` with a `float64` cannot. */

import { TemplateFailure } from "./failure.ts";
import { formatValue } from "./print.ts";
import { compareAsGo } from "./utf8.ts";
import { boolean, type TemplateValue, typeOf } from "./value.ts";
import { PLAIN, type Verb } from "./verb.ts";

const INCOMPATIBLE = "incompatible types for comparison";

/** Whether the first equals any of the others. */
export function equalsAny([one, ...others]: readonly TemplateValue[]): TemplateValue {
  if (others.length === 0) throw new TemplateFailure("missing argument for comparison");
  return boolean(others.some((other) => equals(one as TemplateValue, other)));
}

export const differs = ([one, other]: readonly TemplateValue[]): TemplateValue =>
  boolean(!equals(one as TemplateValue, other as TemplateValue));

/** `lt`, `le`, `gt`, `ge` by what the order may be; nothing that is no number is in any order. */
export const ordered =
  (less: boolean, equal: boolean, inverted: boolean) =>
  ([one, other]: readonly TemplateValue[]): TemplateValue => {
    const a = one as TemplateValue;
    const b = other as TemplateValue;
    const order = orderOf(a, b);
    const holds = (less && order === "less") || (equal && order === "equal");
    return boolean(inverted ? !holds : holds);
  };

function checkComparable(one: TemplateValue, other: TemplateValue): void {
  if (!INCOMPARABLE.has(one.kind) && !INCOMPARABLE.has(other.kind)) return;
  const strings: Verb = { ...PLAIN, letter: "s" };
  throw new TemplateFailure(
    typeOf(one) === typeOf(other)
      ? `non-comparable type ${formatValue(other, strings)}: ${typeOf(other)}`
      : `non-comparable types ${formatValue(one, strings)}: ${typeOf(one)}, ${typeOf(other)}: ${formatValue(other, PLAIN)}`,
  );
}

const INCOMPARABLE: ReadonlySet<TemplateValue["kind"]> = new Set([
  "labels",
  "arguments",
  "samples",
  "data",
] as const);

/** Kinds of which Go compares two values; all others count as one kind more. */
const basicKind = ({ kind }: TemplateValue): string =>
  kind === "boolean" || kind === "integer" || kind === "float" || kind === "text" ? kind : "other";

function equals(one: TemplateValue, other: TemplateValue): boolean {
  if (one.kind === "nothing" || other.kind === "nothing") return one.kind === other.kind;
  if (basicKind(one) !== basicKind(other)) throw new TemplateFailure(INCOMPATIBLE);
  if (one.kind === "boolean" && other.kind === "boolean") return one.truth === other.truth;
  if (one.kind === "integer" && other.kind === "integer") return one.integer === other.integer;
  if (one.kind === "float" && other.kind === "float") return one.number === other.number;
  if (one.kind === "text" && other.kind === "text") return one.text === other.text;
  checkComparable(one, other);
  if (one.kind === "sample" && other.kind === "sample") return one.sample === other.sample;
  return one.kind === "time" && other.kind === "time" && one === other;
}

type Order = "less" | "equal" | "greater" | "none";

function orderOf(one: TemplateValue, other: TemplateValue): Order {
  const [kind, otherKind] = [basicKind(one), basicKind(other)];
  if (kind === "other" || otherKind === "other") throw new TemplateFailure("invalid type for comparison");
  if (kind !== otherKind) throw new TemplateFailure(INCOMPATIBLE);
  if (one.kind === "integer" && other.kind === "integer") return signed(one.integer, other.integer);
  if (one.kind === "float" && other.kind === "float") return signed(one.number, other.number);
  if (one.kind === "text" && other.kind === "text") return signed(compareAsGo(one.text, other.text), 0);
  throw new TemplateFailure("invalid type for comparison");
}

const signed = <Value extends number | bigint>(one: Value, other: Value): Order =>
  one < other ? "less" : one === other ? "equal" : one > other ? "greater" : "none";
