/** Facts that single probes tell, each from its latest answer; undefined until it has answered. */

import type { FactName } from "../runbook/fact.ts";
import { type InstantMs, minutes, since } from "../units.ts";
import { share } from "./metric-facts.ts";
import { readingOf, readingsOf } from "./probe-readings.ts";
import { latestRelease, type Release } from "./releases.ts";
import { rerouteFits, unhealthyProviders } from "./reroute.ts";
import type { Incident } from "./state.ts";
import type { Responder } from "./turn.ts";

interface Asked {
  readonly responder: Responder;
  readonly incident: Incident;
  readonly now: InstantMs;
}

export type ProbeFinder = (asked: Asked) => number | boolean | undefined;

const SOON_AFTER_RELEASE = minutes(30);

const statuses = (incident: Incident) =>
  readingsOf(incident, "provider-status").filter(({ indicator }) => indicator !== "unknown");

/** Undefined: not asked yet. Null: asked, and there is no release in the history. */
function releaseOf(incident: Incident): Release | null | undefined {
  const history = readingOf(incident, "rollout-history");
  return history === null ? undefined : latestRelease(history);
}

function connectionsOf(incident: Incident): { ours: number; all: number; granted: number } | undefined {
  const reading = readingOf(incident, "connection-count");
  return reading === null
    ? undefined
    : { ours: reading.ours, all: reading.all, granted: reading.maxConnections - reading.reserved };
}

export const PROBE_FACTS: Partial<Readonly<Record<FactName, ProbeFinder>>> = {
  "providers.troubledByStatus": ({ incident }) => {
    const known = statuses(incident);
    return known.length === 0 ? undefined : known.filter(({ indicator }) => indicator !== "none").length;
  },
  "providers.recoveryEta": ({ incident }) => {
    let longest: number | undefined;
    for (const { recoveryEtaMs } of statuses(incident)) {
      if (recoveryEtaMs !== null) longest = Math.max(longest ?? 0, recoveryEtaMs);
    }
    return longest;
  },
  "providers.unhealthy": ({ incident }) => unhealthyProviders(incident)?.length,
  "providers.down": ({ incident }) =>
    readingOf(incident, "provider-health")?.providers.filter(({ health }) => health === "down").length,
  "quota.highestUse": ({ incident }) => {
    const quota = readingOf(incident, "quota");
    return quota === null
      ? undefined
      : Math.max(...quota.providers.map((use) => share(use.usedTokens, use.limitTokens)));
  },
  "reroute.fits": ({ incident }) => rerouteFits(incident) ?? undefined,
  "volume.growth": ({ incident }) => {
    const volume = readingOf(incident, "flow-volume");
    return volume === null
      ? undefined
      : Math.max(0, ...volume.repos.map(({ perHour, usualPerHour }) => share(perHour, usualPerHour)));
  },
  "release.age": ({ incident, now }) => {
    const release = releaseOf(incident);
    return release === null || release === undefined ? undefined : since(release.at, now);
  },
  "release.changedSchema": ({ incident }) => {
    const release = releaseOf(incident);
    if (release === null || release === undefined) return release === null ? false : undefined;
    // A history need not tell the schema; the difference between two revisions does.
    const diff = readingsOf(incident, "revision-diff").find(({ revision }) => revision === release.revision);
    return diff === undefined ? release.changedSchema : diff.schemaFrom !== diff.schemaTo;
  },
  "release.goodRevisionKnown": ({ incident }) => {
    const release = releaseOf(incident);
    return release === undefined ? undefined : release !== null && release.goodRevision !== null;
  },
  "errors.afterRelease": ({ incident }) => {
    const release = releaseOf(incident);
    if (release === null || release === undefined) return release === null ? false : undefined;
    const before = since(release.at, incident.openedAt);
    return before >= 0 && before <= SOON_AFTER_RELEASE;
  },
  "schema.changed": ({ incident, responder }) => {
    const schema = readingOf(incident, "schema-version");
    return schema === null ? undefined : schema.version !== responder.runbook.environment.pilotSchemaVersion;
  },
  "connections.count": ({ incident }) => connectionsOf(incident)?.ours,
  "connections.usedShare": ({ incident }) => {
    const connections = connectionsOf(incident);
    return connections === undefined ? undefined : share(connections.all, connections.granted);
  },
  "connections.headroom": ({ incident }) => {
    const connections = connectionsOf(incident);
    return connections === undefined ? undefined : connections.granted - (connections.all - connections.ours);
  },
  "connections.poolShare": ({ incident }) => {
    const connections = connectionsOf(incident);
    const pool = readingOf(incident, "pool-size");
    return connections === undefined || pool === null ? undefined : share(connections.ours, pool.size);
  },
  "connections.busyShare": ({ incident }) => {
    const reading = readingOf(incident, "connection-count");
    const pool = readingOf(incident, "pool-size");
    return reading === null || pool === null ? undefined : share(reading.busy, pool.size);
  },
  "pool.size": ({ incident }) => readingOf(incident, "pool-size")?.size,
  "keys.rejected": ({ incident }) => {
    const keys = readingsOf(incident, "key-check").filter(({ accepted }) => accepted !== null);
    return keys.length === 0 ? undefined : keys.filter(({ accepted }) => accepted === false).length;
  },
  "credentials.exposed": ({ incident }) => {
    const exposed = readingOf(incident, "exposed-credentials");
    return exposed === null ? undefined : exposed.commits.length > 0;
  },
  "rollout.complete": ({ incident }) => readingOf(incident, "rollout-status")?.complete,
  "testFlow.passes": ({ incident }) => readingOf(incident, "test-flow")?.passed,
};
