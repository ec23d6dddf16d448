/** The responder's memory is plain data: written out as JSON and read back before every single step of a drill, it
 *  gives the same further effects, byte for byte of the journal. */

import { describe, expect, it } from "vitest";
import { assertPlain } from "../../src/journal/encode.ts";
import { createResponder, type Player } from "../../src/responder/step.ts";
import type { Briefing } from "../../src/simulator/drill.ts";
import { type Played, play, stageOf } from "../fixtures/stage.ts";

type Handling = (state: unknown, step: number) => unknown;

/** Plays a drill with the responder's state handled before each step. */
async function played(scenario: string, seed: number, handle: Handling): Promise<Played & { steps: number }> {
  const { stage } = await stageOf({ scenario, seed });
  let steps = 0;
  const player = ({ roster, epochMs }: Briefing): Player => {
    const responder = createResponder({ runbook: stage.runbook, roster, epochMs }) as Player;
    return {
      ...responder,
      step: (state, event) => {
        steps += 1;
        return responder.step(handle(state, steps), event);
      },
    };
  };
  return { ...(await play({ scenario, seed }, { player })), steps };
}

const throughJson: Handling = (state) => JSON.parse(JSON.stringify(state)) as unknown;

describe("the responder's state", () => {
  it.each([
    ["credential-leak", 2],
    ["cascade-failover", 2],
    ["unknown-cause", 5],
  ])("survives JSON before each step of %s, seed %i", async (scenario, seed) => {
    const whole = await play({ scenario, seed });
    const again = await played(scenario, seed, throughJson);
    expect(again.steps).toBeGreaterThan(500);
    expect(again.journal).toEqual(whole.journal);
  });

  it("would be missed: a state that loses a part gives other effects", async () => {
    const whole = await play({ scenario: "credential-leak", seed: 2 });
    const forgetful: Handling = (state, step) =>
      step === 400 ? { ...(state as object), incidents: [] } : state;
    expect((await played("credential-leak", 2, forgetful)).journal.sha256).not.toBe(whole.journal.sha256);
  });

  it("holds nothing that JSON would change", async () => {
    await played("credential-leak", 2, (state, step) => {
      if (step % 50 === 0) assertPlain(state);
      return state;
    });
  });
});
