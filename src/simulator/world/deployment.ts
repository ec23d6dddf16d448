/** The deployment: revisions, rollouts that replace pods one by one, secrets, restarts, undo.
 *  Invariants: a change that leaves the template as it was rolls nothing out; a `set env` makes a revision, so "the
 *  previous one" may be a mitigation; an undo renumbers the revision it restores; a pod reads its secret when it
 *  starts, never later. */

import { type DurationMs, type InstantMs, plus, seconds } from "../../units.ts";
import { emptyPool, leaveConnections, warmUp } from "./database.ts";
import { fail } from "./flows.ts";
import { readSettings } from "./settings.ts";
import { draw } from "./spread.ts";
import { blameFault, type Pod, type Revision, type World } from "./world.ts";

const BLOCKED_RETRY = seconds(20);

export interface Template {
  readonly image: string;
  readonly schemaVersion: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly secret: string;
  readonly stamp: number;
}

export const templateOf = ({ image, schemaVersion, settings, secret, stamp }: Revision): Template => ({
  image,
  schemaVersion,
  environment: settings.environment,
  secret,
  stamp,
});

function sameTemplate(a: Template, b: Template): boolean {
  const names = Object.keys(a.environment);
  return (
    a.image === b.image &&
    a.schemaVersion === b.schemaVersion &&
    a.secret === b.secret &&
    a.stamp === b.stamp &&
    names.length === Object.keys(b.environment).length &&
    names.every((name) => a.environment[name] === b.environment[name])
  );
}

/** Makes a revision of the template and rolls it out; false when nothing in the template changes. */
export function rollOut(world: World, template: Template, changeCause: string): boolean {
  const { deployment, queue } = world;
  if (sameTemplate(template, templateOf(deployment.current))) return false;
  const known = deployment.revisions.find((revision) => sameTemplate(templateOf(revision), template));
  // Kubernetes renumbers the revision whose template comes back.
  if (known !== undefined)
    deployment.revisions = deployment.revisions.filter((revision) => revision !== known);
  const revision: Revision = {
    revision: deployment.current.revision + 1,
    at: queue.now,
    image: template.image,
    schemaVersion: template.schemaVersion,
    settings: readSettings(template.environment),
    secret: template.secret,
    changeCause,
    stamp: template.stamp,
  };
  deployment.revisions.push(revision);
  deployment.current = revision;
  startRolling(world);
  return true;
}

export function setEnvironment(
  world: World,
  changes: readonly (readonly [name: string, value: string | null])[],
  changeCause: string,
): boolean {
  const template = templateOf(world.deployment.current);
  const environment: Record<string, string> = { ...template.environment };
  for (const [name, value] of changes) {
    if (value === null) delete environment[name];
    else environment[name] = value;
  }
  return rollOut(world, { ...template, environment }, changeCause);
}

export function restart(world: World): void {
  world.deployment.stamps += 1;
  rollOut(world, { ...templateOf(world.deployment.current), stamp: world.deployment.stamps }, "restart");
}

/** Restores a revision; without a number the one before the current, whatever that is. Null when there is none. */
export function undo(world: World, toRevision: number | null): Revision | null {
  const { deployment } = world;
  const older = deployment.revisions.filter((revision) => revision !== deployment.current);
  const target = toRevision === null ? older.at(-1) : older.find(({ revision }) => revision === toRevision);
  if (target === undefined) return null;
  rollOut(world, templateOf(target), `undo to ${target.revision}`);
  return target;
}

function startRolling(world: World): void {
  if (world.deployment.rolling) return;
  world.deployment.rolling = true;
  world.queue.schedule(plus(world.queue.now, seconds(1)), replaceNext, world);
}

const isCurrent = (world: World, pod: Pod): boolean => pod.revision === world.deployment.current;

/** One pod at a time: the old one drains and goes, the new one starts in its place. */
function replaceNext(world: World, at: InstantMs): void {
  const { deployment, queue } = world;
  const old = deployment.pods.find((pod) => !pod.leaving && !isCurrent(world, pod));
  if (old === undefined) {
    deployment.rolling = false;
    return;
  }
  old.leaving = true;
  old.ready = false;
  say(world, old, "stopping");
  queue.schedule(plus(at, drainTime(world)), takeDown, { world, pod: old });
}

function drainTime(world: World): DurationMs {
  return world.abruptRelease === null ? world.scenario.deployment.drains : seconds(1);
}

function takeDown({ world, pod }: { world: World; pod: Pod }, at: InstantMs): void {
  const { deployment, queue } = world;
  cutOff(world, pod);
  leaveConnections(world, pod, at);
  deployment.pods = deployment.pods.filter((other) => other !== pod);
  world.witness.podStopped(pod);
  const fresh = makePod(world, deployment.current);
  deployment.pods.push(fresh);
  const { podStarts, slowStart, slowStarts } = world.scenario.deployment;
  const takes = deployment.draws.chance(slowStart)
    ? draw(deployment.draws, slowStarts)
    : draw(deployment.draws, podStarts);
  queue.schedule(plus(at, takes), becomeReady, { world, pod: fresh });
}

/** Flows that the drain did not outlast: the router runs them again elsewhere, unless the release does not hand over. */
function cutOff(world: World, pod: Pod): void {
  for (const flow of [...pod.flows]) {
    flow.ticket += 1;
    const abrupt = world.abruptRelease;
    if (abrupt !== null && abrupt.left > 0) {
      abrupt.left -= 1;
      fail(flow, blameFault(abrupt.fault));
      continue;
    }
    flow.holdsConnection = false;
    flow.block = 0;
    flow.pod = null;
    flow.ended = false;
    pod.flows.delete(flow);
    world.gate.unshift(flow);
  }
}

function becomeReady({ world, pod }: { world: World; pod: Pod }, at: InstantMs): void {
  const secret = world.deployment.secrets[pod.revision.secret];
  if (secret === undefined) {
    // CreateContainerConfigError: the pod waits for its secret, and the rollout with it.
    if (!pod.blocked) {
      pod.blocked = true;
      world.witness.truth({
        truth: "harm",
        effectId: null,
        harm: "secret-missing",
        detail: `pods of revision ${pod.revision.revision} wait for the secret ${pod.revision.secret}`,
      });
    }
    if (isCurrent(world, pod)) world.queue.schedule(plus(at, BLOCKED_RETRY), becomeReady, { world, pod });
    else replaceBlocked(world, pod, at);
    return;
  }
  pod.keys = secret;
  pod.blocked = false;
  pod.hotfixed = world.deployment.hotfixApplied;
  warmUp(world, pod, at);
  pod.ready = true;
  world.witness.podStarted(pod);
  say(world, pod, "started");
  world.queue.schedule(plus(at, seconds(1)), replaceNext, world);
}

function replaceBlocked(world: World, pod: Pod, at: InstantMs): void {
  pod.leaving = true;
  world.queue.schedule(at, takeDown, { world, pod });
}

export function makePod(world: World, revision: Revision): Pod {
  const { deployment } = world;
  deployment.podsMade += 1;
  const suffix = (deployment.draws.below(0xfffff) + 0x100000).toString(36).slice(-4);
  return {
    name: `flowengine-${revision.revision}-${suffix}${deployment.podsMade}`,
    revision,
    keys: {},
    flows: new Set(),
    ready: false,
    leaving: false,
    blocked: false,
    hotfixed: false,
    pool: emptyPool(Math.max(1, Math.floor(revision.settings.poolSize / deployment.replicas))),
    completed: world.repositories.map(() => 0),
    failed: world.repositories.map(() => 0),
    microDollars: 0,
    breakerOpen: new Set(),
    logCursor: 0,
  };
}

/** Every pod runs the current revision and takes flows. */
export function rolloutComplete({ deployment }: World): boolean {
  return (
    deployment.pods.length === deployment.replicas &&
    deployment.pods.every((pod) => pod.ready && pod.revision === deployment.current)
  );
}

function say(world: World, pod: Pod, phase: "started" | "stopping"): void {
  world.witness.line(pod, null, null, {
    of: "rollout",
    phase,
    revision: pod.revision.revision,
    schemaVersion: pod.revision.schemaVersion,
  });
}
