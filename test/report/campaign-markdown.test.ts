/** A campaign for a pull request: what a reader must see, and that text from drills stays text. */

import { describe, expect, it } from "vitest";
import { compareCampaigns } from "../../src/campaign/compare.ts";
import { campaignMarkdown } from "../../src/report/campaign-markdown.ts";
import { markdownCode, markdownText } from "../../src/report/markdown-text.ts";
import { documentOf, failed, rowWith } from "../campaign/hand-made.ts";
import { EARLIER, HOSTILE, MIXED, MIXED_COMPARISON } from "./campaigns.ts";

/** What GitHub takes for a comment. */
const LONGEST_COMMENT = 65_536;

describe("a campaign's comment", () => {
  it("says EXERCISE and the verdict first, then the table", () => {
    const lines = campaignMarkdown(MIXED, null).split("\n");
    expect(lines[0]).toBe("## EXERCISE: firedrill campaign");
    expect(lines[2]).toBe("**FAILED**: 13 drills, 61.5% passed (95%: 35–83%), 4 failed, 1 inconclusive.");
    expect(lines).toContain(
      "| outage | 9 | 55.6% | 26–82% | 66.7% | 100% | 5.0 / 5.0 | 5.0 / 5.0 | 5.0 / 5.0 | 5.0 / 5.0 | 5.0 / – |",
    );
    expect(lines).toContain("  - `npx firedrill run outage --seed 3 --chaos light`");
  });

  it("says so when all passed, and when nothing failed but something proved nothing", () => {
    expect(campaignMarkdown(EARLIER, null)).toContain("**PASSED**: 13 drills, 100% passed");
    const unproven = documentOf([rowWith(), rowWith({ seed: 2, verdict: "inconclusive" })]);
    expect(campaignMarkdown(unproven, null)).toContain("**INCONCLUSIVE**: 2 drills");
  });

  it("says with a baseline what got worse, at which seeds, and how both sides are played again", () => {
    const text = campaignMarkdown(MIXED, MIXED_COMPARISON);
    expect(text).toContain("**WORSE than the baseline for 2 reason(s): ");
    expect(text).toContain("- outage: the safety invariant paged-once is newly broken, at seed 3, 7, 8\n");
    expect(text).toContain("| outage | 9 | 100% → 55.6% |");
    expect(text).toContain("- outage: passes no more at 3, 7–9; diagnosis wrong now at 3, 7, 8;");
    expect(text).toContain("  - before: `npx firedrill run outage --seed 3 --chaos light`");
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });

  it("keeps every row of a table in its columns, whatever drills said", () => {
    for (const text of [
      campaignMarkdown(HOSTILE, null),
      campaignMarkdown(HOSTILE, compareCampaigns(HOSTILE, HOSTILE)),
    ]) {
      const rows = text.split("\n").filter((line) => line.startsWith("| "));
      expect(rows.length).toBeGreaterThan(10);
      const widths = new Set(rows.map((row) => row.replaceAll("\\|", "").split(" | ").length));
      for (const width of widths) expect([3, 4, 5, 11]).toContain(width);
    }
  });

  it("lets hostile text be nothing but text", () => {
    const text = campaignMarkdown(HOSTILE, null);
    const bare = text.replace(/(`+)[^\n]*?[^`]\1(?!`)/g, "");
    expect(bare).not.toMatch(/(?<!\\)\[link|https:\/\/|@everyone|<b>|<!--|(?<!\\)\*\*_|^# heading|^::/m);
    expect(bare.match(/<details>/g)?.length).toBe(bare.match(/<\/details>/g)?.length);
  });

  it("is short enough for a comment, however much went wrong", () => {
    const rows = Array.from({ length: 3_000 }, (_, index) =>
      rowWith({
        scenario: `scenario-with-a-rather-long-name-${index % 150}`,
        seed: index,
        ...failed(Array.from({ length: 30 }, (_, reason) => `${"|&<`".repeat(200)} ${reason}`)),
      }),
    );
    const before = documentOf(rows.map((row) => ({ ...row, verdict: "pass" as const, reasons: [] })));
    const after = documentOf(rows);
    expect(campaignMarkdown(after, compareCampaigns(before, after)).length).toBeLessThan(LONGEST_COMMENT);
  });
});

describe("Markdown", () => {
  it.each([
    { text: "a | b", safe: "a \\| b" },
    { text: "`x` *y* _z_", safe: "\\`x\\` \\*y\\* \\_z\\_" },
    { text: "<b> & @team #12", safe: "&lt;b&gt; &amp; &#64;team &#35;12" },
    { text: "https://evil.example", safe: "https:&#47;/evil.example" },
    { text: "two\nlines", safe: "two lines" },
  ])("escapes $text", ({ text, safe }) => {
    expect(markdownText(text)).toBe(safe);
  });

  it.each([
    { text: "npx firedrill", code: "`npx firedrill`" },
    { text: "a `b` c", code: "``a `b` c``" },
    { text: "`a", code: "`` `a ``" },
    { text: "``", code: "``` `` ```" },
  ])("fences $text", ({ text, code }) => {
    expect(markdownCode(text)).toBe(code);
  });
});
