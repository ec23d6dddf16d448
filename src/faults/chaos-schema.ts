/** Chaos files: a plan of one's own, in YAML. Loaded only where a file is named: the levels need no schema. */

import { z } from "zod";
import { count, duration, identifier, share } from "../schema-values.ts";
import { milliseconds } from "../units.ts";
import { checkDocument, parseYaml, type YamlSource } from "../yaml-document.ts";
import { FAULT_KINDS, TOOLS } from "./catalogue.ts";
import { CHAOS_LEVELS, type ChaosPlan } from "./chaos.ts";

const ordered = { error: "expected atLeast to be no more than atMost" };

const TAKEN = ["none", ...Object.keys(CHAOS_LEVELS)];

export const chaosSchema = z.strictObject({
  chaos: identifier
    .refine((id) => !TAKEN.includes(id), { error: `expected another name than ${TAKEN.join(", ")}` })
    .meta({ description: "What results and journals call this plan." }),
  faults: z
    .strictObject({
      among: z
        .array(z.enum(FAULT_KINDS, { error: `expected one of ${FAULT_KINDS.join(", ")}` }))
        .min(1, { error: "expected at least one kind of fault" })
        .default([...FAULT_KINDS])
        .meta({
          description: "The kinds that a drill's faults are drawn from; all of them where not given.",
        }),
      atLeast: count.default(0),
      atMost: count,
      chance: share.meta({ description: "Of the calls or events that a fault concerns." }),
    })
    .refine(({ atLeast, atMost }) => atLeast <= atMost, ordered),
  outages: z
    .strictObject({
      among: z
        .array(z.enum(TOOLS, { error: `expected one of ${TOOLS.join(", ")}` }))
        .min(1, { error: "expected at least one tool" })
        .default([...TOOLS]),
      atMost: count,
      shortest: duration,
      longest: duration,
    })
    .refine(({ shortest, longest }) => shortest <= longest, {
      error: "expected shortest to be no longer than longest",
    })
    .optional(),
  crash: z
    .strictObject({ shortest: duration, longest: duration })
    .refine(({ shortest, longest }) => shortest <= longest, {
      error: "expected shortest to be no longer than longest",
    })
    .optional()
    .meta({ description: "The responder crashes once and is down for so long." }),
  clockSkew: duration
    .optional()
    .meta({ description: "The responder's clock is off by up to so much, ahead or behind." }),
});

/** @throws InputError */
export function loadChaosPlan(source: YamlSource): ChaosPlan {
  const { chaos, faults, outages, crash, clockSkew } = checkDocument(parseYaml(source), chaosSchema);
  const none = { among: [...TOOLS], atMost: 0, shortest: milliseconds(0), longest: milliseconds(0) };
  return {
    id: chaos,
    faults,
    outages: outages ?? none,
    crash: crash ?? null,
    clockSkew: clockSkew ?? milliseconds(0),
  };
}
