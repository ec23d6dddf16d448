/** The terminal while a screen is on it: taken, drawn on, given back. What is drawn, and when, is the owner's.
 *  Invariants: whatever happens in between, `close` leaves the terminal as it was found; a frame that cannot be drawn
 *  is told to the owner; a resize is answered with a frame of the new size. */

import { type Instance, render } from "ink";
import type { ReactNode } from "react";
import type { Size } from "./layout.ts";

export interface TerminalScreenOptions {
  readonly output: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Draws on the terminal's other screen, and leaves nothing behind. */
  readonly alternate: boolean;
  readonly element: () => ReactNode;
  readonly onError: (error: unknown) => void;
}

const HOME_AND_ERASE = "\u001b[H\u001b[J";
/** Frames are the owner's to pace; a key is answered at once. */
const MOST_FRAMES_PER_SECOND = 30;

export class TerminalScreen {
  readonly #options: TerminalScreenOptions;
  #ink: Instance | null = null;

  constructor(options: TerminalScreenOptions) {
    this.#options = options;
  }

  /** Whether there is a keyboard at the other end. */
  get listens(): boolean {
    return this.#options.stdin.isTTY === true;
  }

  get size(): Size {
    const { columns, rows } = this.#options.output;
    return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
  }

  open(): void {
    const { output, stdin, alternate, element, onError } = this.#options;
    if (this.listens) {
      // Ink does so only after its first frame; a key pressed until then would be echoed into it.
      stdin.setRawMode(true);
      // And what was typed ahead of all this has moved the cursor, from which the first frame is drawn.
      output.write("\r");
    }
    this.#ink = render(element(), {
      stdin,
      stdout: output,
      exitOnCtrlC: false,
      alternateScreen: alternate,
      incrementalRendering: true,
      maxFps: MOST_FRAMES_PER_SECOND,
      // Nothing prints meanwhile; what does so all the same must be seen, and ctrl-l draws over it.
      patchConsole: false,
      interactive: output.isTTY === true,
    });
    this.#ink.waitUntilExit().catch(onError);
    // Before Ink's own listener, which draws what is there: it must find a frame of the new size.
    output.prependListener("resize", this.draw);
  }

  readonly draw = (): void => {
    this.#ink?.rerender(this.#options.element());
  };

  /** Ink draws what has changed since its last frame; after this it takes the screen for empty. */
  wipe(): void {
    this.#ink?.clear();
    this.#options.output.write(HOME_AND_ERASE);
  }

  async close(): Promise<void> {
    const { output, stdin } = this.#options;
    output.off("resize", this.draw);
    const ink = this.#ink;
    this.#ink = null;
    // tmux, grown meanwhile, brings wide lines of the other screen along into the one that was there before.
    if (this.#options.alternate) ink?.rerender(null);
    ink?.unmount();
    if (this.listens) stdin.setRawMode(false);
    // What went wrong in drawing was told already.
    await ink?.waitUntilExit().catch(() => undefined);
  }
}
