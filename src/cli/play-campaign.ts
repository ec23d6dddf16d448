/** Plays a campaign: works out its drills, takes from the store what is there, has workers play the rest, and keeps what
 *  comes in. Prints nothing: the caller is told as it goes. */

import { availableParallelism } from "node:os";
import type { DrillRow } from "../campaign/drill-row.ts";
import type { CampaignIdentity, CampaignScenario, SeedRange, Shard } from "../campaign/identity.ts";
import { type Batch, batchesOf, byCodeUnit, drillName, inOrder, planOf, roundsOf } from "../campaign/plan.ts";
import { Pool } from "../campaign/pool.ts";
import type { CampaignBegun } from "../campaign/progress.ts";
import { wilson } from "../campaign/statistics.ts";
import { badArgument } from "./bad-argument.ts";
import { type CampaignStore, openCampaignStore } from "./campaign-store.ts";
import type { CampaignSetUp } from "./campaign-worker.ts";
import { NO_CHAOS_NAME } from "./chaos.ts";
import { DEFAULT_RUNBOOK } from "./library.ts";
import { prepareStage, productVersion, replayLine } from "./stage.ts";

export interface CampaignChoice extends CampaignSetUp {
  /** Names or files; at least one. */
  readonly scenarios: readonly string[];
  readonly seeds: SeedRange;
  readonly shard: Shard | null;
  /** Null: one for each core. */
  readonly workers: number | null;
  /** Stop when every scenario's pass rate is known to within so much (0.01 is one point either way); null: never. */
  readonly until: number | null;
  readonly store: string | null;
}

export interface CampaignListener {
  readonly now: () => number;
  readonly signal?: AbortSignal;
  /** Before the first drill; what it throws ends the campaign. */
  readonly onBegin?: (begun: CampaignBegun) => void;
  readonly onRows?: (rows: readonly DrillRow[]) => void;
}

export interface PlayedCampaign {
  readonly identity: CampaignIdentity;
  /** What the command line called each scenario, by id. */
  readonly names: ReadonlyMap<string, string>;
  /** In order. */
  readonly rows: readonly DrillRow[];
  readonly interrupted: boolean;
  readonly timing: { readonly wallMs: number; readonly drillsPerSecond: number; readonly workers: number };
}

/** After so many seeds of every scenario an open-ended campaign looks whether it knows enough. */
const ROUND_SEEDS = 50;

const PROGRAM = new URL(
  import.meta.filename.endsWith(".ts") ? "./campaign-worker.ts" : "./campaign-worker.js",
  import.meta.url,
);

/** @throws InputError for names and files that are not what they should be, and a store of something else. */
export async function playCampaign(
  choice: CampaignChoice,
  listener: CampaignListener,
): Promise<PlayedCampaign> {
  const startedAt = listener.now();
  const { identity, names } = await identify(choice);
  const store = choice.store === null ? null : openCampaignStore(choice.store, identity, choice.shard);
  try {
    return await playRounds(choice, listener, { identity, names, store, startedAt });
  } finally {
    store?.close();
  }
}

interface Ready {
  readonly identity: CampaignIdentity;
  /** What the command line called each scenario, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly store: CampaignStore | null;
  readonly startedAt: number;
}

async function playRounds(
  choice: CampaignChoice,
  { now, signal, onBegin, onRows }: CampaignListener,
  { identity, names, store, startedAt }: Ready,
): Promise<PlayedCampaign> {
  const { seeds, shard, until } = choice;
  const ids = identity.scenarios.map(({ id }) => id);
  const workers = choice.workers ?? availableParallelism();
  const planned = planOf(ids, seeds, shard);
  const wanted = new Set(planned.map(drillName));
  const rows = (store?.rows() ?? []).filter((row) => wanted.has(drillName(row)));
  const known = new Set(rows.map(drillName));
  const knownAtFirst = rows.length;
  onBegin?.({ identity, shard, workers, until, drills: countBy(planned), known: rows.slice() });
  const pool = poolFor(choice, workers, signal);
  const onResult = (played: readonly DrillRow[]): void => {
    store?.put(played);
    for (const row of played) rows.push(row);
    onRows?.(played);
  };
  const rounds = until === null ? [seeds] : roundsOf(seeds, ROUND_SEEDS);
  let last = seeds.last;
  let interrupted = false;
  try {
    for (const round of rounds) {
      const missing = planOf(ids, round, null).filter(
        (drill) => wanted.has(drillName(drill)) && !known.has(drillName(drill)),
      );
      const before = rows.length;
      await pool.play(
        batchesOf(missing, workers).map((batch) => ({
          ...batch,
          scenario: names.get(batch.scenario) ?? batch.scenario,
        })),
        onResult,
      );
      interrupted = rows.length - before < missing.length;
      if (interrupted) break;
      if (until === null) continue;
      last = round.last;
      const soFar = rows.filter(({ seed }) => seed <= round.last);
      if (isKnown(soFar, until)) break;
    }
  } finally {
    await pool.close();
  }
  if (interrupted) last = seeds.last;
  const played = { ...identity, seeds: { first: seeds.first, last } };
  // An open-ended campaign has become the campaign of the seeds that it played.
  if (!interrupted) store?.describe(played);
  const wallMs = Math.max(1, Math.round(now() - startedAt));
  return {
    identity: played,
    names,
    rows: rows.filter(({ seed }) => seed <= last).sort(inOrder),
    interrupted,
    timing: {
      wallMs,
      drillsPerSecond: Math.round(((rows.length - knownAtFirst) * 10_000) / wallMs) / 10,
      workers,
    },
  };
}

function poolFor(
  { runbook, player, chaos }: CampaignChoice,
  workers: number,
  signal: AbortSignal | undefined,
): Pool<Batch, readonly DrillRow[]> {
  const setUp: CampaignSetUp = { runbook, player, chaos };
  return new Pool({
    program: PROGRAM,
    setUp,
    workers,
    nameOf: ({ scenario, seeds }) => {
      // Which of them it was at, a worker that died cannot tell.
      const again = seeds.map(
        (seed) => `replay: ${replayLine({ scenario, seed, ...setUp }, DEFAULT_RUNBOOK)}`,
      );
      return [`${scenario}, one of the seeds ${seeds.join(", ")}`, ...again].join("\n");
    },
    ...(signal === undefined ? {} : { signal }),
  });
}

function countBy(plan: readonly { readonly scenario: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { scenario } of plan) counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
  return counts;
}

/** Whether every scenario's pass rate is known to within so much either way. */
function isKnown(rows: readonly DrillRow[], within: number): boolean {
  const tallies = new Map<string, { passed: number; drills: number }>();
  for (const { scenario, verdict } of rows) {
    const tally = tallies.get(scenario) ?? { passed: 0, drills: 0 };
    tally.drills += 1;
    if (verdict === "pass") tally.passed += 1;
    tallies.set(scenario, tally);
  }
  return [...tallies.values()].every(({ passed, drills }) => {
    const { low, high } = wilson(passed, drills);
    return (high - low) / 2 <= within;
  });
}

async function identify(choice: CampaignChoice): Promise<Pick<Ready, "identity" | "names">> {
  const names = new Map<string, string>();
  const scenarios: CampaignScenario[] = [];
  let common: Awaited<ReturnType<typeof prepareStage>>["identity"] | null = null;
  for (const name of new Set(choice.scenarios)) {
    const prepared = await prepareStage({ scenario: name, runbook: choice.runbook, chaos: choice.chaos });
    const { scenario: id, rubric } = prepared.identity;
    const other = names.get(id);
    if (other !== undefined) {
      throw badArgument(`${other} and ${name} are both called "${id}": their drills could not be told apart`);
    }
    names.set(id, name);
    scenarios.push({ id, sha256: prepared.scenarioSha256, rubric });
    common = prepared.identity;
  }
  if (common === null) throw badArgument("a campaign needs at least one scenario");
  return {
    names,
    identity: {
      productVersion: productVersion(),
      chaos: common.chaos,
      chaosSha256: common.chaosSha256,
      player: choice.player,
      runbook: common.runbook,
      scenarios: scenarios.sort((a, b) => byCodeUnit(a.id, b.id)),
      seeds: choice.seeds,
      names: {
        runbook: choice.runbook === DEFAULT_RUNBOOK ? null : choice.runbook,
        chaos: choice.chaos === NO_CHAOS_NAME ? null : choice.chaos,
        scenarios: Object.fromEntries([...names].filter(([id, name]) => id !== name)),
      },
    },
  };
}
