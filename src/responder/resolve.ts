/** Knows when it is over: flows stopped failing, the resolution window is clean, every criterion holds. A recurrence
 *  reopens.
 *  Invariants: resolved only while every criterion is met; the window is judged on answers that span it whole. */

import type { FactSource } from "../runbook/predicate.ts";
import { plus, since } from "../units.ts";
import { announceReopening, announceResolution } from "./communicate.ts";
import { assess } from "./decide.ts";
import { forget, isSettled, request, taskOf } from "./ledger.ts";
import { advance, next } from "./lifecycle.ts";
import { byRepo, tellsOfAll } from "./metrics.ts";
import type { Incident } from "./state.ts";
import { record, type Turn, wake } from "./turn.ts";

/** Follows the latest metrics: calm from the first reading in which no repository fails. */
export function noteCalm(turn: Turn, incident: Incident): void {
  const { resolution } = incident;
  const failing = incident.affectedNow.length > 0;
  if (failing) {
    resolution.calmSince = null;
    resolution.failingSince ??= turn.now;
    if (next(incident.phase, "failures-returned") === null) return;
    if (incident.phase === "resolved") reopen(turn, incident);
    else returned(turn, incident);
    return;
  }
  resolution.failingSince = null;
  if (incident.scopedAt === null || Object.keys(incident.affected).length === 0) return;
  resolution.calmSince ??= turn.state.metrics.current?.at ?? turn.now;
  if (next(incident.phase, "failures-stopped") !== null) {
    incident.phase = advance(incident.phase, "failures-stopped");
    incident.timeline.push({ at: turn.now, what: "Flows stopped failing" });
  }
}

function returned(turn: Turn, incident: Incident): void {
  incident.phase = advance(incident.phase, "failures-returned");
  const where = incident.affectedNow.length === 0 ? "" : ` in ${incident.affectedNow.join(", ")}`;
  incident.timeline.push({ at: turn.now, what: `Failures are back${where}` });
}

/** What was called resolved is not: the incident goes on, with its people, its conclusion and what was tried. */
export function reopen(turn: Turn, incident: Incident): void {
  returned(turn, incident);
  incident.reopened += 1;
  incident.resolution.calmSince = null;
  incident.resolution.resolvedAt = null;
  record(turn, incident.id, `${incident.id}/declare/reopened/${incident.reopened}`, {
    kind: "declare",
    target: { severity: turn.responder.runbook.severity },
    arguments: {
      standing: "reopened",
      by: "responder",
      because: "the failures are back",
      repositories: incident.affectedNow,
    },
  });
  announceReopening(turn, incident);
}

export function advanceResolution(turn: Turn, incident: Incident, facts: FactSource): void {
  const { resolution: policy } = turn.responder.runbook;
  const { criteria } = incident.mass ? policy : policy.narrow;
  if (incident.phase !== "observing") {
    if (isOverdue(turn, incident)) {
      assess(turn, incident, "resolution", criteria, facts);
      wake(turn, plus(turn.now, policy.checkEvery));
    }
    return;
  }
  queryWindow(turn, incident);
  const assessed = assess(turn, incident, "resolution", criteria, facts);
  if (!assessed.every(({ truth }) => truth === true)) {
    wake(turn, plus(turn.now, policy.checkEvery));
    return;
  }
  incident.phase = advance(incident.phase, "criteria-met");
  incident.resolution.resolvedAt = turn.now;
  incident.timeline.push({ at: turn.now, what: "Incident resolved" });
  record(turn, incident.id, `${incident.id}/declare/resolved/${incident.reopened}`, {
    kind: "declare",
    target: { severity: turn.responder.runbook.severity },
    arguments: {
      standing: "resolved",
      by: "responder",
      because: "every resolution criterion is met",
      repositories: Object.keys(incident.affected),
    },
  });
  announceResolution(turn, incident);
}

/** Past its target, an incident that goes on says what its resolution lacks. */
function isOverdue(turn: Turn, { openedAt }: Incident): boolean {
  const target = turn.responder.runbook.targets.find(({ id }) => id === "resolve");
  if (target === undefined) return false;
  const due = plus(openedAt, target.within);
  if (turn.now >= due) return true;
  wake(turn, due);
  return false;
}

/** Asks for the whole window once it can be clean, and again until it is. */
function queryWindow(turn: Turn, incident: Incident): void {
  const { resolution: policy } = turn.responder.runbook;
  const { resolution } = incident;
  if (resolution.calmSince === null) return;
  const { window } = incident.mass ? policy : policy.narrow;
  const clean = plus(resolution.calmSince, window);
  if (turn.now < clean) {
    wake(turn, clean);
    return;
  }
  const keys = [
    `${incident.id}/window/${resolution.cycles}/failures`,
    `${incident.id}/window/${resolution.cycles}/executions`,
  ] as const;
  const [failures, executions] = keys.map((key) => taskOf(turn, key));
  if (failures !== null && failures !== undefined && executions !== null && executions !== undefined) {
    if (!isSettled(failures) || !isSettled(executions)) return;
    const failed = byRepo(failures.reading ?? undefined);
    const executed = tellsOfAll(turn, byRepo(executions.reading ?? undefined));
    if (failed !== null && executed !== null) {
      resolution.windowFailures = failed;
      resolution.windowExecutions = executed;
      resolution.windowAt = turn.now;
    }
    for (const key of keys) forget(turn, key);
    resolution.checkedAt = turn.now;
    return;
  }
  if (resolution.checkedAt !== null && since(resolution.checkedAt, turn.now) < policy.checkEvery) {
    wake(turn, plus(resolution.checkedAt, policy.checkEvery));
    return;
  }
  resolution.cycles += 1;
  for (const [name, expression] of [
    ["failures", policy.query],
    ["executions", policy.executionsQuery],
  ] as const) {
    request(turn, {
      key: `${incident.id}/window/${resolution.cycles}/${name}`,
      incidentId: incident.id,
      attempts: 2,
      intent: {
        kind: "query-metrics",
        target: { system: "prometheus" },
        arguments: { expression: expression.replaceAll("{window}", `${window / 60_000}m`) },
      },
    });
  }
}
