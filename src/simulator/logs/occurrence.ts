/** What the simulated world reports as having happened at its boundary, before any words are put to it.
 *  The world says what is true; how a program would print it (and how it might mislead) is this folder's business.
 *  Not here: timestamps, pods and repos, which come with the context, and lateness or loss, which observation adds. */

import type { RandomStream } from "../../prng.ts";
import type { Dialect } from "./dialect.ts";

export type LogLevel = "INFO" | "WARN" | "ERROR";

export type ProviderFailureKind =
  | "overloaded"
  | "unavailable"
  | "timeout"
  | "connection-refused"
  | "connection-reset"
  | "gateway"
  | "rate-limited"
  | "quota-exhausted"
  | "key-invalid"
  | "key-suspended"
  | "context-too-long"
  | "bad-request";

export type DatabaseFailureKind =
  | "pool-timeout"
  | "server-full"
  | "connection-refused"
  | "statement-timeout"
  | "deadlock"
  | "connection-terminated";

export type InternalFailureKind =
  | "tls-expired"
  | "dns"
  | "disk-full"
  | "out-of-memory"
  | "artifact-store-forbidden"
  | "message-queue-down";

/** One call to a provider failed; `attempt` counts from 1. */
export interface ProviderFailure {
  readonly of: "provider-failure";
  /** `anthropic`, `openai`, `google`, or the name of another vendor with an OpenAI-compatible interface. */
  readonly provider: string;
  readonly failure: ProviderFailureKind;
  readonly model: string;
  readonly attempt: number;
  readonly willRetry: boolean;
}

export interface DatabaseFailure {
  readonly of: "database-failure";
  readonly failure: DatabaseFailureKind;
  readonly willRetry?: boolean;
}

/** A block's output did not match the schema in force for its family. */
export interface ValidationFailure {
  readonly of: "validation-failure";
  readonly family: string;
  readonly schemaVersion: string;
  /** The property that a release broke; drawn when absent. */
  readonly field?: string;
}

export interface InternalFailure {
  readonly of: "internal-failure";
  readonly failure: InternalFailureKind;
  /** The service FlowEngine was talking to, or itself: `artifact-store`, `event-bus`. */
  readonly service: string;
}

export type EngineEvent =
  | { readonly of: "flow-started"; readonly blocks: number }
  | {
      readonly of: "flow-completed";
      readonly blocks: number;
      readonly durationMs: number;
      readonly tokens: number;
    }
  | { readonly of: "flow-failed"; readonly attempts: number; readonly durationMs: number }
  | { readonly of: "flow-deferred"; readonly reason: "paused" | "breaker" | "gate" }
  | {
      readonly of: "routing";
      readonly provider: string;
      readonly model: string;
      readonly fallback: boolean;
    }
  | { readonly of: "breaker"; readonly state: "activated" | "released"; readonly provider: string }
  | {
      readonly of: "gate";
      readonly state: "full" | "draining";
      readonly running: number;
      readonly limit: number;
      readonly queued: number;
    }
  | {
      readonly of: "rollout";
      readonly phase: "started" | "stopping";
      readonly revision: number;
      readonly schemaVersion: string;
    };

/** Something that has nothing to do with the incident, drawn from many. */
export interface Noise {
  readonly of: "noise";
  /** Only lines of this level, when the world budgets them apart; of any level when absent. */
  readonly level?: LogLevel;
}

export type LogOccurrence =
  | ProviderFailure
  | DatabaseFailure
  | ValidationFailure
  | InternalFailure
  | EngineEvent
  | Noise;

/** Where and when it happened. `stream` gives one draw for each line, whatever the line. */
export interface LogContext {
  /** ISO timestamp with milliseconds and `Z`. */
  readonly at: string;
  readonly repo: string | null;
  readonly flow: number | string | null;
  /** The block as FlowEngine names it, such as `extract-2`. */
  readonly block: string | null;
  readonly pod: string;
  readonly dialect: Dialect;
  readonly stream: RandomStream;
}
