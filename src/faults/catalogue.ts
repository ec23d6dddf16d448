/** The kinds of fault that the responder's own tools can have, and the outages of whole tools: each as rules over
 *  effects and events. How often, how long and which of them a drill has is drawn elsewhere (`chaos.ts`).
 *  Ticks are late, never lost: a timer that does not fire at all is a crash, which is no rule. */

import { unreachable } from "../assert.ts";
import type { BasisPoints, RandomStream } from "../prng.ts";
import type { AskedProbe, IntentKind } from "../responder/effect.ts";
import type { EventKind } from "../responder/event.ts";
import { type InstantMs, seconds } from "../units.ts";
import type { EffectRule, EffectVerdict, EventRule, EventVerdict, FaultRule } from "./rule.ts";

export const TOOLS = ["pager", "chat", "mail", "prometheus", "kubernetes", "status-pages"] as const;
export type Tool = (typeof TOOLS)[number];

interface Calls {
  readonly kinds: readonly IntentKind[];
  /** Where probes are among the kinds: those that go through this tool. */
  readonly probes?: readonly AskedProbe[];
}

const CHANGES: readonly IntentKind[] = [
  "set-env",
  "set-env-from-secret",
  "undo-rollout",
  "restart",
  "apply-manifest",
  "create-secret",
  "delete-secret",
  "copy-secret",
  "rollback-to-pilot",
];

const CALLS: Readonly<Record<Tool, Calls>> = {
  pager: { kinds: ["page"] },
  chat: { kinds: ["post-message", "create-channel"] },
  mail: { kinds: ["send-mail"] },
  prometheus: { kinds: ["query-metrics"] },
  kubernetes: {
    kinds: [...CHANGES, "probe"],
    // What is read from the cluster's API or from inside a pod.
    probes: [
      "rollout-status",
      "rollout-history",
      "revision-diff",
      "schema-version",
      "pool-size",
      "connection-count",
      "provider-health",
    ],
  },
  "status-pages": { kinds: ["probe"], probes: ["provider-status"] },
};

export const FAULT_KINDS = [
  "pager-errors",
  "chat-rate-limited",
  "mail-refused",
  "metrics-stale",
  "metrics-missing",
  "metrics-partial",
  "metrics-errors",
  "status-page-lies",
  "kubernetes-forbidden",
  "kubernetes-conflicts",
  "kubernetes-timeouts",
  "answers-lost",
  "answers-late",
  "events-duplicated",
  "events-reordered",
  "ticks-late",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** In words, for scorecards and reports. */
export const WHAT: Readonly<Record<FaultKind, string>> = {
  "pager-errors": "the pager answers with server errors",
  "chat-rate-limited": "chat limits our rate",
  "mail-refused": "the mail server refuses messages",
  "metrics-stale": "Prometheus answers with old samples",
  "metrics-missing": "Prometheus answers with nothing",
  "metrics-partial": "Prometheus answers with some of the series",
  "metrics-errors": "Prometheus answers with errors",
  "status-page-lies": "status pages show what is not so",
  "kubernetes-forbidden": "Kubernetes forbids calls (403)",
  "kubernetes-conflicts": "Kubernetes reports conflicts (409)",
  "kubernetes-timeouts": "calls to Kubernetes time out, not performed",
  "answers-lost": "effects are performed, but their answers are lost",
  "answers-late": "answers come late",
  "events-duplicated": "events come twice",
  "events-reordered": "events overtake each other",
  "ticks-late": "the responder's timers fire late",
};

/** Everything that comes in from outside but the drill's own switches. */
const INBOUND: readonly EventKind[] = [
  "alert",
  "log-batch",
  "outcome",
  "acknowledgement",
  "answer",
  "approval",
  "decision",
  "declare-request",
  "security-notice",
];

const always = { from: null, until: null } as const;

const onCalls = (id: string, tool: Tool, chance: BasisPoints, outcome: EffectVerdict): EffectRule => ({
  id,
  on: "effect",
  ...CALLS[tool],
  ...always,
  chance,
  outcome,
});

const onEvents = (
  id: string,
  kinds: readonly EventKind[],
  chance: BasisPoints,
  outcome: EventVerdict,
): EventRule => ({ id, on: "event", kinds, ...always, chance, outcome });

/** The rule of one kind of fault; what its measure is (how stale, how late) is drawn. */
export function ruleOf(kind: FaultKind, chance: BasisPoints, draws: RandomStream): FaultRule {
  switch (kind) {
    case "pager-errors":
      return onCalls(kind, "pager", chance, { verdict: "fail", reason: "unavailable", retryAfterMs: null });
    case "chat-rate-limited": {
      const retryAfterMs = seconds(draws.between(1, 60));
      return onCalls(kind, "chat", chance, { verdict: "fail", reason: "rate-limited", retryAfterMs });
    }
    case "mail-refused":
      return onCalls(kind, "mail", chance, { verdict: "fail", reason: "refused", retryAfterMs: null });
    case "metrics-stale": {
      const byMs = seconds(draws.between(120, 600));
      return onCalls(kind, "prometheus", chance, {
        verdict: "corrupt",
        corruption: { manner: "stale", byMs },
      });
    }
    case "metrics-missing":
      return onCalls(kind, "prometheus", chance, { verdict: "corrupt", corruption: { manner: "empty" } });
    case "metrics-partial":
      return onCalls(kind, "prometheus", chance, { verdict: "corrupt", corruption: { manner: "partial" } });
    case "metrics-errors":
      return onCalls(kind, "prometheus", chance, {
        verdict: "fail",
        reason: "unavailable",
        retryAfterMs: null,
      });
    case "status-page-lies":
      return onCalls(kind, "status-pages", chance, { verdict: "corrupt", corruption: { manner: "lie" } });
    case "kubernetes-forbidden":
      return onCalls(kind, "kubernetes", chance, {
        verdict: "fail",
        reason: "forbidden",
        retryAfterMs: null,
      });
    case "kubernetes-conflicts":
      return onCalls(kind, "kubernetes", chance, {
        verdict: "fail",
        reason: "conflict",
        retryAfterMs: null,
      });
    case "kubernetes-timeouts":
      return onCalls(kind, "kubernetes", chance, { verdict: "drop" });
    case "answers-lost":
      return {
        id: kind,
        on: "effect",
        kinds: "any",
        ...always,
        chance,
        outcome: { verdict: "lose-answer" },
      };
    case "answers-late": {
      const byMs = seconds(draws.between(5, 60));
      return onEvents(kind, ["outcome"], chance, { verdict: "delay", byMs });
    }
    case "events-duplicated": {
      const afterMs = seconds(draws.between(1, 45));
      return onEvents(kind, INBOUND, chance, { verdict: "duplicate", afterMs });
    }
    case "events-reordered": {
      const byMs = seconds(draws.between(2, 45));
      return onEvents(kind, INBOUND, chance, { verdict: "delay", byMs });
    }
    case "ticks-late": {
      const byMs = seconds(draws.between(2, 20));
      return onEvents(kind, ["tick"], chance, { verdict: "delay", byMs });
    }
    default:
      return unreachable(kind);
  }
}

/** Every call to the tool fails for a while. */
export const outageOf = (tool: Tool, from: InstantMs, until: InstantMs): EffectRule => ({
  ...onCalls(`${tool}-outage`, tool, 10_000, {
    verdict: "fail",
    reason: "unavailable",
    retryAfterMs: null,
  }),
  from,
  until,
});
