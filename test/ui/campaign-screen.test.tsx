/** The screen of a campaign: it fits the terminal exactly, shows every scenario, can be stopped by a key, and gives the
 *  terminal back. */

import { afterEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env["FORCE_COLOR"] = "2";
});

import type { DrillRow } from "../../src/campaign/drill-row.ts";
import { beginProgress, type CampaignBegun, takeRows } from "../../src/campaign/progress.ts";
import { scenarioNames } from "../../src/cli/library.ts";
import type { Size } from "../../ui/layout.ts";
import { type Line, widthOf } from "../../ui/line.ts";
import { type CampaignScene, campaignFrame } from "../../ui/panels/campaign.ts";
import { watchOnScreen } from "../../ui/watch-campaign.tsx";
import { failed, identityOf, inconclusive, rowWith } from "../campaign/hand-made.ts";
import { asStdin, asStdout, FakeKeyboard, FakeTerminal } from "./terminal.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const STYLED = /\u001b\[[\d;]*m/;
const SCENARIOS = scenarioNames();
const SEEDS = 200;

const begun = (parts: Partial<CampaignBegun> = {}): CampaignBegun => ({
  identity: identityOf([], { seeds: { first: 1, last: SEEDS } }),
  shard: null,
  workers: 2,
  drills: new Map(SCENARIOS.map((id) => [id, SEEDS])),
  known: [],
  until: null,
  ...parts,
});

/** The scenarios in turn, every tenth drill not passed. */
const played = (drills: number): readonly DrillRow[] =>
  Array.from({ length: drills }, (_, place) => {
    const verdict = place % 20 === 19 ? failed(["detect missed"]) : place % 20 === 9 ? inconclusive : {};
    const scenario = SCENARIOS[Math.floor(place / SEEDS)] ?? "nowhere";
    return rowWith({ scenario, seed: (place % SEEDS) + 1, ...verdict });
  });

const scene = (drills: number, parts: Partial<CampaignScene & CampaignBegun> = {}): CampaignScene => ({
  progress: takeRows(beginProgress(begun(parts)), played(drills)),
  elapsedMs: 10_000,
  stopping: false,
  listens: true,
  ...parts,
});

const textOf = (lines: readonly Line[]): readonly string[] =>
  lines.map((line) =>
    line
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  );

const SMALL: Size = { columns: 80, rows: 24 };
const LARGE: Size = { columns: 160, rows: 48 };
const SIZES: readonly Size[] = [
  SMALL,
  LARGE,
  { columns: 240, rows: 70 },
  { columns: 100, rows: 30 },
  { columns: 40, rows: 10 },
  { columns: 12, rows: 3 },
  { columns: 9, rows: 1 },
];

describe("a campaign's frame", () => {
  it.each(SIZES)("has exactly the rows, and never more than the columns, of $columns×$rows", (size) => {
    for (const drills of [0, 1, 450, SCENARIOS.length * SEEDS]) {
      const lines = campaignFrame(scene(drills), size);
      expect(lines).toHaveLength(size.rows);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(size.columns);
      if (size.rows > 1) expect(textOf(lines)[0]).toMatch(/^ EXERCISE/);
    }
  });

  it("in 80×24 shows all scenarios with their counts and latest failures, and the whole campaign", () => {
    const lines = textOf(campaignFrame(scene(450), SMALL));
    const table = lines.slice(4, 4 + SCENARIOS.length);
    for (const id of SCENARIOS) expect(table.filter((line) => line.includes(` ${id} `))).toHaveLength(1);
    expect(lines[0]).toContain(`campaign of ${SCENARIOS.length} scenarios, seeds 1..200`);
    expect(lines[2]).toContain("450 of 3800 · 22 failed · 23 inconclusive · 45/s · 1m 15s left");
    const [first, second, third, fourth] = SCENARIOS;
    const lineOf = (id = ""): string => lines.find((line) => line.includes(` ${id} `)) ?? "";
    expect(lineOf(first)).toMatch(/━━━━━━━━ 200\/200 +180 +10 +10 +90\.0% {2}200/);
    expect(lineOf(second)).toMatch(/━━━━━━━━ 200\/200/);
    expect(lineOf(third)).toMatch(/^▸ .*━━······ {2}50\/200 +45 +2 +3 +90\.0% {2}50, 40/);
    expect(lineOf(fourth)).toMatch(/········ +0\/200 +0 +0 +0$/);
    expect(lines.at(-1)).toMatch(/q stop.*inconclusive: control-deploy-blip 50$/);
  });

  it("where there is room has rates with their intervals, and why drills did not pass", () => {
    const lines = textOf(campaignFrame(scene(450), LARGE));
    expect(lines.find((line) => line.includes(` ${SCENARIOS[0]} `))).toContain("90.0%   85–94%");
    const title = lines.findIndex((line) => line.startsWith("DID NOT PASS"));
    expect(lines[title + 1]).toMatch(/^\? control-deploy-blip +seed 50 {2}outage left 0 http-errors/);
    expect(lines[title + 2]).toMatch(/^\? control-deploy-blip +seed 30|^✗ control-deploy-blip +seed 40/);
  });

  it("where scenarios do not fit shows the part that is being played", () => {
    const lines = textOf(campaignFrame(scene(SEEDS * 15 + 1), { columns: 80, rows: 12 }));
    expect(lines.find((line) => line.startsWith("▸ "))).toContain(SCENARIOS[15]);
    const last = textOf(campaignFrame(scene(SEEDS * SCENARIOS.length), { columns: 80, rows: 12 }));
    expect(last.at(-2)).toContain(SCENARIOS.at(-1));
  });

  it("of an open-ended campaign says how much is known, and how long it takes at most", () => {
    const lines = textOf(campaignFrame(scene(450, { until: 0.01 }), SMALL));
    expect(lines[1]).toMatch(/until ±1\.0%, now ±\d+\.\d%$/);
    expect(lines[2]).toContain("at most 1m 15s left");
  });

  it("names the shard, and counts what the store had as done but not as pace", () => {
    const resumed = scene(0, { shard: { index: 2, of: 3 }, known: played(400) });
    const lines = textOf(campaignFrame(resumed, SMALL));
    expect(lines[0]).toContain("shard 2/3");
    expect(lines[2]).toContain("400 of 3800");
    expect(lines[2]).toContain("starting");
  });

  it.each(SIZES.filter(({ columns }) => columns >= 80))(
    "never cuts a seed, which would be read as another one, in $columns×$rows",
    (size) => {
      const seeds = Array.from({ length: 40 }, (_, place) => 98_765 - place * 1_111);
      const known = seeds.map((seed) => rowWith({ scenario: "many", seed, ...failed() })).reverse();
      const drills = new Map([["many", 100_000]]);
      const lines = textOf(campaignFrame(scene(0, { drills, known }), size));
      const told = /^ {2}many .*% {2}(.*) …$/.exec(lines[4] ?? "")?.[1] ?? "";
      const said = told.split(", ");
      expect(said.length).toBeGreaterThan(1);
      expect(said).toEqual(seeds.slice(0, said.length).map(String));
    },
  );

  it("lets no control character of a scenario's name or of a reason through", () => {
    const id = "\u001b[2Jevil\u0007";
    const row = rowWith({
      scenario: id,
      ...failed(["\u001b]0;owned\u0007 missed\r\u009b31m", "\u202ereversed"]),
    });
    const hostile = scene(0, { drills: new Map([[id, 3]]), known: [row] });
    const text = textOf(campaignFrame(hostile, LARGE)).join("");
    expect(text).toContain("missed");
    expect(text).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  });
});

interface Watched {
  readonly terminal: FakeTerminal;
  readonly keyboard: FakeKeyboard;
  readonly watcher: ReturnType<typeof watchOnScreen>;
  readonly stops: () => number;
  /** Real time, moved by hand. */
  pass(ms: number): void;
}

function watch({ columns, rows }: Size = SMALL, hasKeyboard = true): Watched {
  const terminal = new FakeTerminal(columns, rows);
  const keyboard = new FakeKeyboard(hasKeyboard);
  let at = 0;
  let stopped = 0;
  const watcher = watchOnScreen({
    output: asStdout(terminal),
    stdin: asStdin(keyboard),
    now: () => at,
    stop: () => {
      stopped += 1;
    },
  });
  const pass = (ms: number): void => {
    at += ms;
  };
  return { terminal, keyboard, watcher, stops: () => stopped, pass };
}

const sees = (terminal: FakeTerminal, words: string | RegExp): Promise<void> =>
  vi.waitFor(() => expect(terminal.frame).toMatch(words), { timeout: 20_000, interval: 5 });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("watching a campaign", () => {
  it("draws what comes in, follows a resize, and gives the terminal back", async () => {
    const { terminal, keyboard, watcher, pass } = watch();
    watcher.begin(begun());
    await sees(terminal, "0 of 3800");
    expect(terminal.onAlternateScreen).toBe(true);
    pass(10_000);
    watcher.rows(played(450));
    await sees(terminal, "450 of 3800 · 22 failed");
    for (const { columns, rows } of [LARGE, { columns: 60, rows: 12 }, SMALL]) {
      terminal.resize(columns, rows);
      expect(terminal.lines[0]).toContain("EXERCISE");
      expect(terminal.lines.at(-1)).toContain("q stop");
    }
    expect(terminal.scrolledAway).toBe(0);
    await watcher.end();
    expect(terminal.onAlternateScreen).toBe(false);
    expect(terminal.leftBehind).toEqual([]);
    expect(keyboard.raw).toBe(false);
  });

  it.each([
    ["q", "q"],
    ["ctrl-c", "\u0003"],
  ])("%s stops it, once, and says so", async (_name, key) => {
    const { terminal, keyboard, watcher, stops } = watch();
    watcher.begin(begun());
    await sees(terminal, "q stop");
    keyboard.write(key);
    await sees(terminal, "stopping");
    keyboard.write(key);
    keyboard.write("\u000c");
    await sees(terminal, "stopping");
    expect(stops()).toBe(1);
    await watcher.end();
  });

  it("works without a keyboard, which then is left alone", async () => {
    const { terminal, keyboard, watcher } = watch(SMALL, false);
    watcher.begin(begun());
    await sees(terminal, "ctrl-c stop");
    expect(keyboard.raw).toBe(false);
    await watcher.end();
    expect(terminal.onAlternateScreen).toBe(false);
  });

  it("that cannot be drawn stops the campaign, and tells why once the terminal is free", async () => {
    const { terminal, watcher, stops, pass } = watch();
    watcher.begin(begun());
    await sees(terminal, "0 of 3800");
    pass(1_000);
    watcher.rows([{ ...rowWith({ scenario: SCENARIOS[0] ?? "", ...failed() }), seed: Symbol() as never }]);
    await vi.waitFor(() => expect(stops()).toBe(1), { timeout: 20_000, interval: 5 });
    await expect(watcher.end()).rejects.toThrow("Symbol");
    expect(terminal.onAlternateScreen).toBe(false);
  });

  it("is never begun when the campaign is refused, and ends all the same", async () => {
    const { terminal, watcher } = watch();
    await watcher.end();
    expect(terminal.written).toBe("");
  });

  it("is styled, but under NO_COLOR not at all", async () => {
    for (const [setting, styled] of [
      ["", true],
      ["1", false],
    ] as const) {
      vi.stubEnv("NO_COLOR", setting);
      const { terminal, watcher } = watch();
      watcher.begin(begun({ known: played(450) }));
      await sees(terminal, "450 of 3800");
      await watcher.end();
      expect(STYLED.test(terminal.written)).toBe(styled);
    }
  });
});
