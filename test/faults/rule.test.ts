/** Faults in the responder's tools, rule by rule: the first one that matches decides, windows are half open, and chance
 *  is drawn only where it decides. */

import { describe, expect, it } from "vitest";
import {
  type EffectRule,
  type EffectVerdict,
  type EventRule,
  type EventVerdict,
  type FaultRule,
  onEffect,
  onEvent,
} from "../../src/faults/rule.ts";
import { type PerformedEffect, REPEATS } from "../../src/responder/effect.ts";
import type { ResponderEvent } from "../../src/responder/event.ts";
import { instant, milliseconds, minutes } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";

const NOON = instant(minutes(10));
const CERTAIN = 10_000;

const restart: PerformedEffect = {
  id: "E1",
  incidentId: "INC-1",
  key: "INC-1/do/x/1/0",
  attempt: 1,
  deadline: NOON,
  repeat: REPEATS.restart,
  kind: "restart",
  target: { deployment: "flowengine" },
  arguments: { approval: "INC-1/approve/1" },
};
const tick: ResponderEvent = { at: NOON, incidentId: null, kind: "tick" };

const effectRule = (id: string, outcome: EffectVerdict, more: Partial<EffectRule> = {}): EffectRule => ({
  id,
  on: "effect",
  kinds: "any",
  from: null,
  until: null,
  chance: CERTAIN,
  outcome,
  ...more,
});
const eventRule = (id: string, outcome: EventVerdict, more: Partial<EventRule> = {}): EventRule => ({
  id,
  on: "event",
  kinds: "any",
  from: null,
  until: null,
  chance: CERTAIN,
  outcome,
  ...more,
});

/** Draws the given numbers, one after another; drawing more is an error. */
function drawing(...numbers: readonly number[]): { draw: () => number; left: () => number } {
  const rest = [...numbers];
  const draw = (): number => {
    const next = rest.shift();
    if (next === undefined) throw new Error("a draw too many");
    return next;
  };
  return { draw, left: () => rest.length };
}
const noDraw = drawing().draw;

const EFFECT_VERDICTS: readonly EffectVerdict[] = [
  { verdict: "pass" },
  { verdict: "delay", byMs: milliseconds(700) },
  { verdict: "fail", reason: "rate-limited", retryAfterMs: 30_000 },
  { verdict: "drop" },
  { verdict: "lose-answer" },
  { verdict: "duplicate", afterMs: milliseconds(40) },
  { verdict: "corrupt", corruption: { manner: "empty" } },
];
const EVENT_VERDICTS: readonly EventVerdict[] = [
  { verdict: "pass" },
  { verdict: "delay", byMs: milliseconds(700) },
  { verdict: "drop" },
  { verdict: "duplicate", afterMs: milliseconds(40) },
];

const PASSED = { rule: null, outcome: { verdict: "pass" } };
const DROP = { verdict: "drop" } as const;

describe("a rule for effects", () => {
  it.each(EFFECT_VERDICTS.map((outcome) => [outcome.verdict, outcome] as const))(
    "decides %s as it says, and is named",
    (_verdict, outcome) => {
      expect(onEffect([effectRule("r", outcome)], restart, NOON, noDraw)).toEqual({ rule: "r", outcome });
    },
  );

  it.each<[string, Partial<EffectRule>, boolean]>([
    ["any kind", { kinds: "any" }, true],
    ["its own kind", { kinds: ["page", "restart"] }, true],
    ["other kinds", { kinds: ["page", "ask"] }, false],
    ["no kind", { kinds: [] }, false],
    ["a window that begins now", { from: NOON }, true],
    ["a window that begins a moment later", { from: instant(NOON + 1) }, false],
    ["a window that ends now", { until: NOON }, false],
    ["a window that ends a moment later", { until: instant(NOON + 1) }, true],
    ["an empty window", { from: NOON, until: NOON }, false],
  ])("of %s matches as it should", (_what, more, matches) => {
    const judged = onEffect([effectRule("r", DROP, more)], restart, NOON, noDraw);
    expect(judged).toEqual(matches ? { rule: "r", outcome: DROP } : PASSED);
  });

  it("says nothing of events", () => {
    expect(onEvent([effectRule("r", DROP)], tick, NOON, noDraw)).toEqual(PASSED);
  });
});

describe("a rule for events", () => {
  it.each(EVENT_VERDICTS.map((outcome) => [outcome.verdict, outcome] as const))(
    "decides %s as it says, and is named",
    (_verdict, outcome) => {
      expect(onEvent([eventRule("r", outcome)], tick, NOON, noDraw)).toEqual({ rule: "r", outcome });
    },
  );

  it("of other kinds does not match, and none says anything of effects", () => {
    expect(onEvent([eventRule("r", DROP, { kinds: ["alert"] })], tick, NOON, noDraw)).toEqual(PASSED);
    expect(onEvent([eventRule("r", DROP, { kinds: ["tick"] })], tick, NOON, noDraw).rule).toBe("r");
    expect(onEffect([eventRule("r", DROP)], restart, NOON, noDraw)).toEqual(PASSED);
  });
});

describe("among several rules", () => {
  it("the first that matches decides, even when it lets pass", () => {
    const rules: FaultRule[] = [
      eventRule("for events", DROP),
      effectRule("for pages", DROP, { kinds: ["page"] }),
      effectRule("lets restarts pass", { verdict: "pass" }, { kinds: ["restart"] }),
      effectRule("drops the rest", DROP),
    ];
    expect(onEffect(rules, restart, NOON, noDraw).rule).toBe("lets restarts pass");
    expect(onEffect(rules.toReversed(), restart, NOON, noDraw).rule).toBe("drops the rest");
  });

  it("one whose chance fails leaves the decision to the next", () => {
    const rules = [
      effectRule("seldom", DROP, { chance: 200 }),
      effectRule("always", { verdict: "lose-answer" }),
    ];
    expect(onEffect(rules, restart, NOON, drawing(200).draw).rule).toBe("always");
    expect(onEffect(rules, restart, NOON, drawing(199).draw).rule).toBe("seldom");
  });

  it("none that matches means that nothing is done to it", () => {
    expect(onEffect([], restart, NOON, noDraw)).toEqual(PASSED);
    expect(onEvent([], tick, NOON, noDraw)).toEqual(PASSED);
  });
});

describe("chance", () => {
  it.each([
    [0, 0, false],
    [1, 0, true],
    [1, 1, false],
    [5_000, 4_999, true],
    [5_000, 5_000, false],
    [9_999, 9_999, false],
  ])("of %i in ten thousand, when %i is drawn, comes true: %s", (chance, number, comesTrue) => {
    const judged = onEffect([effectRule("r", DROP, { chance })], restart, NOON, drawing(number).draw);
    expect(judged.rule === "r").toBe(comesTrue);
  });

  it("is drawn once for each rule that fits otherwise, up to the one that decides, and for no other", () => {
    const rule = fc.record({
      fits: fc.boolean(),
      chance: fc.constantFrom(0, 2_500, 7_500, CERTAIN),
      number: fc.nat({ max: 9_999 }),
    });
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), (rules) => {
        const made = rules.map(({ fits, chance }, index) =>
          effectRule(`r${index}`, DROP, { chance, kinds: fits ? "any" : ["page"] }),
        );
        const needed: number[] = [];
        let decides: string | null = null;
        for (const [index, { fits, chance, number }] of rules.entries()) {
          if (!fits || decides !== null) continue;
          if (chance < CERTAIN) needed.push(number);
          if (chance === CERTAIN || number < chance) decides = `r${index}`;
        }
        const { draw, left } = drawing(...needed);
        expect(onEffect(made, restart, NOON, draw).rule).toBe(decides);
        expect(left()).toBe(0);
      }),
    );
  });
});
