import { afterEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  process.env["FORCE_COLOR"] = "2";
});

import type { Scorecard } from "../../src/scoring/scorecard.ts";
import { type PlayOptions, playOnScreen } from "../../ui/play.tsx";
import { type RealDrill, realDrill } from "./real-drill.ts";
import { asStdin, asStdout, FakeKeyboard, FakeTerminal } from "./terminal.ts";

const REPLAY = "npx firedrill run model-api-outage --seed 1";
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const STYLED = /\u001b\[[\d;]*m/;

interface Play {
  readonly real: RealDrill;
  readonly terminal: FakeTerminal;
  readonly keyboard: FakeKeyboard;
  readonly ended: Promise<"finished" | "quit">;
}

interface Setting extends Partial<Pick<PlayOptions, "speed" | "scorecard">> {
  readonly columns?: number;
  readonly rows?: number;
  readonly isTTY?: boolean;
}

/** A clock that moves by itself: each look at it is two milliseconds after the last. */
function ownTime(): () => number {
  let at = 0;
  return () => {
    at += 2;
    return at;
  };
}

async function play({
  columns = 80,
  rows = 24,
  isTTY = true,
  speed = 240,
  scorecard,
}: Setting = {}): Promise<Play> {
  const real = await realDrill("model-api-outage");
  const terminal = new FakeTerminal(columns, rows);
  const keyboard = new FakeKeyboard(isTTY);
  const ended = playOnScreen({
    drill: real.drill,
    subscribe: real.subscribe,
    speed,
    scorecard: scorecard ?? real.scorecard,
    replayLine: REPLAY,
    stdout: asStdout(terminal),
    stdin: asStdin(keyboard),
    now: ownTime(),
  });
  return { real, terminal, keyboard, ended };
}

const sees = (terminal: FakeTerminal, words: string | RegExp): Promise<void> =>
  vi.waitFor(() => expect(terminal.frame).toMatch(words), { timeout: 20_000, interval: 5 });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a play", () => {
  it("runs the drill to its end, shows the scorecard, and waits for q", async () => {
    const { real, terminal, keyboard, ended } = await play({ speed: "max" });
    await sees(terminal, "SCORECARD");
    expect(real.drill.over).toBe(true);
    expect(terminal.onAlternateScreen).toBe(true);
    expect(terminal.lines[0]).toContain("EXERCISE");
    expect(terminal.frame).toContain(`score ${real.scorecard().score} of 100`);
    expect(terminal.frame).toContain(`replay: ${REPLAY}`);
    expect(terminal.scrolledAway).toBe(0);
    keyboard.write("q");
    await expect(ended).resolves.toBe("finished");
    expect(terminal.onAlternateScreen).toBe(false);
    expect(terminal.leftBehind).toEqual([]);
    expect(keyboard.raw).toBe(false);
  });

  it("asks for the scorecard once", async () => {
    let asked = 0;
    const { terminal, keyboard, ended, real } = await play({
      speed: "max",
      scorecard: () => {
        asked += 1;
        return real.scorecard();
      },
    });
    await sees(terminal, "SCORECARD");
    keyboard.write("\t");
    await sees(terminal, /\[1 Timeline\]/);
    keyboard.write("0");
    await sees(terminal, "SCORECARD");
    keyboard.write("q");
    await ended;
    expect(asked).toBe(1);
  });

  it("that is left before the end aborts the drill", async () => {
    const { real, terminal, keyboard, ended } = await play();
    await sees(terminal, "no incident, watching");
    keyboard.write("q");
    await expect(ended).resolves.toBe("quit");
    expect(real.drill.over).toBe(true);
    expect(real.drill.result().reason).toBe("aborted");
    expect(terminal.onAlternateScreen).toBe(false);
  });

  it("ctrl-c leaves as q does", async () => {
    const { real, terminal, keyboard, ended } = await play();
    await sees(terminal, "EXERCISE");
    keyboard.write("\u0003");
    await expect(ended).resolves.toBe("quit");
    expect(real.drill.result().reason).toBe("aborted");
  });

  it("without a terminal to type on returns by itself and leaves its last frame", async () => {
    const { terminal, ended } = await play({ speed: "max", isTTY: false });
    await expect(ended).resolves.toBe("finished");
    expect(terminal.written).toContain("SCORECARD");
    expect(terminal.written).not.toContain("?1049h");
  });

  it("hands a failure on and gives the terminal back", async () => {
    const { terminal, keyboard, ended } = await play({
      speed: "max",
      scorecard: () => {
        throw new Error("no rubric");
      },
    });
    await expect(ended).rejects.toThrow("no rubric");
    expect(terminal.onAlternateScreen).toBe(false);
    expect(keyboard.raw).toBe(false);
  });
});

describe("a screen that cannot be drawn", () => {
  it("ends the play with its error and gives the terminal back", async () => {
    const broken = {} as Scorecard;
    const { terminal, keyboard, ended } = await play({ speed: "max", scorecard: () => broken });
    await expect(ended).rejects.toThrow();
    expect(terminal.onAlternateScreen).toBe(false);
    expect(keyboard.raw).toBe(false);
  });
});

describe("keys", () => {
  it("space pauses and goes on; steps move a paused drill by a record or a line of the story", async () => {
    const { real, terminal, keyboard, ended } = await play();
    await sees(terminal, "watching");
    keyboard.write(" ");
    await sees(terminal, "PAUSED");
    const at = real.drill.now;
    const records = shown(real);
    keyboard.write("s");
    await vi.waitFor(() => expect(shown(real)).toBeGreaterThan(records));
    const stepped = shown(real);
    keyboard.write("n");
    await sees(terminal, /\d\d:\d\d:\d\d [!#@·] /);
    expect(shown(real)).toBeGreaterThan(stepped);
    expect(real.drill.now).toBeGreaterThan(at);
    expect(terminal.frame).toContain("PAUSED");
    keyboard.write(" ");
    await sees(terminal, "▸ 240×");
    keyboard.write("q");
    await ended;
  });

  it("a paused drill stands still", async () => {
    const { real, terminal, keyboard, ended } = await play();
    await sees(terminal, "watching");
    keyboard.write(" ");
    await sees(terminal, "PAUSED");
    const { now } = real.drill;
    // Keys of other kinds are still answered meanwhile.
    keyboard.write("3");
    await sees(terminal, /\[3 Causes\]/);
    keyboard.write("?");
    await sees(terminal, "KEYS");
    keyboard.write("x?");
    await sees(terminal, /KEYS/);
    keyboard.write(" ");
    await sees(terminal, /\[3 Causes\]/);
    expect(real.drill.now).toBe(now);
    keyboard.write("q");
    await ended;
  });

  it("plus and minus change the speed", async () => {
    const { terminal, keyboard, ended } = await play({ speed: 1 });
    await sees(terminal, "▸ 1×");
    keyboard.write("+");
    await sees(terminal, "▸ 5×");
    keyboard.write("..");
    await sees(terminal, "▸ 60×");
    keyboard.write("-");
    await sees(terminal, "▸ 15×");
    keyboard.write("q");
    await ended;
  });

  it("scrolling back holds the timeline, G lets it follow again", async () => {
    const { terminal, keyboard, ended } = await play({ speed: "max" });
    await sees(terminal, "SCORECARD");
    keyboard.write("1");
    await sees(terminal, /\d+–\d+ of \d+/);
    keyboard.write("g");
    await sees(terminal, /1–\d+ of \d+, G newest/);
    keyboard.write("\u001b[B");
    await sees(terminal, / 2–\d+ of \d+, G newest/);
    keyboard.write("\u001b[6~");
    await sees(terminal, / 13–\d+ of \d+, G newest/);
    keyboard.write("G");
    await vi.waitFor(() => expect(terminal.frame).not.toContain("G newest"));
    keyboard.write("q");
    await ended;
  });
});

const shown = ({ records }: RealDrill): number => records.filter(({ record }) => record !== "truth").length;

describe("the terminal", () => {
  it("a resize is followed at once, without a line too many", async () => {
    const { terminal, keyboard, ended } = await play({ speed: "max" });
    await sees(terminal, "SCORECARD");
    keyboard.write("1");
    await sees(terminal, /\[1 Timeline\]/);
    for (const [columns, rows] of [
      [160, 48],
      [100, 30],
      [80, 24],
      [40, 10],
      [120, 20],
      [160, 48],
    ] as const) {
      terminal.resize(columns, rows);
      expect(terminal.lines[0]).toContain("EXERCISE");
      expect(terminal.lines.at(-1)).toMatch(/0 scorecard/);
      expect(terminal.lines.filter((line) => line.includes("EXERCISE"))).toHaveLength(1);
    }
    expect(terminal.scrolledAway).toBe(0);
    expect(terminal.frame).toContain("FLEET");
    keyboard.write("q");
    await ended;
  });

  it("ctrl-l draws everything anew", async () => {
    const { terminal, keyboard, ended } = await play({ speed: "max" });
    await sees(terminal, "SCORECARD");
    terminal.write("\u001b[Hsomebody else wrote this\n");
    expect(terminal.frame).toContain("somebody else");
    keyboard.write("\u000c");
    await vi.waitFor(() => expect(terminal.frame).not.toContain("somebody else"));
    expect(terminal.lines[0]).toContain("EXERCISE");
    keyboard.write("q");
    await ended;
  });

  it("is styled, but under NO_COLOR not at all", async () => {
    vi.stubEnv("NO_COLOR", "");
    const coloured = await play({ speed: "max" });
    await sees(coloured.terminal, "SCORECARD");
    coloured.keyboard.write("q");
    await coloured.ended;
    expect(coloured.terminal.written).toMatch(STYLED);
    vi.stubEnv("NO_COLOR", "1");
    const plain = await play({ speed: "max" });
    await sees(plain.terminal, "SCORECARD");
    plain.keyboard.write("q");
    await plain.ended;
    expect(plain.terminal.written).not.toMatch(STYLED);
  });
});
