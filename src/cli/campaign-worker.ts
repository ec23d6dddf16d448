/** What a campaign's workers run: a batch of seeds of one scenario after another, each drill to the row that is kept of
 *  it. Stages are prepared once a worker. */

import { DefectError } from "../assert.ts";
import { type DrillRow, rowOf } from "../campaign/drill-row.ts";
import type { Batch } from "../campaign/plan.ts";
import { serveJobs } from "../campaign/pool.ts";
import { InputError } from "../input-error.ts";
import { scoreDrill } from "../scoring/scorecard.ts";
import { runDrill } from "../simulator/drill.ts";
import { playerNamed } from "../simulator/players/players.ts";
import { DEFAULT_RUNBOOK } from "./library.ts";
import { type PreparedStage, prepareStage, replayLine } from "./stage.ts";

/** What all batches of a campaign share: names as the command line gave them. */
export interface CampaignSetUp {
  readonly runbook: string;
  readonly player: string;
  readonly chaos: string;
}

const prepared = new Map<string, Promise<PreparedStage>>();

serveJobs(async ({ scenario, seeds }: Batch, setUp: CampaignSetUp): Promise<readonly DrillRow[]> => {
  let stage = prepared.get(scenario);
  if (stage === undefined) {
    stage = prepareStage({ scenario, ...setUp });
    prepared.set(scenario, stage);
  }
  const ready = await stage;
  return seeds.map((seed) => play(ready, scenario, seed, setUp));
});

function play(prepared: PreparedStage, scenario: string, seed: number, setUp: CampaignSetUp): DrillRow {
  try {
    const { stage, rubric, player, identity } = prepared.forSeed(seed, setUp.player);
    const { trace, journal } = runDrill({ ...stage, player: playerNamed(player, stage, rubric) });
    const card = scoreDrill(trace, rubric);
    return rowOf({ scenario: identity.scenario, seed, card, journal, endedAt: trace.endedAt });
  } catch (error) {
    if (error instanceof InputError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const again = replayLine({ scenario, seed, ...setUp }, DEFAULT_RUNBOOK);
    throw new DefectError(`${message}\nreplay: ${again}`, { cause: error });
  }
}
