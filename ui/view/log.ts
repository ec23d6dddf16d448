/** The tail of what the pods print, without the routine: in peace it stands nearly still, in trouble it does not.
 *  Only the last lines are kept; `dropped` counts the others, so that a line keeps its number. */

import type { EventOf } from "../../src/responder/event.ts";
import type { InstantMs } from "../../src/units.ts";

export interface LogLine {
  readonly at: InstantMs;
  readonly pod: string;
  readonly text: string;
}

export interface LogTail {
  readonly dropped: number;
  readonly lines: readonly LogLine[];
}

export const NO_LOG: LogTail = { dropped: 0, lines: [] };

export const KEPT_LINES = 400;

/** Lines that call themselves routine. What cannot be told is shown. */
const ROUTINE =
  /\b(?:INFO|DEBUG|TRACE|NOTICE)\b|"level"\s*:\s*"?(?:info|debug|trace|20|30)\b|level=(?:info|debug|trace)\b/i;

export function logged(log: LogTail, { at, pod, lines }: EventOf<"log-batch">): LogTail {
  const fresh = lines.filter((text) => !ROUTINE.test(text)).map((text): LogLine => ({ at, pod, text }));
  if (fresh.length === 0) return log;
  const all = [...log.lines, ...fresh];
  const over = Math.max(0, all.length - KEPT_LINES);
  return { dropped: log.dropped + over, lines: over === 0 ? all : all.slice(over) };
}
