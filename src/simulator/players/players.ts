/** Who can sit in the responder's place, by name. */

import { unreachable } from "../../assert.ts";
import { createResponder, type Player } from "../../responder/step.ts";
import { zeroOf } from "../../scoring/clocks.ts";
import type { Rubric } from "../../scoring/rubric.ts";
import type { Briefing, DrillOptions } from "../drill.ts";
import { clairvoyant } from "./clairvoyant.ts";
import { leftAlone } from "./foresight.ts";
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

export function playerNamed(name: PlayerName, stage: Stage, rubric: Rubric): (briefing: Briefing) => Player {
  const { runbook } = stage;
  switch (name) {
    case "responder":
      return ({ roster, epochMs }) => createResponder({ runbook, roster, epochMs }) as Player;
    case "clairvoyant": {
      const zeroAt = zeroOf(leftAlone(stage), rubric);
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
