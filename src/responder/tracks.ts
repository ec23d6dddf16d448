/** Tracks of mitigation: one for each concluded cause, one for the rollback, one for a remedy that a person found.
 *  Here is what a track is about and what all its stages share; what it does next is in `mitigate.ts`.
 *  Invariant: one track at a time holds the deployment, and while a rollback is under way no other does. */

import type { CauseId } from "../runbook/cause.ts";
import type { Cause, Remedy } from "../runbook/schema.ts";
import { minutes, plus, seconds, since } from "../units.ts";
import { FINDING_TRACK, ROLLBACK_TRACK, rollbackTrack } from "./mitigation-facts.ts";
import type { Incident, Track, TrackStage } from "./state.ts";
import { record, type Turn, wake } from "./turn.ts";

/** Until a track that waits for nothing in particular looks again. */
export const LOOK_AGAIN = seconds(15);

export type StageOf<Is extends TrackStage["is"]> = Extract<TrackStage, { is: Is }>;

export const newTrack = (turn: Turn, id: string, cause: CauseId | null): Track => ({
  id,
  cause,
  stage: { is: "choosing" },
  option: null,
  orders: 0,
  choosingSince: turn.now,
  orderedAt: null,
  asked: [],
  approval: null,
  approvedBy: null,
  tried: [],
  refused: [],
  substitutions: {},
  references: [],
});

export const causeOf = (turn: Turn, cause: CauseId): Cause | null =>
  turn.responder.runbook.causes.find(({ id }) => id === cause) ?? null;

export function continuesAfterRollback(turn: Turn, incident: Incident, cause: CauseId): boolean {
  if (causeOf(turn, cause)?.afterRollback === "continue") return true;
  return incident.affected[turn.responder.runbook.environment.pilotRepo] !== undefined;
}

/** The option in hand; the rollback and a person's finding are remedies of one option each. */
export function remedyOf(turn: Turn, incident: Incident, track: Track): Remedy | null {
  if (track.id === ROLLBACK_TRACK) return turn.responder.runbook.rollback;
  if (track.id === FINDING_TRACK) return findingRemedy(incident);
  if (track.cause === null || track.option === null) return null;
  return causeOf(turn, track.cause)?.options.find(({ id }) => id === track.option) ?? null;
}

function findingRemedy({ diagnosis }: Incident): Remedy | null {
  if (diagnosis.finding === null) return null;
  const env = Object.fromEntries(diagnosis.finding.environment);
  return {
    title: `Apply what ${diagnosis.finding.person} found: ${diagnosis.finding.description}`,
    approval: "sre",
    steps: [
      { do: "set-env", env },
      { do: "await-rollout", within: minutes(5) },
    ],
    effective: { fact: "repos.affectedNow", comparison: "atMost", value: 0 },
    undo: [{ do: "set-env", env: Object.fromEntries(Object.keys(env).map((name) => [name, "-"])) }],
    usually: minutes(4),
    timeLimit: minutes(15),
  };
}

/** The rollback goes first: until it is through, no other track may touch the deployment. */
export function claim({ now }: Turn, incident: Incident, track: Track): boolean {
  const { mitigation } = incident;
  const rollback = rollbackTrack(incident);
  const rollingBack =
    rollback !== null && rollback !== track && !["effective", "exhausted"].includes(rollback.stage.is);
  if (rollingBack) return false;
  mitigation.holder ??= { track: track.id, since: now };
  return mitigation.holder.track === track.id;
}

export function release(turn: Turn, { mitigation }: Incident, track: Track): void {
  if (mitigation.holder?.track !== track.id) return;
  mitigation.holder = null;
  mitigation.releasedAt = turn.now;
}

export function startUndo(turn: Turn, track: Track): void {
  track.stage = { is: "undoing", step: 0, since: turn.now };
}

export function chooseAgain(turn: Turn, track: Track): void {
  track.option = null;
  track.asked = [];
  track.choosingSince = turn.now;
  track.stage = { is: "choosing" };
}

export function settle(
  turn: Turn,
  incident: Incident,
  track: Track,
  result: "effective" | "ineffective" | "refused" | "undone" | "overtaken",
  because: string,
): void {
  record(turn, incident.id, `${incident.id}/settle/${track.id}/${track.orders}/${result}`, {
    kind: "settle",
    target: { cause: track.cause },
    arguments: { option: track.option ?? "", result, because },
  });
}

export const expired = (turn: Turn, track: Track, remedy: Remedy): boolean => {
  if (track.orderedAt === null) return false;
  wake(turn, plus(track.orderedAt, remedy.timeLimit));
  return since(track.orderedAt, turn.now) >= remedy.timeLimit;
};
