/** `firedrill campaign`: many drills, what they say together, and whether that is worse than before. Progress goes to
 *  the standard error, so that a document on the standard output stays alone. */

import { campaignDocument } from "../campaign/document.ts";
import { planOf } from "../campaign/plan.ts";
import { counted } from "../report/campaign-words.ts";
import { badArgument } from "./bad-argument.ts";
import { parseSeeds, parseShard, parseWidth, parseWorkers } from "./campaign-options.ts";
import { checkOutputs } from "./campaign-outputs.ts";
import { watcherFor } from "./campaign-watcher.ts";
import { type Console, complain } from "./console.ts";
import { checkBaseline, type DeliveryOptions, deliver, readBaseline } from "./deliver-campaign.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { checkGuards } from "./guards.ts";
import { scenarioNames } from "./library.ts";
import { type CampaignChoice, playCampaign } from "./play-campaign.ts";
import { resumeLine } from "./resume-line.ts";
import { parsePlayer } from "./stage.ts";

export interface CampaignOptions extends DeliveryOptions {
  readonly seeds: string;
  readonly runbook: string;
  readonly player: string;
  readonly chaos: string;
  readonly workers?: string;
  readonly shard?: string;
  readonly store?: string;
  readonly until?: string;
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
  const baseline = readBaseline(options);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  const watcher = await watcherFor(console, options, stop);
  const listening = console.onInterrupt?.(stop);
  const played = await playCampaign(choice, {
    now: console.now,
    signal: stopping.signal,
    onBegin: (begun) => {
      const { identity, shard } = begun;
      const ids = identity.scenarios.map(({ id }) => id);
      checkBaseline(baseline, { identity, results: planOf(ids, identity.seeds, shard) });
      checkOutputs(options);
      watcher.begin(begun);
    },
    onRows: (rows) => watcher.rows(rows),
  }).finally(async () => {
    listening?.();
    await watcher.end();
  });
  const document = campaignDocument(played.identity, played.rows, played.timing, choice.shard);
  // Of no drills there is nothing to tell people; a script gets its document all the same.
  const isEmpty = document.drills === 0 && options.json !== true;
  const code = isEmpty ? EXIT.aborted : await deliver(console, document, baseline, options);
  checkGuards(document);
  if (played.interrupted) {
    const again =
      options.store === undefined
        ? "with --store F it could be resumed"
        : `resume: ${resumeLine(scenarios, options)}`;
    complain(console, `firedrill: stopped after ${counted(document.drills, "drill")}\n${again}`);
    return EXIT.aborted;
  }
  return code;
}
