/** What the state of mitigation implies for decisions: how long until it is effective, whether a rollback is done. */

import type { CauseId } from "../runbook/cause.ts";
import type { Remedy } from "../runbook/schema.ts";
import { type DurationMs, type InstantMs, minutes, since } from "../units.ts";
import type { Incident, Track } from "./state.ts";
import type { Responder } from "./turn.ts";

export const ROLLBACK_TRACK = "rollback";
export const FINDING_TRACK = "finding";

const LEAST_LEFT = minutes(1);

export const rollbackTrack = (incident: Incident): Track | null =>
  incident.mitigation.tracks.find(({ id }) => id === ROLLBACK_TRACK) ?? null;

export const rollbackComplete = (incident: Incident): boolean =>
  rollbackTrack(incident)?.stage.is === "effective";

export function remedyOf({ runbook }: Responder, cause: CauseId | null, option: string): Remedy | null {
  if (cause === null) return option === ROLLBACK_TRACK ? runbook.rollback : null;
  return runbook.causes.find(({ id }) => id === cause)?.options.find(({ id }) => id === option) ?? null;
}

/** The longest that any track at hand still takes; before there is one, what the engineers estimate. */
export function fixEtaMs(responder: Responder, incident: Incident, now: InstantMs): DurationMs | null {
  const { decision, mitigation } = incident;
  let longest: number | null = null;
  for (const track of mitigation.tracks) {
    if (track.id === ROLLBACK_TRACK || track.option === null) continue;
    const left = track.stage.is === "effective" ? 0 : untilEffective(responder, track, now);
    longest = Math.max(longest ?? 0, left);
  }
  if (longest !== null) return longest as DurationMs;
  if (decision.estimateMs === null || decision.estimatedAt === null) return null;
  return Math.max(LEAST_LEFT, decision.estimateMs - since(decision.estimatedAt, now)) as DurationMs;
}

function untilEffective(responder: Responder, track: Track, now: InstantMs): number {
  const usually = remedyOf(responder, track.cause, track.option ?? "")?.usually ?? minutes(5);
  const spent = track.orderedAt === null ? 0 : since(track.orderedAt, now);
  return Math.max(LEAST_LEFT, usually - spent);
}
