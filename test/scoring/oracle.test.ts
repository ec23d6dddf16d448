/** The oracle's proofs: doing nothing and destroying everything fail every scenario, crying wolf fails the controls,
 *  doing nothing passes them, and knowing the truth mostly passes. (All of seeds 1..200: bench/oracle.ts.) */

import { describe, expect, it } from "vitest";
import { scenarioNames } from "../../src/cli/library.ts";
import type { PlayerName } from "../../src/simulator/players/players.ts";
import { play } from "../fixtures/stage.ts";

const SEEDS = 20;
const controls = scenarioNames().filter((name) => name.startsWith("control-"));
const incidents = scenarioNames().filter((name) => !name.startsWith("control-"));

async function passes(scenario: string, player: PlayerName, seeds = SEEDS): Promise<number> {
  let passed = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    if ((await play({ scenario, seed, player })).card.verdict === "pass") passed += 1;
  }
  return passed;
}

describe.each(incidents)("%s", (scenario) => {
  it("is failed by doing nothing and by rolling back at once", async () => {
    expect(await passes(scenario, "do-nothing")).toBe(0);
    expect(await passes(scenario, "rollback-at-once")).toBe(0);
  });

  it("is mostly passed by the clairvoyant", async () => {
    expect(await passes(scenario, "clairvoyant", 6)).toBeGreaterThanOrEqual(4);
  });
});

describe.each(controls)("%s", (scenario) => {
  it("is passed by doing nothing, failed by crying wolf and by rolling back", async () => {
    expect(await passes(scenario, "do-nothing", 10)).toBe(10);
    expect(await passes(scenario, "always-declare", 5)).toBe(0);
    expect(await passes(scenario, "rollback-at-once", 5)).toBe(0);
  });
});

describe("a fault that leaves no fingerprint", () => {
  it("makes the drill inconclusive, never passed", async () => {
    const { trace, card } = await play({ scenario: "model-api-outage", seed: 1 });
    expect(card.verdict).toBe("pass");
    const { scoreDrill } = await import("../../src/scoring/scorecard.ts");
    const { stageOf } = await import("../fixtures/stage.ts");
    const { rubric } = await stageOf({});
    const faded = {
      ...trace,
      truths: trace.truths.map((truth) =>
        truth.value.truth === "fingerprint" ? { ...truth, value: { ...truth.value, seen: 0 } } : truth,
      ),
    };
    expect(scoreDrill(faded, rubric).verdict).toBe("inconclusive");
  });
});
