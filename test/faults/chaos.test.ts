/** What is drawn for the responder's tools: within the level's bounds, by the seed alone, and different from seed to
 *  seed. */

import { describe, expect, it } from "vitest";
import { FAULT_KINDS, TOOLS } from "../../src/faults/catalogue.ts";
import {
  CHAOS_LEVELS,
  type ChaosPlan,
  CLOCK_SKEW,
  CRASH,
  type DrawnChaos,
  drawChaos,
} from "../../src/faults/chaos.ts";
import { loadChaosPlan } from "../../src/faults/chaos-schema.ts";
import { InputError } from "../../src/input-error.ts";
import { minutes, seconds, since } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";

const LASTS = minutes(90);
const aSeed = fc.nat({ max: 2 ** 31 - 1 });
const draw = (plan: ChaosPlan, seed: number, scenario = "any"): DrawnChaos =>
  drawChaos(plan, { scenario, seed, lasts: LASTS });
const isOutage = ({ from }: { from: unknown }): boolean => from !== null;

const lengthsOfOutages = ({ rules }: DrawnChaos): readonly number[] =>
  rules.flatMap(({ from, until }) => (from === null || until === null ? [] : [since(from, until)]));

describe("light chaos", () => {
  it("has at most two kinds of fault on 2% of calls, at most one outage of three minutes, and nothing else", () => {
    fc.assert(
      fc.property(aSeed, (seed) => {
        const drawn = draw(CHAOS_LEVELS.light, seed);
        const kinds = drawn.rules.filter((rule) => !isOutage(rule));
        expect(kinds.length).toBeLessThanOrEqual(2);
        for (const { chance } of kinds) expect(chance).toBe(200);
        const lengths = lengthsOfOutages(drawn);
        expect(lengths.length).toBeLessThanOrEqual(1);
        for (const length of lengths) expect(length).toBeLessThanOrEqual(minutes(3));
        expect([drawn.crash, drawn.clock]).toEqual([null, []]);
      }),
    );
  });
});

describe("heavy chaos", () => {
  it("has at most five kinds on 10% of calls, outages up to ten minutes, one crash and a clock that is off", () => {
    fc.assert(
      fc.property(aSeed, (seed) => {
        const drawn = draw(CHAOS_LEVELS.heavy, seed);
        const kinds = drawn.rules.filter((rule) => !isOutage(rule));
        expect(kinds.length).toBeLessThanOrEqual(5);
        for (const { chance } of kinds) expect(chance).toBe(1_000);
        for (const length of lengthsOfOutages(drawn)) expect(length).toBeLessThanOrEqual(minutes(10));
        expect(drawn.crash?.downForMs).toBeGreaterThanOrEqual(seconds(30));
        expect(drawn.crash?.downForMs).toBeLessThanOrEqual(seconds(120));
        for (const { aheadMs } of drawn.clock) expect(Math.abs(aheadMs)).toBeLessThanOrEqual(seconds(5));
        expect(drawn.faults.map(({ id }) => id)).toEqual(expect.arrayContaining([CRASH, CLOCK_SKEW]));
      }),
    );
  });
});

describe.each(["light", "heavy"] as const)("%s chaos", (level) => {
  it("is the same for the same seed", () => {
    fc.assert(
      fc.property(aSeed, (seed) => {
        expect(draw(CHAOS_LEVELS[level], seed)).toEqual(draw(CHAOS_LEVELS[level], seed));
      }),
    );
  });

  it("differs from scenario to scenario at the same seed", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const worlds = names.map((scenario) => JSON.stringify(draw(CHAOS_LEVELS[level], 1, scenario)));
    expect(new Set(worlds).size).toBeGreaterThan(5);
  });

  it("names each of its rules once, so that what bit can be told", () => {
    fc.assert(
      fc.property(aSeed, (seed) => {
        const { rules, faults } = draw(CHAOS_LEVELS[level], seed);
        const named = faults.map(({ id }) => id);
        expect(new Set(named).size).toBe(named.length);
        for (const { id } of rules) expect(named).toContain(id);
      }),
    );
  });

  it("makes a different kind of world of each seed: every kind of fault and every tool's outage has its turn", () => {
    const seen = new Set<string>();
    const worlds = new Set<string>();
    for (let seed = 1; seed <= 300; seed += 1) {
      const { faults } = draw(CHAOS_LEVELS[level], seed);
      for (const { id } of faults) seen.add(id);
      worlds.add(faults.map(({ id }) => id).join());
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([...FAULT_KINDS, ...TOOLS.map((tool) => `${tool}-outage`)]),
    );
    expect(worlds.size).toBeGreaterThan(100);
  });
});

describe("a chaos file", () => {
  const load = (text: string): ChaosPlan => loadChaosPlan({ file: "mine.yaml", text });
  const problemsOf = (text: string): readonly string[] => {
    try {
      load(text);
    } catch (error) {
      if (error instanceof InputError)
        return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
      throw error;
    }
    return [];
  };

  it("is a plan; what it leaves out does not happen", () => {
    expect(load("chaos: mine\nfaults: { among: [ticks-late], atMost: 1, chance: 12.5% }\n")).toEqual({
      id: "mine",
      faults: { among: ["ticks-late"], atLeast: 0, atMost: 1, chance: 1_250 },
      outages: { among: TOOLS, atMost: 0, shortest: 0, longest: 0 },
      crash: null,
      clockSkew: 0,
    });
  });

  it.each([
    [
      "an unknown kind",
      "chaos: mine\nfaults: { among: [gremlins], atMost: 1, chance: 2% }\n",
      /^2:19 .*expected one of pager-errors/,
    ],
    [
      "an unknown tool",
      "chaos: mine\nfaults: { atMost: 1, chance: 2% }\noutages: { among: [fax], atMost: 1, shortest: 1m, longest: 2m }\n",
      /^3:20 .*expected one of pager/,
    ],
    [
      "more at least than at most",
      "chaos: mine\nfaults: { atLeast: 3, atMost: 1, chance: 2% }\n",
      /expected atLeast to be no more than atMost/,
    ],
    [
      "a crash that is shorter at most",
      "chaos: mine\nfaults: { atMost: 1, chance: 2% }\ncrash: { shortest: 2m, longest: 1m }\n",
      /expected shortest to be no longer than longest/,
    ],
    [
      "a level's name",
      "chaos: heavy\nfaults: { atMost: 1, chance: 2% }\n",
      /^1:1 .*another name than none, light, heavy/,
    ],
    [
      "a chance that is no percentage",
      "chaos: mine\nfaults: { atMost: 1, chance: often }\n",
      /^2:22 .*expected a percentage/,
    ],
  ])("with %s is refused at its place", (_what, text, complaint) => {
    expect(problemsOf(text).join("\n")).toMatch(complaint);
  });
});
