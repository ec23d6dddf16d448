/** The kinds of YAML file the product reads, each with the schema that checks it, and which of them a file is. */

import { chaosSchema } from "../faults/chaos-schema.ts";
import { ruleFileSchema } from "../rules/rule-file.ts";
import { runbookSchema, signaturesSchema } from "../runbook/schema.ts";
import { rubricSchema } from "../scoring/rubric.ts";
import { EXTENDS } from "../simulator/scenario.ts";
import { scenarioSchema } from "../simulator/scenario-schema.ts";

export const FILE_SCHEMAS = {
  scenario: scenarioSchema,
  runbook: runbookSchema,
  rubric: rubricSchema,
  signatures: signaturesSchema,
  "rule file": ruleFileSchema,
  chaos: chaosSchema,
} as const;

export type FileKind = keyof typeof FILE_SCHEMAS;
export const FILE_KINDS = Object.keys(FILE_SCHEMAS) as readonly FileKind[];

const keysOf = (kind: FileKind): readonly string[] => [
  ...Object.keys(FILE_SCHEMAS[kind].shape),
  ...(kind === "scenario" ? [EXTENDS] : []),
];

/** promtool's test files: read scalar by scalar as written, so that no JSON Schema can check them. */
export const isRuleTests = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "tests") && kindOf(value) === null;

/** Told by what the file holds, never by its name: the kind that knows more of its keys than any other kind does, and
 *  at least half of them. Null where there is none. */
export function kindOf(value: unknown): FileKind | null {
  if (typeof value !== "object" || value === null) return null;
  const known = FILE_KINDS.map((kind) => ({
    kind,
    keys: keysOf(kind).filter((key) => Object.hasOwn(value, key)).length,
  })).sort((a, b) => b.keys - a.keys);
  const [most, next] = known;
  if (most === undefined || most.keys === next?.keys) return null;
  return most.keys * 2 >= Object.keys(value).length ? most.kind : null;
}
