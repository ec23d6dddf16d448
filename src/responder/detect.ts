/** Decides that there is an incident: from alerts, from the metrics it watches itself, or on a person's word.
 *  Invariants: one open mass failure at a time; a person's word opens an incident, or is added to the one
 *  that is open; an alert alone opens one only under a runbook that says so.
 *  Not here: what it is (diagnose.ts), whether a declared one was a false alarm (stand-down.ts, by the same facts). */

import { dateOf } from "../calendar.ts";
import { evaluate, type FactSource } from "../runbook/predicate.ts";
import type { Role } from "../runbook/vocabulary.ts";
import { type InstantMs, plus, since } from "../units.ts";
import type { EventOf } from "./event.ts";
import { firingAlerts, incidentFacts, watchFacts } from "./facts.ts";
import { request } from "./ledger.ts";
import { isOver, isSettled } from "./lifecycle.ts";
import { advanceMetrics, type CycleNews } from "./metrics.ts";
import { reopen } from "./resolve.ts";
import { peopleOf } from "./roster.ts";
import type { Incident } from "./state.ts";
import { record, type Turn, wake } from "./turn.ts";

/** Each firing of a rule for other labels is one: more of them say nothing new. */
const MOST_ALERTS = 100;

export function noteAlert(turn: Turn, { alert }: EventOf<"alert">): void {
  if (!turn.responder.runbook.detection.alerts.includes(alert.name)) return;
  const { alerts } = turn.state;
  const place = alerts.findIndex(({ fingerprint }) => fingerprint === alert.fingerprint);
  const known = alerts[place];
  // Alertmanager repeats and reorders: a resolved notice of an older firing must not silence a newer one.
  if (known !== undefined && alert.startsAt < known.startsAt) return;
  alerts[known === undefined ? alerts.length : place] = {
    fingerprint: alert.fingerprint,
    name: alert.name,
    firing: alert.status === "firing",
    startsAt: alert.startsAt,
    seenAt: known?.seenAt ?? turn.now,
  };
  if (alerts.length > MOST_ALERTS) alerts.shift();
  if (alert.status !== "firing") return;
  watchClosely(turn);
  // A machine's receipt: it stops the repeated notifications, and counts as nobody's presence.
  request(turn, {
    key: `alert/${alert.fingerprint}/${alert.startsAt}/acknowledge`,
    incidentId: openIncident(turn)?.id ?? null,
    intent: { kind: "acknowledge-alert", target: { alert: alert.fingerprint }, arguments: {} },
  });
}

function watchClosely(turn: Turn): void {
  const until = plus(turn.now, turn.responder.runbook.detection.confirmFor);
  if (until > turn.state.metrics.closeUntil) turn.state.metrics.closeUntil = until;
  wake(turn, plus(turn.now, turn.responder.runbook.detection.confirmEvery));
}

export const openIncident = (turn: Turn): Incident | null =>
  turn.state.incidents.find(({ phase }) => !isOver(phase)) ?? null;

/** Returns what the cycle of metrics brought. */
export function advanceDetection(turn: Turn): CycleNews {
  const { detection, triage } = turn.responder.runbook;
  const { state, now } = turn;
  const incident = openIncident(turn);
  const active = incident !== null && !isSettled(incident.phase);
  const close = active || now < state.metrics.closeUntil;
  const watchEvery = incident?.phase === "observing" ? triage.observeEvery : triage.scopeEvery;
  const every = active ? watchEvery : close ? detection.confirmEvery : detection.pollEvery;
  const news = advanceMetrics(turn, every, close);
  if (incident !== null) {
    if (!incident.mass && news === "fresh")
      incident.mass = definitionMet(turn, incidentFacts(turn, incident)) !== null;
    return news;
  }
  const firing = firingAlerts(state) > 0;
  if (detection.declareOn === "alert") {
    if (firing) declare(turn, { by: "alert", because: firingNames(turn), mass: true, person: null });
    return news;
  }
  // Old metrics say nothing of an alert that has just come: the definition waits for the next answers, or for none.
  if (news === "none") return news;
  // Whoever sees nothing looks again soon.
  if (news === "failed") watchClosely(turn);
  const met = definitionMet(turn, watchFacts(turn));
  const latest = state.incidents.at(-1);
  if (met !== null && latest !== undefined && recursWithin(turn, latest)) reopen(turn, latest);
  else if (met !== null)
    declare(turn, { by: firing ? "alert" : "metrics", because: met, mass: true, person: null });
  else if (worrying(turn)) watchClosely(turn);
  return news;
}

/** What fails again within the time that calm is watched for is the same incident, though its papers are filed. */
function recursWithin({ responder, now }: Turn, { phase, mass, resolution }: Incident): boolean {
  if (phase !== "reviewed" || !mass || resolution.resolvedAt === null) return false;
  return since(resolution.resolvedAt, now) < responder.runbook.resolution.window;
}

/** The first clause of the definition that holds; null when none is known to hold. */
function definitionMet(turn: Turn, facts: FactSource): string | null {
  for (const { says, when } of turn.responder.runbook.detection.definition) {
    if (evaluate(when, facts) === true) return says;
  }
  return null;
}

/** Any repository beyond the odd failed flow is worth a closer look. */
function worrying(turn: Turn): boolean {
  const facts = watchFacts(turn);
  return Number(facts("repos.affected") ?? 0) >= 1 && Number(facts("failures.window") ?? 0) >= 2;
}

const firingNames = (turn: Turn): string =>
  [...new Set(turn.state.alerts.filter(({ firing }) => firing).map(({ name }) => name))].join(", ");

export function declareOnWord(
  turn: Turn,
  { person, role, because, repositories }: EventOf<"declare-request">,
): void {
  watchClosely(turn);
  const open = openIncident(turn);
  if (open !== null) {
    // One incident at a time: a further report belongs to it until it is over, and may widen it.
    open.timeline.push({
      at: turn.now,
      what: `${person} reports ${because}${repositories.length === 0 ? "" : ` (${repositories.join(", ")})`}`,
    });
    if (repositories.length > 1) open.mass = true;
    return;
  }
  const incident = declare(turn, {
    by: "person",
    because,
    // Whoever names several repositories declares a mass failure.
    mass: repositories.length > 1 || definitionMet(turn, watchFacts(turn)) !== null,
    person: { id: person, role },
  });
  for (const repo of repositories) incident.affected[repo] = turn.now;
  if (repositories.length > 0) {
    incident.affectedNow = [...repositories];
    incident.scopedAt = turn.now;
  }
}

interface Grounds {
  readonly by: string;
  readonly because: string;
  readonly mass: boolean;
  readonly person: { readonly id: string; readonly role: Role } | null;
}

function declare(turn: Turn, { by, because, mass, person }: Grounds): Incident {
  const { state, responder, now } = turn;
  state.incidentsOpened += 1;
  const date = dateOf(responder.epochMs, now).replaceAll("-", "");
  const incident = newIncident(`INC-${date}-${String(state.incidentsOpened).padStart(2, "0")}`, now, {
    openedBy: person?.id ?? by,
    mass,
  });
  state.incidents.push(incident);
  // Who declares is there: a person's word counts as that person's acknowledgement.
  if (person !== null && peopleOf(responder.roster, person.role).some(({ id }) => id === person.id)) {
    incident.mobilised.push({ role: person.role, pages: [], acknowledgedBy: person.id, acknowledgedAt: now });
  }
  incident.timeline.push({ at: now, what: `Incident declared by ${person?.id ?? by}: ${because}` });
  const { current } = state.metrics;
  record(turn, incident.id, `${incident.id}/declare/1`, {
    kind: "declare",
    target: { severity: responder.runbook.severity },
    arguments: {
      standing: "open",
      by: incident.openedBy,
      because,
      repositories: Object.keys(current?.failures ?? {}).filter(
        (repo) => Math.round(current?.failures?.[repo] ?? 0) > 0,
      ),
    },
  });
  return incident;
}

export function newIncident(
  id: string,
  at: InstantMs,
  { openedBy, mass }: { openedBy: string; mass: boolean },
): Incident {
  return {
    id,
    openedAt: at,
    openedBy,
    mass,
    phase: "open",
    standingDown: null,
    affected: {},
    affectedNow: [],
    shaken: {},
    failuresCounted: 0,
    failuresSeen: {},
    scopedAt: null,
    scopes: 0,
    mobilised: [],
    triaged: false,
    channel: null,
    base: null,
    errorFacts: null,
    readings: {},
    diagnosis: {
      ranking: [],
      concluded: null,
      concludedAt: null,
      candidateSince: null,
      rankedAt: null,
      probeRounds: {},
      probesOpen: [],
      finding: null,
      conclusions: 0,
      recorded: "",
    },
    decision: {
      consultations: [],
      estimateMs: null,
      estimatedAt: null,
      estimateAsked: null,
      assessed: {},
      assessments: 0,
      proposed: null,
      recommended: null,
      recommendedAt: null,
      recommendations: 0,
      because: [],
      asked: [],
      answered: 0,
      taken: null,
      takenBy: null,
      takenAt: null,
    },
    mitigation: { tracks: [], directives: {}, orders: 0, holder: null, releasedAt: null },
    communication: { lastUpdateAt: null, updates: 0, ownersTold: [], notices: 0 },
    resolution: {
      calmSince: null,
      failingSince: null,
      checkedAt: null,
      assessed: {},
      assessments: 0,
      windowFailures: null,
      windowExecutions: null,
      windowAt: null,
      resolvedAt: null,
      cycles: 0,
    },
    reopened: 0,
    timeline: [],
  };
}
