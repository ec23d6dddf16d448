/** What a drill is judged by: its own targets, table and weights. The runbook under test never changes it, so that two
 *  runbooks can be compared. */

import { z } from "zod";
import { role, targetId } from "../runbook/schema.ts";
import { TARGET_IDS } from "../runbook/vocabulary.ts";
import { count, dollars, duration, identifier, share, text } from "../schema-values.ts";
import { checkDocument, parseYaml, type YamlSource } from "../yaml-document.ts";

export const rubricSchema = z.strictObject({
  $schema: z.string().optional(),
  id: identifier,
  title: text,
  targets: z
    .array(z.strictObject({ id: targetId, within: duration }))
    .superRefine((targets, context) => {
      const ids = targets.map(({ id }) => id);
      if (TARGET_IDS.some((id, index) => ids[index] !== id) || ids.length !== TARGET_IDS.length) {
        context.addIssue(`expected the targets ${TARGET_IDS.join(", ")}, each once, in this order`);
      }
    })
    .describe(`The targets ${TARGET_IDS.join(", ")}, each once, in this order.`),
  zero: z
    .discriminatedUnion("from", [
      z
        .strictObject({
          from: z.literal("failures"),
          failures: count,
          repositories: count,
          within: duration,
          latestWithin: duration.describe("The last failure must be no older."),
        })
        .describe(
          "When so many flows have failed by the fault, over so many repositories, within the window.",
        ),
      z.strictObject({ from: z.literal("onset") }).describe("When the fault sets in."),
    ])
    .describe("The instant from which the targets are counted."),
  detection: z.strictObject({
    earlyAllowance: duration.describe("A declaration that is early by at most this counts as at zero."),
  }),
  mitigation: z.strictObject({ window: duration, failedBelow: share }),
  resolution: z.strictObject({ window: duration, successAtLeast: share }),
  affected: z.strictObject({ failuresAtLeast: count, successBelow: share, window: duration }),
  decision: z.strictObject({
    applies: z.boolean(),
    reachedWithin: duration,
    goRepositories: count,
    goFixOver: duration,
    goSpendAbove: dollars,
    noGoRepositories: count,
    noGoFixUnder: duration,
    consult: z.array(role).describe("Who must have been heard before a recommendation."),
    consultFor: duration.describe("Whoever has not answered by then was heard."),
    deadline: duration.describe("From then on, counted from the declaration, nobody need be waited for."),
  }),
  safety: z.strictObject({ unneededUndoneWithin: duration }),
  communication: z.strictObject({
    every: duration,
    tolerance: duration,
    channel: text,
    updateFields: z.array(text),
    resolvedFields: z.array(text),
    mailTo: z.array(text),
    resolvedMailTo: z.array(text),
  }),
  review: z.strictObject({ rcaSections: z.array(text), logColumns: count, followUps: count }),
  weights: z
    .strictObject({
      detection: count,
      diagnosis: count,
      decision: count,
      targets: z.strictObject({
        detect: count,
        mobilize: count,
        rootCause: count,
        mitigate: count,
        resolve: count,
      }),
      safety: count,
      communication: count,
      review: count,
    })
    .superRefine(({ targets, ...rest }, context) => {
      const total =
        Object.values(rest).reduce((sum, points) => sum + points, 0) +
        Object.values(targets).reduce((sum, points) => sum + points, 0);
      if (total !== 100) context.addIssue(`expected weights that add up to 100, not ${total}`);
    })
    .describe("Points of a hundred."),
});

export type Rubric = Omit<z.infer<typeof rubricSchema>, "$schema">;

/** @throws InputError */
export function loadRubric(source: YamlSource): Rubric {
  const { $schema: _schema, ...rubric } = checkDocument(parseYaml(source), rubricSchema);
  return rubric;
}
