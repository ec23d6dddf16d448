/** Whether each change rests on an approval by whoever was asked for it and may give it, or on a decision by whoever was
 *  asked to decide or commands the incident, that came before it. */

import { type EffectOf, isChange } from "../responder/effect.ts";
import { peopleOf } from "../responder/roster.ts";
import type { InstantMs } from "../units.ts";
import { effectsOf, eventsOf, type Trace } from "./trace.ts";

export function unapproved(trace: Trace): readonly { readonly atMs: InstantMs; readonly detail: string }[] {
  const asked = new Map(
    effectsOf(trace, "ask")
      .filter(({ value }) => mayApprove(trace, value))
      .map(({ value }) => [value.key, value.target.person]),
  );
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

/** What the Incident Commander is to approve, nobody below does. */
function mayApprove(
  { runbook: { causes, decision } }: Trace,
  { target, arguments: asked }: EffectOf<"ask">,
): boolean {
  const { question } = asked;
  if (question.of !== "approval") return false;
  const option = causes
    .find(({ id }) => id === question.cause)
    ?.options.find(({ id }) => id === question.option);
  const roles = [
    decision.decider,
    decision.untilMobilized,
    ...(option?.approval === "ic" ? [] : ["sre-oncall"]),
  ];
  return roles.includes(target.role);
}
