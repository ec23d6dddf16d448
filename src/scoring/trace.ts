/** What scoring looks at: the journal without its bulk (log batches, ticks), gathered while a drill runs or read from
 *  a journal afterwards; both give the same scorecard. */

import type { JournalRecord } from "../journal/record.ts";
import { eventOf } from "../journal/record.ts";
import type { TruthRecord } from "../journal/truth.ts";
import type { Effect } from "../responder/effect.ts";
import type { EventOf, Outcome, ResponderEvent } from "../responder/event.ts";
import type { Roster } from "../responder/roster.ts";
import type { Runbook } from "../runbook/schema.ts";
import { EPOCH, type InstantMs } from "../units.ts";

export interface Stamped<Value> {
  readonly at: InstantMs;
  readonly value: Value;
}

export type ScoredEvent = Exclude<ResponderEvent, { kind: "log-batch" | "tick" | "outcome" }>;

export interface Trace {
  readonly roster: Roster;
  readonly pilot: string;
  /** What the responder went by: its own patience is what it is held to. */
  readonly runbook: Runbook;
  readonly effects: Stamped<Effect>[];
  readonly events: ScoredEvent[];
  readonly truths: Stamped<TruthRecord>[];
  /** By effect id. */
  readonly outcomes: Map<string, Stamped<Outcome>>;
  /** The latest attempt of each key, as the id of its effect; and which attempt each look-up asks about. */
  readonly attempts: Map<string, string>;
  readonly lookUps: Map<string, string>;
  endedAt: InstantMs;
}

export const emptyTrace = ({
  roster,
  pilot,
  runbook,
}: Pick<Trace, "roster" | "pilot" | "runbook">): Trace => ({
  roster,
  pilot,
  runbook,
  effects: [],
  events: [],
  truths: [],
  outcomes: new Map(),
  attempts: new Map(),
  lookUps: new Map(),
  endedAt: EPOCH,
});

export function traceEffect(trace: Trace, at: InstantMs, effect: Effect): void {
  trace.effects.push({ at, value: effect });
  if (effect.kind === "look-up") {
    const attempt = trace.attempts.get(effect.target.key);
    if (attempt !== undefined) trace.lookUps.set(effect.id, attempt);
  } else if (effect.deadline !== null) trace.attempts.set(effect.key, effect.id);
}

export function traceEvent(trace: Trace, event: ResponderEvent): void {
  switch (event.kind) {
    case "log-batch":
    case "tick":
      return;
    case "outcome":
      noteOutcome(trace, event.effectId, event.at, event.outcome);
      return;
    default:
      trace.events.push(event);
  }
}

/** The first word that says anything counts. That an attempt was performed, a look-up tells as well as the answer that
 *  was lost. */
function noteOutcome(trace: Trace, effectId: string, at: InstantMs, value: Outcome): void {
  const known = trace.outcomes.get(effectId);
  if (known === undefined || known.value.status === "unknown") trace.outcomes.set(effectId, { at, value });
  const attempt = trace.lookUps.get(effectId);
  if (attempt === undefined || value.status !== "done") return;
  if (value.reading.of === "performed" && value.reading.performed === true)
    noteOutcome(trace, attempt, at, { status: "accepted", reading: { of: "nothing" } });
}

export function traceOf(
  records: readonly JournalRecord[],
  given: Pick<Trace, "roster" | "pilot" | "runbook">,
): Trace {
  const trace = emptyTrace(given);
  for (const entry of records) {
    trace.endedAt = entry.at;
    const event = eventOf(entry);
    if (event !== null) traceEvent(trace, event);
    else if (entry.record === "effect") traceEffect(trace, entry.at, entry);
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
  trace: Pick<Trace, "truths">,
  truth: Truth,
): readonly Stamped<TruthOf<Truth>>[] =>
  trace.truths.filter((record): record is Stamped<TruthOf<Truth>> => record.value.truth === truth);

/** Whether an effect was performed, as far as its outcome tells. */
export function wasDone(trace: Trace, effect: Effect): boolean {
  const status = trace.outcomes.get(effect.id)?.value.status;
  return status === "done" || status === "accepted";
}
