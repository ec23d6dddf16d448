/** A declaration that turns out to have been a false alarm: what was done for it is undone first, then it is withdrawn
 *  and those who were called are told. */

import { evaluate, type FactSource } from "../runbook/predicate.ts";
import { request } from "./ledger.ts";
import { advance } from "./lifecycle.ts";
import type { Incident, Track } from "./state.ts";
import { undo } from "./take-steps.ts";
import { release, startUndo } from "./tracks.ts";
import { record, type Turn } from "./turn.ts";

/** True while the incident is being withdrawn: nothing else is done for it. */
export function standDown(turn: Turn, incident: Incident, facts: FactSource): boolean {
  if (incident.phase !== "open" && incident.phase !== "mitigating") return false;
  incident.standingDown ??= falseAlarm(turn, facts);
  if (incident.standingDown === null) return false;
  if (takeEverythingBack(turn, incident)) withdraw(turn, incident, incident.standingDown);
  return true;
}

const falseAlarm = (turn: Turn, facts: FactSource): string | null =>
  turn.responder.runbook.detection.standDown.find(({ when }) => evaluate(when, facts) === true)?.says ?? null;

/** True once no track has anything left in the world. */
function takeEverythingBack(turn: Turn, incident: Incident): boolean {
  const { mitigation } = incident;
  for (const track of mitigation.tracks) {
    if (leftSomething(track)) startUndo(turn, track);
    // Each step of the undoing that is done at once leads to the next.
    for (let before = null; track.stage.is === "undoing" && track.stage !== before; ) {
      before = track.stage;
      undo(turn, incident, track, track.stage);
    }
    if (track.stage.is !== "undoing") release(turn, incident, track);
  }
  mitigation.tracks = mitigation.tracks.filter(({ stage }) => stage.is === "undoing");
  return mitigation.tracks.length === 0;
}

const leftSomething = ({ stage, option }: Track): boolean =>
  option !== null && (stage.is === "acting" || stage.is === "verifying" || stage.is === "effective");

function withdraw(turn: Turn, incident: Incident, because: string): void {
  incident.phase = advance(incident.phase, "false-alarm");
  incident.timeline.push({ at: turn.now, what: `Withdrawn: ${because}` });
  record(turn, incident.id, `${incident.id}/declare/withdrawn`, {
    kind: "declare",
    target: { severity: turn.responder.runbook.severity },
    arguments: { standing: "withdrawn", by: "responder", because, repositories: [] },
  });
  request(turn, {
    key: `${incident.id}/stand-down`,
    incidentId: incident.id,
    intent: {
      kind: "post-message",
      target: { channel: "incidents" },
      arguments: {
        form: "notice",
        fields: { status: "Withdrawn", because },
        text: `Stand down: ${incident.id} was a false alarm (${because}).`,
      },
    },
  });
}
