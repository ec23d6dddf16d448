/** Which provider is failing, and which other could take its load: by health and quota readings. */

import { readingOf, readingsOf } from "./probe-readings.ts";
import type { QuotaUse } from "./reading.ts";
import type { Incident } from "./state.ts";

/** A fallback may fill its quota window up to this share. */
const FULL_SHARE_PERCENT = 90;

/** Providers that are down by FlowEngine's health check, else those it finds degraded; without that reading, those
 *  whose status page admits trouble. A provider that is down makes a degraded one beside it look like an instrument's
 *  slip: it is not turned off for that. */
export function failingProviders(incident: Incident): readonly string[] {
  const unhealthy = unhealthyProviders(incident);
  if (unhealthy !== null && unhealthy.length > 0) return unhealthy;
  return readingsOf(incident, "provider-status")
    .filter(({ indicator }) => indicator !== "none" && indicator !== "unknown")
    .map(({ provider }) => provider);
}

/** Null while the health check has not been read. */
export function unhealthyProviders(incident: Incident): readonly string[] | null {
  const health = readingOf(incident, "provider-health");
  if (health === null) return null;
  const down = health.providers.filter((provider) => provider.health === "down");
  const unhealthy =
    down.length > 0 ? down : health.providers.filter((provider) => provider.health === "degraded");
  return unhealthy.map(({ provider }) => provider);
}

/** The healthy provider with the most room left after taking the load; null when none has enough. */
export function bestFallback(incident: Incident): string | null {
  const quota = readingOf(incident, "quota");
  if (quota === null) return null;
  const failing = failingProviders(incident);
  const load = quota.providers
    .filter(({ provider }) => failing.includes(provider))
    .reduce((sum, use) => sum + use.usedTokens, 0);
  const room = ({ usedTokens, limitTokens }: QuotaUse): number =>
    limitTokens * FULL_SHARE_PERCENT - (usedTokens + load) * 100;
  let best: QuotaUse | null = null;
  for (const use of quota.providers) {
    if (failing.includes(use.provider) || room(use) < 0) continue;
    if (best === null || room(use) > room(best)) best = use;
  }
  return best?.provider ?? null;
}

/** Null while it is unknown which provider fails or how much the others have left. */
export function rerouteFits(incident: Incident): boolean | null {
  if (readingOf(incident, "quota") === null || failingProviders(incident).length === 0) return null;
  return bestFallback(incident) !== null;
}
