/** What really happened in a drill's world, for scoring and for the end of the story only: the responder cannot name
 *  these types, and screens show nothing of them before the end. */

import type { CauseId } from "../runbook/cause.ts";
import type { InstantMs } from "../units.ts";

/** Settled when the world is drawn, before anything happens: what the decision is judged by. */
export interface DrawnTruth {
  readonly truth: "drawn";
  /** A mass failure will happen if nothing is done. */
  readonly massFailure: boolean;
  readonly causes: readonly CauseId[];
  /** Repositories that the faults reach within fifteen minutes of clock zero if nothing is done. */
  readonly reached: readonly string[];
  readonly pilotReached: boolean;
  readonly security: boolean;
  /** Spend, in cents a day, that the faults lead to if nothing is done. */
  readonly spendCentsPerDay: number;
  /** The fastest option, rollback apart, that is effective in this world; null when there is none. */
  readonly fastestOption: {
    readonly cause: CauseId;
    readonly option: string;
    readonly takesMs: number;
  } | null;
  /** The setting that mends a cause outside the five, where there is one. */
  readonly mendedBy: readonly [name: string, value: string] | null;
}

export type Harm =
  | "cascade"
  | "over-connection-limit"
  | "wrong-revision"
  | "all-providers-disabled"
  | "secret-missing"
  | "stopped-healthy-work";

export type TruthRecord =
  | DrawnTruth
  | { readonly truth: "fault-began"; readonly fault: string; readonly what: string }
  | { readonly truth: "fault-ended"; readonly fault: string }
  /** At the end: how often the fault left its declared fingerprint at the world's boundary. */
  | {
      readonly truth: "fingerprint";
      readonly fault: string;
      readonly observable: string;
      readonly seen: number;
      readonly atLeast: number;
    }
  /** `fault` names what failed the flow; `own` when the responder's doing did, null for the base rate. */
  | { readonly truth: "flow-failed"; readonly repo: string; readonly fault: string | null }
  /** Ended flows of the minute that ends now, by repository in the order of the roster. */
  | {
      readonly truth: "minute";
      readonly completed: readonly number[];
      readonly failed: readonly number[];
      readonly deferred: readonly number[];
      readonly paused: readonly string[];
      /** Spend of the minute in millionths of a dollar. */
      readonly microDollars: number;
    }
  | { readonly truth: "harm"; readonly effectId: string | null; readonly harm: Harm; readonly detail: string }
  /** Drawn for the responder's own tools; nothing of the world's. */
  | {
      readonly truth: "tool-fault";
      readonly fault: string;
      readonly what: string;
      readonly from: InstantMs | null;
      readonly until: InstantMs | null;
    }
  /** At the end: how often it decided over a call or an event. */
  | { readonly truth: "tool-fault-bites"; readonly fault: string; readonly bites: number }
  /** An alert or recording rule that could not be evaluated: what depends on it is silent. Once for each message. */
  | { readonly truth: "rule-failed"; readonly rule: string; readonly message: string }
  /** Somebody who would not have answered at all. */
  | { readonly truth: "absent"; readonly person: string; readonly role: string };
