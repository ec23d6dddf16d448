/** What a question to the world is answered with: the state as its instruments show it, which may lag or be wrong.
 *  A probe reads; it changes nothing. `wrong` is drawn by the caller: the instrument is off this time. */

import { unreachable } from "../../assert.ts";
import type { RandomStream } from "../../prng.ts";
import type { AskedProbe } from "../../responder/effect.ts";
import type { ExposedCommit, ProviderHealth, Reading } from "../../responder/reading.ts";
import type { InstantMs } from "../../units.ts";
import { allConnections, busyConnections, ourConnections, serverHasRoom } from "../world/database.ts";
import { rolloutComplete } from "../world/deployment.ts";
import { settled } from "../world/pilot.ts";
import { recentTokens, rollQuota } from "../world/quota.ts";
import { fallbackFor } from "../world/routing.ts";
import type { Provider, World } from "../world/world.ts";

/** Null: the question has no such subject. */
export function read(
  world: World,
  probe: AskedProbe,
  subject: string | null,
  draws: RandomStream,
  wrong: boolean,
  at: InstantMs,
): Reading | null {
  switch (probe) {
    case "provider-status":
      return providerStatus(world, subject, wrong, at);
    case "provider-health":
      return {
        of: "provider-health",
        providers: world.providers.map((provider) => ({
          provider: provider.name,
          health: healthOf(provider, draws, wrong),
        })),
      };
    case "quota":
      return {
        of: "quota",
        providers: world.providers.map((provider) => {
          rollQuota(provider, at);
          return {
            provider: provider.name,
            usedTokens: Math.round(provider.used),
            limitTokens: provider.limit,
            recentTokens: recentTokens(provider, at),
          };
        }),
      };
    case "flow-volume":
      return {
        of: "flow-volume",
        repos: world.repositories.map(({ name, meanArrivalMs, plan }) => ({
          repo: name,
          perHour: Math.round((3_600_000 / meanArrivalMs) * (0.85 + draws.next() * 0.3)),
          usualPerHour: plan.flowsPerHour,
        })),
      };
    case "rollout-history":
      return {
        of: "rollout-history",
        current: world.deployment.current.revision,
        revisions: world.deployment.revisions.map(
          ({ revision, at: made, image, schemaVersion, changeCause }) => ({
            revision,
            at: made,
            image,
            schemaVersion,
            changeCause,
          }),
        ),
      };
    case "revision-diff":
      return revisionDiff(world, Number(subject));
    case "schema-version": {
      // The answer comes from whichever pod is asked: during a rollout that may be an old one.
      const pods = world.deployment.pods.filter(({ ready }) => ready);
      if (pods.length === 0) return null;
      return { of: "schema-version", version: draws.pick(pods).revision.schemaVersion };
    }
    case "connection-count":
      return connectionCount(world);
    case "pool-size":
      return { of: "pool-size", size: world.deployment.current.settings.poolSize };
    case "exposed-credentials":
      return { of: "exposed-credentials", commits: commitsFound(world, wrong, draws) };
    case "key-check":
      return keyCheck(world, subject, wrong);
    case "test-flow":
      return { of: "test-flow", repo: subject ?? world.pilot.name, passed: testFlow(world, draws, at) };
    case "rollout-status": {
      const { deployment } = world;
      const updated = deployment.pods.filter(
        (pod) => pod.ready && pod.revision === deployment.current,
      ).length;
      return {
        of: "rollout-status",
        complete: settled(world) && rolloutComplete(world),
        updatedPods: updated,
        totalPods: deployment.replicas,
      };
    }
    default:
      return unreachable(probe);
  }
}

function providerStatus(world: World, subject: string | null, wrong: boolean, at: InstantMs): Reading | null {
  const provider = subject === null ? undefined : world.providerByName.get(subject);
  if (provider === undefined) return null;
  if (!provider.plan.statusFeed) {
    return { of: "provider-status", provider: provider.name, indicator: "unknown", recoveryEtaMs: null };
  }
  const { indicator, recoveryAt } = provider.statusPage;
  // A page that is wrong shows a minor incident elsewhere, or still says that all is well.
  const shown = wrong ? (indicator === null ? "minor" : "none") : (indicator ?? "none");
  const recoveryEtaMs = indicator === null || recoveryAt === null ? null : Math.max(0, recoveryAt - at);
  return { of: "provider-status", provider: provider.name, indicator: shown, recoveryEtaMs };
}

const PINGS = 6;

/** FlowEngine's own health check: a handful of small calls to each provider. */
function healthOf({ outage }: Provider, draws: RandomStream, wrong: boolean): ProviderHealth {
  let failed = wrong ? 2 : 0;
  if (outage !== null) {
    for (let ping = 0; ping < PINGS; ping += 1) if (!draws.chance(outage.succeedsBasisPoints)) failed += 1;
  }
  return failed >= 5 ? "down" : failed >= 2 ? "degraded" : "healthy";
}

function revisionDiff({ deployment }: World, revision: number): Reading | null {
  const index = deployment.revisions.findIndex((candidate) => candidate.revision === revision);
  const of = deployment.revisions[index];
  const before = deployment.revisions[index - 1];
  if (of === undefined || before === undefined) return null;
  const names = new Set([
    ...Object.keys(of.settings.environment),
    ...Object.keys(before.settings.environment),
  ]);
  return {
    of: "revision-diff",
    revision,
    imageChanged: of.image !== before.image,
    schemaFrom: before.schemaVersion,
    schemaTo: of.schemaVersion,
    environmentChanged: [...names].filter(
      (name) => of.settings.environment[name] !== before.settings.environment[name],
    ),
  };
}

/** psql keeps a reserved slot, so the question is answered even when the server is full. */
function connectionCount(world: World): Reading {
  const { maxConnections, reserved } = world.database;
  return {
    of: "connection-count",
    ours: ourConnections(world),
    busy: busyConnections(world),
    all: allConnections(world),
    maxConnections,
    reserved,
  };
}

/** A search by file names also finds commits that touch "key" files without any key in them. */
function commitsFound(world: World, wrong: boolean, draws: RandomStream): readonly ExposedCommit[] {
  if (!wrong) return [...world.commits];
  const harmless: ExposedCommit = {
    commit: (draws.below(0xfffffff) + 0x10000000).toString(16).slice(0, 7),
    author: draws.pick(world.authors),
    subject: "Rename keyboard shortcuts",
    path: "docs/keymap.md",
  };
  return [...world.commits, harmless];
}

function keyCheck(world: World, subject: string | null, wrong: boolean): Reading | null {
  const provider = subject === null ? undefined : world.providerByName.get(subject);
  const pod = world.deployment.pods.find(({ ready }) => ready);
  if (provider === undefined) return null;
  const key = pod?.keys[provider.name];
  const rejection = key === undefined ? undefined : provider.rejected.get(key);
  if (rejection !== undefined && !wrong) {
    // An invalid Gemini key is answered with 400; a suspended one elsewhere with 403 or 401.
    const httpStatus = provider.name === "google" ? 400 : rejection.how === "key-suspended" ? 403 : 401;
    return { of: "key-check", provider: provider.name, httpStatus, accepted: false };
  }
  if (provider.outage !== null && provider.outage.succeedsBasisPoints < 3_000) {
    return { of: "key-check", provider: provider.name, httpStatus: 503, accepted: null };
  }
  return { of: "key-check", provider: provider.name, httpStatus: 200, accepted: true };
}

/** Whether a flow of the pilot would pass now: every block's provider answers, its schema holds, a slot is free. */
function testFlow(world: World, draws: RandomStream, at: InstantMs): boolean {
  const pod = world.deployment.pods.find(({ ready, leaving }) => ready && !leaving);
  if (pod === undefined || !serverHasRoom(world)) return false;
  const { plan, contextGrowth, defects } = world.pilot;
  const { settings, schemaVersion } = pod.revision;
  const name = settings.disabled.has(plan.provider)
    ? (fallbackFor(world, plan.provider, settings)?.name ?? null)
    : plan.provider;
  const provider = name === null ? undefined : world.providerByName.get(name);
  if (
    provider === undefined ||
    (contextGrowth !== null &&
      settings.environment[contextGrowth.mendedBy[0]] !== contextGrowth.mendedBy[1]) ||
    defects.length > 0
  )
    return false;
  rollQuota(provider, at);
  const broken = world.deployment.broken.get(schemaVersion);
  if (broken !== undefined && !pod.hotfixed && plan.families.includes(broken.family)) return false;
  if (provider.rejected.has(pod.keys[provider.name] ?? "")) return false;
  if (provider.used >= provider.limit) return false;
  return provider.outage === null || draws.chance(provider.outage.succeedsBasisPoints);
}
