/** How the parts make a verdict, on one trace written by hand: what passes, and each single thing that keeps it from
 *  passing. */

import { describe, expect, it } from "vitest";
import { DefectError } from "../../src/assert.ts";
import { scoreDrill } from "../../src/scoring/scorecard.ts";
import { minutes } from "../../src/units.ts";
import { DRAWN, HandTrace, RUBRIC } from "./hand-trace.ts";

const MOMENT = 1 / 60_000;
const OUTAGE = "model-api-outage" as const;

interface Course {
  declared: number;
  joined: number;
  concluded: number;
  ordered: number;
  resolved: number;
  recommended: "go" | "no-go";
  seen: number;
}

/** Clock zero is at minute ten. */
const PASSING: Course = {
  declared: 12,
  joined: 14,
  concluded: 15,
  ordered: 16,
  resolved: 55,
  recommended: "no-go",
  seen: 20,
};

function drill(change: Partial<Course> = {}): HandTrace {
  const course = { ...PASSING, ...change };
  const hand = new HandTrace()
    .truth(0, DRAWN)
    .failed(10, [..."aabbc"])
    .ran(10)
    .ran(10, { a: 5, b: 5, c: 5 })
    .ran(70)
    .declared(course.declared, "open")
    .joined(course.joined, "sre-oncall")
    .joined(course.joined, "incident-commander")
    .joined(course.joined, "engineering-tl")
    .consulted(14, "sre-oncall")
    .consulted(14, "engineering-tl")
    .consulted(14, "product-lead")
    .concluded(course.concluded, [OUTAGE])
    .approved(course.ordered)
    .ordered(course.ordered, OUTAGE, "route-around")
    .changed(course.ordered, OUTAGE)
    .recommended(17, course.recommended)
    .declared(course.resolved, "resolved");
  for (let minute = course.declared; minute < course.resolved; minute += 15)
    hand.posted(minute, "update", {});
  return hand
    .truth(90, {
      truth: "fingerprint",
      fault: "outage",
      observable: "calls-refused",
      seen: course.seen,
      atLeast: 10,
    })
    .endedAt(60);
}

const card = (change: Partial<Course> = {}) => scoreDrill(drill(change).trace, RUBRIC);

describe("a drill", () => {
  it("passes when everything was right and in time, whatever its documents lack", () => {
    const { verdict, reasons, targets, review } = card();
    expect({ verdict, reasons }).toEqual({ verdict: "pass", reasons: [] });
    expect(targets.map(({ id, met }) => [id, met])).toEqual(
      ["detect", "mobilize", "rootCause", "mitigate", "resolve"].map((id) => [id, true]),
    );
    expect(review.complete).toBe(false);
  });

  it.each<[string, Partial<Course>, string]>([
    [
      "a declaration after five minutes",
      { declared: 15, joined: 16, concluded: 17, ordered: 17 },
      "detect missed its target",
    ],
    ["people who came after ten", { joined: 20 }, "mobilize missed its target"],
    ["a cause found after fifteen", { concluded: 25 }, "rootCause missed its target"],
    ["an order after thirty", { ordered: 40 }, "mitigate missed its target"],
    ["a resolution after sixty", { resolved: 70 }, "resolve missed its target"],
    ["the wrong recommendation", { recommended: "go" }, "recommended go where no-go was right"],
    [
      "a declaration long before there was anything",
      { declared: 5 - MOMENT },
      "the mass failure was not declared rightly",
    ],
  ])("fails by %s", (_what, change, reason) => {
    expect(card(change)).toMatchObject({ verdict: "fail", reasons: [reason] });
  });

  it("that meets a target by a moment has met it", () => {
    const { targets } = card({ declared: 15 - MOMENT, joined: 20 - MOMENT, concluded: 25 - MOMENT });
    expect(targets.map(({ met }) => met)).toEqual([true, true, true, true, true]);
  });

  it("that is declared up to five minutes early stands at zero", () => {
    const early = card({ declared: 5 });
    expect(early.verdict).toBe("pass");
    expect(early.targets[0]).toEqual({ id: "detect", targetMs: minutes(5), actualMs: 0, met: true });
  });

  it("whose fault left no fingerprint is inconclusive, right or wrong", () => {
    expect(card({ seen: 9 }).verdict).toBe("inconclusive");
    expect(card({ seen: 9, recommended: "go" }).verdict).toBe("inconclusive");
    expect(card({ seen: 10 }).verdict).toBe("pass");
  });

  it("without its drawn truth cannot be scored", () => {
    expect(() => scoreDrill(new HandTrace().trace, RUBRIC)).toThrow(DefectError);
  });
});

describe("points", () => {
  it("are fewer by the weight of what was missed, and by half of it where little was missed", () => {
    const all = card().score;
    expect(card({ recommended: "go" }).score).toBe(all - RUBRIC.weights.decision);
    expect(card({ joined: 25 }).score).toBe(all - RUBRIC.weights.targets.mobilize / 2);
    expect(card({ joined: 26 }).score).toBe(all - RUBRIC.weights.targets.mobilize);
  });

  it("of all parts add up to a hundred", () => {
    const { targets, ...rest } = RUBRIC.weights;
    const total = [...Object.values(rest), ...Object.values(targets)].reduce(
      (sum, weight) => sum + weight,
      0,
    );
    expect(total).toBe(100);
  });
});
