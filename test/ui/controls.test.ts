import { describe, expect, it } from "vitest";
import {
  type Action,
  actionsOf,
  type Controls,
  control,
  type Extent,
  NO_EXTENT,
  type PressedKey,
  type Screen,
  SPEEDS,
  shownOf,
  startControls,
} from "../../ui/controls.ts";
import { PANELS } from "../../ui/layout.ts";
import { fc } from "../foundations/fast-check.ts";

const KEYS: readonly (readonly [name: string, input: string, key: PressedKey, action: Action | null])[] = [
  ["space", " ", {}, { do: "pause" }],
  ["-", "-", {}, { do: "slower" }],
  [",", ",", {}, { do: "slower" }],
  ["+", "+", {}, { do: "faster" }],
  ["= (+ without shift)", "=", {}, { do: "faster" }],
  [".", ".", {}, { do: "faster" }],
  ["s", "s", {}, { do: "step", to: "record" }],
  ["n", "n", {}, { do: "step", to: "story" }],
  ["up", "", { upArrow: true }, { do: "scroll", by: "line-up" }],
  ["down", "", { downArrow: true }, { do: "scroll", by: "line-down" }],
  ["k", "k", {}, { do: "scroll", by: "line-up" }],
  ["j", "j", {}, { do: "scroll", by: "line-down" }],
  ["page up", "", { pageUp: true }, { do: "scroll", by: "page-up" }],
  ["page down", "", { pageDown: true }, { do: "scroll", by: "page-down" }],
  ["g", "g", {}, { do: "scroll", by: "top" }],
  ["G", "G", { shift: true }, { do: "scroll", by: "bottom" }],
  ["home", "", { home: true }, { do: "scroll", by: "top" }],
  ["end", "", { end: true }, { do: "scroll", by: "bottom" }],
  ["tab", "", { tab: true }, { do: "turn", by: 1 }],
  ["shift-tab", "", { tab: true, shift: true }, { do: "turn", by: -1 }],
  ["1", "1", {}, { do: "panel", panel: "timeline" }],
  ["7", "7", {}, { do: "panel", panel: "log" }],
  ["0", "0", {}, { do: "scorecard" }],
  ["escape", "", { escape: true }, { do: "scorecard" }],
  ["?", "?", {}, { do: "help" }],
  ["q", "q", {}, { do: "quit" }],
  ["ctrl-c", "c", { ctrl: true }, { do: "quit" }],
  ["ctrl-l", "l", { ctrl: true }, { do: "redraw" }],
  ["ctrl-q", "q", { ctrl: true }, null],
  ["alt-q", "q", { meta: true }, null],
  ["8", "8", {}, null],
  ["Q", "Q", { shift: true }, null],
  ["enter", "", { return: true }, null],
];

describe("keys", () => {
  it.each(KEYS)("%s", (_name, input, key, action) => {
    expect(actionsOf(input, key)).toEqual(action === null ? [] : [action]);
  });

  it("a key that is held down comes as several at once", () => {
    expect(actionsOf("++-", {})).toEqual([{ do: "faster" }, { do: "faster" }, { do: "slower" }]);
  });
});

const start = startControls(60);
const on = (screen: Screen["is"], more: Partial<Controls> = {}): Controls => ({
  ...start,
  screen: screen === "left" ? { is: "left", drill: "quit" } : { is: screen },
  ...more,
});
const acting = (controls: Controls, ...actions: readonly Action[]): Controls =>
  actions.reduce((state, action) => control(state, action, NO_EXTENT), controls);

describe("screens", () => {
  const TABLE: readonly (readonly [from: Screen["is"], action: Action, to: Screen])[] = [
    ["running", { do: "pause" }, { is: "paused" }],
    ["paused", { do: "pause" }, { is: "running" }],
    ["running", { do: "step", to: "record" }, { is: "paused" }],
    ["paused", { do: "step", to: "record" }, { is: "paused" }],
    ["running", { do: "end" }, { is: "scorecard" }],
    ["paused", { do: "end" }, { is: "scorecard" }],
    ["running", { do: "scorecard" }, { is: "running" }],
    ["scorecard", { do: "pause" }, { is: "scorecard" }],
    ["scorecard", { do: "turn", by: 1 }, { is: "review" }],
    ["scorecard", { do: "panel", panel: "fleet" }, { is: "review" }],
    ["review", { do: "scorecard" }, { is: "scorecard" }],
    ["review", { do: "end" }, { is: "review" }],
    ["running", { do: "quit" }, { is: "left", drill: "quit" }],
    ["paused", { do: "quit" }, { is: "left", drill: "quit" }],
    ["scorecard", { do: "quit" }, { is: "left", drill: "finished" }],
    ["review", { do: "quit" }, { is: "left", drill: "finished" }],
  ];

  it.each(TABLE.map(([from, action, to]) => ({ from, action, to })))(
    "$from, $action.do: $to.is",
    ({ from, action, to }) => {
      expect(acting(on(from), action).screen).toEqual(to);
    },
  );

  it("help lies over everything; any key takes it away and does no more, but quitting quits", () => {
    const helped = acting(on("running"), { do: "help" });
    expect(helped.overlay).toBe("help");
    expect(acting(helped, { do: "pause" })).toEqual(on("running"));
    expect(acting(helped, { do: "faster" }).speed).toBe(60);
    expect(acting(helped, { do: "quit" }).screen.is).toBe("left");
    expect(acting(helped, { do: "end" })).toMatchObject({ overlay: "none", screen: { is: "scorecard" } });
  });
});

describe("speed", () => {
  it("goes along its steps and stops at both ends", () => {
    let controls = startControls(1);
    const seen = [controls.speed];
    for (let press = 0; press < SPEEDS.length + 1; press += 1) {
      controls = acting(controls, { do: "faster" });
      seen.push(controls.speed);
    }
    expect(seen).toEqual([...SPEEDS, "max", "max"]);
    for (let press = 0; press < SPEEDS.length + 1; press += 1) controls = acting(controls, { do: "slower" });
    expect(controls.speed).toBe(1);
  });

  it("any speed to begin with finds the next step either way", () => {
    expect(acting(startControls(37), { do: "faster" }).speed).toBe(60);
    expect(acting(startControls(37), { do: "slower" }).speed).toBe(15);
    expect(acting(startControls(0.5), { do: "slower" }).speed).toBe(0.5);
    expect(acting(startControls(5_000), { do: "faster" }).speed).toBe("max");
  });
});

describe("panels", () => {
  it("tab goes around, shift-tab back, numbers choose", () => {
    let controls = start;
    const seen = PANELS.map(() => {
      controls = acting(controls, { do: "turn", by: 1 });
      return controls.panel;
    });
    expect(seen).toEqual([...PANELS.slice(1), PANELS[0]]);
    expect(acting(start, { do: "turn", by: -1 }).panel).toBe("log");
    expect(acting(start, { do: "panel", panel: "now" }).panel).toBe("now");
  });

  it("once the drill is over the scorecard takes its turn", () => {
    const back = acting(on("scorecard"), { do: "turn", by: -1 });
    expect(back).toMatchObject({ screen: { is: "review" }, panel: "log" });
    expect(acting(back, { do: "turn", by: 1 }).screen.is).toBe("scorecard");
    expect(acting(on("scorecard"), { do: "turn", by: 1 })).toMatchObject({ panel: "timeline" });
  });
});

describe("scrolling", () => {
  const scroll = (
    controls: Controls,
    extent: Extent,
    ...by: readonly Extract<Action, { do: "scroll" }>["by"][]
  ) => by.reduce((state, step) => control(state, { do: "scroll", by: step }, extent), controls);
  const stream: Extent = { start: 0, end: 100, rows: 10, rests: "bottom" };
  const table: Extent = { start: 0, end: 100, rows: 10, rests: "top" };
  const seen = (controls: Controls, extent: Extent) => shownOf(controls.first[controls.panel], extent);

  it("a stream stands at its newest line and follows it", () => {
    expect(seen(start, stream)).toEqual([90, 100]);
    expect(seen(start, { ...stream, end: 105 })).toEqual([95, 105]);
  });

  it("scrolled back it holds its lines while new ones come", () => {
    const held = scroll(start, stream, "line-up", "line-up");
    expect(seen(held, stream)).toEqual([88, 98]);
    expect(seen(held, { ...stream, end: 140 })).toEqual([88, 98]);
    expect(seen(scroll(held, stream, "line-down", "line-down"), { ...stream, end: 140 })).toEqual([130, 140]);
  });

  it("pages overlap by a line; the ends are the ends", () => {
    expect(seen(scroll(start, stream, "page-up"), stream)).toEqual([81, 91]);
    expect(seen(scroll(start, stream, "top"), stream)).toEqual([0, 10]);
    expect(seen(scroll(start, stream, "top", "line-up", "page-up", "line-down"), stream)).toEqual([1, 11]);
    expect(scroll(start, stream, "top", "bottom").first).toEqual({});
  });

  it("a table stands at its top", () => {
    const fleet = { ...start, panel: "fleet" as const };
    expect(seen(fleet, table)).toEqual([0, 10]);
    expect(seen(scroll(fleet, table, "page-down"), table)).toEqual([9, 19]);
    expect(scroll(fleet, table, "page-down", "top").first).toEqual({});
  });

  it("lines that are gone are not waited for", () => {
    const held = scroll(start, stream, "top");
    expect(seen(held, { ...stream, start: 50, end: 150 })).toEqual([50, 60]);
  });

  it("the scorecard scrolls by itself", () => {
    const scrolled = scroll(on("scorecard"), table, "line-down");
    expect(scrolled.first).toEqual({ scorecard: 1 });
  });

  it("what is shown lies within the lines there are, whatever was pressed", () => {
    const extents = fc
      .record({
        start: fc.nat(50),
        length: fc.nat(200),
        rows: fc.nat(40),
        rests: fc.constantFrom("top" as const, "bottom" as const),
      })
      .map(
        ({ start: from, length, rows, rests }): Extent => ({ start: from, end: from + length, rows, rests }),
      );
    const steps = fc.constantFrom("line-up", "line-down", "page-up", "page-down", "top", "bottom");
    fc.assert(
      fc.property(extents, extents, fc.array(steps, { maxLength: 12 }), (before, now, by) => {
        const controls = scroll(start, before, ...by);
        const [from, to] = shownOf(controls.first.timeline, now);
        expect(from).toBeGreaterThanOrEqual(now.start);
        expect(to).toBeLessThanOrEqual(now.end);
        expect(to - from).toBe(Math.min(now.rows, now.end - now.start));
      }),
    );
  });
});
