/** Faults in the responder's own tools, as pure rules over (effect or inbound event, attempt, time): the first rule that
 *  matches decides. Draws are passed in; nothing here knows what performs the effect or who delivers the event. */

import type { BasisPoints } from "../prng.ts";
import type { AskedProbe, IntentKind, PerformedEffect } from "../responder/effect.ts";
import type { EventKind, FailureReason, ResponderEvent } from "../responder/event.ts";
import type { DurationMs, InstantMs } from "../units.ts";

export type EffectVerdict =
  | { readonly verdict: "pass" }
  | { readonly verdict: "delay"; readonly byMs: DurationMs }
  /** Not performed; the tool says so. */
  | { readonly verdict: "fail"; readonly reason: FailureReason; readonly retryAfterMs: number | null }
  /** Not performed, and nothing is heard. */
  | { readonly verdict: "drop" }
  /** Performed, but the answer is lost. */
  | { readonly verdict: "lose-answer" }
  /** Performed and answered, twice. */
  | { readonly verdict: "duplicate"; readonly afterMs: DurationMs }
  /** Performed, but answered with something else than there is. */
  | { readonly verdict: "corrupt"; readonly corruption: Corruption };

export type Corruption =
  /** An empty vector; of anything but a query, no answer. */
  | { readonly manner: "empty" }
  /** Of a query: every second sample is missing. */
  | { readonly manner: "partial" }
  /** Of a query: as it would have been answered some time ago. */
  | { readonly manner: "stale"; readonly byMs: DurationMs }
  /** Of a probe: the instrument shows something else than there is. */
  | { readonly manner: "lie" };

export type EventVerdict =
  | { readonly verdict: "pass" }
  | { readonly verdict: "delay"; readonly byMs: DurationMs }
  | { readonly verdict: "drop" }
  | { readonly verdict: "duplicate"; readonly afterMs: DurationMs };

interface RuleBase {
  readonly id: string;
  /** Half open: from included, until excluded; null is open-ended. */
  readonly from: InstantMs | null;
  readonly until: InstantMs | null;
  readonly chance: BasisPoints;
}

export interface EffectRule extends RuleBase {
  readonly on: "effect";
  readonly kinds: readonly IntentKind[] | "any";
  /** Of probes only these; all of them where it is not given. */
  readonly probes?: readonly AskedProbe[];
  readonly outcome: EffectVerdict;
}

export interface EventRule extends RuleBase {
  readonly on: "event";
  readonly kinds: readonly EventKind[] | "any";
  readonly outcome: EventVerdict;
}

export type FaultRule = EffectRule | EventRule;

/** A draw in [0, 10000). */
export type Draw = () => BasisPoints;

const PASS = { verdict: "pass" } as const;

function matches(rule: FaultRule, kind: IntentKind | EventKind, at: InstantMs, draw: Draw): boolean {
  if (rule.kinds !== "any" && !(rule.kinds as readonly string[]).includes(kind)) return false;
  if (rule.from !== null && at < rule.from) return false;
  if (rule.until !== null && at >= rule.until) return false;
  return rule.chance >= 10_000 || draw() < rule.chance;
}

const concerns = ({ probes }: EffectRule, effect: PerformedEffect): boolean =>
  probes === undefined || effect.kind !== "probe" || probes.includes(effect.arguments.probe);

export interface Judgement<Verdict> {
  readonly rule: string | null;
  readonly outcome: Verdict;
}

export function onEffect(
  rules: readonly FaultRule[],
  effect: PerformedEffect,
  at: InstantMs,
  draw: Draw,
): Judgement<EffectVerdict> {
  for (const rule of rules) {
    if (rule.on === "effect" && concerns(rule, effect) && matches(rule, effect.kind, at, draw))
      return { rule: rule.id, outcome: rule.outcome };
  }
  return { rule: null, outcome: PASS };
}

export function onEvent(
  rules: readonly FaultRule[],
  event: ResponderEvent,
  at: InstantMs,
  draw: Draw,
): Judgement<EventVerdict> {
  for (const rule of rules) {
    if (rule.on === "event" && matches(rule, event.kind, at, draw))
      return { rule: rule.id, outcome: rule.outcome };
  }
  return { rule: null, outcome: PASS };
}
