/** What a command is given to speak through: the process' streams, handed in so that tests can listen. */

import { terminalText } from "../report/terminal-text.ts";

export interface Console {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly environment: NodeJS.ProcessEnv;
  /** Real milliseconds: for pacing only, never for anything that is journalled. */
  readonly now: () => number;
  /** Calls back when the process is asked to end (Ctrl-C, a terminate signal); returns how to stop listening. */
  readonly onInterrupt?: (stop: () => void) => () => void;
}

export const say = ({ stdout }: Console, text: string): void => {
  stdout.write(`${text}\n`);
};

/** What went wrong, which may quote a file or a name from outside. */
export const complain = ({ stderr }: Console, text: string): void => {
  for (const line of text.split("\n")) stderr.write(`${terminalText(line)}\n`);
};

/** Node runs TypeScript, but no JSX: started from the sources there is no screen, whatever the terminal. */
export const HAS_SCREEN = import.meta.filename.endsWith(".js");
