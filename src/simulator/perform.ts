/** Performs the responder's effects in the simulated world, one attempt each, and brings back an outcome as a later
 *  event. Tools answer in their own time; whether an action was wise shows in the world, not here. */

import { assert, unreachable } from "../assert.ts";
import type { RandomStream } from "../prng.ts";
import { isChange, type PerformedEffect } from "../responder/effect.ts";
import type { FailureReason, Outcome } from "../responder/event.ts";
import type { Reading } from "../responder/reading.ts";
import { type DurationMs, type InstantMs, milliseconds, minus, plus, seconds, since } from "../units.ts";
import { read } from "./observe/probes.ts";
import type { SimulatedPrometheus } from "./observe/prometheus.ts";
import { type People, receiveInvitations, receivePage, receiveQuestion } from "./people/people.ts";
import { restart, rollOut, setEnvironment, templateOf, undo } from "./world/deployment.ts";
import { rollBackToPilot } from "./world/pilot.ts";
import { draw } from "./world/spread.ts";
import type { World } from "./world/world.ts";

export interface Performer {
  readonly world: World;
  readonly people: People;
  readonly prometheus: SimulatedPrometheus;
  readonly draws: RandomStream;
  readonly deliver: (at: InstantMs, outcome: Outcome, effect: PerformedEffect) => void;
  /** Keys of what was performed: what a look-up finds. */
  readonly performed: Set<string>;
  readonly instruments: Instruments;
}

/** What is wrong with the instruments at this reading, on top of what the scenario says of them. */
export interface Instruments {
  /** A probe shows something else than there is. */
  readonly lie: boolean;
  /** Queries are answered as they would have been so long ago. */
  readonly staleByMs: DurationMs;
}

export const SOUND: Instruments = { lie: false, staleByMs: milliseconds(0) };

const DONE: Outcome = { status: "done", reading: { of: "nothing" } };
const ACCEPTED: Outcome = { status: "accepted", reading: { of: "nothing" } };

const failed = (reason: FailureReason): Outcome => ({ status: "failed", reason, retryAfterMs: null });
const done = (reading: Reading): Outcome => ({ status: "done", reading });

/** Chat, mail, pager, trackers: a second or two. */
const TOOL_LATENCY = [
  [0, 200],
  [0.5, 800],
  [0.95, 2_500],
  [1, 6_000],
] as const;

export function perform(performer: Performer, effect: PerformedEffect): void {
  const { world, draws, instruments } = performer;
  const { now } = world.queue;
  performer.performed.add(effect.key);
  if (isChange(effect.kind)) world.touched = true;
  const { observation } = world.scenario;
  switch (effect.kind) {
    case "query-metrics":
      return later(performer, effect, draw(draws, observation.queryLatency), (at) =>
        done({
          of: "vector",
          samples: performer.prometheus.query(effect.arguments.expression, minus(at, instruments.staleByMs)),
        }),
      );
    case "probe": {
      if (draws.chance(observation.probeFails)) {
        return later(performer, effect, seconds(10), () => failed("timeout"));
      }
      const misread = draws.chance(
        effect.arguments.probe === "exposed-credentials"
          ? observation.falseLeakCommits
          : observation.probeWrong,
      );
      const wrong = misread || instruments.lie;
      return later(performer, effect, draw(draws, observation.probeLatency), (at) => {
        const reading = read(world, effect.arguments.probe, effect.target.subject, draws, wrong, at);
        return reading === null ? failed("not-found") : done(reading);
      });
    }
    case "look-up":
      return later(performer, effect, tool(draws), () =>
        done({ of: "performed", performed: performer.performed.has(effect.target.key) }),
      );
    default:
      return performer.deliver(plus(now, tool(draws)), act(performer, effect), effect);
  }
}

const tool = (draws: RandomStream): DurationMs => draws.durationMs(TOOL_LATENCY);

/** The answer is made when it comes in, from the state at that instant. */
function later(
  performer: Performer,
  effect: PerformedEffect,
  after: DurationMs,
  answer: (at: InstantMs) => Outcome,
): void {
  const { queue } = performer.world;
  const at = plus(queue.now, after);
  queue.schedule(at, () => performer.deliver(at, answer(at), effect), null);
}

function act(
  performer: Performer,
  effect: Exclude<PerformedEffect, { kind: "query-metrics" | "probe" | "look-up" }>,
): Outcome {
  const { world, people } = performer;
  switch (effect.kind) {
    case "page":
      receivePage(people, effect);
      return ACCEPTED;
    case "ask":
      receiveQuestion(people, effect);
      return ACCEPTED;
    case "create-channel":
      receiveInvitations(people, effect);
      return done({ of: "created", name: effect.target.channel });
    case "acknowledge-alert":
    case "post-message":
    case "send-mail":
    case "append-row":
      return DONE;
    case "write-document":
      return done({ of: "created", name: effect.target.path });
    case "create-issue":
      return done({ of: "created", name: `issue/${performer.performed.size}` });
    case "set-env":
      setEnvironment(world, effect.arguments.environment, "set env");
      noteAllDisabled(world, effect.id);
      return ACCEPTED;
    case "set-env-from-secret":
      rollOut(
        world,
        { ...templateOf(world.deployment.current), secret: effect.arguments.secret },
        "set env from secret",
      );
      return ACCEPTED;
    case "undo-rollout":
      return undoRollout(world, effect.id, effect.arguments.toRevision);
    case "restart":
      restart(world);
      return ACCEPTED;
    case "apply-manifest":
      return applyHotfix(world);
    case "create-secret":
      return createSecret(world, effect.target.secret, effect.arguments.references);
    case "delete-secret":
      if (world.deployment.secrets[effect.target.secret] === undefined) return failed("not-found");
      delete world.deployment.secrets[effect.target.secret];
      return DONE;
    case "copy-secret": {
      const from = world.deployment.secrets[effect.arguments.from];
      if (from === undefined) return failed("not-found");
      world.deployment.secrets[effect.target.secret] = from;
      return DONE;
    }
    case "rollback-to-pilot":
      rollBackToPilot(world);
      return ACCEPTED;
    default:
      return unreachable(effect);
  }
}

function noteAllDisabled(world: World, effectId: string): void {
  const { disabled } = world.deployment.current.settings;
  if (!world.providers.every(({ name }) => disabled.has(name))) return;
  world.witness.truth({
    truth: "harm",
    effectId,
    harm: "all-providers-disabled",
    detail: [...disabled].join(","),
  });
}

/** An undo that leaves a broken schema in force restored the wrong revision. */
function undoRollout(world: World, effectId: string, toRevision: number | null): Outcome {
  const { deployment } = world;
  const before = deployment.current.schemaVersion;
  const target = undo(world, toRevision);
  if (target === null) return failed("not-found");
  if (deployment.broken.has(before) && deployment.broken.has(deployment.current.schemaVersion)) {
    world.witness.truth({
      truth: "harm",
      effectId,
      harm: "wrong-revision",
      detail: `revision ${target.revision} still has the schema ${deployment.current.schemaVersion}`,
    });
  }
  return ACCEPTED;
}

function applyHotfix(world: World): Outcome {
  const { deployment, queue } = world;
  if (deployment.broken.size === 0) return failed("not-found");
  // Somebody must write the fix first; asking for it starts that, and says how long it takes.
  deployment.hotfixReadyAt ??= plus(queue.now, draw(deployment.draws, world.scenario.work.hotfixReady));
  const remainsMs = since(queue.now, deployment.hotfixReadyAt);
  if (remainsMs > 0) return { status: "failed", reason: "unavailable", retryAfterMs: remainsMs };
  deployment.hotfixApplied = true;
  return ACCEPTED;
}

/** References read `provider=key`. */
function createSecret(world: World, name: string, references: readonly string[]): Outcome {
  if (world.deployment.secrets[name] !== undefined) return failed("conflict");
  const keys: Record<string, string> = {};
  for (const reference of references) {
    const [provider, key] = reference.split("=");
    assert(
      provider !== undefined && key !== undefined,
      `the reference ${reference} is not of the form provider=key`,
    );
    keys[provider] = key;
  }
  world.deployment.secrets[name] = keys;
  return DONE;
}
