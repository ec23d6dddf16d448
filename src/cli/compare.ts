/** `firedrill compare`: two results, or two runbooks played on the same seeds, drill by drill. */

import { existsSync, statSync } from "node:fs";
import { incomparable } from "../campaign/comparability.ts";
import { compareCampaigns } from "../campaign/compare.ts";
import { type CampaignDocument, campaignDocument } from "../campaign/document.ts";
import { gate } from "../campaign/gate.ts";
import { InputError } from "../input-error.ts";
import { comparisonLines } from "../report/comparison-text.ts";
import { isDatabase } from "../store/results.ts";
import { badArgument } from "./bad-argument.ts";
import { parseSeeds, parseWorkers } from "./campaign-options.ts";
import { checkOutputs, type OutputOptions, writeOutputs } from "./campaign-outputs.ts";
import { plainWatcher } from "./campaign-watcher.ts";
import { type Console, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { checkGuards } from "./guards.ts";
import { readSource, runbookNames, scenarioNames } from "./library.ts";
import { playCampaign } from "./play-campaign.ts";
import { readResults } from "./results.ts";
import { parsePlayer, prepareStage } from "./stage.ts";

export interface CompareOptions extends Pick<OutputOptions, "markdown"> {
  readonly scenario?: readonly string[];
  readonly seeds?: string;
  readonly chaos?: string;
  readonly player?: string;
  readonly workers?: string;
  readonly failOn?: "worse";
  readonly json?: boolean;
}

const DEFAULT_SEEDS = "20";
const DEFAULT_CHAOS = "none";
const DEFAULT_PLAYER = "responder";

export async function compare(
  console: Console,
  a: string,
  b: string,
  options: CompareOptions,
): Promise<ExitCode> {
  checkOutputs(options);
  const sides = await sidesOf(console, a, b, options);
  if (sides === null) return EXIT.aborted;
  const [before, after] = sides;
  const problems = incomparable(before, after);
  if (problems.length > 0)
    throw new InputError(problems.map((message) => ({ file: b, line: null, column: null, message })));
  const comparison = compareCampaigns(before, after);
  const gated = gate(comparison);
  await writeOutputs(after, comparison, options);
  if (options.json === true) say(console, JSON.stringify({ ...comparison, gate: gated }));
  else for (const line of comparisonLines(comparison, gated)) say(console, line);
  return options.failOn === "worse" && gated.verdict === "worse" ? EXIT.failed : EXIT.passed;
}

type Sides = readonly [CampaignDocument, CampaignDocument];

/** Null when playing was interrupted.
 *  @throws InputError */
async function sidesOf(
  console: Console,
  a: string,
  b: string,
  options: CompareOptions,
): Promise<Sides | null> {
  const results = [a, b].filter(isResult);
  if (results.length === 2) {
    refuseIdle(options);
    return [readResults(a), readResults(b)];
  }
  if (results.length === 0) return playBoth(console, a, b, options);
  const [result] = results;
  const other = result === a ? b : a;
  throw badArgument(
    `compare expects two results or two runbooks: ${result} is a campaign's result, ${other} is taken for a runbook`,
  );
}

/** Told by what the file holds: a database, or a text that begins as JSON does. */
function isResult(path: string): boolean {
  if (path === "-") return true;
  if (runbookNames().includes(path) || !existsSync(path) || !statSync(path).isFile())
    return path.endsWith(".json");
  return isDatabase(path) || path.endsWith(".json") || readSource(path).text.trimStart().startsWith("{");
}

function refuseIdle({ scenario, seeds, chaos, player, workers }: CompareOptions): void {
  const idle = Object.entries({ scenario, seeds, chaos, player, workers }).find(
    ([, value]) => value !== undefined,
  );
  if (idle !== undefined)
    throw badArgument(`--${idle[0]} goes with two runbooks: what was compared here has been played already`);
}

async function playBoth(
  console: Console,
  a: string,
  b: string,
  options: CompareOptions,
): Promise<Sides | null> {
  const choice = {
    scenarios: options.scenario ?? scenarioNames(),
    seeds: parseSeeds(options.seeds ?? DEFAULT_SEEDS),
    chaos: options.chaos ?? DEFAULT_CHAOS,
    player: parsePlayer(options.player ?? DEFAULT_PLAYER),
    workers: options.workers === undefined ? null : parseWorkers(options.workers),
    shard: null,
    until: null,
    store: null,
  };
  const [scenario = ""] = choice.scenarios;
  // What is wrong with the second must not be found out after the first was played.
  for (const runbook of [a, b]) await prepareStage({ scenario, runbook, chaos: choice.chaos });
  const stopping = new AbortController();
  const listening = console.onInterrupt?.(() => stopping.abort());
  const sides: CampaignDocument[] = [];
  try {
    for (const runbook of [a, b]) {
      const watcher = plainWatcher(console);
      const played = await playCampaign(
        { ...choice, runbook },
        {
          now: console.now,
          signal: stopping.signal,
          onBegin: (begun) => watcher.begin(begun),
          onRows: (rows) => watcher.rows(rows),
        },
      );
      if (played.interrupted) return null;
      const document = campaignDocument(played.identity, played.rows, played.timing, null);
      checkGuards(document);
      sides.push(document);
    }
  } finally {
    listening?.();
  }
  const [before, after] = sides;
  return before === undefined || after === undefined ? null : [before, after];
}
