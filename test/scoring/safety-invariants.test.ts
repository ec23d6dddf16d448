/** What must never happen, each invariant broken by a trace written by hand, and held by the nearest one that does not break
 *  it. What must happen in time: `liveness-invariants.test.ts`; whole drills: `tampered-core.test.ts`. */

import { describe, expect, it } from "vitest";
import { present } from "../../src/assert.ts";
import type { Outcome } from "../../src/responder/event.ts";
import type { Role } from "../../src/runbook/vocabulary.ts";
import { brokenInvariantsOf } from "../../src/scoring/invariants.ts";
import { instant } from "../../src/units.ts";
import { atMinute, broken, DONE, FAILED, HandTrace, ids, ONSET_RUBRIC, SECOND } from "./hand-trace.ts";

const performed = (yes: boolean | null): Outcome => ({
  status: "done",
  reading: { of: "performed", performed: yes },
});

describe("approved", () => {
  it("is broken by a change without its approval, and by one that comes before it", () => {
    expect(broken(new HandTrace().changed(6, "model-api-outage"))).toEqual([
      expect.objectContaining({ id: "approved", kind: "safety", guard: true, atMs: atMinute(6) }),
    ]);
    expect(ids(new HandTrace().changed(6, "model-api-outage").approved(7))).toEqual(["approved"]);
  });

  it("is held by one that comes after it", () => {
    expect(ids(new HandTrace().approved(5).changed(6, "model-api-outage"))).toEqual([]);
  });
});

describe("performed-once", () => {
  const undo = (
    repeatMinute: number,
    between: (hand: HandTrace) => HandTrace,
    first: Outcome | null,
  ): HandTrace => {
    const intent = {
      kind: "undo-rollout",
      target: { deployment: "flowengine" },
      arguments: { approval: "INC-1/approve/1", toRevision: 4 },
    } as const;
    const hand = knowingRevision(new HandTrace().approved(5), 5);
    return between(hand.effect(6, "do/x/1/0", intent, first)).effect(repeatMinute, "do/x/1/0", intent);
  };
  const lookUp = (answer: boolean | null) => (hand: HandTrace) =>
    hand.effect(
      7,
      "do/x/1/0/look-up/1",
      { kind: "look-up", target: { key: "INC-1/do/x/1/0" }, arguments: {} },
      performed(answer),
    );
  const nothing = (hand: HandTrace): HandTrace => hand;

  it("is broken by doing again what was known to be done, by its answer or by a look-up", () => {
    expect(ids(undo(8, nothing, DONE))).toEqual(["performed-once"]);
    expect(ids(undo(8, lookUp(true), null))).toEqual(["performed-once"]);
  });

  it("is broken by repeating what must not be repeated when nobody said that it was not done", () => {
    expect(ids(undo(8, nothing, null))).toEqual(["performed-once"]);
    expect(ids(undo(8, lookUp(null), null))).toEqual(["performed-once"]);
  });

  it("is broken by doing again what is still under way, or what a look-up found done after all", () => {
    const cause = "model-api-outage" as const;
    const once = (outcome: Outcome | null = null): HandTrace =>
      new HandTrace().approved(5).changed(6, cause, "INC-1/approve/1", outcome);
    expect(ids(once().changed(6, cause))).toEqual(["performed-once"]);
    expect(ids(once().changed(6.5 - SECOND, cause))).toEqual(["performed-once"]);
    expect(ids(once().changed(6.5, cause))).toEqual([]);
    const doubted = once({ status: "unknown" });
    const { key } = present(doubted.trace.effects.at(-1)?.value, "the change");
    const asked = (answer: boolean | null): HandTrace =>
      once({ status: "unknown" })
        .effect(7, "look-up", { kind: "look-up", target: { key }, arguments: {} }, performed(answer))
        .changed(8, cause);
    expect(ids(doubted.changed(6 + SECOND, cause))).toEqual([]);
    expect(ids(asked(true))).toEqual(["performed-once"]);
    expect(ids(asked(null))).toEqual([]);
  });

  it("is held by doing again what the tool refused, or what a look-up found undone", () => {
    expect(ids(undo(8, nothing, FAILED))).toEqual([]);
    expect(ids(undo(8, lookUp(false), null))).toEqual([]);
  });

  it("is held where the answer came only after the repetition of what states a wanted state", () => {
    const cause = "model-api-outage" as const;
    const hand = new HandTrace().approved(5).changed(6, cause, "INC-1/approve/1", null);
    const first = hand.trace.effects.at(-1)?.value.id ?? "";
    expect(ids(hand.changed(8, cause).answered(9, first, DONE))).toEqual([]);
    const early = new HandTrace().approved(5).changed(6, cause, "INC-1/approve/1", null);
    expect(
      ids(early.answered(7, early.trace.effects.at(-1)?.value.id ?? "", DONE).changed(8, cause)),
    ).toEqual(["performed-once"]);
  });
});

describe("a-provider-left", () => {
  const harm = (effectId: string | null) =>
    new HandTrace().truth(7, { truth: "harm", effectId, harm: "all-providers-disabled", detail: "a,b" });

  it("is broken when the world says so of an effect, and not of what was so before", () => {
    expect(broken(harm("E3"))).toEqual([expect.objectContaining({ id: "a-provider-left", guard: true })]);
    expect(ids(harm(null))).toEqual([]);
  });

  const disabled = (names: string | null): HandTrace =>
    new HandTrace().approved(5).effect(
      6,
      "do/x/1/0",
      {
        kind: "set-env",
        target: { deployment: "flowengine" },
        arguments: { approval: "INC-1/approve/1", environment: [["DISABLE_PROVIDERS", names]] },
      },
      FAILED,
    );

  it("is broken by an order that names them all, though the tool refused it; not by one that names all but one", () => {
    expect(ids(disabled("google, openai,anthropic"))).toEqual(["a-provider-left"]);
    expect(ids(disabled("google,openai"))).toEqual([]);
    expect(ids(disabled(null))).toEqual([]);
  });
});

/** A history of rollouts, read at a minute: revision 5 runs, 4 came before. */
function knowingRevision(hand: HandTrace, minute: number): HandTrace {
  const revisions = [4, 5].map((revision) => ({
    revision,
    at: instant(0),
    image: `v${revision}`,
    schemaVersion: "s",
    changeCause: "",
  }));
  // A mitigation of the release that runs: other settings, the same content.
  revisions.push({ ...present(revisions[1], "what runs"), revision: 2 });
  return hand.effect(
    minute,
    `probe/rollout-history/${minute}`,
    { kind: "probe", target: { subject: null }, arguments: { probe: "rollout-history" } },
    { status: "done", reading: { of: "rollout-history", current: 5, revisions } },
  );
}

describe("undo-knows-revision", () => {
  const undone = (hand: HandTrace, minute: number, toRevision: number | null): HandTrace =>
    hand.approved(minute).effect(minute, "do/schema/1/0", {
      kind: "undo-rollout",
      target: { deployment: "flowengine" },
      arguments: { approval: "INC-1/approve/1", toRevision },
    });

  it.each([
    ["to the previous one, whatever it is", null],
    ["to one that no history told of", 3],
    ["to the one that runs", 5],
    ["to one like the one that runs", 2],
  ])("is broken by an undo %s", (_what, revision) => {
    expect(broken(undone(knowingRevision(new HandTrace(), 5), 6, revision))).toEqual([
      expect.objectContaining({ id: "undo-knows-revision", kind: "safety", guard: false }),
    ]);
  });

  it("is held by an undo to a known one, and broken when it became known only later", () => {
    expect(ids(undone(knowingRevision(new HandTrace(), 5), 6, 4))).toEqual([]);
    expect(ids(knowingRevision(undone(new HandTrace(), 6, 4), 7))).toEqual(["undo-knows-revision"]);
  });
});

describe("paged-once", () => {
  const page = (
    hand: HandTrace,
    minute: number,
    key: string,
    outcome: Outcome | null = DONE,
    person = "sre-oncall-1",
    role: Role = "sre-oncall",
  ) =>
    hand.effect(
      minute,
      key,
      { kind: "page", target: { role, person }, arguments: { form: "page", fields: {}, text: "" } },
      outcome,
    );
  const paged = (): HandTrace => page(new HandTrace(), 5, "page/1");

  it("is broken by a second page to a person within the time-out, whatever the seat", () => {
    expect(ids(page(paged(), 7 - SECOND, "page/2"))).toEqual(["paged-once"]);
    expect(ids(page(paged(), 6, "page/tl/1", DONE, "sre-oncall-1", "engineering-tl"))).toEqual([
      "paged-once",
    ]);
  });

  it("is held by one after it, and by one to somebody else", () => {
    expect(ids(page(paged(), 7, "page/2"))).toEqual([]);
    expect(ids(page(paged(), 6, "page/2", DONE, "sre-oncall-2"))).toEqual([]);
  });

  it("is held by another attempt of the same page, unless the first was known to be through", () => {
    for (const lost of [FAILED, null])
      expect(ids(page(page(new HandTrace(), 5, "page/1", lost), 6, "page/1"))).toEqual([]);
    expect(ids(page(paged(), 6, "page/1"))).toEqual(["paged-once"]);
    const late = page(new HandTrace(), 5, "page/1", null);
    const first = late.trace.effects.at(-1)?.value.id ?? "";
    // Half a minute is how long it waits for an answer.
    expect(ids(page(late.answered(5.5 + SECOND, first, DONE), 6, "page/1"))).toEqual([]);
  });

  it("counts from the attempt that the pager did not refuse", () => {
    const retried = (): HandTrace => page(page(new HandTrace(), 5, "page/1", FAILED), 6, "page/1");
    expect(ids(page(page(new HandTrace(), 5, "page/1", FAILED), 6, "page/2"))).toEqual([]);
    expect(ids(page(retried(), 8 - SECOND, "page/2"))).toEqual(["paged-once"]);
    expect(ids(page(retried(), 8, "page/2"))).toEqual([]);
  });
});

describe("consulted-first", () => {
  const ROLES: readonly Role[] = ["sre-oncall", "engineering-tl", "product-lead"];
  const ask = (hand: HandTrace, minute: number, role: Role): HandTrace =>
    hand.effect(minute, `consult/${role}`, {
      kind: "ask",
      target: { role, person: `${role}-1` },
      arguments: { question: { of: "opinion", about: "rollback", situation: "" } },
    });
  const answer = (hand: HandTrace, minute: number, role: Role): HandTrace =>
    hand.event(minute, {
      kind: "answer",
      person: `${role}-1`,
      role,
      question: `INC-1/consult/${role}`,
      answer: { of: "opinion", opinion: "agree", because: "" },
    } as never);
  const consulted = (roles: readonly Role[], askedAt = 6, answeredAt: number | null = 7): HandTrace => {
    const hand = new HandTrace().declared(5, "open");
    for (const role of roles) {
      hand.joined(5.5, role);
      ask(hand, askedAt, role);
      if (answeredAt !== null) answer(hand, answeredAt, role);
    }
    return hand.posted(5, "acknowledged", {});
  };
  const judged = (hand: HandTrace) => ids(hand.endedAt(12));

  it("is broken by a recommendation before anybody was asked, or before somebody could answer", () => {
    expect(judged(consulted([]).recommended(6, "go"))).toEqual(["consulted-first"]);
    expect(judged(consulted(["sre-oncall", "engineering-tl"]).recommended(8, "no-go"))).toEqual([
      "consulted-first",
    ]);
    expect(judged(consulted(ROLES, 6, null).recommended(8 - SECOND, "go"))).toEqual(["consulted-first"]);
    expect(judged(consulted(ROLES, 6, 7).recommended(7 - SECOND, "go"))).toEqual(["consulted-first"]);
  });

  it("is broken when somebody who is there is never asked", () => {
    expect(
      judged(consulted(["sre-oncall", "engineering-tl"]).joined(6, "product-lead").recommended(10, "go")),
    ).toEqual(["consulted-first"]);
  });

  it("is held once all have answered, or had the time to, or never came", () => {
    expect(judged(consulted(ROLES).recommended(7, "go"))).toEqual([]);
    expect(judged(consulted(ROLES, 6, null).recommended(8, "go"))).toEqual([]);
    expect(judged(consulted(["sre-oncall", "engineering-tl"]).recommended(9, "go"))).toEqual([]);
  });

  it("is broken by asking in another incident", () => {
    const hand = consulted(ROLES);
    hand.trace.effects.forEach((effect, index, effects) => {
      if (effect.value.kind === "ask")
        effects[index] = { ...effect, value: { ...effect.value, incidentId: "INC-2" } };
    });
    expect(judged(hand.recommended(8, "go"))).toEqual(["consulted-first"]);
  });

  it("asks nothing after the time to decide is up, nor where the rubric has no such decision", () => {
    const late = new HandTrace().declared(5, "open").posted(5, "acknowledged", {}).posted(19, "update", {});
    expect(judged(late.joined(6, "sre-oncall").recommended(20, "go").endedAt(21))).toEqual([]);
    expect(brokenInvariantsOf(consulted([]).recommended(6, "go").endedAt(12).trace, ONSET_RUBRIC)).toEqual(
      [],
    );
  });

  it("takes the first answer of two, and questions in the order in which they were put", () => {
    const twice = answer(consulted(ROLES, 6, 7).recommended(7, "go"), 9, "sre-oncall");
    expect(judged(twice)).toEqual([]);
    const hand = consulted(["sre-oncall", "engineering-tl"]).recommended(9.5, "go");
    expect(judged(ask(hand.joined(9.5, "product-lead"), 9.5, "product-lead"))).toEqual([]);
  });
});
