/** Batches of drills, cut into pieces for the campaigns' worker pool: for benches, whose program is its own worker.
 *  What a drill leaves is the bench's own. */

import { availableParallelism } from "node:os";
import { Pool } from "../src/campaign/pool.ts";

export interface Seeds {
  readonly scenario: string;
  readonly firstSeed: number;
  readonly lastSeed: number;
}

/** A part of a batch, by the batch's place. */
export interface Piece<Batch> {
  readonly index: number;
  readonly batch: Batch;
}

/** Reading a scenario costs as much as some drills. */
const SEEDS_AT_ONCE = 25;

/** @param program the module that workers run: it calls `serveJobs`.
 *  @returns for each batch its drills, by seed. */
export async function playBatches<Batch extends Seeds, Drill extends { readonly seed: number }>(
  program: URL,
  batches: readonly Batch[],
): Promise<readonly (readonly Drill[])[]> {
  const pieces = batches.flatMap((batch, index) => {
    const cut: Piece<Batch>[] = [];
    for (let seed = batch.firstSeed; seed <= batch.lastSeed; seed += SEEDS_AT_ONCE) {
      const lastSeed = Math.min(batch.lastSeed, seed + SEEDS_AT_ONCE - 1);
      cut.push({ index, batch: { ...batch, firstSeed: seed, lastSeed } });
    }
    return cut;
  });
  const pool = new Pool<Piece<Batch>, readonly Drill[]>({
    program,
    setUp: null,
    workers: availableParallelism(),
    nameOf: ({ batch: { scenario, firstSeed, lastSeed } }) => `${scenario}, seeds ${firstSeed}..${lastSeed}`,
  });
  const played: Drill[][] = batches.map(() => []);
  try {
    await pool.play(pieces, (drills, { index }) => played[index]?.push(...drills));
  } finally {
    await pool.close();
  }
  for (const drills of played) drills.sort((a, b) => a.seed - b.seed);
  return played;
}
