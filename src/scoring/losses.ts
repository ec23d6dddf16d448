/** Where the time went: for each target the waits that lie between its clock's start and its end, longest first.
 *  A wait is named after whom or what was waited for; waits may overlap, since people and tools work side by side. */

import type { TargetId } from "../runbook/vocabulary.ts";
import type { DurationMs, InstantMs } from "../units.ts";
import { type Clocks, clockOf } from "./clocks.ts";
import { effectsOf, eventsOf, type Trace, truthsOf } from "./trace.ts";

export interface Wait {
  readonly for: string;
  readonly ms: DurationMs;
}

export interface Loss {
  readonly target: TargetId;
  readonly waits: readonly Wait[];
}

interface Span {
  readonly for: string;
  readonly from: InstantMs;
  readonly to: InstantMs;
}

const MOST_WAITS = 4;
const LEAST_WAIT_MS = 5_000;

export function lossesOf(trace: Trace, clocks: Clocks, missed: readonly TargetId[]): readonly Loss[] {
  const spans = [...pages(trace), ...questions(trace), ...rollouts(trace), ...phases(trace, clocks)];
  return missed.map((target) => {
    const from = clocks.zeroAt ?? (0 as InstantMs);
    const to = clockOf(clocks, target) ?? trace.endedAt;
    return {
      target,
      waits: longest(
        clipped(
          spans.filter(({ for: what }) => concerns(target, what)),
          from,
          to,
        ),
      ),
    };
  });
}

/** Which kinds of wait can hold a clock up. */
function concerns(target: TargetId, what: string): boolean {
  const kind = what.split(":")[0];
  switch (target) {
    case "detect":
      return kind === "declaration";
    case "mobilize":
      return kind === "declaration" || kind === "page";
    case "rootCause":
      return kind === "declaration" || kind === "diagnosis";
    case "mitigate":
    case "resolve":
      return true;
  }
}

function clipped(spans: readonly Span[], from: InstantMs, to: InstantMs): readonly Wait[] {
  const waits: Wait[] = [];
  for (const span of spans) {
    const ms = Math.min(span.to, to) - Math.max(span.from, from);
    if (ms >= LEAST_WAIT_MS)
      waits.push({ for: span.for.slice(span.for.indexOf(":") + 1), ms: ms as DurationMs });
  }
  return waits;
}

const longest = (waits: readonly Wait[]): readonly Wait[] =>
  [...waits].sort((a, b) => b.ms - a.ms || (a.for < b.for ? -1 : 1)).slice(0, MOST_WAITS);

function pages(trace: Trace): readonly Span[] {
  const absent = new Set(truthsOf(trace, "absent").map(({ value }) => value.person));
  const joined = eventsOf(trace, "acknowledgement");
  return effectsOf(trace, "page").map(({ at, value }) => {
    const { role, person } = value.target;
    const answered = joined.find(({ page }) => page === value.key)?.at;
    const filled = joined.find((event) => event.role === role && event.at >= at)?.at;
    const note = absent.has(person) ? " (did not answer)" : "";
    return {
      for: `page:${person} to join as ${role}${note}`,
      from: at,
      to: answered ?? filled ?? trace.endedAt,
    };
  });
}

function questions(trace: Trace): readonly Span[] {
  const answers = new Map<string, InstantMs>();
  for (const event of trace.events) {
    if (event.kind === "answer") answers.set(event.question, event.at);
    else if (event.kind === "approval") answers.set(event.request, event.at);
  }
  const decisions = eventsOf(trace, "decision");
  return effectsOf(trace, "ask").flatMap(({ at, value }): Span[] => {
    const { question } = value.arguments;
    if (question.of === "finding" || question.of === "estimate") return [];
    const decided = question.of === "decision" ? decisions.find((event) => event.at >= at)?.at : undefined;
    const to = answers.get(value.key) ?? decided ?? trace.endedAt;
    const what =
      question.of === "work"
        ? `${value.target.person} to do ${question.work}`
        : `${value.target.person}'s ${question.of}`;
    return [{ for: `ask:${what}`, from: at, to }];
  });
}

/** From a change of the deployment until its option was settled. */
function rollouts(trace: Trace): readonly Span[] {
  const settled = effectsOf(trace, "settle");
  return effectsOf(trace, "order").map(({ at, value }) => {
    const end = settled.find(
      (settle) => settle.at >= at && settle.value.target.cause === value.target.cause,
    )?.at;
    return { for: `rollout:${value.arguments.title} to take effect`, from: at, to: end ?? trace.endedAt };
  });
}

function phases(trace: Trace, clocks: Clocks): readonly Span[] {
  const zero = clocks.zeroAt ?? (0 as InstantMs);
  const declared = clocks.detectedAt ?? trace.endedAt;
  const concluded = clocks.rootCauseAt ?? trace.endedAt;
  const mitigated = clocks.mitigatedAt ?? trace.endedAt;
  const resolved = clocks.resolvedAt ?? trace.endedAt;
  return [
    { for: "declaration:the declaration", from: zero, to: declared },
    { for: "diagnosis:the root cause", from: declared, to: concluded },
    { for: "observation:the observation period", from: mitigated, to: resolved },
  ];
}
