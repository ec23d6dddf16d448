/** What is under way: options that were begun, and whom the incident waits for.
 *  A wait is about a matter, not about a message: asking the next person continues the same wait, and whoever answers
 *  first ends it. */

import { unreachable } from "../../src/assert.ts";
import type { EffectOf, Question } from "../../src/responder/effect.ts";
import type { EventOf } from "../../src/responder/event.ts";
import type { Role } from "../../src/runbook/vocabulary.ts";
import type { InstantMs } from "../../src/units.ts";

export interface Action {
  readonly cause: string | null;
  readonly option: string;
  readonly title: string;
  readonly begunAt: InstantMs;
  readonly settled: {
    readonly at: InstantMs;
    readonly result: EffectOf<"settle">["arguments"]["result"];
  } | null;
}

export type Matter =
  | { readonly of: "join"; readonly role: Role }
  | { readonly of: "decision" }
  | { readonly of: "approval"; readonly title: string }
  | { readonly of: "work"; readonly work: string }
  | { readonly of: "estimate" }
  | { readonly of: "opinion"; readonly role: Role }
  | { readonly of: "finding" };

export interface Wait {
  readonly matter: Matter;
  readonly since: InstantMs;
  /** Everybody who was asked, the last one last. */
  readonly people: readonly string[];
  readonly keys: readonly string[];
}

export interface WorkView {
  readonly actions: readonly Action[];
  readonly waits: readonly Wait[];
}

export const NO_WORK: WorkView = { actions: [], waits: [] };

function matterOf(question: Question, role: Role): Matter {
  switch (question.of) {
    case "opinion":
      return { of: "opinion", role };
    case "estimate":
    case "finding":
    case "decision":
      return { of: question.of };
    case "approval":
      return { of: "approval", title: question.title };
    case "work":
      return { of: "work", work: question.work };
    default:
      return unreachable(question);
  }
}

const sameMatter = (a: Matter, b: Matter): boolean => JSON.stringify(a) === JSON.stringify(b);

function waitingFor(work: WorkView, at: InstantMs, matter: Matter, person: string, key: string): WorkView {
  const known = work.waits.find((wait) => sameMatter(wait.matter, matter));
  if (known === undefined) {
    return { ...work, waits: [...work.waits, { matter, since: at, people: [person], keys: [key] }] };
  }
  const people = [...known.people.filter((name) => name !== person), person];
  const longer: Wait = { ...known, people, keys: [...known.keys, key] };
  return { ...work, waits: work.waits.map((wait) => (wait === known ? longer : wait)) };
}

const without = (work: WorkView, over: (wait: Wait) => boolean): WorkView =>
  work.waits.some(over) ? { ...work, waits: work.waits.filter((wait) => !over(wait)) } : work;

export const paged = (work: WorkView, at: InstantMs, { key, target }: EffectOf<"page">): WorkView =>
  waitingFor(work, at, { of: "join", role: target.role }, target.person, key);

export const asked = (work: WorkView, at: InstantMs, effect: EffectOf<"ask">): WorkView =>
  waitingFor(
    work,
    at,
    matterOf(effect.arguments.question, effect.target.role),
    effect.target.person,
    effect.key,
  );

export const acknowledged = (work: WorkView, { role, page }: EventOf<"acknowledgement">): WorkView =>
  without(work, ({ matter, keys }) => keys.includes(page) || (matter.of === "join" && matter.role === role));

export const answered = (work: WorkView, { question }: EventOf<"answer">): WorkView =>
  without(work, ({ keys }) => keys.includes(question));

export const approved = (work: WorkView, { request }: EventOf<"approval">): WorkView =>
  without(work, ({ keys }) => keys.includes(request));

/** A decision also ends the consulting that was meant to prepare it. */
export const decided = (work: WorkView): WorkView =>
  without(work, ({ matter }) => matter.of === "decision" || matter.of === "opinion");

/** Who was consulted and kept silent is waited for no longer. */
export const recommended = (work: WorkView): WorkView =>
  without(work, ({ matter }) => matter.of === "opinion");

export const concluded = (work: WorkView): WorkView => without(work, ({ matter }) => matter.of === "finding");

export function ordered(
  work: WorkView,
  begunAt: InstantMs,
  { target, arguments: { option, title } }: EffectOf<"order">,
): WorkView {
  const action: Action = { cause: target.cause, option, title, begunAt, settled: null };
  const others = without(work, ({ matter }) => matter.of === "approval" && matter.title === title);
  return { ...others, actions: [...work.actions, action] };
}

export function settled(
  work: WorkView,
  at: InstantMs,
  { target, arguments: { option, result } }: EffectOf<"settle">,
): WorkView {
  const index = work.actions.findLastIndex(
    (action) => action.option === option && action.cause === target.cause,
  );
  return {
    ...work,
    actions: work.actions.map((action, place) =>
      place === index ? { ...action, settled: { at, result } } : action,
    ),
  };
}

export const nothingWaited = (work: WorkView): WorkView => ({ ...work, waits: [] });
