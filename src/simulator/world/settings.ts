/** A revision's environment variables as the settings FlowEngine reads from them. Unreadable values mean what the
 *  program would take them for: its default. */

import type { Settings } from "./world.ts";

const DEFAULT_MAX_CONCURRENT_FLOWS = 50;
const DEFAULT_POOL_SIZE = 200;
const DEFAULT_BREAKER_PERCENT = 85;

function positiveInteger(text: string | undefined, fallback: number): number {
  if (text === undefined || !/^\d{1,6}$/.test(text)) return fallback;
  return Math.max(1, Number(text));
}

const namesIn = (text: string | undefined): readonly string[] =>
  (text ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

export function readSettings(environment: Readonly<Record<string, string>>): Settings {
  const families = environment["FALLBACK_FAMILIES"];
  return {
    disabled: new Set(namesIn(environment["DISABLE_PROVIDERS"])),
    fallbackModel: environment["FALLBACK_MODEL"] ?? null,
    autoFallback: environment["AUTO_FALLBACK"] === "true",
    fallbackFamilies: families === undefined || families === "all" ? "all" : new Set(namesIn(families)),
    breakerPercent:
      environment["ENABLE_CIRCUIT_BREAKER"] === "true"
        ? positiveInteger(environment["CIRCUIT_BREAKER_THRESHOLD"], DEFAULT_BREAKER_PERCENT)
        : null,
    maxConcurrentFlows: positiveInteger(environment["MAX_CONCURRENT_FLOWS"], DEFAULT_MAX_CONCURRENT_FLOWS),
    poolSize: positiveInteger(environment["DB_POOL_SIZE"], DEFAULT_POOL_SIZE),
    environment,
  };
}
