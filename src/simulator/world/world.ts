/** The simulated world's state: fleet, providers, database, deployment, keys, and what the faults do to them.
 *  Failures emerge from this state and mitigations change it; no file here knows the responder or decides an outcome.
 *  What leaves the world at its boundary goes to a `Witness`: log occurrences, truth, marks of the faults. */

import type { TruthRecord } from "../../journal/truth.ts";
import type { RandomStream, RandomStreams } from "../../prng.ts";
import type { CauseId } from "../../runbook/cause.ts";
import type { DurationMs, InstantMs } from "../../units.ts";
import type { LogOccurrence } from "../logs/occurrence.ts";
import type { EventQueue } from "../queue.ts";
import type { Observable, ProviderPlan, RepositoryPlan, Scenario } from "../scenario-schema.ts";

/** What failed a flow: a fault of the scenario, the responder's own doing, or the base rate. */
export type Blame =
  | { readonly is: "fault"; readonly fault: string }
  | { readonly is: "own" }
  | { readonly is: "base" };

export const BASE: Blame = { is: "base" };
export const OWN: Blame = { is: "own" };

export interface Repository {
  readonly index: number;
  readonly name: string;
  readonly plan: RepositoryPlan;
  readonly transactional: ReadonlySet<string>;
  /** As log lines name its blocks: `extract-1`. */
  readonly blockNames: readonly string[];
  readonly arrivals: RandomStream;
  readonly draws: RandomStream;
  /** Tokens of one call, scaled so that ordinary hours use the share of the quota that was drawn. */
  readonly tokensPerCall: number;
  meanArrivalMs: number;
  /** Set by a rollback to the pilot. */
  paused: boolean;
  readonly defects: { readonly fault: string; readonly failsBasisPoints: number }[];
  /** The prompt outgrows the model's window: calls time out, but on pods with the setting that prunes it. */
  contextGrowth: { readonly fault: string; readonly mendedBy: readonly [name: string, value: string] } | null;
}

export interface Outage {
  readonly fault: string;
  readonly succeedsBasisPoints: number;
  /** Weights over the ways in which a call fails. */
  readonly modes: readonly number[];
}

export interface StatusPage {
  /** Null while the page says that all is well. */
  indicator: "minor" | "major" | "critical" | null;
  recoveryAt: InstantMs | null;
}

export interface Provider {
  readonly index: number;
  readonly name: string;
  readonly plan: ProviderPlan;
  readonly draws: RandomStream;
  /** Tokens used per minute of the last hour, as a ring. */
  readonly minutes: Float64Array;
  minute: number;
  used: number;
  limit: number;
  /** Set aside for the pilot by a rollback: beyond the common limit. */
  reservedForPilot: number;
  outage: Outage | null;
  readonly statusPage: StatusPage;
  /** References of keys that the provider rejects. */
  readonly rejected: Map<string, { readonly fault: string; readonly how: "key-invalid" | "key-suspended" }>;
  /** Who emptied the quota, once it is empty. */
  exhaustedBy: Blame;
}

/** Settings of a revision that the world reads often, parsed once. */
export interface Settings {
  readonly disabled: ReadonlySet<string>;
  readonly fallbackModel: string | null;
  readonly autoFallback: boolean;
  readonly fallbackFamilies: ReadonlySet<string> | "all";
  readonly breakerPercent: number | null;
  readonly maxConcurrentFlows: number;
  readonly poolSize: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Revision {
  readonly revision: number;
  readonly at: InstantMs;
  readonly image: string;
  readonly schemaVersion: string;
  readonly settings: Settings;
  readonly secret: string;
  readonly changeCause: string;
  /** Changed by a restart, so that an equal template rolls out again. */
  readonly stamp: number;
}

export interface Pod {
  readonly name: string;
  readonly revision: Revision;
  /** References of the keys read from the secret at the start, by provider. */
  keys: Readonly<Record<string, string>>;
  readonly flows: Set<Flow>;
  ready: boolean;
  leaving: boolean;
  /** Of a pod that waits for a secret that does not exist. */
  blocked: boolean;
  hotfixed: boolean;
  pool: Pool;
  readonly completed: number[];
  readonly failed: number[];
  microDollars: number;
  breakerOpen: Set<string>;
  logCursor: number;
}

/** A pod's connections to the database. `open` counts all it holds on the server. */
export interface Pool {
  size: number;
  open: number;
  used: number;
  leaked: number;
  /** Given up without being closed: the server still counts them. */
  orphaned: number;
  /** Until then idle connections above the least number are kept. */
  warmUntil: InstantMs;
  readonly waiting: Flow[];
  starvedSince: InstantMs | null;
}

export interface Flow {
  readonly world: World;
  readonly id: number;
  readonly repo: Repository;
  readonly arrivedAt: InstantMs;
  pod: Pod | null;
  block: number;
  /** Of the present block. */
  attempt: number;
  tries: number;
  onFallback: boolean;
  holdsConnection: boolean;
  /** Invalidates what was scheduled for an earlier stage. */
  ticket: number;
  startedAt: InstantMs;
  tokens: number;
  /** Was put off at the gate, by the breaker, or because its repository is paused. */
  deferred: boolean;
  ended: boolean;
  /** A pod has room again. */
  readonly whenEnded: (world: World, at: InstantMs) => void;
}

export interface Database {
  readonly draws: RandomStream;
  maxConnections: number;
  readonly reserved: number;
  readonly otherTenants: number;
  /** Of pods that are gone, until the server notices. */
  lingering: number;
  leak: { readonly fault: string; readonly chanceBasisPoints: number } | null;
  abandon: { readonly fault: string; readonly after: DurationMs; readonly perMinute: number } | null;
}

export interface Deployment {
  readonly draws: RandomStream;
  revisions: Revision[];
  current: Revision;
  pods: Pod[];
  readonly replicas: number;
  podsMade: number;
  stamps: number;
  rolling: boolean;
  secrets: Record<string, Readonly<Record<string, string>>>;
  hotfixReadyAt: InstantMs | null;
  hotfixApplied: boolean;
  /** Block families that a schema version breaks, with the fault that brought it. */
  readonly broken: Map<string, { readonly family: string; readonly fault: string }>;
}

export interface Account {
  /** Since the start of the minute, by repository; of flows that were not put off. */
  readonly completed: number[];
  readonly failed: number[];
  readonly deferred: number[];
  microDollars: number;
  totalFailed: number;
  totalDeferred: number;
  totalMicroDollars: number;
}

export interface Witness {
  truth(record: TruthRecord): void;
  line(pod: Pod, repo: Repository | null, flow: Flow | null, occurrence: LogOccurrence): void;
  /** The security team or a provider writes to the responder. */
  notice(from: string, subject: string): void;
  /** A pod came or went: observation opens or closes its series. */
  podStarted(pod: Pod): void;
  podStopped(pod: Pod): void;
}

export interface World {
  readonly scenario: Scenario;
  readonly queue: EventQueue;
  readonly streams: RandomStreams;
  readonly witness: Witness;
  readonly repositories: readonly Repository[];
  readonly pilot: Repository;
  readonly providers: readonly Provider[];
  readonly providerByName: ReadonlyMap<string, Provider>;
  readonly services: Map<string, { readonly fault: string; readonly failure: ServiceFailure }>;
  readonly database: Database;
  readonly deployment: Deployment;
  readonly gate: Flow[];
  /** Flows that the circuit breaker holds, by the index of the provider they wait for. */
  readonly breakerQueues: readonly Flow[][];
  /** Repositories that run at a multiple of their usual volume now. */
  surges: { readonly fault: string; readonly repositories: readonly string[] }[];
  /** A release in progress that cuts flows off, and how many it may still cut off. */
  abruptRelease: { readonly fault: string; left: number } | null;
  overLimitNoted: boolean;
  readonly account: Account;
  readonly marks: Map<string, number>;
  flowsMade: number;
  rolledBackAt: InstantMs | null;
  /** The rollback has begun and its pods are not pinned yet. */
  pinning: boolean;
  /** The responder rerouted, throttled or restarted: later trouble without a fault is its own. */
  touched: boolean;
  /** Who commits to the repositories: names for histories. */
  readonly authors: readonly string[];
  readonly commits: {
    readonly commit: string;
    readonly author: string;
    readonly subject: string;
    readonly path: string;
  }[];
}

export type ServiceFailure =
  | "tls-expired"
  | "dns"
  | "disk-full"
  | "out-of-memory"
  | "artifact-store-forbidden"
  | "message-queue-down";

/** A fault showed itself at the boundary. */
export function mark(world: World, fault: string, observable: Observable): void {
  const key = `${fault}/${observable}`;
  world.marks.set(key, (world.marks.get(key) ?? 0) + 1);
}

export const blameFault = (fault: string): Blame => ({ is: "fault", fault });

export const CAUSE_OF_FAULT = {
  "provider-outage": "model-api-outage",
  "volume-surge": "rate-limit-exhaustion",
  "breaking-release": "schema-breaking-change",
  "connection-leak": "db-connection-pool-exhaustion",
  "key-leak": "credential-leak",
} as const satisfies Record<string, CauseId>;
