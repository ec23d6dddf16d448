import { describe, expect, it, vi } from "vitest";

// Chalk decides when it is loaded; without this no palette would show here, and its absence would prove nothing.
vi.hoisted(() => {
  process.env["FORCE_COLOR"] = "2";
});

import type { DrillRecord } from "../../src/simulator/drill.ts";
import { EPOCH, instant, minutes, plus, seconds } from "../../src/units.ts";
import { layoutFor, PANELS, type Size } from "../../ui/layout.ts";
import { COLOURS, PLAIN } from "../../ui/palette.ts";
import { PANEL_TITLES } from "../../ui/panels/panels.ts";
import { draw, firstAt, stateOf, until } from "./frame.tsx";
import { playedDrill } from "./real-drill.ts";
import { declare, effect, event, OUTAGE, order, scope } from "./staged.ts";

const played = await playedDrill("model-api-outage");
const idle = await playedDrill("model-api-outage", "do-nothing");
const ended = played.records.at(-1);
const declaredAt = firstAt(played.records, "declare");
const settledAt = firstAt(played.records, "settle");
/** The mitigation is under way. */
const midway = until(played.records, plus(firstAt(played.records, "order"), seconds(40)));
const INSTANTS = {
  "at the start": EPOCH,
  "before anything is wrong": instant(minutes(5)),
  "at the declaration": declaredAt,
  "a minute after it": plus(declaredAt, minutes(1)),
  "when the mitigation took": settledAt,
  "while it is observed": plus(settledAt, minutes(10)),
  "at the end": instant(minutes(200)),
} as const;

const SIZES: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 100, rows: 30 },
  { columns: 160, rows: 48 },
  { columns: 240, rows: 70 },
];
const name = ({ columns, rows }: Size): string => `${columns}×${rows}`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const STYLED = /\u001b\[[\d;]*m/;

describe.each(SIZES.map((size) => ({ size, at: name(size) })))("a real drill at $at", ({ size }) => {
  it.each(Object.entries(INSTANTS))("%s: a whole frame that says EXERCISE", (_when, at) => {
    const { lines } = draw(stateOf(until(played.records, at), size));
    expect(lines[0]).toContain("EXERCISE");
    expect(lines).toHaveLength(size.rows);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(size.columns);
    expect(lines[0]).toContain("Model API outage");
    expect(lines[0]).toContain("seed 1");
    expect(lines.at(-1)).toContain("quit");
  });

  it.each(PANELS)("the panel %s", (panel) => {
    const { frame, lines } = draw(stateOf(midway, size, { panel }));
    expect(lines[0]).toContain("EXERCISE");
    expect(frame).toContain("observed since the ");
    expect(frame).toMatch(WORDS[panel]);
  });

  it("paused, helped, and over", () => {
    expect(draw(stateOf(midway, size, { screen: { is: "paused" } })).frame).toContain("PAUSED");
    const help = draw(stateOf(midway, size, { overlay: "help" }));
    expect(help.frame).toContain("KEYS");
    expect(help.frame).toContain("The drill waits");
    expect(help.lines[0]).toContain("EXERCISE");
  });

  it("the scorecard: verdict, targets, judgement, replay line", () => {
    const card = played.scorecard();
    const state = { ...stateOf(played.records, size, { screen: { is: "scorecard" } }), card };
    const { frame, lines } = draw(state);
    expect(lines[0]).toContain("EXERCISE");
    expect(frame).toContain(`score ${card.score} of 100`);
    for (const words of ["detect", "mobilize", "root cause", "mitigate", "resolve"])
      expect(frame).toContain(words);
    for (const words of ["diagnosis", "decision", "safety", "communication", "review", "flows failed"])
      expect(frame).toContain(words);
    expect(frame).toContain("replay: npx firedrill run model-api-outage --seed 1");
  });
});

/** What every panel must have to say, whatever the responder did. */
const WORDS = {
  timeline: /P1 DECLARED|root cause concluded/,
  fleet: /claims-intake +\d+\.\d%/,
  causes: /Model API outage +━+·* +9\d\.\d%/,
  decision: /at least five repositories affected/,
  now: /Route around the failed/,
  messages: /#incidents/,
  log: /ERROR/,
} as const;

describe("what the screen says", () => {
  it("the state of the incident is told at the smallest ordinary size", () => {
    const { frame } = draw(stateOf(OUTAGE, { columns: 80, rows: 24 }));
    expect(frame).toContain("P1 INC-20251128-01 MITIGATING");
    expect(frame).toContain("3 of 10 repos hit, 2 failing now");
    expect(frame).toMatch(/✓ detect/);
    expect(frame).toMatch(/● resolve/);
    expect(frame).toContain("✓ Model API outage");
    expect(frame).toContain("NO-GO recommended");
    expect(frame).toContain("» Route around");
  });

  it("side by side where there is room: every panel at once", () => {
    const { frame } = draw(stateOf(OUTAGE, { columns: 160, rows: 48 }));
    for (const panel of PANELS) expect(frame).toContain(PANEL_TITLES[panel].toUpperCase());
    expect(frame).toMatch(/^✗ claims-intake +70\.0%/m);
    expect(frame).toMatch(/^ {2}compliance-service +P 100\.0%/m);
  });

  it("where the time of a missed target went", () => {
    const size = { columns: 160, rows: 48 };
    const state = { ...stateOf(idle.records, size, { screen: { is: "scorecard" } }), card: idle.scorecard() };
    const { frame } = draw(state);
    expect(frame).toContain("✗ FAIL");
    expect(frame).toContain("WHERE THE TIME OF DETECT WENT");
    expect(frame).toContain("waiting for the declaration");
    expect(frame).toContain("in truth Model API outage");
  });
});

describe("small terminals", () => {
  it.each([
    [40, 10],
    [71, 40],
    [200, 17],
  ])("%i×%i shows EXERCISE and a notice", (columns, rows) => {
    expect(layoutFor({ columns, rows })).toEqual({ is: "notice" });
    const { frame, lines } = draw(stateOf(midway, { columns, rows }));
    expect(lines[0]).toContain("EXERCISE");
    expect(frame).toContain("The terminal is too small");
    expect(frame).toContain(`${columns}×${rows}`);
  });

  it.each([
    [20, 3],
    [12, 1],
    [10, 2],
  ])("even %i×%i shows EXERCISE", (columns, rows) => {
    expect(draw(stateOf(midway, { columns, rows })).lines[0]).toContain("EXERCISE");
  });
});

describe("hostile text", () => {
  const ANSI = "\u001b[2J\u001b[31mred\u001b]0;owned\u0007\u001b[1A\u009b5A";
  const HOSTILE = `${ANSI} BEL\u0007 back\b\b CR\rover line\nfeed tab\t bidi\u202e\u2066\u200f end`;
  const records: readonly DrillRecord[] = [
    ...OUTAGE,
    event(14, { kind: "log-batch", pod: `pod${HOSTILE}`, cursor: 0, lines: [`ERROR ${HOSTILE}`, HOSTILE] }),
    event(14, { kind: "security-notice", from: HOSTILE, subject: HOSTILE }),
    event(14, {
      kind: "decision",
      person: HOSTILE,
      role: "incident-commander",
      decision: { of: "rollback", choice: "go" },
    }),
    declare(14, "reopened", HOSTILE),
    order(14, HOSTILE),
    effect(14, {
      kind: "page",
      target: { role: "sre-oncall", person: HOSTILE },
      arguments: { form: "page", fields: {}, text: HOSTILE },
    }),
    effect(14, {
      kind: "send-mail",
      target: { mailboxes: [HOSTILE] },
      arguments: { form: "details", fields: {}, text: HOSTILE, subject: HOSTILE },
    }),
    scope(14, [HOSTILE, "claims-intake"], [HOSTILE]),
  ];

  it.each(SIZES.map((size) => ({ size, at: name(size) })))(
    "never reaches the terminal at $at",
    ({ size }) => {
      for (const panel of PANELS) {
        const { frame, written } = draw(stateOf(records, size, { panel }), PLAIN);
        // The terminal of these tests throws at any control character that is not Ink's own.
        expect(frame).not.toMatch(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
        expect(written).not.toMatch(STYLED);
        expect(written).not.toContain("owned");
        expect(frame).toContain("EXERCISE");
      }
      const { frame } = draw(stateOf(records, size, { panel: "log" }), PLAIN);
      expect(frame).toContain("ERROR red·5A BEL· back·· CR over");
    },
  );

  it("characters that are two cells wide do not push a line over the edge", () => {
    const wide = "接続が拒否されました ".repeat(30);
    const logged = event(14, {
      kind: "log-batch",
      pod: "p",
      cursor: 0,
      lines: [`ERROR ${wide}`, `ERROR 🔥${wide}`],
    });
    for (const size of SIZES) {
      const { lines } = draw(stateOf([...OUTAGE, logged, order(15, wide)], size, { panel: "log" }));
      expect(lines.filter((line) => line.includes("接続"))).not.toEqual([]);
    }
  });
});

describe("colour", () => {
  const size = { columns: 100, rows: 30 };

  it("with the plain palette, which NO_COLOR chooses, there is not one style sequence", () => {
    for (const panel of PANELS) {
      const { written, frame } = draw(stateOf(played.records, size, { panel }), PLAIN);
      expect(written).not.toMatch(STYLED);
      expect(frame).toContain("EXERCISE");
    }
  });

  it("colour changes no character", () => {
    const plain = draw(stateOf(midway, size), PLAIN);
    const coloured = draw(stateOf(midway, size), COLOURS);
    expect(coloured.written).toMatch(STYLED);
    expect(coloured.frame).toBe(plain.frame);
  });
});

it("before the header there is a screen already", () => {
  const { frame } = draw(stateOf([], { columns: 80, rows: 24 }));
  expect(frame).toContain("EXERCISE");
  expect(frame).toContain("waiting for the drill");
});

it("the drill that was drawn had come to its end", () => {
  expect(ended).toMatchObject({ record: "end", reason: "reviewed" });
});
