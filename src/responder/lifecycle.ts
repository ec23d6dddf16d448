/** An incident's life as a table: the only place where its phase may change, and what documents draw from.
 *  Phases say where the incident stands, not what the responder is busy with: diagnosing, deciding and
 *  communicating go on in parallel until the end. */

import { DefectError } from "../assert.ts";

export const LIFECYCLE = {
  open: { "mitigation-begun": "mitigating", "failures-stopped": "observing", "false-alarm": "withdrawn" },
  mitigating: { "failures-stopped": "observing", "false-alarm": "withdrawn" },
  observing: { "failures-returned": "mitigating", "criteria-met": "resolved" },
  resolved: { "failures-returned": "mitigating", "review-done": "reviewed" },
  reviewed: { "failures-returned": "mitigating" },
  withdrawn: {},
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type IncidentPhase = keyof typeof LIFECYCLE;

export type Trigger =
  | "mitigation-begun"
  | "failures-stopped"
  | "failures-returned"
  | "false-alarm"
  | "criteria-met"
  | "review-done";

export function next(phase: IncidentPhase, trigger: Trigger): IncidentPhase | null {
  const row: Partial<Record<Trigger, IncidentPhase>> = LIFECYCLE[phase];
  return row[trigger] ?? null;
}

/** For transitions that the caller has already established as possible. */
export function advance(phase: IncidentPhase, trigger: Trigger): IncidentPhase {
  const to = next(phase, trigger);
  if (to === null) throw new DefectError(`an incident in phase ${phase} cannot take ${trigger}`);
  return to;
}

export const isOver = (phase: IncidentPhase): boolean => phase === "reviewed" || phase === "withdrawn";

/** Over, or only its paperwork is left. */
export const isSettled = (phase: IncidentPhase): boolean => phase === "resolved" || isOver(phase);
