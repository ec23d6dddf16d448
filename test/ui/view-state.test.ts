import { describe, expect, it } from "vitest";
import { tellEffect, tellEvent } from "../../src/report/story.ts";
import type { DrillRecord } from "../../src/simulator/drill.ts";
import { instant, minutes } from "../../src/units.ts";
import { clockFaces } from "../../ui/view/clocks.ts";
import { successOf } from "../../ui/view/fleet.ts";
import { KEPT_LINES } from "../../ui/view/log.ts";
import { EMPTY_VIEW, receive, receiveAll, type ViewState } from "../../ui/view-state.ts";
import { fc } from "../foundations/fast-check.ts";
import { playedDrill } from "./real-drill.ts";
import {
  alert,
  at,
  conclude,
  declare,
  effect,
  event,
  HEADER,
  joins,
  measured,
  OUTAGE,
  order,
  outcome,
  scope,
  settle,
} from "./staged.ts";

const view = (...records: readonly DrillRecord[]): ViewState => receiveAll(EMPTY_VIEW, [HEADER, ...records]);

const SCENARIOS = [
  "model-api-outage",
  "cascade-failover",
  "credential-leak",
  "unknown-cause",
  "pilot-run-2-timeout",
  "control-healthy",
] as const;

const PLAYED = await Promise.all(SCENARIOS.map(async (id) => ({ id, ...(await playedDrill(id)) })));

describe.each(PLAYED)("the records of $id", ({ records }) => {
  it("hold truth, and none of it changes the view", () => {
    const truths = records.filter(({ record }) => record === "truth");
    expect(truths.length).toBeGreaterThan(10);
    let state = EMPTY_VIEW;
    for (const record of records) {
      const next = receive(state, record);
      if (record.record === "truth") expect(next).toBe(state);
      state = next;
    }
    expect(state).toEqual(
      receiveAll(
        EMPTY_VIEW,
        records.filter(({ record }) => record !== "truth"),
      ),
    );
  });

  it("give the same view one by one and in any batches", () => {
    const whole = receiveAll(EMPTY_VIEW, records);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: records.length }), { maxLength: 20 }), (cuts) => {
        const places = [0, ...[...cuts].sort((a, b) => a - b), records.length];
        const state = places
          .slice(1)
          .reduce((before, to, index) => receiveAll(before, records.slice(places[index], to)), EMPTY_VIEW);
        expect(state).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it("are received without touching an earlier view", () => {
    let state = frozen(EMPTY_VIEW);
    for (const record of records) state = frozen(receive(state, record));
    expect(state.shown).toBe(records.filter(({ record }) => record !== "truth").length);
  });

  it("make the timeline that the plain output tells", () => {
    const told = records.flatMap((record) => {
      if (record.record === "event") return tellEvent(record.event) ?? [];
      if (record.record === "effect") return tellEffect(record.at, record.effect) ?? [];
      return [];
    });
    expect(receiveAll(EMPTY_VIEW, records).story).toEqual(told);
  });
});

/** Freezes what is new: everything below a frozen object is frozen already. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}

describe("the clocks", () => {
  const faces = (state: ViewState, now: number) =>
    Object.fromEntries(
      clockFaces(state.clocks, state.exercise?.targets ?? [], at(now), state.end?.at ?? null).map(
        ({ id, state: is, shows }) => [id, `${is} ${shows / 60_000}`],
      ),
    );

  it("wait until there is an alert or a declaration", () => {
    expect(faces(view(), 9)["detect"]).toBe("idle 0");
  });

  it("start at the alert when it comes first, at the declaration when that does", () => {
    const alerted = view(alert(10, "firing"), declare(12, "open"));
    expect(alerted.clocks).toMatchObject({ zeroAt: at(10), zeroIs: "alert" });
    expect(faces(alerted, 13)["detect"]).toBe("met 2");
    const declared = view(declare(12, "open"), alert(13, "firing"));
    expect(declared.clocks).toMatchObject({ zeroAt: at(12), zeroIs: "declaration" });
    expect(faces(declared, 13)["detect"]).toBe("met 0");
  });

  it("alerts the runbook does not listen to start nothing", () => {
    const other: DrillRecord = event(5, {
      kind: "alert",
      alert: {
        name: "DiskFull",
        status: "firing",
        fingerprint: "x",
        startsAt: at(5),
        labels: {},
        summary: "",
      },
    });
    expect(view(other).clocks.are).toBe("waiting");
  });

  it("an alert that clears with nothing declared takes them back, a declaration keeps them", () => {
    expect(view(alert(10, "firing"), alert(14, "resolved")).clocks.are).toBe("waiting");
    expect(view(alert(10, "firing"), declare(11, "open"), alert(14, "resolved")).clocks.are).toBe("running");
    const two = view(alert(10, "firing", "a"), alert(11, "firing", "b"), alert(14, "resolved", "a"));
    expect(two.clocks.are).toBe("running");
  });

  it("mobilised takes the commander and the lead", () => {
    const some = [
      alert(10, "firing"),
      declare(11, "open"),
      joins(12, "sre-oncall"),
      joins(13, "engineering-tl"),
    ];
    expect(faces(view(...some), 14)["mobilize"]).toBe("running 4");
    expect(faces(view(...some, joins(15, "incident-commander")), 20)["mobilize"]).toBe("met 5");
  });

  it("a conclusion that is withdrawn lets its clock run on", () => {
    const records = [declare(10, "open"), conclude(12, "concluded", ["credential-leak"])];
    expect(faces(view(...records), 13)["rootCause"]).toBe("met 2");
    const withdrawn = [...records, conclude(14, "withdrawn", ["credential-leak"])];
    expect(faces(view(...withdrawn), 15)["rootCause"]).toBe("running 5");
    const again = view(...withdrawn, conclude(16, "concluded", []));
    expect(faces(again, 20)["rootCause"]).toBe("met 6");
  });

  it("mitigated by what took effect, or by a rollback that was begun", () => {
    const failed = view(declare(10, "open"), order(11, "x"), settle(15, "ineffective"));
    expect(faces(failed, 16)["mitigate"]).toBe("running 6");
    expect(faces(view(declare(10, "open"), order(11, "x"), settle(15, "effective")), 16)["mitigate"]).toBe(
      "met 5",
    );
    const rollback = effect(13, {
      kind: "rollback-to-pilot",
      target: { deployment: "flowengine" },
      arguments: { approval: null, runbook: "RB-LAUNCH-002", pilot: "compliance-service" },
    });
    expect(faces(view(declare(10, "open"), rollback), 16)["mitigate"]).toBe("met 3");
  });

  it("late ones are told while they run, missed ones when they stop or the drill ends", () => {
    expect(faces(view(alert(10, "firing")), 15)["detect"]).toBe("late 5");
    expect(faces(view(alert(10, "firing"), declare(16, "open")), 17)["detect"]).toBe("missed 6");
    const ended = view(declare(10, "open"), { record: "end", at: at(30), reason: "time-over" });
    expect(faces(ended, 99)["resolve"]).toBe("missed 20");
  });

  it("what is reopened is neither resolved nor mitigated", () => {
    const state = view(
      declare(10, "open"),
      settle(15, "effective"),
      declare(46, "resolved"),
      declare(50, "reopened"),
    );
    expect(faces(state, 51)).toMatchObject({ resolve: "running 41", mitigate: "late 41" });
  });

  it("a false alarm stops them; the next incident has its own", () => {
    const state = view(alert(10, "firing"), declare(11, "open"), declare(15, "withdrawn"));
    expect(state.clocks.are).toBe("waiting");
    expect(state.incident?.phase).toBe("withdrawn");
    expect(receive(state, declare(30, "open")).clocks).toMatchObject({ zeroAt: at(30) });
  });
});

describe("the incident", () => {
  it("its phase follows declarations, orders and scopes", () => {
    const phases = (...records: readonly DrillRecord[]) =>
      view(declare(10, "open"), ...records).incident?.phase;
    expect(phases()).toBe("open");
    expect(phases(order(11, "x"))).toBe("mitigating");
    expect(phases(scope(11, ["a"], ["a"]))).toBe("open");
    expect(phases(scope(11, ["a"], []))).toBe("observing");
    expect(phases(scope(11, ["a"], []), scope(12, ["a"], ["a"]))).toBe("mitigating");
    expect(phases(declare(50, "resolved"))).toBe("resolved");
    expect(phases(declare(50, "resolved"), scope(51, ["a"], ["a"]))).toBe("resolved");
    expect(phases(declare(50, "resolved"), declare(52, "reopened"))).toBe("mitigating");
    expect(phases(declare(50, "resolved"), declare(52, "reviewed"))).toBe("reviewed");
  });

  it("a second incident starts with nothing concluded, decided or waited for", () => {
    const state = receiveAll(receiveAll(EMPTY_VIEW, OUTAGE), [declare(60, "withdrawn"), declare(70, "open")]);
    expect(state.diagnosis).toEqual(EMPTY_VIEW.diagnosis);
    expect(state.decision).toEqual(EMPTY_VIEW.decision);
    expect(state.work).toEqual(EMPTY_VIEW.work);
  });
});

describe("the fleet", () => {
  it("failures and executions of one cycle make a share; half a cycle makes none", () => {
    const cycle = measured(10, 4, { "claims-intake": 5 }, { "claims-intake": 20, "risk-engine": 30 });
    const half = view(...cycle.slice(0, 3));
    expect(half.fleet.repositories).toEqual({});
    const { repositories } = view(...cycle).fleet;
    expect(successOf(repositories["claims-intake"] ?? { failed: 0, ended: 0, minutes: [] })).toBe(7_500);
    expect(repositories["risk-engine"]).toMatchObject({ failed: 0, ended: 30 });
    // No flow of it ended: nothing is known.
    expect(successOf(repositories["support-triage"] ?? { failed: 1, ended: 1, minutes: [] })).toBeNull();
  });

  it("answers of different cycles are not mixed", () => {
    const [failures, , failed] = measured(10, 1, { "claims-intake": 5 }, {});
    const [, executions, , ended] = measured(11, 2, {}, { "claims-intake": 20 });
    const records = [failures, executions, failed, ended].flatMap((record) => record ?? []);
    expect(records).toHaveLength(4);
    expect(view(...records).fleet.repositories).toEqual({});
  });

  it("minutes without a reading carry the last one on, but not for ever", () => {
    const once = measured(2, 1, { "claims-intake": 5 }, { "claims-intake": 20 });
    const later = measured(4, 2, { "claims-intake": 10 }, { "claims-intake": 20 });
    const muchLater = measured(40, 2, {}, { "claims-intake": 20 });
    const minutesOf = (state: ViewState) => state.fleet.repositories["claims-intake"]?.minutes;
    expect(minutesOf(view(...once, ...later))).toEqual([null, null, 2_500, 2_500, 5_000]);
    const gap = minutesOf(view(...once, ...muchLater)) ?? [];
    expect(gap).toHaveLength(41);
    expect(gap[3]).toBe(2_500);
    expect(gap[30]).toBeNull();
    expect(gap[40]).toBe(0);
  });
});

describe("what is waited for", () => {
  const page = (minute: number, person: string): DrillRecord =>
    effect(
      minute,
      {
        kind: "page",
        target: { role: "incident-commander", person },
        arguments: { form: "page", fields: {}, text: "wake up" },
      },
      `page/${person}`,
    );
  const ask = (minute: number, key: string): DrillRecord =>
    effect(
      minute,
      {
        kind: "ask",
        target: { role: "incident-commander", person: "incident-commander-1" },
        arguments: { question: { of: "decision", recommended: "go", because: [] } },
      },
      key,
    );

  it("paging the next person continues the same wait; whoever joins ends it", () => {
    const waiting = view(page(10, "a"), page(12, "b"));
    expect(waiting.work.waits).toEqual([
      {
        matter: { of: "join", role: "incident-commander" },
        since: at(10),
        people: ["a", "b"],
        keys: ["page/a", "page/b"],
      },
    ]);
    expect(receive(waiting, joins(13, "engineering-tl")).work.waits).toHaveLength(1);
    expect(receive(waiting, joins(13, "incident-commander")).work.waits).toEqual([]);
  });

  it("a decision ends the asking for it", () => {
    const waiting = view(ask(10, "decide/1"), ask(13, "decide/2"));
    expect(waiting.work.waits).toHaveLength(1);
    const decided = receive(
      waiting,
      event(14, {
        kind: "decision",
        person: "incident-commander-1",
        role: "incident-commander",
        decision: { of: "rollback", choice: "go" },
      }),
    );
    expect(decided.work.waits).toEqual([]);
    const late = effect(15, {
      kind: "ask",
      target: { role: "product-lead", person: "product-lead-1" },
      arguments: { question: { of: "opinion", about: "rollback", situation: "" } },
    });
    expect(receive(waiting, late).work.waits).toHaveLength(2);
    expect(receive(decided, late).work.waits).toEqual([]);
    expect(decided.decision.taken).toEqual({ at: at(14), choice: "go", person: "incident-commander-1" });
  });

  it("nothing is waited for once the incident is resolved", () => {
    expect(view(page(10, "a"), declare(40, "resolved")).work.waits).toEqual([]);
  });
});

describe("messages and log", () => {
  it("a retry is the same message; its outcome is shown", () => {
    const post = (minute: number): DrillRecord =>
      effect(
        minute,
        {
          kind: "post-message",
          target: { channel: "incidents" },
          arguments: { form: "update", fields: {}, text: "first line\nsecond line" },
        },
        "update/1",
      );
    const first = post(10);
    const failed = outcome(10, first, { status: "failed", reason: "timeout", retryAfterMs: null });
    const second = post(11);
    expect(view(first, failed).messages).toMatchObject([{ says: "first line", delivery: "failed" }]);
    expect(view(first, failed, second).messages).toMatchObject([{ at: at(10), delivery: "sending" }]);
    const sent = outcome(11, second, { status: "done", reading: { of: "nothing" } });
    expect(view(first, failed, second, sent).messages).toMatchObject([{ delivery: "sent" }]);
  });

  it("routine lines are left out, and only the last lines are kept, with their numbers", () => {
    const lines = (count: number): DrillRecord =>
      event(1, {
        kind: "log-batch",
        pod: "flowengine-1",
        cursor: 0,
        lines: Array.from({ length: count }, (_, index) => `ERROR number ${index}`),
      });
    const routine = event(1, {
      kind: "log-batch",
      pod: "p",
      cursor: 0,
      lines: ["t INFO all is well", "Traceback"],
    });
    expect(view(routine).log.lines.map(({ text }) => text)).toEqual(["Traceback"]);
    const { log } = view(routine, lines(KEPT_LINES), lines(10));
    expect(log.lines).toHaveLength(KEPT_LINES);
    expect(log.dropped).toBe(11);
  });
});

it("targets come from the rubric of the header, or else from its runbook", () => {
  expect(view().exercise?.targets.map(({ id, within }) => [id, within])).toEqual([
    ["detect", minutes(5)],
    ["mobilize", minutes(10)],
    ["rootCause", minutes(15)],
    ["mitigate", minutes(30)],
    ["resolve", minutes(60)],
  ]);
  expect(HEADER.record).toBe("header");
  if (HEADER.record !== "header") return;
  const bare: DrillRecord = { record: "header", header: { ...HEADER.header, rubric: {}, scenario: null } };
  const { exercise } = receive(EMPTY_VIEW, bare);
  expect(exercise?.targets).toHaveLength(5);
  expect(exercise?.title).toBe(HEADER.header.runbook.title);
  expect(instant(0)).toBe(EMPTY_VIEW.at);
});
