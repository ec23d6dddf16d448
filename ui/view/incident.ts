/** The incident at hand, as the journal tells it: its id, how far its life has gone, and whom it reaches.
 *  The phase is not journalled; it follows from declarations, orders and scopes by the responder's own table. */

import { unreachable } from "../../src/assert.ts";
import type { EffectOf } from "../../src/responder/effect.ts";
import { type IncidentPhase, next, type Trigger } from "../../src/responder/lifecycle.ts";
import type { InstantMs } from "../../src/units.ts";

export interface Scope {
  readonly affected: readonly string[];
  readonly affectedNow: readonly string[];
  readonly failures: number;
  readonly pilotAffected: boolean;
}

export interface IncidentView {
  readonly id: string;
  readonly severity: string;
  readonly openedAt: InstantMs;
  readonly phase: IncidentPhase;
  /** Null until the first scope. */
  readonly scope: Scope | null;
}

export function declared(
  incident: IncidentView | null,
  at: InstantMs,
  effect: EffectOf<"declare">,
): IncidentView | null {
  const { standing } = effect.arguments;
  switch (standing) {
    case "open":
      return {
        id: effect.incidentId ?? "incident",
        severity: effect.target.severity,
        openedAt: at,
        phase: "open",
        scope: null,
      };
    case "withdrawn":
    case "resolved":
    case "reviewed":
      return incident === null ? null : { ...incident, phase: standing };
    case "reopened":
      return incident === null ? null : { ...incident, phase: "mitigating" };
    default:
      return unreachable(standing);
  }
}

function moved(incident: IncidentView, trigger: Trigger): IncidentView {
  const phase = next(incident.phase, trigger);
  return phase === null ? incident : { ...incident, phase };
}

export const mitigationBegun = (incident: IncidentView | null): IncidentView | null =>
  incident === null ? null : moved(incident, "mitigation-begun");

export function scoped(incident: IncidentView | null, effect: EffectOf<"scope">): IncidentView | null {
  if (incident === null || effect.incidentId !== incident.id) return incident;
  const { affected, affectedNow, failures, pilotAffected } = effect.arguments;
  const withScope = { ...incident, scope: { affected, affectedNow, failures, pilotAffected } };
  // What was resolved is reopened by a declaration only.
  if (incident.phase === "resolved" || affected.length === 0) return withScope;
  return moved(withScope, affectedNow.length > 0 ? "failures-returned" : "failures-stopped");
}
