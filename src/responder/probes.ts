/** Asking the world: which probe tells which fact, when one is worth asking again, and taking the answers in.
 *  Not here: which probe is the most telling next (next-probe.ts). */

import type { FactName } from "../runbook/fact.ts";
import { type DurationMs, type InstantMs, instant, plus } from "../units.ts";
import type { AskedProbe } from "./effect.ts";
import { forget, isSettled, request, taskOf } from "./ledger.ts";
import { readingOf } from "./probe-readings.ts";
import { latestRelease } from "./releases.ts";
import type { Incident } from "./state.ts";
import { type Turn, wake } from "./turn.ts";

export const FACTS_OF_PROBE: Readonly<Record<AskedProbe, readonly FactName[]>> = {
  "provider-status": ["providers.troubledByStatus", "providers.recoveryEta"],
  "provider-health": ["providers.unhealthy", "providers.down", "reroute.fits"],
  quota: ["quota.highestUse", "reroute.fits"],
  "flow-volume": ["volume.growth"],
  "rollout-history": [
    "release.age",
    "release.changedSchema",
    "release.goodRevisionKnown",
    "errors.afterRelease",
  ],
  "revision-diff": ["release.changedSchema"],
  "schema-version": ["schema.changed"],
  "connection-count": [
    "connections.count",
    "connections.usedShare",
    "connections.poolShare",
    "connections.busyShare",
    "connections.headroom",
  ],
  "pool-size": ["pool.size", "connections.poolShare", "connections.busyShare"],
  "exposed-credentials": ["credentials.exposed"],
  "key-check": ["keys.rejected"],
  "test-flow": ["testFlow.passes"],
  "rollout-status": ["rollout.complete"],
};

/** How long an answer usually takes: what a question costs. */
export const USUAL_SECONDS: Readonly<Record<AskedProbe, number>> = {
  "provider-status": 4,
  "provider-health": 3,
  quota: 5,
  "flow-volume": 4,
  "rollout-history": 3,
  "revision-diff": 3,
  "schema-version": 3,
  "connection-count": 6,
  "pool-size": 3,
  "exposed-credentials": 15,
  "key-check": 4,
  "test-flow": 30,
  "rollout-status": 2,
};

/** The questions a probe stands for now: one per provider, one about a revision, or one about everything. */
export function subjectsOf(turn: Turn, incident: Incident, probe: AskedProbe): readonly (string | null)[] {
  const { environment } = turn.responder.runbook;
  if (probe === "provider-status" || probe === "key-check") return environment.providers;
  if (probe === "test-flow") return [environment.pilotRepo];
  if (probe === "revision-diff") {
    const history = readingOf(incident, "rollout-history");
    const release = history === null ? null : latestRelease(history);
    return release === null ? [] : [String(release.revision)];
  }
  return [null];
}

const WHOLE: ReadonlySet<AskedProbe> = new Set<AskedProbe>(["test-flow"]);

const readingKey = (probe: AskedProbe, subject: string | null): string =>
  subject === null || WHOLE.has(probe) ? probe : `${probe}/${subject}`;

/** When the probe was last asked about the subject; long ago when never. */
export const askedAt = (incident: Incident, probe: AskedProbe, subject: string | null): InstantMs =>
  incident.diagnosis.probeRounds[readingKey(probe, subject)] ?? NEVER_ASKED;

/** Whether it has ever told anything about the subject. */
export const isAnswered = (incident: Incident, probe: AskedProbe, subject: string | null): boolean =>
  incident.readings[readingKey(probe, subject)] !== undefined;

const NEVER_ASKED = instant(-1_000_000_000);

/** Asks unless the last question is younger than `every`; true when it was asked now. */
export function askProbe(
  turn: Turn,
  incident: Incident,
  probe: AskedProbe,
  subject: string | null,
  every: DurationMs,
): boolean {
  const name = readingKey(probe, subject);
  const again = plus(askedAt(incident, probe, subject), every);
  if (again > turn.now) {
    wake(turn, again);
    return false;
  }
  incident.diagnosis.probeRounds[name] = turn.now;
  const key = `${incident.id}/probe/${name}/${turn.now}`;
  incident.diagnosis.probesOpen.push(key);
  request(turn, {
    key,
    incidentId: incident.id,
    attempts: 2,
    intent: { kind: "probe", target: { subject }, arguments: { probe } },
  });
  wake(turn, plus(turn.now, every));
  return true;
}

/** Asks every probe that tells one of the facts. */
export function askForFacts(
  turn: Turn,
  incident: Incident,
  facts: readonly FactName[],
  every: DurationMs,
): void {
  for (const probe of Object.keys(FACTS_OF_PROBE) as AskedProbe[]) {
    if (!FACTS_OF_PROBE[probe].some((name) => facts.includes(name))) continue;
    for (const subject of subjectsOf(turn, incident, probe)) askProbe(turn, incident, probe, subject, every);
  }
}

/** Moves settled answers into the incident; true when there was a new one. */
export function collectProbes(turn: Turn, incident: Incident): boolean {
  const { diagnosis } = incident;
  let fresh = false;
  for (const key of diagnosis.probesOpen) {
    const task = taskOf(turn, key);
    if (task === null || !isSettled(task) || task.intent.kind !== "probe") continue;
    if (task.status === "done" && task.reading !== null) {
      const name = readingKey(task.intent.arguments.probe, task.intent.target.subject);
      incident.readings[name] = { at: turn.now, reading: task.reading };
      fresh = true;
    }
    forget(turn, key);
  }
  diagnosis.probesOpen = diagnosis.probesOpen.filter((key) => taskOf(turn, key) !== null);
  return fresh;
}

export const probesOpen = ({ diagnosis }: Incident): number => diagnosis.probesOpen.length;
