/** The database and the pods' pools: connections are few, shared and held.
 *  The server grants `max_connections` less the reserved slots to everybody; a pool above that refuses everybody; a
 *  pod that starts opens its whole pool at once (a restart is a storm), and lets go of what stays idle. */

import { type InstantMs, minutes, plus, seconds, since } from "../../units.ts";
import { draw } from "./spread.ts";
import {
  type Blame,
  blameFault,
  type Database,
  type Flow,
  mark,
  OWN,
  type Pod,
  type Pool,
  type World,
} from "./world.ts";

const WARM_FOR = minutes(6);
const SWEEP_EVERY = seconds(15);

export const emptyPool = (size: number): Pool => ({
  size,
  open: 0,
  used: 0,
  leaked: 0,
  orphaned: 0,
  warmUntil: 0 as InstantMs,
  waiting: [],
  starvedSince: null,
});

export const usableConnections = ({ maxConnections, reserved }: Database): number =>
  maxConnections - reserved;

/** Connections of FlowEngine on the server, those of pods that are gone included. */
export function ourConnections(world: World): number {
  let total = world.database.lingering;
  for (const { pool } of world.deployment.pods) total += pool.open + pool.orphaned;
  return total;
}

/** Ours that are not idle: in use, or leaked in the midst of a transaction. */
export function busyConnections({ deployment }: World): number {
  let total = 0;
  for (const { pool } of deployment.pods) total += pool.used + pool.leaked + pool.orphaned;
  return total;
}

export const allConnections = (world: World): number => ourConnections(world) + world.database.otherTenants;

export const serverHasRoom = (world: World): boolean =>
  allConnections(world) < usableConnections(world.database);

/** A pod that starts opens what its pool allows, as far as the server grants it. */
export function warmUp(world: World, pod: Pod, at: InstantMs): void {
  const { pool } = pod;
  pool.warmUntil = plus(at, WARM_FOR);
  const room = usableConnections(world.database) - allConnections(world);
  const granted = Math.max(0, Math.min(pool.size, room));
  pool.open = granted;
  if (
    granted < pool.size &&
    pool.size * world.deployment.replicas > usableConnections(world.database) - world.database.otherTenants
  ) {
    noteOverLimit(world, pool.size * world.deployment.replicas);
  }
}

function noteOverLimit(world: World, wanted: number): void {
  if (world.overLimitNoted) return;
  world.overLimitNoted = true;
  world.witness.truth({
    truth: "harm",
    effectId: null,
    harm: "over-connection-limit",
    detail: `pools of ${wanted} connections on a server that grants ${usableConnections(world.database) - world.database.otherTenants}`,
  });
}

export type Grant = "granted" | "waiting" | "server-full";

/** Takes a connection for a flow, or lines it up for one. */
export function acquire(world: World, flow: Flow, pod: Pod, at: InstantMs): Grant {
  const { pool } = pod;
  const busy = pool.used + pool.leaked;
  if (busy < pool.open) {
    pool.used += 1;
    return "granted";
  }
  if (pool.open < pool.size) {
    if (!serverHasRoom(world)) return "server-full";
    pool.open += 1;
    pool.used += 1;
    return "granted";
  }
  pool.starvedSince ??= at;
  pool.waiting.push(flow);
  return "waiting";
}

/** Gives a connection back; it goes to the flow that has waited longest, unless a leak keeps it. */
export function release(world: World, pod: Pod, at: InstantMs): Flow | null {
  const { pool } = pod;
  const { leak, abandon } = world.database;
  pool.used -= 1;
  if (leak !== null && world.database.draws.chance(leak.chanceBasisPoints)) {
    pool.leaked += 1;
    return null;
  }
  const next = pool.waiting.shift() ?? null;
  if (next !== null) pool.used += 1;
  // A pool that has begun to give up leaked connections goes on until its pod is replaced.
  else if (abandon === null || pool.starvedSince === null || since(pool.starvedSince, at) < abandon.after) {
    pool.starvedSince = null;
  }
  return next;
}

export function giveUpWaiting(pod: Pod, flow: Flow): void {
  const index = pod.pool.waiting.indexOf(flow);
  if (index >= 0) pod.pool.waiting.splice(index, 1);
}

/** Who is to blame that connections are short: the leak while it lasts, else whoever touched the settings. */
export function blameForConnections(world: World): Blame {
  const { leak } = world.database;
  if (leak === null || world.overLimitNoted) return OWN;
  mark(world, leak.fault, "pool-starvations");
  return blameFault(leak.fault);
}

/** A pod's connections stay on the server until it notices that the other end is gone. */
export function leaveConnections(world: World, pod: Pod, at: InstantMs): void {
  const { database, queue } = world;
  const left = pod.pool.open + pod.pool.orphaned;
  database.lingering += left;
  queue.schedule(plus(at, draw(database.draws, world.scenario.database.lingers)), dropLingering, {
    world,
    left,
  });
  pod.pool.open = 0;
  pod.pool.orphaned = 0;
}

function dropLingering({ world, left }: { world: World; left: number }): void {
  world.database.lingering -= left;
}

export function startSweeping(world: World): void {
  world.queue.schedule(plus(world.queue.now, SWEEP_EVERY), sweep, world);
}

/** Pools let idle connections go, and a starved pool gives up leaked ones without closing them. */
function sweep(world: World, at: InstantMs): void {
  const { abandon } = world.database;
  for (const pod of world.deployment.pods) {
    const { pool } = pod;
    if (at >= pool.warmUntil) {
      const wanted = Math.min(
        pool.size,
        Math.max(world.scenario.database.idlePerPod, pool.used + pool.leaked),
      );
      pool.open = Math.min(pool.open, wanted);
    }
    if (abandon !== null && pool.starvedSince !== null && since(pool.starvedSince, at) >= abandon.after) {
      const share = Math.max(
        1,
        Math.round((abandon.perMinute * SWEEP_EVERY) / 60_000 / world.deployment.replicas),
      );
      const given = Math.min(share, pool.leaked);
      pool.leaked -= given;
      pool.open -= given;
      pool.orphaned += given;
    }
  }
  world.queue.schedule(plus(at, SWEEP_EVERY), sweep, world);
}
