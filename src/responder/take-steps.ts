/** Takes an option's steps one after another, and its undo's: a step is done, has failed, or is waited for.
 *  Not here: what a step stands for (`steps.ts`), whether it helped (`verify.ts`). */

import { assert, unreachable } from "../assert.ts";
import type { Step } from "../runbook/schema.ts";
import { minutes, plus, seconds, since } from "../units.ts";
import { askInTurn, filling } from "./asking.ts";
import { isSettled, request } from "./ledger.ts";
import { readingOf } from "./probe-readings.ts";
import { askProbe } from "./probes.ts";
import type { Incident, Track } from "./state.ts";
import { meaningOf, touchesDeployment } from "./steps.ts";
import {
  chooseAgain,
  claim,
  expired,
  LOOK_AGAIN,
  release,
  remedyOf,
  type StageOf,
  settle,
  startUndo,
} from "./tracks.ts";
import { type Turn, wake } from "./turn.ts";

const ROLLOUT_POLL = seconds(10);

const PATIENCE_FOR_WORK = minutes(6);

export function act(turn: Turn, incident: Incident, track: Track, stage: StageOf<"acting">): void {
  const remedy = remedyOf(turn, incident, track);
  assert(remedy !== null, () => `track ${track.id} acts on nothing`);
  const step = remedy.steps[stage.step];
  if (step === undefined) {
    release(turn, incident, track);
    track.stage = { is: "verifying", since: turn.now };
    return;
  }
  if (expired(turn, track, remedy)) {
    settle(turn, incident, track, "ineffective", "the time limit passed before every step was done");
    startUndo(turn, track);
    return;
  }
  const result = takeStep(turn, incident, track, step, `do/${track.id}/${track.orders}/${stage.step}`);
  if (result === "done") moveOn(turn, track, stage.step);
  else if (result === "failed") {
    settle(turn, incident, track, "ineffective", `${step.do} failed`);
    startUndo(turn, track);
  }
}

export function moveOn(turn: Turn, track: Track, step: number): void {
  track.stage = { is: "acting", step: step + 1, since: turn.now };
}

function takeStep(
  turn: Turn,
  incident: Incident,
  track: Track,
  step: Step,
  name: string,
): "done" | "failed" | "waiting" {
  const isDeploy = touchesDeployment(step) || step.do === "rollback-to-pilot";
  if (isDeploy && !claim(turn, incident, track)) {
    wake(turn, plus(turn.now, LOOK_AGAIN));
    return "waiting";
  }
  const meaning = meaningOf(turn.responder, incident, track, step);
  switch (meaning.is) {
    case "nothing":
      return "done";
    case "impossible":
      return "failed";
    case "intent": {
      const task = request(turn, {
        key: `${incident.id}/${name}`,
        incidentId: incident.id,
        intent: meaning.intent,
      });
      if (!isSettled(task)) return "waiting";
      if (task.status === "done" && isDeploy) delete incident.readings["rollout-status"];
      return task.status === "done" ? "done" : "failed";
    }
    case "work":
      askInTurn(turn, incident, track.asked, filling(turn, incident, meaning.role), {
        key: `${incident.id}/work/${track.id}/${track.orders}/${meaning.work}`,
        patience: PATIENCE_FOR_WORK,
        question: { of: "work", work: meaning.work, subject: meaning.subject },
      });
      return "waiting";
    case "proposal":
      incident.decision.proposed = meaning.because;
      return "done";
    case "await-rollout":
      if (readingOf(incident, "rollout-status")?.complete === true) {
        release(turn, incident, track);
        return "done";
      }
      // A rollout that takes longer than the runbook waits for counts as failed, whatever becomes of it.
      if ("since" in track.stage && since(track.stage.since, turn.now) > meaning.within) {
        release(turn, incident, track);
        return "failed";
      }
      askProbe(turn, incident, "rollout-status", null, ROLLOUT_POLL);
      return "waiting";
    default:
      return unreachable(meaning);
  }
}

export function undo(turn: Turn, incident: Incident, track: Track, stage: StageOf<"undoing">): void {
  const remedy = remedyOf(turn, incident, track);
  const step = remedy?.undo[stage.step];
  if (step === undefined) {
    release(turn, incident, track);
    if ((remedy?.undo.length ?? 0) > 0) settle(turn, incident, track, "undone", "");
    chooseAgain(turn, track);
    return;
  }
  const result = takeStep(turn, incident, track, step, `undo/${track.id}/${track.orders}/${stage.step}`);
  if (result !== "waiting") track.stage = { is: "undoing", step: stage.step + 1, since: turn.now };
}
