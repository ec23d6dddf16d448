/** The answers an incident's probes have given so far, by kind. Null or empty: not answered. */

import type { ReadingOf } from "./reading.ts";
import type { Incident } from "./state.ts";

/** Probes that are asked once for everything; their readings are kept under the probe's own name. */
export type WholeProbe =
  | "provider-health"
  | "quota"
  | "flow-volume"
  | "rollout-history"
  | "schema-version"
  | "connection-count"
  | "pool-size"
  | "exposed-credentials"
  | "test-flow"
  | "rollout-status";

export function readingOf<Of extends WholeProbe>(incident: Incident, probe: Of): ReadingOf<Of> | null {
  const taken = incident.readings[probe];
  return taken === undefined || taken.reading.of !== probe ? null : (taken.reading as ReadingOf<Of>);
}

/** Answers of a probe that is asked for one subject after another: per provider, or per revision. */
export function readingsOf<Of extends "provider-status" | "key-check" | "revision-diff">(
  incident: Incident,
  probe: Of,
): readonly ReadingOf<Of>[] {
  const found: ReadingOf<Of>[] = [];
  for (const key in incident.readings) {
    const reading = incident.readings[key]?.reading;
    if (reading?.of === probe) found.push(reading as ReadingOf<Of>);
  }
  return found;
}
