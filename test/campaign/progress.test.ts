/** What people are told while a campaign plays: every row counts once, in whatever pieces the rows come. */

import { describe, expect, it } from "vitest";
import {
  beginProgress,
  type CampaignBegun,
  paceOf,
  takeRows,
  widestOf,
} from "../../src/campaign/progress.ts";
import { fc } from "../foundations/fast-check.ts";
import { control, failed, identityOf, inconclusive, rowWith } from "./hand-made.ts";

const rows = [
  rowWith({ seed: 1 }),
  rowWith({ seed: 2, ...failed(["late"]) }),
  control({ seed: 1 }),
  rowWith({ seed: 3, ...inconclusive }),
  control({ seed: 2, ...failed() }),
  rowWith({ seed: 4, ...failed() }),
];

const begun = (parts: Partial<CampaignBegun> = {}): CampaignBegun => ({
  identity: identityOf(rows),
  shard: null,
  workers: 2,
  drills: new Map([
    ["control", 10],
    ["outage", 30],
  ]),
  known: [],
  until: null,
  ...parts,
});

describe("a campaign's progress", () => {
  it("counts what came, of all and of each scenario", () => {
    const { total, scenarios, current } = takeRows(beginProgress(begun()), rows);
    expect(total).toEqual({ drills: 40, done: 6, passed: 2, failed: 3, inconclusive: 1 });
    expect(scenarios).toEqual([
      { id: "control", drills: 10, done: 2, passed: 1, failed: 1, inconclusive: 0, latest: [2] },
      { id: "outage", drills: 30, done: 4, passed: 1, failed: 2, inconclusive: 1, latest: [4, 3, 2] },
    ]);
    expect(current).toBe("outage");
  });

  it("names the drills that did not pass, the latest first, and forgets the oldest", () => {
    const { latest } = takeRows(beginProgress(begun()), rows);
    expect(latest.map(({ scenario, seed }) => `${scenario} ${seed}`)).toEqual([
      "outage 4",
      "control 2",
      "outage 3",
      "outage 2",
    ]);
    expect(latest.at(-1)).toEqual({ scenario: "outage", seed: 2, verdict: "fail", reasons: ["late"] });
    const many = Array.from({ length: 300 }, (_, seed) => rowWith({ seed, ...failed() }));
    const flooded = takeRows(beginProgress(begun()), many);
    expect(flooded.total.failed).toBe(300);
    expect(flooded.latest[0]?.seed).toBe(299);
    expect(flooded.latest.length).toBeLessThan(300);
    expect(flooded.scenarios[1]?.latest.length).toBeLessThan(300);
  });

  it("is the same in whatever pieces the rows come", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rows), fc.nat({ max: rows.length }), (some, cut) => {
        const start = beginProgress(begun());
        const pieces = takeRows(takeRows(start, some.slice(0, cut)), some.slice(cut));
        expect(pieces).toEqual(takeRows(start, some));
      }),
    );
  });

  it("counts what a store had, but not as played: the pace is that of the others", () => {
    const [first, ...others] = rows;
    if (first === undefined) throw new Error("no rows");
    const resumed = beginProgress(begun({ known: others }));
    expect(resumed.total.done).toBe(5);
    expect(resumed.current).toBeNull();
    expect(paceOf(resumed, 3_000)).toEqual({ perSecond: 0, secondsLeft: null });
    expect(paceOf(takeRows(resumed, [first]), 2_000)).toEqual({ perSecond: 0.5, secondsLeft: 68 });
  });

  it("has no pace before any time has passed", () => {
    expect(paceOf(takeRows(beginProgress(begun()), rows), 0)).toEqual({ perSecond: 0, secondsLeft: null });
  });

  it("knows the rate that it knows least", () => {
    const start = beginProgress(begun());
    expect(widestOf(start)).toBeNull();
    const ten = Array.from({ length: 10 }, (_, seed) => control({ seed }));
    // Wilson's interval of 10 of 10 is 72.2 to 100%, that of 1 of 1 20.7 to 100%.
    expect(widestOf(takeRows(start, ten))).toBeCloseTo(0.1388, 3);
    expect(widestOf(takeRows(start, [...ten, rowWith()]))).toBeCloseTo(0.3967, 3);
  });
});
