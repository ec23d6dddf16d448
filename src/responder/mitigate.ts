/** Carries out the runbook's options: one track per concluded cause, one for the rollback, one for a remedy that a
 *  person found. A track chooses an option, gets its approval, takes its steps, checks that they took effect, and
 *  otherwise undoes them and goes on to the next.
 *  Invariants: nothing is done without the approval its option asks for; one track at a time touches the deployment;
 *  an option that was tried is not tried again (no oscillation) until a rollback changed the ground.
 *  Not here: taking the steps (`take-steps.ts`), checking their effect (`verify.ts`). */

import { assert, unreachable } from "../assert.ts";
import type { CauseId } from "../runbook/cause.ts";
import { evaluate, type FactSource, factsOf } from "../runbook/predicate.ts";
import type { Option, Remedy, Step } from "../runbook/schema.ts";
import type { Role } from "../runbook/vocabulary.ts";
import { minutes, plus, seconds, since } from "../units.ts";
import { askInTurn, filling, present, willing } from "./asking.ts";
import { isChange } from "./effect.ts";
import type { EventOf } from "./event.ts";
import { advance as advancePhase, next as nextPhase } from "./lifecycle.ts";
import { FINDING_TRACK, ROLLBACK_TRACK, rollbackTrack } from "./mitigation-facts.ts";
import { askForFacts } from "./probes.ts";
import type { Incident, Track } from "./state.ts";
import { substitutionsFor } from "./steps.ts";
import { act, moveOn, undo } from "./take-steps.ts";
import {
  causeOf,
  chooseAgain,
  continuesAfterRollback,
  LOOK_AGAIN,
  newTrack,
  release,
  remedyOf,
  type StageOf,
  settle,
  startUndo,
} from "./tracks.ts";
import { joined } from "./triage.ts";
import { record, type Turn, wake } from "./turn.ts";
import { verify, watchForRelapse } from "./verify.ts";

/** How long a precondition may stay unknown before the option is passed over. */
const PATIENCE_FOR_FACTS = seconds(45);

const PATIENCE_FOR_APPROVAL = minutes(2);
/** Where all who are there refuse. */
const PATIENCE_FOR_DECIDER = minutes(5);
const RECONSIDER_AFTER = minutes(10);

export function advanceMitigation(turn: Turn, incident: Incident, facts: FactSource): void {
  openTracks(turn, incident);
  for (const track of incident.mitigation.tracks) advanceTrack(turn, incident, track, facts);
}

function openTracks(turn: Turn, incident: Incident): void {
  const { tracks } = incident.mitigation;
  const { concluded, finding } = incident.diagnosis;
  if (incident.decision.taken === "go" && rollbackTrack(incident) === null) {
    const track = newTrack(turn, ROLLBACK_TRACK, null);
    track.approval = incident.decision.asked.at(-1)?.key ?? `${incident.id}/decision`;
    track.approvedBy = incident.decision.takenBy;
    tracks.unshift(track);
  }
  if (finding !== null && finding.environment.length > 0 && !tracks.some(({ id }) => id === FINDING_TRACK)) {
    tracks.push(newTrack(turn, FINDING_TRACK, null));
  }
  for (const cause of concluded ?? []) {
    if (tracks.some((track) => track.cause === cause)) continue;
    if (rollbackTrack(incident) !== null && !continuesAfterRollback(turn, incident, cause)) continue;
    tracks.push(newTrack(turn, cause, cause));
  }
}

function advanceTrack(turn: Turn, incident: Incident, track: Track, facts: FactSource): void {
  // Each pass settles one stage, so that what is due at once happens in one turn.
  for (let passes = 0; passes < 12; passes += 1) {
    const before = track.stage;
    passStage(turn, incident, track, facts);
    if (track.stage === before) return;
  }
  assert(false, `track ${track.id} of ${incident.id} does not settle in one turn`);
}

function passStage(turn: Turn, incident: Incident, track: Track, facts: FactSource): void {
  const { stage } = track;
  switch (stage.is) {
    case "choosing":
      return choose(turn, incident, track, facts);
    case "approving":
      return awaitApproval(turn, incident, track, stage);
    case "acting":
      return act(turn, incident, track, stage);
    case "verifying":
      return verify(turn, incident, track, facts, stage);
    case "undoing":
      return undo(turn, incident, track, stage);
    case "effective":
      return watchForRelapse(turn, incident, track, facts, stage);
    case "exhausted":
      return reconsider(turn, track);
    default:
      return unreachable(stage);
  }
}

function choose(turn: Turn, incident: Incident, track: Track, facts: FactSource): void {
  if (track.cause === null) {
    if (track.tried.length > 0) {
      track.stage = { is: "exhausted" };
      return;
    }
    take(turn, incident, track, track.id);
    return;
  }
  const cause = causeOf(turn, track.cause);
  const options = (cause?.options ?? []).filter(({ id }) => !track.tried.includes(id));
  const directive = incident.mitigation.directives[track.cause];
  const ordered = options.find(({ id }) => id === directive?.option);
  if (options.length === 0) {
    track.stage = { is: "exhausted" };
    return;
  }
  const impatient = since(track.choosingSince, turn.now) >= PATIENCE_FOR_FACTS;
  for (const option of ordered === undefined ? options : [ordered]) {
    const applies = evaluate(option.when, facts);
    // An order by name stands whether or not the option's condition holds, but what it needs is looked up first.
    if (applies === true || (ordered !== undefined && (applies === false || impatient))) {
      take(turn, incident, track, option.id);
      return;
    }
    if (applies === null && !impatient) {
      askForFacts(turn, incident, factsOf(option.when), seconds(30));
      wake(turn, plus(track.choosingSince, PATIENCE_FOR_FACTS));
      return;
    }
  }
  askForFacts(
    turn,
    incident,
    options.flatMap(({ when }: Option) => factsOf(when)),
    minutes(1),
  );
  wake(turn, plus(turn.now, LOOK_AGAIN));
  reconsider(turn, track);
}

function take(turn: Turn, incident: Incident, track: Track, option: string): void {
  track.option = option;
  incident.mitigation.orders += 1;
  track.orders = incident.mitigation.orders;
  track.asked = [];
  track.substitutions = substitutionsFor(turn.responder, incident);
  if (track.id !== ROLLBACK_TRACK) {
    track.approval = null;
    track.approvedBy = null;
  }
  track.stage = { is: "approving", since: turn.now };
}

function awaitApproval(turn: Turn, incident: Incident, track: Track, stage: StageOf<"approving">): void {
  const remedy = remedyOf(turn, incident, track);
  assert(remedy !== null && track.option !== null, () => `track ${track.id} awaits approval of nothing`);
  if (needsNobody(remedy) || track.approval !== null) {
    order(turn, incident, track, remedy);
    return;
  }
  const { decision } = turn.responder.runbook;
  const directive = incident.mitigation.directives[track.cause ?? ""];
  // What the decision maker orders by name needs no further approval.
  if (directive !== undefined && directive.option === track.option) {
    track.approval = `${incident.id}/directive/${directive.option}`;
    track.approvedBy = directive.person;
    order(turn, incident, track, remedy);
    return;
  }
  const roles: readonly Role[] =
    remedy.approval === "ic"
      ? [decision.decider, decision.untilMobilized]
      : ["sre-oncall", decision.untilMobilized, decision.decider];
  const candidates = present(incident, roles);
  if (candidates.length === 0 && since(incident.openedAt, turn.now) < PATIENCE_FOR_APPROVAL) return;
  if (candidates.length > 0 && willing(track.asked, candidates).length === 0) {
    // Whoever decides may still be on the way, and may see it otherwise.
    if (joined(incident, decision.decider) === null && since(stage.since, turn.now) < PATIENCE_FOR_DECIDER)
      return wake(turn, plus(turn.now, LOOK_AGAIN));
    return refuse(turn, incident, track);
  }
  askInTurn(
    turn,
    incident,
    track.asked,
    candidates.length > 0 ? candidates : filling(turn, incident, decision.untilMobilized),
    {
      key: `${incident.id}/approve/${track.id}/${track.orders}`,
      patience: PATIENCE_FOR_APPROVAL,
      question: {
        of: "approval",
        cause: track.cause,
        option: track.option,
        title: remedy.title,
        actions: remedy.steps.map(describeStep),
      },
    },
  );
}

/** A guard that no runbook can switch off: what changes production is approved by the on-call at least. */
const needsNobody = ({ approval, steps, undo: back }: Remedy): boolean =>
  approval === "none" && ![...steps, ...back].some(({ do: action }) => isChange(action));

const describeStep = (step: Step): string => {
  const { do: action, ...rest } = step;
  return `${action} ${JSON.stringify(rest)}`;
};

function order(turn: Turn, incident: Incident, track: Track, remedy: Remedy): void {
  track.orderedAt = turn.now;
  // Who is asked for work later was not asked for it yet.
  track.asked = [];
  track.tried.push(track.option as string);
  track.stage = { is: "acting", step: 0, since: turn.now };
  if (nextPhase(incident.phase, "mitigation-begun") !== null) {
    incident.phase = advancePhase(incident.phase, "mitigation-begun");
  }
  incident.timeline.push({ at: turn.now, what: `Ordered: ${remedy.title}` });
  record(turn, incident.id, `${incident.id}/order/${track.id}/${track.orders}`, {
    kind: "order",
    target: { cause: track.cause },
    arguments: {
      option: track.option as string,
      title: remedy.title,
      approval: track.approval,
      approvedBy: track.approvedBy,
    },
  });
}

export function noteApproval(turn: Turn, incident: Incident, event: EventOf<"approval">): void {
  for (const track of incident.mitigation.tracks) {
    // Only whoever was asked can approve: nobody else knows what for.
    const asked = track.asked.find(({ key, person }) => key === event.request && person === event.person);
    if (asked === undefined || track.stage.is !== "approving") continue;
    if (event.granted) {
      track.approval = event.request;
      track.approvedBy = event.person;
      return;
    }
    asked.refused = true;
    incident.timeline.push({
      at: turn.now,
      what: `${event.person} refused ${track.option}: ${event.because}`,
    });
  }
}

/** Nobody who could approve it will: on to the next option, and back to this one later. */
function refuse(turn: Turn, incident: Incident, track: Track): void {
  const option = track.option as string;
  track.tried.push(option);
  track.refused.push({ option, at: turn.now });
  settle(turn, incident, track, "refused", "nobody who could approve it did");
  chooseAgain(turn, track);
}

/** Nothing else applies, or is left to try, but what was refused: it is put to people again, who by then know more. */
function reconsider(turn: Turn, track: Track): void {
  const last = track.refused.at(-1);
  if (last === undefined) return;
  const due = plus(last.at, RECONSIDER_AFTER);
  if (turn.now < due) return wake(turn, due);
  track.tried = track.tried.filter((option) => !track.refused.some((refused) => refused.option === option));
  track.refused = [];
  chooseAgain(turn, track);
}

/** Keys, quota, capacity: a person finished a piece of work that a step waits for. */
export function noteWork(turn: Turn, incident: Incident, event: EventOf<"answer">): void {
  const track = incident.mitigation.tracks.find(({ asked }) =>
    asked.some(({ key }) => key === event.question),
  );
  if (track === undefined || track.stage.is !== "acting") return;
  if (event.answer.of === "work-done") {
    track.references = event.answer.references;
    track.asked = [];
    moveOn(turn, track, track.stage.step);
  } else if (event.answer.of === "declined") {
    settle(turn, incident, track, "ineffective", `${event.person}: ${event.answer.because}`);
    startUndo(turn, track);
  }
}

/** A withdrawn cause's mitigation is taken back; then its track goes, so that a renewed conclusion starts afresh. */
export function dropWithdrawn(turn: Turn, incident: Incident): void {
  const { diagnosis, mitigation } = incident;
  const { concluded } = diagnosis;
  if (concluded === null) return;
  const withdrawn = ({ cause }: Track): boolean => cause !== null && !concluded.includes(cause);
  for (const track of mitigation.tracks.filter(withdrawn)) {
    if (["acting", "verifying", "effective"].includes(track.stage.is) && track.option !== null) {
      track.tried.push(...(causeOf(turn, track.cause as CauseId)?.options.map(({ id }) => id) ?? []));
      startUndo(turn, track);
    } else if (track.stage.is !== "undoing") {
      release(turn, incident, track);
      mitigation.tracks = mitigation.tracks.filter((other) => other !== track);
    }
  }
}
