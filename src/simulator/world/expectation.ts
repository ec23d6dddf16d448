/** What follows from the drawn world alone if nothing is done: whom the faults reach, what it costs, which option is
 *  the fastest that works. The decision is judged by this; a do-nothing run checks it.
 *  Pure: computed before anything happens. */

import { unreachable } from "../../assert.ts";
import type { DrawnTruth } from "../../journal/truth.ts";
import { CAUSE_IDS, type CauseId } from "../../runbook/cause.ts";
import { type DurationMs, milliseconds, minutes } from "../../units.ts";
import type { DrawnFault } from "./faults.ts";
import { fallbackFor } from "./routing.ts";
import type { Provider, Repository, World } from "./world.ts";

export type Expectation = Omit<DrawnTruth, "truth">;

type FastestOption = NonNullable<DrawnTruth["fastestOption"]>;

/** Usual time for a person to approve and act. */
const APPROVAL = minutes(3);

export function expectationOf(world: World, faults: readonly DrawnFault[]): Expectation {
  const { truth } = world.scenario;
  const reached = new Set<Repository>();
  for (const drawn of faults) for (const repo of reachOf(world, drawn)) reached.add(repo);
  const inOrder = world.repositories.filter((repo) => reached.has(repo));
  return {
    massFailure: truth.massFailure,
    causes: CAUSE_IDS.filter((cause) => truth.causes.includes(cause)),
    reached: inOrder.map(({ name }) => name),
    pilotReached: reached.has(world.pilot),
    security: truth.security,
    spendCentsPerDay: spendPerDay(world, faults),
    fastestOption: fastestOption(world, faults),
    mendedBy:
      faults.flatMap(({ fault }) => (fault.kind === "context-growth" ? [fault.mendedBy] : []))[0] ?? null,
  };
}

const withProvider = (world: World, name: string): readonly Repository[] =>
  world.repositories.filter(({ plan }) => plan.provider === name);

function reachOf(world: World, { fault }: DrawnFault): readonly Repository[] {
  switch (fault.kind) {
    case "provider-outage":
      return [...withProvider(world, fault.provider), ...cascade(world, fault.provider)];
    case "volume-surge": {
      const providers = new Set(
        world.repositories
          .filter(({ name }) => fault.repositories.includes(name))
          .map(({ plan }) => plan.provider),
      );
      return world.repositories.filter(({ plan }) => providers.has(plan.provider));
    }
    case "breaking-release":
      return world.repositories.filter(({ plan }) => plan.families.includes(fault.family));
    case "connection-leak":
      return world.repositories.filter(({ plan, transactional }) =>
        plan.families.some((family) => transactional.has(family)),
      );
    case "key-leak":
      return world.repositories.filter(({ plan }) => fault.providers.includes(plan.provider));
    case "service-failure":
      return world.repositories.filter(({ plan }) => plan.uses.includes(fault.service));
    case "context-growth":
    case "repository-defect":
      return world.repositories.filter(({ name }) => name === fault.repository);
    case "harmless-release":
    case "abrupt-release":
    case "scrape-gap":
    case "past-failures":
      return [];
    default:
      return unreachable(fault);
  }
}

/** The automatic fallback empties the next provider's quota: its own repositories fail too. */
function cascade(world: World, failing: string): readonly Repository[] {
  const { settings } = world.deployment.current;
  if (!settings.autoFallback) return [];
  const next = fallbackFor(world, failing, settings);
  const from = world.providerByName.get(failing);
  if (next === null || from === undefined) return [];
  return minutesUntilEmpty(from, next) <= CASCADES_WITHIN ? withProvider(world, next.name) : [];
}

const CASCADES_WITHIN = 15;

/** Until the load of one provider, moved to another, has used up what is left there. */
function minutesUntilEmpty(from: Provider, to: Provider): number {
  const moved = (from.used / 60) * (to.plan.fallback.tokensFactor / 10_000);
  return moved <= 0 ? Number.MAX_SAFE_INTEGER : (to.limit - to.used) / moved;
}

function spendPerDay(world: World, faults: readonly DrawnFault[]): number {
  let microDollarsPerHour = 0;
  for (const repo of world.repositories) {
    const outage = faults.some(
      ({ fault }) => fault.kind === "provider-outage" && fault.provider === repo.plan.provider,
    );
    microDollarsPerHour += outage ? rerouted(world, repo) : ordinary(world, repo);
  }
  return Math.round((microDollarsPerHour * 24) / 10_000);
}

const tokensPerHour = (repo: Repository, blocks: number): number =>
  repo.plan.flowsPerHour * blocks * repo.tokensPerCall;

function ordinary(world: World, repo: Repository): number {
  const provider = world.providerByName.get(repo.plan.provider);
  return tokensPerHour(repo, repo.plan.families.length) * (provider?.plan.usual.microDollarsPerToken ?? 0);
}

function rerouted(world: World, repo: Repository): number {
  const { settings } = world.deployment.current;
  if (!settings.autoFallback) return 0;
  const next = fallbackFor(world, repo.plan.provider, settings);
  if (next === null) return 0;
  const { families } = repo.plan;
  const { fallbackFamilies } = settings;
  // A flow ends at the first block that may not fall back; what ran before it is paid for.
  const stops =
    fallbackFamilies === "all" ? -1 : families.findIndex((family) => !fallbackFamilies.has(family));
  const blocks = stops < 0 ? families.length : stops;
  return (
    (tokensPerHour(repo, blocks) *
      next.plan.fallback.tokensFactor *
      next.plan.fallback.microDollarsPerToken) /
    10_000
  );
}

/** The slowest of the faults' fastest options: all of them must be mended. */
function fastestOption(world: World, faults: readonly DrawnFault[]): FastestOption | null {
  let slowest: FastestOption | null = null;
  for (const cause of CAUSE_IDS) {
    if (!world.scenario.truth.causes.includes(cause)) continue;
    const fastest = fastestFor(world, faults, cause);
    if (fastest === null) return null;
    if (slowest === null || fastest.takesMs > slowest.takesMs) slowest = fastest;
  }
  return slowest;
}

function rolloutMs(world: World): DurationMs {
  const { podStarts, drains } = world.scenario.deployment;
  return milliseconds(world.deployment.replicas * (podStarts.p50 + drains) + APPROVAL);
}

function fastestFor(world: World, faults: readonly DrawnFault[], cause: CauseId): FastestOption | null {
  const takes = rolloutMs(world);
  switch (cause) {
    case "model-api-outage": {
      const lasting = faults.find(({ fault }) => fault.kind === "provider-outage")?.lasts ?? null;
      const wait: FastestOption | null =
        lasting === null ? null : { cause, option: "wait-for-provider", takesMs: lasting };
      const route: FastestOption | null = canRoute(world, faults)
        ? { cause, option: "route-around", takesMs: takes }
        : null;
      if (wait === null || route === null) return wait ?? route;
      return wait.takesMs < route.takesMs ? wait : route;
    }
    case "rate-limit-exhaustion":
      return { cause, option: "circuit-breaker", takesMs: takes };
    case "schema-breaking-change":
      return { cause, option: "undo-deployment", takesMs: takes };
    case "db-connection-pool-exhaustion":
      return { cause, option: "throttle", takesMs: takes };
    case "credential-leak":
      return { cause, option: "rotate-keys", takesMs: milliseconds(takes + world.scenario.work.newKeys.p50) };
    default:
      return unreachable(cause);
  }
}

const FULL_PERCENT = 95;

function canRoute(world: World, faults: readonly DrawnFault[]): boolean {
  const failing = new Set(
    faults.flatMap(({ fault }) => (fault.kind === "provider-outage" ? [fault.provider] : [])),
  );
  const load = world.providers
    .filter(({ name }) => failing.has(name))
    .reduce((sum, { used }) => sum + used, 0);
  return world.providers.some(
    ({ name, used, limit }) => !failing.has(name) && used + load <= (limit * FULL_PERCENT) / 100,
  );
}
