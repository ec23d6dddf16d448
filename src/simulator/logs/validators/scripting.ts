/** Validators of Python and JavaScript: pydantic, jsonschema, Ajv and Zod. */

import type { ValidationFailure } from "../occurrence.ts";
import { named } from "../shape.ts";
import { between, className } from "../vary.ts";
import { brokenField, type ValidatorRows } from "./field.ts";

const say = named<ValidationFailure>;

const found = (draw: number): string =>
  `{'summary': 'Revenue recognised in Q3', 'confidence': 0.${between(draw, 1, 41, 98)}}`;

const foundJson = (draw: number): string =>
  `{"summary":"Revenue recognised in Q3","confidence":0.${between(draw, 1, 41, 98)}}`;

/** pydantic 2, without the line breaks. */
function pydantic(what: ValidationFailure, field: string, message: string, kind: string): string {
  return `pydantic_core._pydantic_core.ValidationError: 1 validation error for ${className(what.family)}Output ${field} ${message} For further information visit https://errors.pydantic.dev/2.11/v/${kind}`;
}

export const PYDANTIC: ValidatorRows = [
  say("pydantic 2: missing", 6, (what, context, draw) => {
    const message = `Field required [type=missing, input_value=${found(draw)}, input_type=dict]`;
    return pydantic(what, brokenField(what, context), message, "missing");
  }),
  say("pydantic 2: number", 4, (what, context) => {
    const message =
      "Input should be a valid number, unable to parse string as a number [type=float_parsing, input_value='high', input_type=str]";
    return pydantic(what, brokenField(what, context), message, "float_parsing");
  }),
  say("pydantic 2: extra", 3, (what, context) => {
    const message = "Extra inputs are not permitted [type=extra_forbidden, input_value=[], input_type=list]";
    return pydantic(what, brokenField(what, context), message, "extra_forbidden");
  }),
  say("pydantic 2: literal", 2, (what, context) => {
    const message =
      "Input should be 'low', 'medium' or 'high' [type=literal_error, input_value='severe', input_type=str]";
    return pydantic(what, brokenField(what, context), message, "literal_error");
  }),
  say("pydantic 1: missing", 2, (what, context) => {
    return `pydantic.error_wrappers.ValidationError: 1 validation error for ${className(what.family)}Output ${brokenField(what, context)} field required (type=value_error.missing)`;
  }),
  say("instructor: retries", 2, (what, context, draw) => {
    return `instructor.exceptions.InstructorRetryException: 1 validation error for ${className(what.family)}Output ${brokenField(what, context)} Field required [type=missing, input_value=${found(draw)}, input_type=dict]`;
  }),
];

export const JSONSCHEMA: ValidatorRows = [
  say("jsonschema: required", 6, (what, context, draw) => {
    return `jsonschema.exceptions.ValidationError: '${brokenField(what, context)}' is a required property Failed validating 'required' in schema['properties']['result']: {'$id': '${what.family}/${what.schemaVersion}'} On instance['result']: ${found(draw)}`;
  }),
  say("jsonschema: type", 4, (what, context) => {
    const field = brokenField(what, context);
    return `jsonschema.exceptions.ValidationError: 'high' is not of type 'number' Failed validating 'type' in schema['properties']['${field}']: {'type': 'number'} On instance['${field}']: 'high'`;
  }),
  say("jsonschema: additional", 3, (what, context) => {
    return `jsonschema.exceptions.ValidationError: Additional properties are not allowed ('${brokenField(what, context)}' was unexpected)`;
  }),
  say("jsonschema: enum", 2, () => {
    return "jsonschema.exceptions.ValidationError: 'severe' is not one of ['low', 'medium', 'high']";
  }),
  say("referencing: unresolvable", 1, (what) => {
    return `referencing.exceptions.Unresolvable: https://schemas.flowengine.internal/${what.family}/${what.schemaVersion}.json`;
  }),
  say("fastjsonschema: contain", 2, (what, context) => {
    return `fastjsonschema.exceptions.JsonSchemaValueException: data must contain ['${brokenField(what, context)}'] properties`;
  }),
];

export const AJV: ValidatorRows = [
  say("Ajv: required", 6, (what, context) => {
    const field = brokenField(what, context);
    return `[{"instancePath":"","schemaPath":"#/required","keyword":"required","params":{"missingProperty":"${field}"},"message":"must have required property '${field}'"}]`;
  }),
  say("Ajv: text", 4, (what, context) => {
    return `data must have required property '${brokenField(what, context)}' (schema ${what.family}/${what.schemaVersion})`;
  }),
  say("Ajv: type", 4, (what, context) => {
    return `[{"instancePath":"/${brokenField(what, context)}","schemaPath":"#/properties/${brokenField(what, context)}/type","keyword":"type","params":{"type":"number"},"message":"must be number"}]`;
  }),
  say("Ajv: additional", 3, (what, context) => {
    return `[{"instancePath":"","schemaPath":"#/additionalProperties","keyword":"additionalProperties","params":{"additionalProperty":"${brokenField(what, context)}"},"message":"must NOT have additional properties"}]`;
  }),
  say(
    "Ajv 6: text",
    2,
    (what, context) => `data should have required property '${brokenField(what, context)}'`,
  ),
  say("Ajv: reference", 1, (what) => {
    return `MissingRefError: can't resolve reference ${what.family}/${what.schemaVersion}#/definitions/result from id #`;
  }),
  say(
    "Ajv: async",
    1,
    () => "Error: validation failed at ValidationError (ajv/dist/runtime/validation_error.js)",
  ),
];

function zod3(field: string, code: string, rest: string): string {
  return `ZodError: [ { "code": "${code}", ${rest}, "path": [ "result", "${field}" ] } ]`;
}

export const ZOD: ValidatorRows = [
  say("Zod 4: undefined", 6, (what, context) => {
    return `ZodError: [ { "expected": "number", "code": "invalid_type", "path": [ "${brokenField(what, context)}" ], "message": "Invalid input: expected number, received undefined" } ]`;
  }),
  say("Zod 3: required", 4, (what, context) => {
    return zod3(
      brokenField(what, context),
      "invalid_type",
      '"expected": "number", "received": "undefined", "message": "Required"',
    );
  }),
  say("Zod 4: unrecognized", 3, (what, context) => {
    const field = brokenField(what, context);
    return `ZodError: [ { "code": "unrecognized_keys", "keys": [ "${field}" ], "path": [], "message": "Unrecognized key: \\"${field}\\"" } ]`;
  }),
  say("Zod 3: enum", 2, (what, context) => {
    return zod3(
      brokenField(what, context),
      "invalid_enum_value",
      `"message": "Invalid enum value. Expected 'low' | 'medium' | 'high', received 'severe'"`,
    );
  }),
  say("zod-validation-error: required", 2, (what, context) => {
    return `ValidationError: Validation error: Required at "${brokenField(what, context)}"`;
  }),
  say("Vercel AI SDK: no object", 3, () => {
    return "AI_NoObjectGeneratedError: No object generated: response did not match schema.";
  }),
  say("Vercel AI SDK: type", 1, (what, context, draw) => {
    return `AI_TypeValidationError: Type validation failed: Value: ${foundJson(draw)}. Error message: [{"code":"invalid_type","path":["${brokenField(what, context)}"]}]`;
  }),
];
