/** `firedrill merge`: the shards of a campaign, joined to the document that the whole campaign would have given. */

import { campaignDocument } from "../campaign/document.ts";
import { mergeShards, type ShardResult } from "../campaign/merge.ts";
import { InputError } from "../input-error.ts";
import { checkOutputs } from "./campaign-outputs.ts";
import type { Console } from "./console.ts";
import { checkBaseline, type DeliveryOptions, deliver, readBaseline } from "./deliver-campaign.ts";
import type { ExitCode } from "./exit-code.ts";
import { checkGuards } from "./guards.ts";
import { readResults } from "./results.ts";

export async function merge(
  console: Console,
  files: readonly [string, ...string[]],
  options: DeliveryOptions,
): Promise<ExitCode> {
  const baseline = readBaseline(options);
  const startedAt = console.now();
  const shards = files.map(shardIn) as [ShardResult, ...ShardResult[]];
  const merged = mergeShards(shards);
  if (!merged.merged)
    throw new InputError(merged.problems.map((problem) => ({ ...problem, line: null, column: null })));
  const timing = { wallMs: Math.round(console.now() - startedAt), drillsPerSecond: 0, workers: 0 };
  const document = campaignDocument(shards[0].identity, merged.rows, timing, null);
  checkBaseline(baseline, document);
  checkOutputs(options);
  const code = await deliver(console, document, baseline, options);
  checkGuards(document);
  return code;
}

function shardIn(file: string): ShardResult {
  const { identity, shard, results } = readResults(file);
  return { file, identity, shard, rows: results };
}
