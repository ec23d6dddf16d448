/** The JSON Schemas that are published in `schemas/` for the files people write, so that an editor completes, explains
 *  and checks them. They are made from the schemas that check those files; what a JSON Schema cannot say (an id used
 *  twice, weights that do not add up, names of what does not exist) `firedrill validate` says. */

import { z } from "zod";
import { predicateForms } from "../runbook/predicate-json-schema.ts";
import { predicate } from "../runbook/predicate-schema.ts";
import { type ObjectSchema, withInheritance } from "../simulator/scenario-json-schema.ts";
import { FILE_KINDS, FILE_SCHEMAS, type FileKind } from "./file-kinds.ts";

export interface PublishedSchema {
  readonly kind: FileKind;
  /** Its name in the folder of schemas. */
  readonly file: string;
  readonly schema: ObjectSchema;
}

const TITLES: Readonly<Record<FileKind, string>> = {
  scenario: "A scenario: the world of a drill, and what goes wrong in it",
  runbook: "A runbook: how a responder detects, diagnoses, decides, mitigates, tells and resolves",
  rubric: "A rubric: what a drill is judged by",
  signatures: "Signatures: what fixed texts in error lines say of a cause",
  "rule file": "A Prometheus rule file, as far as Firedrill supports it",
  chaos: "A chaos plan: what the faults of the responder's own tools are drawn from",
};

/** Rises when a file that was valid no longer is. No such host exists: the id names the schema and is never fetched. */
const VERSION = 1;

export function publishedSchemas(): readonly PublishedSchema[] {
  return FILE_KINDS.map((kind) => {
    const name = kind.replaceAll(" ", "-");
    const made = jsonSchemaOf(FILE_SCHEMAS[kind]);
    const { $schema, ...schema } = kind === "scenario" ? withInheritance(made) : made;
    const $id = `https://firedrill.invalid/schemas/${name}-${VERSION}.json`;
    return { kind, file: `${name}.schema.json`, schema: { $schema, $id, title: TITLES[kind], ...schema } };
  });
}

export const schemaText = ({ schema }: PublishedSchema): string => `${JSON.stringify(schema, null, 2)}\n`;

const jsonSchemaOf = (schema: z.ZodType): ObjectSchema =>
  z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io: "input",
    // Only keys that must be absent have no counterpart.
    unrepresentable: () => ({ not: {} }),
    override: ({ zodSchema, jsonSchema }) => {
      if ((zodSchema as z.core.$ZodType) === predicate) Object.assign(jsonSchema, predicateForms());
      listKeys(zodSchema, jsonSchema);
      spellOutTuple(zodSchema, jsonSchema);
      dropMachineBounds(jsonSchema);
    },
  }) as ObjectSchema;

/** Where the keys of a mapping are known, editors want them as properties: they complete those. */
function listKeys(zodSchema: z.core.$ZodTypes, jsonSchema: z.core.JSONSchema.BaseSchema): void {
  const { def } = zodSchema._zod;
  if (def.type !== "record" || !(def.keyType instanceof z.ZodEnum)) return;
  const value = jsonSchema.additionalProperties;
  jsonSchema.properties = Object.fromEntries(def.keyType.options.map((key) => [key, value ?? true]));
  jsonSchema.additionalProperties = false;
  delete jsonSchema.propertyNames;
}

/** Members of one kind need no `prefixItems`, which many editors do not know yet. */
function spellOutTuple(zodSchema: z.core.$ZodTypes, jsonSchema: z.core.JSONSchema.BaseSchema): void {
  if (zodSchema._zod.def.type !== "tuple") return;
  const [first, ...rest] = zodSchema._zod.def.items;
  if (first === undefined || rest.some((member) => member !== first)) return;
  const [item] = jsonSchema.prefixItems ?? [];
  if (item === undefined) return;
  jsonSchema.items = item;
  delete jsonSchema.prefixItems;
}

/** That an integer must be one a computer can hold exactly needs no saying. */
function dropMachineBounds(jsonSchema: z.core.JSONSchema.BaseSchema): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}
