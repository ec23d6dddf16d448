/** What a careful responder does not do: undo to it knows not what, call somebody who was just called, recommend before
 *  it has asked. */

import type { Effect, EffectOf } from "../responder/effect.ts";
import type { Role } from "../runbook/vocabulary.ts";
import { type DurationMs, type InstantMs, plus, since } from "../units.ts";
import type { Rubric } from "./rubric.ts";
import { effectsOf, eventsOf, type Stamped, type Trace, wasDone } from "./trace.ts";

interface Breach {
  readonly atMs: InstantMs;
  readonly detail: string;
}

/** An undo must name a revision, and one that a history of rollouts had told of: with other content than what ran, for
 *  the one before may be a mitigation of the same release. */
export function undoneBlindly(trace: Trace): readonly Breach[] {
  return effectsOf(trace, "undo-rollout").flatMap(({ at, value }): readonly Breach[] => {
    const { toRevision } = value.arguments;
    if (toRevision === null)
      return [{ atMs: at, detail: "the deployment is undone to the previous revision, whatever that is" }];
    if (toldOf(trace, toRevision, at)) return [];
    return [
      { atMs: at, detail: `the deployment is undone to revision ${toRevision}, not known to be any better` },
    ];
  });
}

function toldOf(trace: Trace, revision: number, by: InstantMs): boolean {
  for (const { at, value } of trace.outcomes.values()) {
    if (at > by || value.status !== "done" || value.reading.of !== "rollout-history") continue;
    const { current, revisions } = value.reading;
    const running = revisions.find((known) => known.revision === current);
    const wanted = revisions.find((known) => known.revision === revision);
    if (running === undefined || wanted === undefined) continue;
    if (wanted.image !== running.image || wanted.schemaVersion !== running.schemaVersion) return true;
  }
  return false;
}

/** Another attempt of the same page is no second page, for the pager knows its key: unless its answer had come while it
 *  was waited for. An attempt that the pager refused reached nobody. */
export function pagedTwice(trace: Trace): readonly Breach[] {
  const { acknowledgementTimeout } = trace.runbook.triage;
  const reached = new Map<string, Stamped<EffectOf<"page">>>();
  const found: Breach[] = [];
  for (const page of effectsOf(trace, "page")) {
    const { at, value } = page;
    const name = `${value.incidentId} ${value.target.person}`;
    const before = reached.get(name);
    const isRetry = before?.value.key === value.key;
    if (
      before !== undefined &&
      (isRetry ? wasHeardInTime(trace, before, at) : since(before.at, at) < acknowledgementTimeout)
    )
      found.push({
        atMs: at,
        detail: `${value.target.person} is paged again ${since(before.at, at)} ms after ${before.value.key}`,
      });
    const isRefused = trace.outcomes.get(value.id)?.value.status === "failed";
    if (!isRetry && !isRefused) reached.set(name, page);
  }
  return found;
}

/** In the same instant the word may have come after the deed. */
function wasHeardInTime(trace: Trace, { value }: Stamped<Effect>, before: InstantMs): boolean {
  const outcome = trace.outcomes.get(value.id);
  if (outcome === undefined || outcome.at >= before || !wasDone(trace, value)) return false;
  return value.deadline === null || outcome.at <= value.deadline;
}

/** Everybody the rubric names has been asked and has answered or had the time to, unless the time to decide is up; who
 *  never joined holds nothing up for longer than twice that. */
export function unconsulted(trace: Trace, { decision }: Rubric): readonly Breach[] {
  if (!decision.applies || decision.consult.length === 0) return [];
  const opened = new Map<string, InstantMs>();
  for (const { at, value } of effectsOf(trace, "declare"))
    if (value.incidentId !== null && !opened.has(value.incidentId)) opened.set(value.incidentId, at);
  const asks = effectsOf(trace, "ask").filter(({ value }) => value.arguments.question.of === "opinion");
  // The first word counts: answers come twice.
  const answers = new Map(
    eventsOf(trace, "answer")
      .toReversed()
      .map(({ question, at }) => [question, at] as const),
  );
  const places = new Map(trace.effects.map((effect, index) => [effect.value.id, index] as const));
  const place = ({ id }: { readonly id: string }): number => places.get(id) ?? 0;
  return effectsOf(trace, "recommend").flatMap(({ at, value }): readonly Breach[] => {
    const openedAt = value.incidentId === null ? undefined : opened.get(value.incidentId);
    if (openedAt === undefined || since(openedAt, at) >= decision.deadline) return [];
    const patience = plus(openedAt, (decision.consultFor * 2) as DurationMs);
    const seats = seatedAt(trace, value.incidentId);
    const missing = decision.consult.filter((role) => {
      // In the order in which they were wanted: in one instant a question may follow the recommendation.
      const ask = asks.find(
        ({ value: asked }) =>
          asked.incidentId === value.incidentId && asked.target.role === role && place(asked) < place(value),
      );
      if (ask !== undefined) {
        const answeredAt = answers.get(ask.value.key);
        return !(answeredAt !== undefined && answeredAt <= at) && since(ask.at, at) < decision.consultFor;
      }
      // Whoever joined in this very turn could not be asked before it.
      const joinedAt = seats.get(role);
      return at < patience || (joinedAt !== undefined && joinedAt < at);
    });
    if (missing.length === 0) return [];
    return [
      {
        atMs: at,
        detail: `${value.arguments.choice} is recommended without having heard ${missing.join(", ")}`,
      },
    ];
  });
}

/** When each seat was first filled in an incident. */
function seatedAt(trace: Trace, incidentId: string | null): ReadonlyMap<Role, InstantMs> {
  const roles = new Map(effectsOf(trace, "page").map(({ value }) => [value.key, value.target.role] as const));
  const seats = new Map<Role, InstantMs>();
  for (const { at, page, role, ...event } of eventsOf(trace, "acknowledgement")) {
    if (event.incidentId !== incidentId) continue;
    const seat = roles.get(page) ?? role;
    if (!seats.has(seat)) seats.set(seat, at);
  }
  return seats;
}
