/** The responder core: one event in, all its effects out, then the next. No clock, no randomness, no IO; the state it
 *  is given is consumed. The same function runs in drills, live and in replay.
 *  Invariants: time never goes backwards; every input is one event; `wakeAt` is the next instant at which something
 *  falls due without an event. */

import { assert, unreachable } from "../assert.ts";
import { factsSpokenOf } from "../runbook/spoken-facts.ts";
import type { InstantMs } from "../units.ts";
import { advanceCommunication } from "./communicate.ts";
import { advanceDecision, noteDecision, noteEstimate, noteOpinion } from "./decide.ts";
import { advanceDetection, declareOnWord, noteAlert, openIncident } from "./detect.ts";
import { advanceDiagnosis, noteFinding } from "./diagnose.ts";
import type { Effect } from "./effect.ts";
import type { EventOf, ResponderEvent } from "./event.ts";
import { incidentFacts } from "./facts.ts";
import { advanceTasks, giveUpHeldChanges, settle, wakeForTasks } from "./ledger.ts";
import { isOver, isSettled } from "./lifecycle.ts";
import { answersIncompleteCycle } from "./metrics.ts";
import { advanceMitigation, dropWithdrawn, noteApproval, noteWork } from "./mitigate.ts";
import { type LineReader, readLines } from "./patterns.ts";
import { collectProbes } from "./probes.ts";
import { advanceResolution, noteCalm } from "./resolve.ts";
import { advanceReview } from "./review.ts";
import { classifierOf } from "./signatures.ts";
import { standDown } from "./stand-down.ts";
import { emptyState, type Incident, type ResponderState } from "./state.ts";
import { advanceTriage, noteAcknowledgement, noteScope } from "./triage.ts";
import type { Responder, Turn } from "./turn.ts";

export interface StepResult<State> {
  readonly state: State;
  readonly effects: readonly Effect[];
  readonly wakeAt: InstantMs | null;
}

/** Whoever can sit in the responder's place: the core itself, or a reference player. */
export interface Player<State = unknown> {
  readonly name: string;
  start(): State;
  step(state: State, event: ResponderEvent): StepResult<State>;
}

export function createResponder(given: Omit<Responder, "spokenOf">): Player<ResponderState> {
  const responder: Responder = { ...given, spokenOf: factsSpokenOf(given.runbook) };
  const reader: LineReader = {
    classify: classifierOf(responder.runbook.signatures, responder.runbook.terms),
    repositories: new Set(responder.roster.repositories.map(({ name }) => name)),
  };
  return {
    name: "responder",
    start: emptyState,
    step: (state, event) => step(responder, reader, state, event),
  };
}

function step(
  responder: Responder,
  reader: LineReader,
  state: ResponderState,
  event: ResponderEvent,
): StepResult<ResponderState> {
  assert(event.at >= state.now, () => `an event of ${event.at} after ${state.now}: time goes backwards`);
  state.now = event.at;
  if (event.kind === "log-batch") {
    readLines(state.logs, event.at, event.lines, reader);
    return { state, effects: NO_EFFECTS, wakeAt: state.wakeAt };
  }
  const turn: Turn = { responder, state, now: event.at, effects: [], givenUp: [], wakeAt: null };
  if (event.kind === "outcome" && takenAsPartOfCycle(turn, event))
    return { state, effects: NO_EFFECTS, wakeAt: state.wakeAt };
  const told = absorb(turn, event);
  advance(turn, told);
  state.wakeAt = turn.wakeAt;
  return { state, effects: turn.effects, wakeAt: turn.wakeAt };
}

const NO_EFFECTS: readonly Effect[] = [];

/** An answer that only adds to a cycle of metrics whose other answers are still to come changes nothing yet. */
function takenAsPartOfCycle(turn: Turn, event: EventOf<"outcome">): boolean {
  if (!answersIncompleteCycle(turn, event.effectId) || event.outcome.status !== "done") return false;
  settle(turn, event);
  return true;
}

/** True when a person said something that matters beyond the passing of time. */
function absorb(turn: Turn, event: Exclude<ResponderEvent, { kind: "log-batch" }>): boolean {
  switch (event.kind) {
    case "alert":
      noteAlert(turn, event);
      return false;
    case "tick":
    case "resume":
      return false;
    case "outcome":
      settle(turn, event);
      return false;
    case "acknowledgement":
      forIncident(turn, event, (incident) => noteAcknowledgement(turn, incident, event));
      return true;
    case "answer":
      forIncident(turn, event, (incident) => absorbAnswer(turn, incident, event));
      return true;
    case "approval":
      forIncident(turn, event, (incident) => noteApproval(turn, incident, event));
      return true;
    case "decision":
      forIncident(turn, event, (incident) => noteDecision(turn, incident, event));
      return true;
    case "declare-request":
      declareOnWord(turn, event);
      return true;
    case "security-notice":
      turn.state.securityNotices.push({ from: event.from, subject: event.subject, at: turn.now });
      return true;
    case "kill-switch":
      turn.state.stopped = event.engaged;
      if (!event.engaged) giveUpHeldChanges(turn);
      return false;
    default:
      return unreachable(event);
  }
}

function forIncident(turn: Turn, event: ResponderEvent, note: (incident: Incident) => void): void {
  const incident = turn.state.incidents.find(({ id }) => id === event.incidentId) ?? openIncident(turn);
  if (incident !== null) note(incident);
}

function absorbAnswer(turn: Turn, incident: Incident, event: EventOf<"answer">): void {
  switch (event.answer.of) {
    case "opinion":
      return noteOpinion(incident, event);
    case "estimate":
      return noteEstimate(incident, event, turn.now);
    case "finding":
      return noteFinding(turn, incident, event);
    case "work-done":
      return noteWork(turn, incident, event);
    case "declined":
      noteOpinion(incident, event);
      return noteWork(turn, incident, event);
    default:
      return unreachable(event.answer);
  }
}

function advance(turn: Turn, told: boolean): void {
  // The kill switch stops everything the core would do; what it is told meanwhile it remembers.
  if (turn.state.stopped) return;
  advanceTasks(turn);
  const fresh = advanceDetection(turn) === "fresh";
  for (const incident of turn.state.incidents) {
    if (!isOver(incident.phase)) advanceIncident(turn, incident, fresh, told);
  }
  wakeForTasks(turn);
}

function advanceIncident(turn: Turn, incident: Incident, freshMetrics: boolean, told: boolean): void {
  // What was declared on fresh metrics is scoped by them at once.
  if (freshMetrics) {
    noteScope(turn, incident);
    noteCalm(turn, incident);
  }
  const freshProbes = collectProbes(turn, incident);
  const facts = incidentFacts(turn, incident);
  if (standDown(turn, incident, facts)) return;
  if (!isSettled(incident.phase)) {
    advanceTriage(turn, incident);
    advanceDiagnosis(turn, incident, facts, freshMetrics || freshProbes || told);
    dropWithdrawn(turn, incident);
    // What is concluded and begun in this turn is part of what the table is judged on.
    advanceMitigation(turn, incident, facts);
    advanceDecision(turn, incident, facts);
    advanceResolution(turn, incident, facts);
  }
  advanceCommunication(turn, incident);
  advanceReview(turn, incident, facts);
}
