/** One step's working set: the state under change, the effects so far, the next instant to be woken at.
 *  Phases receive it instead of reaching for anything ambient. */

import type { FactName } from "../runbook/fact.ts";
import type { Runbook } from "../runbook/schema.ts";
import { type InstantMs, plus, seconds } from "../units.ts";
import { type Effect, REPEATS, type RecordedIntent } from "./effect.ts";
import type { Roster } from "./roster.ts";
import type { ResponderState, Task } from "./state.ts";

/** What does not change while the responder runs. */
export interface Responder {
  readonly runbook: Runbook;
  readonly roster: Roster;
  /** Milliseconds since 1970 of instant zero. */
  readonly epochMs: number;
  /** The facts that the runbook speaks of: others need not be found out. */
  readonly spokenOf: ReadonlySet<FactName>;
}

export interface Turn {
  readonly responder: Responder;
  readonly state: ResponderState;
  readonly now: InstantMs;
  readonly effects: Effect[];
  /** Tasks that were given up in this turn. */
  readonly givenUp: Task[];
  wakeAt: InstantMs | null;
}

/** What was due in this turn and could not be done has its next chance a moment later, not in the same instant again. */
const LEAST_PAUSE = seconds(1);

export function wake(turn: Turn, at: InstantMs): void {
  const soonest = at > turn.now ? at : plus(turn.now, LEAST_PAUSE);
  if (turn.wakeAt === null || soonest < turn.wakeAt) turn.wakeAt = soonest;
}

export function nextEffectId(turn: Turn): string {
  turn.state.effects += 1;
  return `E${turn.state.effects}`;
}

/** States a conclusion: it is journalled and shown, and nobody performs it. */
export function record(turn: Turn, incidentId: string | null, key: string, intent: RecordedIntent): void {
  turn.effects.push({
    id: nextEffectId(turn),
    incidentId,
    key,
    attempt: 1,
    deadline: null,
    repeat: REPEATS[intent.kind],
    ...intent,
  });
}
