/** A drill put together: the world, its people and tools, what observes them, and the player in its place. */

import { assert } from "../assert.ts";
import { parseEpoch } from "../calendar.ts";
import { NO_CHAOS } from "../faults/chaos.ts";
import type { Header, Json } from "../journal/record.ts";
import { JournalWriter } from "../journal/writer.ts";
import type { ResponderEvent } from "../responder/event.ts";
import { emptyTrace } from "../scoring/trace.ts";
import { type InstantMs, minutes, plus } from "../units.ts";
import { crash, feed, scheduleTick } from "./feed.ts";
import { startAlertmanager } from "./observe/alertmanager.ts";
import { startShipping, writeLine } from "./observe/log-shipping.ts";
import { createPrometheus } from "./observe/prometheus.ts";
import { startEvaluating } from "./observe/rule-evaluation.ts";
import { seatPeople, startNoticing } from "./people/people.ts";
import { castPeople } from "./people/roster.ts";
import { SOUND } from "./perform.ts";
import { type DrillOptions, noteTruth, type Running } from "./running-drill.ts";
import { skewedClock } from "./skewed-clock.ts";
import { answer, receive, type ToolBoundary } from "./tool-boundary.ts";
import { type BuiltWorld, buildWorld, startWorld } from "./world/build.ts";
import { expectationOf } from "./world/expectation.ts";
import { pausedRepositories } from "./world/pilot.ts";
import type { Witness } from "./world/world.ts";

export function setUp(options: DrillOptions): Running {
  const { scenario, seed, runbook } = options;
  const epochMs = parseEpoch(scenario.epoch);
  assert(epochMs !== null, `scenario ${scenario.id} was loaded with the epoch ${scenario.epoch}`);
  const { roster, authors } = castPeople(scenario, seed);
  const chaos = options.toolFaults ?? NO_CHAOS;
  const keepText = chaos.crash !== null || options.restartAfterEvents != null;
  const written: string[] | null = keepText ? [] : null;
  const pass = (text: string): void => {
    written?.push(text);
    options.sink?.(text);
  };
  const writer = new JournalWriter(keepText || options.sink !== undefined ? pass : null);
  const trace = emptyTrace({ roster, pilot: scenario.fleet.pilot, runbook });
  // The witness speaks to parts that are made after the world: they are filled in below.
  const late: Late = { running: null };
  const witness = witnessOf(late);
  const built: BuiltWorld = buildWorld(scenario, seed, witness, authors);
  const { world, faults } = built;
  const expectation = expectationOf(world, faults);
  const player = options.player({ roster, epochMs, expectation });
  const header: Header = {
    format: 1,
    mode: "drill",
    productVersion: options.productVersion,
    player: player.name,
    seed,
    chaos: options.chaos,
    ...(options.chaosPlan == null ? {} : { chaosPlan: options.chaosPlan }),
    epoch: scenario.epoch,
    roster,
    runbook,
    rules: options.rules.map(({ name, text }) => ({ name, text })),
    scenario: scenario as unknown as Json,
    rubric: options.rubric,
  };
  const deliver = (at: InstantMs, event: ResponderEvent): void => {
    world.queue.schedule(at, arrive, { late, event });
  };
  const prometheus = createPrometheus(world, faults, epochMs);
  const boundary: ToolBoundary = {
    rules: chaos.rules,
    bites: new Map(),
    draws: world.streams.stream("tool-faults"),
    queue: world.queue,
    feed: (event) => feed(running, event),
  };
  const people = seatPeople(world, faults, expectation, deliver);
  const running: Running = {
    options,
    world,
    writer,
    trace,
    boundary,
    shipping: startShipping(world, epochMs, (event) => receive(boundary, event)),
    performer: {
      world,
      people,
      prometheus,
      draws: world.streams.stream("tools"),
      deliver: (at, outcome, effect) => answer(boundary, at, outcome, effect),
      performed: new Set(),
      instruments: SOUND,
    },
    people,
    header,
    player,
    state: player.start(),
    tickAt: null,
    open: new Set(),
    reviewing: false,
    reviewed: false,
    down: false,
    clock: chaos.clock.length === 0 ? null : skewedClock(chaos.clock),
    held: [],
    events: 0,
    effects: 0,
    written,
    summary: null,
  };
  late.running = running;
  writer.header(header);
  options.onRecord?.({ record: "header", header });
  noteTruth(running, { truth: "drawn", ...expectation });
  for (const { id, ...fault } of chaos.faults)
    noteTruth(running, { truth: "tool-fault", fault: id, ...fault });
  startWorld(built);
  prometheus.start();
  startEvaluating(
    world,
    prometheus,
    options.rules.map(({ file }) => file),
    startAlertmanager(world, deliver),
  );
  startNoticing(people);
  world.queue.schedule(plus(world.queue.now, minutes(1)), minutePassed, running);
  if (chaos.crash !== null) world.queue.schedule(chaos.crash.at, crash, { running, crash: chaos.crash });
  scheduleTick(running, world.queue.now);
  return running;
}

interface Late {
  running: Running | null;
}

function witnessOf(late: Late): Witness {
  const present = (): Running => {
    assert(late.running !== null, "the world speaks before the drill is set up");
    return late.running;
  };
  return {
    truth: (record) => noteTruth(present(), record),
    line: (pod, repo, flow, occurrence) => writeLine(present().shipping, pod, repo, flow, occurrence),
    notice: (from, subject) => {
      const running = present();
      const at = running.world.queue.now;
      receive(running.boundary, { at, incidentId: null, kind: "security-notice", from, subject });
    },
    podStarted: (pod) => present().performer.prometheus.podStarted(pod),
    podStopped: (pod) => present().performer.prometheus.podStopped(pod),
  };
}

function arrive({ late, event }: { late: Late; event: ResponderEvent }): void {
  if (late.running !== null) receive(late.running.boundary, event);
}

function minutePassed(running: Running, at: InstantMs): void {
  const { world } = running;
  const { account } = world;
  noteTruth(running, {
    truth: "minute",
    completed: account.completed.slice(),
    failed: account.failed.slice(),
    deferred: account.deferred.slice(),
    paused: pausedRepositories(world),
    microDollars: account.microDollars,
  });
  account.completed.fill(0);
  account.failed.fill(0);
  account.deferred.fill(0);
  account.microDollars = 0;
  world.queue.schedule(plus(at, minutes(1)), minutePassed, running);
}
