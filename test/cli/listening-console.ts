/** The program called in-process, with streams that only listen. Whatever it says is checked at once for what it must
 *  never hold: a stack trace. */

import { Readable } from "node:stream";
import { expect } from "vitest";
import type { Console } from "../../src/cli/console.ts";
import type { ExitCode } from "../../src/cli/exit-code.ts";
import { main } from "../../src/cli/main.ts";

export interface Heard {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** How much real time passes between two looks at the clock: an hour, so that no test waits for a drill. */
const LOOK_MS = 3_600_000;

export const firedrillWith = (
  environment: NodeJS.ProcessEnv,
  ...parameters: readonly string[]
): Promise<Heard> => hear({ environment, parameters });

/** Interrupted, as by Ctrl-C, as soon as the standard error says this. */
export const firedrillInterrupted = (at: RegExp, ...parameters: readonly string[]): Promise<Heard> =>
  hear({ environment: {}, parameters, interruptAt: at });

/** With these bytes on the standard input. */
export const firedrillReading = (
  input: readonly Uint8Array[],
  ...parameters: readonly string[]
): Promise<Heard> => hear({ environment: {}, parameters, input });

interface Call {
  readonly environment: NodeJS.ProcessEnv;
  readonly parameters: readonly string[];
  readonly interruptAt?: RegExp;
  readonly input?: readonly Uint8Array[];
}

async function hear({ environment, parameters, interruptAt, input = [] }: Call): Promise<Heard> {
  const interrupts = new Set<() => void>();
  const said = { out: "", err: "" };
  const stream = (name: keyof typeof said): NodeJS.WriteStream =>
    ({
      isTTY: false,
      write: (text: string) => {
        said[name] += text;
        if (interruptAt?.test(said.err) === true) for (const interrupt of interrupts) interrupt();
        return true;
      },
    }) as unknown as NodeJS.WriteStream;
  let now = 0;
  const console: Console = {
    stdout: stream("out"),
    stderr: stream("err"),
    stdin: Readable.from(input) as unknown as NodeJS.ReadStream,
    environment,
    now: () => {
      now += LOOK_MS;
      return now;
    },
    onInterrupt: (stop) => {
      interrupts.add(stop);
      return () => void interrupts.delete(stop);
    },
  };
  const code = await main(parameters, console);
  expect(said.out + said.err).not.toMatch(/^ {4}at /m);
  return { code, ...said };
}

export const firedrill = (...parameters: readonly string[]): Promise<Heard> =>
  firedrillWith({}, ...parameters);
