/** Two campaigns drill by drill: what changed, which drills moved most, and that the other way round is the opposite. */

import { describe, expect, it } from "vitest";
import { compareCampaigns } from "../../src/campaign/compare.ts";
import type { DrillRow } from "../../src/campaign/drill-row.ts";
import { TARGET_IDS } from "../../src/runbook/vocabulary.ts";
import type { InstantMs } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";
import {
  control,
  detectedAfter,
  documentOf,
  failed,
  inconclusive,
  minutesEach,
  rowWith,
  seeded,
  twice,
  without,
} from "./hand-made.ts";

describe("a comparison", () => {
  it("the other way round has better for worse, and every difference with the other sign", () => {
    fc.assert(
      fc.property(twice, ({ before, after }) => {
        const [a, b] = [documentOf(before), documentOf(after)];
        const [there, back] = [compareCampaigns(a, b), compareCampaigns(b, a)];
        const negated = (of: number | null): number | null => (of === null ? null : 0 - of);
        for (const [index, one] of [there.overall, ...there.scenarios].entries()) {
          const other = [back.overall, ...back.scenarios][index];
          for (const judgement of ["pass", "diagnosis", "decision", "falseAlarms"] as const) {
            const { before: was, after: is, worse, better, chance } = one[judgement];
            expect(other?.[judgement]).toMatchObject({
              before: is,
              after: was,
              worse: better,
              better: worse,
              chance,
            });
          }
          for (const target of TARGET_IDS) {
            const { median, low, high, stopsNoMore, stopsNow, chance } = one.clocks[target];
            expect(other?.clocks[target]).toMatchObject({
              median: negated(median),
              low: negated(high),
              high: negated(low),
              stopsNoMore: stopsNow,
              stopsNow: stopsNoMore,
              chance,
            });
          }
        }
        expect(back.moved.map(({ scenario, seed, movedMs }) => ({ scenario, seed, movedMs }))).toEqual(
          there.moved.map(({ scenario, seed, movedMs }) => ({ scenario, seed, movedMs })),
        );
      }),
    );
  });

  it("of a campaign with itself finds nothing", () => {
    fc.assert(
      fc.property(twice, ({ before }) => {
        const document = documentOf(before);
        const { overall, moved, unpaired, scenarios } = compareCampaigns(document, document);
        expect(overall).toMatchObject({
          sameJournal: document.drills,
          same: document.drills,
          pass: { worse: 0, better: 0, chance: 1 },
        });
        expect(moved).toEqual([]);
        expect(unpaired).toEqual({ before: 0, after: 0 });
        for (const { findings, newlyBroken, clocks } of scenarios) {
          expect(findings).toEqual([]);
          expect(newlyBroken).toEqual([]);
          for (const target of TARGET_IDS) expect(clocks[target].chance).toBe(1);
        }
      }),
    );
  });

  it("pairs drills by scenario and seed, and leaves out the others", () => {
    const before = documentOf([...seeded(4), control()]);
    const after = documentOf([
      rowWith({ seed: 3 }),
      rowWith({ seed: 4, ...failed() }),
      rowWith({ seed: 5, ...failed() }),
      rowWith({ scenario: "new" }),
    ]);
    const { overall, unpaired, scenarios } = compareCampaigns(before, after);
    expect(overall).toMatchObject({ pairs: 2, pass: { before: 2, after: 1, worse: 1, better: 0 } });
    expect(unpaired).toEqual({ before: 3, after: 2 });
    expect(scenarios.map(({ id, passSeeds }) => ({ id, passSeeds }))).toEqual([
      { id: "outage", passSeeds: { worse: [4], better: [] } },
    ]);
  });

  it("takes what proves nothing for not passed", () => {
    const { overall } = compareCampaigns(
      documentOf(seeded(2)),
      documentOf([rowWith(), rowWith({ seed: 2, ...inconclusive })]),
    );
    expect(overall.pass).toMatchObject({ worse: 1, better: 0 });
  });

  it("says how much slower clocks are, and which stop no more", () => {
    const before = documentOf(seeded(9, () => ({ clocks: minutesEach(5) })));
    const after = documentOf(
      seeded(9, (seed) => (seed === 9 ? without("resolve") : { clocks: minutesEach(5 + seed) })),
    );
    const { clocks } = compareCampaigns(before, after).overall;
    expect(clocks.detect).toMatchObject({ pairs: 9, median: 240_000, low: 60_000, high: 420_000 });
    expect(clocks.resolve).toMatchObject({
      pairs: 8,
      median: 270_000,
      stopsNoMore: 1,
      stopsNow: 0,
      chanceOfSlower: 0.001953,
    });
  });

  it("adjusts for the number of scenarios, and of clocks", () => {
    const rows = (parts: Parameters<typeof rowWith>[0]) =>
      ["a", "b"].flatMap((scenario) =>
        seeded(6, () => (scenario === "a" ? { scenario, ...parts } : { scenario })),
      );
    const [a, b] = compareCampaigns(
      documentOf(rows({})),
      documentOf(rows({ ...failed(), clocks: detectedAfter(6) })),
    ).scenarios;
    expect(a?.pass).toMatchObject({ worse: 6, chanceOfWorse: 0.01563 });
    expect(a?.adjusted).toMatchObject({ chanceOfWorse: 0.03126, chance: 0.0625 });
    expect(a?.clocks.detect.chanceOfSlower).toBe(0.01563);
    expect(a?.adjusted.chanceOfSlower.detect).toBe(0.1563);
    expect(b?.adjusted.chanceOfWorse).toBe(1);
  });

  it("names the seeds at which rules and invariants are newly broken or newly kept", () => {
    const broken: Partial<DrillRow> = {
      brokenInvariants: [
        { id: "paged-once", kind: "safety", guard: false, atMs: 9 as InstantMs, detail: "paged twice" },
      ],
    };
    const harmed: Partial<DrillRow> = {
      violations: [{ rule: "unneeded", atMs: 9 as InstantMs, detail: "a change" }],
    };
    const { scenarios, broken: often } = compareCampaigns(
      documentOf([rowWith({ seed: 1, ...broken }), rowWith({ seed: 2 }), rowWith({ seed: 3, ...broken })]),
      documentOf([
        rowWith({ seed: 1, ...harmed }),
        rowWith({ seed: 2, ...broken }),
        rowWith({ seed: 3, ...broken }),
        rowWith({ seed: 4, ...harmed }),
      ]),
    );
    expect(scenarios[0]?.findings).toEqual([
      { id: "unneeded", kind: "rule", worse: [1], better: [] },
      { id: "paged-once", kind: "safety", worse: [2], better: [1] },
    ]);
    expect(scenarios[0]?.newlyBroken).toEqual([{ id: "unneeded", kind: "rule", seeds: [1, 4] }]);
    expect(often).toMatchObject([
      { kind: "rule", kept: { before: 3, after: 2, worse: 1, better: 0 }, adjustedChanceOfWorse: 1 },
      { kind: "safety", kept: { before: 1, after: 1, worse: 1, better: 1 }, adjustedChanceOfWorse: 1 },
    ]);
  });
});

describe("the drills that moved most", () => {
  it("are those with another verdict, then those with most minutes, ten of them", () => {
    const before = documentOf(seeded(15));
    const after = documentOf(
      seeded(15, (seed) => {
        if (seed === 1) return {};
        if (seed === 2) return { ...failed(["the diagnosis is wrong"]) };
        if (seed === 3) return without("resolve");
        return { clocks: detectedAfter(seed) };
      }),
    );
    const { moved } = compareCampaigns(before, after);
    expect(moved.map(({ seed }) => seed)).toEqual([2, 3, 15, 14, 13, 12, 11, 10, 9, 8]);
    expect(moved[0]).toMatchObject({
      before: { verdict: "pass" },
      after: { verdict: "fail", reasons: ["the diagnosis is wrong"] },
    });
    expect(moved[1]?.clocks).toEqual([{ target: "resolve", before: 300_000, after: null }]);
  });

  it("come with the commands that play both sides again", () => {
    const [drill] = compareCampaigns(
      documentOf([rowWith()], { names: { runbook: "mine.yaml", chaos: null, scenarios: {} } }),
      documentOf([rowWith(failed())], {
        player: "clairvoyant",
        names: { runbook: null, chaos: "heavy", scenarios: { outage: "scenarios/my-outage.yaml" } },
      }),
    ).moved;
    expect(drill?.before.replay).toBe("npx firedrill run outage --seed 1 --runbook mine.yaml");
    expect(drill?.after.replay).toBe(
      "npx firedrill run scenarios/my-outage.yaml --seed 1 --chaos heavy --player clairvoyant",
    );
  });
});
