/** Everything the responder can want or conclude: vendor-neutral intents, performed by whoever drives the core
 *  (one attempt each), and recorded-only conclusions that screens and scoring read.
 *  `key` names the intention and survives retries; `id` names one attempt. */

import type { CauseId } from "../runbook/cause.ts";
import type { Step } from "../runbook/schema.ts";
import type { ProbeName, Role } from "../runbook/vocabulary.ts";
import type { InstantMs } from "../units.ts";

export type Repeat =
  /** The receiver recognises the key: repeating is harmless. */
  | "keyed"
  /** The effect states a wanted state (or only reads): repeating is harmless. */
  | "by-state"
  /** A second performance would be seen or felt: look it up first. */
  | "never";

export type MessageForm =
  | "acknowledged"
  | "details"
  | "update"
  | "resolved"
  | "stakeholders"
  | "page"
  | "notice";

/** A message both as the fields the template asks for (scored) and as the text people read. */
export interface MessageContent {
  readonly form: MessageForm;
  readonly fields: Readonly<Record<string, string>>;
  readonly text: string;
}

export type Question =
  | { readonly of: "opinion"; readonly about: "rollback"; readonly situation: string }
  | { readonly of: "estimate"; readonly cause: CauseId }
  | { readonly of: "finding"; readonly situation: string }
  | {
      readonly of: "approval";
      readonly cause: CauseId | null;
      readonly option: string;
      readonly title: string;
      readonly actions: readonly string[];
    }
  | { readonly of: "decision"; readonly recommended: "go" | "no-go"; readonly because: readonly string[] }
  | {
      readonly of: "work";
      readonly work: "new-keys" | "raise-quota" | "scale-database";
      readonly subject: readonly string[];
    };

export interface PersonTarget {
  readonly role: Role;
  readonly person: string;
}

/** A change to the deployment or its surroundings carries the key of the approval it rests on. */
interface Approved {
  /** The key of the approval request or decision that the change rests on; the core never leaves it null. */
  readonly approval: string | null;
}

/** What the runbook may ask for, and what the core asks itself while its own rollout is under way. */
export type AskedProbe = ProbeName | "rollout-status";

/** Intents that somebody performs. */
export type PerformedIntent =
  | { readonly kind: "page"; readonly target: PersonTarget; readonly arguments: MessageContent }
  | {
      readonly kind: "acknowledge-alert";
      readonly target: { readonly alert: string };
      readonly arguments: Record<string, never>;
    }
  | {
      readonly kind: "post-message";
      readonly target: { readonly channel: string };
      readonly arguments: MessageContent;
    }
  | {
      readonly kind: "create-channel";
      readonly target: { readonly channel: string };
      readonly arguments: { readonly members: readonly PersonTarget[] };
    }
  | {
      readonly kind: "send-mail";
      readonly target: { readonly mailboxes: readonly string[] };
      readonly arguments: MessageContent & { readonly subject: string };
    }
  | {
      readonly kind: "query-metrics";
      readonly target: { readonly system: "prometheus" };
      readonly arguments: { readonly expression: string };
    }
  | {
      readonly kind: "probe";
      /** The provider, revision or repository the probe is about; null when it covers all. */
      readonly target: { readonly subject: string | null };
      readonly arguments: { readonly probe: AskedProbe };
    }
  | {
      readonly kind: "ask";
      readonly target: PersonTarget;
      readonly arguments: { readonly question: Question };
    }
  | {
      readonly kind: "set-env";
      readonly target: { readonly deployment: string };
      /** A null value removes the variable. */
      readonly arguments: Approved & {
        readonly environment: readonly (readonly [name: string, value: string | null])[];
      };
    }
  | {
      readonly kind: "set-env-from-secret";
      readonly target: { readonly deployment: string };
      readonly arguments: Approved & { readonly secret: string };
    }
  | {
      readonly kind: "undo-rollout";
      readonly target: { readonly deployment: string };
      /** The revision to restore; null lets Kubernetes take the previous one. */
      readonly arguments: Approved & { readonly toRevision: number | null };
    }
  | {
      readonly kind: "restart";
      readonly target: { readonly deployment: string };
      readonly arguments: Approved;
    }
  | {
      readonly kind: "apply-manifest";
      readonly target: { readonly manifest: string };
      readonly arguments: Approved;
    }
  | {
      readonly kind: "create-secret";
      readonly target: { readonly secret: string };
      /** References to the values, never the values. */
      readonly arguments: Approved & { readonly references: readonly string[] };
    }
  | {
      readonly kind: "delete-secret";
      readonly target: { readonly secret: string };
      readonly arguments: Approved;
    }
  | {
      readonly kind: "copy-secret";
      readonly target: { readonly secret: string };
      readonly arguments: Approved & { readonly from: string };
    }
  | {
      readonly kind: "rollback-to-pilot";
      readonly target: { readonly deployment: string };
      readonly arguments: Approved & { readonly runbook: string; readonly pilot: string };
    }
  | {
      readonly kind: "write-document";
      readonly target: { readonly path: string };
      readonly arguments: { readonly text: string };
    }
  | {
      readonly kind: "append-row";
      readonly target: { readonly path: string };
      readonly arguments: { readonly columns: readonly string[]; readonly row: readonly string[] };
    }
  | {
      readonly kind: "create-issue";
      readonly target: { readonly label: string };
      readonly arguments: { readonly title: string; readonly body: string; readonly owner: string };
    }
  | {
      readonly kind: "look-up";
      readonly target: { readonly key: string };
      readonly arguments: Record<string, never>;
    };

export interface EvidenceItem {
  readonly id: string;
  /** In decibans: ten make the odds ten times as large. */
  readonly weight: number;
}

export interface RankedCause {
  readonly cause: CauseId;
  /** Decibans: the prior and all evidence, added up. */
  readonly score: number;
  /** How probable a cause of that score is, in basis points. */
  readonly probability: number;
  readonly evidence: readonly EvidenceItem[];
}

export type CriterionState = "met" | "unmet" | "unknown";

export interface CriterionAssessment {
  readonly id: string;
  readonly state: CriterionState;
}

/** Intents that are only recorded: what the core concluded. */
export type RecordedIntent =
  | {
      readonly kind: "declare";
      readonly target: { readonly severity: string };
      readonly arguments: {
        readonly standing: "open" | "withdrawn" | "resolved" | "reopened" | "reviewed";
        readonly by: string;
        readonly because: string;
        readonly repositories: readonly string[];
      };
    }
  | {
      readonly kind: "conclude";
      readonly target: { readonly incident: string };
      readonly arguments: {
        readonly standing: "considering" | "concluded" | "withdrawn";
        /** The concluded set; empty with `concluded` means none of the five. */
        readonly causes: readonly CauseId[];
        readonly ranking: readonly RankedCause[];
        readonly because: string;
      };
    }
  | {
      readonly kind: "scope";
      readonly target: { readonly incident: string };
      readonly arguments: {
        readonly affected: readonly string[];
        readonly affectedNow: readonly string[];
        readonly failures: number;
        readonly pilotAffected: boolean;
        /** Failed and ended flows per repository over the detection window. */
        readonly repositories: readonly {
          readonly repo: string;
          readonly failed: number;
          readonly ended: number;
        }[];
      };
    }
  | {
      readonly kind: "assess";
      readonly target: { readonly table: "go" | "no-go" | "resolution" };
      readonly arguments: { readonly criteria: readonly CriterionAssessment[] };
    }
  | {
      readonly kind: "recommend";
      readonly target: { readonly decision: "rollback" };
      readonly arguments: {
        readonly choice: "go" | "no-go";
        readonly because: readonly string[];
        /** Who was consulted, and what they said; `silent` when nobody answered in time. */
        readonly consulted: readonly {
          readonly role: Role;
          readonly opinion: "agree" | "object" | "no-view" | "silent";
        }[];
      };
    }
  | {
      readonly kind: "order";
      readonly target: { readonly cause: CauseId | null };
      readonly arguments: {
        readonly option: string;
        readonly title: string;
        readonly approval: string | null;
        readonly approvedBy: string | null;
      };
    }
  | {
      readonly kind: "settle";
      readonly target: { readonly cause: CauseId | null };
      readonly arguments: {
        readonly option: string;
        readonly result: "effective" | "ineffective" | "refused" | "undone" | "overtaken";
        readonly because: string;
      };
    };

export type Intent = PerformedIntent | RecordedIntent;
export type IntentKind = Intent["kind"];

export interface EffectBase {
  readonly id: string;
  readonly incidentId: string | null;
  readonly key: string;
  /** From 1. */
  readonly attempt: number;
  /** When the core stops waiting for an outcome; null for recorded-only effects. */
  readonly deadline: InstantMs | null;
  readonly repeat: Repeat;
}

export type Effect = EffectBase & Intent;
export type PerformedEffect = EffectBase & PerformedIntent;
export type EffectOf<Kind extends IntentKind> = EffectBase & Extract<Intent, { kind: Kind }>;

const RECORDED: ReadonlySet<IntentKind> = new Set<RecordedIntent["kind"]>([
  "declare",
  "conclude",
  "scope",
  "assess",
  "recommend",
  "order",
  "settle",
]);

export const isRecorded = (intent: Intent): intent is RecordedIntent => RECORDED.has(intent.kind);
export const isPerformed = (effect: Effect): effect is PerformedEffect => !RECORDED.has(effect.kind);

/** What may be repeated, and how, is a property of the kind of intent. */
export const REPEATS = {
  page: "keyed",
  "acknowledge-alert": "by-state",
  "post-message": "never",
  "create-channel": "keyed",
  "send-mail": "never",
  "query-metrics": "by-state",
  probe: "by-state",
  ask: "keyed",
  "set-env": "by-state",
  "set-env-from-secret": "by-state",
  "undo-rollout": "never",
  restart: "never",
  "apply-manifest": "by-state",
  "create-secret": "keyed",
  "delete-secret": "by-state",
  "copy-secret": "by-state",
  "rollback-to-pilot": "by-state",
  "write-document": "by-state",
  "append-row": "never",
  "create-issue": "never",
  "look-up": "by-state",
  declare: "keyed",
  conclude: "keyed",
  scope: "keyed",
  assess: "keyed",
  recommend: "keyed",
  order: "keyed",
  settle: "keyed",
} as const satisfies Record<IntentKind, Repeat>;

/** The kinds that change the world outside the incident's own paperwork. */
const CHANGES: ReadonlySet<string> = new Set<IntentKind>([
  "set-env",
  "set-env-from-secret",
  "undo-rollout",
  "restart",
  "apply-manifest",
  "create-secret",
  "delete-secret",
  "copy-secret",
  "rollback-to-pilot",
]);

export const isChange = (kind: IntentKind | Step["do"]): boolean => CHANGES.has(kind);
