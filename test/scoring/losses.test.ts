/** Where the time went: waits are named after whom or what was waited for, lie within the clock that was missed, and
 *  come longest first. */

import { describe, expect, it } from "vitest";
import type { Question } from "../../src/responder/effect.ts";
import { TARGET_IDS, type TargetId } from "../../src/runbook/vocabulary.ts";
import type { Clocks } from "../../src/scoring/clocks.ts";
import { lossesOf } from "../../src/scoring/losses.ts";
import { minutes, seconds } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";
import { atMinute, HandTrace } from "./hand-trace.ts";

const at = (minute: number | null) => (minute === null ? null : atMinute(minute));

function clocks(change: Partial<Record<keyof Clocks, number | null>> = {}): Clocks {
  const all = {
    zeroAt: 10,
    firstFailedFlowAt: 9,
    detectedAt: 12,
    mobilizedAt: 25,
    rootCauseAt: 16,
    mitigatedAt: 40,
    resolvedAt: 70,
    ...change,
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, minute]) => [name, at(minute)]),
  ) as unknown as Clocks;
}

const waits = (hand: HandTrace, target: TargetId, change?: Parameters<typeof clocks>[0]) =>
  lossesOf(hand.trace, clocks(change), [target])[0]?.waits ?? [];
const names = (hand: HandTrace, target: TargetId, change?: Parameters<typeof clocks>[0]) =>
  waits(hand, target, change).map((wait) => wait.for);

const asked = (
  hand: HandTrace,
  minute: number,
  question: Question,
  person = "incident-commander-1",
): HandTrace =>
  hand.effect(minute, `ask/${question.of}`, {
    kind: "ask",
    target: { role: "incident-commander", person },
    arguments: { question },
  });

const APPROVAL: Question = { of: "approval", cause: null, option: "x", title: "X", actions: [] };

describe("losses", () => {
  it("are told for each missed target, in the order given, and for no other", () => {
    const missed: TargetId[] = ["mitigate", "detect"];
    expect(lossesOf(new HandTrace().trace, clocks(), missed).map(({ target }) => target)).toEqual(missed);
    expect(lossesOf(new HandTrace().trace, clocks(), [])).toEqual([]);
  });
});

describe("a late declaration", () => {
  it("is what was waited for", () => {
    expect(waits(new HandTrace(), "detect", { detectedAt: 19 })).toEqual([
      { for: "the declaration", ms: minutes(9) },
    ]);
  });

  it("that never came was waited for to the end", () => {
    const hand = new HandTrace().endedAt(90);
    expect(waits(hand, "detect", { detectedAt: null })).toEqual([
      { for: "the declaration", ms: minutes(80) },
    ]);
  });
});

describe("a late mobilisation", () => {
  it("waited for the person who was paged, from the page to the answer", () => {
    const hand = new HandTrace().paged(13, "engineering-tl").event(25, {
      kind: "acknowledgement",
      person: "engineering-tl-1",
      role: "engineering-tl",
      page: "INC-1/page/engineering-tl-1",
    } as never);
    expect(waits(hand, "mobilize")).toEqual([
      { for: "engineering-tl-1 to join as engineering-tl", ms: minutes(12) },
      { for: "the declaration", ms: minutes(2) },
    ]);
  });

  it("waited until somebody else filled the seat, and says who never would have", () => {
    const hand = new HandTrace()
      .truth(0, { truth: "absent", person: "engineering-tl-1", role: "engineering-tl" })
      .paged(13, "engineering-tl")
      .joined(18, "engineering-tl", "engineering-tl-2");
    expect(waits(hand, "mobilize")[0]).toEqual({
      for: "engineering-tl-1 to join as engineering-tl (did not answer)",
      ms: minutes(5),
    });
  });
});

describe("a late mitigation", () => {
  it("waited for a person's approval", () => {
    const hand = asked(new HandTrace(), 17, APPROVAL).approved(29, true, "INC-1/ask/approval");
    expect(waits(hand, "mitigate")).toContainEqual({
      for: "incident-commander-1's approval",
      ms: minutes(12),
    });
  });

  it("waited for a decision, and for work", () => {
    const hand = asked(new HandTrace(), 17, { of: "decision", recommended: "go", because: [] }).decided(
      20,
      "go",
    );
    asked(hand, 20, { of: "work", work: "new-keys", subject: [] }, "infosec-1");
    const told = waits(hand.endedAt(90), "mitigate");
    expect(told).toContainEqual({ for: "incident-commander-1's decision", ms: minutes(3) });
    expect(told).toContainEqual({ for: "infosec-1 to do new-keys", ms: minutes(20) });
  });

  it("waited for an option to take effect", () => {
    const hand = new HandTrace().ordered(18, "model-api-outage", "route-around");
    hand.settled(31, "model-api-outage", "route-around", "effective");
    expect(waits(hand, "mitigate")).toContainEqual({ for: "route-around to take effect", ms: minutes(13) });
  });

  it("did not wait for estimates and findings, on which nothing hangs", () => {
    const hand = asked(new HandTrace(), 17, { of: "finding", situation: "" });
    asked(hand, 17, { of: "estimate", cause: "model-api-outage" });
    expect(names(hand.endedAt(90), "mitigate").filter((name) => /commander/.test(name))).toEqual([]);
  });
});

describe("each clock", () => {
  const everything = (): HandTrace =>
    asked(new HandTrace().paged(13, "engineering-tl"), 17, APPROVAL)
      .ordered(18, "model-api-outage", "route-around")
      .endedAt(90);

  it.each<[TargetId, readonly string[]]>([
    ["detect", ["the declaration"]],
    ["mobilize", ["engineering-tl-1 to join as engineering-tl", "the declaration"]],
    ["rootCause", ["the root cause", "the declaration"]],
  ])("of %s is held up by its own kinds of wait only", (target, found) => {
    expect(names(everything(), target)).toEqual(found);
  });

  it("of the resolution counts the observation", () => {
    expect(waits(new HandTrace(), "resolve")[0]).toEqual({ for: "the observation period", ms: minutes(30) });
  });
});

describe("waits", () => {
  it("shorter than five seconds are left out", () => {
    const lasting = (ms: number): readonly string[] =>
      names(new HandTrace(), "detect", { detectedAt: 10 + ms / 60_000 });
    expect(lasting(seconds(5))).toEqual(["the declaration"]);
    expect(lasting(seconds(5) - 1)).toEqual([]);
  });

  it("are at most four, longest first, and lie within their clock", () => {
    const question = fc.record({ from: fc.nat({ max: 90 }), lasts: fc.nat({ max: 60 }) });
    fc.assert(
      fc.property(
        fc.array(question, { maxLength: 10 }),
        fc.constantFrom(...TARGET_IDS),
        (questions, target) => {
          const hand = new HandTrace();
          questions.forEach(({ from, lasts }, index) => {
            hand.effect(from, `ask/${index}`, {
              kind: "ask",
              target: { role: "sre-oncall", person: `person-${index}` },
              arguments: { question: APPROVAL },
            });
            hand.approved(from + lasts, true, `INC-1/ask/${index}`);
          });
          const found = waits(hand.endedAt(90), target);
          const spans = { detect: 2, mobilize: 15, rootCause: 6, mitigate: 30, resolve: 60 };
          expect(found.length).toBeLessThanOrEqual(4);
          expect(found.map(({ ms }) => ms)).toEqual(found.map(({ ms }) => ms).toSorted((a, b) => b - a));
          for (const { ms } of found) expect(ms).toBeLessThanOrEqual(minutes(spans[target]));
        },
      ),
    );
  });
});
