/** The life of a flow: it arrives, passes the gate and the breaker, runs its blocks (a call to a model, validation,
 *  perhaps a pooled connection, an inner service), writes its result, and ends.
 *  Invariants: a flow ends exactly once; what a stage scheduled is void once its ticket has moved on; retries with
 *  backoff add load, and a flow fails when they are spent. */

import { type DurationMs, type InstantMs, milliseconds, plus, seconds, since } from "../../units.ts";
import type { LogOccurrence } from "../logs/occurrence.ts";
import { type CallResult, callProvider } from "./calls.ts";
import { acquire, blameForConnections, giveUpWaiting, release, serverHasRoom } from "./database.ts";
import { usedPercent } from "./quota.ts";
import { mayFallBack, routeOf } from "./routing.ts";
import { draw } from "./spread.ts";
import {
  BASE,
  type Blame,
  blameFault,
  type Flow,
  mark,
  OWN,
  type Pod,
  type Provider,
  type Repository,
  type World,
} from "./world.ts";

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

const familyOf = (flow: Flow): string => flow.repo.plan.families[flow.block] as string;

function startBlock(flow: Flow, at: InstantMs): void {
  flow.attempt = 0;
  flow.tries = 0;
  flow.onFallback = false;
  if (flow.repo.transactional.has(familyOf(flow)) && !flow.holdsConnection) takeConnection(flow, at);
  else call(flow, at);
}

type FlowStep = (flow: Flow, at: InstantMs) => void;

interface Stage {
  readonly flow: Flow;
  readonly ticket: number;
  readonly then: FlowStep;
}

/** Schedules the flow's next stage; void when the flow has moved on by then. */
function later(flow: Flow, after: DurationMs, then: FlowStep): void {
  const { queue } = flow.world;
  const stage: Stage = { flow, ticket: flow.ticket, then };
  queue.schedule(plus(queue.now, after), runStage, stage);
}

function runStage({ flow, ticket, then }: Stage, at: InstantMs): void {
  if (!flow.ended && flow.ticket === ticket) then(flow, at);
}

function takeConnection(flow: Flow, at: InstantMs): void {
  const pod = podOf(flow);
  flow.tries += 1;
  const grant = acquire(flow.world, flow, pod, at);
  switch (grant) {
    case "granted":
      flow.holdsConnection = true;
      flow.tries = 0;
      call(flow, at);
      return;
    case "waiting":
      later(flow, flow.world.scenario.database.poolTimeout, poolTimedOut);
      return;
    case "server-full":
      connectionFailed(flow, "server-full");
      return;
  }
}

function poolTimedOut(flow: Flow): void {
  giveUpWaiting(podOf(flow), flow);
  connectionFailed(flow, "pool-timeout");
}

function connectionFailed(flow: Flow, failure: "server-full" | "pool-timeout"): void {
  const blame = blameForConnections(flow.world);
  const willRetry = flow.tries < flow.world.scenario.fleet.attempts;
  say(flow, podOf(flow), { of: "database-failure", failure, willRetry });
  if (willRetry) later(flow, backoff(flow, flow.tries), takeConnection);
  else fail(flow, blame);
}

/** Exponential, with half of it drawn, as clients space their retries. */
function backoff(flow: Flow, attempt: number): DurationMs {
  const base = flow.world.scenario.fleet.backoff * (1 << (attempt - 1));
  return milliseconds(base / 2 + flow.repo.draws.next() * base);
}

function call(flow: Flow, at: InstantMs): void {
  const { world } = flow;
  const pod = podOf(flow);
  const route = routeOf(world, flow, pod.revision.settings);
  if (route === null) {
    say(flow, pod, { of: "flow-failed", attempts: flow.attempt, durationMs: since(flow.startedAt, at) });
    fail(flow, OWN);
    return;
  }
  flow.attempt += 1;
  const result = callProvider(world, flow, route, at);
  if (flow.block === 0 && flow.attempt === 1) {
    say(flow, pod, {
      of: "routing",
      provider: result.provider,
      model: result.model,
      fallback: route.rerouted,
    });
  }
  const pending: Call = { flow, ticket: flow.ticket, result };
  world.queue.schedule(plus(at, result.after), callEnded, pending);
}

interface Call {
  readonly flow: Flow;
  readonly ticket: number;
  readonly result: CallResult;
}

function callEnded({ flow, ticket, result }: Call, at: InstantMs): void {
  if (flow.ended || flow.ticket !== ticket) return;
  if (result.ok) {
    answered(flow, at);
    return;
  }
  const { world } = flow;
  const pod = podOf(flow);
  const { attempts } = world.scenario.fleet;
  const willRetry = flow.attempt < attempts;
  say(flow, pod, {
    of: "provider-failure",
    provider: result.provider,
    failure: result.failure,
    model: result.model,
    attempt: flow.attempt,
    willRetry,
  });
  if (willRetry) {
    later(flow, backoff(flow, flow.attempt), call);
    return;
  }
  if (!flow.onFallback && mayFallBack(pod.revision.settings, familyOf(flow))) {
    flow.onFallback = true;
    flow.attempt = 0;
    later(flow, backoff(flow, 1), call);
    return;
  }
  fail(flow, result.blame);
}

/** The model answered: its output is held against the schema in force for the block's family. */
function answered(flow: Flow, at: InstantMs): void {
  const { world } = flow;
  const pod = podOf(flow);
  const { schemaVersion } = pod.revision;
  const family = familyOf(flow);
  const broken = pod.hotfixed ? undefined : world.deployment.broken.get(schemaVersion);
  if (broken !== undefined && broken.family === family) {
    mark(world, broken.fault, "validation-failures");
    say(flow, pod, { of: "validation-failure", family, schemaVersion });
    flow.tries += 1;
    // The router asks the model once more before it gives a block up as invalid.
    if (flow.tries < 2) {
      flow.attempt = 0;
      later(flow, backoff(flow, 1), call);
    } else fail(flow, blameFault(broken.fault));
    return;
  }
  if (flow.holdsConnection) {
    later(flow, draw(world.database.draws, world.scenario.database.holds), afterTransaction);
    return;
  }
  nextBlock(flow, at);
}

function afterTransaction(flow: Flow, at: InstantMs): void {
  giveBack(flow, at);
  nextBlock(flow, at);
}

function giveBack(flow: Flow, at: InstantMs): void {
  if (!flow.holdsConnection || flow.pod === null) return;
  flow.holdsConnection = false;
  const next = release(flow.world, flow.pod, at);
  if (next === null) return;
  next.ticket += 1;
  next.holdsConnection = true;
  next.tries = 0;
  call(next, at);
}

function nextBlock(flow: Flow, at: InstantMs): void {
  flow.block += 1;
  flow.tries = 0;
  if (flow.block < flow.repo.plan.families.length) {
    startBlock(flow, at);
    return;
  }
  flow.block -= 1;
  callServices(flow, at);
}

/** Inner services come last: a flow that needs one which fails has done all its other work. */
function callServices(flow: Flow, at: InstantMs): void {
  const { world } = flow;
  for (const service of flow.repo.plan.uses) {
    const trouble = world.services.get(service);
    if (trouble === undefined) continue;
    mark(world, trouble.fault, "service-errors");
    say(flow, podOf(flow), { of: "internal-failure", failure: trouble.failure, service });
    flow.tries += 1;
    if (flow.tries < world.scenario.fleet.attempts) later(flow, backoff(flow, flow.tries), callServices);
    else fail(flow, blameFault(trouble.fault));
    return;
  }
  flow.tries = 0;
  writeResult(flow, at);
}

/** The result is written over a short connection of its own: it needs a slot on the server, not in the pool. */
function writeResult(flow: Flow, at: InstantMs): void {
  const { world, repo } = flow;
  if (!serverHasRoom(world)) {
    const blame = blameForConnections(world);
    flow.tries += 1;
    const willRetry = flow.tries < world.scenario.fleet.attempts;
    say(flow, podOf(flow), { of: "database-failure", failure: "server-full", willRetry });
    if (willRetry) later(flow, backoff(flow, flow.tries), writeResult);
    else fail(flow, blame);
    return;
  }
  const defect = repo.defects.find(({ failsBasisPoints }) => repo.draws.chance(failsBasisPoints));
  if (defect !== undefined) {
    sayBadRequest(flow);
    fail(flow, blameFault(defect.fault));
    return;
  }
  if (repo.draws.chance(world.scenario.fleet.baseFailures)) {
    sayBadRequest(flow);
    fail(flow, BASE);
    return;
  }
  complete(flow, at);
}

function sayBadRequest(flow: Flow): void {
  const provider = flow.repo.plan.provider;
  const model = flow.world.providerByName.get(provider)?.plan.usual.name ?? provider;
  const failure = flow.repo.draws.chance(5_000) ? "context-too-long" : "bad-request";
  say(flow, podOf(flow), { of: "provider-failure", provider, failure, model, attempt: 1, willRetry: false });
}

function complete(flow: Flow, at: InstantMs): void {
  const pod = podOf(flow);
  (pod.completed[flow.repo.index] as number) += 1;
  if (!flow.deferred) (flow.world.account.completed[flow.repo.index] as number) += 1;
  say(flow, pod, {
    of: "flow-completed",
    blocks: flow.repo.plan.families.length,
    durationMs: since(flow.startedAt, at),
    tokens: flow.tokens,
  });
  end(flow, at);
}

/** Ends a flow as failed; also used by the deployment for flows that a pod takes down with it. */
export function fail(flow: Flow, blame: Blame): void {
  const { world, repo } = flow;
  const pod = podOf(flow);
  (pod.failed[repo.index] as number) += 1;
  if (!flow.deferred) (world.account.failed[repo.index] as number) += 1;
  world.account.totalFailed += 1;
  say(flow, pod, {
    of: "flow-failed",
    attempts: flow.attempt,
    durationMs: since(flow.startedAt, world.queue.now),
  });
  if (blame.is === "fault") mark(world, blame.fault, "flows-failed");
  world.witness.truth({
    truth: "flow-failed",
    repo: repo.name,
    fault: blame.is === "fault" ? blame.fault : blame.is === "own" ? "own" : null,
  });
  end(flow, world.queue.now);
}

function end(flow: Flow, at: InstantMs): void {
  giveBack(flow, at);
  flow.ended = true;
  flow.pod?.flows.delete(flow);
  if (flow.world.gate.length > 0) admitWaiting(flow.world, at);
}

function podOf(flow: Flow): Pod {
  if (flow.pod === null) throw new RangeError(`flow ${flow.id} runs on no pod`);
  return flow.pod;
}

const say = (flow: Flow, pod: Pod, occurrence: LogOccurrence): void =>
  flow.world.witness.line(pod, flow.repo, flow, occurrence);
