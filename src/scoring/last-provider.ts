/** Whether every provider was to be turned off at once: by one order, whatever became of it, or by what the orders of the
 *  whole incident made of the settings, which the world tells. A later order of a setting replaces the earlier one. */

import type { InstantMs } from "../units.ts";
import { effectsOf, type Trace, truthsOf } from "./trace.ts";

export function withoutProvider(
  trace: Trace,
): readonly { readonly atMs: InstantMs; readonly detail: string }[] {
  const told = new Set<string | null>();
  const became = truthsOf(trace, "harm").flatMap(({ at, value }) => {
    if (value.harm !== "all-providers-disabled" || value.effectId === null) return [];
    told.add(value.effectId);
    return [{ atMs: at, detail: `${value.detail} are all disabled (${value.effectId})` }];
  });
  const { providers } = trace.runbook.environment;
  const ordered = effectsOf(trace, "set-env").flatMap(({ at, value }) =>
    told.has(value.id) || !value.arguments.environment.some(([, names]) => namesAll(providers, names))
      ? []
      : [{ atMs: at, detail: `${providers.join(",")} are all to be disabled (${value.id})` }],
  );
  return [...became, ...ordered];
}

function namesAll(providers: readonly string[], names: string | null): boolean {
  const named = (names ?? "").split(",").map((name) => name.trim());
  return providers.length > 1 && providers.every((provider) => named.includes(provider));
}
