/** The world by itself, which the clairvoyant looks at beforehand, is the world of a drill in which nobody acts. */

import { describe, expect, it } from "vitest";
import { scenarioNames } from "../../src/cli/library.ts";
import { zeroOf } from "../../src/scoring/clocks.ts";
import { truthsOf } from "../../src/scoring/trace.ts";
import { leftAlone } from "../../src/simulator/players/foresight.ts";
import { play, stageOf } from "../fixtures/stage.ts";

describe("a world left alone", () => {
  it.each(scenarioNames())("fails in %s as it does in a drill in which nobody acts", async (scenario) => {
    for (const seed of [1, 2]) {
      const { trace } = await play({ scenario, seed, player: "do-nothing" });
      const { stage, rubric } = await stageOf({ scenario, seed });
      const alone = leftAlone(stage);
      expect(zeroOf(alone, rubric)).toBe(zeroOf(trace, rubric));
      const failures = truthsOf(trace, "flow-failed");
      expect(truthsOf(alone, "flow-failed").slice(0, failures.length)).toEqual(failures);
    }
  });
});
