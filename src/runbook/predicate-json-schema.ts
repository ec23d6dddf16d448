/** How a predicate is written, as JSON Schema for editors. The check itself (`predicate-schema.ts`) chooses a form by
 *  its keys, so that a mistake is reported where it is, and that no conversion can see: it takes "anything" there.
 *  A test holds the two together. */

import { FACT_NAMES, FACTS, type FactUnit } from "./fact.ts";
import { COMPARISONS, predicate, QUANTITY } from "./predicate-schema.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

const form = (properties: JsonSchema, required: readonly string[], more: JsonSchema = {}): JsonSchema => ({
  type: "object",
  properties,
  required,
  ...more,
  additionalProperties: false,
});

/** Refers to a part by the name it carries in every published schema. */
const named = (part: { meta(): { id?: string | undefined } | undefined }): JsonSchema => ({
  $ref: `#/$defs/${part.meta()?.id}`,
});

const factOf = (unit: FactUnit): JsonSchema => ({
  description: `A fact that is a ${unit}.`,
  oneOf: FACT_NAMES.filter((name) => FACTS[name].unit === unit).map((name) => ({
    const: name,
    description: FACTS[name].says,
  })),
});

function comparisonForm(unit: FactUnit): JsonSchema {
  const fact = factOf(unit);
  if (unit === "boolean") return form({ fact, is: { type: "boolean" } }, ["fact", "is"]);
  const value = unit === "count" ? { type: "integer" } : named(QUANTITY[unit]);
  const comparisons = Object.fromEntries(COMPARISONS.map((comparison) => [comparison, value]));
  // The fact, and exactly one comparison.
  return form({ fact, ...comparisons }, ["fact"], { minProperties: 2, maxProperties: 2 });
}

export function predicateForms(): JsonSchema {
  const part = named(predicate);
  const parts = { type: "array", items: part, minItems: 1 };
  const units = Object.keys(QUANTITY) as readonly FactUnit[];
  return {
    anyOf: [
      ...units.map(comparisonForm),
      form({ all: { ...parts, description: "Holds when every part holds." } }, ["all"]),
      form({ any: { ...parts, description: "Holds when one of the parts holds." } }, ["any"]),
      form({ not: { ...part, description: "Holds when the part does not." } }, ["not"]),
    ],
  };
}
