/** What becomes of a campaign that is over, played or merged: files, text or a document, annotations, and the exit code,
 *  by its own drills or by a baseline. The baseline is read and its fitness told before the first drill. */

import { type ComparedDrills, unfitAsBaseline } from "../campaign/comparability.ts";
import type { Comparison } from "../campaign/compare.ts";
import type { CampaignDocument } from "../campaign/document.ts";
import type { GateResult } from "../campaign/gate.ts";
import { replayLineOf } from "../campaign/replay-line.ts";
import { InputError } from "../input-error.ts";
import { campaignLines } from "../report/campaign-text.ts";
import { badArgument } from "./bad-argument.ts";
import { type OutputOptions, writeOutputs } from "./campaign-outputs.ts";
import { type Console, complain, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { readResults } from "./results.ts";

export interface DeliveryOptions extends OutputOptions {
  readonly baseline?: string;
  readonly failOn?: "worse";
  readonly annotations?: boolean;
  readonly json?: boolean;
}

export interface Baseline {
  readonly file: string;
  readonly document: CampaignDocument;
}

/** @throws InputError when it cannot be read, or is asked for and missing. */
export function readBaseline({ baseline, failOn }: DeliveryOptions): Baseline | null {
  if (baseline !== undefined) return { file: baseline, document: readResults(baseline) };
  if (failOn === undefined) return null;
  throw badArgument("--fail-on worse needs --baseline F: worse than what?");
}

/** @throws InputError when nothing could be told from comparing these. */
export function checkBaseline(baseline: Baseline | null, now: ComparedDrills): void {
  if (baseline === null) return;
  const problems = unfitAsBaseline(baseline.document, now);
  if (problems.length > 0)
    throw new InputError(
      problems.map((message) => ({ file: baseline.file, line: null, column: null, message })),
    );
}

export async function deliver(
  console: Console,
  document: CampaignDocument,
  baseline: Baseline | null,
  options: DeliveryOptions,
): Promise<ExitCode> {
  const { comparison, gated } = await heldAgainst(baseline, document);
  await writeOutputs(document, comparison, options);
  if (options.json === true)
    say(console, JSON.stringify(gated === null ? document : { ...document, gate: gated }));
  else {
    for (const line of campaignLines(document)) say(console, line);
    if (comparison !== null && gated !== null) {
      const { comparisonLines } = await import("../report/comparison-text.ts");
      for (const line of ["", ...comparisonLines(comparison, gated)]) say(console, line);
    }
  }
  const speak = options.json === true ? complain : say;
  for (const line of replayLines(document)) speak(console, line);
  if (options.annotations === true) {
    const { annotationLines } = await import("../report/annotations.ts");
    for (const line of annotationLines(document, gated)) speak(console, line);
  }
  if (gated !== null && options.failOn === "worse") {
    if (options.json === true) complain(console, `firedrill: ${gated.conclusion}`);
    return gated.verdict === "worse" ? EXIT.failed : EXIT.passed;
  }
  return exitCodeFor(document);
}

/** The paired tests take long to load, and are for those who have a baseline. */
async function heldAgainst(
  baseline: Baseline | null,
  document: CampaignDocument,
): Promise<{ readonly comparison: Comparison | null; readonly gated: GateResult | null }> {
  if (baseline === null) return { comparison: null, gated: null };
  const [{ compareCampaigns }, { gate }] = await Promise.all([
    import("../campaign/compare.ts"),
    import("../campaign/gate.ts"),
  ]);
  const comparison = compareCampaigns(baseline.document, document);
  return { comparison, gated: gate(comparison) };
}

const MOST_REPLAY_LINES = 5;

/** The first drills that did not pass, as the commands that play them again. */
export const replayLines = ({ identity, results }: CampaignDocument): readonly string[] =>
  results
    .filter(({ verdict }) => verdict !== "pass")
    .slice(0, MOST_REPLAY_LINES)
    .map((row) => `replay: ${replayLineOf(identity, row)}`);

/** Without a gate every drill must pass; one that proves nothing never counts as passed. */
export function exitCodeFor({ results }: CampaignDocument): ExitCode {
  if (results.some(({ verdict }) => verdict === "fail")) return EXIT.failed;
  return results.some(({ verdict }) => verdict === "inconclusive") ? EXIT.inconclusive : EXIT.passed;
}
