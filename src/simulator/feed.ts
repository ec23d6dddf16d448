/** What reaches the player and what it does: one event, all its effects, then the next; its clock, its ticks, and the death
 *  of its process, after which it is rebuilt from the journal.
 *  Invariants: every input of `step` is journalled before it is fed, every effect before it is performed; what comes in
 *  while the process is down waits in the tools that hold it, or is lost. */

import { assert } from "../assert.ts";
import { CRASH, type Crash } from "../faults/chaos.ts";
import { type Effect, isPerformed } from "../responder/effect.ts";
import type { ResponderEvent } from "../responder/event.ts";
import { traceEffect, traceEvent } from "../scoring/trace.ts";
import { type InstantMs, instant, plus } from "../units.ts";
import type { Running } from "./running-drill.ts";
import { shownBy, worldTimeOf } from "./skewed-clock.ts";
import { attempt, receive } from "./tool-boundary.ts";

const HELD_WHILE_DOWN: ReadonlySet<ResponderEvent["kind"]> = new Set<ResponderEvent["kind"]>([
  "alert",
  "acknowledgement",
  "answer",
  "approval",
  "decision",
  "declare-request",
  "security-notice",
  "kill-switch",
]);

export function feed(running: Running, arriving: ResponderEvent): void {
  if (running.summary !== null) return;
  if (running.down) {
    if (HELD_WHILE_DOWN.has(arriving.kind)) running.held.push(arriving);
    return;
  }
  const event = running.clock === null ? arriving : { ...arriving, at: shownBy(running.clock, arriving.at) };
  const { writer, trace, player, options } = running;
  writer.event(event);
  traceEvent(trace, event);
  options.onRecord?.({ record: "event", event });
  running.events += 1;
  const { state, effects, wakeAt } = player.step(running.state, event);
  running.state = state;
  for (const effect of effects) {
    writer.effect(event.at, effect);
    traceEffect(trace, event.at, effect);
    options.onRecord?.({ record: "effect", at: event.at, effect });
    running.effects += 1;
    follow(running, effect);
  }
  for (const effect of effects) if (isPerformed(effect)) attempt(running.boundary, running.performer, effect);
  scheduleTick(running, wakeAt);
  if (running.events === options.restartAfterEvents) forgetAndRebuild(running);
}

/** Only declarations matter to the drill itself: they say when it is over. */
function follow(running: Running, effect: Effect): void {
  if (effect.kind !== "declare" || effect.incidentId === null) return;
  switch (effect.arguments.standing) {
    case "open":
    case "reopened":
      running.open.add(effect.incidentId);
      running.reviewed = false;
      running.reviewing = false;
      return;
    case "withdrawn":
      running.open.delete(effect.incidentId);
      return;
    case "resolved":
      running.open.delete(effect.incidentId);
      running.reviewing = true;
      return;
    case "reviewed":
      running.reviewing = false;
      running.reviewed = true;
      return;
  }
}

export function scheduleTick(running: Running, wakeAt: InstantMs | null): void {
  if (wakeAt === null) return;
  const { now } = running.world.queue;
  const due = running.clock === null ? wakeAt : worldTimeOf(running.clock, wakeAt);
  const at = instant(Math.max(due, now));
  if (at === running.tickAt) return;
  running.tickAt = at;
  running.world.queue.schedule(at, tick, running);
}

/** A tick that was overtaken by an earlier or later one is void. */
function tick(running: Running, at: InstantMs): void {
  if (running.tickAt !== at) return;
  running.tickAt = null;
  receive(running.boundary, { at, incidentId: null, kind: "tick" });
}

/** The responder's process dies: its memory is gone, what was under way in its tools goes on. */
export function crash(
  { running, crash: { downForMs } }: { running: Running; crash: Crash },
  at: InstantMs,
): void {
  running.down = true;
  running.state = null;
  running.tickAt = null;
  running.boundary.bites.set(CRASH, 1);
  running.world.queue.schedule(
    plus(at, downForMs),
    (_subject, now) => {
      rebuildState(running);
      running.down = false;
      feed(running, { at: now, incidentId: null, kind: "resume", downSince: at });
      for (const event of running.held.splice(0)) feed(running, { ...event, at: now });
    },
    null,
  );
}

function forgetAndRebuild(running: Running): void {
  running.state = null;
  rebuildState(running);
}

function rebuildState(running: Running): void {
  const { options, writer, written } = running;
  assert(
    options.rebuild !== undefined && written !== null,
    "a drill with a crash needs a way to rebuild the player",
  );
  running.state = options.rebuild(running.player, written.join("") + writer.unclosed);
}
