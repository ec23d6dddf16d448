/** Which drills a campaign plays: shards share none and leave none out, batches keep the order, and the digest does not
 *  know in which order they were played. */

import { describe, expect, it } from "vitest";
import { campaignDigest } from "../../src/campaign/digest.ts";
import { batchesOf, planOf, roundsOf } from "../../src/campaign/plan.ts";
import { fc } from "../foundations/fast-check.ts";

const ids = fc.uniqueArray(fc.constantFrom("a", "b", "B", "c-1", "z", "é"), { minLength: 1 });
const range = fc
  .tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }))
  .map(([first, length]) => ({ first, last: first + length }));
const nameOf = ({ scenario, seed }: { scenario: string; seed: number }): string => `${scenario} ${seed}`;

describe("a plan", () => {
  it("has every seed of every scenario once, by id in code units and then by seed", () => {
    expect(planOf(["b", "a", "B"], { first: 9, last: 10 }, null).map(nameOf)).toEqual([
      "B 9",
      "B 10",
      "a 9",
      "a 10",
      "b 9",
      "b 10",
    ]);
  });

  it("is parted by its shards: each drill falls to exactly one, and they are of like size", () => {
    fc.assert(
      fc.property(ids, range, fc.integer({ min: 1, max: 7 }), (scenarios, seeds, of) => {
        const whole = planOf(scenarios, seeds, null).map(nameOf);
        const shards = Array.from({ length: of }, (_, place) =>
          planOf(scenarios, seeds, { index: place + 1, of }).map(nameOf),
        );
        expect(shards.flat().sort()).toEqual([...whole].sort());
        const sizes = shards.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("is the same whatever order the scenarios are named in", () => {
    fc.assert(
      fc.property(ids, range, (scenarios, seeds) => {
        expect(planOf([...scenarios].reverse(), seeds, null)).toEqual(planOf(scenarios, seeds, null));
      }),
    );
  });
});

describe("batches", () => {
  it("hold the plan's drills in order, each of one scenario, and enough of them for every worker", () => {
    fc.assert(
      fc.property(ids, range, fc.integer({ min: 1, max: 9 }), (scenarios, seeds, workers) => {
        const plan = planOf(scenarios, seeds, null);
        const batches = batchesOf(plan, workers);
        expect(batches.flatMap((batch) => batch.seeds.map((seed) => nameOf({ ...batch, seed })))).toEqual(
          plan.map(nameOf),
        );
        expect(batches.length).toBeGreaterThanOrEqual(Math.min(plan.length, workers));
        for (const { seeds: held } of batches) expect(held.length).toBeGreaterThan(0);
      }),
    );
  });

  it("of nothing are none", () => {
    expect(batchesOf([], 2)).toEqual([]);
  });
});

describe("rounds", () => {
  it("follow each other without a gap to the last seed", () => {
    expect(roundsOf({ first: 1, last: 120 }, 50)).toEqual([
      { first: 1, last: 50 },
      { first: 51, last: 100 },
      { first: 101, last: 120 },
    ]);
  });
});

describe("a campaign's digest", () => {
  const rows = planOf(["b", "a"], { first: 9, last: 11 }, null).map((drill) => ({
    ...drill,
    journalSha256: `${drill.scenario}${drill.seed}`,
  }));

  it("is the same in whatever order the drills come", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(campaignDigest(shuffled)).toBe(campaignDigest(rows));
      }),
    );
  });

  it("is SHA-256 over lines of id, seed and journal, by id and then seed as a number", () => {
    // printf 'a 9 x\na 10 y\nb 1 z' | sha256sum
    expect(
      campaignDigest([
        { scenario: "a", seed: 10, journalSha256: "y" },
        { scenario: "b", seed: 1, journalSha256: "z" },
        { scenario: "a", seed: 9, journalSha256: "x" },
      ]),
    ).toBe("93b3b145a47389e591c2f73dd9261e3c4e204d248b883827f701e5e19330ae0b");
  });

  it("changes with any journal", () => {
    const [first, ...rest] = rows;
    if (first === undefined) throw new Error("no rows");
    expect(campaignDigest([{ ...first, journalSha256: "other" }, ...rest])).not.toBe(campaignDigest(rows));
  });
});
