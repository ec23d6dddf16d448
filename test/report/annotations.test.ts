/** GitHub's workflow commands: escaped as its toolkit does, ten of a kind, and none that a drill could forge. */

import { describe, expect, it } from "vitest";
import { gate } from "../../src/campaign/gate.ts";
import { annotationLines } from "../../src/report/annotations.ts";
import { documentOf, failed, seeded } from "../campaign/hand-made.ts";
import { EARLIER, HOSTILE, MIXED, MIXED_COMPARISON } from "./campaigns.ts";

describe("annotations", () => {
  it("are errors for failed drills and warnings for inconclusive ones, with reasons and the command", () => {
    const lines = annotationLines(MIXED, null);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe(
      "::error title=EXERCISE%3A outage seed 3 failed::resolve missed its target%0Aunneeded: throttle for a quota%0Areplay: npx firedrill run outage --seed 3 --chaos light",
    );
    expect(lines[4]).toBe(
      "::warning title=EXERCISE%3A outage seed 9 was inconclusive::outage left 0 http-errors of at least 5%0Areplay: npx firedrill run outage --seed 9 --chaos light",
    );
  });

  it("are none where all passed", () => {
    expect(annotationLines(EARLIER, null)).toEqual([]);
  });

  it("with a gate are its reasons, and drills become warnings", () => {
    const lines = annotationLines(MIXED, gate(MIXED_COMPARISON));
    expect(lines.filter((line) => line.startsWith("::error "))).toEqual([
      expect.stringContaining(
        "title=EXERCISE%3A worse than the baseline::over all scenarios: 61.5%25 of 13 drills",
      ),
      expect.stringContaining(
        "title=EXERCISE%3A worse than the baseline::outage: the safety invariant paged-once",
      ),
    ]);
    expect(lines.filter((line) => line.startsWith("::warning "))).toHaveLength(5);
  });

  it.each([
    { failing: 10, lines: 10, last: /seed 10 failed/ },
    { failing: 11, lines: 10, last: /::and 2 more, / },
    { failing: 500, lines: 10, last: /::and 491 more, / },
  ])(
    "of $failing failed drills are $lines, and the last says how many are left",
    ({ failing, lines, last }) => {
      const told = annotationLines(documentOf(seeded(failing, () => failed())), null);
      expect(told).toHaveLength(lines);
      expect(told.at(-1)).toMatch(last);
    },
  );

  it("are one line each, and begin as none but ours do", () => {
    for (const line of annotationLines(HOSTILE, null)) {
      expect(line).toMatch(/^::(?:error|warning) title=[^:,\r\n]*::[^\r\n]*$/);
      expect(line.replaceAll(/%(?:25|0A|0D|3A|2C)/g, "")).not.toContain("%");
    }
  });
});
