/** A provider's quota: tokens over a rolling hour, in minute buckets. What was used leaves the window an hour later,
 *  so a quota emptied by a surge frees at the pace of the hour before, not at once. */

import type { InstantMs } from "../../units.ts";
import type { Provider } from "./world.ts";

const MINUTES = 60;
const MS_PER_MINUTE = 60_000;

/** Drops what is older than an hour. */
export function rollQuota(provider: Provider, at: InstantMs): void {
  const minute = Math.floor(at / MS_PER_MINUTE);
  while (provider.minute < minute) {
    provider.minute += 1;
    const slot = provider.minute % MINUTES;
    provider.used -= provider.minutes[slot] as number;
    provider.minutes[slot] = 0;
  }
}

export function consume(provider: Provider, at: InstantMs, tokens: number): void {
  rollQuota(provider, at);
  const slot = provider.minute % MINUTES;
  provider.minutes[slot] = (provider.minutes[slot] as number) + tokens;
  provider.used += tokens;
}

export function admits(provider: Provider, at: InstantMs, tokens: number, forPilot: boolean): boolean {
  rollQuota(provider, at);
  // What is set aside for the pilot is taken from the others, not from nowhere.
  const limit = forPilot ? provider.limit : provider.limit - provider.reservedForPilot;
  return provider.used + tokens <= limit;
}

export function usedPercent(provider: Provider, at: InstantMs): number {
  rollQuota(provider, at);
  return (provider.used * 100) / provider.limit;
}

/** Tokens of the last fifteen minutes. */
export function recentTokens(provider: Provider, at: InstantMs): number {
  rollQuota(provider, at);
  let total = 0;
  for (let back = 0; back < 15; back += 1)
    total += provider.minutes[(provider.minute - back + MINUTES) % MINUTES] as number;
  return Math.round(total);
}

/** An ordinary hour lies behind the start: its use in even parts. */
export function fillHour(provider: Provider, at: InstantMs, used: number): void {
  provider.minute = Math.floor(at / MS_PER_MINUTE);
  const each = Math.floor(used / MINUTES);
  provider.minutes.fill(each);
  provider.used = each * MINUTES;
}
