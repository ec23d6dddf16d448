/** Who can sit in the responder's place, by name. */

import { assert, unreachable } from "../../assert.ts";
import { parseEpoch } from "../../calendar.ts";
import { NO_CHAOS } from "../../faults/chaos.ts";
import { createResponder, type Player } from "../../responder/step.ts";
import { zeroOf } from "../../scoring/clocks.ts";
import type { Rubric } from "../../scoring/rubric.ts";
import { type Briefing, type DrillOptions, runDrill } from "../drill.ts";
import { castPeople } from "../people/roster.ts";
import { buildWorld } from "../world/build.ts";
import { expectationOf } from "../world/expectation.ts";
import type { Witness } from "../world/world.ts";
import { clairvoyant } from "./clairvoyant.ts";
import { alwaysDeclare, doNothing, rollbackAtOnce } from "./reference.ts";

export const PLAYERS = [
  "responder",
  "clairvoyant",
  "do-nothing",
  "rollback-at-once",
  "always-declare",
] as const;
export type PlayerName = (typeof PLAYERS)[number];

/** Whatever a player is made from, but the player. */
export type Stage = Omit<DrillOptions, "player" | "sink" | "onRecord">;

/** What the stage's world tells a player before it begins: names and, for the clairvoyant, the truth. */
export function briefingFor(stage: Stage): Briefing {
  const epochMs = parseEpoch(stage.scenario.epoch);
  assert(epochMs !== null, `the scenario has the epoch ${stage.scenario.epoch}`);
  const { roster, authors } = castPeople(stage.scenario, stage.seed);
  const { world, faults } = buildWorld(stage.scenario, stage.seed, SILENT, authors);
  return { roster, epochMs, expectation: expectationOf(world, faults) };
}

const SILENT: Witness = {
  truth: () => undefined,
  line: () => undefined,
  notice: () => undefined,
  podStarted: () => undefined,
  podStopped: () => undefined,
};

export function playerNamed(name: PlayerName, stage: Stage, rubric: Rubric): (briefing: Briefing) => Player {
  const { runbook } = stage;
  switch (name) {
    case "responder":
      return ({ roster, epochMs }) => createResponder({ runbook, roster, epochMs }) as Player;
    case "clairvoyant": {
      // It sees the future by living it once: the same world with nobody acting.
      // Faults of its tools change nothing for somebody who uses none.
      const rehearsal = { ...stage, toolFaults: NO_CHAOS, player: () => doNothing as Player };
      const zeroAt = zeroOf(runDrill(rehearsal).trace, rubric);
      return ({ roster, epochMs, expectation }) =>
        clairvoyant({ runbook, roster, epochMs }, { zeroAt, expectation }) as Player;
    }
    case "do-nothing":
      return () => doNothing as Player;
    case "rollback-at-once":
      return () => rollbackAtOnce(runbook) as Player;
    case "always-declare":
      return () => alwaysDeclare as Player;
    default:
      return unreachable(name);
  }
}
