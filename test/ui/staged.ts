/** Records made by hand on the header of a real drill: for what a screen must say whatever the responder's policy is. */

import { present } from "../../src/assert.ts";
import type { Effect, Intent, RankedCause } from "../../src/responder/effect.ts";
import { REPEATS } from "../../src/responder/effect.ts";
import type { Outcome, ResponderEvent } from "../../src/responder/event.ts";
import type { CauseId } from "../../src/runbook/cause.ts";
import type { DrillRecord } from "../../src/simulator/drill.ts";
import { instant, minutes, plus } from "../../src/units.ts";
import { realDrill } from "./real-drill.ts";

export const HEADER: DrillRecord = present(
  (await realDrill("model-api-outage")).records[0],
  "a drill's header",
);

export const INCIDENT = "INC-20251128-01";

/** Minutes to an instant. */
export const at = (count: number) => plus(instant(0), minutes(count));

let effects = 0;

export function effect(minute: number, intent: Intent, key = `${INCIDENT}/staged/${effects}`): DrillRecord {
  effects += 1;
  const staged: Effect = {
    id: `staged-${effects}`,
    incidentId: INCIDENT,
    key,
    attempt: 1,
    deadline: null,
    repeat: REPEATS[intent.kind],
    ...intent,
  };
  return { record: "effect", at: at(minute), effect: staged };
}

type Happening = ResponderEvent extends infer Event
  ? Event extends ResponderEvent
    ? Omit<Event, "at" | "incidentId">
    : never
  : never;

export const event = (minute: number, happening: Happening): DrillRecord => ({
  record: "event",
  event: { at: at(minute), incidentId: INCIDENT, ...happening } as ResponderEvent,
});

export const outcome = (minute: number, of: DrillRecord, result: Outcome): DrillRecord =>
  event(minute, {
    kind: "outcome",
    effectId: of.record === "effect" ? of.effect.id : "none",
    outcome: result,
  });

export const declare = (
  minute: number,
  standing: "open" | "withdrawn" | "resolved" | "reopened" | "reviewed",
  because = "staged",
): DrillRecord =>
  effect(minute, {
    kind: "declare",
    target: { severity: "P1" },
    arguments: { standing, by: "staged", because, repositories: [] },
  });

export const alert = (minute: number, status: "firing" | "resolved", fingerprint = "a"): DrillRecord =>
  event(minute, {
    kind: "alert",
    alert: {
      name: "MassConcurrentFailures",
      status,
      fingerprint,
      startsAt: at(minute),
      labels: {},
      summary: "staged",
    },
  });

export const scope = (
  minute: number,
  affected: readonly string[],
  affectedNow: readonly string[],
  pilotAffected = false,
): DrillRecord =>
  effect(minute, {
    kind: "scope",
    target: { incident: INCIDENT },
    arguments: { affected, affectedNow, failures: 9, pilotAffected, repositories: [] },
  });

export const ranked = (
  cause: CauseId,
  probability: number,
  evidence: RankedCause["evidence"] = [],
): RankedCause => ({ cause, score: 0, probability, evidence });

export const conclude = (
  minute: number,
  standing: "considering" | "concluded" | "withdrawn",
  causes: readonly CauseId[],
  ranking: readonly RankedCause[] = [],
): DrillRecord =>
  effect(minute, {
    kind: "conclude",
    target: { incident: INCIDENT },
    arguments: { standing, causes, ranking, because: "" },
  });

export const order = (minute: number, title: string, option = "route-around"): DrillRecord =>
  effect(minute, {
    kind: "order",
    target: { cause: "model-api-outage" },
    arguments: { option, title, approval: null, approvedBy: null },
  });

export const settle = (
  minute: number,
  result: "effective" | "ineffective",
  option = "route-around",
): DrillRecord =>
  effect(minute, {
    kind: "settle",
    target: { cause: "model-api-outage" },
    arguments: { option, result, because: "" },
  });

export const joins = (
  minute: number,
  role: "sre-oncall" | "incident-commander" | "engineering-tl",
): DrillRecord => event(minute, { kind: "acknowledgement", person: `${role}-1`, role, page: `page/${role}` });

/** A cycle of the watch queries and its answers: failed and ended flows by repository. */
export function measured(
  minute: number,
  cycle: number,
  failed: Readonly<Record<string, number>>,
  ended: Readonly<Record<string, number>>,
): readonly DrillRecord[] {
  const query = (what: string): DrillRecord =>
    effect(
      minute,
      { kind: "query-metrics", target: { system: "prometheus" }, arguments: { expression: what } },
      `watch/${cycle}/${what}`,
    );
  const failures = query("failures");
  const executions = query("executions");
  const vector = (counts: Readonly<Record<string, number>>): Outcome => ({
    status: "done",
    reading: {
      of: "vector",
      samples: Object.entries(counts).map(([repo, value]) => ({ labels: { repo }, value })),
    },
  });
  return [
    failures,
    executions,
    outcome(minute, failures, vector(failed)),
    outcome(minute, executions, vector(ended)),
  ];
}

export const CAUSE_TITLES = { outage: "Model API outage", quota: "Rate limit exhaustion" } as const;

/** An outage of three repositories, under mitigation, recommended against rolling back. */
export const OUTAGE: readonly DrillRecord[] = [
  HEADER,
  ...measured(
    9,
    1,
    { "claims-intake": 6, "contract-review": 4 },
    { "claims-intake": 20, "contract-review": 20, "compliance-service": 20 },
  ),
  alert(10, "firing"),
  declare(11, "open", "flows of three repositories fail"),
  scope(11, ["claims-intake", "contract-review", "fraud-screening"], ["claims-intake", "contract-review"]),
  effect(
    11,
    {
      kind: "page",
      target: { role: "incident-commander", person: "incident-commander-1" },
      arguments: { form: "page", fields: {}, text: "P1 page\nsecond line" },
    },
    "page/incident-commander",
  ),
  effect(11, {
    kind: "post-message",
    target: { channel: "incidents" },
    arguments: { form: "acknowledged", fields: {}, text: "P1: investigating" },
  }),
  conclude(
    12,
    "concluded",
    ["model-api-outage"],
    [
      ranked("model-api-outage", 9_750, [
        { id: "provider-down", weight: 9 },
        { id: "keys-rejected", weight: -4 },
      ]),
      ranked("rate-limit-exhaustion", 40, [{ id: "quota-left", weight: -14 }]),
    ],
  ),
  effect(12, {
    kind: "assess",
    target: { table: "go" },
    arguments: {
      criteria: [
        { id: "five-repositories", state: "unmet" },
        { id: "security-confirmed", state: "unknown" },
      ],
    },
  }),
  effect(12, {
    kind: "assess",
    target: { table: "no-go" },
    arguments: { criteria: [{ id: "three-repositories", state: "met" }] },
  }),
  order(13, "Route around the failed provider"),
  effect(14, {
    kind: "recommend",
    target: { decision: "rollback" },
    arguments: {
      choice: "no-go",
      because: ["at most three repositories affected"],
      consulted: [{ role: "sre-oncall", opinion: "agree" }],
    },
  }),
];
