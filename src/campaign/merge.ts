/** Joins the shards of one campaign: all of them, each once, each whole, of the same drills. What does not fit is told
 *  in words, by file. Pure: reading files and making the document are the caller's. */

import type { DrillRow } from "./drill-row.ts";
import type { CampaignIdentity, Shard } from "./identity.ts";
import { drillName, inOrder, planOf } from "./plan.ts";

export interface ShardResult {
  readonly file: string;
  readonly identity: CampaignIdentity;
  readonly shard: Shard | null;
  readonly rows: readonly DrillRow[];
}

export type Merged =
  | { readonly merged: true; readonly rows: readonly DrillRow[] }
  | { readonly merged: false; readonly problems: readonly MergeProblem[] };

export interface MergeProblem {
  readonly file: string;
  readonly message: string;
}

/** @param shards at least one; what the first one is, the others must be. */
export function mergeShards(shards: readonly [ShardResult, ...ShardResult[]]): Merged {
  const [first, ...others] = shards;
  const problems = [...shards.flatMap(problemsOf), ...others.flatMap((shard) => foreignTo(first, shard))];
  if (problems.length === 0) problems.push(...gapsAmong(shards));
  if (problems.length > 0) return { merged: false, problems };
  return { merged: true, rows: shards.flatMap(({ rows }) => rows).sort(inOrder) };
}

/** That every drill of the shard is there and no other. */
function problemsOf({ file, identity, shard, rows }: ShardResult): readonly MergeProblem[] {
  if (shard === null) return [{ file, message: "expected a shard's result, found a whole campaign's" }];
  const ids = identity.scenarios.map(({ id }) => id);
  const wanted = new Set(planOf(ids, identity.seeds, shard).map(drillName));
  const has = new Set(rows.map(drillName));
  const missing = [...wanted].filter((name) => !has.has(name));
  const alien = [...has].filter((name) => !wanted.has(name));
  const called = `shard ${shard.index}/${shard.of}`;
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            file,
            message: `${called} lacks ${missing.length} of its ${wanted.size} drills: it did not run to its end`,
          },
        ]),
    ...(alien.length === 0
      ? []
      : [
          {
            file,
            message: `${called} has ${alien.length} drill(s) that are not its own, the first is ${alien[0]}`,
          },
        ]),
  ];
}

function foreignTo(first: ShardResult, other: ShardResult): readonly MergeProblem[] {
  const found: MergeProblem[] = [];
  const compare = (what: string, of: (identity: CampaignIdentity) => unknown): void => {
    const [here, there] = [JSON.stringify(of(other.identity)), JSON.stringify(of(first.identity))];
    if (here !== there)
      found.push({
        file: other.file,
        message: `${what} differs from that of ${first.file}: ${short(here)}, not ${short(there)}`,
      });
  };
  compare("the version", ({ productVersion }) => productVersion);
  compare("chaos", ({ chaos, chaosSha256 }) => [chaos, chaosSha256]);
  compare("the player", ({ player }) => player);
  compare("the runbook", ({ runbook }) => runbook);
  compare("the range of seeds", ({ seeds }) => seeds);
  compare("the list of scenarios", ({ scenarios }) => scenarios);
  if (other.shard !== null && first.shard !== null && other.shard.of !== first.shard.of)
    found.push({
      file: other.file,
      message: `it is one of ${other.shard.of} shards, and ${first.file} one of ${first.shard.of}`,
    });
  return found;
}

const SHORT = 120;
const short = (text: string): string => (text.length <= SHORT ? text : `${text.slice(0, SHORT)}…`);

function gapsAmong(shards: readonly [ShardResult, ...ShardResult[]]): readonly MergeProblem[] {
  const of = shards[0].shard?.of ?? 0;
  const problems: MergeProblem[] = [];
  const files = new Map<number, string>();
  for (const { file, shard } of shards) {
    if (shard === null) continue;
    const other = files.get(shard.index);
    if (other === undefined) files.set(shard.index, file);
    else problems.push({ file, message: `shard ${shard.index}/${of} is there twice: it is also ${other}` });
  }
  for (let index = 1; index <= of; index += 1)
    if (!files.has(index)) problems.push({ file: "", message: `shard ${index}/${of} is missing` });
  return problems;
}
