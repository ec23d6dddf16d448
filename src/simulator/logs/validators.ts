/** Block outputs that do not match the schema in force, as a world's validator prints them (rows in `validators/`). */

import type { Validator } from "./dialect.ts";
import type { ValidationFailure } from "./occurrence.ts";
import { placed, type Table, type Trace, table } from "./shape.ts";
import { JACKSON, REGISTRY } from "./validators/compiled.ts";
import type { ValidatorRows } from "./validators/field.ts";
import { VALIDATION_LIES } from "./validators/lies.ts";
import { AJV, JSONSCHEMA, PYDANTIC, ZOD } from "./validators/scripting.ts";

export const VALIDATION: Readonly<Record<Validator, Table<ValidationFailure>>> = {
  pydantic: validator("pydantic", 6_000, "python", PYDANTIC),
  jsonschema: validator("jsonschema", 6_001, "python", JSONSCHEMA),
  ajv: validator("ajv", 6_002, "node", AJV),
  zod: validator("zod", 6_003, "node", ZOD),
  jackson: validator("jackson", 6_004, "jvm", JACKSON),
  registry: validator("registry", 6_005, null, REGISTRY),
};

function validator(
  name: Validator,
  salt: number,
  trace: Trace,
  rows: ValidatorRows,
): Table<ValidationFailure> {
  return table(salt, placed(name, trace, rows), placed("validation-lies", null, VALIDATION_LIES));
}
