/** The shapes kept for reporting: a third, the same everywhere, and all that a world prints which asks for them. */

import { describe, expect, it } from "vitest";
import { RandomStream } from "../../src/prng.ts";
import { DATABASE } from "../../src/simulator/logs/database.ts";
import { ENGINE } from "../../src/simulator/logs/engine.ts";
import { INTERNAL } from "../../src/simulator/logs/internal.ts";
import { drawnNoise, NOISE } from "../../src/simulator/logs/noise.ts";
import { ANTHROPIC } from "../../src/simulator/logs/providers/anthropic.ts";
import { GOOGLE } from "../../src/simulator/logs/providers/google.ts";
import { OPENAI } from "../../src/simulator/logs/providers/openai.ts";
import { OTHER_VENDOR } from "../../src/simulator/logs/providers/other.ts";
import { choose, type Shape, type Table } from "../../src/simulator/logs/shape.ts";
import { keptForReporting, SHAPE_PARTS, slotsOf } from "../../src/simulator/logs/shape-parts.ts";
import { VALIDATION } from "../../src/simulator/logs/validators.ts";

const TABLES = [
  ...[ANTHROPIC, OPENAI, GOOGLE, OTHER_VENDOR, DATABASE, INTERNAL].flatMap((families) =>
    Object.values(families).flatMap((kinds) => Object.values(kinds) as Table<never>[]),
  ),
  ...(Object.values(VALIDATION) as Table<never>[]),
  ...(Object.values(ENGINE) as Table<never>[]),
];
const LISTS = TABLES.flatMap(({ straight, misleading }) => [straight, misleading]);
const DRAWS = 4_294_967_296;

const idsOf = (shapes: readonly Shape<never>[]): readonly string[] => [
  ...new Set(shapes.map(({ id }) => id)),
];

describe("the shapes of a list", () => {
  it("fall into two parts, each with some where there are two", () => {
    expect(LISTS.length).toBeGreaterThan(400);
    for (const list of LISTS.filter((shapes) => idsOf(shapes).length > 1)) {
      const [tuning = [], reporting = []] = SHAPE_PARTS.map((part) => idsOf(slotsOf(list, part)));
      expect([tuning.length > 0, reporting.length > 0]).toEqual([true, true]);
      expect([...tuning, ...reporting].sort()).toEqual([...idsOf(list)].sort());
    }
  });

  it("are printed whole under either part where there is but one", () => {
    const single = LISTS.filter((shapes) => idsOf(shapes).length === 1);
    expect(single.length).toBeGreaterThan(20);
    for (const list of single) for (const part of SHAPE_PARTS) expect(slotsOf(list, part)).toEqual(list);
  });

  it("are about a third for reporting, and the same ones in every table that has them", () => {
    const parts = new Map<string, Set<boolean>>();
    for (const list of LISTS) {
      const reporting = keptForReporting(list);
      for (const id of idsOf(list)) {
        const known = parts.get(id) ?? new Set();
        parts.set(id, known.add(reporting.has(id)));
      }
    }
    expect([...parts].filter(([, marks]) => marks.size > 1).map(([id]) => id)).toEqual([]);
    const kept = [...parts.values()].filter((marks) => marks.has(true)).length;
    expect(kept / parts.size).toBeGreaterThan(0.28);
    expect(kept / parts.size).toBeLessThan(0.38);
  });

  it("stay in their part from one version to the next", () => {
    const ids = ["a/one", "a/two", "a/three", "a/four", "a/five", "a/six"].map((id) => ({ id }));
    expect([...keptForReporting(ids)].sort()).toEqual(["a/four"]);
    expect(keptForReporting([...ids].reverse())).toEqual(keptForReporting(ids));
  });
});

describe("a world that prints one part", () => {
  it.each(SHAPE_PARTS)("chooses among the shapes of %s alone", (shapes) => {
    const stream = new RandomStream("draws", "3");
    for (const table of TABLES) {
      const own = new Set([...slotsOf(table.straight, shapes), ...slotsOf(table.misleading, shapes)]);
      for (let count = 0; count < 40; count += 1)
        expect(own.has(choose(table, { accent: count, shapes }, stream.below(DRAWS)))).toBe(true);
    }
  });

  it("has noise of its own, of every level", () => {
    const stream = new RandomStream("draws", "4");
    const drawn = (shapes: (typeof SHAPE_PARTS)[number]): Set<string> =>
      new Set(
        (["INFO", "WARN", "ERROR", undefined] as const).flatMap((level) =>
          Array.from(
            { length: 3_000 },
            () => drawnNoise(level, { accent: 9, shapes }, stream.below(DRAWS)).id,
          ),
        ),
      );
    const [tuning, reporting] = SHAPE_PARTS.map(drawn) as [Set<string>, Set<string>];
    expect([...tuning].filter((id) => reporting.has(id))).toEqual([]);
    expect(tuning.size + reporting.size).toBeLessThanOrEqual(NOISE.length);
    expect(reporting.size).toBeGreaterThan(NOISE.length / 6);
  });
});
