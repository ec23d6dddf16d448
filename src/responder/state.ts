/** The responder's whole memory: plain data that survives JSON, so that it can be rebuilt from a journal, forked and
 *  compared. What never changes during an incident (runbook, roster, epoch) is `Responder` in `turn.ts`. */

import type { CauseId } from "../runbook/cause.ts";
import type { Facts } from "../runbook/fact.ts";
import type { Role } from "../runbook/vocabulary.ts";
import { EPOCH, type InstantMs } from "../units.ts";
import type { PerformedIntent, RankedCause } from "./effect.ts";
import type { FailureReason } from "./event.ts";
import type { IncidentPhase } from "./lifecycle.ts";
import type { Reading } from "./reading.ts";

/** Something to be performed, until it is done or given up. */
export interface Task {
  readonly key: string;
  readonly incidentId: string | null;
  readonly intent: PerformedIntent;
  status: "waiting" | "in-flight" | "looking-up" | "done" | "failed";
  attempts: number;
  readonly attemptsAllowed: number;
  /** When it is due (waiting), when its outcome is overdue (in flight), when it settled (done, failed). */
  at: InstantMs;
  effectId: string | null;
  reading: Reading | null;
  reason: FailureReason | null;
}

export type RepoCounts = Record<string, number>;

export interface MetricsReading {
  readonly at: InstantMs;
  readonly failures: RepoCounts | null;
  readonly executions: RepoCounts | null;
  readonly latestFailures: RepoCounts | null;
  readonly latestExecutions: RepoCounts | null;
  readonly spendCentsPerDay: number | null;
  readonly facts: Facts;
}

export type MetricsQuery = "failures" | "executions" | "latestFailures" | "latestExecutions" | "spend";

export interface AskedMetrics {
  readonly query: MetricsQuery;
  readonly key: string;
}

export interface MetricsWatch {
  cycle: number;
  /** When the latest cycle began; null before the first. */
  startedAt: InstantMs | null;
  /** The latest cycle brought no answers. */
  failing: boolean;
  /** Set while a cycle's answers are gathered. */
  gathering: { readonly at: InstantMs; readonly asked: readonly AskedMetrics[] } | null;
  current: MetricsReading | null;
  /** Repositories that the latest whole answer about executions told of, and how many answers since lacked some. */
  reporting: string[];
  partial: number;
  /** Close watching, after an alert or a worrying reading, lasts until then. */
  closeUntil: InstantMs;
}

/** An error line with its variable parts masked, and what the signatures make of it. */
export interface Pattern {
  readonly template: string;
  readonly sample: string;
  /** Twelve parts over the causes it speaks for; empty: something else. */
  readonly speaks: Readonly<Partial<Record<CauseId, number>>>;
  count: number;
  readonly firstAt: InstantMs;
  lastAt: InstantMs;
}

/** Error lines, those no signature explains, then twelfths of lines by cause in the order of CAUSE_IDS. */
export type ErrorTally = number[];

export interface ErrorBucket {
  readonly minute: number;
  /** Lines of each pattern, by its place among the patterns; none of those beyond the end. */
  readonly patterns: number[];
  readonly repos: Record<string, ErrorTally>;
}

export interface LogWatch {
  patterns: Pattern[];
  buckets: ErrorBucket[];
  /** Minute of the first log line ever seen. */
  since: number | null;
  /** Error lines read so far. */
  errors: number;
}

export interface Mobilised {
  readonly role: Role;
  readonly pages: { readonly key: string; readonly person: string; readonly at: InstantMs }[];
  acknowledgedBy: string | null;
  acknowledgedAt: InstantMs | null;
}

export interface TakenReading {
  readonly at: InstantMs;
  readonly reading: Reading;
}

export interface Consultation {
  readonly role: Role;
  readonly key: string;
  readonly askedAt: InstantMs;
  opinion: "agree" | "object" | "no-view" | "silent" | null;
}

export interface Finding {
  readonly person: string;
  readonly role: Role;
  readonly at: InstantMs;
  readonly causes: readonly CauseId[];
  readonly description: string;
  readonly environment: readonly (readonly [string, string])[];
}

export interface DiagnosisState {
  ranking: RankedCause[];
  /** Null until a set is concluded; empty is "none of the five". */
  concluded: CauseId[] | null;
  concludedAt: InstantMs | null;
  candidateSince: InstantMs | null;
  rankedAt: InstantMs | null;
  probeRounds: Record<string, InstantMs>;
  /** Keys of the probes that have not been taken in. */
  probesOpen: string[];
  finding: Finding | null;
  conclusions: number;
  /** The outline of the ranking that was recorded last. */
  recorded: string;
}

export interface DecisionState {
  consultations: Consultation[];
  estimateMs: number | null;
  estimatedAt: InstantMs | null;
  estimateAsked: string | null;
  /** The states that were recorded last, by table. */
  assessed: Record<string, string>;
  assessments: number;
  /** Why a cause's own options lead to the rollback; null while they do not. */
  proposed: string | null;
  recommended: "go" | "no-go" | null;
  recommendedAt: InstantMs | null;
  recommendations: number;
  because: readonly string[];
  asked: Asked[];
  /** The number of the recommendation that the decider in office answered last, whatever the answer. */
  answered: number;
  taken: "go" | "no-go" | null;
  takenBy: string | null;
  takenAt: InstantMs | null;
}

export type TrackStage =
  | { readonly is: "choosing" }
  | { readonly is: "approving"; readonly since: InstantMs }
  | { readonly is: "acting"; readonly step: number; readonly since: InstantMs }
  | { readonly is: "verifying"; readonly since: InstantMs }
  | { readonly is: "undoing"; readonly step: number; readonly since: InstantMs }
  | { readonly is: "effective"; readonly since: InstantMs }
  | { readonly is: "exhausted" };

export interface Asked {
  readonly key: string;
  readonly role: Role;
  readonly person: string;
  readonly at: InstantMs;
  refused: boolean;
}

/** The way through one cause's options (cause null: the rollback to the pilot, or a person's own remedy). */
export interface Track {
  readonly id: string;
  readonly cause: CauseId | null;
  stage: TrackStage;
  option: string | null;
  /** The number of its latest order in the incident, so that keys of a second try differ from those of the first. */
  orders: number;
  choosingSince: InstantMs;
  orderedAt: InstantMs | null;
  /** Who was asked for the present approval or piece of work, latest last. */
  asked: Asked[];
  approval: string | null;
  approvedBy: string | null;
  tried: string[];
  /** Options that nobody present would approve: they are put to them again after a while. */
  refused: { readonly option: string; readonly at: InstantMs }[];
  /** Filled in when the option is ordered: what `{failedProviders}` and the like stood for then. */
  substitutions: Record<string, string>;
  /** References to what people made for this option (keys, quotas). */
  references: readonly string[];
}

export interface Directive {
  readonly option: string;
  readonly person: string;
  readonly role: Role;
}

export interface MitigationState {
  tracks: Track[];
  /** Options that the decision maker ordered by name, by cause. */
  directives: Record<string, Directive>;
  orders: number;
  /** The track whose change to the deployment has not settled, and since when: one at a time. */
  holder: { readonly track: string; readonly since: InstantMs } | null;
  /** When a change of the deployment last settled. */
  releasedAt: InstantMs | null;
}

export interface CommunicationState {
  lastUpdateAt: InstantMs | null;
  updates: number;
  ownersTold: string[];
  notices: number;
}

export interface ResolutionState {
  calmSince: InstantMs | null;
  /** Since when repositories have failed without a break; null while none does. */
  failingSince: InstantMs | null;
  checkedAt: InstantMs | null;
  /** The states that were recorded last, by table. */
  assessed: Record<string, string>;
  assessments: number;
  windowFailures: RepoCounts | null;
  windowExecutions: RepoCounts | null;
  windowAt: InstantMs | null;
  resolvedAt: InstantMs | null;
  cycles: number;
}

export interface Moment {
  readonly at: InstantMs;
  readonly what: string;
}

/** Facts of the error lines, kept for a few seconds: they cost more than all others together. */
export interface ErrorFacts {
  readonly at: InstantMs;
  /** Error lines that had been read, and repositories that were affected, when they were made. */
  readonly errors: number;
  readonly affected: number;
  readonly facts: Facts;
}

export interface Incident {
  readonly id: string;
  readonly openedAt: InstantMs;
  readonly openedBy: string;
  /** The definition of a mass failure was met, not only a person's word. */
  mass: boolean;
  phase: IncidentPhase;
  /** Why the declaration is to be withdrawn, once everything that was done for it is undone. */
  standingDown: string | null;
  affected: Record<string, InstantMs>;
  affectedNow: string[];
  /** Repositories that began to fail around a rollout of our own, with the time they were first seen. */
  shaken: Record<string, InstantMs>;
  failuresCounted: number;
  failuresSeen: RepoCounts;
  scopedAt: InstantMs | null;
  scopes: number;
  mobilised: Mobilised[];
  /** Nothing is left to announce and nobody to call. */
  triaged: boolean;
  channel: string | null;
  /** What was printed before the trouble began, and over how many minutes. */
  base: { readonly minutes: number; readonly tally: ErrorTally } | null;
  errorFacts: ErrorFacts | null;
  /** The latest answer of each probe, by probe and subject (`key-check/openai`). */
  readings: Record<string, TakenReading>;
  diagnosis: DiagnosisState;
  decision: DecisionState;
  mitigation: MitigationState;
  communication: CommunicationState;
  resolution: ResolutionState;
  reopened: number;
  timeline: Moment[];
}

export interface KnownAlert {
  readonly fingerprint: string;
  readonly name: string;
  readonly firing: boolean;
  readonly startsAt: InstantMs;
  readonly seenAt: InstantMs;
}

export interface ResponderState {
  now: InstantMs;
  wakeAt: InstantMs | null;
  /** The kill switch: nothing is performed while it is engaged. */
  stopped: boolean;
  effects: number;
  tasks: Record<string, Task>;
  /** Keys of the tasks that are not settled, oldest first. */
  openTasks: string[];
  inFlight: Record<string, string>;
  alerts: KnownAlert[];
  securityNotices: { readonly from: string; readonly subject: string; readonly at: InstantMs }[];
  metrics: MetricsWatch;
  logs: LogWatch;
  incidents: Incident[];
  incidentsOpened: number;
}

export function emptyState(): ResponderState {
  return {
    now: EPOCH,
    wakeAt: EPOCH,
    stopped: false,
    effects: 0,
    tasks: {},
    openTasks: [],
    inFlight: {},
    alerts: [],
    securityNotices: [],
    metrics: {
      cycle: 0,
      startedAt: null,
      failing: false,
      gathering: null,
      current: null,
      reporting: [],
      partial: 0,
      closeUntil: EPOCH,
    },
    logs: { patterns: [], buckets: [], since: null, errors: 0 },
    incidents: [],
    incidentsOpened: 0,
  };
}
