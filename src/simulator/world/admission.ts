/** How flows come in: they arrive, wait at the gate for a pod with room, and are held by the circuit breaker while the
 *  provider that they would call is used up. What happens to a flow that is let in: `flows.ts`.
 *  Invariants: who waits longest is let in first; a flow counts as deferred once at most. */

import { type InstantMs, plus, seconds, since } from "../../units.ts";
import { say, startBlock } from "./flows.ts";
import { usedPercent } from "./quota.ts";
import { routeOf } from "./routing.ts";
import type { Flow, Pod, Provider, Repository, World } from "./world.ts";

const DRAIN_EVERY = seconds(5);
/** Who waits longer at the gate counts as deferred. */
const GATE_PATIENCE = seconds(60);
const MOST_QUEUED = 4_000;

export function startArrivals(world: World): void {
  for (const repo of world.repositories) scheduleArrival({ world, repo }, world.queue.now);
  world.queue.schedule(plus(world.queue.now, DRAIN_EVERY), drainQueues, world);
}

interface Arrivals {
  readonly world: World;
  readonly repo: Repository;
}

function scheduleArrival(arrivals: Arrivals, at: InstantMs): void {
  const { world, repo } = arrivals;
  world.queue.schedule(plus(at, repo.arrivals.exponentialMs(repo.meanArrivalMs)), arrive, arrivals);
}

function arrive(arrivals: Arrivals, at: InstantMs): void {
  const { world, repo } = arrivals;
  scheduleArrival(arrivals, at);
  world.flowsMade += 1;
  const flow: Flow = {
    world,
    id: world.flowsMade,
    repo,
    arrivedAt: at,
    pod: null,
    block: 0,
    attempt: 0,
    tries: 0,
    onFallback: false,
    holdsConnection: false,
    ticket: 0,
    startedAt: at,
    tokens: 0,
    deferred: false,
    ended: false,
    whenEnded: admitWaiting,
  };
  if (repo.paused) {
    defer(flow);
    return;
  }
  if (world.gate.length > 0 && !breakerWouldHold(flow, at)) {
    queueAtGate(flow);
    return;
  }
  admit(flow, at);
}

/** Counts a flow as put off, once. */
function defer(flow: Flow): void {
  const { world, repo } = flow;
  if (flow.deferred) return;
  flow.deferred = true;
  (world.account.deferred[repo.index] as number) += 1;
  world.account.totalDeferred += 1;
}

function queueAtGate(flow: Flow): void {
  if (flow.world.gate.length < MOST_QUEUED) flow.world.gate.push(flow);
  else defer(flow);
}

/** The ready pod with the fewest flows below its limit; null when the gate is shut. */
function podFor(world: World): Pod | null {
  let chosen: Pod | null = null;
  for (const pod of world.deployment.pods) {
    if (!pod.ready || pod.leaving) continue;
    if (pod.flows.size >= limitOf(world, pod)) continue;
    if (chosen === null || pod.flows.size < chosen.flows.size) chosen = pod;
  }
  return chosen;
}

const limitOf = (world: World, pod: Pod): number =>
  Math.max(1, Math.ceil(pod.revision.settings.maxConcurrentFlows / world.deployment.replicas));

/** Whoever the breaker holds need not wait at the gate first. */
function breakerWouldHold(flow: Flow, at: InstantMs): boolean {
  const pod = flow.world.deployment.pods.find(({ ready, leaving }) => ready && !leaving);
  return pod !== undefined && heldBy(flow, pod, at) !== null;
}

/** The circuit breaker pauses new flows whose provider's quota is used beyond the threshold: that provider, or null. */
function heldBy(flow: Flow, pod: Pod, at: InstantMs): Provider | null {
  const { settings } = pod.revision;
  if (settings.breakerPercent === null) return null;
  const route = routeOf(flow.world, flow, settings);
  if (route === null) return null;
  const { provider } = route;
  const holds = usedPercent(provider, at) >= settings.breakerPercent;
  if (holds !== pod.breakerOpen.has(provider.name)) {
    if (holds) pod.breakerOpen.add(provider.name);
    else pod.breakerOpen.delete(provider.name);
    say(flow, pod, { of: "breaker", state: holds ? "activated" : "released", provider: provider.name });
  }
  return holds ? provider : null;
}

function admit(flow: Flow, at: InstantMs): boolean {
  const { world } = flow;
  const pod = podFor(world);
  if (pod === null) {
    queueAtGate(flow);
    return false;
  }
  const holder = heldBy(flow, pod, at);
  if (holder !== null) {
    defer(flow);
    const queue = world.breakerQueues[holder.index] as Flow[];
    if (queue.length < MOST_QUEUED) queue.push(flow);
    return false;
  }
  if (since(flow.arrivedAt, at) > GATE_PATIENCE) defer(flow);
  flow.pod = pod;
  flow.startedAt = at;
  pod.flows.add(flow);
  say(flow, pod, { of: "flow-started", blocks: flow.repo.plan.families.length });
  startBlock(flow, at);
  return true;
}

/** Lets in what has waited, oldest first; what belongs to a paused repository is put off for good. */
function drainQueues(world: World, at: InstantMs): void {
  admitWaiting(world, at);
  for (const queue of world.breakerQueues) admitHeld(world, queue, at);
  world.queue.schedule(plus(at, DRAIN_EVERY), drainQueues, world);
}

/** All of a queue wait for the same provider: the first that is still held holds up the others. */
function admitHeld(world: World, queue: Flow[], at: InstantMs): void {
  let admitted = 0;
  for (const flow of queue) {
    if (!flow.repo.paused) {
      const pod = podFor(world);
      if (pod === null || heldBy(flow, pod, at) !== null) break;
      admit(flow, at);
    }
    admitted += 1;
  }
  queue.splice(0, admitted);
}

function admitWaiting(world: World, at: InstantMs): void {
  while (world.gate.length > 0) {
    const [first] = world.gate as [Flow];
    if (first.repo.paused) {
      world.gate.shift();
      defer(first);
      continue;
    }
    if (podFor(world) === null) return;
    world.gate.shift();
    admit(first, at);
  }
}
