import { z } from "zod";
import { predicateForms } from "../runbook/predicate-json-schema.ts";
import { predicate } from "../runbook/predicate-schema.ts";
import { runbookSchema, signaturesSchema } from "../runbook/schema.ts";
import { ruleFileSchema } from "../rules/rule-file.ts";
import { rubricSchema } from "../scoring/rubric.ts";
import { scenarioSchema } from "../simulator/scenario-schema.ts";
for (const s of [runbookSchema, signaturesSchema, ruleFileSchema, rubricSchema, scenarioSchema])
console.log(JSON.stringify(z.toJSONSchema(s, { io: "input", unrepresentable: () => ({not: {}}), override: ({zodSchema, jsonSchema}) => {
 if ((zodSchema as unknown) === predicate) Object.assign(jsonSchema, predicateForms());
} }), null, 2));
