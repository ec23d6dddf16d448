/** Many drills at once for the benches, with their whole scorecards: every scenario, seed and player asked for, over
 *  the campaigns' worker pool. The worker is the same file. */

import { availableParallelism } from "node:os";
import { isWorker, Pool, serveJobs } from "../src/campaign/pool.ts";
import { prepareStage } from "../src/cli/stage.ts";
import { NO_CHAOS } from "../src/faults/chaos.ts";
import type { FaultRule } from "../src/faults/rule.ts";
import { type Scorecard, scoreDrill } from "../src/scoring/scorecard.ts";
import { runDrill } from "../src/simulator/drill.ts";
import { playerNamed } from "../src/simulator/players/players.ts";

export interface Batch {
  readonly scenario: string;
  readonly runbook: string;
  readonly player: string;
  readonly firstSeed: number;
  readonly lastSeed: number;
  readonly faultRules?: readonly FaultRule[];
  readonly noiseFactor?: number;
}

export interface Played {
  readonly seed: number;
  readonly card: Scorecard;
}

/** A part of a batch, by the batch's place. */
interface Piece {
  readonly index: number;
  readonly batch: Batch;
}

/** Reading a scenario costs as much as some drills. */
const SEEDS_AT_ONCE = 25;

/** @returns for each batch its drills, by seed. */
export async function playAll(batches: readonly Batch[]): Promise<readonly (readonly Played[])[]> {
  const pieces = batches.flatMap((batch, index) => {
    const cut: Piece[] = [];
    for (let seed = batch.firstSeed; seed <= batch.lastSeed; seed += SEEDS_AT_ONCE) {
      const lastSeed = Math.min(batch.lastSeed, seed + SEEDS_AT_ONCE - 1);
      cut.push({ index, batch: { ...batch, firstSeed: seed, lastSeed } });
    }
    return cut;
  });
  const pool = new Pool<Piece, readonly Played[]>({
    program: new URL(import.meta.url),
    setUp: null,
    workers: availableParallelism(),
    nameOf: ({ batch: { scenario, firstSeed, lastSeed } }) => `${scenario}, seeds ${firstSeed}..${lastSeed}`,
  });
  const played: Played[][] = batches.map(() => []);
  try {
    await pool.play(pieces, (drills, { index }) => played[index]?.push(...drills));
  } finally {
    await pool.close();
  }
  for (const drills of played) drills.sort((a, b) => a.seed - b.seed);
  return played;
}

async function play(batch: Batch): Promise<readonly Played[]> {
  const prepared = await prepareStage(batch);
  const drills: Played[] = [];
  for (let seed = batch.firstSeed; seed <= batch.lastSeed; seed += 1) {
    const { stage, rubric, player } = prepared.forSeed(seed, batch.player);
    const { observation } = stage.scenario;
    const noiseLinesPerHour = observation.noiseLinesPerHour * (batch.noiseFactor ?? 1);
    const scenario = { ...stage.scenario, observation: { ...observation, noiseLinesPerHour } };
    const changed = { ...stage, scenario };
    const { trace } = runDrill({
      ...changed,
      toolFaults: { ...NO_CHAOS, rules: batch.faultRules ?? [] },
      player: playerNamed(player, changed, rubric),
    });
    drills.push({ seed, card: scoreDrill(trace, rubric) });
  }
  return drills;
}

if (isWorker) serveJobs(({ batch }: Piece) => play(batch));
