/** Whether the paperwork is complete: the analysis with its sections, the log row with its columns, follow-ups. */

import type { Rubric } from "./rubric.ts";
import { effectsOf, type Trace, wasDone } from "./trace.ts";

export interface ReviewScore {
  readonly complete: boolean;
  readonly faults: readonly string[];
}

export function scoreReview(trace: Trace, { review }: Rubric): ReviewScore {
  const faults: string[] = [];
  const analysis = effectsOf(trace, "write-document").find(({ value }) => wasDone(trace, value));
  if (analysis === undefined) faults.push("no root cause analysis was written");
  else {
    const lines = analysis.value.arguments.text.split("\n");
    for (const heading of review.rcaSections)
      if (!lines.includes(`## ${heading}`)) faults.push(`the analysis lacks "${heading}"`);
  }
  const row = effectsOf(trace, "append-row").find(({ value }) => wasDone(trace, value));
  if (row === undefined) faults.push("no row was appended to the incident log");
  else if (row.value.arguments.row.filter((cell) => cell.trim() !== "").length < review.logColumns) {
    faults.push(`the log row fills fewer than ${review.logColumns} columns`);
  }
  const issues = effectsOf(trace, "create-issue").filter(({ value }) => wasDone(trace, value)).length;
  if (issues < review.followUps) faults.push(`${issues} follow-up issues of at least ${review.followUps}`);
  return { complete: faults.length === 0, faults };
}
