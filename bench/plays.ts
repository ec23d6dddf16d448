/** Many drills at once: every scenario, seed and player asked for, spread over the machine's cores. A worker gets whole
 *  scenarios' worth of seeds, since reading a scenario costs as much as some drills. Results come back in the order in
 *  which they were asked for. The worker is the same file. */

import { once } from "node:events";
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
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

const SEEDS_AT_ONCE = 25;

/** @returns for each batch its drills, by seed. */
export async function playAll(batches: readonly Batch[]): Promise<readonly (readonly Played[])[]> {
  const pieces = batches.flatMap((batch, index) => {
    const cut: { readonly index: number; readonly batch: Batch }[] = [];
    for (let seed = batch.firstSeed; seed <= batch.lastSeed; seed += SEEDS_AT_ONCE) {
      const lastSeed = Math.min(batch.lastSeed, seed + SEEDS_AT_ONCE - 1);
      cut.push({ index, batch: { ...batch, firstSeed: seed, lastSeed } });
    }
    return cut;
  });
  const played: Played[][] = batches.map(() => []);
  const waiting = [...pieces];
  const busy = Array.from({ length: Math.min(availableParallelism(), pieces.length) }, async () => {
    const worker = new Worker(new URL(import.meta.url));
    for (let piece = waiting.shift(); piece !== undefined; piece = waiting.shift()) {
      const { index, batch } = piece;
      worker.postMessage(batch);
      // Rejects when the worker fails.
      const [drills] = (await once(worker, "message")) as [readonly Played[]];
      played[index]?.push(...drills);
    }
    await worker.terminate();
  });
  await Promise.all(busy);
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

if (!isMainThread) {
  parentPort?.on("message", (batch: Batch) => {
    play(batch).then(
      (drills) => parentPort?.postMessage(drills),
      (error: unknown) => {
        throw error;
      },
    );
  });
}
