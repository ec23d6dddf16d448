/** Facts that the error lines tell: what they speak for, above the base rate that was there before. They cost more
 *  than all other facts together, so those of a few seconds ago do while nothing else has changed. */

import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import type { Facts } from "../runbook/fact.ts";
import { type InstantMs, seconds, since } from "../units.ts";
import { share } from "./metric-facts.ts";
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
import { PARTS } from "./signatures.ts";
import type { ErrorBucket, ErrorTally, Incident, LogWatch, ResponderState } from "./state.ts";
import type { Responder } from "./turn.ts";

const LAST = seconds(10);
/** Before the first failure this many minutes are not counted as base rate: trouble brews before flows fail. */
const BREWING_MINUTES = 3;
const LOOKBACK_MINUTES = 6;
/** A repository's errors speak for a cause when it has more than a third of them: each failed flow also prints lines
 *  that speak for nothing. */
const SPEAKS_SHARE = 3;

export function errorFacts(
  responder: Responder,
  state: ResponderState,
  incident: Incident,
  now: InstantMs,
): Facts {
  const { logs } = state;
  if (logs.since === null) return {};
  const kept = incident.errorFacts;
  const affected = Object.keys(incident.affected).length;
  if (kept !== null && kept.affected === affected) {
    const unchanged = kept.errors === logs.errors && minuteOf(kept.at) === minuteOf(now);
    if (since(kept.at, now) < LAST || unchanged) return kept.facts;
  }
  const facts = findErrorFacts(responder, logs, incident, now);
  incident.errorFacts = { at: now, errors: logs.errors, affected, facts };
  return facts;
}

function findErrorFacts(responder: Responder, logs: LogWatch, incident: Incident, now: InstantMs): Facts {
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
  facts["errors.unexplainedRepos"] = repos.filter((repo) => {
    const tally = seen.byRepo.get(repo);
    return tally !== undefined && CAUSE_IDS.every((cause) => !speaksFor(tally, cause));
  }).length;
  for (const cause of CAUSE_IDS) {
    facts[`errors.share.${cause}`] = share(partsOf(fresh, cause), lines * PARTS);
    facts[`errors.latest.${cause}`] = Math.round(partsOf(latest.all, cause) / PARTS);
    facts[`errors.repos.${cause}`] = repos.filter((repo) => {
      const tally = seen.byRepo.get(repo);
      return tally !== undefined && speaksFor(tally, cause);
    }).length;
  }
  if (CAUSE_IDS.some((cause) => responder.spokenOf.has(`errors.topTen.${cause}`))) {
    const topTen = commonest(logs, from, minute, 10);
    for (const cause of CAUSE_IDS)
      facts[`errors.topTen.${cause}`] = topTen.some(({ pattern }) => (pattern.speaks[cause] ?? 0) > 0);
  }
  return facts;
}

const speaksFor = (tally: ErrorTally, cause: CauseId): boolean =>
  partsOf(tally, cause) * SPEAKS_SHARE > linesOf(tally) * PARTS;

/** The minutes before the trouble do not change: their totals are kept with the incident. */
function baseRate(responder: Responder, logs: LogWatch, incident: Incident): NonNullable<Incident["base"]> {
  if (incident.base !== null) return incident.base;
  const end = minuteOf(incident.openedAt) - minutesIn(responder.runbook.detection.latest) - BREWING_MINUTES;
  const from = Math.max(logs.since ?? end, end - minutesIn(responder.runbook.diagnosis.baseline));
  incident.base = { minutes: Math.max(0, end - from + 1), tally: totals(logs, from, end).all };
  return incident.base;
}

/** Repositories that print errors now, incident or none. */
export function repositoriesWithErrors(logs: LogWatch, now: InstantMs): number {
  const first = minuteOf(now) - LOOKBACK_MINUTES;
  const lines = new Map<string, number>();
  for (let index = logs.buckets.length - 1; index >= 0; index -= 1) {
    const { minute, repos } = logs.buckets[index] as ErrorBucket;
    if (minute < first) break;
    for (const repo in repos) lines.set(repo, (lines.get(repo) ?? 0) + linesOf(repos[repo] as ErrorTally));
  }
  lines.delete(NO_REPO);
  let count = 0;
  for (const seen of lines.values()) if (seen >= 2) count += 1;
  return count;
}
