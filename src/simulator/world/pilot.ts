/** Rolling back to the pilot (RB-LAUNCH-002): the other repositories pause, the pilot's image, settings and schema are
 *  pinned on fresh pods, and quota is reserved for it. It heals neither the pilot's own provider nor revoked keys. */

import { type InstantMs, plus } from "../../units.ts";
import { rollOut, rolloutComplete, templateOf } from "./deployment.ts";
import { draw } from "./spread.ts";
import type { World } from "./world.ts";

const RESERVED_PERCENT = 15;

/** Pausing takes effect at once; pinning takes the time the procedure takes. */
export function rollBackToPilot(world: World): void {
  if (world.rolledBackAt !== null) return;
  const { queue } = world;
  world.rolledBackAt = queue.now;
  world.touched = true;
  for (const repo of world.repositories) repo.paused = repo !== world.pilot;
  for (const provider of world.providers) {
    provider.reservedForPilot = Math.round((provider.limit * RESERVED_PERCENT) / 100);
  }
  world.pinning = true;
  queue.schedule(plus(queue.now, draw(world.deployment.draws, world.scenario.work.rollback)), pin, world);
}

function pin(world: World, _at: InstantMs): void {
  const { deployment, scenario } = world;
  deployment.stamps += 1;
  const pinned = {
    ...templateOf(deployment.current),
    image: scenario.deployment.image,
    schemaVersion: scenario.deployment.schemaVersion,
    environment: scenario.environment,
    stamp: deployment.stamps,
  };
  world.pinning = false;
  rollOut(world, pinned, "RB-LAUNCH-002 rollback to pilot");
}

export const settled = (world: World): boolean => !world.pinning && rolloutComplete(world);

export const pausedRepositories = (world: World): readonly string[] =>
  world.repositories.filter(({ paused }) => paused).map(({ name }) => name);
