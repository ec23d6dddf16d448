/** What must happen in time, each invariant broken by a trace written by hand, and held by the nearest one that does not
 *  break it. What must never happen: `safety-invariants.test.ts`. */

import { describe, expect, it } from "vitest";
import type { EventOf, Outcome } from "../../src/responder/event.ts";
import { atMinute, broken, DONE, FAILED, HandTrace, ids, SECOND } from "./hand-trace.ts";

describe("never-silent", () => {
  const resume = (downSince: number): Omit<EventOf<"resume">, "at" | "incidentId"> => ({
    kind: "resume",
    downSince: atMinute(downSince),
  });
  const open = (): HandTrace => new HandTrace().declared(5, "open").posted(5, "acknowledged", {});
  // A quarter of an hour and one retry: twice the deadline of 30 s and a pause of 10 s.
  const LIMIT = 5 + 15 + 70 * SECOND;

  it("is broken by a silence of more than fifteen minutes and one retry", () => {
    expect(
      broken(
        open()
          .posted(LIMIT + SECOND, "update", {})
          .endedAt(22),
      ),
    ).toEqual([
      expect.objectContaining({ id: "never-silent", kind: "liveness", guard: false, atMs: atMinute(LIMIT) }),
    ]);
    expect(ids(open().posted(LIMIT, "update", {}).endedAt(22))).toEqual([]);
  });

  it("is broken when nothing is said to the end, and held once it is resolved", () => {
    expect(ids(open().endedAt(30))).toEqual(["never-silent"]);
    expect(ids(open().declared(20, "resolved").endedAt(49))).toEqual([]);
  });

  it("counts no time in which the responder was down or stopped", () => {
    expect(
      ids(
        open()
          .event(12, resume(10) as never)
          .posted(LIMIT + 2, "update", {})
          .endedAt(24),
      ),
    ).toEqual([]);
    const stopped = open().event(8, { kind: "kill-switch", person: "x", engaged: true } as never);
    expect(ids(stopped.endedAt(60))).toEqual([]);
    expect(
      ids(stopped.event(9, { kind: "kill-switch", person: "x", engaged: false } as never).endedAt(60)),
    ).toEqual(["never-silent"]);
  });

  it("is held when it was tried in time and no channel worked, and broken when it was tried too late", () => {
    expect(
      ids(
        open()
          .posted(20, "update", {}, FAILED)
          .mailed(25, "update", ["incident-team@company.com"])
          .endedAt(26),
      ),
    ).toEqual([]);
    expect(
      ids(
        open()
          .posted(24, "update", {}, FAILED)
          .mailed(25, "update", ["incident-team@company.com"])
          .endedAt(26),
      ),
    ).toEqual(["never-silent"]);
  });

  it("is broken when what failed is not tried again in time", () => {
    const failing = open().posted(15, "update", {}, FAILED);
    expect(ids(failing.posted(30, "update", {}, FAILED).endedAt(31 + 14))).toEqual([]);
    expect(
      ids(
        open()
          .posted(15, "update", {}, FAILED)
          .endedAt(LIMIT + 10),
      ),
    ).toEqual([]);
    expect(
      ids(
        open()
          .posted(15, "update", {}, FAILED)
          .endedAt(LIMIT + 10 + SECOND),
      ),
    ).toEqual(["never-silent"]);
  });

  it("is not held by word of another incident", () => {
    const other = open().endedAt(30);
    const said = { kind: "post-message", target: { channel: "incidents" } } as const;
    const content = { form: "update", fields: {}, text: "" } as const;
    expect(ids(other.effect(15, "post/other", { ...said, arguments: content }))).toEqual([]);
    const [last] = other.trace.effects.slice(-1);
    if (last !== undefined)
      other.trace.effects.splice(-1, 1, { ...last, value: { ...last.value, incidentId: "INC-2" } });
    expect(ids(other)).toEqual(["never-silent"]);
  });
});

describe("pages-answered", () => {
  const open = (): HandTrace => new HandTrace().declared(5, "open").posted(5, "acknowledged", {});
  const page = (hand: HandTrace, minute: number, number: number, person: string, outcome = DONE) =>
    hand.effect(
      minute,
      `page/incident-commander/${number}`,
      {
        kind: "page",
        target: { role: "incident-commander", person },
        arguments: { form: "page", fields: {}, text: "" },
      },
      outcome,
    );

  it("is broken by a page that nobody answers and that goes to nobody else", () => {
    expect(broken(page(open(), 6, 1, "incident-commander-1").endedAt(19))).toEqual([
      expect.objectContaining({ id: "pages-answered", kind: "liveness" }),
    ]);
  });

  it("is held by an answer, by another page for the seat, by everybody having been called, and by the end", () => {
    expect(
      ids(page(open(), 6, 1, "incident-commander-1").joined(9, "incident-commander").endedAt(19)),
    ).toEqual([]);
    const next = page(page(open(), 6, 1, "incident-commander-1"), 8, 2, "incident-commander-2");
    expect(ids(next.joined(10, "incident-commander", "incident-commander-2").endedAt(19))).toEqual([]);
    let all = open();
    const people = ["incident-commander-1", "incident-commander-2", "sre-lead-1", "sre-lead-2"];
    for (let number = 1; number <= 12; number += 1)
      all = page(all, 5 + number, number, people[number % 4] as string);
    expect(ids(all.endedAt(25).posted(17, "update", {}))).toEqual([]);
    expect(ids(page(open(), 6, 1, "incident-commander-1").endedAt(10))).toEqual([]);
    const last = (outcome: Outcome): HandTrace => {
      let hand = open();
      for (let number = 1; number <= 11; number += 1)
        hand = page(hand, 5 + number, number, people[number % 4] as string);
      hand = page(hand, 17, 12, people[0] as string, FAILED);
      return page(hand, 17.5, 12, people[0] as string, outcome)
        .posted(17, "update", {})
        .endedAt(25);
    };
    expect(ids(last(DONE))).toEqual([]);
    expect(ids(last(FAILED))).toEqual(["pages-answered"]);
    expect(ids(page(open(), 6, 1, "incident-commander-1").declared(10, "withdrawn").endedAt(60))).toEqual([]);
  });
});

describe("incidents-end", () => {
  const long = (): HandTrace => {
    const hand = new HandTrace().declared(5, "open");
    for (let minute = 5; minute < 110; minute += 15) hand.posted(minute, "update", {});
    return hand.endedAt(110);
  };
  const assessed = (hand: HandTrace, minute: number, state: "met" | "unmet" | "unknown"): HandTrace =>
    hand.effect(minute, `assess/resolution/${minute}`, {
      kind: "assess",
      target: { table: "resolution" },
      arguments: { criteria: [{ id: "success-restored", state }] },
    });

  it("is broken by an incident that is open at the end and does not say what it lacks by then", () => {
    expect(ids(long())).toEqual(["incidents-end"]);
    expect(ids(assessed(long(), 80, "met"))).toEqual(["incidents-end"]);
    expect(ids(assessed(assessed(long(), 80, "unmet"), 90, "met"))).toEqual(["incidents-end"]);
    expect(ids(assessed(long(), 80, "unmet"))).toEqual([]);
    expect(ids(assessed(long(), 80, "unknown"))).toEqual([]);
  });

  it("is broken by one that is resolved and not reviewed half an hour later", () => {
    expect(ids(long().declared(80, "resolved"))).toEqual(["incidents-end"]);
    expect(ids(long().declared(80 + SECOND, "resolved"))).toEqual([]);
  });

  it("counts no time in which the responder was stopped", () => {
    const stopped = long().event(40, { kind: "kill-switch", person: "x", engaged: true } as never);
    expect(ids(stopped)).toEqual([]);
  });

  it("is held by a review, a withdrawal, and by youth", () => {
    expect(ids(long().declared(50, "resolved").declared(51, "reviewed"))).toEqual([]);
    expect(ids(long().declared(50, "withdrawn"))).toEqual([]);
    expect(ids(new HandTrace().declared(50, "open").posted(50, "update", {}).endedAt(60))).toEqual([]);
  });
});
