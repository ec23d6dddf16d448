/** Makes a world from a scenario and a seed: every draw that is settled before anything happens is made here. */

import { assert } from "../../assert.ts";
import { type RandomStream, RandomStreams } from "../../prng.ts";
import { EPOCH, type InstantMs } from "../../units.ts";
import { EventQueue } from "../queue.ts";
import type { ProviderPlan, RepositoryPlan, Scenario } from "../scenario-schema.ts";
import { startArrivals } from "./admission.ts";
import { startSweeping } from "./database.ts";
import { makePod } from "./deployment.ts";
import { type DrawnFault, drawFault, scheduleFault } from "./faults.ts";
import { fillHour } from "./quota.ts";
import { readSettings } from "./settings.ts";
import { draw } from "./spread.ts";
import { BASE, type Provider, type Repository, type Revision, type Witness, type World } from "./world.ts";

const MS_PER_HOUR = 3_600_000;
const FIRST_SECRET = "model-api-keys";

export interface BuiltWorld {
  readonly world: World;
  readonly faults: readonly DrawnFault[];
}

export function buildWorld(
  scenario: Scenario,
  seed: number,
  witness: Witness,
  authors: readonly string[],
): BuiltWorld {
  const streams = new RandomStreams(seed);
  const queue = new EventQueue(EPOCH);
  const draws = streams.stream("world");
  const usedShare = new Map(
    scenario.providers.map(({ id, usedShare: [low, high] }) => [id, draws.between(low, high)]),
  );
  const repositories = scenario.fleet.repositories.map((plan, index) =>
    makeRepository(plan, index, streams, tokensScale(scenario, plan.provider, usedShare)),
  );
  const providers = scenario.providers.map((plan, index) =>
    makeProvider(plan, index, streams, usedShare.get(plan.id) ?? 0),
  );
  const pilot = repositories.find(({ name }) => name === scenario.fleet.pilot);
  assert(pilot !== undefined, `scenario ${scenario.id} was loaded without its pilot`);
  const first = firstRevisions(scenario, streams.stream("revisions"));
  const current = first.at(-1) as Revision;
  const world: World = {
    scenario,
    queue,
    streams,
    witness,
    repositories,
    pilot,
    providers,
    providerByName: new Map(providers.map((provider) => [provider.name, provider])),
    services: new Map(),
    database: {
      draws: streams.stream("database"),
      maxConnections: streams.stream("database/size").pick(scenario.database.maxConnections),
      reserved: scenario.database.reserved,
      otherTenants: streams.stream("database/tenants").between(...scenario.database.otherTenants),
      lingering: 0,
      leak: null,
      abandon: null,
    },
    deployment: {
      draws: streams.stream("deployment"),
      revisions: first,
      current,
      pods: [],
      replicas: scenario.fleet.pods,
      podsMade: 0,
      stamps: 0,
      rolling: false,
      secrets: { [FIRST_SECRET]: Object.fromEntries(providers.map(({ name }) => [name, `${name}-key-1`])) },
      hotfixReadyAt: null,
      hotfixApplied: false,
      broken: new Map(),
    },
    gate: [],
    breakerQueues: providers.map(() => []),
    surges: [],
    abruptRelease: null,
    overLimitNoted: false,
    account: {
      completed: repositories.map(() => 0),
      failed: repositories.map(() => 0),
      deferred: repositories.map(() => 0),
      microDollars: 0,
      totalFailed: 0,
      totalDeferred: 0,
      totalMicroDollars: 0,
    },
    marks: new Map(),
    flowsMade: 0,
    rolledBackAt: null,
    pinning: false,
    touched: false,
    authors,
    commits: [],
  };
  const faults = scenario.faults.map((fault) => drawFault(world, fault));
  return { world, faults };
}

/** Sets the world going: pods run, flows arrive, faults wait for their time. */
export function startWorld({ world, faults }: BuiltWorld): void {
  const { deployment, scenario } = world;
  for (let index = 0; index < deployment.replicas; index += 1) {
    const pod = makePod(world, deployment.current);
    pod.keys = deployment.secrets[FIRST_SECRET] ?? {};
    // Pods that have run for a while hold no more connections than they need.
    pod.pool.open = Math.min(pod.pool.size, scenario.database.idlePerPod);
    pod.ready = true;
    deployment.pods.push(pod);
    world.witness.podStarted(pod);
  }
  startArrivals(world);
  startSweeping(world);
  for (const fault of faults) scheduleFault(world, fault);
}

/** Per provider: the factor by which its repositories' calls use the share of the quota that was drawn. */
function tokensScale(scenario: Scenario, provider: string, usedShare: ReadonlyMap<string, number>): number {
  let demand = 0;
  for (const plan of scenario.fleet.repositories) {
    if (plan.provider === provider) demand += plan.flowsPerHour * plan.families.length * plan.tokensPerCall;
  }
  const limit = scenario.providers.find(({ id }) => id === provider)?.tokensPerHour ?? 0;
  return demand === 0 ? 1 : (limit * ((usedShare.get(provider) ?? 0) / 10_000)) / demand;
}

function makeRepository(
  plan: RepositoryPlan,
  index: number,
  streams: RandomStreams,
  scale: number,
): Repository {
  return {
    index,
    name: plan.id,
    plan,
    transactional: new Set(plan.transactional),
    blockNames: plan.families.map((family, block) => `${family}-${block + 1}`),
    arrivals: streams.stream(`arrivals/${plan.id}`),
    draws: streams.stream(`flows/${plan.id}`),
    tokensPerCall: Math.max(1, Math.round(plan.tokensPerCall * scale)),
    meanArrivalMs: MS_PER_HOUR / plan.flowsPerHour,
    paused: false,
    defects: [],
    contextGrowth: null,
  };
}

function makeProvider(
  plan: ProviderPlan,
  index: number,
  streams: RandomStreams,
  usedShare: number,
): Provider {
  const provider: Provider = {
    index,
    name: plan.id,
    plan,
    draws: streams.stream(`provider/${plan.id}`),
    minutes: new Float64Array(60),
    minute: 0,
    used: 0,
    limit: plan.tokensPerHour,
    reservedForPilot: 0,
    outage: null,
    statusPage: { indicator: null, recoveryAt: null },
    rejected: new Map(),
    exhaustedBy: BASE,
  };
  fillHour(provider, EPOCH, Math.round((plan.tokensPerHour * usedShare) / 10_000));
  return provider;
}

/** Some history, so that "the previous revision" exists and was an ordinary release. */
function firstRevisions(scenario: Scenario, draws: RandomStream): Revision[] {
  const number = draws.between(3, 9);
  const age = draw(draws, scenario.deployment.releasedBefore);
  const { image, schemaVersion } = scenario.deployment;
  const settings = readSettings(scenario.environment);
  const base = { schemaVersion, settings, secret: FIRST_SECRET, stamp: 0 };
  return [
    {
      ...base,
      revision: number,
      at: (-age - 20 * MS_PER_HOUR) as InstantMs,
      image: `${image}-previous`,
      changeCause: `release ${image}-previous`,
    },
    { ...base, revision: number + 1, at: -age as InstantMs, image, changeCause: `release ${image}` },
  ];
}
