/** What a screen shows, made from the records of a drill and from nothing else.
 *  Laws: a truth record changes nothing, so that nothing of the truth can be seen before the end; records fed one by
 *  one or in batches give the same state; the reducer is pure, and what a record does not concern stays the same
 *  object.
 *  Not here: the keys and the speed (controls.ts), what it looks like (panels/). */

import { unreachable } from "../src/assert.ts";
import type { EndReason } from "../src/journal/record.ts";
import { type StoryLine, tellEffect, tellEvent } from "../src/report/story.ts";
import type { Effect } from "../src/responder/effect.ts";
import type { ResponderEvent } from "../src/responder/event.ts";
import type { DrillRecord } from "../src/simulator/drill.ts";
import { EPOCH, type InstantMs } from "../src/units.ts";
import * as clocks from "./view/clocks.ts";
import * as decision from "./view/decision.ts";
import * as diagnosis from "./view/diagnosis.ts";
import { type Exercise, exerciseOf } from "./view/exercise.ts";
import * as fleet from "./view/fleet.ts";
import * as incident from "./view/incident.ts";
import * as log from "./view/log.ts";
import * as messages from "./view/messages.ts";
import * as work from "./view/work.ts";

export interface ViewState {
  /** Null until the header has come. */
  readonly exercise: Exercise | null;
  /** The instant of the last record. */
  readonly at: InstantMs;
  /** Records that may be shown, so far. */
  readonly shown: number;
  readonly incident: incident.IncidentView | null;
  readonly clocks: clocks.Clocks;
  readonly fleet: fleet.FleetView;
  readonly diagnosis: diagnosis.DiagnosisView;
  readonly decision: decision.DecisionView;
  readonly work: work.WorkView;
  readonly story: readonly StoryLine[];
  readonly messages: readonly messages.Message[];
  readonly log: log.LogTail;
  readonly end: { readonly at: InstantMs; readonly reason: EndReason } | null;
}

export const EMPTY_VIEW: ViewState = {
  exercise: null,
  at: EPOCH,
  shown: 0,
  incident: null,
  clocks: clocks.NO_CLOCKS,
  fleet: fleet.NO_FLEET,
  diagnosis: diagnosis.NO_DIAGNOSIS,
  decision: decision.NO_DECISION,
  work: work.NO_WORK,
  story: [],
  messages: [],
  log: log.NO_LOG,
  end: null,
};

export const receiveAll = (state: ViewState, records: readonly DrillRecord[]): ViewState =>
  records.reduce(receive, state);

export function receive(state: ViewState, record: DrillRecord): ViewState {
  switch (record.record) {
    case "header":
      return shown({ ...state, exercise: exerciseOf(record.header) }, state.at);
    case "event":
      return shown(told(noteEvent(state, record.event), tellEvent(record.event)), record.event.at);
    case "effect": {
      const { at, effect } = record;
      return shown(told(noteEffect(state, at, effect), tellEffect(at, effect)), at);
    }
    case "truth":
      return state;
    case "end":
      return shown({ ...state, end: { at: record.at, reason: record.reason } }, record.at);
    default:
      return unreachable(record);
  }
}

const shown = (state: ViewState, at: InstantMs): ViewState => ({ ...state, at, shown: state.shown + 1 });

const told = (state: ViewState, line: StoryLine | null): ViewState =>
  line === null ? state : { ...state, story: [...state.story, line] };

function noteEvent(state: ViewState, event: ResponderEvent): ViewState {
  const { exercise } = state;
  switch (event.kind) {
    case "alert":
      return { ...state, clocks: clocks.alerted(state.clocks, event, exercise?.alerts ?? []) };
    case "log-batch":
      return { ...state, log: log.logged(state.log, event) };
    case "outcome":
      return {
        ...state,
        fleet: exercise === null ? state.fleet : fleet.answered(state.fleet, event, exercise),
        messages: messages.delivered(state.messages, event),
      };
    case "acknowledgement":
      return {
        ...state,
        clocks: clocks.acknowledged(state.clocks, event),
        work: work.acknowledged(state.work, event),
      };
    case "answer":
      return { ...state, work: work.answered(state.work, event) };
    case "approval":
      return { ...state, work: work.approved(state.work, event) };
    case "decision":
      return {
        ...state,
        decision: decision.decided(state.decision, event),
        work: work.decided(state.work),
      };
    case "tick":
    case "declare-request":
    case "security-notice":
    case "kill-switch":
    case "resume":
      return state;
    default:
      return unreachable(event);
  }
}

function noteEffect(state: ViewState, at: InstantMs, effect: Effect): ViewState {
  switch (effect.kind) {
    case "declare":
      return noteDeclaration(state, at, effect);
    case "scope":
      return { ...state, incident: incident.scoped(state.incident, effect) };
    case "conclude":
      return {
        ...state,
        clocks: clocks.concluded(state.clocks, at, effect),
        diagnosis: diagnosis.concluded(state.diagnosis, at, effect),
        work: effect.arguments.standing === "concluded" ? work.concluded(state.work) : state.work,
      };
    case "assess":
      return { ...state, decision: decision.assessed(state.decision, effect) };
    case "recommend":
      return {
        ...state,
        decision: decision.recommended(state.decision, at, effect),
        work: work.recommended(state.work),
      };
    case "order":
      return {
        ...state,
        incident: incident.mitigationBegun(state.incident),
        work: work.ordered(state.work, at, effect),
      };
    case "settle":
      return {
        ...state,
        clocks: clocks.settled(state.clocks, at, effect),
        work: work.settled(state.work, at, effect),
      };
    case "rollback-to-pilot":
      return { ...state, clocks: clocks.rolledBack(state.clocks, at) };
    case "page":
      return {
        ...state,
        messages: messages.said(state.messages, at, effect),
        work: work.paged(state.work, at, effect),
      };
    case "ask":
      // Once it is decided, nobody waits for what was to prepare the decision.
      return effect.arguments.question.of === "opinion" && state.decision.taken !== null
        ? state
        : { ...state, work: work.asked(state.work, at, effect) };
    case "post-message":
    case "send-mail":
      return { ...state, messages: messages.said(state.messages, at, effect) };
    case "query-metrics":
      return { ...state, fleet: fleet.queried(state.fleet, effect) };
    case "acknowledge-alert":
    case "create-channel":
    case "probe":
    case "set-env":
    case "set-env-from-secret":
    case "undo-rollout":
    case "restart":
    case "apply-manifest":
    case "create-secret":
    case "delete-secret":
    case "copy-secret":
    case "write-document":
    case "append-row":
    case "create-issue":
    case "look-up":
      return state;
    default:
      return unreachable(effect);
  }
}

type Declaration = Extract<Effect, { kind: "declare" }>;

function noteDeclaration(state: ViewState, at: InstantMs, effect: Declaration): ViewState {
  const next: ViewState = {
    ...state,
    incident: incident.declared(state.incident, at, effect),
    clocks: clocks.declared(state.clocks, at, effect),
  };
  const { standing } = effect.arguments;
  switch (standing) {
    case "open":
      // What was thought and done about an earlier incident says nothing of this one.
      return {
        ...next,
        diagnosis: diagnosis.NO_DIAGNOSIS,
        decision: decision.NO_DECISION,
        work: work.NO_WORK,
      };
    case "withdrawn":
    case "resolved":
      return { ...next, work: work.nothingWaited(state.work) };
    case "reopened":
    case "reviewed":
      return next;
    default:
      return unreachable(standing);
  }
}
