/** Shows on the terminal how a campaign goes. The only part of that screen that has state and timers: rows are counted
 *  as they come, and drawn a few times a second, since every frame takes time from the drills.
 *  Invariant: the terminal is given back by `end`, however the campaign ended. */

import type { Key } from "ink";
import type { DrillRow } from "../src/campaign/drill-row.ts";
import {
  beginProgress,
  type CampaignBegun,
  type CampaignWatcher,
  type Progress,
  takeRows,
} from "../src/campaign/progress.ts";
import { CampaignScreen } from "./campaign-screen.tsx";
import { actionsOf } from "./controls.ts";
import { paletteFor } from "./palette.ts";
import { TerminalScreen } from "./terminal-screen.ts";

export interface WatchOptions {
  readonly output: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Milliseconds of real time, from any beginning. */
  readonly now: () => number;
  /** The campaign is to end, with what it has. */
  readonly stop: () => void;
}

export const watchOnScreen = (options: WatchOptions): CampaignWatcher => new CampaignWatch(options);

const FRAMES_PER_SECOND = 4;

class CampaignWatch implements CampaignWatcher {
  readonly #options: WatchOptions;
  readonly #palette = paletteFor(process.env);
  #progress: Progress | null = null;
  #terminal: TerminalScreen | null = null;
  #timer: NodeJS.Timeout | null = null;
  #startedAt = 0;
  #stopping = false;
  #failure: { readonly error: unknown } | null = null;
  #drawn: { readonly progress: Progress | null; readonly second: number } = { progress: null, second: -1 };

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  begin(begun: CampaignBegun): void {
    const { output, stdin, now } = this.#options;
    this.#progress = beginProgress(begun);
    this.#startedAt = now();
    this.#terminal = new TerminalScreen({
      output,
      stdin,
      alternate: true,
      element: () => this.#element(),
      onError: (error) => this.#fail(error),
    });
    this.#terminal.open();
    this.#timer = setInterval(() => this.#drawIfMoved(), 1_000 / FRAMES_PER_SECOND);
  }

  rows(rows: readonly DrillRow[]): void {
    if (this.#progress !== null) this.#progress = takeRows(this.#progress, rows);
  }

  /** What the screen could not draw is thrown here, once the terminal is free. */
  async end(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    const terminal = this.#terminal;
    this.#terminal = null;
    await terminal?.close();
    if (this.#failure !== null) throw this.#failure.error;
  }

  get #elapsedMs(): number {
    return this.#options.now() - this.#startedAt;
  }

  #element(): React.ReactNode {
    const progress = this.#progress;
    const terminal = this.#terminal;
    if (progress === null || terminal === null) return null;
    const elapsedMs = this.#elapsedMs;
    this.#drawn = { progress, second: Math.floor(elapsedMs / 1_000) };
    return (
      <CampaignScreen
        scene={{ progress, elapsedMs, stopping: this.#stopping, listens: terminal.listens }}
        size={terminal.size}
        palette={this.#palette}
        onKey={this.#onKey}
      />
    );
  }

  #drawIfMoved(): void {
    const { progress, second } = this.#drawn;
    if (progress === this.#progress && second === Math.floor(this.#elapsedMs / 1_000)) return;
    try {
      this.#terminal?.draw();
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #onKey = (input: string, key: Key): void => {
    for (const action of actionsOf(input, key)) {
      if (action.do === "redraw") this.#terminal?.wipe();
      if (action.do === "quit" && !this.#stopping) {
        this.#stopping = true;
        this.#options.stop();
      }
    }
    this.#terminal?.draw();
  };

  #fail(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = { error };
    this.#options.stop();
  }
}
