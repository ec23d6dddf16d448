/** Which property of a block's output the validator stumbles over: one for a family in a world, unless the world names it. */

import type { LogContext, ValidationFailure } from "../occurrence.ts";
import type { Shape } from "../shape.ts";
import { oneOf } from "../vary.ts";

export type ValidatorRows = readonly Omit<Shape<ValidationFailure>, "trace">[];

const FIELDS = [
  "score",
  "risk_level",
  "citations",
  "amount_minor",
  "rationale",
  "currency",
  "entities",
] as const;

export const brokenField = (what: ValidationFailure, context: LogContext): string =>
  what.field ?? oneOf(context.dialect.accent, 51 + what.family.length, FIELDS);
