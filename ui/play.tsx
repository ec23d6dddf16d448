/** Plays a drill on the terminal: real time moves it, its records make the view, the view is drawn fifteen times a
 *  second at most, and keys steer it. The only part of the screen that has state and timers.
 *  Invariants: records are taken into the view once a frame, however many there are; the terminal is given back in
 *  whatever way the play ends; a drill that is left before its end is aborted. */

import type { Key } from "ink";
import type { Scorecard } from "../src/scoring/scorecard.ts";
import type { Drill, DrillRecord } from "../src/simulator/drill.ts";
import type { InstantMs } from "../src/units.ts";
import { type Action, actionsOf, type Controls, control, isOver, startControls } from "./controls.ts";
import { DrillScreen, extentOf, type ScreenState } from "./drill-screen.tsx";
import { paletteFor } from "./palette.ts";
import { milestone, moveOn, type StepTo, stepUntil } from "./playback.ts";
import { TerminalScreen } from "./terminal-screen.ts";
import { EMPTY_VIEW, receiveAll, type ViewState } from "./view-state.ts";

export interface PlayOptions {
  readonly drill: Drill;
  /** Calls the listener with every record so far, and with each one that comes. */
  readonly subscribe: (listener: (record: DrillRecord) => void) => void;
  /** Virtual seconds a second. */
  readonly speed: number | "max";
  /** Asked for once, when the drill is over. */
  readonly scorecard: () => Scorecard;
  readonly replayLine: string;
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Milliseconds of real time, from any beginning. */
  readonly now: () => number;
}

const FRAMES_PER_SECOND = 15;

export function playOnScreen(options: PlayOptions): Promise<"finished" | "quit"> {
  return new Promise((resolve, reject) => {
    const play = new Play(options, (ending) => {
      if ("error" in ending) reject(ending.error);
      else resolve(ending.drill);
    });
    play.begin();
  });
}

const secondOf = (at: InstantMs): number => Math.floor(at / 1_000);

type Ending = { readonly drill: "finished" | "quit" } | { readonly error: unknown };

class Play {
  readonly #options: PlayOptions;
  readonly #onEnd: (ending: Ending) => void;
  readonly #palette = paletteFor(process.env);
  #view: ViewState = EMPTY_VIEW;
  #controls: Controls;
  #now: InstantMs;
  #card: Scorecard | null = null;
  /** Records that came since the last frame. */
  #fresh: DrillRecord[] = [];
  readonly #terminal: TerminalScreen;
  #timer: NodeJS.Timeout | null = null;
  #ended = false;
  #lastFrameAt: number;
  #drawn: { readonly view: ViewState; readonly second: number } = { view: EMPTY_VIEW, second: -1 };

  constructor(options: PlayOptions, onEnd: (ending: Ending) => void) {
    this.#options = options;
    this.#onEnd = onEnd;
    this.#controls = startControls(options.speed);
    this.#now = options.drill.now;
    this.#lastFrameAt = options.now();
    const { stdin, stdout } = options;
    this.#terminal = new TerminalScreen({
      output: stdout,
      stdin,
      // A play that nobody can leave by a key leaves its last frame behind instead.
      alternate: stdin.isTTY === true,
      element: () => this.#element(),
      onError: (error) => this.#end({ error }),
    });
  }

  begin(): void {
    this.#guarded(() => this.#start());
  }

  #start(): void {
    this.#options.subscribe((record) => this.#fresh.push(record));
    this.#takeRecords();
    this.#terminal.open();
    this.#timer = setInterval(() => this.#guarded(() => this.#frame()), 1_000 / FRAMES_PER_SECOND);
  }

  get #state(): ScreenState {
    const scene = { view: this.#view, now: this.#now };
    return { scene, controls: this.#controls, size: this.#terminal.size, card: this.#card };
  }

  #element(): React.ReactNode {
    this.#drawn = { view: this.#view, second: secondOf(this.#now) };
    return (
      <DrillScreen
        {...this.#state}
        replayLine={this.#options.replayLine}
        palette={this.#palette}
        listens={this.#terminal.listens}
        onKey={this.#onKey}
      />
    );
  }

  /** At low speeds most frames would be the one before: nothing on the screen moves within a second. */
  #drawIfMoved(): void {
    const { view, second } = this.#drawn;
    if (view !== this.#view || second !== secondOf(this.#now)) this.#terminal.draw();
  }

  #frame(): void {
    const { drill, now } = this.#options;
    const at = now();
    const passedMs = at - this.#lastFrameAt;
    this.#lastFrameAt = at;
    const { screen, overlay, speed } = this.#controls;
    if (screen.is !== "running" || overlay === "help") return;
    this.#now = moveOn(drill, this.#now, passedMs, speed, now);
    this.#settle();
  }

  /** Takes in what the drill has done, and notices its end. */
  #settle(): void {
    this.#takeRecords();
    if (this.#options.drill.over && !isOver(this.#controls)) {
      this.#card = this.#options.scorecard();
      this.#act({ do: "end" });
      if (!this.#terminal.listens) {
        this.#terminal.draw();
        this.#end({ drill: "finished" });
        return;
      }
    }
    this.#drawIfMoved();
  }

  #takeRecords(): void {
    if (this.#fresh.length === 0) return;
    this.#view = receiveAll(this.#view, this.#fresh);
    this.#fresh = [];
  }

  readonly #onKey = (input: string, key: Key): void => {
    this.#guarded(() => {
      for (const action of actionsOf(input, key)) this.#act(action);
      if (!this.#ended) this.#terminal.draw();
    });
  };

  #act(action: Action): void {
    const before = this.#controls;
    this.#controls = control(before, action, extentOf(this.#state));
    const { screen } = this.#controls;
    if (action.do === "step" && before.overlay === "none" && screen.is === "paused") this.#step(action.to);
    if (action.do === "redraw") this.#terminal.wipe();
    if (screen.is === "left") this.#end({ drill: screen.drill });
  }

  #step(to: StepTo): void {
    const from = milestone(to, this.#view);
    this.#now = stepUntil(this.#options.drill, this.#now, () => {
      this.#takeRecords();
      return milestone(to, this.#view) > from;
    });
    this.#settle();
  }

  /** A defect must not leave the terminal on the other screen, in raw mode. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#end({ error });
    }
  }

  #end(ending: Ending): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    const closed = this.#terminal.close();
    const { drill } = this.#options;
    if (!drill.over) drill.abort();
    void closed.then(() => this.#onEnd(ending));
  }
}
