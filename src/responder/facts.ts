/** What the responder knows, in the runbook's vocabulary: from metrics, log patterns, probes, people and its own
 *  doings. A fact that cannot be told is left out, which policies treat as unknown.
 *  Pure: reads the state, changes nothing. */

import { CAUSE_IDS } from "../runbook/cause.ts";
import type { Facts } from "../runbook/fact.ts";
import { type DurationMs, type InstantMs, minutes, seconds, since } from "../units.ts";
import { fixEtaMs, ROLLBACK_TRACK, rollbackComplete } from "./mitigation-facts.ts";
import {
  aboveBase,
  commonest,
  linesOf,
  minuteOf,
  minutesIn,
  NO_REPO,
  partsOf,
  totals,
  unmatchedOf,
} from "./patterns.ts";
import { readingOf, readingsOf } from "./probe-readings.ts";
import { latestRelease, type Release } from "./releases.ts";
import { rerouteFits, unhealthyProviders } from "./reroute.ts";
import { PARTS } from "./signatures.ts";
import type {
  ErrorBucket,
  ErrorTally,
  Incident,
  LogWatch,
  MetricsReading,
  RepoCounts,
  ResponderState,
} from "./state.ts";
import type { Responder, Turn } from "./turn.ts";

const BASIS = 10_000;
/** Metrics older than this are not believed. */
const STALE_AFTER = minutes(3);

const share = (part: number, whole: number): number => (whole <= 0 ? 0 : Math.round((part * BASIS) / whole));

/** Counts are whole; `increase` extrapolates to fractions. */
const counted = (counts: RepoCounts, repo: string): number => Math.round(counts[repo] ?? 0);

export function sumOf(counts: RepoCounts): number {
  let total = 0;
  for (const repo in counts) total += counted(counts, repo);
  return total;
}

export const metricsAreFresh = (state: ResponderState): boolean =>
  state.metrics.current !== null && since(state.metrics.current.at, state.now) <= STALE_AFTER;

/** One failed flow in the latest few minutes is the base rate. */
export const LEAST_LATEST_FAILURES = 2;

/** Repositories that fail in the given counts, by the runbook's definition of an affected one. */
export function affectedIn(
  { runbook, roster }: Responder,
  failures: RepoCounts,
  executions: RepoCounts,
  failuresAtLeast: number,
): readonly string[] {
  const { successBelow } = runbook.detection.affectedRepo;
  return roster.repositories
    .map(({ name }) => name)
    .filter((repo) => {
      const failed = counted(failures, repo);
      const ended = Math.max(failed, counted(executions, repo));
      return failed >= failuresAtLeast && share(ended - failed, ended) < successBelow;
    });
}

/** Facts that hold with or without an incident. */
export function watchFacts({ responder, state, now }: Pick<Turn, "responder" | "state" | "now">): Facts {
  const facts: Facts = { "alerts.firing": firingAlerts(state), "metrics.known": metricsAreFresh(state) };
  const { current } = state.metrics;
  if (current !== null && metricsAreFresh(state)) Object.assign(facts, metricFacts(responder, current));
  if (responder.spokenOf.has("errors.repositories")) {
    facts["errors.repositories"] = repositoriesWithErrors(state.logs, minuteOf(now));
  }
  if (state.securityNotices.length > 0) facts["security.notice"] = true;
  return facts;
}

/** Affected repositories that still fail; after a rollback also those that are paused without their owner's knowing. */
function notOperational(
  { runbook }: Responder,
  { affected, affectedNow, communication, mitigation }: Incident,
): readonly string[] {
  const paused = mitigation.tracks.some(({ id, orderedAt }) => id === ROLLBACK_TRACK && orderedAt !== null);
  return Object.keys(affected).filter(
    (repo) =>
      affectedNow.includes(repo) ||
      (paused && repo !== runbook.environment.pilotRepo && !communication.ownersTold.includes(repo)),
  );
}

const ERROR_LOOKBACK_MINUTES = 6;

function repositoriesWithErrors(logs: LogWatch, minute: number): number {
  const lines = new Map<string, number>();
  for (let index = logs.buckets.length - 1; index >= 0; index -= 1) {
    const { minute: of, repos } = logs.buckets[index] as ErrorBucket;
    if (of < minute - ERROR_LOOKBACK_MINUTES) break;
    for (const repo in repos) lines.set(repo, (lines.get(repo) ?? 0) + linesOf(repos[repo] as ErrorTally));
  }
  lines.delete(NO_REPO);
  let count = 0;
  for (const seen of lines.values()) if (seen >= 2) count += 1;
  return count;
}

export const firingAlerts = (state: ResponderState): number =>
  Object.values(state.alerts).filter(({ firing }) => firing).length;

function metricFacts(responder: Responder, current: MetricsReading): Facts {
  const { detection } = responder.runbook;
  const facts: Facts = {};
  const { failures, executions, latestFailures, latestExecutions, spendCentsPerDay } = current;
  if (failures !== null && executions !== null) {
    const failed = sumOf(failures);
    const ended = Math.max(failed, sumOf(executions));
    const affected = affectedIn(responder, failures, executions, detection.affectedRepo.failuresAtLeast);
    facts["failures.window"] = failed;
    facts["failures.share"] = share(failed, ended);
    facts["success.share"] = ended === 0 ? BASIS : share(ended - failed, ended);
    facts["repos.withFailures"] = responder.roster.repositories.filter(
      ({ name }) => counted(failures, name) > 0,
    ).length;
    facts["repos.failing"] = responder.roster.repositories.filter(({ name }) => {
      const repoFailed = counted(failures, name);
      return (
        repoFailed > 0 &&
        share(repoFailed, Math.max(repoFailed, counted(executions, name))) > detection.failingAbove
      );
    }).length;
    facts["repos.affected"] = affected.length;
    facts["repos.affectedShare"] = share(affected.length, responder.roster.repositories.length);
  }
  if (latestFailures !== null) facts["failures.latest"] = sumOf(latestFailures);
  if (latestFailures !== null && latestExecutions !== null) {
    facts["repos.affectedNow"] = affectedIn(
      responder,
      latestFailures,
      latestExecutions,
      LEAST_LATEST_FAILURES,
    ).length;
  }
  if (spendCentsPerDay !== null) facts["cost.perDay"] = spendCentsPerDay;
  return facts;
}

/** Everything known of one incident. */
export function incidentFacts(turn: Pick<Turn, "responder" | "state" | "now">, incident: Incident): Facts {
  const { responder, state, now } = turn;
  const facts = watchFacts(turn);
  const total = responder.roster.repositories.length;
  const { pilotRepo } = responder.runbook.environment;
  const affected = Object.keys(incident.affected);
  if (incident.scopedAt !== null) {
    facts["repos.affected"] = affected.length;
    facts["repos.affectedShare"] = share(affected.length, total);
    facts["repos.allAffected"] = affected.length === total;
    facts["pilot.affected"] = affected.includes(pilotRepo);
    facts["pilot.affectedNow"] = incident.affectedNow.includes(pilotRepo);
    facts["repos.affectedNow"] = incident.affectedNow.length;
  }
  facts["repos.notOperational"] = notOperational(responder, incident).length;
  facts["incident.mass"] = incident.mass;
  facts["incident.sinceDeclared"] = since(incident.openedAt, now);
  Object.assign(
    facts,
    errorFacts(responder, state, incident, now),
    probeFacts(responder, incident, now),
    conclusionFacts(incident),
    resolutionFacts(incident, now),
    mitigationFacts(responder, incident, now),
  );
  return facts;
}

/** Before the first failure this many minutes are not counted as base rate: trouble brews before flows fail. */
const BREWING_MINUTES = 3;
const ERROR_FACTS_LAST = seconds(10);

/** Facts of the error lines; those of a few seconds ago do while nothing else has changed. */
function errorFacts(responder: Responder, state: ResponderState, incident: Incident, now: InstantMs): Facts {
  const { logs } = state;
  if (logs.since === null) return {};
  const kept = incident.errorFacts;
  const affected = Object.keys(incident.affected).length;
  if (kept !== null && kept.affected === affected) {
    const age = since(kept.at, now);
    if (age < ERROR_FACTS_LAST || (kept.errors === logs.errors && minuteOf(kept.at) === minuteOf(now)))
      return kept.facts;
  }
  const facts = findErrorFacts(responder, state, incident, now);
  incident.errorFacts = { at: now, errors: logs.errors, affected, facts };
  return facts;
}

function findErrorFacts(
  responder: Responder,
  { logs }: ResponderState,
  incident: Incident,
  now: InstantMs,
): Facts {
  const { diagnosis, detection } = responder.runbook;
  const facts: Facts = {};
  const minute = minuteOf(now);
  const from = Math.max(logs.since ?? minute, minute - minutesIn(diagnosis.window));
  const seen = totals(logs, from, minute);
  const base = baseRate(responder, logs, incident);
  const fresh = aboveBase(seen.all, minute - from + 1, base.tally, base.minutes);
  const lines = linesOf(fresh);
  facts["errors.fresh"] = lines;
  facts["errors.unmatched"] = share(unmatchedOf(fresh), lines);
  const latest = totals(logs, minute - minutesIn(detection.latest) + 1, minute);
  const repos = Object.keys(incident.affected);
  for (const cause of CAUSE_IDS) {
    facts[`errors.share.${cause}`] = share(partsOf(fresh, cause), lines * PARTS);
    facts[`errors.latest.${cause}`] = Math.round(partsOf(latest.all, cause) / PARTS);
    facts[`errors.repos.${cause}`] = repos.filter((repo) => {
      const tally = seen.byRepo.get(repo);
      return tally !== undefined && partsOf(tally, cause) * 3 > linesOf(tally) * PARTS;
    }).length;
  }
  if (CAUSE_IDS.some((cause) => responder.spokenOf.has(`errors.topTen.${cause}`))) {
    const topTen = commonest(logs, from, minute, 10);
    for (const cause of CAUSE_IDS)
      facts[`errors.topTen.${cause}`] = topTen.some(({ speaks }) => (speaks[cause] ?? 0) > 0);
  }
  return facts;
}

/** The minutes before the trouble do not change: their totals are kept with the incident. */
function baseRate(responder: Responder, logs: LogWatch, incident: Incident): NonNullable<Incident["base"]> {
  if (incident.base !== null) return incident.base;
  const end = minuteOf(incident.openedAt) - minutesIn(responder.runbook.detection.latest) - BREWING_MINUTES;
  const from = Math.max(logs.since ?? end, end - minutesIn(responder.runbook.diagnosis.baseline));
  incident.base = { minutes: Math.max(0, end - from + 1), tally: totals(logs, from, end).all };
  return incident.base;
}

function probeFacts(responder: Responder, incident: Incident, now: InstantMs): Facts {
  const facts: Facts = {};
  const { environment } = responder.runbook;
  const statuses = readingsOf(incident, "provider-status").filter(({ indicator }) => indicator !== "unknown");
  if (statuses.length > 0) {
    facts["providers.troubledByStatus"] = statuses.filter(({ indicator }) => indicator !== "none").length;
  }
  const unhealthy = unhealthyProviders(incident);
  if (unhealthy !== null) facts["providers.unhealthy"] = unhealthy.length;
  const eta = statuses.map(({ recoveryEtaMs }) => recoveryEtaMs).filter((ms) => ms !== null);
  if (eta.length > 0) facts["providers.recoveryEta"] = Math.max(...eta);
  const quota = readingOf(incident, "quota");
  if (quota !== null) {
    facts["quota.highestUse"] = Math.max(
      ...quota.providers.map((use) => share(use.usedTokens, use.limitTokens)),
    );
    const fits = rerouteFits(incident);
    if (fits !== null) facts["reroute.fits"] = fits;
  }
  const volume = readingOf(incident, "flow-volume");
  if (volume !== null) {
    facts["volume.growth"] = Math.max(
      0,
      ...volume.repos.map(({ perHour, usualPerHour }) => share(perHour, usualPerHour)),
    );
  }
  const history = readingOf(incident, "rollout-history");
  if (history !== null) Object.assign(facts, releaseFacts(latestRelease(history), incident, now));
  const schema = readingOf(incident, "schema-version");
  if (schema !== null) facts["schema.changed"] = schema.version !== environment.pilotSchemaVersion;
  Object.assign(facts, connectionFacts(incident));
  const keys = readingsOf(incident, "key-check").filter(({ accepted }) => accepted !== null);
  if (keys.length > 0) facts["keys.rejected"] = keys.filter(({ accepted }) => accepted === false).length;
  const exposed = readingOf(incident, "exposed-credentials");
  if (exposed !== null) facts["credentials.exposed"] = exposed.commits.length > 0;
  const rollout = readingOf(incident, "rollout-status");
  if (rollout !== null) facts["rollout.complete"] = rollout.complete;
  const testFlow = readingOf(incident, "test-flow");
  if (testFlow !== null) facts["testFlow.passes"] = testFlow.passed;
  return facts;
}

const SOON_AFTER_RELEASE = minutes(30);

function releaseFacts(release: Release | null, incident: Incident, now: InstantMs): Facts {
  if (release === null) return { "errors.afterRelease": false, "release.changedSchema": false };
  const untilDeclared = since(release.at, incident.openedAt);
  return {
    "release.age": since(release.at, now),
    "release.changedSchema": release.changedSchema,
    "release.goodRevisionKnown": release.goodRevision !== null,
    "errors.afterRelease": untilDeclared >= 0 && untilDeclared <= SOON_AFTER_RELEASE,
  };
}

function connectionFacts(incident: Incident): Facts {
  const facts: Facts = {};
  const connections = readingOf(incident, "connection-count");
  const pool = readingOf(incident, "pool-size");
  if (pool !== null) facts["pool.size"] = pool.size;
  if (connections === null) return facts;
  const { ours, all, maxConnections, reserved } = connections;
  facts["connections.count"] = ours;
  facts["connections.usedShare"] = share(all, maxConnections - reserved);
  facts["connections.headroom"] = maxConnections - reserved - (all - ours);
  if (pool !== null) facts["connections.poolShare"] = share(ours, pool.size);
  return facts;
}

/** What the responder itself did since the facts were made: they are brought up to date in place. */
export function refreshFacts(
  { responder, now }: Pick<Turn, "responder" | "now">,
  incident: Incident,
  facts: Facts,
): void {
  Object.assign(facts, conclusionFacts(incident), mitigationFacts(responder, incident, now));
}

function conclusionFacts({ diagnosis }: Incident): Facts {
  const facts: Facts = {};
  const { concluded, finding } = diagnosis;
  facts["causes.concluded"] = concluded?.length ?? 0;
  facts["causes.identified"] = concluded !== null || finding !== null;
  for (const cause of CAUSE_IDS) facts[`cause.concluded.${cause}`] = concluded?.includes(cause) ?? false;
  if (concluded !== null) facts["security.confirmed"] = concluded.includes("credential-leak");
  return facts;
}

function resolutionFacts({ resolution }: Incident, now: InstantMs): Facts {
  const facts: Facts = { "calm.for": resolution.calmSince === null ? 0 : since(resolution.calmSince, now) };
  const { windowFailures, windowExecutions } = resolution;
  if (windowFailures !== null && windowExecutions !== null) {
    const failed = sumOf(windowFailures);
    const ended = Math.max(failed, sumOf(windowExecutions));
    if (ended > 0) facts["success.observed"] = share(ended - failed, ended);
  }
  return facts;
}

function mitigationFacts(responder: Responder, incident: Incident, now: InstantMs): Facts {
  const facts: Facts = {};
  const { tracks } = incident.mitigation;
  const begun = ["acting", "verifying", "effective"];
  facts["mitigation.inProgress"] = tracks.some(({ stage }) => begun.includes(stage.is));
  const settled = tracks.every(({ stage }) => stage.is === "effective" || stage.is === "exhausted");
  facts["mitigation.verified"] = settled && tracks.some(({ stage }) => stage.is === "effective");
  facts["rollback.complete"] = rollbackComplete(incident);
  const eta: DurationMs | null = fixEtaMs(responder, incident, now);
  if (eta !== null) facts["fix.eta"] = eta;
  return facts;
}
