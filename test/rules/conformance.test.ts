/** Expressions drawn at random give what the real promtool gives, labels and floats to the last bit. More of them:
 *  `bench/promtool-conformance.ts`. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadRegexEngine } from "../../src/rules/regex.ts";
import { fc } from "../foundations/fast-check.ts";
import { promtoolVersion } from "./ask-promtool.ts";
import { compare } from "./conformance.ts";
import { generatedWorld } from "./generate-queries.ts";
import { generatedGroup } from "./generate-rules.ts";

await loadRegexEngine();
const version = promtoolVersion();
const directory = mkdtempSync(join(tmpdir(), "promtool-"));
afterAll(() => rmSync(directory, { recursive: true }));

const WORLDS = 60;
const QUESTIONS = 30;
const GROUPS = 60;

describe(version === null ? "skipped: there is no promtool (Debian's package prometheus)" : version, () => {
  it.skipIf(version === null)("generated expressions", () => {
    let compared = 0;
    let filled = 0;
    fc.assert(
      fc.property(generatedWorld(QUESTIONS), (world) => {
        const comparisons = compare(world, directory);
        compared += comparisons.length;
        filled += comparisons.filter(({ theirs }) => theirs.length > 0).length;
        const different = comparisons.filter(({ verdict }) => verdict === "different");
        expect(different.map(({ question, ours }) => ({ question, ours }))).toEqual(
          different.map(({ question, theirs }) => ({ question, ours: theirs })),
        );
      }),
      { numRuns: WORLDS },
    );
    // What compares nothing, or nothing but empty vectors, proves nothing.
    expect(compared).toBeGreaterThan(WORLDS * (QUESTIONS / 2) - 1);
    expect(filled / compared).toBeGreaterThan(1 / 3);
  });

  it.skipIf(version === null)("generated rule groups", () => {
    let firing = 0;
    fc.assert(
      fc.property(generatedGroup, (group) => {
        const comparisons = compare(group, directory);
        firing += comparisons.filter(({ theirs }) =>
          theirs.some((sample) => sample.includes("firing")),
        ).length;
        const different = comparisons.filter(({ verdict }) => verdict !== "equal");
        expect(different.map(({ question, ours }) => ({ question, ours }))).toEqual(
          different.map(({ question, theirs }) => ({ question, ours: theirs })),
        );
      }),
      { numRuns: GROUPS },
    );
    expect(firing).toBeGreaterThan(GROUPS);
  });
});
