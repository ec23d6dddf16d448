/** Facts that the metrics tell, made once for each cycle of queries. */

import type { Facts } from "../runbook/fact.ts";
import type { RepoCounts } from "./state.ts";
import type { Responder } from "./turn.ts";

const BASIS = 10_000;
/** One failed flow in the latest few minutes is the base rate. */
export const LEAST_LATEST_FAILURES = 2;

export const share = (part: number, whole: number): number =>
  whole <= 0 ? 0 : Math.round((part * BASIS) / whole);

/** Counts are whole; `increase` extrapolates to fractions. */
export const counted = (counts: RepoCounts, repo: string): number => Math.round(counts[repo] ?? 0);

export function sumOf(counts: RepoCounts): number {
  let total = 0;
  for (const repo in counts) total += counted(counts, repo);
  return total;
}

/** Repositories that fail in the given counts, by the runbook's definition of an affected one. */
export function affectedIn(
  { runbook, roster }: Responder,
  failures: RepoCounts,
  executions: RepoCounts,
  failuresAtLeast: number,
): readonly string[] {
  const { successBelow } = runbook.detection.affectedRepo;
  const found: string[] = [];
  for (const { name } of roster.repositories) {
    const failed = counted(failures, name);
    if (failed < failuresAtLeast || failed === 0) continue;
    const ended = Math.max(failed, counted(executions, name));
    if (share(ended - failed, ended) < successBelow) found.push(name);
  }
  return found;
}

export interface MetricAnswers {
  readonly failures: RepoCounts | null;
  readonly executions: RepoCounts | null;
  readonly latestFailures: RepoCounts | null;
  readonly latestExecutions: RepoCounts | null;
  readonly spendCentsPerDay: number | null;
}

export function metricFacts(responder: Responder, answers: MetricAnswers): Facts {
  const { detection } = responder.runbook;
  const { repositories } = responder.roster;
  const { failures, executions, latestFailures, latestExecutions, spendCentsPerDay } = answers;
  const facts: Facts = {};
  if (failures !== null && executions !== null) {
    const failed = sumOf(failures);
    const ended = Math.max(failed, sumOf(executions));
    const affected = affectedIn(responder, failures, executions, detection.affectedRepo.failuresAtLeast);
    let withFailures = 0;
    let failing = 0;
    for (const { name } of repositories) {
      const repoFailed = counted(failures, name);
      if (repoFailed === 0) continue;
      withFailures += 1;
      if (share(repoFailed, Math.max(repoFailed, counted(executions, name))) > detection.failingAbove)
        failing += 1;
    }
    facts["failures.window"] = failed;
    facts["failures.share"] = share(failed, ended);
    facts["success.share"] = ended === 0 ? BASIS : share(ended - failed, ended);
    facts["repos.withFailures"] = withFailures;
    facts["repos.failing"] = failing;
    facts["repos.affected"] = affected.length;
    facts["repos.affectedShare"] = share(affected.length, repositories.length);
  }
  if (latestFailures !== null) facts["failures.latest"] = sumOf(latestFailures);
  if (latestFailures !== null && latestExecutions !== null) {
    facts["repos.affectedNow"] = affectedIn(
      responder,
      latestFailures,
      latestExecutions,
      LEAST_LATEST_FAILURES,
    ).length;
  }
  if (spendCentsPerDay !== null) facts["cost.perDay"] = spendCentsPerDay;
  return facts;
}
