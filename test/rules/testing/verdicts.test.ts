/** Test files pass and fail as they do with promtool 2.42, expectation by expectation, and with the same got. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadRegexEngine } from "../../../src/rules/regex.ts";
import { fc } from "../../foundations/fast-check.ts";
import { promtoolVersion } from "../ask-promtool.ts";
import { generatedTestFile } from "./generate-test-files.ts";
import { STRICTER_CASES, VERDICT_CASES } from "./verdict-cases.ts";
import { ourVerdict, promtoolVerdict, type Verdict } from "./verdicts.ts";

const expected = JSON.parse(
  readFileSync(new URL("verdicts-expected.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Verdict>>;

await loadRegexEngine();

describe("frozen verdicts", () => {
  it.each(VERDICT_CASES)("$name", ({ name, files }) => {
    const { passes, failures, badInput } = ourVerdict(files);
    const theirs = expected[name] as Verdict;
    // Of a bad file promtool still tests what it can; here that is bad input as a whole.
    expect({ passes, failures }).toEqual(badInput ? { ...theirs, failures: [] } : theirs);
  });

  it("are of both kinds", () => {
    const passing = VERDICT_CASES.filter(({ name }) => expected[name]?.passes === true);
    expect(passing.length).toBeGreaterThan(12);
    expect(VERDICT_CASES.length - passing.length).toBeGreaterThan(25);
  });

  it.each(STRICTER_CASES)("$name passes with promtool, and fails here", ({ name, files, complaint }) => {
    expect(expected[name]).toEqual({ passes: true, failures: [] });
    expect(ourVerdict(files)).toMatchObject({ passes: false, complaints: [complaint], badInput: false });
  });
});

const version = promtoolVersion();
const FILES = 60;

describe(version === null ? "skipped: there is no promtool (Debian's package prometheus)" : version, () => {
  it.skipIf(version === null)("says the same of generated files", () => {
    let failures = 0;
    let passed = 0;
    fc.assert(
      fc.property(generatedTestFile, (files) => {
        const theirs = promtoolVerdict(files);
        failures += theirs.failures.length;
        if (theirs.passes) passed += 1;
        const { passes, failures: ours } = ourVerdict(files);
        expect({ passes, failures: ours }).toEqual(theirs);
      }),
      { numRuns: FILES },
    );
    // What always passes, or never, compares little.
    expect(failures).toBeGreaterThan(FILES);
    expect(passed).toBeGreaterThan(0);
  });
});
