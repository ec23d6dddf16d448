/** Tasks: what is to be performed, tried again, looked up or given up. Whoever performs an effect makes one attempt;
 *  everything about trying again is decided here.
 *  Invariants: a key is performed again only after its last attempt settled; an unknown outcome of a change, or of an
 *  intent that may not be repeated, is looked up first; while the kill switch is engaged nothing leaves. */

import { assert, unreachable } from "../assert.ts";
import { type DurationMs, milliseconds, plus } from "../units.ts";
import { isChange, type PerformedIntent, REPEATS } from "./effect.ts";
import type { EventOf, FailureReason } from "./event.ts";
import type { ReadingOf } from "./reading.ts";
import type { Task } from "./state.ts";
import { nextEffectId, type Turn, wake } from "./turn.ts";

interface Request {
  readonly key: string;
  readonly incidentId: string | null;
  /** As a function where making it costs something: it is asked for in every turn, and made once. */
  readonly intent: PerformedIntent | (() => PerformedIntent);
  /** Defaults to the runbook's. */
  readonly attempts?: number;
}

/** Asks for something to be performed, once per key however often it is asked. */
export function request(turn: Turn, { key, incidentId, intent, attempts }: Request): Task {
  const known = turn.state.tasks[key];
  if (known !== undefined) return known;
  const task: Task = {
    key,
    incidentId,
    intent: typeof intent === "function" ? intent() : intent,
    status: "waiting",
    attempts: 0,
    attemptsAllowed: attempts ?? turn.responder.runbook.tools.attempts,
    at: turn.now,
    effectId: null,
    reading: null,
    reason: null,
  };
  turn.state.tasks[key] = task;
  turn.state.openTasks.push(key);
  if (!turn.state.stopped) perform(turn, task);
  return task;
}

export const taskOf = (turn: Turn, key: string): Task | null => turn.state.tasks[key] ?? null;

export const isSettled = (task: Task): boolean => task.status === "done" || task.status === "failed";

/** Drops a settled task whose result has been used. */
export function forget(turn: Turn, key: string): void {
  const task = turn.state.tasks[key];
  assert(task === undefined || isSettled(task), () => `forgetting ${key} while it is ${task?.status}`);
  delete turn.state.tasks[key];
}

function perform(turn: Turn, task: Task): void {
  task.attempts += 1;
  task.status = "in-flight";
  task.effectId = nextEffectId(turn);
  task.at = plus(turn.now, deadlineOf(turn, task));
  turn.state.inFlight[task.effectId] = task.key;
  turn.effects.push({
    id: task.effectId,
    incidentId: task.incidentId,
    key: task.key,
    attempt: task.attempts,
    deadline: task.at,
    repeat: REPEATS[task.intent.kind],
    ...task.intent,
  });
}

function deadlineOf(turn: Turn, task: Task): DurationMs {
  const usual = turn.responder.runbook.tools.deadline;
  return task.intent.kind === "rollback-to-pilot" ? milliseconds(usual * 2) : usual;
}

/** Takes an outcome in; null when it belongs to nothing that is still waited for (a duplicate, a latecomer). */
export function settle(turn: Turn, event: EventOf<"outcome">): Task | null {
  const key = turn.state.inFlight[event.effectId];
  if (key === undefined) return null;
  delete turn.state.inFlight[event.effectId];
  const task = turn.state.tasks[key];
  if (task === undefined || isSettled(task)) return null;
  const { outcome } = event;
  switch (outcome.status) {
    case "done":
    case "accepted":
      finish(turn, task, "done");
      task.reading = outcome.reading;
      if (task.intent.kind === "look-up")
        resolveLookUp(turn, task, outcome.reading as ReadingOf<"performed">);
      return task;
    case "failed":
      fail(turn, task, outcome.reason, outcome.retryAfterMs);
      return task;
    case "unknown":
      doubt(turn, task);
      return task;
    default:
      return unreachable(outcome);
  }
}

/** Runs what is due: retries whose pause is over, and outcomes that never came. */
export function advanceTasks(turn: Turn): void {
  const { tasks, openTasks } = turn.state;
  // A task that is given up here may open another; those take their turn when they fall due.
  for (const key of openTasks.slice()) {
    const task = tasks[key];
    if (task === undefined) continue;
    if (task.status === "in-flight" && task.at <= turn.now) doubt(turn, task);
    if (task.status === "waiting" && task.at <= turn.now) perform(turn, task);
  }
}

/** Changes that were to be tried again when the kill switch came: they were decided in another world. */
export function giveUpHeldChanges(turn: Turn): void {
  const { tasks, openTasks } = turn.state;
  for (const key of openTasks.slice()) {
    const task = tasks[key];
    if (task?.status === "waiting" && isChange(task.intent.kind)) finish(turn, task, "failed");
  }
}

/** When the next retry or overdue outcome is to be looked at. */
export function wakeForTasks(turn: Turn): void {
  const { tasks, openTasks } = turn.state;
  for (const key of openTasks) {
    const task = tasks[key];
    if (task?.status === "in-flight" || task?.status === "waiting") wake(turn, task.at);
  }
}

function finish(turn: Turn, task: Task, status: "done" | "failed"): void {
  task.status = status;
  task.at = turn.now;
  const { openTasks } = turn.state;
  openTasks.splice(openTasks.indexOf(task.key), 1);
  if (status === "failed") turn.givenUp.push(task);
}

const HOPELESS: ReadonlySet<FailureReason> = new Set<FailureReason>([
  "forbidden",
  "not-found",
  "invalid",
  "refused",
]);

function fail(turn: Turn, task: Task, reason: FailureReason, retryAfterMs: number | null): void {
  task.reason = reason;
  if (HOPELESS.has(reason) || task.attempts >= task.attemptsAllowed) {
    finish(turn, task, "failed");
    if (task.intent.kind === "look-up") resolveLookUp(turn, task, { of: "performed", performed: null });
    return;
  }
  const pause = retryAfterMs ?? turn.responder.runbook.tools.backoff * task.attempts;
  task.status = "waiting";
  task.at = plus(turn.now, milliseconds(pause));
}

/** Nothing is known of the last attempt. Reads and keyed messages are simply tried again; what changes production, or
 *  would be seen or felt twice, is looked up first. */
function doubt(turn: Turn, task: Task): void {
  if (task.effectId !== null) delete turn.state.inFlight[task.effectId];
  if (REPEATS[task.intent.kind] !== "never" && !isChange(task.intent.kind)) {
    fail(turn, task, "timeout", null);
    return;
  }
  task.status = "looking-up";
  request(turn, {
    key: `${task.key}/look-up/${task.attempts}`,
    incidentId: task.incidentId,
    intent: { kind: "look-up", target: { key: task.key }, arguments: {} },
  });
}

function resolveLookUp(turn: Turn, lookUp: Task, { performed }: ReadingOf<"performed">): void {
  assert(lookUp.intent.kind === "look-up", () => `${lookUp.key} is no look-up`);
  const task = turn.state.tasks[lookUp.intent.target.key];
  if (task === undefined || task.status !== "looking-up") return;
  if (performed === true) finish(turn, task, "done");
  else if (performed === false || REPEATS[task.intent.kind] !== "never") fail(turn, task, "timeout", null);
  // Still unknown: repeating could be seen or felt, so the caller must choose another way.
  else {
    task.reason = "timeout";
    finish(turn, task, "failed");
  }
}
