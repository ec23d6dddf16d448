/** The scorecard on the screen: what was violated and what was broken stands in lines of its own, and is only counted
 *  where the verdict gives its reasons. */

import { beforeAll, describe, expect, it } from "vitest";
import type { Scorecard } from "../../src/scoring/scorecard.ts";
import { instant, minutes } from "../../src/units.ts";
import type { Scene } from "../../ui/content.ts";
import { scorecardColumns } from "../../ui/panels/scorecard.ts";
import { EMPTY_VIEW, receiveAll } from "../../ui/view-state.ts";
import { play } from "../fixtures/stage.ts";
import { at, HEADER } from "./staged.ts";

const SCENE: Scene = { view: receiveAll(EMPTY_VIEW, [HEADER]), now: at(90) };

let passing: Scorecard;

beforeAll(async () => {
  passing = (await play({ scenario: "control-healthy", player: "do-nothing" })).card;
});

const linesOf = (card: Scorecard, columns: number): readonly string[] =>
  scorecardColumns(SCENE, card, columns).flatMap(({ content: { start, end, lines } }) =>
    lines(start, end).map((line) => line.map(({ text }) => text).join("")),
  );

const BROKEN: Pick<Scorecard, "verdict" | "violations" | "brokenInvariants" | "reasons"> = {
  verdict: "fail",
  violations: [{ rule: "unapproved", atMs: instant(minutes(6)), detail: "restart (INC-1/do/x)" }],
  brokenInvariants: [
    {
      id: "approved",
      kind: "safety",
      guard: true,
      atMs: instant(minutes(6)),
      detail: "restart (INC-1/do/x)",
    },
    {
      id: "never-silent",
      kind: "liveness",
      guard: false,
      atMs: instant(minutes(30)),
      detail: "nobody was told anything",
    },
  ],
  reasons: ["unapproved: restart (INC-1/do/x)", "never-silent: nobody was told anything"],
};

describe.each([80, 140])("in %i columns", (columns) => {
  it("says that every invariant held", () => {
    const lines = linesOf(passing, columns);
    expect(lines).toContain("✓ invariants    all held");
    expect(lines.join("\n")).not.toContain("broken");
  });

  it("tells each broken invariant once, by kind and time, and the reasons count them", () => {
    const lines = linesOf({ ...passing, ...BROKEN }, columns);
    const text = lines.map((line) => line.trim()).join(" ");
    expect(lines).toContain("  because of violated safety rules: 1");
    expect(lines).toContain("  because of broken invariants: 1");
    expect(lines).toContain("✗ invariants    2 broken");
    expect(text).toContain("safety, approved, a guard of the core");
    expect(text.match(/never-silent/g)).toHaveLength(1);
    expect(text).toMatch(/liveness, never-silent: nobody was told anything/);
  });
});
