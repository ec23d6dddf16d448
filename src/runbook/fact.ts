/** The vocabulary that policies speak: what the responder may know about an incident, with its unit.
 *  Values are integers (basis points, milliseconds, cents, counts) or booleans; an absent fact is unknown, which is
 *  neither true nor false. How the responder learns each one is in `src/responder/facts.ts`. */

import { CAUSE_IDS, type CauseId } from "./cause.ts";

export type FactUnit = "count" | "share" | "duration" | "dollars" | "boolean";

interface FactDefinition {
  readonly unit: FactUnit;
  readonly says: string;
}

const fact = (unit: FactUnit, says: string): FactDefinition => ({ unit, says });

const PLAIN_FACTS = {
  "failures.window": fact("count", "failed flows in the detection window, as metrics count them"),
  "failures.latest": fact("count", "failed flows in the latest few minutes"),
  "failures.share": fact("share", "failed share of the flows that ended in the detection window"),
  "success.share": fact("share", "successful share of the flows that ended in the detection window"),
  "repos.withFailures": fact("count", "repositories with a failed flow in the detection window"),
  "repos.failing": fact("count", "repositories whose failed share is above the runbook's bound"),
  "repos.affected": fact("count", "repositories this incident has reached so far"),
  "repos.affectedNow": fact("count", "repositories that are affected in the latest window"),
  "repos.notOperational": fact(
    "count",
    "affected repositories that still fail, or are paused without their owner told",
  ),
  "repos.affectedShare": fact("share", "affected repositories as a share of all"),
  "repos.allAffected": fact("boolean", "every repository is affected"),
  "pilot.affected": fact("boolean", "the pilot repository is affected"),
  "pilot.affectedNow": fact("boolean", "the pilot repository is affected in the latest window"),
  "metrics.known": fact("boolean", "the latest queries of the metrics were answered"),
  "alerts.firing": fact("count", "alerts of the runbook that fire"),
  "incident.mass": fact("boolean", "the incident meets the definition of a mass failure"),
  "incident.sinceDeclared": fact("duration", "time since the incident was declared"),
  "errors.fresh": fact("count", "error lines in the diagnosis window, above the base rate"),
  "errors.repositories": fact("count", "repositories with fresh error lines"),
  "errors.unmatched": fact("share", "share of fresh error lines that no signature explains"),
  "errors.unexplainedRepos": fact("count", "affected repositories whose errors mostly speak for no cause"),
  "errors.afterRelease": fact("boolean", "the first failures follow a release by less than half an hour"),
  "causes.concluded": fact("count", "causes concluded and not withdrawn"),
  "causes.identified": fact(
    "boolean",
    "a set of causes is concluded, or recorded as none of these with an owner",
  ),
  "fix.eta": fact("duration", "expected time until the mitigation at hand is effective"),
  "security.confirmed": fact("boolean", "a credential leak or breach is confirmed"),
  "cost.perDay": fact("dollars", "spend of the last fifteen minutes, scaled to a day"),
  "mitigation.inProgress": fact("boolean", "an option for a concluded cause was begun and not undone"),
  "mitigation.verified": fact("boolean", "no track of mitigation is open and at least one was verified"),
  "success.observed": fact("share", "successful share of the flows over the whole resolution window"),
  "calm.for": fact("duration", "time since flows stopped failing"),
  "rollback.complete": fact("boolean", "the rollback to the pilot is complete"),
  "providers.troubledByStatus": fact("count", "providers whose own status page admits trouble"),
  "providers.unhealthy": fact("count", "providers that FlowEngine itself finds degraded or down"),
  "providers.down": fact("count", "providers that FlowEngine itself finds down, not merely degraded"),
  "providers.recoveryEta": fact("duration", "the failing provider's own estimate until recovery"),
  "quota.highestUse": fact("share", "largest used share of any provider's quota window"),
  "reroute.fits": fact("boolean", "other providers' quotas can take the failing provider's load"),
  "volume.growth": fact("share", "largest present volume of a repository against its usual one"),
  "release.age": fact("duration", "time since the latest release (a revision that changes image or schema)"),
  "release.changedSchema": fact("boolean", "the latest release changed the schema version"),
  "release.goodRevisionKnown": fact("boolean", "a revision from before the suspected release is known"),
  "schema.changed": fact("boolean", "the schema in force is not the one that was last known good"),
  "connections.count": fact("count", "connections open to the database"),
  "connections.usedShare": fact("share", "open connections as a share of those the server grants"),
  "connections.poolShare": fact("share", "open connections of FlowEngine as a share of its configured pool"),
  "connections.busyShare": fact("share", "connections that are not idle as a share of the configured pool"),
  "connections.headroom": fact("count", "connections the server could still grant to a larger pool"),
  "pool.size": fact("count", "the configured pool size"),
  "keys.rejected": fact("count", "providers that reject our key"),
  "credentials.exposed": fact("boolean", "a commit seems to contain credentials"),
  "security.notice": fact("boolean", "the security team or a provider gave notice of a leak"),
  "rollout.complete": fact("boolean", "the last rollout finished on every pod"),
  "testFlow.passes": fact("boolean", "a test flow passes in the pilot repository"),
} as const satisfies Record<string, FactDefinition>;

type PlainFact = keyof typeof PLAIN_FACTS;
type CauseFact =
  | `errors.${"share" | "topTen" | "repos" | "latest"}.${CauseId}`
  | `cause.concluded.${CauseId}`;
export type FactName = PlainFact | CauseFact;

function causeFacts(): Record<CauseFact, FactDefinition> {
  const facts: Partial<Record<CauseFact, FactDefinition>> = {};
  for (const cause of CAUSE_IDS) {
    facts[`errors.share.${cause}`] = fact("share", `share of fresh error lines that speak for ${cause}`);
    facts[`errors.topTen.${cause}`] = fact(
      "boolean",
      `one of the ten commonest error patterns speaks for ${cause}`,
    );
    facts[`errors.repos.${cause}`] = fact(
      "count",
      `affected repositories whose errors mostly speak for ${cause}`,
    );
    facts[`errors.latest.${cause}`] = fact(
      "count",
      `error lines of the latest few minutes that speak for ${cause}`,
    );
    facts[`cause.concluded.${cause}`] = fact("boolean", `${cause} is concluded and not withdrawn`);
  }
  return facts as Record<CauseFact, FactDefinition>;
}

export const FACTS: Readonly<Record<FactName, FactDefinition>> = { ...PLAIN_FACTS, ...causeFacts() };

export const FACT_NAMES = Object.keys(FACTS) as readonly FactName[];

/** Known facts only; a missing name is unknown. */
export type Facts = { [Name in FactName]?: number | boolean };
