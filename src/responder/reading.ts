/** What the outside world answers to a question the responder asked: one shape per kind of question.
 *  Figures are as their source gives them (Prometheus' floats, Postgres' counts); secrets never appear. */

import type { InstantMs } from "../units.ts";

/** Label pairs in the order Prometheus sorts them. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type StatusIndicator = "none" | "minor" | "major" | "critical" | "unknown";
export type ProviderHealth = "healthy" | "degraded" | "down";

export interface QuotaUse {
  readonly provider: string;
  readonly usedTokens: number;
  readonly limitTokens: number;
  /** Tokens used over the last fifteen minutes. */
  readonly recentTokens: number;
}

export interface RevisionSummary {
  readonly revision: number;
  readonly at: InstantMs;
  readonly image: string;
  readonly schemaVersion: string;
  readonly changeCause: string;
}

export interface ExposedCommit {
  readonly commit: string;
  readonly author: string;
  readonly subject: string;
  readonly path: string;
}

export type Reading =
  | { readonly of: "nothing" }
  | { readonly of: "vector"; readonly samples: readonly Sample[] }
  | {
      readonly of: "provider-status";
      readonly provider: string;
      readonly indicator: StatusIndicator;
      /** The provider's own estimate, counted from the answer; null when it gives none. */
      readonly recoveryEtaMs: number | null;
    }
  | {
      readonly of: "provider-health";
      readonly providers: readonly { readonly provider: string; readonly health: ProviderHealth }[];
    }
  | { readonly of: "quota"; readonly providers: readonly QuotaUse[] }
  | {
      readonly of: "flow-volume";
      readonly repos: readonly {
        readonly repo: string;
        readonly perHour: number;
        readonly usualPerHour: number;
      }[];
    }
  | {
      readonly of: "rollout-history";
      readonly current: number;
      readonly revisions: readonly RevisionSummary[];
    }
  | {
      readonly of: "revision-diff";
      readonly revision: number;
      readonly imageChanged: boolean;
      readonly schemaFrom: string;
      readonly schemaTo: string;
      readonly environmentChanged: readonly string[];
    }
  | { readonly of: "schema-version"; readonly version: string }
  | {
      readonly of: "connection-count";
      readonly ours: number;
      /** Of ours, those that are not idle: running or idle in a transaction. */
      readonly busy: number;
      readonly all: number;
      readonly maxConnections: number;
      readonly reserved: number;
    }
  | { readonly of: "pool-size"; readonly size: number }
  | { readonly of: "exposed-credentials"; readonly commits: readonly ExposedCommit[] }
  | {
      readonly of: "key-check";
      readonly provider: string;
      readonly httpStatus: number;
      readonly accepted: boolean | null;
    }
  | { readonly of: "test-flow"; readonly repo: string; readonly passed: boolean }
  | {
      readonly of: "rollout-status";
      readonly complete: boolean;
      readonly updatedPods: number;
      readonly totalPods: number;
    }
  /** Of a look-up: whether the effect in question was performed; null when that cannot be told. */
  | { readonly of: "performed"; readonly performed: boolean | null }
  /** The name or address of something made: a channel, a document, an issue. */
  | { readonly of: "created"; readonly name: string };

export type ReadingOf<Of extends Reading["of"]> = Extract<Reading, { of: Of }>;
