/** Carries out the runbook's options: one track per concluded cause, one for the rollback, one for a remedy that a
 *  person found. A track chooses an option, gets its approval, takes its steps, checks that they took effect, and
 *  otherwise undoes them and goes on to the next.
 *  Invariants: nothing is done without the approval its option asks for; one track at a time touches the deployment;
 *  an option that was tried is not tried again (no oscillation) until a rollback changed the ground; while a rollback
 *  is under way the other tracks do not touch the deployment. */

import { assert, unreachable } from "../assert.ts";
import type { CauseId } from "../runbook/cause.ts";
import { evaluate, type FactSource, factsOf } from "../runbook/predicate.ts";
import type { Cause, Option, Remedy, Step } from "../runbook/schema.ts";
import type { Role } from "../runbook/vocabulary.ts";
import { formatDuration, minutes, plus, seconds, since } from "../units.ts";
import { askInTurn, filling, present } from "./asking.ts";
import type { EventOf } from "./event.ts";
import { isSettled, request } from "./ledger.ts";
import { advance as advancePhase, next as nextPhase } from "./lifecycle.ts";
import { FINDING_TRACK, ROLLBACK_TRACK, rollbackTrack } from "./mitigation-facts.ts";
import { readingOf } from "./probe-readings.ts";
import { askForFacts, askProbe } from "./probes.ts";
import type { Incident, Track, TrackStage } from "./state.ts";
import { meaningOf, substitutionsFor, touchesDeployment } from "./steps.ts";
import { record, type Turn, wake } from "./turn.ts";

type StageOf<Is extends TrackStage["is"]> = Extract<TrackStage, { is: Is }>;

/** How long a precondition may stay unknown before the option is passed over. */
const PATIENCE_FOR_FACTS = seconds(45);
const LOOK_AGAIN = seconds(15);
const ROLLOUT_POLL = seconds(10);
const PATIENCE_FOR_APPROVAL = minutes(2);
const PATIENCE_FOR_WORK = minutes(6);
/** Failures this long after a verified cure mean that it did not hold. */
const RELAPSE_AFTER = minutes(4);
const RELAPSE_LASTS = minutes(2);

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

const newTrack = (turn: Turn, id: string, cause: CauseId | null): Track => ({
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
  substitutions: {},
  references: [],
});

const causeOf = (turn: Turn, cause: CauseId): Cause | null =>
  turn.responder.runbook.causes.find(({ id }) => id === cause) ?? null;

function continuesAfterRollback(turn: Turn, incident: Incident, cause: CauseId): boolean {
  if (causeOf(turn, cause)?.afterRollback === "continue") return true;
  return incident.affected[turn.responder.runbook.environment.pilotRepo] !== undefined;
}

/** The option in hand; the rollback and a person's finding are remedies of one option each. */
function remedyOf(turn: Turn, incident: Incident, track: Track): Remedy | null {
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
      return awaitApproval(turn, incident, track);
    case "acting":
      return act(turn, incident, track, stage);
    case "verifying":
      return verify(turn, incident, track, facts, stage);
    case "undoing":
      return undo(turn, incident, track, stage);
    case "effective":
      return watchForRelapse(turn, incident, track, facts, stage);
    case "exhausted":
      return;
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

function awaitApproval(turn: Turn, incident: Incident, track: Track): void {
  const remedy = remedyOf(turn, incident, track);
  assert(remedy !== null && track.option !== null, () => `track ${track.id} awaits approval of nothing`);
  if (remedy.approval === "none" || track.approval !== null) {
    order(turn, incident, track, remedy);
    return;
  }
  const { decision } = turn.responder.runbook;
  const directive = incident.mitigation.directives[track.cause ?? ""];
  // What the decision maker orders by name needs no further approval.
  if (directive !== undefined && directive.option === track.option && directive.role === decision.decider) {
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
  const stage = `${incident.id}/approve/${track.id}/${track.orders}`;
  askInTurn(
    turn,
    incident,
    track.asked,
    candidates.length > 0 ? candidates : filling(turn, incident, decision.untilMobilized),
    {
      key: stage,
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

const describeStep = (step: Step): string => {
  const { do: action, ...rest } = step;
  return `${action} ${JSON.stringify(rest)}`;
};

function order(turn: Turn, incident: Incident, track: Track, remedy: Remedy): void {
  track.orderedAt = turn.now;
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
  const track = incident.mitigation.tracks.find(({ asked }) =>
    asked.some(({ key }) => key === event.request),
  );
  if (track === undefined || track.stage.is !== "approving") return;
  if (event.granted) {
    track.approval = event.request;
    track.approvedBy = event.person;
    return;
  }
  track.tried.push(track.option as string);
  settle(turn, incident, track, "refused", event.because);
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

function act(turn: Turn, incident: Incident, track: Track, stage: StageOf<"acting">): void {
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

function moveOn(turn: Turn, track: Track, step: number): void {
  track.stage = { is: "acting", step: step + 1, since: turn.now };
}

const expired = (turn: Turn, track: Track, remedy: Remedy): boolean => {
  if (track.orderedAt === null) return false;
  wake(turn, plus(track.orderedAt, remedy.timeLimit));
  return since(track.orderedAt, turn.now) >= remedy.timeLimit;
};

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

/** The rollback goes first: until it is through, no other track may touch the deployment. */
function claim({ now }: Turn, incident: Incident, track: Track): boolean {
  const { mitigation } = incident;
  const rollback = rollbackTrack(incident);
  const rollingBack =
    rollback !== null && rollback !== track && !["effective", "exhausted"].includes(rollback.stage.is);
  if (rollingBack) return false;
  mitigation.holder ??= { track: track.id, since: now };
  return mitigation.holder.track === track.id;
}

function release(turn: Turn, { mitigation }: Incident, track: Track): void {
  if (mitigation.holder?.track !== track.id) return;
  mitigation.holder = null;
  mitigation.releasedAt = turn.now;
}

function verify(
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

function startUndo(turn: Turn, track: Track): void {
  track.stage = { is: "undoing", step: 0, since: turn.now };
}

function undo(turn: Turn, incident: Incident, track: Track, stage: StageOf<"undoing">): void {
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

function chooseAgain(turn: Turn, track: Track): void {
  track.option = null;
  track.asked = [];
  track.choosingSince = turn.now;
  track.stage = { is: "choosing" };
}

function watchForRelapse(
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

function settle(
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
