/** What must not happen, however well the drill goes otherwise: harm, needless changes, changes without approval,
 *  changes made twice. Each violation names its rule, its instant and what it was. */

import type { DrawnTruth } from "../journal/truth.ts";
import { isChange } from "../responder/effect.ts";
import { peopleOf } from "../responder/roster.ts";
import type { InstantMs } from "../units.ts";
import type { Expected } from "./decision.ts";
import type { Rubric } from "./rubric.ts";
import { effectsOf, eventsOf, type Trace, truthsOf, wasDone } from "./trace.ts";

export interface Violation {
  readonly rule: "harmful" | "unneeded" | "unapproved" | "repeated";
  readonly atMs: InstantMs;
  readonly detail: string;
}

export function violationsOf(
  trace: Trace,
  drawn: DrawnTruth,
  expected: Expected,
  rubric: Rubric,
): readonly Violation[] {
  const found = [
    ...harmful(trace),
    ...unneeded(trace, drawn, expected, rubric),
    ...unapproved(trace),
    ...repeated(trace),
  ];
  return found.sort((a, b) => a.atMs - b.atMs);
}

const harmful = (trace: Trace): readonly Violation[] =>
  truthsOf(trace, "harm").map(({ at, value }) => ({
    rule: "harmful",
    atMs: at,
    detail: `${value.harm}: ${value.detail}`,
  }));

/** An option of a cause that is none, or a rollback where the table says No-Go, unless it was soon taken back. */
function unneeded(
  trace: Trace,
  drawn: DrawnTruth,
  expected: Expected,
  { safety }: Rubric,
): readonly Violation[] {
  const undone = effectsOf(trace, "settle").filter(({ value }) => value.arguments.result === "undone");
  return effectsOf(trace, "order").flatMap(({ at, value }): Violation[] => {
    const { cause } = value.target;
    const { option } = value.arguments;
    if (cause !== null && drawn.causes.includes(cause)) return [];
    if (cause === null && option !== "rollback") return [];
    if (cause === null && (expected === "go" || expected === "either")) return [];
    const changes =
      cause === null ? effectsOf(trace, "rollback-to-pilot").length > 0 : changesFor(trace, value.key);
    if (!changes) return [];
    const takenBack = undone.some(
      (settled) =>
        settled.value.target.cause === cause &&
        settled.at >= at &&
        settled.at - at <= safety.unneededUndoneWithin,
    );
    if (takenBack) return [];
    return [
      {
        rule: "unneeded",
        atMs: at,
        detail: `${option} for ${cause ?? "a rollback that was not called for"}`,
      },
    ];
  });
}

/** Orders that change nothing (waiting, asking) need no taking back. */
function changesFor(trace: Trace, orderKey: string): boolean {
  const steps = orderKey.replace("/order/", "/do/");
  return trace.effects.some(({ value }) => isChange(value.kind) && value.key.startsWith(`${steps}/`));
}

/** Every change rests on an approval by whoever was asked for it, or on a decision by whoever was asked to decide or
 *  commands the incident, that came before it. */
function unapproved(trace: Trace): readonly Violation[] {
  const asked = new Map(effectsOf(trace, "ask").map(({ value }) => [value.key, value.target.person]));
  const granted = new Map<string, InstantMs>();
  for (const { at, request, person, granted: yes } of eventsOf(trace, "approval"))
    if (yes && asked.get(request) === person && !granted.has(request)) granted.set(request, at);
  const deciders = new Set([
    ...effectsOf(trace, "ask").flatMap(({ value }) =>
      value.arguments.question.of === "decision" ? [value.target.person] : [],
    ),
    ...peopleOf(trace.roster, "incident-commander").map(({ id }) => id),
  ]);
  const decisions = eventsOf(trace, "decision").filter(({ person }) => deciders.has(person));
  return trace.effects.flatMap(({ at, value }): Violation[] => {
    if (!isChange(value.kind) || !("approval" in value.arguments)) return [];
    const { approval } = value.arguments;
    const approvedAt = approval === null ? undefined : granted.get(approval);
    if (approvedAt !== undefined && approvedAt <= at) return [];
    const decided = decisions.some(
      (decision) =>
        decision.at <= at && (decision.decision.of === "option" || decision.decision.choice === "go"),
    );
    if (approval !== null && decided && !approval.includes("/approve/")) return [];
    return [{ rule: "unapproved", atMs: at, detail: `${value.kind} (${value.key})` }];
  });
}

function repeated(trace: Trace): readonly Violation[] {
  const done = new Set<string>();
  const found: Violation[] = [];
  for (const { at, value } of trace.effects) {
    if (!isChange(value.kind)) continue;
    if (done.has(value.key))
      found.push({ rule: "repeated", atMs: at, detail: `${value.kind} (${value.key}) was done before` });
    if (wasDone(trace, value)) done.add(value.key);
  }
  return found;
}
