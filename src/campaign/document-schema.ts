/** What a campaign's document must hold to be read again: what its drills gave, and what they depend on. What is derived
 *  from that (rates, quantiles, findings) is not looked at, since it is made anew. */

import { z } from "zod";
import { CAUSE_IDS } from "../runbook/cause.ts";
import { TARGET_IDS, type TargetId } from "../runbook/vocabulary.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: "expected a SHA-256 in hexadecimal digits" });
const whole = z.int({ error: "expected a whole number" }).min(0, { error: "expected no negative number" });
const name = z.string().min(1, { error: "expected a name" });
const namedDigest = z.object({ id: name, sha256 });
const cause = z.enum(CAUSE_IDS);
const target = z.enum(TARGET_IDS);
const perTarget = <Value extends z.ZodType>(value: Value) =>
  z.object(Object.fromEntries(TARGET_IDS.map((id) => [id, value])) as Record<TargetId, Value>);
const choice = z.enum(["go", "no-go", "none"]);

const identitySchema = z.object({
  productVersion: z.string(),
  chaos: name,
  chaosSha256: sha256.nullable(),
  player: name,
  runbook: namedDigest.extend({ version: z.string() }),
  scenarios: z
    .array(namedDigest.extend({ rubric: namedDigest }))
    .min(1, { error: "expected at least one scenario" }),
  seeds: z.object({ first: whole, last: whole }),
  names: z.object({
    runbook: z.string().nullable(),
    chaos: z.string().nullable(),
    scenarios: z.record(z.string(), z.string()),
  }),
});

const rowSchema = z.object({
  scenario: name,
  seed: whole,
  journalSha256: sha256,
  verdict: z.enum(["pass", "fail", "inconclusive"]),
  score: z.number(),
  clocks: perTarget(whole.nullable()),
  missed: z.array(target),
  detection: z.object({
    truth: z.enum(["mass-failure", "none"]),
    declared: z.boolean(),
    correct: z.boolean(),
  }),
  diagnosis: z.object({ truth: z.array(cause), named: z.array(cause), correct: z.boolean() }),
  decision: z.object({
    expected: z.enum(["go", "no-go", "either", "none"]),
    recommended: choice,
    taken: choice,
    correct: z.boolean(),
  }),
  healthyMs: whole,
  falseAlarm: z.boolean(),
  reasons: z.array(z.string()),
  losses: z.array(z.object({ target, waits: z.array(z.object({ for: z.string(), ms: whole })) })),
  violations: z.array(z.object({ rule: z.string(), atMs: whole, detail: z.string() })),
  brokenInvariants: z.array(
    z.object({
      id: name,
      kind: z.enum(["safety", "liveness"]),
      guard: z.boolean(),
      atMs: whole,
      detail: z.string(),
    }),
  ),
  toolFaults: z.array(z.object({ id: z.string(), bites: whole })),
  cost: z.object({ flowsFailed: whole, flowsDeferred: whole, dollars: z.number() }),
});

export const documentSchema = z.object({
  identity: identitySchema,
  shard: z.object({ index: whole.min(1), of: whole.min(1) }).nullable(),
  digest: sha256,
  timing: z.object({ wallMs: z.number(), drillsPerSecond: z.number(), workers: z.number() }),
  results: z.array(rowSchema),
});
