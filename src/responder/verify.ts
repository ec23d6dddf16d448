/** Whether what was done took effect, and goes on doing so: accepted is not effective, and a cure may not hold.
 *  A verified rollback replaces what the other tracks had done. */

import { assert } from "../assert.ts";
import { evaluate, type FactSource, factsOf } from "../runbook/predicate.ts";
import { formatDuration, minutes, plus, seconds, since } from "../units.ts";
import { ROLLBACK_TRACK } from "./mitigation-facts.ts";
import { askForFacts } from "./probes.ts";
import type { Incident, Track } from "./state.ts";
import { touchesDeployment } from "./steps.ts";
import {
  chooseAgain,
  continuesAfterRollback,
  expired,
  LOOK_AGAIN,
  remedyOf,
  type StageOf,
  settle,
  startUndo,
} from "./tracks.ts";
import { type Turn, wake } from "./turn.ts";

/** Failures this long after a verified cure mean that it did not hold. */
const RELAPSE_AFTER = minutes(4);

const RELAPSE_LASTS = minutes(2);

export function verify(
  turn: Turn,
  incident: Incident,
  track: Track,
  facts: FactSource,
  stage: StageOf<"verifying">,
): void {
  const remedy = remedyOf(turn, incident, track);
  assert(remedy !== null, () => `track ${track.id} verifies nothing`);
  if (evaluate(remedy.effective, facts) === true) {
    track.stage = { is: "effective", since: turn.now };
    settle(turn, incident, track, "effective", "");
    incident.timeline.push({ at: turn.now, what: `Verified: ${remedy.title}` });
    if (track.id === ROLLBACK_TRACK) afterRollback(turn, incident);
    return;
  }
  askForFacts(turn, incident, factsOf(remedy.effective), seconds(20));
  if (expired(turn, track, remedy)) {
    settle(
      turn,
      incident,
      track,
      "ineffective",
      `not effective ${formatDuration(since(stage.since, turn.now))} after its steps were done`,
    );
    startUndo(turn, track);
    return;
  }
  wake(turn, plus(turn.now, LOOK_AGAIN));
}

/** The pilot's pinned settings replace whatever the other tracks had set: those that go on start anew. */
function afterRollback(turn: Turn, incident: Incident): void {
  for (const track of incident.mitigation.tracks) {
    if (track.id === ROLLBACK_TRACK) continue;
    if (track.cause !== null && continuesAfterRollback(turn, incident, track.cause)) {
      const touched = remedyOf(turn, incident, track)?.steps.some(touchesDeployment) ?? false;
      if (touched && (track.stage.is === "effective" || track.stage.is === "verifying")) {
        track.tried.length = 0;
        chooseAgain(turn, track);
      }
      continue;
    }
    if (track.stage.is === "exhausted") continue;
    if (track.option !== null)
      settle(turn, incident, track, "overtaken", "the rollback to the pilot replaces it");
    track.option = null;
    track.stage = { is: "effective", since: turn.now };
  }
}

export function watchForRelapse(
  turn: Turn,
  incident: Incident,
  track: Track,
  facts: FactSource,
  stage: StageOf<"effective">,
): void {
  if (track.id === ROLLBACK_TRACK || track.option === null) return;
  if (since(stage.since, turn.now) < RELAPSE_AFTER) return;
  const remedy = remedyOf(turn, incident, track);
  const { failingSince } = incident.resolution;
  const relapsed =
    failingSince !== null &&
    since(failingSince, turn.now) >= RELAPSE_LASTS &&
    remedy !== null &&
    evaluate(remedy.effective, facts) === false;
  if (!relapsed) return;
  settle(turn, incident, track, "ineffective", "flows fail again");
  startUndo(turn, track);
}
