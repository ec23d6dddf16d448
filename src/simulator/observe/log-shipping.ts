/** Ships the pods' log lines to the responder: rendered when they happen, sent in batches per pod, late, sometimes cut,
 *  mixed with noise that has nothing to do with anything.
 *  Texts are redacted here, where they enter. */

import { timestamp } from "../../calendar.ts";
import type { RandomStream } from "../../prng.ts";
import type { ResponderEvent } from "../../responder/event.ts";
import { redact } from "../../responder/redact.ts";
import { type InstantMs, plus } from "../../units.ts";
import { type Dialect, drawDialect } from "../logs/dialect.ts";
import type { LogContext, LogOccurrence } from "../logs/occurrence.ts";
import { render } from "../logs/render.ts";
import { draw } from "../world/spread.ts";
import type { Flow, Pod, Repository, World } from "../world/world.ts";

interface Shipment {
  readonly pod: string;
  cursor: number;
  lines: string[];
}

export interface LogShipping {
  readonly world: World;
  readonly epochMs: number;
  readonly dialect: Dialect;
  readonly words: RandomStream;
  readonly loss: RandomStream;
  readonly shipments: Map<string, Shipment>;
  readonly deliver: (event: ResponderEvent) => void;
  /** Lines handed over so far. */
  delivered: number;
}

export function startShipping(world: World, epochMs: number, deliver: LogShipping["deliver"]): LogShipping {
  const shipping: LogShipping = {
    world,
    epochMs,
    dialect: drawDialect(world.streams.stream("logs/dialect"), world.scenario.observation.logShapes ?? "all"),
    words: world.streams.stream("logs/words"),
    loss: world.streams.stream("logs/shipping"),
    shipments: new Map(),
    deliver,
    delivered: 0,
  };
  world.queue.schedule(plus(world.queue.now, world.scenario.observation.logFlush), flush, shipping);
  scheduleNoise({ shipping, draws: world.streams.stream("logs/noise") }, world.queue.now);
  return shipping;
}

export function writeLine(
  shipping: LogShipping,
  pod: Pod,
  repo: Repository | null,
  flow: Flow | null,
  occurrence: LogOccurrence,
): void {
  const { world } = shipping;
  const context: LogContext = {
    at: timestamp(shipping.epochMs, world.queue.now),
    repo: repo?.name ?? null,
    flow: flow?.id ?? null,
    block: flow === null ? null : (flow.repo.blockNames[flow.block] ?? null),
    pod: pod.name,
    dialect: shipping.dialect,
    stream: shipping.words,
  };
  const line = redact(render(occurrence, context));
  let shipment = shipping.shipments.get(pod.name);
  if (shipment === undefined) {
    shipment = { pod: pod.name, cursor: 0, lines: [] };
    shipping.shipments.set(pod.name, shipment);
  }
  shipment.lines.push(
    shipping.loss.chance(world.scenario.observation.linesCut) ? line.slice(0, CUT_AT) : line,
  );
}

const CUT_AT = 120;

function flush(shipping: LogShipping, at: InstantMs): void {
  const { world, shipments } = shipping;
  for (const shipment of shipments.values()) {
    if (shipment.lines.length === 0) continue;
    const sent = { pod: shipment.pod, cursor: shipment.cursor, lines: shipment.lines };
    shipment.cursor += sent.lines.length;
    shipment.lines = [];
    const lag = draw(shipping.loss, world.scenario.observation.logLag);
    world.queue.schedule(plus(at, lag), hand, { shipping, sent });
  }
  world.queue.schedule(plus(at, world.scenario.observation.logFlush), flush, shipping);
}

interface Sent {
  readonly pod: string;
  readonly cursor: number;
  readonly lines: readonly string[];
}

function hand({ shipping, sent }: { shipping: LogShipping; sent: Sent }, at: InstantMs): void {
  shipping.delivered += sent.lines.length;
  shipping.deliver({
    at,
    incidentId: null,
    kind: "log-batch",
    pod: sent.pod,
    cursor: sent.cursor,
    lines: sent.lines,
  });
}

interface NoiseSource {
  readonly shipping: LogShipping;
  readonly draws: RandomStream;
}

function scheduleNoise(source: NoiseSource, at: InstantMs): void {
  const { noiseLinesPerHour } = source.shipping.world.scenario.observation;
  if (noiseLinesPerHour === 0) return;
  source.shipping.world.queue.schedule(
    plus(at, source.draws.exponentialMs(3_600_000 / noiseLinesPerHour)),
    makeNoise,
    source,
  );
}

function makeNoise(source: NoiseSource, at: InstantMs): void {
  const { shipping, draws } = source;
  const pods = shipping.world.deployment.pods.filter(({ ready }) => ready);
  if (pods.length > 0) {
    const repo = draws.chance(5_000) ? draws.pick(shipping.world.repositories) : null;
    writeLine(shipping, draws.pick(pods), repo, null, { of: "noise" });
  }
  scheduleNoise(source, at);
}
