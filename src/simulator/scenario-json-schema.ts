/** A scenario as it may be written, as JSON Schema for editors. A file that extends another leaves out what it takes
 *  over: keys of mappings at any depth, for mappings are merged, but nothing inside lists, for those are replaced
 *  (`scenario.ts`). A file that extends none must be whole. */

import { assert, present } from "../assert.ts";
import { EXTENDS } from "./scenario.ts";

export interface ObjectSchema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, ObjectSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: ObjectSchema | boolean;
  readonly anyOf?: readonly ObjectSchema[];
  readonly $defs?: Readonly<Record<string, ObjectSchema>>;
  readonly [keyword: string]: unknown;
}

const REFERENCE = "#/$defs/";

/** From a schema of whole scenarios, one of whole scenarios and of such as extend another. */
export function withInheritance(whole: ObjectSchema): ObjectSchema {
  const { $defs: definitions = {}, ...root } = whole;
  const added: Record<string, ObjectSchema> = {};
  const named = (reference: string): [name: string, schema: ObjectSchema] => {
    const name = reference.slice(REFERENCE.length);
    return [name, present(definitions[name], reference)];
  };
  const refer = (name: string, schema: ObjectSchema): ObjectSchema => {
    added[name] = schema;
    return { $ref: `${REFERENCE}${name}` };
  };

  /** The same with every key optional. */
  const partOf = (schema: ObjectSchema): ObjectSchema => {
    if (schema.$ref !== undefined) {
      const [name, definition] = named(schema.$ref);
      return demandsOf(definition) === null
        ? schema
        : { ...schema, ...refer(`${name}-part`, partOf(definition)) };
    }
    const { required: _required, properties, additionalProperties, anyOf, ...rest } = schema;
    return {
      ...rest,
      ...(properties && { properties: mapped(properties, partOf) }),
      ...(additionalProperties !== undefined && {
        additionalProperties:
          typeof additionalProperties === "object" ? partOf(additionalProperties) : additionalProperties,
      }),
      ...(anyOf && { anyOf: anyOf.map(partOf) }),
    };
  };

  /** Nothing but the keys that must be there; null where none must. */
  const demandsOf = (schema: ObjectSchema): ObjectSchema | null => {
    if (schema.$ref !== undefined) {
      const [name, definition] = named(schema.$ref);
      const demands = demandsOf(definition);
      return demands === null ? null : refer(`${name}-whole`, demands);
    }
    if (schema.anyOf !== undefined) {
      const demanding = schema.anyOf.map(demandsOf).filter((demands) => demands !== null);
      // What is demanded of a mapping leaves texts and numbers alone, but two kinds of mapping cannot be told apart.
      assert(demanding.length <= 1, "at most one form of a value is a mapping");
      return demanding[0] ?? null;
    }
    const { required = [], properties = {}, additionalProperties } = schema;
    const inner = Object.entries(properties).flatMap(([key, value]) => {
      const demands = demandsOf(value);
      return demands === null ? [] : [[key, demands] as const];
    });
    const further = typeof additionalProperties === "object" ? demandsOf(additionalProperties) : null;
    if (required.length === 0 && inner.length === 0 && further === null) return null;
    return {
      ...(required.length > 0 && { required }),
      ...(inner.length > 0 && { properties: Object.fromEntries(inner) }),
      ...(further !== null && { additionalProperties: further }),
    };
  };

  const { properties = {}, ...part } = partOf(root);
  return {
    ...part,
    properties: {
      [EXTENDS]: {
        type: "string",
        description:
          "A scenario file, by its path from this one. Its mappings are merged with this file's, its lists replaced.",
      },
      ...properties,
    },
    if: { required: [EXTENDS] },
    else: demandsOf(root) ?? {},
    $defs: { ...definitions, ...added },
  };
}

const mapped = (
  properties: Readonly<Record<string, ObjectSchema>>,
  change: (schema: ObjectSchema) => ObjectSchema,
): Readonly<Record<string, ObjectSchema>> =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, change(value)]));
