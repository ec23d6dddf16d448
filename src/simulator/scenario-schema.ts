/** A scenario as data: the fleet, its surroundings, the people, how they are observed, and the faults.
 *  A file may extend another; mappings are merged, lists replaced. Every draw the world makes is stated here as a
 *  spread or a chance; nothing here scripts an outcome. */

import { z } from "zod";
import { causeId, role } from "../runbook/schema.ts";
import { count, duration, identifier, share, text, uniqueById } from "../schema-values.ts";
import { SHAPE_PARTS } from "./logs/shape-parts.ts";

const spread = z
  .union(
    [
      duration.transform((ms) => ({ min: ms, p50: ms, p95: ms, max: ms })),
      z
        .strictObject({ min: duration, p50: duration, p95: duration, max: duration })
        .superRefine(({ min, p50, p95, max }, context) => {
          if (min > p50 || p50 > p95 || p95 > max) context.addIssue("expected min ≤ p50 ≤ p95 ≤ max");
        }),
    ],
    { error: "expected a duration, or durations for min, p50, p95 and max" },
  )
  .meta({
    id: "spread",
    description: "A duration that is always the same, or quantiles between which it is drawn.",
  });

const interval = duration
  .refine((ms) => ms > 0, { error: "expected a duration above 0s" })
  .meta({ id: "interval", description: "A duration above 0s." });

const range = z.tuple([count, count]).superRefine(([low, high], context) => {
  if (low > high) context.addIssue("expected [low, high] with low ≤ high");
});
const shareRange = z.tuple([share, share]);

const repository = z
  .strictObject({
    id: identifier,
    flowsPerHour: count.min(1),
    provider: identifier,
    families: z.array(identifier).min(1).describe("One block each: what a flow runs, in order."),
    tokensPerCall: count.min(1),
    transactional: z.array(identifier).describe("Families whose blocks hold a pooled database connection."),
    uses: z.array(identifier).describe("Inner services that the flow's last block needs."),
  })
  .meta({ id: "repository" });

const model = z.strictObject({
  name: text,
  microDollarsPerToken: z.number().min(0).describe("Millionths of a dollar per token."),
  tokensFactor: share.describe(
    "A model that was not tuned for the prompt needs more tokens for the same work: above 100%.",
  ),
});

const provider = z.strictObject({
  id: identifier,
  tokensPerHour: count.min(1),
  usedShare: shareRange.describe(
    "Between which bounds the share of the hourly quota lies that is used in ordinary hours; drawn per world.",
  ),
  usual: model,
  fallback: model,
  latency: spread,
  statusFeed: z.boolean().describe("Whether it has a status page that programs can read."),
});

const seat = z
  .strictObject({
    people: count.min(1).describe("How many people can take the seat."),
    acknowledge: spread.describe("From the page until the acknowledgement."),
    asleep: share.describe("Chance that one of them never hears the page."),
    answer: spread.describe("From a question until its answer."),
    refuses: share.describe("Chance that they refuse what they are asked to do or to approve."),
  })
  .meta({ id: "seat" });

const faultBase = { id: identifier, onset: spread.describe("When it begins, from the start of the drill.") };

const fault = z
  .discriminatedUnion("kind", [
    z.strictObject({
      ...faultBase,
      kind: z.literal("provider-outage"),
      provider: identifier,
      lasts: spread.nullable().describe("null: beyond the end of the drill."),
      succeeds: share.describe("Share of calls that still succeed."),
      statusLag: spread.describe("How long the status page stays silent."),
      pageSilent: share.describe("In this share of the worlds the status page speaks only after the end."),
      etaError: share.describe("The provider's own estimate errs by up to this share, either way."),
    }),
    z.strictObject({
      ...faultBase,
      kind: z.literal("volume-surge"),
      repositories: z.array(identifier).min(1),
      factor: count.min(2),
      lasts: spread.nullable().describe("null: beyond the end of the drill."),
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
      leaksPerHour: range.describe(
        "Between which bounds the number of connections lies that an hour of transactional work loses.",
      ),
      abandonsAfter: duration.describe(
        "Starved this long, the pool gives up the oldest leaked connections without closing them.",
      ),
      abandonsPerMinute: count.min(1),
    }),
    z.strictObject({
      ...faultBase,
      kind: z.literal("key-leak"),
      providers: z.array(identifier).min(1),
      suspendedAfter: spread.describe(
        "From the onset until the provider suspends the leaked key; drawn per provider.",
      ),
      noticeAfter: spread.describe("From the onset until the security team or a provider gives notice."),
      unnoticed: share.describe("In this share of the worlds nobody gives notice."),
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
      mendedBy: z.tuple([text, text]).describe("Variable and value that end it, once a person has found it."),
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
    z
      .strictObject({
        ...faultBase,
        kind: z.literal("abrupt-release"),
        image: text,
        cutsOffAtMost: count.min(1).describe("At most so many flows in flight are cut off."),
      })
      .describe("A release whose pods do not drain."),
    z.strictObject({ ...faultBase, kind: z.literal("scrape-gap"), lasts: spread, restartsPods: z.boolean() }),
    z
      .strictObject({
        ...faultBase,
        kind: z.literal("past-failures"),
        repositories: z.array(identifier).min(1),
        failures: range,
        endedBefore: spread.describe("How long before the drill the last of them was."),
      })
      .describe("Failures of an incident that is over: they stand in the counters' history only."),
  ])
  .meta({ id: "fault" });

const fingerprint = z
  .strictObject({
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
  })
  .meta({
    id: "fingerprint",
    description: "What a fault must leave at the world's boundary to count as having taken effect.",
  });

const truth = z
  .strictObject({
    massFailure: z.boolean(),
    causes: z.array(causeId).describe("What the diagnosis should name; empty: none of the five."),
    security: z.boolean(),
  })
  .meta({ id: "truth", description: "What is the matter in this world; the responder never sees it." });

const faultsAndTruth = {
  faults: uniqueById(fault),
  fingerprints: z.array(fingerprint),
  truth,
};

const variant = z.strictObject({
  id: identifier,
  weight: count.min(1).describe("How often it is drawn, against the other variants."),
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
  calibration: text.describe("Where the scenario is kinder, or harsher, than outages on record."),
  epoch: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, {
      error: "expected an instant such as 2025-11-28T14:00:00Z",
    })
    .describe("The instant at which the drill begins, in UTC."),
  rubric: identifier.describe(
    "What the drill is judged by: a file in the folder rubrics beside the scenario.",
  ),
  lasts: duration.describe(
    "A drill without an open incident ends here; one with an unresolved incident half an hour later.",
  ),
  fleet: z.strictObject({
    repositories: uniqueById(repository),
    pilot: identifier,
    pods: count.min(1),
    baseFailures: share.describe("Share of flows that fail though nothing is wrong."),
    attempts: count.min(1).describe("How often a block tries its call."),
    backoff: duration,
    callTimeout: duration,
  }),
  providers: uniqueById(provider),
  fallbackOrder: z
    .array(identifier)
    .min(1)
    .describe("Providers, in the order in which the router falls back."),
  environment: z.record(text, text),
  database: z.strictObject({
    maxConnections: z.array(count.min(10)).min(1).describe("One of these is drawn per world."),
    reserved: count.describe("Connections that the server keeps for its administrators."),
    otherTenants: range.describe("Between which bounds the connections of others lie; drawn per world."),
    holds: spread.describe("How long a transaction holds its connection."),
    poolTimeout: duration.describe("How long a flow waits for a connection of its pool."),
    idlePerPod: count.describe("Connections that a pod keeps open though it needs fewer."),
    lingers: spread.describe("How long the server keeps the connections of a pod that is gone."),
  }),
  deployment: z.strictObject({
    image: text,
    schemaVersion: text,
    podStarts: spread,
    slowStart: share.describe("Chance that a pod starts slowly."),
    slowStarts: spread.describe("How long such a pod takes to start."),
    drains: duration.describe("How long an old pod may finish its flows before it goes."),
    releasedBefore: spread.describe("How long before the drill the present release went out."),
  }),
  people: z.partialRecord(role, seat),
  offHours: z
    .strictObject({
      chance: share.describe("In this share of the worlds it is night or a holiday."),
      slower: share.describe("How long everybody takes then, against ordinary hours."),
      asleep: share.describe("Added to everybody's chance to be asleep."),
    })
    .describe("In such worlds it is night or a holiday: everybody is slower, and more are asleep."),
  work: z.strictObject({
    newKeys: spread,
    raiseQuota: spread,
    raiseQuotaRefused: share.describe("Chance that the provider refuses."),
    scaleDatabase: spread,
    hotfixReady: spread.describe("From the request for a fix until it is written."),
    rollback: spread,
    estimateBias: share.describe("How much too high people estimate the time of a fix."),
    estimateNoise: share.describe("By how much such an estimate errs besides, either way."),
  }),
  observation: z.strictObject({
    scrapeEvery: interval,
    missedScrapes: share.describe("Chance that a scrape of the metrics fails."),
    evaluateEvery: interval.describe("How often alert rules are evaluated whose group does not say."),
    groupBy: z
      .array(text)
      .describe('Labels that alerts notified together have in common; ["..."] for all of them, [] for none.'),
    groupWait: duration.describe("How long a group of alerts waits for more after its first."),
    groupInterval: interval.describe("After how long news of a group is notified, once it has been."),
    repeatEvery: interval.describe("After how long a group without news is notified again."),
    sendResolved: z.boolean().describe("Whether the end of an alert is notified too."),
    alertsLost: share.describe("Chance that an attempt to deliver a notification fails."),
    alertDelay: spread.describe("From an attempt until it arrives, or has failed."),
    alertsDuplicated: share.describe(
      "Chance that a notification arrives without the sender's knowledge, who then sends it again.",
    ),
    logShapes: z
      .enum(SHAPE_PARTS)
      .describe(
        "Prints only these of the catalogue's shapes: those to tune by, or the third that is kept for reporting. All of them where it is not given.",
      )
      .optional(),
    logFlush: duration.describe("How often log lines are shipped."),
    logLag: spread,
    linesCut: share.describe("Chance that a log line is cut short."),
    probeLatency: spread,
    probeFails: share.describe("Chance that a probe gives no answer."),
    probeWrong: share.describe("Chance that a probe gives a wrong answer."),
    queryLatency: spread,
    noiseLinesPerHour: count.describe("Error lines that have nothing to do with any incident."),
    falseLeakCommits: share.describe("Chance that a search for leaked credentials finds something harmless."),
  }),
  ...faultsAndTruth,
  variants: uniqueById(variant).describe("The seed draws one of them.").optional(),
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
