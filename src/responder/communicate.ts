/** Never silence: a status update at the runbook's cadence while the incident is open, another channel when the first
 *  is down, and word to the owners of repositories that a rollback pauses.
 *  Invariant: an update that could not be posted is mailed. */

import { plus } from "../units.ts";
import { request, isSettled as taskIsSettled, taskOf } from "./ledger.ts";
import { isSettled } from "./lifecycle.ts";
import { announce, composeMessage } from "./messages.ts";
import type { Incident } from "./state.ts";
import { type Turn, wake } from "./turn.ts";

export function advanceCommunication(turn: Turn, incident: Incident): void {
  noteOwnersTold(turn, incident);
  mailWhatWasNotPosted(turn, incident);
  if (isSettled(incident.phase)) return;
  const { communication: policy } = turn.responder.runbook;
  const { communication } = incident;
  // The first post says when the first update comes.
  const due =
    communication.lastUpdateAt === null
      ? plus(incident.openedAt, turn.responder.runbook.triage.firstUpdateWithin)
      : plus(communication.lastUpdateAt, policy.updateEvery);
  if (turn.now < due) {
    wake(turn, due);
    return;
  }
  communication.updates += 1;
  communication.lastUpdateAt = turn.now;
  for (const update of policy.updates) {
    announce(turn, incident, update, `${incident.id}/update/${communication.updates}/${update.id}`);
  }
  wake(turn, plus(turn.now, policy.updateEvery));
}

/** Whatever was to be posted and finally failed goes out by mail, once. */
function mailWhatWasNotPosted(turn: Turn, incident: Incident): void {
  for (const task of turn.givenUp) {
    if (task.incidentId !== incident.id || task.intent.kind !== "post-message") continue;
    const { form, fields, text } = task.intent.arguments;
    request(turn, {
      key: `${task.key}/by-mail`,
      incidentId: incident.id,
      intent: {
        kind: "send-mail",
        target: { mailboxes: [turn.responder.runbook.communication.fallbackMail] },
        arguments: { form, fields, text, subject: `${incident.id}: ${form} (chat unavailable)` },
      },
    });
  }
}

function noteOwnersTold(turn: Turn, incident: Incident): void {
  const { communication } = incident;
  const rollback = incident.mitigation.tracks.find(({ id }) => id === "rollback");
  if (rollback === undefined || communication.ownersTold.length > 0) return;
  const { repositories } = turn.responder.roster;
  for (const key in turn.state.tasks) {
    const task = turn.state.tasks[key];
    if (task === undefined || task.status !== "done" || task.intent.kind !== "send-mail") continue;
    const { mailboxes } = task.intent.target;
    if (!key.startsWith(`${incident.id}/do/rollback/`)) continue;
    for (const { name, ownerMailbox } of repositories)
      if (mailboxes.includes(ownerMailbox)) communication.ownersTold.push(name);
  }
}

/** The resolution notice and the stakeholders' mail. */
export function announceResolution(turn: Turn, incident: Incident): void {
  for (const notice of turn.responder.runbook.communication.resolved) {
    announce(turn, incident, notice, `${incident.id}/resolved/${incident.reopened}/${notice.id}`);
  }
}

/** Tells everybody that what was called resolved is not. */
export function announceReopening(turn: Turn, incident: Incident): void {
  const content = composeMessage(turn, incident, "update");
  request(turn, {
    key: `${incident.id}/reopened/${incident.reopened}`,
    incidentId: incident.id,
    intent: { kind: "post-message", target: { channel: "incidents" }, arguments: content },
  });
  incident.communication.lastUpdateAt = turn.now;
}

export const resolutionIsAnnounced = (turn: Turn, incident: Incident): boolean =>
  turn.responder.runbook.communication.resolved.every(({ id }) => {
    const task = taskOf(turn, `${incident.id}/resolved/${incident.reopened}/${id}`);
    return task !== null && taskIsSettled(task);
  });
