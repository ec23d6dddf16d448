/** What must not stay away while the responder is up: word to the people, somebody for every page, an end for every
 *  incident. While it was down, or its kill switch was engaged, nothing was due. */

import type { EffectOf } from "../responder/effect.ts";
import { peopleOf } from "../responder/roster.ts";
import { type DurationMs, type InstantMs, milliseconds, minutes, plus, since } from "../units.ts";
import type { Rubric } from "./rubric.ts";
import { effectsOf, eventsOf, type Stamped, type Trace, truthsOf } from "./trace.ts";

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
    ...endless(trace, rubric, pauses),
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

/** When it was tried to say something about an incident, in whatever channel and with whatever success. */
function wordsAbout(trace: Trace, incident: string): readonly InstantMs[] {
  return [...effectsOf(trace, "post-message"), ...effectsOf(trace, "send-mail")]
    .filter(({ value }) => value.incidentId === incident)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
}

/** Word is due every so often. What was tried in time and did not get out is the tools' silence, as long as it is tried
 *  again. */
function silences(
  trace: Trace,
  { communication }: Rubric,
  { incidentId, from, to }: Span,
  pauses: readonly Pause[],
): readonly Breach[] {
  const allowed = milliseconds(communication.every + Math.max(communication.tolerance, oneRetry(trace)));
  const found: Breach[] = [];
  let last = from;
  for (const at of [...wordsAbout(trace, incidentId).filter((word) => word >= from && word < to), to]) {
    const silent = since(last, at) - pausedIn(pauses, last, at);
    if (silent > allowed) {
      found.push({
        id: "never-silent",
        atMs: plus(last, allowed),
        detail: `nobody was told anything for ${Math.round(silent / 1_000)} s, nor was it tried`,
      });
    }
    last = at;
  }
  return found;
}

/** Every page is acknowledged, or followed by another for the seat, until everybody was called as often as allowed. */
function unansweredPages(trace: Trace, spans: readonly Span[], pauses: readonly Pause[]): readonly Breach[] {
  const { acknowledgementTimeout, escalation, pagesPerPerson } = trace.runbook.triage;
  const everyPage = effectsOf(trace, "page");
  const found: Breach[] = [];
  const seen = new Set<string>();
  for (const { at, value } of everyPage) {
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
    const pages = everyPage.filter(
      (page) => page.value.incidentId === value.incidentId && page.value.target.role === role,
    );
    const followed = pages.some((page) => page.value.key !== value.key && page.at > at && page.at <= by);
    if (followed || isSeated(trace, value, by)) continue;
    const line = [role, ...escalation.filter((entry) => entry.role === role).map(({ to }) => to)].flatMap(
      (seat) => peopleOf(trace.roster, seat),
    );
    // The pager may have refused its first attempts only.
    const tried = pages.filter((page) => page.at <= by);
    if (Math.min(...line.map(({ id }) => timesCalled(trace, tried, id))) >= pagesPerPerson) continue;
    found.push({
      id: "pages-answered",
      atMs: by,
      detail: `nobody answered the page to ${person} as ${role}, and nobody else was called`,
    });
  }
  return found;
}

type Page = EffectOf<"page">;

function isSeated(trace: Trace, { incidentId, key, target: { role } }: Page, by: InstantMs): boolean {
  return eventsOf(trace, "acknowledgement").some(
    (event) =>
      event.at <= by && (event.page === key || (event.role === role && event.incidentId === incidentId)),
  );
}

/** Pages that the pager refused reached nobody. */
function timesCalled(trace: Trace, pages: readonly Stamped<Page>[], person: string): number {
  const called = pages.filter(
    ({ value }) => value.target.person === person && trace.outcomes.get(value.id)?.value.status !== "failed",
  );
  return new Set(called.map(({ value }) => value.key)).size;
}

/** For the look that is due at the target, and for the documents of what was resolved. */
const TO_SAY_SO = minutes(5);
const TO_FILE = minutes(30);

/** At the end an incident is reviewed or withdrawn; or it says, once its time is up, what its resolution still lacks. */
function endless(trace: Trace, rubric: Rubric, pauses: readonly Pause[]): readonly Breach[] {
  const latest = new Map<string, { at: InstantMs; openedAt: InstantMs; standing: string }>();
  for (const { at, value } of effectsOf(trace, "declare")) {
    if (value.incidentId === null) continue;
    const { standing } = value.arguments;
    latest.set(value.incidentId, { at, openedAt: latest.get(value.incidentId)?.openedAt ?? at, standing });
  }
  const lacking = new Map<string | null, boolean>();
  for (const { value } of effectsOf(trace, "assess"))
    if (value.target.table === "resolution")
      lacking.set(
        value.incidentId,
        value.arguments.criteria.some(({ state }) => state !== "met"),
      );
  const target = [...trace.runbook.targets, ...rubric.targets].find(({ id }) => id === "resolve");
  return [...latest].flatMap(([incidentId, { at, openedAt, standing }]): readonly Breach[] => {
    if (standing === "reviewed" || standing === "withdrawn") return [];
    const isResolved = standing === "resolved";
    const from = isResolved ? at : openedAt;
    const allowed = isResolved ? TO_FILE : (target?.within ?? 0) + TO_SAY_SO;
    if (since(from, trace.endedAt) - pausedIn(pauses, from, trace.endedAt) < allowed) return [];
    if (!isResolved && lacking.get(incidentId) === true) return [];
    const detail = isResolved
      ? `${incidentId} is resolved, and its documents are neither filed nor given up`
      : `${incidentId} is open at the end, and does not say what it lacks`;
    return [{ id: "incidents-end", atMs: trace.endedAt, detail }];
  });
}
