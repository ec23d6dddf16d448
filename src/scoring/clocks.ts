/** The five clocks, read off what happened: from the instant at which a mass failure was there to be seen.
 *  Null: it never happened. Sources are the truth and the responder's own records, never its opinion of itself. */

import type { CauseId } from "../runbook/cause.ts";
import type { TargetId } from "../runbook/vocabulary.ts";
import type { DurationMs, InstantMs } from "../units.ts";
import { type Ended, endedWithin, failedShare, type Minutes, minuteStart, wholeMinute } from "./minutes.ts";
import type { Rubric } from "./rubric.ts";
import { effectsOf, eventsOf, type Stamped, type Trace, truthsOf, wasDone } from "./trace.ts";

export interface Clocks {
  readonly zeroAt: InstantMs | null;
  readonly firstFailedFlowAt: InstantMs | null;
  readonly detectedAt: InstantMs | null;
  readonly mobilizedAt: InstantMs | null;
  readonly rootCauseAt: InstantMs | null;
  readonly mitigatedAt: InstantMs | null;
  readonly resolvedAt: InstantMs | null;
}

type Truths = Pick<Trace, "truths">;

/** Flows that a fault failed; the base rate and the responder's own doing are not among them. */
const failedByFault = (trace: Truths): readonly Stamped<{ readonly repo: string }>[] =>
  truthsOf(trace, "flow-failed").filter(({ value }) => value.fault !== null && value.fault !== "own");

export function zeroOf(trace: Truths, { zero }: Rubric): InstantMs | null {
  if (zero.from === "onset") return truthsOf(trace, "fault-began")[0]?.at ?? null;
  const failures = failedByFault(trace);
  const failuresOf = new Map<string, number>();
  let first = 0;
  for (const [last, { at, value }] of failures.entries()) {
    failuresOf.set(value.repo, (failuresOf.get(value.repo) ?? 0) + 1);
    for (let old = failures[first]; old !== undefined && old.at <= at - zero.within; old = failures[first]) {
      const left = (failuresOf.get(old.value.repo) ?? 0) - 1;
      if (left > 0) failuresOf.set(old.value.repo, left);
      else failuresOf.delete(old.value.repo);
      first += 1;
    }
    if (last + 1 - first >= zero.failures && failuresOf.size >= zero.repositories) return at;
  }
  return null;
}

export function clocksOf(
  trace: Trace,
  minutes: Minutes,
  rubric: Rubric,
  rightSet: readonly CauseId[],
  rollbackIsRight: boolean,
): Clocks {
  const zeroAt = zeroOf(trace, rubric);
  return {
    zeroAt,
    firstFailedFlowAt: failedByFault(trace)[0]?.at ?? null,
    detectedAt: detection(trace)?.at ?? null,
    mobilizedAt: mobilization(trace),
    rootCauseAt: rootCause(trace, rightSet),
    mitigatedAt: mitigation(trace, minutes, rubric, rollbackIsRight),
    resolvedAt: resolution(trace, minutes, rubric),
  };
}

/** The first declaration that was not withdrawn. */
export function detection(trace: Trace): Stamped<{ readonly incidentId: string | null }> | null {
  const declared = effectsOf(trace, "declare");
  const withdrawn = new Set(
    declared
      .filter(({ value }) => value.arguments.standing === "withdrawn")
      .map(({ value }) => value.incidentId),
  );
  return (
    declared.find(({ value }) => value.arguments.standing === "open" && !withdrawn.has(value.incidentId)) ??
    null
  );
}

/** A person's acknowledgement, and the Incident Commander and the Engineering TL joined. */
function mobilization(trace: Trace): InstantMs | null {
  const joined = eventsOf(trace, "acknowledgement");
  const first = joined[0]?.at;
  const commander = joined.find(({ role }) => role === "incident-commander")?.at;
  const lead = joined.find(({ role }) => role === "engineering-tl")?.at;
  if (first === undefined || commander === undefined || lead === undefined) return null;
  return Math.max(first, commander, lead) as InstantMs;
}

/** The set that stands concluded at the end; null when none was, or the last one was withdrawn. */
export function standingConclusion(trace: Trace): readonly CauseId[] | null {
  const last = effectsOf(trace, "conclude").findLast(
    ({ value }) => value.arguments.standing !== "considering",
  )?.value.arguments;
  return last?.standing === "concluded" ? last.causes : null;
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item) => b.includes(item));

/** Since when the right set has stood concluded without a break until the end. */
function rootCause(trace: Trace, rightSet: readonly CauseId[]): InstantMs | null {
  let since: InstantMs | null = null;
  for (const { at, value } of effectsOf(trace, "conclude")) {
    const { standing, causes } = value.arguments;
    if (standing === "considering") continue;
    if (standing === "withdrawn" || !sameSet(causes, rightSet)) since = null;
    else since ??= at;
  }
  return since;
}

/** From when on every window stays good until the end: the start of the first minute after the last bad window's
 *  beginning. Zero minutes when no window is bad. */
export function goodFrom(minutes: Minutes, window: DurationMs, failedBelow: number): InstantMs {
  const length = Math.round(window / 60_000);
  let good = 0;
  for (let from = 0; from < minutes.tallies.length; from += 1) {
    const ended: Ended = endedWithin(minutes, from, from + length);
    if (failedShare(ended) >= failedBelow) good = from + 1;
  }
  return minuteStart(good);
}

function mitigation(
  trace: Trace,
  minutes: Minutes,
  { mitigation: policy }: Rubric,
  rollbackIsRight: boolean,
): InstantMs | null {
  const orders = effectsOf(trace, "order");
  const [first] = orders;
  if (first === undefined) return null;
  const good = goodFrom(minutes, policy.window, policy.failedBelow);
  const lasted = minuteStart(minutes.tallies.length);
  const byAction = good < lasted ? (Math.max(good, first.at) as InstantMs) : null;
  const rollback = rollbackIsRight
    ? effectsOf(trace, "rollback-to-pilot").find(({ value }) => wasDone(trace, value))
    : undefined;
  if (rollback === undefined) return byAction;
  return byAction === null || rollback.at < byAction ? rollback.at : byAction;
}

/** The last declaration of resolution, if the criteria were truly met then and no reopening followed. */
function resolution(trace: Trace, minutes: Minutes, rubric: Rubric): InstantMs | null {
  const declared = effectsOf(trace, "declare");
  const last = declared
    .filter(({ value }) => ["resolved", "reopened", "open"].includes(value.arguments.standing))
    .at(-1);
  if (last === undefined || last.value.arguments.standing !== "resolved") return null;
  return trulyResolved(trace, minutes, rubric, last.at) ? last.at : null;
}

export function trulyResolved(trace: Trace, minutes: Minutes, rubric: Rubric, at: InstantMs): boolean {
  const now = wholeMinute(at);
  const { window, successAtLeast } = rubric.resolution;
  if (failedShare(endedWithin(minutes, now - Math.round(window / 60_000), now)) > 10_000 - successAtLeast)
    return false;
  const paused = new Set(minutes.tallies[Math.min(now, minutes.tallies.length) - 1]?.paused);
  const told = mailboxesTold(trace, at);
  // A repository runs again, or is paused and its owner knows.
  return trace.roster.repositories.every(({ name, ownerMailbox }, index) =>
    paused.has(name) ? told.has(ownerMailbox) : runs(minutes, rubric, index, now),
  );
}

function runs(minutes: Minutes, { affected }: Rubric, repo: number, now: number): boolean {
  const ended = endedWithin(minutes, now - Math.round(affected.window / 60_000), now, repo);
  return failedShare(ended) <= 10_000 - affected.successBelow || ended.failed < affected.failuresAtLeast;
}

const mailboxesTold = (trace: Trace, by: InstantMs): ReadonlySet<string> =>
  new Set(
    effectsOf(trace, "send-mail")
      .filter(({ at, value }) => at <= by && wasDone(trace, value))
      .flatMap(({ value }) => value.target.mailboxes),
  );

export const clockOf = (clocks: Clocks, target: TargetId): InstantMs | null => {
  switch (target) {
    case "detect":
      return clocks.detectedAt;
    case "mobilize":
      return clocks.mobilizedAt;
    case "rootCause":
      return clocks.rootCauseAt;
    case "mitigate":
      return clocks.mitigatedAt;
    case "resolve":
      return clocks.resolvedAt;
  }
};
