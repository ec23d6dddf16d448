/** Error lines over time: counts that add up, memory that stays bounded whatever floods in, and names in hostile lines
 *  that cannot pose as anything of the program's own. */

import { describe, expect, it } from "vitest";
import {
  aboveBase,
  commonest,
  type LineReader,
  linesOf,
  NO_REPO,
  partsOf,
  readLines,
  totals,
  unmatchedOf,
} from "../../src/responder/patterns.ts";
import { emptyState, type LogWatch } from "../../src/responder/state.ts";
import { CAUSE_IDS } from "../../src/runbook/cause.ts";
import { type InstantMs, instant, minutes } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";

/** Half of every "both" line speaks for one cause, half for the other. */
const READER: LineReader = {
  classify: (template) => {
    if (template.includes("both")) return { "model-api-outage": 6, "rate-limit-exhaustion": 6 };
    return template.includes("quota") ? { "rate-limit-exhaustion": 12 } : {};
  },
  repositories: new Set(["a", "b"]),
};

const atMinute = (minute: number): InstantMs => instant(minutes(minute));
const error = (message: string, repo = "a"): string => `14:00:00 ERROR router repo=${repo} ${message}`;
const watching = (): LogWatch => emptyState().logs;

/** Letters only, so that masking merges no two of them. */
function word(number: number): string {
  let left = number;
  let letters = "";
  do {
    letters = String.fromCharCode(103 + (left % 20)) + letters;
    left = Math.floor(left / 20);
  } while (left > 0);
  return letters;
}

const all = { from: 0, to: 10_000 };

describe("counting", () => {
  it("shares a line out over the causes it speaks for, and keeps what speaks for none apart", () => {
    const watch = watching();
    readLines(watch, atMinute(3), [error("quota"), error("both", "b"), error("nothing known")], READER);
    const seen = totals(watch, 3, 3);
    expect(linesOf(seen.all)).toBe(3);
    expect(unmatchedOf(seen.all)).toBe(1);
    expect(partsOf(seen.all, "rate-limit-exhaustion")).toBe(18);
    expect(partsOf(seen.all, "model-api-outage")).toBe(6);
    expect(partsOf(seen.byRepo.get("b") ?? [], "model-api-outage")).toBe(6);
  });

  it("ignores lines that are no errors, and counts repositories it does not know under no name", () => {
    const watch = watching();
    readLines(watch, atMinute(0), ["14:00 INFO repo=a fine", error("x", "elsewhere"), error("x")], READER);
    const { byRepo } = totals(watch, 0, 0);
    expect([...byRepo.keys()].sort()).toEqual([NO_REPO, "a"]);
    expect(watch.errors).toBe(2);
  });

  it("takes both ends of a window in, and nothing beyond them", () => {
    const watch = watching();
    for (const minute of [1, 2, 3, 4]) readLines(watch, atMinute(minute), [error("x")], READER);
    expect(linesOf(totals(watch, 2, 3).all)).toBe(2);
    expect(commonest(watch, 2, 3, 9)).toMatchObject([{ pattern: { template: "x" }, count: 2 }]);
    expect(commonest(watch, 5, 9, 9)).toEqual([]);
  });

  it("adds up: the repositories' totals are the whole", () => {
    const line = fc.record({
      repo: fc.constantFrom("a", "b", "elsewhere"),
      message: fc.constantFrom("quota", "both", "z"),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const watch = watching();
        readLines(
          watch,
          atMinute(1),
          lines.map(({ repo, message }) => error(message, repo)),
          READER,
        );
        const seen = totals(watch, 1, 1);
        const sums = seen.all.map((_total, index) =>
          [...seen.byRepo.values()].reduce((sum, tally) => sum + (tally[index] ?? 0), 0),
        );
        expect(seen.all).toEqual(sums);
        expect(linesOf(seen.all)).toBe(lines.length);
      }),
    );
  });

  it("puts the commonest first, and ties in the order of their first appearance", () => {
    const watch = watching();
    readLines(
      watch,
      atMinute(1),
      ["late", "early", "often", "often", "late", "early"].map((m) => error(m)),
      READER,
    );
    readLines(watch, atMinute(1), [error("often")], READER);
    expect(commonest(watch, 1, 1, 2).map(({ pattern }) => pattern.template)).toEqual(["often", "late"]);
  });

  it("keeps a pattern's name, number and first appearance however often it comes again", () => {
    const watch = watching();
    readLines(watch, atMinute(1), [error("flow=8f3a91 quota")], READER);
    const [first] = watch.patterns.map(({ template, sample, firstAt }) => ({ template, sample, firstAt }));
    for (const minute of [2, 3])
      readLines(watch, atMinute(minute), [error("flow=77aa12 quota"), error("new")], READER);
    expect(watch.patterns[0]).toMatchObject({ ...first, count: 3, lastAt: atMinute(3) });
    expect(watch.patterns).toHaveLength(2);
  });
});

describe("a flood", () => {
  const flood = Array.from({ length: 5_000 }, (_, index) => error(`${word(index)} broke`));

  it("of lines that are all different is counted whole in bounded memory", () => {
    const watch = watching();
    readLines(watch, atMinute(1), flood, READER);
    const full = watch.patterns.length;
    expect(full).toBeLessThan(500);
    readLines(
      watch,
      atMinute(1),
      flood.map((line) => `${line} again`),
      READER,
    );
    expect(watch.patterns).toHaveLength(full);
    expect(linesOf(totals(watch, all.from, all.to).all)).toBe(10_000);
    const counted = watch.patterns.reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(10_000);
  });

  it("leaves the patterns that were there before it as they were, and counts them on", () => {
    const watch = watching();
    readLines(watch, atMinute(1), [error("quota")], READER);
    readLines(watch, atMinute(2), flood, READER);
    readLines(watch, atMinute(3), [error("quota")], READER);
    expect(watch.patterns[0]).toMatchObject({ template: "quota", count: 2 });
    expect(partsOf(totals(watch, 3, 3).all, "rate-limit-exhaustion")).toBe(12);
  });

  it("says nothing of a cause with the lines that are too many to be told apart", () => {
    const watch = watching();
    readLines(watch, atMinute(1), flood, READER);
    const before = partsOf(totals(watch, 1, 1).all, "rate-limit-exhaustion");
    readLines(watch, atMinute(1), [error("quota for the first time")], READER);
    expect(partsOf(totals(watch, 1, 1).all, "rate-limit-exhaustion")).toBe(before);
  });

  it("that lasts for a day keeps no more than the latest hours", () => {
    const watch = watching();
    for (let minute = 0; minute < 1_440; minute += 1)
      readLines(watch, atMinute(minute), [error("x"), error("y", "b")], READER);
    expect(watch.buckets.length).toBeLessThan(100);
    expect(watch.buckets.at(-1)?.minute).toBe(1_439);
    expect(linesOf(totals(watch, 1_380, 1_439).all)).toBe(120);
  });
});

describe("hostile names", () => {
  const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"];

  it("are patterns like any other", () => {
    const watch = watching();
    readLines(
      watch,
      atMinute(1),
      [...NAMES, ...NAMES].map((name) => error(name)),
      READER,
    );
    expect(watch.patterns.map(({ template, count }) => [template, count])).toEqual(
      NAMES.map((name) => [name, 2]),
    );
    expect(commonest(watch, 1, 1, 10)).toHaveLength(NAMES.length);
  });

  it("are no repositories, and leave every object's own properties alone", () => {
    const watch = watching();
    readLines(
      watch,
      atMinute(1),
      NAMES.map((name) => error("x", name)),
      READER,
    );
    const { byRepo } = totals(watch, 1, 1);
    expect([...byRepo.keys()]).toEqual([NO_REPO]);
    expect(linesOf(byRepo.get(NO_REPO) ?? [])).toBe(NAMES.length);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(JSON.parse(JSON.stringify(watch))).toEqual(watch);
  });
});

describe("what is above the base rate", () => {
  const tally = fc.array(fc.nat({ max: 5_000 }), {
    minLength: CAUSE_IDS.length + 2,
    maxLength: CAUSE_IDS.length + 2,
  });
  const span = fc.integer({ min: 1, max: 60 });

  it("is never less than nothing, and never more than what was seen", () => {
    fc.assert(
      fc.property(tally, span, tally, fc.nat({ max: 60 }), (seen, seenMinutes, base, baseMinutes) => {
        const fresh = aboveBase(seen, seenMinutes, base, baseMinutes);
        for (const cause of CAUSE_IDS) {
          expect(partsOf(fresh, cause)).toBeGreaterThanOrEqual(0);
          expect(partsOf(fresh, cause)).toBeLessThanOrEqual(partsOf(seen, cause));
        }
        expect(unmatchedOf(fresh)).toBeLessThanOrEqual(unmatchedOf(seen));
      }),
    );
  });

  it("is nothing where as much was printed before, and everything where nothing was watched before", () => {
    const seen = [30, 6, 288, 0, 0, 0, 0];
    expect(linesOf(aboveBase(seen, 10, seen, 10))).toBe(0);
    expect(linesOf(aboveBase(seen, 10, [60, 12, 576, 0, 0, 0, 0], 20))).toBe(0);
    expect(linesOf(aboveBase(seen, 10, seen, 0))).toBe(30);
  });
});
