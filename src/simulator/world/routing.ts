/** Which provider and model serve a call: the repository's own provider, unless a revision's settings turn it away.
 *  Routing moves load; whether the next provider can carry it is the quota's business. */

import type { Flow, Provider, Settings, World } from "./world.ts";

export interface Route {
  readonly provider: Provider;
  /** Not the repository's own provider and model. */
  readonly rerouted: boolean;
}

/** Null when every provider that could serve is disabled. */
export function routeOf(world: World, flow: Flow, settings: Settings): Route | null {
  const own = flow.repo.plan.provider;
  if (!settings.disabled.has(own) && !flow.onFallback)
    return { provider: providerNamed(world, own), rerouted: false };
  const fallback = fallbackFor(world, own, settings);
  return fallback === null ? null : { provider: fallback, rerouted: true };
}

/** The provider of the fallback model that is set, else the first in the router's order that is not turned off. */
export function fallbackFor(world: World, own: string, settings: Settings): Provider | null {
  if (settings.fallbackModel !== null) {
    const chosen = world.providers.find(({ plan }) => plan.fallback.name === settings.fallbackModel);
    if (chosen !== undefined && chosen.name !== own && !settings.disabled.has(chosen.name)) return chosen;
  }
  for (const name of world.scenario.fallbackOrder) {
    if (name !== own && !settings.disabled.has(name)) return providerNamed(world, name);
  }
  return null;
}

export const mayFallBack = (settings: Settings, family: string): boolean =>
  settings.autoFallback && (settings.fallbackFamilies === "all" || settings.fallbackFamilies.has(family));

export function providerNamed(world: World, name: string): Provider {
  const provider = world.providerByName.get(name);
  if (provider === undefined)
    throw new RangeError(`the scenario routes to a provider it does not have: ${name}`);
  return provider;
}
