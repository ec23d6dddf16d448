/** Keeps the metrics current: a cycle of the runbook's queries, slower in peace and closer when something is up.
 *  A cycle's answers are taken together, so that no ratio mixes two instants. */

import { type DurationMs, plus } from "../units.ts";
import { forget, isSettled, request, taskOf } from "./ledger.ts";
import { metricFacts } from "./metric-facts.ts";
import type { Reading } from "./reading.ts";
import type { MetricsQuery, RepoCounts } from "./state.ts";
import { type Turn, wake } from "./turn.ts";

const PEACE: readonly MetricsQuery[] = ["failures", "executions"];
const CLOSE: readonly MetricsQuery[] = [
  "failures",
  "executions",
  "latestFailures",
  "latestExecutions",
  "spend",
];

/** `fresh` in the turn in which a cycle's answers are complete, `failed` in the one in which none came. */
export type CycleNews = "none" | "fresh" | "failed";

export function advanceMetrics(turn: Turn, every: DurationMs, close: boolean): CycleNews {
  const { metrics } = turn.state;
  const news = gather(turn);
  const dueAt = metrics.startedAt === null ? turn.now : plus(metrics.startedAt, every);
  if (metrics.gathering !== null) return news;
  if (turn.now < dueAt) {
    wake(turn, dueAt);
    return news;
  }
  metrics.cycle += 1;
  metrics.startedAt = turn.now;
  const asked = (close ? CLOSE : PEACE).map((query) => ({ query, key: `watch/${metrics.cycle}/${query}` }));
  metrics.gathering = { at: turn.now, asked };
  for (const { query, key } of asked) {
    request(turn, {
      key,
      incidentId: null,
      attempts: 2,
      intent: {
        kind: "query-metrics",
        target: { system: "prometheus" },
        arguments: { expression: turn.responder.runbook.detection.queries[query] },
      },
    });
  }
  return news;
}

/** Whether an outcome belongs to the cycle at hand and leaves others of it open. */
export function answersIncompleteCycle(turn: Turn, effectId: string): boolean {
  const { gathering } = turn.state.metrics;
  const key = turn.state.inFlight[effectId];
  if (gathering === null || key === undefined || !gathering.asked.some((asked) => asked.key === key))
    return false;
  return gathering.asked.some((asked) => asked.key !== key && isOpen(turn, asked.key));
}

function isOpen(turn: Turn, key: string): boolean {
  const task = taskOf(turn, key);
  return task !== null && !isSettled(task);
}

function gather(turn: Turn): CycleNews {
  const { metrics } = turn.state;
  const { gathering } = metrics;
  if (gathering === null || gathering.asked.some(({ key }) => isOpen(turn, key))) return "none";
  const answers: Partial<Record<MetricsQuery, Reading>> = {};
  for (const { query, key } of gathering.asked) {
    const task = taskOf(turn, key);
    if (task === null) continue;
    if (task.status === "done" && task.reading !== null) answers[query] = task.reading;
    forget(turn, task.key);
  }
  metrics.gathering = null;
  const executions = byRepo(answers.executions);
  const isPartial = executions !== null && tellsOfAll(turn, executions) === null;
  const latestExecutions = tellsOfAll(turn, byRepo(answers.latestExecutions));
  noteReporting(turn, executions, isPartial);
  metrics.failing = isPartial || (answers.failures === undefined && answers.latestFailures === undefined);
  if (metrics.failing) return "failed";
  const counts = {
    failures: byRepo(answers.failures),
    executions,
    latestFailures: byRepo(answers.latestFailures),
    latestExecutions,
    spendCentsPerDay: centsOf(answers.spend),
  };
  metrics.current = { at: gathering.at, ...counts, facts: metricFacts(turn.responder, counts) };
  return "fresh";
}

/** After so many answers that lack them, repositories are believed to be gone. */
const BELIEVED_AFTER = 3;

/** Whoever runs flows is counted, so that an answer about executions that lacks repositories of the one before is the
 *  instrument's doing: nothing is known by it, least of all that nothing fails. */
export function tellsOfAll(turn: Turn, executions: RepoCounts | null): RepoCounts | null {
  const { reporting, partial } = turn.state.metrics;
  if (executions === null || partial >= BELIEVED_AFTER) return executions;
  return reporting.every((repo) => executions[repo] !== undefined) ? executions : null;
}

function noteReporting({ state }: Turn, executions: RepoCounts | null, isPartial: boolean): void {
  if (executions === null) return;
  state.metrics.partial = isPartial ? state.metrics.partial + 1 : 0;
  if (!isPartial) state.metrics.reporting = Object.keys(executions);
}

/** An empty vector is an answer: no such series, so nothing was counted. */
export function byRepo(reading: Reading | undefined): RepoCounts | null {
  if (reading === undefined || reading.of !== "vector") return null;
  const counts: RepoCounts = {};
  for (const { labels, value } of reading.samples) {
    const repo = labels["repo"];
    if (repo !== undefined && Number.isFinite(value)) counts[repo] = value;
  }
  return counts;
}

function centsOf(reading: Reading | undefined): number | null {
  if (reading === undefined || reading.of !== "vector") return null;
  const [sample] = reading.samples;
  return sample === undefined || !Number.isFinite(sample.value) ? null : Math.round(sample.value * 100);
}
