/** Stack traces: which lines go on with the error before them, and what a whole trace says in one line. What counts is
 *  the error and its innermost cause; frames say where, not what. */

const FRAME =
  /^\s*(?:at [\w$.<>[\]/@ ]+[(:]|at (?:async |new )?\S+|File "[^"]+", line \d+|from \S+:\d+:in |\.\.\. \d+ (?:more|common frames)|#\d+ |\d+: 0x|goroutine \d+ \[|[\w./-]+\.go:\d+ \+0x|--- End of (?:inner|stack)|\^+\s*$)/;
const OPENS_TRACEBACK = /^\s*(?:[|+] *)?Traceback \(most recent call last\)/;
const CHAINS =
  /^(?:During handling of the above exception|The above exception was the direct cause|\s*Suppressed: )/;
const CAUSED_BY = /^\s*(?:Caused by|Root cause|\[cause\]|Inner exception)\s?:\s?/i;

/** An `aside` is told by its level. */
export type PartOfTrace = "frame" | "cause" | "opening" | "chain" | "detail" | "aside";

/** What an unwrapped line is to the error before it; null where it stands by itself. */
export function partOfTrace(line: string): PartOfTrace | null {
  if (FRAME.test(line)) return "frame";
  if (CAUSED_BY.test(line)) return "cause";
  if (OPENS_TRACEBACK.test(line)) return "opening";
  if (CHAINS.test(line)) return "chain";
  return /^\s+\S/.test(line) ? "detail" : null;
}

export const causeIn = (line: string): string => line.replace(CAUSED_BY, "");

/** A text of several lines, such as a stack trace in a field, as one: its first line, what it was caused by innermost,
 *  and the exception that ends a Python traceback. */
export function condensed(text: string): string {
  if (!text.includes("\n")) return text;
  let opened = false;
  let cause: string | null = null;
  const kept: string[] = [];
  for (const line of text.split("\n")) {
    const part = partOfTrace(line);
    if (part === "opening") opened = true;
    else if (part === "cause") cause = causeIn(line);
    else if (part === null && line.trim() !== "") {
      // The first exception of a chain of tracebacks is what the others came of.
      if (!opened || kept.length < MOST_KEPT) kept.push(line.trim());
    } else if (part === "detail" && !opened && kept.length > 0 && kept.length < MOST_KEPT)
      kept.push(line.trim());
  }
  if (cause !== null) kept.push(`Caused by: ${cause.trim()}`);
  return kept.length === 0
    ? text
    : [...kept.slice(0, MOST_KEPT), ...kept.slice(MOST_KEPT).slice(-1)].join(" ");
}

const MOST_KEPT = 12;
