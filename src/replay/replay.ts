/** A journal through the responder again: the events are fed to the same step, and its effects must be the recorded
 *  ones, byte for byte. Also how an interrupted incident gets its state back.
 *  `step` is passed in with the player: the journal's header names which one. */

import { encodeEffect, lineOf } from "../journal/encode.ts";
import { eventOf, type JournalRecord, type RecordOf } from "../journal/record.ts";
import type { Player } from "../responder/step.ts";
import type { InstantMs } from "../units.ts";

export interface Divergence {
  readonly seq: number;
  readonly at: InstantMs;
  readonly recorded: string | null;
  readonly replayed: string | null;
}

export interface Replayed<State> {
  readonly state: State;
  readonly events: number;
  readonly effects: number;
  readonly divergence: Divergence | null;
  readonly wakeAt: InstantMs | null;
}

/** Stops at the first divergence. Effects of the last event may be missing from a journal that was cut. */
export function replay<State>(player: Player<State>, records: readonly JournalRecord[]): Replayed<State> {
  let state = player.start();
  let events = 0;
  let effects = 0;
  let wakeAt: InstantMs | null = null;
  for (let index = 0; index < records.length; index += 1) {
    const entry = records[index] as JournalRecord;
    const event = eventOf(entry);
    if (event === null) continue;
    events += 1;
    const result = player.step(state, event);
    state = result.state;
    wakeAt = result.wakeAt;
    const recorded = effectsAfter(records, index);
    for (let position = 0; position < Math.max(recorded.length, result.effects.length); position += 1) {
      const was = recorded[position];
      const is = result.effects[position];
      if (was === undefined && is !== undefined && endsWithin(records, index)) break;
      const wasLine = was === undefined ? null : JSON.stringify(was);
      const isLine = is === undefined ? null : lineOf(encodeEffect(was?.seq ?? entry.seq, event.at, is));
      if (wasLine !== isLine) {
        return {
          state,
          events,
          effects,
          wakeAt,
          divergence: { seq: was?.seq ?? entry.seq, at: event.at, recorded: wasLine, replayed: isLine },
        };
      }
      effects += 1;
    }
  }
  return { state, events, effects, divergence: null, wakeAt };
}

/** The effects that were recorded for the event at an index: those before the next event. */
function effectsAfter(records: readonly JournalRecord[], index: number): readonly RecordOf<"effect">[] {
  const found: RecordOf<"effect">[] = [];
  for (let next = index + 1; next < records.length; next += 1) {
    const entry = records[next] as JournalRecord;
    if (entry.record === "event" || entry.record === "outcome") break;
    if (entry.record === "effect") found.push(entry);
  }
  return found;
}

/** No further event follows: the journal may have been cut between this event and its effects. */
function endsWithin(records: readonly JournalRecord[], index: number): boolean {
  for (let next = index + 1; next < records.length; next += 1) {
    const kind = (records[next] as JournalRecord).record;
    if (kind === "event" || kind === "outcome" || kind === "end") return false;
  }
  return true;
}

/** The state after all recorded events: what a restarted responder goes on from. */
export function rebuild<State>(
  player: Player<State>,
  records: readonly JournalRecord[],
): { state: State; wakeAt: InstantMs | null } {
  let state = player.start();
  let wakeAt: InstantMs | null = null;
  for (const entry of records) {
    const event = eventOf(entry);
    if (event === null) continue;
    ({ state, wakeAt } = player.step(state, event));
  }
  return { state, wakeAt };
}
