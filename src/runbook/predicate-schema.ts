/** How a predicate is written in a file: `{ fact: repos.affected, atLeast: 5 }`, `{ all: [...] }`, `{ any: [...] }`,
 *  `{ not: ... }`. The value's notation follows the fact's unit. The same for editors: `predicate-json-schema.ts`. */

import { z } from "zod";
import { dollars, duration, share } from "../schema-values.ts";
import { FACT_NAMES, FACTS, type FactName, type FactUnit } from "./fact.ts";
import type { Comparison, Predicate } from "./predicate.ts";

const factName = z.enum(FACT_NAMES as unknown as readonly [FactName, ...FactName[]], {
  error: (issue) => `expected the name of a fact, not ${JSON.stringify(issue.input)}`,
});

export const COMPARISONS = ["atLeast", "above", "atMost", "below"] as const satisfies readonly Comparison[];
const quantity = z.union([z.string(), z.number()]).optional();

const comparison = z
  .strictObject({
    fact: factName,
    atLeast: quantity,
    above: quantity,
    atMost: quantity,
    below: quantity,
    is: z.boolean().optional(),
  })
  .transform((written, context): Predicate => {
    const { unit } = FACTS[written.fact];
    const given = [...COMPARISONS, "is" as const].filter((name) => written[name] !== undefined);
    const [only] = given;
    if (given.length !== 1 || only === undefined) {
      context.addIssue("expected exactly one of atLeast, above, atMost, below, is");
      return z.NEVER;
    }
    if (only === "is") {
      if (unit === "boolean") return { fact: written.fact, comparison: "is", value: written.is as boolean };
      context.addIssue(`${written.fact} is a ${unit}: expected atLeast, above, atMost or below`);
      return z.NEVER;
    }
    const value = QUANTITY[unit].safeParse(written[only]);
    if (!value.success) {
      context.addIssue({
        code: "custom",
        path: [only],
        message: `${written.fact} is a ${unit}: expected ${NOTATION[unit]}`,
      });
      return z.NEVER;
    }
    return { fact: written.fact, comparison: only, value: value.data };
  });

const NOTATION: Readonly<Record<FactUnit, string>> = {
  count: "a whole number",
  share: 'a percentage such as "95%"',
  duration: "a duration such as 15m",
  dollars: 'an amount such as "$100"',
  boolean: "`is: true` or `is: false`",
};

/** What a fact of each unit is compared with; a boolean is compared by `is` alone. */
export const QUANTITY: Readonly<Record<FactUnit, z.ZodType<number>>> = {
  count: z.int(),
  share,
  duration,
  dollars,
  boolean: z.never(),
};

export const predicate: z.ZodType<Predicate> = z
  .lazy(() =>
    z.any().transform((written: unknown, context): Predicate => {
      const schema = chooseForm(written);
      const parsed = schema.safeParse(written);
      if (parsed.success) return parsed.data;
      for (const issue of parsed.error.issues) {
        context.addIssue({ code: "custom", path: issue.path as (string | number)[], message: issue.message });
      }
      return z.NEVER;
    }),
  )
  .meta({
    id: "condition",
    description:
      "A condition over facts: a fact with one comparison, or all, any, not of conditions. While the facts that would decide are unknown, it neither holds nor fails.",
  });

/** Chosen by its key, so that a mistake inside a part is reported there and not as "no form matches". */
function chooseForm(written: unknown): z.ZodType<Predicate> {
  const keys = typeof written === "object" && written !== null ? Object.keys(written) : [];
  const parts = z.array(predicate).min(1, { error: "expected at least one condition" });
  if (keys.includes("all")) return z.strictObject({ all: parts });
  if (keys.includes("any")) return z.strictObject({ any: parts });
  if (keys.includes("not")) return z.strictObject({ not: predicate });
  return comparison;
}
