/** What remains to be done once an incident is resolved: the root cause analysis, the row in the incident log and
 *  the follow-up issues, filled in with what the journal knows. The phase ends when all of it is filed. */

import { dateOf } from "../calendar.ts";
import { evaluate, type FactSource } from "../runbook/predicate.ts";
import { formatDuration, minutes, since } from "../units.ts";
import { resolutionIsAnnounced } from "./communicate.ts";
import { isSettled, request } from "./ledger.ts";
import { advance } from "./lifecycle.ts";
import { actionText, causeText } from "./messages.ts";
import { sumOf } from "./metric-facts.ts";
import { byRepo } from "./metrics.ts";
import { rollbackTrack } from "./mitigation-facts.ts";
import { type FailureCount, rootCauseAnalysis } from "./root-cause-analysis.ts";
import type { Incident, Task } from "./state.ts";
import { record, type Turn } from "./turn.ts";

export function advanceReview(turn: Turn, incident: Incident, facts: FactSource): void {
  if (incident.phase !== "resolved" || !resolutionIsAnnounced(turn, incident)) return;
  const counted = countFailures(turn, incident);
  if (counted === null) return;
  // The analysis lists the issues, so they come first.
  const tasks = [
    ...fileFollowUps(turn, incident, facts),
    writeAnalysis(turn, incident, counted),
    appendLogRow(turn, incident, counted),
  ];
  if (!tasks.every(isSettled)) return;
  incident.phase = advance(incident.phase, "review-done");
  record(turn, incident.id, `${incident.id}/declare/reviewed`, {
    kind: "declare",
    target: { severity: turn.responder.runbook.severity },
    arguments: {
      standing: "reviewed",
      by: "responder",
      because: outcomeInWords(tasks),
      repositories: Object.keys(incident.affected),
    },
  });
}

function outcomeInWords(tasks: readonly Task[]): string {
  const missing = tasks.filter(({ status }) => status === "failed").map(({ intent }) => titleOf(intent));
  return missing.length === 0 ? "every document is filed" : `could not be filed: ${missing.join(", ")}`;
}

function titleOf(intent: Task["intent"]): string {
  switch (intent.kind) {
    case "write-document":
      return "the root cause analysis";
    case "append-row":
      return "the row in the incident log";
    case "create-issue":
      return `the issue "${intent.arguments.title}"`;
    default:
      return intent.kind;
  }
}

const prefix = (incident: Incident): string => `${incident.id}/review/${incident.reopened}`;

/** Failed flows over the whole incident; what the incident counted itself where metrics do not answer. */
function countFailures(turn: Turn, incident: Incident): FailureCount | null {
  const length = since(incident.openedAt, turn.now) + minutes(10);
  const task = request(turn, {
    key: `${prefix(incident)}/failures`,
    incidentId: incident.id,
    intent: {
      kind: "query-metrics",
      target: { system: "prometheus" },
      arguments: {
        expression: turn.responder.runbook.review.query.replaceAll(
          "{duration}",
          `${Math.ceil(length / 60_000)}m`,
        ),
      },
    },
  });
  if (!isSettled(task)) return null;
  const counts = byRepo(task.reading ?? undefined);
  return counts === null
    ? { byRepo: {}, total: incident.failuresCounted }
    : { byRepo: counts, total: sumOf(counts) };
}

function writeAnalysis(turn: Turn, incident: Incident, failures: FailureCount): Task {
  return request(turn, {
    key: `${prefix(incident)}/rca`,
    incidentId: incident.id,
    intent: () => ({
      kind: "write-document",
      target: { path: turn.responder.runbook.review.rcaPath.replace("{id}", incident.id) },
      arguments: { text: rootCauseAnalysis(turn, incident, failures) },
    }),
  });
}

/** The columns the runbook's log knows, each with what goes into it. */
function appendLogRow(turn: Turn, incident: Incident, failures: FailureCount): Task {
  const { review, severity } = turn.responder.runbook;
  const rollback = rollbackTrack(incident);
  const resolvedAt = incident.resolution.resolvedAt ?? turn.now;
  const values: Readonly<Record<string, string>> = {
    Date: dateOf(turn.responder.epochMs, incident.openedAt),
    "Incident ID": incident.id,
    Severity: severity,
    Type: "Mass Failure",
    "Affected Repos": String(Object.keys(incident.affected).length),
    "Duration (min)": String(Math.round(since(incident.openedAt, resolvedAt) / 60_000)),
    "Root Cause": causeText(incident),
    Resolution: actionText(turn, incident),
    "Rollback?": rollback !== null && rollback.orderedAt !== null ? "Yes" : "No",
    "Failed Flows": String(failures.total),
    Downtime: formatDuration(since(incident.openedAt, incident.resolution.calmSince ?? resolvedAt)),
  };
  return request(turn, {
    key: `${prefix(incident)}/log`,
    incidentId: incident.id,
    intent: {
      kind: "append-row",
      target: { path: review.incidentLogPath },
      arguments: {
        columns: review.incidentLogColumns,
        row: review.incidentLogColumns.map((column) => values[column] ?? ""),
      },
    },
  });
}

function fileFollowUps(turn: Turn, incident: Incident, facts: FactSource): readonly Task[] {
  const { review } = turn.responder.runbook;
  return review.followUps
    .filter(
      ({ id, when }) =>
        turn.state.tasks[`${prefix(incident)}/issue/${id}`] !== undefined || evaluate(when, facts) === true,
    )
    .map(({ id, title, body, owner }) =>
      request(turn, {
        key: `${prefix(incident)}/issue/${id}`,
        incidentId: incident.id,
        intent: {
          kind: "create-issue",
          target: { label: review.followUpLabel },
          arguments: { title, body: `${body}\nLinked to: ${incident.id}.`, owner },
        },
      }),
    );
}
