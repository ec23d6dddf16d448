/** Which faults the responder's own tools have in one drill: drawn from a plan and the seed alone, so that each seed is
 *  a different kind of world and the world itself stays the one it is without them (streams of their own).
 *  Levels are plans that come with the product; files of the same shape are read by `chaos-schema.ts`. */

import { type BasisPoints, type RandomStream, RandomStreams } from "../prng.ts";
import { type DurationMs, type InstantMs, instant, minutes, plus, seconds } from "../units.ts";
import { FAULT_KINDS, type FaultKind, outageOf, ruleOf, TOOLS, type Tool, WHAT } from "./catalogue.ts";
import type { FaultRule } from "./rule.ts";

export interface ChaosPlan {
  readonly id: string;
  readonly faults: {
    readonly among: readonly FaultKind[];
    readonly atLeast: number;
    readonly atMost: number;
    /** Of the calls or events that a fault concerns. */
    readonly chance: BasisPoints;
  };
  readonly outages: {
    readonly among: readonly Tool[];
    readonly atMost: number;
    readonly shortest: DurationMs;
    readonly longest: DurationMs;
  };
  /** How long the responder is down; null where it does not crash. */
  readonly crash: { readonly shortest: DurationMs; readonly longest: DurationMs } | null;
  /** The responder's clock is off by up to so much, and is set anew once. */
  readonly clockSkew: DurationMs;
}

const LIGHT: ChaosPlan = {
  id: "light",
  faults: { among: FAULT_KINDS, atLeast: 1, atMost: 2, chance: 200 },
  outages: { among: TOOLS, atMost: 1, shortest: seconds(30), longest: minutes(3) },
  crash: null,
  clockSkew: seconds(0),
};

const HEAVY: ChaosPlan = {
  id: "heavy",
  faults: { among: FAULT_KINDS, atLeast: 1, atMost: 5, chance: 1_000 },
  outages: { among: TOOLS, atMost: 2, shortest: minutes(1), longest: minutes(10) },
  crash: { shortest: seconds(30), longest: seconds(120) },
  clockSkew: seconds(5),
};

export const CHAOS_LEVELS: Readonly<Record<"light" | "heavy", ChaosPlan>> = { light: LIGHT, heavy: HEAVY };

export interface Crash {
  readonly at: InstantMs;
  readonly downForMs: DurationMs;
}

/** From an instant of the world's time on, the responder's clock is ahead of it by so much (behind where negative). */
export interface ClockSetting {
  readonly from: InstantMs;
  readonly aheadMs: number;
}

/** What was drawn, by name: to be told at the end, with how often it bit. */
export interface ToolFault {
  readonly id: string;
  readonly what: string;
  readonly from: InstantMs | null;
  readonly until: InstantMs | null;
}

export interface DrawnChaos {
  readonly rules: readonly FaultRule[];
  readonly crash: Crash | null;
  readonly clock: readonly ClockSetting[];
  readonly faults: readonly ToolFault[];
}

export const NO_CHAOS: DrawnChaos = { rules: [], crash: null, clock: [], faults: [] };

export const CRASH = "responder-crash";
export const CLOCK_SKEW = "clock-skew";

/** What goes wrong falls into the first three quarters of a drill: later there is often nothing left to disturb. */
const EARLY_SHARE = 0.75;

export interface ChaosDraw {
  /** Scenarios draw apart, so that a campaign over several meets as many worlds as it has drills. */
  readonly scenario: string;
  readonly seed: number;
  readonly lasts: DurationMs;
}

export function drawChaos(plan: ChaosPlan, { scenario, seed, lasts }: ChaosDraw): DrawnChaos {
  const streams = new RandomStreams(`${seed}/chaos/${scenario}`);
  const within = Math.floor(lasts * EARLY_SHARE);
  const outages = drawOutages(plan, streams.stream("outages"), within);
  const kinds = drawKinds(plan, streams.stream("kinds"));
  const measures = streams.stream("measures");
  const crash = drawCrash(plan, streams.stream("crash"), within);
  const clock = drawClock(plan, streams.stream("clock"), within);
  return {
    // An outage decides before anything that happens to single calls.
    rules: [...outages, ...kinds.map((kind) => ruleOf(kind, plan.faults.chance, measures))],
    crash,
    clock,
    faults: [
      ...outages.map(({ id, from, until }) => ({ id, what: "every call to it fails", from, until })),
      ...kinds.map((kind) => ({ id: kind, what: WHAT[kind], from: null, until: null })),
      ...(crash === null
        ? []
        : [
            {
              id: CRASH,
              what: "the responder crashes and is rebuilt from its journal",
              from: crash.at,
              until: plus(crash.at, crash.downForMs),
            },
          ]),
      ...(clock.length === 0
        ? []
        : [
            {
              id: CLOCK_SKEW,
              what: `the responder's clock is off by ${clock.map(({ aheadMs }) => `${aheadMs} ms`).join(", then ")}`,
              from: null,
              until: null,
            },
          ]),
    ],
  };
}

function drawKinds({ faults }: ChaosPlan, draws: RandomStream): readonly FaultKind[] {
  const { among, atLeast, atMost } = faults;
  const count = Math.min(among.length, draws.between(atLeast, atMost));
  const drawn = new Set(draws.shuffled(among).slice(0, count));
  // In the plan's order: which rule comes first must not depend on the order of drawing.
  return among.filter((kind) => drawn.has(kind));
}

function drawOutages({ outages }: ChaosPlan, draws: RandomStream, within: number) {
  const { among, atMost, shortest, longest } = outages;
  const count = Math.min(among.length, draws.between(0, atMost));
  return draws
    .shuffled(among)
    .slice(0, count)
    .map((tool) => {
      const from = instant(draws.between(0, within));
      return outageOf(tool, from, plus(from, draws.between(shortest, longest) as DurationMs));
    });
}

function drawCrash({ crash }: ChaosPlan, draws: RandomStream, within: number): Crash | null {
  if (crash === null) return null;
  return {
    at: instant(draws.between(minutes(1), Math.max(minutes(1), within))),
    downForMs: draws.between(crash.shortest, crash.longest) as DurationMs,
  };
}

/** Off from the start, and set anew once, as a time service does. */
function drawClock({ clockSkew }: ChaosPlan, draws: RandomStream, within: number): readonly ClockSetting[] {
  if (clockSkew === 0) return [];
  return [instant(0), instant(draws.between(minutes(1), Math.max(minutes(1), within)))].map((from) => ({
    from,
    aheadMs: draws.between(-clockSkew, clockSkew),
  }));
}
