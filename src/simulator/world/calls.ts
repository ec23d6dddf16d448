/** One call to a provider: whether it is admitted, how it ends and when, what it uses and costs.
 *  The outcome is settled when the call is made, from the state at that instant; the caller schedules its end. */

import { assert } from "../../assert.ts";
import type { QuantileTable, RandomStream } from "../../prng.ts";
import { type DurationMs, type InstantMs, milliseconds } from "../../units.ts";
import type { ProviderFailureKind } from "../logs/occurrence.ts";
import { admits, consume } from "./quota.ts";
import type { Route } from "./routing.ts";
import { tableOf } from "./spread.ts";
import { BASE, type Blame, blameFault, type Flow, mark, OWN, type Provider, type World } from "./world.ts";

export type CallResult =
  | { readonly ok: true; readonly after: DurationMs; readonly model: string; readonly provider: string }
  | {
      readonly ok: false;
      readonly after: DurationMs;
      readonly failure: ProviderFailureKind;
      readonly blame: Blame;
      readonly model: string;
      readonly provider: string;
    };

/** Ways in which calls to a provider in trouble end, in the order of an outage's weights. */
export const OUTAGE_MODES = [
  "overloaded",
  "unavailable",
  "timeout",
  "gateway",
  "connection-reset",
  "connection-refused",
] as const;

const QUICK: QuantileTable = [
  [0, 80],
  [0.5, 350],
  [0.95, 1_400],
  [1, 3_000],
];

/** Share of a call's tokens that a call which timed out has used up all the same. */
const TIMED_OUT_SHARE = 0.5;
/** Ordinary calls that stumble once and succeed when tried again, in basis points. */
const STUMBLES = 40;

export function callProvider(
  world: World,
  flow: Flow,
  { provider, rerouted }: Route,
  at: InstantMs,
): CallResult {
  const { plan, draws } = provider;
  const model = rerouted ? plan.fallback : plan.usual;
  const modelName = model.name;
  const providerName = provider.name;
  const key = flow.pod?.keys[provider.name];
  const rejection = key === undefined ? undefined : provider.rejected.get(key);
  if (rejection !== undefined) {
    mark(world, rejection.fault, "keys-rejected");
    return {
      ok: false,
      after: quick(draws),
      failure: rejection.how,
      blame: blameFault(rejection.fault),
      model: modelName,
      provider: providerName,
    };
  }
  if (key === undefined)
    return {
      ok: false,
      after: quick(draws),
      failure: "key-invalid",
      blame: OWN,
      model: modelName,
      provider: providerName,
    };
  const tokens = Math.round((flow.repo.tokensPerCall * model.tokensFactor) / 10_000);
  if (!admits(provider, at, tokens, flow.repo === world.pilot && world.rolledBackAt !== null)) {
    return {
      ok: false,
      after: quick(draws),
      failure: limitFailure(draws),
      blame: blameForQuota(world, provider),
      model: modelName,
      provider: providerName,
    };
  }
  const { outage } = provider;
  if (outage !== null && !draws.chance(outage.succeedsBasisPoints)) {
    mark(world, outage.fault, "calls-refused");
    const failure = OUTAGE_MODES[draws.weighted(outage.modes)];
    assert(failure !== undefined, "an outage has more weights than modes");
    if (failure === "timeout")
      charge(world, flow, provider, Math.round(tokens * TIMED_OUT_SHARE), model.microDollarsPerToken, at);
    return {
      ok: false,
      after: failureTime(world, failure, draws),
      failure,
      blame: blameFault(outage.fault),
      model: modelName,
      provider: providerName,
    };
  }
  const growth = contextOutgrown(flow);
  if (growth !== null) {
    mark(world, growth, "context-time-outs");
    const after = world.scenario.fleet.callTimeout;
    return {
      ok: false,
      after,
      failure: "timeout",
      blame: blameFault(growth),
      model: modelName,
      provider: providerName,
    };
  }
  charge(world, flow, provider, tokens, model.microDollarsPerToken, at);
  if (draws.chance(STUMBLES)) {
    const failure = OUTAGE_MODES[draws.below(OUTAGE_MODES.length)] as ProviderFailureKind;
    return {
      ok: false,
      after: failureTime(world, failure, draws),
      failure,
      blame: BASE,
      model: modelName,
      provider: providerName,
    };
  }
  return {
    ok: true,
    after: draws.durationMs(tableOf(plan.latency)),
    model: modelName,
    provider: providerName,
  };
}

function contextOutgrown({ repo, pod }: Flow): string | null {
  if (repo.contextGrowth === null) return null;
  const [setting, value] = repo.contextGrowth.mendedBy;
  return pod?.revision.settings.environment[setting] === value ? null : repo.contextGrowth.fault;
}

const quick = (draws: RandomStream): DurationMs => draws.durationMs(QUICK);

const limitFailure = (draws: RandomStream): "rate-limited" | "quota-exhausted" =>
  draws.chance(6_000) ? "rate-limited" : "quota-exhausted";

function failureTime(world: World, failure: ProviderFailureKind, draws: RandomStream): DurationMs {
  if (failure === "timeout") return world.scenario.fleet.callTimeout;
  return failure === "connection-reset" ? milliseconds(draws.quantile(QUICK) * 3) : quick(draws);
}

function charge(
  world: World,
  flow: Flow,
  provider: Provider,
  tokens: number,
  price: number,
  at: InstantMs,
): void {
  consume(provider, at, tokens);
  const cost = Math.round(tokens * price);
  flow.tokens += tokens;
  world.account.microDollars += cost;
  world.account.totalMicroDollars += cost;
  if (flow.pod !== null) flow.pod.microDollars += cost;
}

/** Whose doing the empty quota is, settled when it is first found empty and until it has room again. */
function blameForQuota(world: World, provider: Provider): Blame {
  const blame = provider.exhaustedBy.is === "base" ? whoEmptied(world, provider) : provider.exhaustedBy;
  if (provider.exhaustedBy.is === "base") {
    provider.exhaustedBy = blame;
    if (blame.is === "own") {
      world.witness.truth({
        truth: "harm",
        effectId: null,
        harm: "cascade",
        detail: `the load moved to ${provider.name} used up its quota`,
      });
    }
  }
  if (blame.is === "fault") mark(world, blame.fault, "quota-refusals");
  return blame;
}

function whoEmptied(world: World, provider: Provider): Blame {
  const surge = world.surges.find(({ repositories }) =>
    world.repositories.some(
      ({ name, plan }) => repositories.includes(name) && plan.provider === provider.name,
    ),
  );
  if (surge !== undefined) return blameFault(surge.fault);
  const movedByResponder = world.deployment.current.settings.disabled.size > 0;
  const failing = world.providers.find(({ outage }) => outage !== null);
  if (!movedByResponder && failing?.outage != null) return blameFault(failing.outage.fault);
  return world.touched ? OWN : BASE;
}
