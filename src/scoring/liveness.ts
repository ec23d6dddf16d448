/** What must not stay away while the responder is up: word to the people, somebody for every page, an end for every
 *  incident. While it was down, or its kill switch was engaged, nothing was due. */

import { peopleOf } from "../responder/roster.ts";
import type { Role } from "../runbook/vocabulary.ts";
import { type DurationMs, type InstantMs, milliseconds, plus, since } from "../units.ts";
import type { Rubric } from "./rubric.ts";
import { effectsOf, eventsOf, type Stamped, type Trace, truthsOf, wasDone } from "./trace.ts";

export const LIVENESS_INVARIANTS = ["never-silent", "pages-answered", "incidents-end"] as const;
export type LivenessInvariant = (typeof LIVENESS_INVARIANTS)[number];

interface Breach {
  readonly id: LivenessInvariant;
  readonly atMs: InstantMs;
  readonly detail: string;
}

export function livenessOf(trace: Trace, rubric: Rubric): readonly Breach[] {
  const spans = openSpans(trace);
  if (spans.length === 0) return [];
  const pauses = pausesOf(trace);
  return [
    ...spans.flatMap((span) => silences(trace, rubric, span, pauses)),
    ...unansweredPages(trace, spans, pauses),
    ...endless(trace),
  ];
}

/** From the declaration (or the reopening) to the resolution, the withdrawal or the drill's end. */
interface Span {
  readonly incidentId: string;
  readonly from: InstantMs;
  readonly to: InstantMs;
}

function openSpans(trace: Trace): readonly Span[] {
  const openedAt = new Map<string, InstantMs>();
  const spans: Span[] = [];
  for (const { at, value } of effectsOf(trace, "declare")) {
    const { incidentId } = value;
    if (incidentId === null) continue;
    switch (value.arguments.standing) {
      case "open":
      case "reopened":
        openedAt.set(incidentId, at);
        break;
      case "resolved":
      case "withdrawn": {
        const from = openedAt.get(incidentId);
        if (from !== undefined) spans.push({ incidentId, from, to: at });
        openedAt.delete(incidentId);
        break;
      }
      case "reviewed":
        break;
    }
  }
  for (const [incidentId, from] of openedAt) spans.push({ incidentId, from, to: trace.endedAt });
  return spans;
}

interface Pause {
  readonly from: InstantMs;
  readonly to: InstantMs;
}

function pausesOf(trace: Trace): readonly Pause[] {
  const pauses: Pause[] = eventsOf(trace, "resume").map(({ downSince, at }) => ({ from: downSince, to: at }));
  let stoppedAt: InstantMs | null = null;
  for (const { at, engaged } of eventsOf(trace, "kill-switch")) {
    if (engaged) stoppedAt ??= at;
    else if (stoppedAt !== null) {
      pauses.push({ from: stoppedAt, to: at });
      stoppedAt = null;
    }
  }
  if (stoppedAt !== null) pauses.push({ from: stoppedAt, to: trace.endedAt });
  // Down at the drill's end: nothing was heard of it any more.
  return [...pauses, ...downAtTheEnd(trace)];
}

/** A crash that the drill did not outlive leaves no word of its own: the drawn tool fault tells of it. */
function downAtTheEnd(trace: Trace): readonly Pause[] {
  return truthsOf(trace, "tool-fault").flatMap(({ value: { fault, from, until } }) =>
    fault === "responder-crash" &&
    from !== null &&
    until !== null &&
    from < trace.endedAt &&
    until >= trace.endedAt
      ? [{ from, to: trace.endedAt }]
      : [],
  );
}

/** How much of a span nothing was due in. */
function pausedIn(pauses: readonly Pause[], from: InstantMs, to: InstantMs): DurationMs {
  let total = 0;
  for (const pause of merged(pauses))
    total += Math.max(0, Math.min(to, pause.to) - Math.max(from, pause.from));
  return milliseconds(total);
}

function merged(pauses: readonly Pause[]): readonly Pause[] {
  const result: Pause[] = [];
  for (const pause of [...pauses].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || pause.from > last.to) result.push(pause);
    else if (pause.to > last.to) result[result.length - 1] = { from: last.from, to: pause.to };
  }
  return result;
}

/** An attempt, its answer overdue, a look-up, the pause before the next attempt. */
function oneRetry({ runbook: { tools } }: Trace): DurationMs {
  return milliseconds(tools.deadline * 2 + tools.backoff);
}

type Word = Stamped<{ readonly done: boolean }>;

function wordsOf(trace: Trace): readonly Word[] {
  const words = [...effectsOf(trace, "post-message"), ...effectsOf(trace, "send-mail")].map(
    ({ at, value }) => ({
      at,
      value: { done: wasDone(trace, value) },
    }),
  );
  return words.sort((a, b) => a.at - b.at);
}

/** Word that got out is due every so often; where every channel that was tried failed, nobody can be blamed. */
function silences(
  trace: Trace,
  { communication }: Rubric,
  { from, to }: Span,
  pauses: readonly Pause[],
): readonly Breach[] {
  const allowed = communication.every + Math.max(communication.tolerance, oneRetry(trace));
  const words = wordsOf(trace).filter(({ at }) => at >= from && at <= to);
  const found: Breach[] = [];
  let last = from;
  const look = (until: InstantMs): void => {
    const silent = since(last, until) - pausedIn(pauses, last, until);
    if (silent <= allowed) return;
    const tried = words.filter(({ at, value }) => !value.done && at > last && at < until);
    const dueBy = plus(last, milliseconds(allowed));
    // Tried in time, and nothing worked: that is the tools' silence.
    if (tried.some(({ at }) => at <= dueBy)) return;
    found.push({
      id: "never-silent",
      atMs: dueBy,
      detail: `no word got out for ${Math.round(silent / 1_000)} s`,
    });
  };
  for (const { at, value } of words) {
    if (!value.done) continue;
    look(at);
    last = at;
  }
  look(to);
  return found;
}

/** Every page is acknowledged, or followed by another for the seat, until everybody was called as often as allowed. */
function unansweredPages(trace: Trace, spans: readonly Span[], pauses: readonly Pause[]): readonly Breach[] {
  const { acknowledgementTimeout, escalation, pagesPerPerson } = trace.runbook.triage;
  const pages = effectsOf(trace, "page");
  const found: Breach[] = [];
  const seen = new Set<string>();
  for (const { at, value } of pages) {
    if (seen.has(value.key) || value.incidentId === null) continue;
    seen.add(value.key);
    const { role, person } = value.target;
    // Whoever could be called next may have been called for another seat a moment ago.
    const due = plus(at, milliseconds(acknowledgementTimeout * 2 + oneRetry(trace)));
    const by = plus(due, pausedIn(pauses, at, due));
    const span = spans.find(
      ({ incidentId, from, to }) => incidentId === value.incidentId && at >= from && at <= to,
    );
    if (span === undefined || by >= span.to) continue;
    const followed = pages.some(
      (page) =>
        page.value.target.role === role && page.value.key !== value.key && page.at > at && page.at <= by,
    );
    if (followed || isSeated(trace, role, value.key, by)) continue;
    if (calledOften(trace, role, escalation, at) >= pagesPerPerson) continue;
    found.push({
      id: "pages-answered",
      atMs: by,
      detail: `nobody answered the page to ${person} as ${role}, and nobody else was called`,
    });
  }
  return found;
}

function isSeated(trace: Trace, role: Role, page: string, by: InstantMs): boolean {
  return eventsOf(trace, "acknowledgement").some(
    (event) => event.at <= by && (event.page === page || event.role === role),
  );
}

/** How often the least called of those who may fill the seat was called for it, up to an instant. */
function calledOften(
  trace: Trace,
  role: Role,
  escalation: readonly { readonly role: Role; readonly to: Role }[],
  until: InstantMs,
): number {
  const line = [
    ...peopleOf(trace.roster, role),
    ...escalation.filter((entry) => entry.role === role).flatMap(({ to }) => peopleOf(trace.roster, to)),
  ];
  const keys = new Map<string, Set<string>>();
  for (const { at, value } of effectsOf(trace, "page")) {
    if (value.target.role !== role || at > until) continue;
    const called = keys.get(value.target.person) ?? new Set<string>();
    called.add(value.key);
    keys.set(value.target.person, called);
  }
  return Math.min(...line.map(({ id }) => keys.get(id)?.size ?? 0));
}

/** Younger incidents need not have ended, nor said why not. */
const YOUNG_MS = 65 * 60_000;

/** At the end an incident is reviewed or withdrawn, or says what its resolution or its review still lacks. */
function endless(trace: Trace): readonly Breach[] {
  const latest = new Map<string, { at: InstantMs; openedAt: InstantMs; standing: string }>();
  for (const { at, value } of effectsOf(trace, "declare")) {
    if (value.incidentId === null) continue;
    const before = latest.get(value.incidentId);
    latest.set(value.incidentId, {
      at,
      openedAt: before?.openedAt ?? at,
      standing: value.arguments.standing,
    });
  }
  const found: Breach[] = [];
  for (const [incidentId, { at, openedAt, standing }] of latest) {
    if (standing === "reviewed" || standing === "withdrawn") continue;
    if (since(standing === "resolved" ? at : openedAt, trace.endedAt) < YOUNG_MS) continue;
    const says = effectsOf(trace, "assess").some(
      ({ value }) =>
        value.incidentId === incidentId &&
        value.target.table === "resolution" &&
        value.arguments.criteria.some(({ state }) => state !== "met"),
    );
    if (standing !== "resolved" && says) continue;
    found.push({
      id: "incidents-end",
      atMs: trace.endedAt,
      detail: `${incidentId} is ${standing} at the end, and does not say what it lacks`,
    });
  }
  return found;
}
