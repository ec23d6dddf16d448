/** Schema parts that files share: quantities written as people write them (`90s`, `95%`, `$100`), read as the
 *  integers the code computes with (milliseconds, basis points, cents). Their `id`s are the names under which the
 *  published JSON Schemas refer to them. */

import { z } from "zod";
import { present } from "./assert.ts";
import { DURATION, type DurationMs, parseDuration } from "./units.ts";

export const identifier = z
  .string({ error: "expected an id" })
  .regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/, { error: "expected an id of lower-case words joined by hyphens" })
  .meta({ id: "identifier", description: "An id: lower-case words joined by hyphens." });

export const text = z
  .string({ error: "expected a text" })
  .min(1, { error: "expected a text that is not empty" });

/** A text of one notation, which both the check and the published schema state; editors show the message that goes
 *  with the pattern. */
const written = (notation: RegExp, expected: string) =>
  z
    .string({ error: expected })
    .regex(notation, { error: ({ input }) => `${expected}, not "${input}"` })
    .meta({ patternErrorMessage: expected });

export const duration = written(DURATION, "expected a duration such as 90s, 15m or 1h30m")
  .transform((given): DurationMs => present(parseDuration(given), "a duration of the notation just checked"))
  .meta({ id: "duration", description: "A duration such as 90s, 15m or 1h30m. Units: ms, s, m, h, d." });

const hundredths = (digits: string): number => Math.round(Number(digits) * 100);

export const share = written(/^\d+(?:\.\d{1,2})?%$/, 'expected a percentage such as "95%"')
  .transform((given): number => hundredths(given.slice(0, -1)))
  .meta({ id: "percentage", description: "A percentage such as 95% or 0.5%." });

export const dollars = written(/^\$\d+(?:\.\d{1,2})?$/, 'expected an amount such as "$100"')
  .transform((given): number => hundredths(given.slice(1)))
  .meta({ id: "amount", description: "An amount of US dollars such as $100 or $0.50." });

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
