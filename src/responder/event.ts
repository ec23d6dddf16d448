/** Everything that can happen to the responder: the whole input of `step`, and all that it ever knows of time.
 *  Drivers (simulator, live loop, replay) make these; texts are redacted before they get here (`redact.ts`).
 *  `incidentId` is null where the event belongs to no incident, or to one not declared yet. */

import type { Role } from "../runbook/vocabulary.ts";
import type { InstantMs } from "../units.ts";
import type { Reading } from "./reading.ts";

interface EventBase {
  readonly at: InstantMs;
  readonly incidentId: string | null;
}

/** One alert of an Alertmanager notification. */
export interface AlertNotice {
  readonly name: string;
  readonly status: "firing" | "resolved";
  readonly fingerprint: string;
  readonly startsAt: InstantMs;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
}

export const FAILURE_REASONS = [
  "timeout",
  "unavailable",
  "rate-limited",
  "forbidden",
  "conflict",
  "not-found",
  "invalid",
  "refused",
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

export type Outcome =
  /** Performed and finished. */
  | { readonly status: "done"; readonly reading: Reading }
  /** Taken on; whether it is effective, a probe must tell. */
  | { readonly status: "accepted"; readonly reading: Reading }
  | { readonly status: "failed"; readonly reason: FailureReason; readonly retryAfterMs: number | null }
  /** Sent, and nothing is known of it: to be looked up before anything is repeated. */
  | { readonly status: "unknown" };

export type Answer =
  /** The opinion asked for before a decision. */
  | { readonly of: "opinion"; readonly opinion: "agree" | "object" | "no-view"; readonly because: string }
  /** How long the fix will take, from now. */
  | { readonly of: "estimate"; readonly fixInMs: number }
  /** A cause outside or inside the five, as a person found it, with the settings that would mend it. */
  | {
      readonly of: "finding";
      readonly causes: readonly string[];
      readonly description: string;
      readonly environment: readonly (readonly [name: string, value: string])[];
    }
  /** Work that was asked for is done (keys made, quota raised, database scaled), with references to the result. */
  | { readonly of: "work-done"; readonly references: readonly string[] }
  | { readonly of: "declined"; readonly because: string };

export type Decision =
  | { readonly of: "rollback"; readonly choice: "go" | "no-go" }
  /** The person at the decision orders an option of a cause, whatever the responder would choose. */
  | { readonly of: "option"; readonly cause: string; readonly option: string };

export type ResponderEvent =
  | (EventBase & { readonly kind: "alert"; readonly alert: AlertNotice })
  | (EventBase & {
      readonly kind: "log-batch";
      readonly pod: string;
      /** Lines of this pod that were sent before these. */
      readonly cursor: number;
      readonly lines: readonly string[];
    })
  | (EventBase & { readonly kind: "tick" })
  | (EventBase & { readonly kind: "outcome"; readonly effectId: string; readonly outcome: Outcome })
  | (EventBase & {
      readonly kind: "acknowledgement";
      readonly person: string;
      readonly role: Role;
      /** The key of the page that is acknowledged. */
      readonly page: string;
    })
  | (EventBase & {
      readonly kind: "answer";
      readonly person: string;
      readonly role: Role;
      /** The key of the question that is answered. */
      readonly question: string;
      readonly answer: Answer;
    })
  | (EventBase & {
      readonly kind: "approval";
      readonly person: string;
      readonly role: Role;
      readonly request: string;
      readonly granted: boolean;
      readonly because: string;
    })
  | (EventBase & {
      readonly kind: "decision";
      readonly person: string;
      readonly role: Role;
      readonly decision: Decision;
    })
  | (EventBase & {
      readonly kind: "declare-request";
      readonly person: string;
      readonly role: Role;
      readonly because: string;
      readonly repositories: readonly string[];
    })
  | (EventBase & { readonly kind: "security-notice"; readonly from: string; readonly subject: string })
  | (EventBase & { readonly kind: "kill-switch"; readonly person: string; readonly engaged: boolean })
  /** The responder is back after a crash; its state was rebuilt from the journal. */
  | (EventBase & { readonly kind: "resume"; readonly downSince: InstantMs });

export type EventKind = ResponderEvent["kind"];
export type EventOf<Kind extends EventKind> = Extract<ResponderEvent, { kind: Kind }>;
