/** The runbook as data: the shape of `runbooks/*.yaml`. The responder interprets it, the linter reasons over it, the
 *  published JSON Schema is made from it (`npm run schemas`). What a condition may speak of: `fact.ts`. */

import { z } from "zod";
import { count, dollars, duration, identifier, share, text, uniqueById } from "../schema-values.ts";
import { CAUSE_IDS } from "./cause.ts";
import { predicate } from "./predicate-schema.ts";
import { PROBES, ROLES, TARGET_IDS } from "./vocabulary.ts";

export const role = z
  .enum(ROLES, { error: `expected one of the roles ${ROLES.join(", ")}` })
  .meta({ id: "role", description: "Whom to call." });
export const causeId = z
  .enum(CAUSE_IDS, { error: `expected one of the causes ${CAUSE_IDS.join(", ")}` })
  .meta({ id: "cause", description: "One of the causes the responder knows." });
const probeName = z.enum(PROBES, { error: `expected one of the probes ${PROBES.join(", ")}` });
const approval = z
  .enum(["none", "sre", "ic"], { error: "expected an approval of none, sre or ic" })
  .describe(
    "Who must agree first: nobody, the SRE on call, or the incident commander. What changes production is put to the SRE on call even where it says none.",
  );

const announcement = z
  .strictObject({
    id: identifier,
    via: z.enum(["page", "message", "mail"]),
    to: text.describe("A role to page, a channel to write to, or an address."),
    message: z
      .enum(["page", "acknowledged", "details", "update", "resolved", "stakeholders"])
      .describe("Which of the forms the message takes."),
  })
  .meta({ id: "announcement" });

const environmentValue = z
  .union([text, z.number(), z.boolean()], { error: "expected a text, a number, true or false" })
  .transform(String);

const step = z
  .discriminatedUnion(
    "do",
    [
      z.strictObject({ do: z.literal("wait") }),
      z.strictObject({
        do: z.literal("set-env"),
        env: z
          .record(text, environmentValue)
          .describe('Variables with their values; "-" takes a variable away.'),
      }),
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
      z
        .strictObject({ do: z.literal("propose-rollback"), because: text })
        .describe("Puts a rollback to the decision maker; it is not this option's to carry out."),
      z.strictObject({ do: z.literal("rollback-to-pilot"), runbook: text }),
    ],
    { error: "expected a step: `do:` with one of the actions of the schema" },
  )
  .meta({
    id: "step",
    description:
      "One action of an option. The responder fills in {failedProviders} and {fallbackModel} in values.",
  });

const remedy = {
  title: text,
  approval,
  steps: z.array(step).min(1, { error: "expected at least one step" }),
  effective: predicate.describe("Holds when the action took; asked again until the time limit is over."),
  undo: z.array(step),
  usually: duration.describe("Usual time from the order until it is effective."),
  timeLimit: duration,
};

const option = z.strictObject({
  id: identifier,
  ...remedy,
  when: predicate.describe("The option is tried only where this holds."),
});

const evidence = z.strictObject({
  id: identifier,
  when: predicate,
  weight: z.int().describe("In decibans: ten make the odds ten times as large. Negative speaks against."),
});

/** One phrase in words, several of which one must occur, or the name of such a list. */
const wording = z.union([text, z.array(text).min(1)], {
  error: "expected a phrase, a list of phrases, or @ and the name of one of the terms",
});

const signature = z
  .strictObject({
    id: identifier,
    contains: z
      .array(text)
      .min(1, { error: "expected at least one text" })
      .describe("Matched without regard to case; all parts must occur in the line, in any order.")
      .optional(),
    without: z.array(text).describe("Texts none of which may occur in the line.").optional(),
    words: z
      .array(wording)
      .min(1, { error: "expected at least one phrase" })
      .describe(
        "Phrases in the line's words, whatever dresses them (`status code 429`); all must occur. A * at the end leaves the last word open; a list says that one of its phrases is enough; http:429, http:5xx, grpc:unavailable, sqlstate:53300 and port:5432 are what the line's structure says.",
      )
      .optional(),
    withoutWords: z
      .array(wording)
      .describe("Phrases none of which may occur among the line's words.")
      .optional(),
    speaks: z
      .partialRecord(z.enum([...CAUSE_IDS, "other"]), z.int())
      .describe(
        'What the line says of each cause, in decibans: positive for, negative against. `other`, and nothing at all, say "something else".',
      ),
    origin: text.describe("Where the text was found: documentation, source, a public report."),
  })
  .refine(({ contains, words }) => contains !== undefined || words !== undefined, {
    error: "expected contains or words",
  })
  .meta({ anyOf: [{ required: ["contains"] }, { required: ["words"] }] });

const calibrationPoint = z.strictObject({
  score: z.int().describe("In decibans: a cause's prior and all its evidence, added up."),
  probability: share,
});

const calibration = z
  .array(calibrationPoint)
  .min(2, { error: "expected at least two points" })
  .superRefine((points, context) => {
    points.forEach(({ score, probability }, index) => {
      const before = points[index - 1];
      const rises = before === undefined || (score > before.score && probability >= before.probability);
      if (rises && probability > 0 && probability < 10_000) return;
      context.addIssue({
        code: "custom",
        path: [index],
        message:
          "expected larger scores one after another, no less probable, none impossible and none certain",
      });
    });
  })
  .describe(
    "How often causes of such a score held in drills (node bench/calibration.ts), with straight lines between the points. Without it, probabilities are what the score says as log-odds.",
  );

const cause = z.strictObject({
  id: causeId,
  title: text,
  prior: z.int().describe("In decibans, before any evidence."),
  evidence: uniqueById(evidence),
  confirmedBy: predicate.describe(
    "Must hold before the cause may be concluded: suspicion by log lines alone is not enough.",
  ),
  probes: z.array(probeName).describe("What to ask to tell this cause from others."),
  options: uniqueById(option).describe("What can be done, in the order in which it is tried."),
  afterRollback: z
    .enum(["continue", "if-pilot-affected"])
    .describe("Whether this cause's own mitigation goes on once a rollback to the pilot was decided."),
});

const criterion = z
  .strictObject({
    id: identifier,
    says: text.describe("The criterion in words, for people."),
    when: predicate,
  })
  .meta({ id: "criterion" });

const query = z
  .string()
  .min(1, { error: "expected a PromQL expression" })
  .meta({ id: "query", description: "A PromQL expression." });

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
    pilotRepo: text.describe("The repository to which a rollback retreats."),
    pilotSchemaVersion: text,
    deployment: text,
    namespace: text,
    providers: z.array(text).min(1, { error: "expected at least one provider" }),
    fallbackModels: z.array(z.strictObject({ provider: text, model: text })),
  }),
  detection: z.strictObject({
    rules: text.describe("A Prometheus rule file; its path from the folder alerts beside the runbook."),
    alerts: z.array(text).describe("Names of the alerts in the rule file that this runbook answers."),
    declareOn: z
      .enum(["alert", "definition"])
      .describe(
        "alert: a firing alert is a declaration. definition: the definition must hold on queried metrics.",
      ),
    pollEvery: duration.describe("How often metrics are asked for while nothing is suspected."),
    confirmEvery: duration.describe("Instead of pollEvery after an alert that fired."),
    confirmFor: duration.describe("How long after an alert that fired."),
    latest: duration.describe('How long "the latest few minutes" are.'),
    queries: z.strictObject({
      failures: query,
      executions: query,
      latestFailures: query,
      latestExecutions: query,
      spend: query,
    }),
    failingAbove: share.describe("A repository is failing when more of its flows fail."),
    affectedRepo: z.strictObject({ failuresAtLeast: count, successBelow: share }),
    definition: uniqueById(criterion).describe("Any one of these makes a mass failure."),
    standDown: uniqueById(criterion).describe(
      "Any one of these shows a declaration to be a false alarm; an empty list: never withdrawn.",
    ),
  }),
  triage: z.strictObject({
    acknowledgeWithin: duration,
    scopeWithin: duration,
    mobilizeWithin: duration,
    firstUpdateWithin: duration,
    scopeEvery: duration,
    observeEvery: duration.describe("Instead of scopeEvery once flows have stopped failing."),
    announce: uniqueById(announcement),
    page: z.array(role).min(1, { error: "expected at least one role to page" }),
    channel: z.strictObject({
      name: text.describe("{date} and {number} are the incident's."),
      members: z.array(role),
      post: announcement,
    }),
    acknowledgementTimeout: duration,
    pagesPerPerson: count,
    escalation: z.array(z.strictObject({ role, to: role })),
  }),
  diagnosis: z.strictObject({
    window: duration.describe("Error lines of this long ago and later count."),
    baseline: duration,
    noneOfTheseAfter: duration.describe('After this long without a cause, "none of these" is concluded.'),
    concludeAt: z.int().describe("In decibans: at least so much concludes a cause."),
    withdrawAt: z.int().describe("In decibans: at most so much withdraws it."),
    calibration: calibration.optional(),
    settleFor: duration.describe("A set of causes must lead for this long before it is concluded."),
    probesAtOnce: count,
    probeEvery: duration,
    signatures: z
      .union([text, z.array(text).min(1)])
      .describe(
        "Files of signatures; their paths from the runbook. What one file's terms name, all may use.",
      ),
  }),
  causes: z.array(cause),
  decision: z.strictObject({
    deadline: duration.describe("A recommendation is made by then, from the declaration."),
    decider: role,
    untilMobilized: role.describe("Decides until the decider has acknowledged."),
    consult: z.array(role).describe("Whose opinions are asked for."),
    consultFor: duration.describe("Whoever has not answered by then counts as silent."),
    decideWithin: duration,
    go: uniqueById(criterion).describe("What speaks for a rollback."),
    noGo: uniqueById(criterion).describe("What speaks for staying the course."),
    whenInDoubt: z
      .enum(["go", "no-go"])
      .describe("What to recommend at the deadline when neither column of the table decides."),
    noGoInDoubt: uniqueById(criterion).describe("In doubt, stay the course all the same where this holds."),
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
    query: query.describe("A PromQL expression; {window} is the window of the kind of incident."),
    executionsQuery: query.describe("A PromQL expression; {window} is the window of the kind of incident."),
    window: duration,
    criteria: uniqueById(criterion),
    narrow: z
      .strictObject({ window: duration, criteria: uniqueById(criterion) })
      .describe("For an incident that is no mass failure."),
  }),
  review: z.strictObject({
    within: duration,
    rcaPath: text,
    rcaSections: z.array(documentSection).min(1),
    incidentLogPath: text,
    incidentLogColumns: z.array(text).min(1),
    query: query.describe(
      "Failed flows by repository over the incident, in PromQL; {duration} is its length.",
    ),
    followUpLabel: text,
    followUps: uniqueById(
      z.strictObject({ id: identifier, when: predicate, title: text, body: text, owner: text }),
    ),
  }),
  tools: z.strictObject({
    attempts: count.describe("How often one effect is tried."),
    backoff: duration.describe("Pause before the next attempt; it grows with their number."),
    deadline: duration.describe("How long one attempt may take."),
  }),
  targets: uniqueById(target),
  budget: z.strictObject({ perDay: dollars }),
  provenance: z
    .array(
      z.union(
        [
          z.strictObject({ path: text, heading: text, statement: text }),
          z.strictObject({ path: text, default: text }),
          z.strictObject({ path: text, change: text }),
        ],
        { error: "expected a path with heading and statement, with default, or with change" },
      ),
    )
    .describe("Where each datum comes from: path is a dotted path (ids name list members).")
    .optional(),
});

export const signaturesSchema = z.strictObject({
  $schema: z.string().optional(),
  id: identifier,
  terms: z
    .record(identifier, z.array(text).min(1))
    .describe("Lists of phrases that `words` and `withoutWords` may name, with @ before the name.")
    .optional(),
  signatures: uniqueById(signature),
});

export type RunbookFile = z.infer<typeof runbookSchema>;
export type Cause = z.infer<typeof cause>;
export type Option = z.infer<typeof option>;
export type CalibrationPoint = z.infer<typeof calibrationPoint>;
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
  readonly terms: Terms;
};

/** Phrases by the name that signatures call them by. */
export type Terms = Readonly<Record<string, readonly string[]>>;
