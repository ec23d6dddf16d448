/** Which drills a campaign plays, in which order they count, and which of them fall to a shard.
 *  Invariants: drills are ordered by scenario id (code units), then seed; shards of one campaign share no drill and
 *  leave none out. */

import type { SeedRange, Shard } from "./identity.ts";

export interface PlannedDrill {
  readonly scenario: string;
  readonly seed: number;
}

/** Tells a drill from every other of its campaign. */
export const drillName = ({ scenario, seed }: PlannedDrill): string => `${scenario} ${seed}`;

/** Some seeds of one scenario: what a worker is handed at a time. */
export interface Batch {
  readonly scenario: string;
  readonly seeds: readonly number[];
}

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const inOrder = (a: PlannedDrill, b: PlannedDrill): number =>
  byCodeUnit(a.scenario, b.scenario) || a.seed - b.seed;

export function planOf(
  scenarios: readonly string[],
  { first, last }: SeedRange,
  shard: Shard | null,
): readonly PlannedDrill[] {
  const plan: PlannedDrill[] = [];
  let place = 0;
  for (const scenario of [...scenarios].sort(byCodeUnit)) {
    for (let seed = first; seed <= last; seed += 1) {
      if (shard === null || place % shard.of === shard.index - 1) plan.push({ scenario, seed });
      place += 1;
    }
  }
  return plan;
}

/** Small, so that little is lost when a campaign is stopped, and progress is seen to go on. */
const MOST_IN_A_BATCH = 5;
/** So many batches for each worker keep them all busy to the end. */
const BATCHES_A_WORKER = 6;

/** Batches hold drills of one scenario, since a worker reads a scenario once. */
export function batchesOf(plan: readonly PlannedDrill[], workers: number): readonly Batch[] {
  const size = Math.max(1, Math.min(MOST_IN_A_BATCH, Math.ceil(plan.length / (workers * BATCHES_A_WORKER))));
  const batches: { scenario: string; seeds: number[] }[] = [];
  for (const { scenario, seed } of plan) {
    const last = batches.at(-1);
    if (last?.scenario === scenario && last.seeds.length < size) last.seeds.push(seed);
    else batches.push({ scenario, seeds: [seed] });
  }
  return batches;
}

/** Where an open-ended campaign may stop: the same places whatever the number of workers. */
export function roundsOf({ first, last }: SeedRange, size: number): readonly SeedRange[] {
  const rounds: SeedRange[] = [];
  for (let from = first; from <= last; from += size)
    rounds.push({ first: from, last: Math.min(last, from + size - 1) });
  return rounds;
}
