/** Campaigns and comparisons as text: 80 columns, EXERCISE, and the figures where they belong. */

import { describe, expect, it } from "vitest";
import { compareCampaigns } from "../../src/campaign/compare.ts";
import { gate } from "../../src/campaign/gate.ts";
import { percent, seedList } from "../../src/campaign/words.ts";
import { campaignLines } from "../../src/report/campaign-text.ts";
import { comparisonLines } from "../../src/report/comparison-text.ts";
import { terminalText } from "../../src/report/terminal-text.ts";
import { wrapped } from "../../src/report/wrapped.ts";
import { documentOf, twice } from "../campaign/hand-made.ts";
import { fc } from "../foundations/fast-check.ts";
import { EARLIER, HOSTILE, MIXED, MIXED_COMPARISON } from "./campaigns.ts";

/** Commands are left whole, so that they can be copied; so is a digest. */
const tooLong = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.length > 80 && !line.includes("npx firedrill"));

describe("a campaign in text", () => {
  it("fits 80 columns, says EXERCISE first and ends with the digest", () => {
    const lines = campaignLines(MIXED);
    expect(tooLong(lines)).toEqual([]);
    expect(lines[0]).toBe("EXERCISE  13 drills of 2 scenarios, seeds 1..9");
    expect(lines.at(-1)).toBe(`digest ${MIXED.digest}`);
  });

  it("has every figure in its place", () => {
    expect(campaignLines(MIXED).slice(1, -1)).toEqual([
      "runbook RB-LAUNCH-005 1.1, chaos light, player responder, firedrill 0.1.0",
      "",
      "                                                     diagnosis decision  false",
      "scenario                      drills passed      95%     right    right alarms",
      "control                            4  75.0%   30–96%      100%     100%      1",
      "outage                             9  55.6%   26–82%     66.7%     100%      0",
      "",
      "minutes from clock zero: half of the drills / nine in ten within (–: never)",
      "scenario                         detect  mobilize root cause  mitigate   resolve",
      "outage                          5.0/5.0   5.0/5.0    5.0/5.0   5.0/5.0     5.0/–",
      "",
      "seeds that did not pass",
      "  control: failed at 4",
      "  outage: failed at 3, 7, 8; inconclusive at 9",
      "",
      "all together: 61.5% passed (95%: 35–83%), 1 inconclusive",
      "1 false alarm in 8.5 healthy hours: 118 in 1,000 (95%: 3.0–655)",
      "",
      "taken for something else",
      "     3  model-api-outage taken for none of the five",
      "     1  no mass failure taken for none of the five",
      "",
      "where the time of missed targets went (waits overlap)",
      "target      minutes median drills  waiting for",
      "resolve          60   20.0      3  dba to do scale-database",
      "",
      "harm and needless changes",
      "     3  unneeded",
      "",
      "broken invariants",
      "     3  paged-once",
      "",
      "faults of the responder's own tools",
      "     8  chat-outage, in 8 of them it never bit",
      "",
      "12.5 drills a second with 2 workers, 1.0 s",
    ]);
  });

  it("leaves out what nothing can be said of", () => {
    const text = campaignLines(EARLIER).join("\n");
    for (const title of ["did not pass", "taken for", "missed targets", "harm", "broken", "tools"])
      expect(text).not.toContain(title);
  });

  it("lets no hostile text reach the terminal", () => {
    for (const line of [...campaignLines(HOSTILE), ...comparisonLines(...comparedWithItself(HOSTILE))])
      expect(terminalText(line)).toBe(line);
  });
});

function comparedWithItself(document: typeof HOSTILE) {
  const comparison = compareCampaigns(document, document);
  return [comparison, gate(comparison)] as const;
}

describe("a comparison in text", () => {
  const lines = comparisonLines(MIXED_COMPARISON, gate(MIXED_COMPARISON));

  it("fits 80 columns and says EXERCISE first", () => {
    expect(tooLong(lines)).toEqual([]);
    expect(lines[0]).toBe("EXERCISE  13 drills before and after, paired by scenario and seed");
  });

  it("says what changed, what moved most, and what the gate says", () => {
    const text = lines.join("\n");
    expect(text).toContain(
      "outage                             9    100%   55.6%        4      0   p = 0.25\n",
    );
    expect(text).toContain("outage                        detect         -1.0     -1.0 to -1.0 p = 0.0039\n");
    expect(text).toContain("  outage: diagnosis wrong now at 3, 7, 8\n");
    expect(text).toContain("  outage: safety invariant paged-once broken now at 3, 7, 8\n");
    expect(text).toContain("  control: false alarm raised now at 4\n");
    expect(text).toContain("    before: npx firedrill run outage --seed 3 --chaos light\n");
    expect(text).toContain("WORSE than the baseline for 2 reason(s)");
    expect(text).toMatch(/ {2}- outage: the safety invariant paged-once is newly broken, at seed 3, 7, 8$/m);
  });

  it("of the same is short", () => {
    expect(comparisonLines(...comparedWithItself(MIXED)).slice(-2)).toEqual([
      "",
      "identical to the baseline: all 13 drills gave the same journals",
    ]);
  });

  it("fits 80 columns whatever changed", () => {
    fc.assert(
      fc.property(twice, ({ before, after }) => {
        const comparison = compareCampaigns(documentOf(before), documentOf(after));
        expect(tooLong(comparisonLines(comparison, gate(comparison)))).toEqual([]);
        expect(tooLong(campaignLines(documentOf(after)))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe("words", () => {
  it.each([
    { share: 0, text: "0%" },
    { share: 1, text: "100%" },
    { share: 0.99999, text: "99.9%" },
    { share: 0.00001, text: "0.1%" },
    { share: 0.5, text: "50.0%" },
  ])("say $share as $text: nearly all is not all", ({ share, text }) => {
    expect(percent(share)).toBe(text);
  });

  it.each([
    { seeds: [], runs: 9, text: "" },
    { seeds: [3, 7, 11, 12, 13, 14], runs: 9, text: "3, 7, 11–14" },
    { seeds: [1, 2, 4], runs: 9, text: "1, 2, 4" },
    { seeds: [1, 3, 5, 6, 7], runs: 2, text: "1, 3 and 3 more" },
  ])("list the seeds $seeds as $text", ({ seeds, runs, text }) => {
    expect(seedList(seeds, runs)).toBe(text);
  });

  it("are wrapped without losing one", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 80 }), (all, columns) => {
        const lines = wrapped(`  ${all.join(" ")}`, "    ", columns);
        expect(lines.flatMap((line) => line.trim().split(" "))).toEqual(all);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
        expect(lines[0]?.startsWith("  ")).toBe(true);
        for (const line of lines.slice(1)) expect(line.startsWith("    ")).toBe(true);
      }),
    );
  });
});
