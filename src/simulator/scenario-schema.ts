/** A scenario as data: the fleet, its surroundings, the people, how they are observed, and the faults.
 *  A file may extend another; mappings are merged, lists replaced. Every draw the world makes is stated here as a
 *  spread or a chance; nothing here scripts an outcome. */

import { z } from "zod";
import { CAUSE_IDS } from "../runbook/cause.ts";
import { ROLES } from "../runbook/schema.ts";
import { count, duration, identifier, share, text, uniqueById } from "../schema-values.ts";

/** A duration that is always the same, or quantiles between which it is drawn. */
const spread = z.union([
  duration.transform((ms) => ({ min: ms, p50: ms, p95: ms, max: ms })),
  z
    .strictObject({ min: duration, p50: duration, p95: duration, max: duration })
    .superRefine(({ min, p50, p95, max }, context) => {
      if (min > p50 || p50 > p95 || p95 > max) context.addIssue("expected min ≤ p50 ≤ p95 ≤ max");
    }),
]);

const range = z.tuple([count, count]).superRefine(([low, high], context) => {
  if (low > high) context.addIssue("expected [low, high] with low ≤ high");
});
const shareRange = z.tuple([share, share]);

const repository = z.strictObject({
  id: identifier,
  flowsPerHour: count.min(1),
  provider: identifier,
  /** One block each: what a flow runs, in order. */
  families: z.array(identifier).min(1),
  tokensPerCall: count.min(1),
  /** Families whose blocks hold a pooled database connection. */
  transactional: z.array(identifier),
  /** Inner services that the flow's last block needs. */
  uses: z.array(identifier),
});

const model = z.strictObject({
  name: text,
  /** Millionths of a dollar per token. */
  microDollarsPerToken: z.number().min(0),
  /** A model that was not tuned for the prompt needs more tokens for the same work. */
  tokensFactor: share,
});

const provider = z.strictObject({
  id: identifier,
  tokensPerHour: count.min(1),
  /** Share of the hourly quota that is used in ordinary hours, drawn per world. */
  usedShare: shareRange,
  usual: model,
  fallback: model,
  latency: spread,
  statusFeed: z.boolean(),
});

const seat = z.strictObject({
  people: count.min(1),
  acknowledge: spread,
  asleep: share,
  answer: spread,
  refuses: share,
});

const faultBase = { id: identifier, onset: spread };

const fault = z.discriminatedUnion("kind", [
  z.strictObject({
    ...faultBase,
    kind: z.literal("provider-outage"),
    provider: identifier,
    lasts: spread.nullable(),
    /** Share of calls that still succeed. */
    succeeds: share,
    /** How long the status page stays silent; in `pageSilent` of the worlds it speaks only after the end. */
    statusLag: spread,
    pageSilent: share,
    /** The provider's own estimate errs by up to this share, either way. */
    etaError: share,
  }),
  z.strictObject({
    ...faultBase,
    kind: z.literal("volume-surge"),
    repositories: z.array(identifier).min(1),
    factor: count.min(2),
    lasts: spread.nullable(),
  }),
  z.strictObject({
    ...faultBase,
    kind: z.literal("breaking-release"),
    family: identifier,
    schemaVersion: text,
    image: text,
  }),
  z.strictObject({
    ...faultBase,
    kind: z.literal("connection-leak"),
    /** How many connections an hour of transactional work loses. */
    leaksPerHour: range,
    /** Starved this long, the pool gives up the oldest leaked connections without closing them. */
    abandonsAfter: duration,
    abandonsPerMinute: count.min(1),
  }),
  z.strictObject({
    ...faultBase,
    kind: z.literal("key-leak"),
    providers: z.array(identifier).min(1),
    /** From the onset until the provider suspends the leaked key, drawn per provider. */
    suspendedAfter: spread,
    /** From the onset until the security team or a provider gives notice; in `unnoticed` of the worlds never. */
    noticeAfter: spread,
    unnoticed: share,
  }),
  z.strictObject({
    ...faultBase,
    kind: z.literal("service-failure"),
    service: identifier,
    failures: z
      .array(
        z.enum([
          "tls-expired",
          "dns",
          "disk-full",
          "out-of-memory",
          "artifact-store-forbidden",
          "message-queue-down",
        ]),
      )
      .min(1),
  }),
  z.strictObject({
    ...faultBase,
    kind: z.literal("context-growth"),
    repository: identifier,
    /** Setting that ends it once a person has found it. */
    mendedBy: z.tuple([text, text]),
    noticedAfter: spread,
    foundAfter: spread,
    description: text,
  }),
  z.strictObject({
    ...faultBase,
    kind: z.literal("repository-defect"),
    repository: identifier,
    fails: share,
  }),
  z.strictObject({ ...faultBase, kind: z.literal("harmless-release"), image: text }),
  /** A release whose pods do not drain: at most so many flows in flight are cut off. */
  z.strictObject({
    ...faultBase,
    kind: z.literal("abrupt-release"),
    image: text,
    cutsOffAtMost: count.min(1),
  }),
  z.strictObject({ ...faultBase, kind: z.literal("scrape-gap"), lasts: spread, restartsPods: z.boolean() }),
  /** Failures of an incident that is over: they stand in the counters' history only. */
  z.strictObject({
    ...faultBase,
    kind: z.literal("past-failures"),
    repositories: z.array(identifier).min(1),
    failures: range,
    endedBefore: spread,
  }),
]);

/** What a fault must leave at the world's boundary to count as having taken effect. */
const fingerprint = z.strictObject({
  fault: identifier,
  observable: z.enum([
    "calls-refused",
    "quota-refusals",
    "validation-failures",
    "pool-starvations",
    "keys-rejected",
    "service-errors",
    "context-time-outs",
    "flows-failed",
    "rollouts",
    "scrapes-missed",
    "failures-in-history",
  ]),
  atLeast: count.min(1),
});

const truth = z.strictObject({
  massFailure: z.boolean(),
  causes: z.array(z.enum(CAUSE_IDS)),
  security: z.boolean(),
});

const faultsAndTruth = {
  faults: uniqueById(fault),
  fingerprints: z.array(fingerprint),
  truth,
};

const variant = z.strictObject({
  id: identifier,
  weight: count.min(1),
  ...faultsAndTruth,
  fleet: z.strictObject({ repositories: uniqueById(repository).optional() }).optional(),
  providers: z.record(identifier, z.strictObject({ usedShare: shareRange.optional() })).optional(),
  environment: z.record(text, text).optional(),
});

export const scenarioSchema = z.strictObject({
  $schema: z.string().optional(),
  id: identifier,
  title: text,
  summary: text,
  /** Where the scenario is kinder, or harsher, than outages on record. */
  calibration: text,
  epoch: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, {
    error: "expected an instant such as 2025-11-28T14:00:00Z",
  }),
  rubric: identifier,
  /** A drill without an open incident ends here; an unresolved one half an hour later. */
  lasts: duration,
  fleet: z.strictObject({
    repositories: uniqueById(repository),
    pilot: identifier,
    pods: count.min(1),
    baseFailures: share,
    attempts: count.min(1),
    backoff: duration,
    callTimeout: duration,
  }),
  providers: uniqueById(provider),
  fallbackOrder: z.array(identifier).min(1),
  environment: z.record(text, text),
  database: z.strictObject({
    maxConnections: z.array(count.min(10)).min(1),
    reserved: count,
    otherTenants: range,
    holds: spread,
    poolTimeout: duration,
    idlePerPod: count,
    lingers: spread,
  }),
  deployment: z.strictObject({
    image: text,
    schemaVersion: text,
    podStarts: spread,
    slowStart: share,
    slowStarts: spread,
    drains: duration,
    releasedBefore: spread,
  }),
  people: z.partialRecord(z.enum(ROLES), seat),
  /** In such worlds it is night or a holiday: everybody is slower, and more are asleep. */
  offHours: z.strictObject({ chance: share, slower: share, asleep: share }),
  work: z.strictObject({
    newKeys: spread,
    raiseQuota: spread,
    raiseQuotaRefused: share,
    scaleDatabase: spread,
    hotfixReady: spread,
    rollback: spread,
    estimateBias: share,
    estimateNoise: share,
  }),
  observation: z.strictObject({
    scrapeEvery: duration,
    missedScrapes: share,
    evaluateEvery: duration,
    groupWait: duration,
    repeatEvery: duration,
    alertsLost: share,
    alertDelay: spread,
    alertsDuplicated: share,
    logFlush: duration,
    logLag: spread,
    linesCut: share,
    probeLatency: spread,
    probeFails: share,
    probeWrong: share,
    queryLatency: spread,
    noiseLinesPerHour: count,
    falseLeakCommits: share,
  }),
  ...faultsAndTruth,
  variants: uniqueById(variant).optional(),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type Fault = z.infer<typeof fault>;
export type FaultOf<Kind extends Fault["kind"]> = Extract<Fault, { kind: Kind }>;
export type Spread = z.output<typeof spread>;
export type RepositoryPlan = z.infer<typeof repository>;
export type ProviderPlan = z.infer<typeof provider>;
export type SeatPlan = z.infer<typeof seat>;
export type Observable = z.infer<typeof fingerprint>["observable"];
export type Fingerprint = z.infer<typeof fingerprint>;
export type ScenarioTruth = z.infer<typeof truth>;
