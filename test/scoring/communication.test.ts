/** Whether the right people heard the truth in time: cadence to the millisecond, recipients, fields, and what was said
 *  of repositories and of the cause. */

import { describe, expect, it } from "vitest";
import { scoreCommunication } from "../../src/scoring/communication.ts";
import { minutesOf } from "../../src/scoring/minutes.ts";
import { minutes, seconds } from "../../src/units.ts";
import { FAILED, HandTrace, PILOT, RUBRIC } from "./hand-trace.ts";

const MOMENT = 1 / 60_000;
const STAKEHOLDERS = ["product@company.com", "engineering-tl@company.com", "business@company.com"];

const UPDATE = {
  time: "14:20",
  status: "Mitigating",
  affectedRepos: "3 (a, b, c)",
  rootCause: "model API outage",
  mitigation: "Route around (under way)",
  eta: "about 5m",
  nextUpdate: "14:35",
};
const RESOLVED = {
  duration: "40m",
  affectedRepos: "3 (a, b, c)",
  rootCause: "model API outage",
  resolution: "Route around (effective)",
  downtime: "9m",
  reviewDate: "2025-11-30",
  rca: "rca.md",
  preventiveActions: "an alert",
  incidentCommander: "somebody",
};

/** Ten minutes from the start a, b and c fail for ten minutes; declared at minute ten. */
const incident = (): HandTrace =>
  new HandTrace()
    .ran(10)
    .ran(10, { a: 5, b: 5, c: 5 })
    .ran(70)
    .declared(10, "open")
    .paged(10, "sre-oncall")
    .paged(11, "incident-commander")
    .mailed(10, "details", ["incident-team@company.com"])
    .effect(11, "channel", {
      kind: "create-channel",
      target: { channel: "incident-x" },
      arguments: { members: [] },
    })
    .concluded(14, ["model-api-outage"]);

/** With everything that is wanted, to its end. */
const complete = (): HandTrace =>
  incident()
    .posted(22, "update", UPDATE)
    .posted(36, "update", UPDATE)
    .declared(50, "resolved")
    .posted(50, "resolved", RESOLVED)
    .mailed(50, "stakeholders", STAKEHOLDERS)
    .endedAt(60);

const score = ({ trace }: HandTrace) => scoreCommunication(trace, minutesOf(trace), RUBRIC);
const faults = (hand: HandTrace): readonly string[] => score(hand).faults;

describe("a complete communication", () => {
  it("has no fault", () => {
    expect(score(complete())).toEqual({
      updatesDue: 2,
      updatesSent: 2,
      longestSilenceMs: minutes(14),
      cadenceKept: true,
      faults: [],
    });
  });

  it("is not asked for where nothing was declared", () => {
    const silent = score(new HandTrace().ran(90).endedAt(90));
    expect(silent).toEqual({
      updatesDue: 0,
      updatesSent: 0,
      longestSilenceMs: 0,
      cadenceKept: true,
      faults: [],
    });
  });
});

describe("the cadence", () => {
  const withUpdatesAt = (...at: readonly number[]): HandTrace => {
    const hand = incident();
    for (const minute of at) hand.posted(minute, "update", UPDATE);
    return hand.declared(50, "resolved").endedAt(60);
  };

  it.each<[string, readonly number[], boolean]>([
    ["every quarter of an hour", [25, 40], true],
    ["a minute late", [26, 42], true],
    ["more than a minute late", [26 + MOMENT, 40], false],
    ["more than a minute late for the second", [25, 41 + MOMENT], false],
    ["silent before the end", [25, 34 - MOMENT], false],
    ["once only", [30], false],
    ["never", [], false],
  ])("is judged of updates %s", (_what, at, kept) => {
    expect(score(withUpdatesAt(...at)).cadenceKept).toBe(kept);
    expect(RUBRIC.communication.every + RUBRIC.communication.tolerance).toBe(minutes(15) + seconds(60));
  });

  it("counts what got out, and only that", () => {
    const refused = incident().posted(25, "update", UPDATE, FAILED).posted(40, "update", UPDATE).endedAt(50);
    expect(score(refused)).toMatchObject({
      updatesSent: 1,
      longestSilenceMs: minutes(30),
      cadenceKept: false,
    });
  });

  it("is kept by mail to the incident team, but not by mail to others", () => {
    const mailed = (mailbox: string): HandTrace =>
      incident().mailed(25, "update", [mailbox]).posted(40, "update", UPDATE).endedAt(50);
    expect(score(mailed("incident-team@company.com")).cadenceKept).toBe(true);
    expect(score(mailed("product@company.com")).cadenceKept).toBe(false);
  });

  it("runs to the last resolution, or to the end where there is none", () => {
    expect(score(complete().endedAt(900)).cadenceKept).toBe(true);
    expect(score(incident().posted(25, "update", UPDATE).endedAt(90))).toMatchObject({
      updatesDue: 5,
      longestSilenceMs: minutes(65),
    });
  });
});

/** The same with one of its effects left out. */
function without(kind: string, target?: string): HandTrace {
  const hand = complete();
  const kept = hand.trace.effects.filter(
    ({ value }) =>
      value.kind !== kind || (target !== undefined && !JSON.stringify(value.target).includes(target)),
  );
  expect(kept.length).toBeLessThan(hand.trace.effects.length);
  hand.trace.effects.splice(0, Infinity, ...kept);
  return hand;
}

describe("recipients", () => {
  it.each<[string, HandTrace, readonly string[]]>([
    [
      "the incident team",
      without("send-mail", "incident-team"),
      ["nothing was mailed to incident-team@company.com"],
    ],
    ["the on-call", without("page", "sre-oncall"), ["the on-call was not paged"]],
    ["the commander", without("page", "incident-commander"), ["the Incident Commander was not paged"]],
    ["a channel", without("create-channel"), ["no incident channel was opened"]],
    [
      "the stakeholders",
      without("send-mail", "product@"),
      STAKEHOLDERS.map((to) => `${to} was not told of the resolution`),
    ],
  ])("lack %s", (_what, hand, missing) => {
    expect(faults(hand)).toEqual(missing);
  });

  it("need no page to an on-call who called it in", () => {
    const hand = without("page", "sre-oncall").event(9, {
      kind: "declare-request",
      person: "sre-oncall-1",
      role: "sre-oncall",
      because: "",
      repositories: [],
    } as never);
    expect(faults(hand)).toEqual([]);
  });

  it("need no word of a resolution that there was not", () => {
    expect(faults(incident().posted(25, "update", UPDATE).endedAt(30))).toEqual([]);
  });
});

describe("fields", () => {
  it.each(Object.keys(UPDATE))("an update that lacks its %s is at fault", (field) => {
    const hand = incident()
      .posted(20, "update", { ...UPDATE, [field]: "  " })
      .posted(25, "update", UPDATE);
    expect(faults(hand.endedAt(30))).toEqual([`the update lacks ${field}`]);
  });

  it.each(Object.keys(RESOLVED))("a resolution that lacks its %s is at fault", (field) => {
    const { [field as keyof typeof RESOLVED]: _left, ...rest } = RESOLVED;
    const hand = incident()
      .declared(50, "resolved")
      .posted(50, "resolved", rest)
      .mailed(50, "stakeholders", STAKEHOLDERS);
    expect(faults(hand)).toContain(`the resolved lacks ${field}`);
  });

  it("are asked for once, however often they are missing", () => {
    const hand = incident().posted(20, "update", {}).posted(24, "update", {}).posted(25, "update", UPDATE);
    expect(faults(hand.endedAt(30))).toHaveLength(7);
  });
});

describe("the truth of the last word", () => {
  const saying = (change: Partial<typeof UPDATE>): HandTrace =>
    incident()
      .posted(20, "update", UPDATE)
      .posted(25, "update", { ...UPDATE, ...change })
      .endedAt(30);

  it.each<[string, Partial<typeof UPDATE>, readonly string[]]>([
    ["names whom it reached", {}, []],
    ["names one too many", { affectedRepos: "4 (a, b, c, f)" }, ["named as affected, but are not: f"]],
    ["leaves one out", { affectedRepos: "2 (a, b)" }, ["affected, but not named: c"]],
    ["names nobody", { affectedRepos: "0" }, ["affected, but not named: a, b, c"]],
    [
      "does not know the cause that was concluded",
      { rootCause: "under investigation" },
      ["the last message does not know the concluded cause"],
    ],
  ])("that %s", (_what, change, found) => {
    expect(faults(saying(change))).toEqual(found);
  });

  it("names a repository by its whole name, not by a part of another's", () => {
    const hand = new HandTrace()
      .ran(10)
      .ran(10, { [PILOT]: 5 })
      .ran(40)
      .declared(10, "open");
    const stated = { ...UPDATE, affectedRepos: `1 (${PILOT})` };
    expect(
      faults(hand.posted(20, "update", stated).endedAt(21)).filter((fault) => /affected/.test(fault)),
    ).toEqual([]);
  });

  it("may leave the cause open until one is concluded", () => {
    const hand = saying({ rootCause: "under investigation" });
    const kept = hand.trace.effects.filter(({ value }) => value.kind !== "conclude");
    hand.trace.effects.splice(0, Infinity, ...kept);
    expect(faults(hand)).toEqual([]);
  });

  it("is the resolution notice, once there is one", () => {
    const hand = complete().posted(51, "resolved", { ...RESOLVED, affectedRepos: "2 (a, b)" });
    expect(faults(hand)).toEqual(["affected, but not named: c"]);
  });

  it("counts a repository as affected from two failed flows and under 95% on", () => {
    const one = new HandTrace()
      .ran(10)
      .ran(1, { a: 1 })
      .ran(40)
      .declared(10, "open")
      .posted(20, "update", UPDATE);
    expect(faults(one.endedAt(21))).toContain("named as affected, but are not: a, b, c");
    const sixOfHundred = new HandTrace().ran(10).ran(1, { a: 6 }).ran(40).declared(10, "open");
    expect(faults(sixOfHundred.posted(20, "update", UPDATE).endedAt(21))).toContain(
      "named as affected, but are not: b, c",
    );
  });
});
