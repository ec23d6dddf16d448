/** Whether each change rests on an approval by whoever was asked for it, or on a decision by whoever was asked to decide
 *  or commands the incident, that came before it. */

import { isChange } from "../responder/effect.ts";
import { peopleOf } from "../responder/roster.ts";
import type { InstantMs } from "../units.ts";
import { effectsOf, eventsOf, type Trace } from "./trace.ts";

export function unapproved(trace: Trace): readonly { readonly atMs: InstantMs; readonly detail: string }[] {
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
  return trace.effects.flatMap(({ at, value }) => {
    if (!isChange(value.kind) || !("approval" in value.arguments)) return [];
    const { approval } = value.arguments;
    const approvedAt = approval === null ? undefined : granted.get(approval);
    if (approvedAt !== undefined && approvedAt <= at) return [];
    const decided = decisions.some(
      (decision) =>
        decision.at <= at && (decision.decision.of === "option" || decision.decision.choice === "go"),
    );
    if (approval !== null && decided && !approval.includes("/approve/")) return [];
    return [{ atMs: at, detail: `${value.kind} (${value.key})` }];
  });
}
