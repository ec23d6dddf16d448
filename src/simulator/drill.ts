/** The drill loop: virtual time moves the world, what it shows reaches the player as events, and the player's effects
 *  are performed in the world. One event, all its effects, then the next; synchronous throughout.
 *  Invariants: every input of `step` is journalled before it is fed, every effect before it is performed; nothing but
 *  events reaches the player; the same options give the same bytes of journal.
 *  Effects at the rim (files, clocks, screens) are the caller's: it advances the drill and receives the records. */

import { assert } from "../assert.ts";
import { CLOCK_SKEW, NO_CHAOS } from "../faults/chaos.ts";
import type { EndReason, Header } from "../journal/record.ts";
import { type InstantMs, instant, minutes } from "../units.ts";
import { type DrillOptions, type DrillResult, noteTruth, type Running } from "./running-drill.ts";
import { setUp } from "./set-up.ts";

export type { Briefing, DrillOptions, DrillRecord, DrillResult, DrillWork } from "./running-drill.ts";

export interface Drill {
  readonly header: Header;
  readonly now: InstantMs;
  readonly over: boolean;
  /** Runs everything due up to and including `until`. */
  advance(until: InstantMs): void;
  /** Runs the next entry only. */
  stepOnce(): void;
  /** Ends the drill before its time. */
  abort(): void;
  /** @throws DefectError while the drill is not over. */
  result(): DrillResult;
}

export function createDrill(options: DrillOptions): Drill {
  const running = setUp(options);
  return {
    header: running.header,
    get now() {
      return running.world.queue.now;
    },
    get over() {
      return running.summary !== null;
    },
    advance: (until) => {
      const { queue, scenario } = running.world;
      while (running.summary === null && queue.runNext(until)) {
        if (running.reviewed || queue.now >= scenario.lasts) endIfDone(running);
      }
    },
    stepOnce: () => {
      if (running.summary !== null) return;
      running.world.queue.runNext(LATEST);
      endIfDone(running);
    },
    abort: () => finish(running, "aborted"),
    result: () => resultOf(running),
  };
}

const LATEST = instant(Number.MAX_SAFE_INTEGER);

/** Runs a drill to its end. */
export function runDrill(options: DrillOptions): DrillResult {
  const drill = createDrill(options);
  while (!drill.over) drill.advance(LATEST);
  return drill.result();
}

const GRACE = minutes(30);

/** Over when the review is done, when the time is up and nothing is open, or half an hour after that. */
function endIfDone(running: Running): void {
  if (running.summary !== null) return;
  const { now } = running.world.queue;
  const { lasts } = running.world.scenario;
  if (running.reviewed && running.open.size === 0) finish(running, "reviewed");
  else if (now >= lasts && running.open.size === 0 && !running.reviewing) finish(running, "time-over");
  else if (now >= lasts + GRACE) finish(running, "time-over");
}

function finish(running: Running, reason: EndReason): void {
  if (running.summary !== null) return;
  const { world, writer, trace } = running;
  for (const { fault, observable, atLeast } of world.scenario.fingerprints) {
    const seen = world.marks.get(`${fault}/${observable}`) ?? 0;
    noteTruth(running, { truth: "fingerprint", fault, observable, seen, atLeast });
  }
  for (const { id } of (running.options.toolFaults ?? NO_CHAOS).faults) {
    // A clock that is off is off all the time.
    const bites = id === CLOCK_SKEW ? running.events : (running.boundary.bites.get(id) ?? 0);
    noteTruth(running, { truth: "tool-fault-bites", fault: id, bites });
  }
  trace.endedAt = world.queue.now;
  running.options.onRecord?.({ record: "end", at: world.queue.now, reason });
  running.summary = { journal: writer.end(world.queue.now, reason), reason };
}

function resultOf(running: Running): DrillResult {
  assert(running.summary !== null, "the drill is not over");
  const { world, shipping } = running;
  return {
    ...running.summary,
    trace: running.trace,
    work: {
      queueEntries: world.queue.handled,
      flows: world.flowsMade,
      logLines: shipping.delivered,
      events: running.events,
      effects: running.effects,
      draws: world.streams.drawCounts(),
    },
  };
}
