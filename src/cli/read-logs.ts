/** Logs of files and streams, one after the other, line by line to whoever takes them. What breaks off on the way is
 *  told, after what came before it was read. Not here: bytes to lines (`log-bytes.ts`). */

import { InputError, type InputProblem } from "../input-error.ts";
import type { TakeLine } from "../patterns/byte-lines.ts";
import { unreadable } from "./library.ts";
import { LogLines, piecesOf, readUnpacked } from "./log-bytes.ts";

export interface LogSource {
  readonly path: string;
  /** Null for the file of that path. */
  readonly stream: AsyncIterable<Uint8Array> | null;
}

/** Thrown by who waits between pieces: what comes out is not wanted any more, so that no more need be read. */
export class NobodyReads extends Error {}

/** @param pause is waited for between pieces
 *  @returns what broke off */
export async function readLogs(
  sources: readonly LogSource[],
  take: TakeLine,
  pause: () => Promise<void> = async () => undefined,
): Promise<readonly InputProblem[]> {
  const damage: InputProblem[] = [];
  for (const { path, stream } of sources) {
    const lines = new LogLines(take);
    try {
      await readUnpacked(stream ?? piecesOf(path), async (bytes) => {
        lines.write(bytes);
        await pause();
      });
    } catch (error) {
      if (error instanceof NobodyReads) return damage;
      damage.push(...brokenOff(path, error).problems);
    }
    lines.end();
  }
  await pause().catch((error: unknown) => {
    if (!(error instanceof NobodyReads)) throw error;
  });
  return damage;
}

function brokenOff(input: string, error: unknown): InputError {
  const code = String((error as NodeJS.ErrnoException).code ?? "");
  if (!code.startsWith("Z_")) return unreadable(input, error);
  const message = "the gzip data is damaged or ends too early; what came well before that was read";
  return new InputError([{ file: input, line: null, column: null, message }]);
}
