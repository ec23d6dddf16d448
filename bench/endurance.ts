/** Many drills over all scenarios under heavy chaos: no invariant is broken, the digest is the same for one, two and four
 *  workers and for three shards merged, and memory does not grow with the number of drills. Ends with exit 1 when any
 *  of it does not hold. The first campaign is of the given size; the digests are compared on a part of it, unless told
 *  to do all of it (`all`). Bounded: some minutes; with `all` four times as long.
 *  Usage: node bench/endurance.ts [DRILLS] [part|all] [RUNBOOK]   (default 10000 part rb-launch-005@1.1) */

import { campaignDigest } from "../src/campaign/digest.ts";
import type { DrillRow } from "../src/campaign/drill-row.ts";
import type { Shard } from "../src/campaign/identity.ts";
import { scenarioNames } from "../src/cli/library.ts";
import { type PlayedCampaign, playCampaign } from "../src/cli/play-campaign.ts";

const [drills = "10000", extent = "part", runbook = "rb-launch-005@1.1"] = process.argv.slice(2);
const scenarios = scenarioNames();
const seeds = Math.ceil(Number(drills) / scenarios.length);
const PART_SEEDS = 40;

let failed = 0;
const verdict = (holds: boolean): string => {
  if (!holds) failed += 1;
  return holds ? "" : "  <- DOES NOT HOLD";
};

interface Asked {
  readonly workers: number;
  readonly last: number;
  readonly shard?: Shard;
  readonly onRows?: (rows: readonly DrillRow[]) => void;
}

const play = ({ workers, last, shard, onRows }: Asked): Promise<PlayedCampaign> =>
  playCampaign(
    {
      scenarios,
      seeds: { first: 1, last },
      runbook,
      player: "responder",
      chaos: "heavy",
      workers,
      shard: shard ?? null,
      until: null,
      store: null,
    },
    { now: () => performance.now(), ...(onRows === undefined ? {} : { onRows }) },
  );

const MEGABYTE = 1_048_576;
const memory: { readonly drills: number; readonly megabytes: number }[] = [];
let played = 0;
let next = 0;
const total = seeds * scenarios.length;
const whole = await play({
  workers: 2,
  last: seeds,
  onRows: (rows) => {
    played += rows.length;
    if (played < next) return;
    next += total / 10;
    memory.push({ drills: played, megabytes: process.memoryUsage().rss / MEGABYTE });
  },
});

const { rows, timing } = whole;
const count = (test: (row: DrillRow) => boolean): number => rows.filter(test).length;
console.log(
  `${rows.length} drills of ${scenarios.length} scenarios, seeds 1..${seeds}, heavy chaos, runbook ${runbook}`,
);
console.log(
  `played in ${(timing.wallMs / 1_000).toFixed(0)} s by ${timing.workers} workers: ${timing.drillsPerSecond} drills a second`,
);
console.log(
  `passed ${count(({ verdict: of }) => of === "pass")}, failed ${count(({ verdict: of }) => of === "fail")}, inconclusive ${count(({ verdict: of }) => of === "inconclusive")}`,
);

console.log("\ninvariants broken");
const broken = rows.flatMap(({ scenario, seed, brokenInvariants }) =>
  brokenInvariants.map((invariant) => ({ scenario, seed, ...invariant })),
);
console.log(`  ${broken.length}${verdict(broken.length === 0)}`);
for (const { scenario, seed, id, guard, detail } of broken.slice(0, 40))
  console.log(`  ${scenario}, seed ${seed}: ${guard ? "guard " : ""}${id}: ${detail}`);

console.log("\nmemory of the whole process (threads included)");
for (const { drills: after, megabytes } of memory)
  console.log(`  after ${String(after).padStart(6)} drills ${megabytes.toFixed(0).padStart(5)} MiB`);
const settled = memory.slice(Math.floor(memory.length / 3));
const [early, late] = [settled[0]?.megabytes ?? 0, settled.at(-1)?.megabytes ?? 0];
const drillsBetween = (settled.at(-1)?.drills ?? 0) - (settled[0]?.drills ?? 0);
/** A row is kept of each drill; a journal (half a megabyte) of none. */
const MOST_KILOBYTES_A_DRILL = 16;
const kilobytes = drillsBetween === 0 ? 0 : ((late - early) * 1_024) / drillsBetween;
/** Until then heaps are still growing to the size that they work at. */
const FEWEST_DRILLS_TO_JUDGE = 4_000;
const judged = rows.length >= FEWEST_DRILLS_TO_JUDGE;
console.log(
  `  from the third part on ${kilobytes.toFixed(1)} KiB a drill${judged ? verdict(kilobytes <= MOST_KILOBYTES_A_DRILL) : " (too few drills to judge)"}`,
);

const last = extent === "all" ? seeds : Math.min(seeds, PART_SEEDS);
const reference = campaignDigest(rows.filter(({ seed }) => seed <= last));
console.log(`\ndigests over seeds 1..${last} of each scenario\n  2 workers  ${reference}`);
for (const workers of [1, 4]) {
  const digest = campaignDigest((await play({ workers, last })).rows);
  console.log(`  ${workers} worker${workers === 1 ? " " : "s"}  ${digest}${verdict(digest === reference)}`);
}
const shards: DrillRow[] = [];
for (const index of [3, 1, 2])
  shards.push(...(await play({ workers: 2, last, shard: { index, of: 3 } })).rows);
const merged = campaignDigest(shards);
console.log(`  3 shards   ${merged}${verdict(merged === reference)}`);

console.log(failed === 0 ? "\nall of it holds" : `\n${failed} of it does not hold`);
process.exitCode = failed === 0 ? 0 : 1;
