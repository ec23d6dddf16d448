/** The runbook as data: the shape of `runbooks/*.yaml`. The responder interprets it, the linter reasons over it, the
 *  published JSON Schema is made from it (`npm run schemas`). What a condition may speak of: `fact.ts`. */

import { z } from "zod";
import { count, dollars, duration, identifier, share, text, uniqueById } from "../schema-values.ts";
import { CAUSE_IDS } from "./cause.ts";
import { predicate } from "./predicate-schema.ts";

export const ROLES = [
  "sre-oncall",
  "incident-commander",
  "engineering-tl",
  "product-lead",
  "sre-lead",
  "data-lead",
  "dba",
  "infosec",
  "business",
  "provider-support",
] as const;

export const PROBES = [
  "provider-status",
  "provider-health",
  "quota",
  "flow-volume",
  "rollout-history",
  "revision-diff",
  "schema-version",
  "connection-count",
  "pool-size",
  "exposed-credentials",
  "key-check",
  "test-flow",
] as const;

export const role = z.enum(ROLES, { error: `expected one of the roles ${ROLES.join(", ")}` });
export const causeId = z.enum(CAUSE_IDS, { error: `expected one of the causes ${CAUSE_IDS.join(", ")}` });
const probeName = z.enum(PROBES, { error: `expected one of the probes ${PROBES.join(", ")}` });
const approval = z.enum(["none", "sre", "ic"], { error: "expected an approval of none, sre or ic" });

/** Where an announcement goes, and which of the message forms it takes. */
const announcement = z.strictObject({
  id: identifier,
  via: z.enum(["page", "message", "mail"]),
  to: text,
  message: z.enum(["page", "acknowledged", "details", "update", "resolved", "stakeholders"]),
});

const environmentValue = z.union([text, z.number(), z.boolean()]).transform(String);

/** One action of an option. `{failedProviders}`, `{fallbackModel}` in values are filled in by the responder. */
const step = z.discriminatedUnion(
  "do",
  [
    z.strictObject({ do: z.literal("wait") }),
    z.strictObject({ do: z.literal("set-env"), env: z.record(text, environmentValue) }),
    z.strictObject({ do: z.literal("set-env-from-secret"), secret: text }),
    z.strictObject({ do: z.literal("undo-rollout"), to: z.enum(["previous", "last-good"]) }),
    z.strictObject({ do: z.literal("restart") }),
    z.strictObject({ do: z.literal("await-rollout"), within: duration }),
    z.strictObject({ do: z.literal("apply-manifest"), manifest: text }),
    z.strictObject({ do: z.literal("new-keys"), from: role }),
    z.strictObject({ do: z.literal("create-secret"), name: text }),
    z.strictObject({ do: z.literal("delete-secret"), name: text }),
    z.strictObject({ do: z.literal("copy-secret"), from: text, to: text }),
    z.strictObject({ do: z.literal("raise-quota"), via: role }),
    z.strictObject({ do: z.literal("scale-database"), via: role }),
    z.strictObject({ do: z.literal("mail"), to: text, subject: text }),
    /** Puts a rollback to the decision maker; the rollback itself is not this option's to carry out. */
    z.strictObject({ do: z.literal("propose-rollback"), because: text }),
    z.strictObject({ do: z.literal("rollback-to-pilot"), runbook: text }),
  ],
  { error: "expected a step: `do:` with one of the actions of the schema" },
);

const remedy = {
  title: text,
  approval,
  steps: z.array(step).min(1, { error: "expected at least one step" }),
  /** Holds when the action took; asked again until `timeLimit` is over. */
  effective: predicate,
  undo: z.array(step),
  /** Usual time from the order until it is effective. */
  usually: duration,
  timeLimit: duration,
};

const option = z.strictObject({ id: identifier, ...remedy, when: predicate });

const evidence = z.strictObject({
  id: identifier,
  when: predicate,
  /** In decibans: ten of them make the odds ten times as large. Negative speaks against. */
  weight: z.int(),
});

const signature = z.strictObject({
  id: identifier,
  /** Matched without regard to case; all parts must occur in the line, in any order. */
  contains: z.array(text).min(1, { error: "expected at least one text" }),
  without: z.array(text).optional(),
  /** What the line says of each cause: positive for, negative against. An empty record says "something else". */
  speaks: z.partialRecord(causeId, z.int()),
  origin: text,
});

const cause = z.strictObject({
  id: causeId,
  title: text,
  prior: z.int(),
  evidence: uniqueById(evidence),
  /** Must hold before the cause may be concluded: suspicion by log lines alone is not enough. */
  confirmedBy: predicate,
  probes: z.array(probeName),
  options: uniqueById(option),
  /** Whether this cause's own mitigation goes on once a rollback to the pilot was decided. */
  afterRollback: z.enum(["continue", "if-pilot-affected"]),
});

const criterion = z.strictObject({ id: identifier, says: text, when: predicate });

const query = z.string().min(1, { error: "expected a PromQL expression" });

const documentSection = z.strictObject({
  heading: text,
  content: z.enum([
    "summary",
    "timeline",
    "impact",
    "root-cause",
    "factors",
    "went-well",
    "went-poorly",
    "actions",
    "prevention",
    "lessons",
  ]),
});

/** The clocks that both runbooks' targets and rubrics speak of; public ids. */
export const TARGET_IDS = ["detect", "mobilize", "rootCause", "mitigate", "resolve"] as const;
export type TargetId = (typeof TARGET_IDS)[number];
export const targetId = z.enum(TARGET_IDS, { error: `expected one of the targets ${TARGET_IDS.join(", ")}` });

const target = z.strictObject({ id: targetId, within: duration });

export const runbookSchema = z.strictObject({
  $schema: z.string().optional(),
  id: text,
  version: text,
  title: text,
  owner: text,
  severity: text,
  environment: z.strictObject({
    pilotRepo: text,
    pilotSchemaVersion: text,
    deployment: text,
    namespace: text,
    providers: z.array(text).min(1, { error: "expected at least one provider" }),
    fallbackModels: z.array(z.strictObject({ provider: text, model: text })),
  }),
  detection: z.strictObject({
    rules: text,
    alerts: z.array(text),
    /** `alert`: a firing alert is a declaration. `definition`: the definition must hold on queried metrics. */
    declareOn: z.enum(["alert", "definition"]),
    pollEvery: duration,
    confirmEvery: duration,
    confirmFor: duration,
    latest: duration,
    queries: z.strictObject({
      failures: query,
      executions: query,
      latestFailures: query,
      latestExecutions: query,
      spend: query,
    }),
    failingAbove: share,
    affectedRepo: z.strictObject({ failuresAtLeast: count, successBelow: share }),
    definition: uniqueById(criterion),
    /** Holds when a declaration was a false alarm; empty list: never withdrawn. */
    standDown: uniqueById(criterion),
  }),
  triage: z.strictObject({
    acknowledgeWithin: duration,
    scopeWithin: duration,
    mobilizeWithin: duration,
    firstUpdateWithin: duration,
    scopeEvery: duration,
    /** Instead of `scopeEvery` once flows have stopped failing. */
    observeEvery: duration,
    announce: uniqueById(announcement),
    page: z.array(role).min(1, { error: "expected at least one role to page" }),
    /** `{date}` and `{number}` in the name are the incident's. */
    channel: z.strictObject({ name: text, members: z.array(role), post: announcement }),
    acknowledgementTimeout: duration,
    pagesPerPerson: count,
    escalation: z.array(z.strictObject({ role, to: role })),
  }),
  diagnosis: z.strictObject({
    window: duration,
    baseline: duration,
    noneOfTheseAfter: duration,
    concludeAt: z.int(),
    withdrawAt: z.int(),
    settleFor: duration,
    probesAtOnce: count,
    probeEvery: duration,
    signatures: text,
  }),
  causes: z.array(cause),
  decision: z.strictObject({
    deadline: duration,
    decider: role,
    untilMobilized: role,
    consult: z.array(role),
    consultFor: duration,
    decideWithin: duration,
    go: uniqueById(criterion),
    noGo: uniqueById(criterion),
    /** What to recommend at the deadline when neither column of the table decides. */
    whenInDoubt: z.enum(["go", "no-go"]),
    /** In doubt, stay the course all the same where this holds. */
    noGoInDoubt: uniqueById(criterion),
  }),
  rollback: z.strictObject(remedy),
  communication: z.strictObject({
    updateEvery: duration,
    updates: uniqueById(announcement),
    resolved: uniqueById(announcement),
    fallbackMail: text,
  }),
  resolution: z.strictObject({
    checkEvery: duration,
    /** `{window}` in the queries is the window of the kind of incident. */
    query,
    executionsQuery: query,
    window: duration,
    criteria: uniqueById(criterion),
    /** For an incident that is no mass failure. */
    narrow: z.strictObject({ window: duration, criteria: uniqueById(criterion) }),
  }),
  review: z.strictObject({
    within: duration,
    rcaPath: text,
    rcaSections: z.array(documentSection).min(1),
    incidentLogPath: text,
    incidentLogColumns: z.array(text).min(1),
    /** Failed flows by repository over the incident; `{duration}` is its length. */
    query,
    followUpLabel: text,
    followUps: uniqueById(
      z.strictObject({ id: identifier, when: predicate, title: text, body: text, owner: text }),
    ),
  }),
  tools: z.strictObject({
    attempts: count,
    backoff: duration,
    deadline: duration,
  }),
  targets: uniqueById(target),
  budget: z.strictObject({ perDay: dollars }),
  /** Where each datum comes from: `path` is a dotted path (ids name list members). */
  provenance: z
    .array(
      z.union([
        z.strictObject({ path: text, heading: text, statement: text }),
        z.strictObject({ path: text, default: text }),
        z.strictObject({ path: text, change: text }),
      ]),
    )
    .optional(),
});

export const signaturesSchema = z.strictObject({
  $schema: z.string().optional(),
  id: identifier,
  signatures: uniqueById(signature),
});

export type Role = (typeof ROLES)[number];
export type ProbeName = (typeof PROBES)[number];
export type RunbookFile = z.infer<typeof runbookSchema>;
export type Cause = z.infer<typeof cause>;
export type Option = z.infer<typeof option>;
export type Step = z.infer<typeof step>;
export type Evidence = z.infer<typeof evidence>;
export type Criterion = z.infer<typeof criterion>;
export type SectionContent = z.infer<typeof documentSection>["content"];
export type Announcement = z.infer<typeof announcement>;
export type Signature = Omit<z.infer<typeof signature>, "origin">;
export type Remedy = Pick<Option, keyof typeof remedy>;

/** A loaded runbook: the file's data without its provenance, and the signatures it names. */
export type Runbook = Omit<RunbookFile, "$schema" | "provenance"> & {
  readonly signatures: readonly Signature[];
};
