/** The root cause analysis as Markdown: the runbook's sections, filled in with what the responder knows of the
 *  incident. What it cannot know (lessons, users) is said to be open, with an owner, never invented. */

import { unreachable } from "../assert.ts";
import { dateOf, timeOfDay } from "../calendar.ts";
import type { SectionContent } from "../runbook/schema.ts";
import { formatDuration, since } from "../units.ts";
import { actionText, causeText, downtimeText } from "./messages.ts";
import { commonest, minuteOf } from "./patterns.ts";
import type { Incident, RepoCounts } from "./state.ts";
import type { Turn } from "./turn.ts";

/** Failed flows of an incident; by repository only where metrics told. */
export interface FailureCount {
  readonly total: number;
  readonly byRepo: RepoCounts;
}

export function rootCauseAnalysis(turn: Turn, incident: Incident, failures: FailureCount): string {
  const { runbook, epochMs } = turn.responder;
  const resolvedAt = incident.resolution.resolvedAt ?? turn.now;
  const affected = Object.keys(incident.affected);
  const head = [
    `# Root Cause Analysis: ${runbook.title}`,
    "",
    `**Incident ID:** ${incident.id}`,
    `**Date:** ${dateOf(epochMs, incident.openedAt)}`,
    `**Severity:** ${runbook.severity}`,
    `**Duration:** ${formatDuration(since(incident.openedAt, resolvedAt))}`,
    `**Affected Repos:** ${affected.length} (${affected.join(", ")})`,
  ];
  const sections = runbook.review.rcaSections.flatMap(({ heading, content }) => [
    "",
    `## ${heading}`,
    "",
    ...sectionLines(turn, incident, failures, content),
  ]);
  return `${[...head, ...sections].join("\n")}\n`;
}

function sectionLines(
  turn: Turn,
  incident: Incident,
  failures: FailureCount,
  content: SectionContent,
): readonly string[] {
  switch (content) {
    case "summary":
      return summary(turn, incident, failures);
    case "timeline":
      return incident.timeline.map(({ at, what }) => `- ${timeOfDay(turn.responder.epochMs, at)}: ${what}`);
    case "impact":
      return impact(turn, incident, failures);
    case "root-cause":
      return rootCause(turn, incident);
    case "factors":
      return numbered(contributingFactors(turn, incident));
    case "went-well":
      return bullets(wentWell(turn, incident));
    case "went-poorly":
      return bullets(wentPoorly(turn, incident));
    case "actions":
      return actions(turn, incident);
    case "prevention":
      return ["To be agreed in the review session from the follow-up issues above (owner: engineering-tl)."];
    case "lessons":
      return ["To be filled in at the review session (owner: incident-commander)."];
    default:
      return unreachable(content);
  }
}

const bullets = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? ["- nothing on record"] : lines.map((line) => `- ${line}`);
const numbered = (lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => `${index + 1}. ${line}`);

function summary(turn: Turn, incident: Incident, failures: FailureCount): readonly string[] {
  const affected = Object.keys(incident.affected);
  return [
    `At ${timeOfDay(turn.responder.epochMs, incident.openedAt)} a mass failure was declared by ${incident.openedBy}; it reached ${affected.length} repositories and ${failures.total} flows failed.`,
    `Root cause: ${causeText(incident)}. Resolution: ${actionText(turn, incident)}.`,
  ];
}

function impact(turn: Turn, incident: Incident, failures: FailureCount): readonly string[] {
  const repos = Object.entries(failures.byRepo).filter(([, count]) => Math.round(count) > 0);
  const spend = turn.state.metrics.current?.spendCentsPerDay ?? null;
  return [
    "- **Affected Users:** owners of the repositories below; end users to be counted (owner: product-lead)",
    `- **Failed Flows:** ${failures.total}${repos.length === 0 ? "" : ` (${repos.map(([repo, count]) => `${repo} ${Math.round(count)}`).join(", ")})`}`,
    `- **Downtime:** ${downtimeText(incident, turn.now)}`,
    `- **Cost Impact:** ${spend === null ? "not measured" : `spend at $${(spend / 100).toFixed(2)} a day when resolved`}`,
  ];
}

function rootCause(turn: Turn, incident: Incident): readonly string[] {
  const { concluded, finding, ranking } = incident.diagnosis;
  const lines = [`${causeText(incident)}.`];
  if (finding !== null) lines.push(`Found by ${finding.person} (${finding.role}): ${finding.description}.`);
  for (const { cause, evidence } of ranking.filter(({ cause: id }) => concluded?.includes(id) ?? false)) {
    lines.push(
      `Evidence for ${cause}: ${evidence.map(({ id, weight }) => `${id} (${weight > 0 ? "+" : ""}${weight})`).join(", ")}.`,
    );
  }
  const from = minuteOf(incident.openedAt) - 10;
  const to = minuteOf(incident.resolution.calmSince ?? turn.now);
  const patterns = commonest(turn.state.logs, from, to, 3);
  if (patterns.length > 0)
    lines.push(
      "Commonest error patterns:",
      ...patterns.map(
        ({ pattern: { template }, count }) =>
          `- ${count} × \`${template.replaceAll("`", "'").slice(0, 200)}\``,
      ),
    );
  return lines;
}

function contributingFactors(turn: Turn, incident: Incident): readonly string[] {
  const factors: string[] = [];
  if (
    incident.diagnosis.ranking.some(
      ({ cause, score }) => score > 0 && !(incident.diagnosis.concluded ?? []).includes(cause),
    )
  ) {
    factors.push("Symptoms that also spoke for another cause");
  }
  if (incident.reopened > 0) factors.push(`The failures came back ${incident.reopened} time(s) after a fix`);
  if (Object.keys(incident.affected).length >= 5)
    factors.push("A dependency that at least five repositories share");
  if (turn.state.securityNotices.length > 0) factors.push("Credentials outside the secret store");
  factors.push("To be completed in the review session (owner: engineering-tl)");
  return factors;
}

function wentWell(turn: Turn, incident: Incident): readonly string[] {
  const good: string[] = [];
  const { decision, diagnosis, mobilised } = { ...incident, mobilised: incident.mobilised };
  const first = mobilised.map(({ acknowledgedAt }) => acknowledgedAt).filter((at) => at !== null);
  if (first.length > 0)
    good.push(
      `First person joined ${formatDuration(since(incident.openedAt, Math.min(...first) as typeof turn.now))} after the declaration`,
    );
  if (diagnosis.concludedAt !== null)
    good.push(
      `Root cause concluded after ${formatDuration(since(incident.openedAt, diagnosis.concludedAt))}`,
    );
  if (decision.takenAt !== null)
    good.push(
      `Decision on the rollback taken after ${formatDuration(since(incident.openedAt, decision.takenAt))}`,
    );
  return good;
}

function wentPoorly(turn: Turn, incident: Incident): readonly string[] {
  const bad: string[] = [];
  for (const { role, pages, acknowledgedAt } of incident.mobilised) {
    if (pages.length > 1) bad.push(`${role} had to be paged ${pages.length} times`);
    if (pages.length > 0 && acknowledgedAt === null) bad.push(`${role} never answered`);
  }
  for (const key in turn.state.tasks) {
    const task = turn.state.tasks[key];
    if (task?.incidentId === incident.id && task.status === "failed")
      bad.push(`${task.intent.kind} failed (${task.reason})`);
  }
  return [...new Set(bad)];
}

function actions(turn: Turn, incident: Incident): readonly string[] {
  const due = dateOf(
    turn.responder.epochMs,
    (turn.now + turn.responder.runbook.review.within) as typeof turn.now,
  );
  const issues = Object.values(turn.state.tasks).filter(
    ({ incidentId, intent }) => incidentId === incident.id && intent.kind === "create-issue",
  );
  const filed = issues.map(({ intent }) =>
    intent.kind === "create-issue"
      ? `- [ ] ${intent.arguments.owner}: ${intent.arguments.title} (Due: ${due})`
      : "",
  );
  return [...filed, `- [ ] engineering-tl: agree on prevention in the review session (Due: ${due})`];
}
