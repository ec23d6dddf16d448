/** `firedrill merge`: the shards of a campaign, joined to the document that the whole campaign would have given. */

import { campaignDocument } from "../campaign/document.ts";
import { mergeShards, type ShardResult } from "../campaign/merge.ts";
import { InputError } from "../input-error.ts";
import { campaignLines } from "../report/campaign-text.ts";
import { exitCodeFor } from "./campaign.ts";
import { checkOutputs, type OutputOptions, writeOutputs } from "./campaign-outputs.ts";
import { type Console, say } from "./console.ts";
import type { ExitCode } from "./exit-code.ts";
import { readResults } from "./results.ts";

export interface MergeOptions extends OutputOptions {
  readonly json?: boolean;
}

export async function merge(
  console: Console,
  files: readonly [string, ...string[]],
  options: MergeOptions,
): Promise<ExitCode> {
  checkOutputs(options);
  const startedAt = console.now();
  const shards = files.map(shardIn) as [ShardResult, ...ShardResult[]];
  const merged = mergeShards(shards);
  if (!merged.merged)
    throw new InputError(merged.problems.map((problem) => ({ ...problem, line: null, column: null })));
  const timing = { wallMs: Math.round(console.now() - startedAt), drillsPerSecond: 0, workers: 0 };
  const document = campaignDocument(shards[0].identity, merged.rows, timing, null);
  await writeOutputs(document, null, options);
  if (options.json === true) say(console, JSON.stringify(document));
  else for (const line of campaignLines(document)) say(console, line);
  return exitCodeFor(document);
}

function shardIn(file: string): ShardResult {
  const { identity, shard, results } = readResults(file);
  return { file, identity, shard, rows: results };
}
