/** Conditions over facts, three-valued: what is not known is neither true nor false, and decides nothing by itself. */

import { describe, expect, it } from "vitest";
import { FACT_NAMES, FACTS, type FactName, type Facts } from "../../src/runbook/fact.ts";
import {
  describe as describePredicate,
  evaluate,
  factsOf,
  formatFactValue,
  type Predicate,
  sourceOf,
  type Truth,
} from "../../src/runbook/predicate.ts";
import { fc } from "../foundations/fast-check.ts";

const is = (fact: FactName, value = true): Predicate => ({ fact, comparison: "is", value });
const A = is("pilot.affected");
const B = is("security.confirmed");

const known = (a: Truth, b: Truth = null): Facts => ({
  ...(a === null ? {} : { "pilot.affected": a }),
  ...(b === null ? {} : { "security.confirmed": b }),
});
const truthOf = (predicate: Predicate, facts: Facts): Truth => evaluate(predicate, sourceOf(facts));

describe("a comparison", () => {
  it.each<["atLeast" | "above" | "atMost" | "below", Truth, Truth, Truth]>([
    ["atLeast", false, true, true],
    ["above", false, false, true],
    ["atMost", true, true, false],
    ["below", true, false, false],
  ])("with %s five holds of four: %s, five: %s, six: %s", (comparison, four, five, six) => {
    const predicate: Predicate = { fact: "repos.affected", comparison, value: 5 };
    expect([4, 5, 6].map((count) => truthOf(predicate, { "repos.affected": count }))).toEqual([
      four,
      five,
      six,
    ]);
  });

  it("with nothing known is not known, and zero and false are known", () => {
    expect(truthOf({ fact: "repos.affected", comparison: "atMost", value: 5 }, {})).toBeNull();
    expect(truthOf({ fact: "repos.affected", comparison: "atMost", value: 5 }, { "repos.affected": 0 })).toBe(
      true,
    );
    expect(truthOf(is("pilot.affected", false), {})).toBeNull();
    expect(truthOf(is("pilot.affected", false), { "pilot.affected": false })).toBe(true);
  });
});

describe("three-valued logic", () => {
  it.each<[Truth, Truth, all: Truth, any: Truth]>([
    [true, true, true, true],
    [true, false, false, true],
    [true, null, null, true],
    [false, false, false, false],
    [false, null, false, null],
    [null, null, null, null],
  ])("of %s and %s makes %s, of %s or the other %s", (a, b, all, any) => {
    for (const facts of [known(a, b), known(b, a)]) {
      expect(truthOf({ all: [A, B] }, facts)).toBe(all);
      expect(truthOf({ any: [A, B] }, facts)).toBe(any);
    }
  });

  it.each<[Truth, Truth]>([
    [true, false],
    [false, true],
    [null, null],
  ])("of not %s makes %s", (a, not) => {
    expect(truthOf({ not: A }, known(a))).toBe(not);
  });

  it("of no part at all: everything holds, nothing does", () => {
    expect(truthOf({ all: [] }, {})).toBe(true);
    expect(truthOf({ any: [] }, {})).toBe(false);
  });
});

const COUNTS = ["repos.affected", "failures.window", "keys.rejected"] as const satisfies readonly FactName[];
const FLAGS = ["pilot.affected", "security.confirmed"] as const satisfies readonly FactName[];

const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  fc.record({
    fact: fc.constantFrom(...COUNTS),
    comparison: fc.constantFrom("atLeast" as const, "above" as const, "atMost" as const, "below" as const),
    value: fc.nat({ max: 4 }),
  }),
  fc.record({ fact: fc.constantFrom(...FLAGS), comparison: fc.constant("is" as const), value: fc.boolean() }),
);
const { predicate } = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({ all: fc.array(tie("predicate"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("predicate"), { maxLength: 3 }) }),
    fc.record({ not: tie("predicate") }),
  ),
}));

const everyFact: fc.Arbitrary<Facts> = fc.record({
  "repos.affected": fc.nat({ max: 5 }),
  "failures.window": fc.nat({ max: 5 }),
  "keys.rejected": fc.nat({ max: 5 }),
  "pilot.affected": fc.boolean(),
  "security.confirmed": fc.boolean(),
});
const some = fc.subarray<FactName>([...COUNTS, ...FLAGS]);
const only = (facts: Facts, names: readonly FactName[]): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => names.includes(name as FactName)));

describe("laws", () => {
  it("what is settled on part of the facts stays settled when the rest become known", () => {
    fc.assert(
      fc.property(predicate, everyFact, some, (condition, facts, names) => {
        const early = truthOf(condition, only(facts, names));
        if (early !== null) expect(truthOf(condition, facts)).toBe(early);
      }),
      { numRuns: 500 },
    );
  });

  it("with every fact known nothing is unknown", () => {
    fc.assert(
      fc.property(predicate, everyFact, (condition, facts) => {
        expect(truthOf(condition, facts)).not.toBeNull();
      }),
    );
  });

  it("not all is any not, unknown facts or none", () => {
    fc.assert(
      fc.property(fc.array(predicate, { maxLength: 4 }), everyFact, some, (parts, facts, names) => {
        const seen = only(facts, names);
        expect(truthOf({ not: { all: parts } }, seen)).toBe(
          truthOf({ any: parts.map((part) => ({ not: part })) }, seen),
        );
      }),
    );
  });

  it("a condition looks at no fact beyond those it names", () => {
    fc.assert(
      fc.property(predicate, everyFact, (condition, facts) => {
        const asked = new Set<FactName>();
        evaluate(condition, (name) => {
          asked.add(name);
          return facts[name];
        });
        const named = factsOf(condition);
        expect(named).toEqual([...new Set(named)]);
        expect([...asked].filter((name) => !named.includes(name))).toEqual([]);
      }),
    );
  });
});

describe("in words", () => {
  it.each<[Predicate, string]>([
    [{ fact: "repos.affected", comparison: "atLeast", value: 5 }, "repos.affected ≥ 5"],
    [{ fact: "success.share", comparison: "below", value: 9_500 }, "success.share < 95%"],
    [{ fact: "fix.eta", comparison: "above", value: 3_600_000 }, "fix.eta > 60m"],
    [{ fact: "fix.eta", comparison: "atMost", value: 90_000 }, "fix.eta ≤ 90s"],
    [{ fact: "cost.perDay", comparison: "above", value: 10_000 }, "cost.perDay > $100"],
    [is("pilot.affected", false), "not pilot.affected"],
    [{ all: [A, { not: B }] }, "pilot.affected and not security.confirmed"],
    [{ any: [{ all: [A, B] }, A] }, "(pilot.affected and security.confirmed) or pilot.affected"],
    [{ not: { any: [A, B] } }, "not (pilot.affected or security.confirmed)"],
  ])("%j reads: %s", (condition, words) => {
    expect(describePredicate(condition)).toBe(words);
  });

  it("every fact has a unit, a meaning and a way to be written", () => {
    for (const name of FACT_NAMES) {
      expect(FACTS[name].says).not.toBe("");
      const value = FACTS[name].unit === "boolean" ? true : 60_000;
      expect(formatFactValue(name, value)).toMatch(/^(yes|600%|1m|\$600|60000)$/);
    }
  });
});
