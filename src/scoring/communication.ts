/** Whether the right people heard the truth in time: cadence, recipients, fields, and what was said. */

import type { MessageContent } from "../responder/effect.ts";
import type { InstantMs } from "../units.ts";
import { detection, standingConclusion } from "./clocks.ts";
import { endedWithin, type Minutes, wholeMinute } from "./minutes.ts";
import type { Rubric } from "./rubric.ts";
import { effectsOf, eventsOf, type Stamped, type Trace, wasDone } from "./trace.ts";

export interface CommunicationScore {
  readonly updatesDue: number;
  readonly updatesSent: number;
  readonly longestSilenceMs: number;
  readonly cadenceKept: boolean;
  /** What was missing or wrong, in words. */
  readonly faults: readonly string[];
}

interface Said {
  readonly at: InstantMs;
  readonly content: MessageContent;
}

/** Everything that got out to the incidents channel, or by mail to the incident team. */
function broadcasts(trace: Trace, { communication }: Rubric): readonly Said[] {
  const posted = effectsOf(trace, "post-message")
    .filter(({ value }) => value.target.channel === communication.channel && wasDone(trace, value))
    .map(({ at, value }) => ({ at, content: value.arguments }));
  const mailed = effectsOf(trace, "send-mail")
    .filter(
      ({ value }) =>
        communication.mailTo.some((to) => value.target.mailboxes.includes(to)) && wasDone(trace, value),
    )
    .map(({ at, value }) => ({ at, content: value.arguments }));
  return [...posted, ...mailed].sort((a, b) => a.at - b.at);
}

export function scoreCommunication(trace: Trace, minutes: Minutes, rubric: Rubric): CommunicationScore {
  const { communication } = rubric;
  const from = detection(trace)?.at ?? null;
  const said = broadcasts(trace, rubric);
  if (from === null)
    return {
      updatesDue: 0,
      updatesSent: said.filter(isUpdate).length,
      longestSilenceMs: 0,
      cadenceKept: true,
      faults: [],
    };
  const resolved = effectsOf(trace, "declare")
    .filter(({ value }) => value.arguments.standing === "resolved")
    .at(-1);
  const until = resolved?.at ?? trace.endedAt;
  const updatesDue = Math.floor((until - from) / communication.every);
  const longestSilenceMs = longestGap(
    from,
    until,
    said.filter(({ at }) => at >= from && at <= until),
  );
  return {
    updatesDue,
    updatesSent: said.filter(isUpdate).length,
    longestSilenceMs,
    cadenceKept: longestSilenceMs <= communication.every + communication.tolerance,
    faults: [
      ...missing(trace, said, rubric, resolved !== undefined),
      ...untrue(trace, minutes, said, rubric),
    ],
  };
}

const isUpdate = ({ content }: Said): boolean => content.form === "update";

function longestGap(from: number, until: number, said: readonly Said[]): number {
  let last = from;
  let longest = 0;
  for (const { at } of said) {
    longest = Math.max(longest, at - last);
    last = at;
  }
  return Math.max(longest, until - last);
}

function missing(
  trace: Trace,
  said: readonly Said[],
  { communication }: Rubric,
  resolved: boolean,
): readonly string[] {
  const faults: string[] = [];
  const mails = effectsOf(trace, "send-mail").filter(({ value }) => wasDone(trace, value));
  for (const to of communication.mailTo) {
    if (!mails.some(({ value }) => value.target.mailboxes.includes(to)))
      faults.push(`nothing was mailed to ${to}`);
  }
  // An on-call who calls it in need not be paged.
  const calledIn = eventsOf(trace, "declare-request").some(({ role }) => role === "sre-oncall");
  if (!calledIn && !effectsOf(trace, "page").some(({ value }) => value.target.role === "sre-oncall")) {
    faults.push("the on-call was not paged");
  }
  if (!effectsOf(trace, "page").some(({ value }) => value.target.role === "incident-commander")) {
    faults.push("the Incident Commander was not paged");
  }
  if (!effectsOf(trace, "create-channel").some(({ value }) => wasDone(trace, value)))
    faults.push("no incident channel was opened");
  for (const { content } of said.filter(isUpdate))
    faults.push(...emptyFields(content, communication.updateFields));
  if (resolved) {
    for (const to of communication.resolvedMailTo) {
      const told = mails.some(
        ({ value }) => value.arguments.form === "stakeholders" && value.target.mailboxes.includes(to),
      );
      if (!told) faults.push(`${to} was not told of the resolution`);
    }
    const notice = said.find(({ content }) => content.form === "resolved");
    if (notice === undefined) faults.push("no resolution notice");
    else faults.push(...emptyFields(notice.content, communication.resolvedFields));
  }
  return [...new Set(faults)];
}

const emptyFields = ({ form, fields }: MessageContent, wanted: readonly string[]): readonly string[] =>
  wanted.filter((name) => (fields[name] ?? "").trim() === "").map((name) => `the ${form} lacks ${name}`);

/** Repositories that a message names and that are truly affected, by the rubric's definition, at any time so far. */
function trulyAffected(
  trace: Trace,
  minutes: Minutes,
  { affected }: Rubric,
  at: InstantMs,
): ReadonlySet<string> {
  const found = new Set<string>();
  const length = Math.round(affected.window / 60_000);
  const until = wholeMinute(at) + 1;
  for (const [index, { name }] of trace.roster.repositories.entries()) {
    for (let to = 1; to <= until; to += 1) {
      const { completed, failed } = endedWithin(minutes, to - length, to, index);
      if (
        failed >= affected.failuresAtLeast &&
        completed * 10_000 < affected.successBelow * (completed + failed)
      ) {
        found.add(name);
        break;
      }
    }
  }
  return found;
}

/** What was said of repositories and of the cause is held against the truth and against what stood concluded. */
function untrue(trace: Trace, minutes: Minutes, said: readonly Said[], rubric: Rubric): readonly string[] {
  const faults: string[] = [];
  const last: Stamped<Said> | null = lastOf(said);
  if (last === null) return faults;
  const stated = last.value.content.fields["affectedRepos"] ?? "";
  const truly = trulyAffected(trace, minutes, rubric, last.at);
  const words = new Set(stated.split(/[^\w.-]+|\.(?=\s|$)/));
  const named = new Set(trace.roster.repositories.map(({ name }) => name).filter((name) => words.has(name)));
  const wrong = [...named].filter((name) => !truly.has(name));
  const left = [...truly].filter((name) => !named.has(name));
  if (wrong.length > 0) faults.push(`named as affected, but are not: ${wrong.join(", ")}`);
  if (left.length > 0) faults.push(`affected, but not named: ${left.join(", ")}`);
  const cause = last.value.content.fields["rootCause"] ?? "";
  if (cause === "under investigation" && standingConclusion(trace) !== null)
    faults.push("the last message does not know the concluded cause");
  return faults;
}

function lastOf(said: readonly Said[]): Stamped<Said> | null {
  const last = said.filter(({ content }) => content.form === "update" || content.form === "resolved").at(-1);
  return last === undefined ? null : { at: last.at, value: last };
}
