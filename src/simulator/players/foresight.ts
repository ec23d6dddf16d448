/** What can be known of a drill before it begins: what its world tells a player, and what becomes of it if nobody acts.
 *  The world is made and run by itself, without anything that watches it: nothing flows back from there. */

import { assert } from "../../assert.ts";
import { parseEpoch } from "../../calendar.ts";
import type { TruthRecord } from "../../journal/truth.ts";
import type { Stamped, Trace } from "../../scoring/trace.ts";
import { instant } from "../../units.ts";
import type { Briefing, DrillOptions } from "../drill.ts";
import { castPeople } from "../people/roster.ts";
import { buildWorld, startWorld } from "../world/build.ts";
import { expectationOf } from "../world/expectation.ts";
import type { Witness } from "../world/world.ts";

type Seeded = Pick<DrillOptions, "scenario" | "seed">;

/** Names, and what the world will come to. */
export function briefingFor({ scenario, seed }: Seeded): Briefing {
  const epochMs = parseEpoch(scenario.epoch);
  assert(epochMs !== null, `the scenario has the epoch ${scenario.epoch}`);
  const { roster, authors } = castPeople(scenario, seed);
  const { world, faults } = buildWorld(scenario, seed, SILENT, authors);
  return { roster, epochMs, expectation: expectationOf(world, faults) };
}

/** The truth of a drill in which nobody does anything, until its time is over. */
export function leftAlone({ scenario, seed }: Seeded): Pick<Trace, "truths"> {
  const truths: Stamped<TruthRecord>[] = [];
  const witness: Witness = {
    ...SILENT,
    truth: (value) => truths.push({ at: built.world.queue.now, value }),
  };
  const built = buildWorld(scenario, seed, witness, castPeople(scenario, seed).authors);
  startWorld(built);
  const last = instant(scenario.lasts);
  while (built.world.queue.runNext(last));
  return { truths };
}

const SILENT: Witness = {
  truth: () => undefined,
  line: () => undefined,
  notice: () => undefined,
  podStarted: () => undefined,
  podStopped: () => undefined,
};
