/** The clocks, on traces written by hand: when a mass failure is there to be seen, and when each thing was done about it.
 *  Edges are met to the millisecond. */

import { describe, expect, it } from "vitest";
import { clocksOf, detection, standingConclusion, trulyResolved, zeroOf } from "../../src/scoring/clocks.ts";
import { minutesOf } from "../../src/scoring/minutes.ts";
import type { Trace } from "../../src/scoring/trace.ts";
import { fc } from "../foundations/fast-check.ts";
import { atMinute, FAILED, HandTrace, ONSET_RUBRIC, REPOSITORIES, RUBRIC } from "./hand-trace.ts";

const MOMENT = 1 / 60_000;
const OUTAGE = "model-api-outage" as const;
const QUOTA = "rate-limit-exhaustion" as const;

const clocks = (trace: Trace, { right = [OUTAGE], rollbackIsRight = false } = {}) =>
  clocksOf(trace, minutesOf(trace), RUBRIC, right, rollbackIsRight);

describe("clock zero", () => {
  it.each<[string, HandTrace, number | null]>([
    [
      "five failures in three repositories",
      new HandTrace().failed(3, ["a", "a", "a", "b"]).failed(7, ["c"]),
      7,
    ],
    ["four failures in four repositories", new HandTrace().failed(3, ["a", "b", "c", "e"]), null],
    ["nine failures in two repositories", new HandTrace().failed(3, [..."aaaaabbbb"]), null],
    ["a third repository that comes later", new HandTrace().failed(3, [..."aaabb"]).failed(40, ["c"]), 40],
    [
      "failures just within the hour",
      new HandTrace().failed(0, [..."aabb"]).failed(60 - MOMENT, ["c"]),
      60 - MOMENT,
    ],
    [
      "failures of which the first are an hour old",
      new HandTrace().failed(0, [..."aabb"]).failed(60, ["c"]),
      null,
    ],
    [
      "failures far apart within one hour",
      new HandTrace()
        .failed(0, ["a"])
        .failed(14, ["b"])
        .failed(28, ["c"])
        .failed(42, ["a"])
        .failed(56, ["b"]),
      56,
    ],
    ["no failure at all", new HandTrace(), null],
    ["failures of the base rate", new HandTrace().failed(3, [..."aabbc"], null), null],
    ["failures by the responder's own doing", new HandTrace().failed(3, [..."aabbc"], "own"), null],
    [
      "a fifth failure that is the base rate's",
      new HandTrace()
        .failed(3, [..."aabc"])
        .failed(4, ["c"], null)
        .failed(9, ["a"]),
      9,
    ],
    ["two faults together", new HandTrace().failed(3, [..."aab"], "one").failed(4, [..."bc"], "other"), 4],
  ])("of %s", (_what, { trace }, zero) => {
    expect(zeroOf(trace, RUBRIC)).toBe(zero === null ? null : atMinute(zero));
  });

  it("is the fault's onset where the rubric says so", () => {
    const { trace } = new HandTrace()
      .truth(2, { truth: "fault-began", fault: "x", what: "" })
      .failed(3, [..."aabbc"]);
    expect(zeroOf(trace, ONSET_RUBRIC)).toBe(atMinute(2));
    expect(zeroOf(new HandTrace().failed(3, [..."aabbc"]).trace, ONSET_RUBRIC)).toBeNull();
  });

  it("is the first instant at which the last hour holds enough, whatever happened", () => {
    const failure = fc.record({
      minute: fc.nat({ max: 150 }),
      repo: fc.constantFrom("a", "b", "c", "e"),
      fault: fc.constantFrom("outage", "outage", "own", null),
    });
    fc.assert(
      fc.property(fc.array(failure, { maxLength: 30 }), (failures) => {
        const ordered = failures.toSorted((one, other) => one.minute - other.minute);
        const hand = new HandTrace();
        for (const { minute, repo, fault } of ordered) hand.failed(minute, [repo], fault);
        const enough = (now: number): boolean => {
          const seen = ordered.filter(
            ({ minute, fault }) => fault === "outage" && minute <= now && minute > now - 60,
          );
          return seen.length >= 5 && new Set(seen.map(({ repo }) => repo)).size >= 3;
        };
        const first = Array.from({ length: 151 }, (_, minute) => minute).find(enough);
        expect(zeroOf(hand.trace, RUBRIC)).toBe(first === undefined ? null : atMinute(first));
      }),
      { numRuns: 300 },
    );
  });
});

describe("detection", () => {
  it("is the declaration that stands, not the one that was withdrawn", () => {
    const hand = new HandTrace().declared(4, "open").declared(6, "withdrawn");
    expect(detection(hand.trace)).toBeNull();
    expect(clocks(new HandTrace().declared(5, "open").declared(9, "resolved").trace).detectedAt).toBe(
      atMinute(5),
    );
  });
});

describe("mobilisation", () => {
  it("is complete with the last of a first person, the commander and the lead", () => {
    const hand = new HandTrace()
      .joined(4, "sre-oncall")
      .joined(9, "engineering-tl")
      .joined(6, "incident-commander");
    expect(clocks(hand.trace).mobilizedAt).toBe(atMinute(9));
  });

  it.each(["incident-commander", "engineering-tl"] as const)("never is without %s", (missing) => {
    const hand = new HandTrace().joined(4, "sre-oncall");
    for (const role of ["incident-commander", "engineering-tl"] as const)
      if (role !== missing) hand.joined(5, role);
    expect(clocks(hand.trace).mobilizedAt).toBeNull();
  });

  it("is no machine's receipt", () => {
    const hand = new HandTrace().effect(3, "acknowledge", {
      kind: "acknowledge-alert",
      target: { alert: "f" },
      arguments: {},
    });
    expect(clocks(hand.trace).mobilizedAt).toBeNull();
  });
});

describe("the root cause", () => {
  it.each<[string, HandTrace, number | null]>([
    ["concluded rightly", new HandTrace().concluded(5, [OUTAGE]), 5],
    ["only considered", new HandTrace().concluded(5, [OUTAGE], "considering"), null],
    ["concluded wrongly", new HandTrace().concluded(5, [QUOTA]), null],
    ["concluded with one too many", new HandTrace().concluded(5, [OUTAGE, QUOTA]), null],
    ["concluded wrongly, then rightly", new HandTrace().concluded(5, [QUOTA]).concluded(9, [OUTAGE]), 9],
    ["concluded rightly, then wrongly", new HandTrace().concluded(5, [OUTAGE]).concluded(9, [QUOTA]), null],
    [
      "concluded rightly, wrongly, rightly",
      new HandTrace().concluded(5, [OUTAGE]).concluded(7, []).concluded(9, [OUTAGE]),
      9,
    ],
    ["concluded rightly twice", new HandTrace().concluded(5, [OUTAGE]).concluded(9, [OUTAGE]), 5],
    [
      "concluded rightly, then withdrawn",
      new HandTrace().concluded(5, [OUTAGE]).concluded(9, [OUTAGE], "withdrawn"),
      null,
    ],
    [
      "withdrawn in part, so that the rest is right",
      new HandTrace().concluded(5, [OUTAGE, QUOTA]).concluded(9, [QUOTA], "withdrawn").concluded(9, [OUTAGE]),
      9,
    ],
    ["never concluded", new HandTrace(), null],
  ])("that was %s", (_what, { trace }, minute) => {
    expect(clocks(trace).rootCauseAt).toBe(minute === null ? null : atMinute(minute));
  });

  it("of two causes is both, in any order; of none it is none, said aloud", () => {
    const both = new HandTrace().concluded(5, [OUTAGE]).concluded(6, [QUOTA, OUTAGE]).trace;
    expect(clocks(both, { right: [OUTAGE, QUOTA] as never }).rootCauseAt).toBe(atMinute(6));
    expect(clocks(new HandTrace().concluded(8, []).trace, { right: [] }).rootCauseAt).toBe(atMinute(8));
    expect(clocks(new HandTrace().trace, { right: [] }).rootCauseAt).toBeNull();
    expect(standingConclusion(new HandTrace().trace)).toBeNull();
    expect(standingConclusion(new HandTrace().concluded(8, []).trace)).toEqual([]);
    expect(
      standingConclusion(new HandTrace().concluded(8, [OUTAGE]).concluded(9, [OUTAGE], "withdrawn").trace),
    ).toBeNull();
  });
});

describe("mitigation", () => {
  /** Ten minutes of calm, ten of failures, then calm to minute sixty. */
  const failing = (): HandTrace => new HandTrace().ran(10).ran(10, { a: 10, b: 10, c: 10 }).ran(40);

  it("counts from when windows of ten minutes stay good, if that is later than the order", () => {
    const early = clocks(failing().ordered(12, OUTAGE, "route-around").trace).mitigatedAt;
    expect(early).toBeGreaterThan(atMinute(15));
    expect(early).toBeLessThanOrEqual(atMinute(20));
  });

  it("counts from the order, if that is later", () => {
    expect(clocks(failing().ordered(33, OUTAGE, "route-around").trace).mitigatedAt).toBe(atMinute(33));
  });

  it("never happens without an order, nor while flows go on failing to the end", () => {
    expect(clocks(failing().trace).mitigatedAt).toBeNull();
    const endless = new HandTrace()
      .ran(10)
      .ran(50, { a: 10, b: 10, c: 10 })
      .ordered(12, OUTAGE, "route-around");
    expect(clocks(endless.trace).mitigatedAt).toBeNull();
  });

  it("has flows fail by less than one in twenty", () => {
    const rate = (failed: number): HandTrace =>
      new HandTrace().ran(60, { a: failed }).ordered(12, OUTAGE, "x");
    expect(clocks(rate(4).trace).mitigatedAt).toBe(atMinute(12));
    expect(clocks(rate(5).trace).mitigatedAt).toBeNull();
  });

  it("is a rollback begun where that is right, and only there", () => {
    const endless = new HandTrace().ran(60, { a: 10, b: 10 }).ordered(14, null, "rollback").changed(15, null);
    expect(clocks(endless.trace, { rollbackIsRight: true }).mitigatedAt).toBe(atMinute(15));
    expect(clocks(endless.trace).mitigatedAt).toBeNull();
  });

  it("is no rollback that its tool refused", () => {
    const refused = new HandTrace()
      .ran(60, { a: 10, b: 10 })
      .ordered(14, null, "rollback")
      .changed(15, null, "x", FAILED);
    expect(clocks(refused.trace, { rollbackIsRight: true }).mitigatedAt).toBeNull();
  });
});

describe("resolution", () => {
  const calm = (): HandTrace => new HandTrace().ran(10).ran(10, { a: 10, b: 10 }).ran(70);
  const resolvedAt = ({ trace }: HandTrace): number | null => clocks(trace).resolvedAt;

  it("is declared while half an hour was good", () => {
    expect(resolvedAt(calm().declared(55, "resolved"))).toBe(atMinute(55));
    expect(resolvedAt(calm().declared(45, "resolved"))).toBeNull();
  });

  it("is the last one, and none when the incident was opened again", () => {
    expect(resolvedAt(calm().declared(51, "resolved").declared(60, "reopened"))).toBeNull();
    const again = calm().declared(51, "resolved").declared(60, "reopened").declared(70, "resolved");
    expect(resolvedAt(again)).toBe(atMinute(70));
    expect(resolvedAt(calm().declared(55, "resolved").declared(58, "reviewed"))).toBe(atMinute(55));
  });

  it("has a success of 99% over the window, not less", () => {
    const everywhere = Object.fromEntries(REPOSITORIES.map((name) => [name, 1]));
    const everyTenMinutes = (failing: Readonly<Record<string, number>>): HandTrace => {
      const hand = new HandTrace();
      for (let round = 0; round < 6; round += 1) hand.ran(1, failing).ran(9);
      return hand.declared(55, "resolved");
    };
    expect(resolvedAt(everyTenMinutes(everywhere))).toBe(atMinute(55));
    expect(resolvedAt(everyTenMinutes({ ...everywhere, a: 2 }))).toBeNull();
  });

  it("has no repository fail by a twentieth, however well the others do", () => {
    const lastTenMinutes = (failed: number): HandTrace =>
      new HandTrace().ran(45).ran(1, { a: failed }).ran(44).declared(55, "resolved");
    expect(resolvedAt(lastTenMinutes(5))).toBe(atMinute(55));
    expect(resolvedAt(lastTenMinutes(6))).toBeNull();
  });

  it("has a paused repository count once its owner was told, and no sooner", () => {
    const paused = (): HandTrace => new HandTrace().ran(20).ran(60, {}, ["a"]);
    const resolved = (hand: HandTrace): boolean =>
      trulyResolved(hand.trace, minutesOf(hand.trace), RUBRIC, atMinute(60));
    expect(resolved(paused())).toBe(false);
    expect(resolved(paused().mailed(30, "notice", ["a-owners@company.com"]))).toBe(true);
    expect(resolved(paused().mailed(30, "notice", ["b-owners@company.com"]))).toBe(false);
    expect(resolved(paused().mailed(30, "notice", ["a-owners@company.com"], FAILED))).toBe(false);
    expect(resolved(paused().mailed(61, "notice", ["a-owners@company.com"]))).toBe(false);
  });
});
