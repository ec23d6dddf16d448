/** The drill loop: virtual time moves the world, what it shows reaches the player as events, and the player's effects
 *  are performed in the world. One event, all its effects, then the next; synchronous throughout.
 *  Invariants: every input of `step` is journalled before it is fed, every effect before it is performed; nothing but
 *  events reaches the player; the same options give the same bytes of journal.
 *  Effects at the rim (files, clocks, screens) are the caller's: it advances the drill and receives the records. */

import { assert } from "../assert.ts";
import { parseEpoch } from "../calendar.ts";
import { CLOCK_SKEW, CRASH, type Crash, type DrawnChaos, NO_CHAOS } from "../faults/chaos.ts";
import type { EndReason, Header, Json } from "../journal/record.ts";
import type { TruthRecord } from "../journal/truth.ts";
import { type JournalSummary, JournalWriter } from "../journal/writer.ts";
import { type Effect, isPerformed } from "../responder/effect.ts";
import type { ResponderEvent } from "../responder/event.ts";
import type { Roster } from "../responder/roster.ts";
import type { Player } from "../responder/step.ts";
import type { RuleFile } from "../rules/rule-file.ts";
import type { Runbook } from "../runbook/schema.ts";
import { emptyTrace, type Trace, traceEffect, traceEvent } from "../scoring/trace.ts";
import { type InstantMs, instant, minutes, plus } from "../units.ts";
import { startAlertmanager } from "./observe/alertmanager.ts";
import { type LogShipping, startShipping, writeLine } from "./observe/log-shipping.ts";
import { createPrometheus } from "./observe/prometheus.ts";
import { startEvaluating } from "./observe/rule-evaluation.ts";
import { type People, seatPeople, startNoticing } from "./people/people.ts";
import { castPeople } from "./people/roster.ts";
import { type Performer, SOUND } from "./perform.ts";
import type { Scenario } from "./scenario-schema.ts";
import { type SkewedClock, shownBy, skewedClock, worldTimeOf } from "./skewed-clock.ts";
import { answer, attempt, receive, type ToolBoundary } from "./tool-boundary.ts";
import { type BuiltWorld, buildWorld, startWorld } from "./world/build.ts";
import { type Expectation, expectationOf } from "./world/expectation.ts";
import { pausedRepositories } from "./world/pilot.ts";
import type { Witness, World } from "./world/world.ts";

/** What a player may be told before the drill begins. */
export interface Briefing {
  readonly roster: Roster;
  readonly epochMs: number;
  readonly expectation: Expectation;
}

export interface DrillOptions {
  /** Of this seed: variants are drawn already. */
  readonly scenario: Scenario;
  readonly seed: number;
  readonly runbook: Runbook;
  readonly rules: readonly { readonly name: string; readonly text: string; readonly file: RuleFile }[];
  readonly rubric: Json;
  readonly player: (briefing: Briefing) => Player;
  readonly productVersion: string;
  /** The level's or the plan's name. */
  readonly chaos: string;
  /** The plan that the tools' faults were drawn from, for the journal to carry; null without chaos. */
  readonly chaosPlan?: Json;
  readonly toolFaults?: DrawnChaos;
  /** Drops the player's memory after so many events and rebuilds it from the journal, without time passing. */
  readonly restartAfterEvents?: number | null;
  readonly sink?: (text: string) => void;
  readonly onRecord?: (record: DrillRecord) => void;
  /** Rebuilds a player's state from the journal's text: passed in, since replay is not the simulator's. */
  readonly rebuild?: (player: Player, journal: string) => unknown;
}

/** What a view of the drill may show as it happens; `truth` stays hidden until the end. */
export type DrillRecord =
  | { readonly record: "header"; readonly header: Header }
  | { readonly record: "event"; readonly event: ResponderEvent }
  | { readonly record: "effect"; readonly at: InstantMs; readonly effect: Effect }
  | { readonly record: "truth"; readonly at: InstantMs; readonly truth: TruthRecord }
  | { readonly record: "end"; readonly at: InstantMs; readonly reason: EndReason };

export interface DrillResult {
  readonly journal: JournalSummary;
  readonly trace: Trace;
  readonly reason: EndReason;
  readonly work: DrillWork;
}

/** How much there was to do: what a benchmark compares with its floor. */
export interface DrillWork {
  readonly queueEntries: number;
  readonly flows: number;
  readonly logLines: number;
  readonly events: number;
  readonly effects: number;
  readonly draws: readonly (readonly [stream: string, draws: number])[];
}

export interface Drill {
  readonly header: Header;
  readonly now: InstantMs;
  readonly over: boolean;
  /** Runs everything due up to and including `until`. */
  advance(until: InstantMs): void;
  /** Runs the next entry only. */
  stepOnce(): void;
  /** Ends the drill before its time. */
  abort(): void;
  /** @throws DefectError while the drill is not over. */
  result(): DrillResult;
}

interface Running {
  readonly options: DrillOptions;
  readonly world: World;
  readonly writer: JournalWriter;
  readonly trace: Trace;
  readonly boundary: ToolBoundary;
  readonly shipping: LogShipping;
  readonly performer: Performer;
  readonly people: People;
  readonly header: Header;
  player: Player;
  state: unknown;
  tickAt: InstantMs | null;
  /** Ids of incidents that are open: declared and neither resolved nor withdrawn. */
  readonly open: Set<string>;
  /** Resolved, and the notices and documents are still to come. */
  reviewing: boolean;
  reviewed: boolean;
  down: boolean;
  /** Null: the responder's clock is the world's. */
  readonly clock: SkewedClock | null;
  /** What reaches the responder's tools while it is down, and waits there. */
  readonly held: ResponderEvent[];
  events: number;
  effects: number;
  written: string[] | null;
  summary: { journal: JournalSummary; reason: EndReason } | null;
}

export function createDrill(options: DrillOptions): Drill {
  const running = setUp(options);
  return {
    header: running.header,
    get now() {
      return running.world.queue.now;
    },
    get over() {
      return running.summary !== null;
    },
    advance: (until) => {
      const { queue, scenario } = running.world;
      while (running.summary === null && queue.runNext(until)) {
        if (running.reviewed || queue.now >= scenario.lasts) endIfDone(running);
      }
    },
    stepOnce: () => {
      if (running.summary !== null) return;
      running.world.queue.runNext(LATEST);
      endIfDone(running);
    },
    abort: () => finish(running, "aborted"),
    result: () => resultOf(running),
  };
}

const LATEST = instant(Number.MAX_SAFE_INTEGER);

/** Runs a drill to its end. */
export function runDrill(options: DrillOptions): DrillResult {
  const drill = createDrill(options);
  while (!drill.over) drill.advance(LATEST);
  return drill.result();
}

function setUp(options: DrillOptions): Running {
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

const HELD_WHILE_DOWN: ReadonlySet<ResponderEvent["kind"]> = new Set<ResponderEvent["kind"]>([
  "alert",
  "acknowledgement",
  "answer",
  "approval",
  "decision",
  "declare-request",
  "security-notice",
  "kill-switch",
]);

function feed(running: Running, arriving: ResponderEvent): void {
  if (running.summary !== null) return;
  if (running.down) {
    if (HELD_WHILE_DOWN.has(arriving.kind)) running.held.push(arriving);
    return;
  }
  const event = running.clock === null ? arriving : { ...arriving, at: shownBy(running.clock, arriving.at) };
  const { writer, trace, player, options } = running;
  writer.event(event);
  traceEvent(trace, event);
  options.onRecord?.({ record: "event", event });
  running.events += 1;
  const { state, effects, wakeAt } = player.step(running.state, event);
  running.state = state;
  for (const effect of effects) {
    writer.effect(event.at, effect);
    traceEffect(trace, event.at, effect);
    options.onRecord?.({ record: "effect", at: event.at, effect });
    running.effects += 1;
    follow(running, effect);
  }
  for (const effect of effects) if (isPerformed(effect)) attempt(running.boundary, running.performer, effect);
  scheduleTick(running, wakeAt);
  if (running.events === options.restartAfterEvents) forgetAndRebuild(running);
}

/** Only declarations matter to the drill itself: they say when it is over. */
function follow(running: Running, effect: Effect): void {
  if (effect.kind !== "declare" || effect.incidentId === null) return;
  switch (effect.arguments.standing) {
    case "open":
    case "reopened":
      running.open.add(effect.incidentId);
      running.reviewed = false;
      running.reviewing = false;
      return;
    case "withdrawn":
      running.open.delete(effect.incidentId);
      return;
    case "resolved":
      running.open.delete(effect.incidentId);
      running.reviewing = true;
      return;
    case "reviewed":
      running.reviewing = false;
      running.reviewed = true;
      return;
  }
}

function scheduleTick(running: Running, wakeAt: InstantMs | null): void {
  if (wakeAt === null) return;
  const { now } = running.world.queue;
  const due = running.clock === null ? wakeAt : worldTimeOf(running.clock, wakeAt);
  const at = instant(Math.max(due, now));
  if (at === running.tickAt) return;
  running.tickAt = at;
  running.world.queue.schedule(at, tick, running);
}

/** A tick that was overtaken by an earlier or later one is void. */
function tick(running: Running, at: InstantMs): void {
  if (running.tickAt !== at) return;
  running.tickAt = null;
  receive(running.boundary, { at, incidentId: null, kind: "tick" });
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

function noteTruth(running: Running, truth: TruthRecord): void {
  const at = running.world.queue.now;
  running.writer.truth(at, truth);
  running.trace.truths.push({ at, value: truth });
  running.options.onRecord?.({ record: "truth", at, truth });
}

/** The responder's process dies: its memory is gone, what was under way in its tools goes on. */
function crash({ running, crash: { downForMs } }: { running: Running; crash: Crash }, at: InstantMs): void {
  running.down = true;
  running.state = null;
  running.tickAt = null;
  running.boundary.bites.set(CRASH, 1);
  running.world.queue.schedule(
    plus(at, downForMs),
    (_subject, now) => {
      rebuildState(running);
      running.down = false;
      feed(running, { at: now, incidentId: null, kind: "resume", downSince: at });
      for (const event of running.held.splice(0)) feed(running, { ...event, at: now });
    },
    null,
  );
}

function forgetAndRebuild(running: Running): void {
  running.state = null;
  rebuildState(running);
}

function rebuildState(running: Running): void {
  const { options, writer, written } = running;
  assert(
    options.rebuild !== undefined && written !== null,
    "a drill with a crash needs a way to rebuild the player",
  );
  running.state = options.rebuild(running.player, written.join("") + writer.unclosed);
}

const GRACE = minutes(30);

/** Over when the review is done, when the time is up and nothing is open, or half an hour after that. */
function endIfDone(running: Running): void {
  if (running.summary !== null) return;
  const { now } = running.world.queue;
  const { lasts } = running.world.scenario;
  if (running.reviewed && running.open.size === 0) finish(running, "reviewed");
  else if (now >= lasts && running.open.size === 0 && !running.reviewing) finish(running, "time-over");
  else if (now >= lasts + GRACE) finish(running, "time-over");
}

function finish(running: Running, reason: EndReason): void {
  if (running.summary !== null) return;
  const { world, writer, trace } = running;
  for (const { fault, observable, atLeast } of world.scenario.fingerprints) {
    const seen = world.marks.get(`${fault}/${observable}`) ?? 0;
    noteTruth(running, { truth: "fingerprint", fault, observable, seen, atLeast });
  }
  for (const { id } of (running.options.toolFaults ?? NO_CHAOS).faults) {
    // A clock that is off is off all the time.
    const bites = id === CLOCK_SKEW ? running.events : (running.boundary.bites.get(id) ?? 0);
    noteTruth(running, { truth: "tool-fault-bites", fault: id, bites });
  }
  trace.endedAt = world.queue.now;
  running.options.onRecord?.({ record: "end", at: world.queue.now, reason });
  running.summary = { journal: writer.end(world.queue.now, reason), reason };
}

function resultOf(running: Running): DrillResult {
  assert(running.summary !== null, "the drill is not over");
  const { world, shipping } = running;
  return {
    ...running.summary,
    trace: running.trace,
    work: {
      queueEntries: world.queue.handled,
      flows: world.flowsMade,
      logLines: shipping.delivered,
      events: running.events,
      effects: running.effects,
      draws: world.streams.drawCounts(),
    },
  };
}
