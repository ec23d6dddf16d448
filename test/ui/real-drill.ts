/** Drills as the command line sets them up, with their records kept: what screens are tested with. */

import { type Scorecard, scoreDrill } from "../../src/scoring/scorecard.ts";
import { createDrill, type Drill, type DrillRecord } from "../../src/simulator/drill.ts";
import { type PlayerName, playerNamed } from "../../src/simulator/players/players.ts";
import { minutes, plus } from "../../src/units.ts";
import { stageOf } from "../fixtures/stage.ts";

export interface RealDrill {
  readonly drill: Drill;
  /** Every record so far. */
  readonly records: readonly DrillRecord[];
  /** Calls the listener with every record so far, and with each one that comes. */
  readonly subscribe: (listener: (record: DrillRecord) => void) => void;
  readonly scorecard: () => Scorecard;
}

export async function realDrill(scenario: string, seat: PlayerName = "responder"): Promise<RealDrill> {
  const { stage, rubric, player } = await stageOf({ scenario, player: seat });
  const records: DrillRecord[] = [];
  const listeners: ((record: DrillRecord) => void)[] = [];
  const drill = createDrill({
    ...stage,
    player: playerNamed(player, stage, rubric),
    onRecord: (record) => {
      records.push(record);
      for (const listener of listeners) listener(record);
    },
  });
  return {
    drill,
    records,
    subscribe: (listener) => {
      for (const record of records) listener(record);
      listeners.push(listener);
    },
    scorecard: () => scoreDrill(drill.result().trace, rubric),
  };
}

/** The same, played to its end. */
export async function playedDrill(scenario: string, seat?: PlayerName): Promise<RealDrill> {
  const real = await realDrill(scenario, seat);
  while (!real.drill.over) real.drill.advance(plus(real.drill.now, minutes(10)));
  return real;
}
