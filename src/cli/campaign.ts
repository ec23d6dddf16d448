/** `firedrill campaign`: many drills, what they say together, and whether that is worse than before. Progress goes to
 *  the standard error, so that a document on the standard output stays alone. */

import { DefectError } from "../assert.ts";
import { type CampaignDocument, campaignDocument } from "../campaign/document.ts";
import { campaignLines } from "../report/campaign-text.ts";
import { badArgument } from "./bad-argument.ts";
import { parseSeeds, parseShard, parseWidth, parseWorkers } from "./campaign-options.ts";
import { checkOutputs, type OutputOptions, writeOutputs } from "./campaign-outputs.ts";
import { type CampaignWatcher, plainWatcher } from "./campaign-watcher.ts";
import { type Console, complain, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { brokenGuards } from "./guards.ts";
import { DEFAULT_RUNBOOK, scenarioNames } from "./library.ts";
import { type CampaignChoice, playCampaign } from "./play-campaign.ts";
import { parsePlayer, replayLine } from "./stage.ts";

export interface CampaignOptions extends OutputOptions {
  readonly seeds: string;
  readonly runbook: string;
  readonly player: string;
  readonly chaos: string;
  readonly workers?: string;
  readonly shard?: string;
  readonly store?: string;
  readonly until?: string;
  readonly json?: boolean;
}

/** @throws InputError */
function choiceOf(scenarios: readonly string[], options: CampaignOptions): CampaignChoice {
  if (options.until !== undefined && options.shard !== undefined)
    throw badArgument(
      "--until cannot go with --shard: a shard does not see the drills that decide when to stop",
    );
  return {
    scenarios: scenarios.length === 0 ? scenarioNames() : scenarios,
    seeds: parseSeeds(options.seeds),
    runbook: options.runbook,
    player: parsePlayer(options.player),
    chaos: options.chaos,
    workers: options.workers === undefined ? null : parseWorkers(options.workers),
    shard: options.shard === undefined ? null : parseShard(options.shard),
    until: options.until === undefined ? null : parseWidth(options.until),
    store: options.store ?? null,
  };
}

export async function campaign(
  console: Console,
  scenarios: readonly string[],
  options: CampaignOptions,
): Promise<ExitCode> {
  const choice = choiceOf(scenarios, options);
  checkOutputs(options);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  const watcher = await watcherFor(console, stop);
  const listening = console.onInterrupt?.(stop);
  const played = await playCampaign(choice, {
    now: console.now,
    signal: stopping.signal,
    onBegin: (begun) => watcher.begin(begun),
    onRows: (rows) => watcher.rows(rows),
  }).finally(async () => {
    listening?.();
    await watcher.end();
  });
  const document = campaignDocument(played.identity, played.rows, played.timing, choice.shard);
  await writeOutputs(document, null, options);
  if (options.json === true) say(console, JSON.stringify(document));
  else for (const line of campaignLines(document)) say(console, line);
  const speak = options.json === true ? complain : say;
  const replays = replayLines(document, choice, played.names);
  for (const line of replays) speak(console, line);
  const guards = document.results.flatMap(({ scenario, seed, brokenInvariants }) =>
    brokenGuards(choice.player, brokenInvariants).map((words) => `${scenario}, seed ${seed}: ${words}`),
  );
  if (guards.length > 0)
    throw new DefectError([...guards.slice(0, MOST_REPLAY_LINES), ...replays].join("\n"));
  if (played.interrupted) {
    complain(console, `firedrill: stopped after ${document.drills} drills${resumption(choice)}`);
    return EXIT.aborted;
  }
  return exitCodeFor(document);
}

async function watcherFor(console: Console, _stop: () => void): Promise<CampaignWatcher> {
  return plainWatcher(console);
}

const MOST_REPLAY_LINES = 5;

/** The first drills that did not pass, as the commands that play them again. */
function replayLines(
  { results }: CampaignDocument,
  choice: CampaignChoice,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  return results
    .filter(({ verdict }) => verdict !== "pass")
    .slice(0, MOST_REPLAY_LINES)
    .map(({ scenario, seed }) => {
      const drill = { ...choice, scenario: names.get(scenario) ?? scenario, seed };
      return `replay: ${replayLine(drill, DEFAULT_RUNBOOK)}`;
    });
}

const resumption = ({ store }: CampaignChoice): string =>
  store === null ? "; with --store F it could be resumed" : `; the same command resumes from ${store}`;

/** Without a gate every drill must pass; one that proves nothing never counts as passed. */
export function exitCodeFor({ results }: CampaignDocument): ExitCode {
  if (results.some(({ verdict }) => verdict === "fail")) return EXIT.failed;
  return results.some(({ verdict }) => verdict === "inconclusive") ? EXIT.inconclusive : EXIT.passed;
}
