/** The life of a flow once it is let in (`admission.ts`): it runs its blocks (a call to a model, validation, perhaps a
 *  pooled connection, an inner service), writes its result, and ends.
 *  Invariants: a flow ends exactly once; what a stage scheduled is void once its ticket has moved on; retries with
 *  backoff add load, and a flow fails when they are spent. */

import { type DurationMs, type InstantMs, milliseconds, plus, since } from "../../units.ts";
import type { LogOccurrence } from "../logs/occurrence.ts";
import { type CallResult, callProvider } from "./calls.ts";
import { acquire, blameForConnections, giveUpWaiting, release, serverHasRoom } from "./database.ts";
import { mayFallBack, routeOf } from "./routing.ts";
import { draw } from "./spread.ts";
import { BASE, type Blame, blameFault, type Flow, mark, OWN, type Pod } from "./world.ts";

const familyOf = (flow: Flow): string => flow.repo.plan.families[flow.block] as string;

export function startBlock(flow: Flow, at: InstantMs): void {
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
  flow.whenEnded(flow.world, at);
}

function podOf(flow: Flow): Pod {
  if (flow.pod === null) throw new RangeError(`flow ${flow.id} runs on no pod`);
  return flow.pod;
}

export const say = (flow: Flow, pod: Pod, occurrence: LogOccurrence): void =>
  flow.world.witness.line(pod, flow.repo, flow, occurrence);
