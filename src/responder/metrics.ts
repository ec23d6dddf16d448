/** Keeps the metrics current: a cycle of the runbook's queries, slower in peace and closer when something is up.
 *  A cycle's answers are taken together, so that no ratio mixes two instants. */

import { type DurationMs, type InstantMs, plus } from "../units.ts";
import { forget, isSettled, request, taskOf } from "./ledger.ts";
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

const keyOf = (cycle: number, query: MetricsQuery): string => `watch/${cycle}/${query}`;

/** True in the turn in which a cycle's answers are complete. */
export function advanceMetrics(turn: Turn, every: DurationMs, close: boolean): boolean {
  const { metrics } = turn.state;
  let fresh = false;
  if (metrics.gathering !== null && gather(turn, metrics.gathering.at)) fresh = true;
  const dueAt = close && metrics.nextAt > plus(turn.now, every) ? plus(turn.now, every) : metrics.nextAt;
  if (metrics.gathering === null && turn.now >= dueAt) {
    metrics.cycle += 1;
    metrics.nextAt = plus(turn.now, every);
    metrics.gathering = { at: turn.now, missing: 0, answers: {} };
    for (const query of close ? CLOSE : PEACE) {
      metrics.gathering.missing += 1;
      request(turn, {
        key: keyOf(metrics.cycle, query),
        incidentId: null,
        attempts: 2,
        intent: {
          kind: "query-metrics",
          target: { system: "prometheus" },
          arguments: { expression: turn.responder.runbook.detection.queries[query] },
        },
      });
    }
  }
  wake(turn, metrics.gathering === null ? dueAt : metrics.nextAt);
  return fresh;
}

function gather(turn: Turn, at: InstantMs): boolean {
  const { metrics } = turn.state;
  const { gathering, cycle } = metrics;
  if (gathering === null) return false;
  for (const query of CLOSE) {
    const task = taskOf(turn, keyOf(cycle, query));
    if (task === null || !isSettled(task)) continue;
    if (task.status === "done" && task.reading !== null) gathering.answers[query] = task.reading;
    gathering.missing -= 1;
    forget(turn, task.key);
  }
  if (gathering.missing > 0) return false;
  const { answers } = gathering;
  metrics.gathering = null;
  if (answers.failures === undefined && answers.latestFailures === undefined) return false;
  metrics.current = {
    at,
    failures: byRepo(answers.failures),
    executions: byRepo(answers.executions),
    latestFailures: byRepo(answers.latestFailures),
    latestExecutions: byRepo(answers.latestExecutions),
    spendCentsPerDay: centsOf(answers.spend),
  };
  return true;
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
