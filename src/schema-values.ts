/** Schema parts that files share: quantities written as people write them (`90s`, `95%`, `$100`), read as the
 *  integers the code computes with (milliseconds, basis points, cents). */

import { z } from "zod";
import { type DurationMs, parseDuration } from "./units.ts";

export const identifier = z
  .string({ error: "expected an id" })
  .regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/, { error: "expected an id of lower-case words joined by hyphens" });

export const text = z
  .string({ error: "expected a text" })
  .min(1, { error: "expected a text that is not empty" });

export const duration = z
  .string({ error: "expected a duration such as 90s, 15m or 1h30m" })
  .transform((written, context): DurationMs => {
    const parsed = parseDuration(written);
    if (parsed !== null) return parsed;
    context.addIssue(`expected a duration such as 90s, 15m or 1h30m, not "${written}"`);
    return z.NEVER;
  });

export const share = z
  .string({ error: 'expected a percentage such as "95%"' })
  .transform((written, context): number => {
    const match = /^(\d+(?:\.\d{1,2})?)%$/.exec(written);
    if (match !== null) return Math.round(Number(match[1]) * 100);
    context.addIssue(`expected a percentage such as "95%", not "${written}"`);
    return z.NEVER;
  });

export const dollars = z
  .string({ error: 'expected an amount such as "$100"' })
  .transform((written, context): number => {
    const match = /^\$(\d+(?:\.\d{1,2})?)$/.exec(written);
    if (match !== null) return Math.round(Number(match[1]) * 100);
    context.addIssue(`expected an amount such as "$100", not "${written}"`);
    return z.NEVER;
  });

export const count = z
  .int({ error: "expected a whole number" })
  .min(0, { error: "expected a number of at least 0" });

/** An array in which no two members carry the same id. */
export function uniqueById<Item extends z.ZodType<{ id: string }>>(item: Item) {
  return z.array(item).superRefine((items, context) => {
    const seen = new Set<string>();
    items.forEach((member, index) => {
      if (seen.has(member.id)) {
        context.addIssue({
          code: "custom",
          path: [index, "id"],
          message: `the id "${member.id}" is used twice`,
        });
      }
      seen.add(member.id);
    });
  });
}
