/** What scoring looks at: the journal without its bulk (log batches, ticks), gathered while a drill runs or read from
 *  a journal afterwards; both give the same scorecard. */

import type { JournalRecord } from "../journal/record.ts";
import { eventOf } from "../journal/record.ts";
import type { TruthRecord } from "../journal/truth.ts";
import type { Effect } from "../responder/effect.ts";
import type { EventOf, Outcome, ResponderEvent } from "../responder/event.ts";
import type { Roster } from "../responder/roster.ts";
import { EPOCH, type InstantMs } from "../units.ts";

export interface Stamped<Value> {
  readonly at: InstantMs;
  readonly value: Value;
}

export type ScoredEvent = Exclude<ResponderEvent, { kind: "log-batch" | "tick" | "outcome" }>;

export interface Trace {
  readonly roster: Roster;
  readonly pilot: string;
  readonly effects: Stamped<Effect>[];
  readonly events: ScoredEvent[];
  readonly truths: Stamped<TruthRecord>[];
  /** By effect id. */
  readonly outcomes: Map<string, Stamped<Outcome>>;
  endedAt: InstantMs;
}

export const emptyTrace = (roster: Roster, pilot: string): Trace => ({
  roster,
  pilot,
  effects: [],
  events: [],
  truths: [],
  outcomes: new Map(),
  endedAt: EPOCH,
});

export function traceEvent(trace: Trace, event: ResponderEvent): void {
  switch (event.kind) {
    case "log-batch":
    case "tick":
      return;
    case "outcome":
      if (!trace.outcomes.has(event.effectId))
        trace.outcomes.set(event.effectId, { at: event.at, value: event.outcome });
      return;
    default:
      trace.events.push(event);
  }
}

export function traceOf(records: readonly JournalRecord[], roster: Roster, pilot: string): Trace {
  const trace = emptyTrace(roster, pilot);
  for (const entry of records) {
    trace.endedAt = entry.at;
    const event = eventOf(entry);
    if (event !== null) traceEvent(trace, event);
    else if (entry.record === "effect") trace.effects.push({ at: entry.at, value: entry });
    else if (entry.record === "truth") trace.truths.push({ at: entry.at, value: entry });
  }
  return trace;
}

export const eventsOf = <Kind extends ScoredEvent["kind"]>(
  trace: Trace,
  kind: Kind,
): readonly EventOf<Kind>[] =>
  trace.events.filter((event): event is EventOf<Kind> & ScoredEvent => event.kind === kind);

type EffectKindOf<Kind extends Effect["kind"]> = Extract<Effect, { kind: Kind }>;

export const effectsOf = <Kind extends Effect["kind"]>(
  trace: Trace,
  kind: Kind,
): readonly Stamped<EffectKindOf<Kind>>[] =>
  trace.effects.filter((effect): effect is Stamped<EffectKindOf<Kind>> => effect.value.kind === kind);

type TruthOf<Truth extends TruthRecord["truth"]> = Extract<TruthRecord, { truth: Truth }>;

export const truthsOf = <Truth extends TruthRecord["truth"]>(
  trace: Trace,
  truth: Truth,
): readonly Stamped<TruthOf<Truth>>[] =>
  trace.truths.filter((record): record is Stamped<TruthOf<Truth>> => record.value.truth === truth);

/** Whether an effect was performed, as far as its outcome tells. */
export function wasDone(trace: Trace, effect: Effect): boolean {
  const status = trace.outcomes.get(effect.id)?.value.status;
  return status === "done" || status === "accepted";
}
