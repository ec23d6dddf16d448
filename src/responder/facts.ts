/** What the responder knows, in the runbook's vocabulary: from metrics, log patterns, probes, people and its own
 *  doings. Asked fact by fact, found out when asked; what cannot be told is undefined, which policies treat as unknown.
 *  Reads the state and, but for caches that the state keeps, changes nothing. */

import { unreachable } from "../assert.ts";
import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import { FACTS, type FactName, type Facts } from "../runbook/fact.ts";
import type { FactSource } from "../runbook/predicate.ts";
import { seconds, since } from "../units.ts";
import { errorFacts, repositoriesWithErrors } from "./error-facts.ts";
import { share, sumOf } from "./metric-facts.ts";
import { fixEtaMs, ROLLBACK_TRACK, rollbackComplete } from "./mitigation-facts.ts";
import { PROBE_FACTS, type ProbeFinder } from "./probe-facts.ts";
import type { Incident, ResponderState } from "./state.ts";
import type { Responder, Turn } from "./turn.ts";

/** A reading outlives the cycles that bring no answer by so much: one bad answer must not blind. */
const BELIEVED_FOR = seconds(90);

/** Metrics are believed until a cycle of queries brings no answer, and young ones a little longer. */
export const metricsAreKnown = ({ metrics, now }: ResponderState): boolean =>
  metrics.current !== null && (!metrics.failing || since(metrics.current.at, now) <= BELIEVED_FOR);

export const firingAlerts = ({ alerts }: ResponderState): number =>
  alerts.filter(({ firing }) => firing).length;

type Knowing = Pick<Turn, "responder" | "state" | "now">;

/** Facts that hold with or without an incident. */
export function watchFacts({ state, now }: Knowing): FactSource {
  const known = metricsAreKnown(state);
  return (name) => {
    switch (name) {
      case "alerts.firing":
        return firingAlerts(state);
      case "metrics.known":
        return known;
      case "errors.repositories":
        return repositoriesWithErrors(state.logs, now);
      case "security.notice":
        return state.securityNotices.length > 0 ? true : undefined;
      default:
        return known ? state.metrics.current?.facts[name] : undefined;
    }
  };
}

/** Everything known of one incident. */
export function incidentFacts(turn: Knowing, incident: Incident): FactSource {
  const { responder, state, now } = turn;
  const watched = watchFacts(turn);
  const asked = { responder, incident, now };
  // Nothing that the error lines' facts depend on changes within a turn.
  let ofLines: Facts | null = null;
  return (name) => {
    const way = WAYS.get(name);
    if (way === undefined) return watched(name);
    switch (way.by) {
      case "incident":
        return way.find(incident, turn) ?? watched(name);
      case "probe":
        return way.find(asked);
      case "conclusion":
        return incident.diagnosis.concluded?.includes(way.cause) ?? false;
      case "error-lines":
        ofLines ??= errorFacts(responder, state, incident, now);
        return ofLines[name];
      default:
        return unreachable(way);
    }
  };
}

/** How a fact of an incident is found out; what is not here is known without one. */
type Way =
  | { readonly by: "incident"; readonly find: Finder }
  | { readonly by: "probe"; readonly find: ProbeFinder }
  | { readonly by: "conclusion"; readonly cause: CauseId }
  | { readonly by: "error-lines" };

type Finder = (incident: Incident, knowing: Knowing) => number | boolean | undefined;

const countOf = (record: object): number => Object.keys(record).length;
const scoped =
  (find: Finder): Finder =>
  (incident, knowing) =>
    incident.scopedAt === null ? undefined : find(incident, knowing);

const BEGUN: ReadonlySet<string> = new Set(["acting", "verifying", "effective"]);

/** Where the incident itself knows better than the latest metrics, its own count is the fact. */
const INCIDENT_FACTS: Partial<Readonly<Record<FactName, Finder>>> = {
  "repos.affected": scoped(({ affected }) => countOf(affected)),
  "repos.affectedShare": scoped(({ affected }, { responder }) =>
    share(countOf(affected), responder.roster.repositories.length),
  ),
  "repos.allAffected": scoped(
    ({ affected }, { responder }) => countOf(affected) === responder.roster.repositories.length,
  ),
  "repos.affectedNow": scoped(({ affectedNow }) => affectedNow.length),
  "repos.notOperational": (incident, { responder }) => notOperational(responder, incident),
  "pilot.affected": scoped(
    ({ affected }, { responder }) => affected[responder.runbook.environment.pilotRepo] !== undefined,
  ),
  "pilot.affectedNow": scoped(({ affectedNow }, { responder }) =>
    affectedNow.includes(responder.runbook.environment.pilotRepo),
  ),
  "incident.mass": ({ mass }) => mass,
  "incident.sinceDeclared": ({ openedAt }, { now }) => since(openedAt, now),
  "causes.concluded": ({ diagnosis }) => diagnosis.concluded?.length ?? 0,
  "causes.identified": ({ diagnosis }) => diagnosis.concluded !== null || diagnosis.finding !== null,
  "security.confirmed": ({ diagnosis }) => diagnosis.concluded?.includes("credential-leak"),
  "fix.eta": (incident, { responder, now }) => fixEtaMs(responder, incident, now) ?? undefined,
  "mitigation.inProgress": ({ mitigation }) => mitigation.tracks.some(({ stage }) => BEGUN.has(stage.is)),
  "mitigation.verified": ({ mitigation: { tracks } }) =>
    tracks.some(({ stage }) => stage.is === "effective") &&
    tracks.every(({ stage }) => stage.is === "effective" || stage.is === "exhausted"),
  "rollback.complete": rollbackComplete,
  "calm.for": ({ resolution }, { now }) =>
    resolution.calmSince === null ? 0 : since(resolution.calmSince, now),
  "success.observed": ({ resolution: { windowFailures, windowExecutions } }) => {
    if (windowFailures === null || windowExecutions === null) return undefined;
    const failed = sumOf(windowFailures);
    const ended = Math.max(failed, sumOf(windowExecutions));
    return ended === 0 ? undefined : share(ended - failed, ended);
  },
};

const WAYS: ReadonlyMap<FactName, Way> = new Map(
  (Object.keys(FACTS) as FactName[]).flatMap((name): [FactName, Way][] => {
    const ofIncident = INCIDENT_FACTS[name];
    if (ofIncident !== undefined) return [[name, { by: "incident", find: ofIncident }]];
    const ofProbe = PROBE_FACTS[name];
    if (ofProbe !== undefined) return [[name, { by: "probe", find: ofProbe }]];
    const cause = CAUSE_IDS.find((id) => name === `cause.concluded.${id}`);
    if (cause !== undefined) return [[name, { by: "conclusion", cause }]];
    const ofLines = name.startsWith("errors.") && name !== "errors.repositories";
    return ofLines ? [[name, { by: "error-lines" }]] : [];
  }),
);

/** Affected repositories that still fail; after a rollback also those that are paused without their owner's knowing. */
function notOperational(
  { runbook }: Responder,
  { affected, affectedNow, communication, mitigation }: Incident,
): number {
  const paused = mitigation.tracks.some(({ id, orderedAt }) => id === ROLLBACK_TRACK && orderedAt !== null);
  const told = new Set(communication.ownersTold);
  const failing = new Set(affectedNow);
  let count = 0;
  for (const repo in affected) {
    const untold = paused && repo !== runbook.environment.pilotRepo && !told.has(repo);
    if (untold || failing.has(repo)) count += 1;
  }
  return count;
}
