/** The boundary between the responder and its tools: faults decide whether, when and how often an event gets in, and
 *  what becomes of an effect. Without fault rules it costs nothing.
 *  Not here: which faults (`src/faults`), what performing does to the world (`perform.ts`). */

import { unreachable } from "../assert.ts";
import { type Corruption, type FaultRule, onEffect, onEvent } from "../faults/rule.ts";
import type { RandomStream } from "../prng.ts";
import type { PerformedEffect } from "../responder/effect.ts";
import type { Outcome, ResponderEvent } from "../responder/event.ts";
import { type InstantMs, instant, milliseconds, plus, seconds } from "../units.ts";
import { type Performer, perform } from "./perform.ts";
import type { EventQueue } from "./queue.ts";

export interface ToolBoundary {
  readonly rules: readonly FaultRule[];
  /** How often each rule decided, by its id: a fault that never bit has tested nothing. */
  readonly bites: Map<string, number>;
  readonly draws: RandomStream;
  readonly queue: EventQueue;
  /** Hands an event to the responder. */
  readonly feed: (event: ResponderEvent) => void;
}

const ANY_DRAW = 10_000;

/** An inbound event. */
export function receive(boundary: ToolBoundary, event: ResponderEvent): void {
  const { rules, draws, queue, feed } = boundary;
  if (rules.length === 0) {
    feed(event);
    return;
  }
  const { rule, outcome } = onEvent(rules, event, queue.now, () => draws.below(ANY_DRAW));
  noteBite(boundary, rule);
  switch (outcome.verdict) {
    case "pass":
      feed(event);
      return;
    case "drop":
      return;
    case "delay":
      feedLater(boundary, event, outcome.byMs);
      return;
    case "duplicate":
      feed(event);
      feedLater(boundary, event, outcome.afterMs);
      return;
    default:
      unreachable(outcome);
  }
}

function noteBite({ bites }: ToolBoundary, rule: string | null): void {
  if (rule !== null) bites.set(rule, (bites.get(rule) ?? 0) + 1);
}

function feedLater({ queue, feed }: ToolBoundary, event: ResponderEvent, afterMs: number): void {
  const at = instant(queue.now + afterMs);
  queue.schedule(at, () => feed({ ...event, at }), null);
}

/** An effect that the responder wants performed. */
export function attempt(boundary: ToolBoundary, performer: Performer, effect: PerformedEffect): void {
  const { rules, draws, queue } = boundary;
  if (rules.length === 0) {
    perform(performer, effect);
    return;
  }
  const { now } = queue;
  const { rule, outcome } = onEffect(rules, effect, now, () => draws.below(ANY_DRAW));
  noteBite(boundary, rule);
  switch (outcome.verdict) {
    case "pass":
      perform(performer, effect);
      return;
    case "delay":
      queue.schedule(plus(now, outcome.byMs), () => perform(performer, effect), null);
      return;
    case "fail":
      answer(
        boundary,
        plus(now, seconds(1)),
        { status: "failed", reason: outcome.reason, retryAfterMs: outcome.retryAfterMs },
        effect,
      );
      return;
    case "drop":
      return;
    case "lose-answer":
      perform({ ...performer, deliver: () => undefined }, effect);
      return;
    case "duplicate":
      perform(performer, effect);
      queue.schedule(
        plus(now, outcome.afterMs),
        () => perform({ ...performer, deliver: () => undefined }, effect),
        null,
      );
      return;
    case "corrupt":
      performCorrupted(performer, effect, outcome.corruption);
      return;
    default:
      unreachable(outcome);
  }
}

function performCorrupted(performer: Performer, effect: PerformedEffect, corruption: Corruption): void {
  switch (corruption.manner) {
    case "stale":
      return perform({ ...performer, instruments: { lie: false, staleByMs: corruption.byMs } }, effect);
    case "lie":
      return perform({ ...performer, instruments: { lie: true, staleByMs: NOT_STALE } }, effect);
    case "empty":
    case "partial": {
      const lessen = corruption.manner === "empty" ? emptied : halved;
      return perform(
        { ...performer, deliver: (at, whole) => performer.deliver(at, lessen(whole), effect) },
        effect,
      );
    }
    default:
      return unreachable(corruption);
  }
}

const NOT_STALE = milliseconds(0);

function emptied(outcome: Outcome): Outcome {
  if (outcome.status !== "done") return outcome;
  return outcome.reading.of === "vector"
    ? { status: "done", reading: { of: "vector", samples: [] } }
    : { status: "failed", reason: "unavailable", retryAfterMs: null };
}

/** Every second series is missing, as when one of two shards does not answer. */
function halved(outcome: Outcome): Outcome {
  if (outcome.status !== "done" || outcome.reading.of !== "vector") return outcome;
  const samples = outcome.reading.samples.filter((_, index) => index % 2 === 0);
  return { status: "done", reading: { of: "vector", samples } };
}

/** How an effect ended, on its way back: an inbound event like any other. */
export function answer(
  boundary: ToolBoundary,
  at: InstantMs,
  outcome: Outcome,
  effect: PerformedEffect,
): void {
  const event: ResponderEvent = {
    at,
    incidentId: effect.incidentId,
    kind: "outcome",
    effectId: effect.id,
    outcome,
  };
  if (at === boundary.queue.now) receive(boundary, event);
  else boundary.queue.schedule(at, () => receive(boundary, event), null);
}
