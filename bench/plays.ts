/** Many drills at once for the benches, with their whole scorecards: every scenario, seed and player asked for, over
 *  the campaigns' worker pool. The worker is the same file. */

import { isWorker, serveJobs } from "../src/campaign/pool.ts";
import { prepareStage } from "../src/cli/stage.ts";
import { NO_CHAOS } from "../src/faults/chaos.ts";
import type { FaultRule } from "../src/faults/rule.ts";
import { type Scorecard, scoreDrill } from "../src/scoring/scorecard.ts";
import { runDrill } from "../src/simulator/drill.ts";
import type { ShapePart } from "../src/simulator/logs/shape-parts.ts";
import { playerNamed } from "../src/simulator/players/players.ts";
import { type Piece, playBatches, type Seeds } from "./batches.ts";

export interface Batch extends Seeds {
  readonly runbook: string;
  readonly player: string;
  readonly faultRules?: readonly FaultRule[];
  readonly noiseFactor?: number;
  readonly logShapes?: ShapePart;
}

export interface Played {
  readonly seed: number;
  readonly card: Scorecard;
}

/** @returns for each batch its drills, by seed. */
export const playAll = (batches: readonly Batch[]): Promise<readonly (readonly Played[])[]> =>
  playBatches(new URL(import.meta.url), batches);

async function play(batch: Batch): Promise<readonly Played[]> {
  const prepared = await prepareStage(batch);
  const drills: Played[] = [];
  for (let seed = batch.firstSeed; seed <= batch.lastSeed; seed += 1) {
    const { stage, rubric, player } = prepared.forSeed(seed, batch.player);
    const { observation } = stage.scenario;
    const noiseLinesPerHour = observation.noiseLinesPerHour * (batch.noiseFactor ?? 1);
    const logShapes = batch.logShapes ?? observation.logShapes;
    const printed = logShapes === undefined ? {} : { logShapes };
    const scenario = { ...stage.scenario, observation: { ...observation, noiseLinesPerHour, ...printed } };
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

if (isWorker) serveJobs(({ batch }: Piece<Batch>) => play(batch));
