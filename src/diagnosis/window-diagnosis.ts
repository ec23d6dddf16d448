/** What the lines of an input say together: which are errors, what patterns they make, which causes they speak for.
 *  Lines go in one by one; the memory is bounded. Not here: reading files (the command), the sum of the evidence
 *  (`cause-ranking.ts`). */

import { redact } from "../responder/redact.ts";
import type { SignatureReader } from "../responder/signatures.ts";
import { type CauseRanking, rankCauses } from "./cause-ranking.ts";
import { CutLines, type LogLine, readLogLine } from "./log-format.ts";
import { TimeRuler } from "./occurrence-times.ts";
import { causesOf, type ErrorPattern, type LineVerdict, PatternLog, verdictOfCauses } from "./pattern-log.ts";
import { causeIn, partOfTrace } from "./stack-trace.ts";

export interface WindowDiagnosis extends CauseRanking {
  readonly lines: number;
  readonly errorLines: number;
  /** Commonest first. */
  readonly patterns: readonly ErrorPattern[];
  /** Error lines of patterns that were too rare to be kept. */
  readonly further: number;
  /** Milliseconds since 1970; null where many lines tell no time. */
  readonly range: { readonly from: number; readonly to: number } | null;
}

interface OpenEntry {
  readonly line: LogLine;
  text: string;
  /** A frame stood between: what is said to be the cause belongs to this entry. */
  isTrace: boolean;
  /** Below a Python traceback's frames. */
  awaitsException: boolean;
  cause: string | null;
}

const MOST_CHARACTERS = 4_000;
const SPEAKS_OF_ERROR =
  /error|exception|fail|fatal|panic|refused|denied|time[d -]*out|unavailable|exceed|exhaust|unauthori[sz]ed|forbidden|invalid|overload|traceback|cannot|could ?n[o']t|can't|unable|reset by peer|broken pipe|too many|reject|revoked|suspended|expired|missing|mismatch|limit|quota|credit|busy|\b[45]\d\d\b/i;
/** A line that its logger does not call an error speaks for a cause only when it speaks clearly. */
const CLEAR_DECIBANS = 5;

export class WindowReader {
  readonly #reader: SignatureReader;
  readonly #ruler = new TimeRuler();
  readonly #log: PatternLog;
  readonly #cut = new CutLines();
  #lines = 0;
  #errors = 0;
  #open: OpenEntry | null = null;

  constructor(reader: SignatureReader) {
    this.#reader = reader;
    this.#log = new PatternLog(reader, this.#ruler);
  }

  add(raw: string): void {
    this.#lines += 1;
    const whole = this.#cut.join(raw);
    if (whole !== null) this.#take(redact(whole));
  }

  /** What all lines so far say. More may follow. */
  diagnose(): WindowDiagnosis {
    for (const raw of this.#cut.rest()) this.#take(redact(raw));
    this.#close();
    const patterns = this.#log.patterns();
    return {
      lines: this.#lines,
      errorLines: this.#errors,
      patterns,
      further: this.#log.further,
      range: this.#ruler.taken * 2 >= this.#lines ? this.#ruler.range() : null,
      ...rankCauses(patterns, this.#errors),
    };
  }

  #take(raw: string): void {
    const line = readLogLine(raw);
    if (line.message.trim() === "") return;
    const open = this.#open;
    const part = line.beginsEntry ? null : partOfTrace(line.message);
    if (open !== null && this.#goesOn(open, line.message, part)) return;
    this.#close();
    if (line.time !== null) this.#ruler.take(line.time);
    const isOpening = part === "opening";
    this.#open = {
      line,
      text: line.message,
      isTrace: isOpening,
      awaitsException: isOpening,
      cause: null,
    };
  }

  /** Whether the line belongs to the entry before it. */
  #goesOn(open: OpenEntry, message: string, part: ReturnType<typeof partOfTrace>): boolean {
    switch (part) {
      case "frame":
        open.isTrace = true;
        return true;
      case "opening":
        open.isTrace = true;
        open.awaitsException = true;
        return true;
      case "chain":
        return open.isTrace;
      case "cause":
        if (!open.isTrace) return false;
        open.cause = causeIn(message);
        return true;
      case "detail":
        if (!open.awaitsException && open.text.length < MOST_CHARACTERS) open.text += ` ${message.trim()}`;
        return true;
      case null:
        if (!open.awaitsException) return false;
        open.awaitsException = false;
        // The first exception of a chain is what the others came of.
        open.cause ??= message;
        return true;
    }
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    const { line, cause } = open;
    const text = cause === null ? open.text : `${open.text} Caused by: ${cause}`;
    const message = text.slice(0, MOST_CHARACTERS);
    const speaksOfError = open.isTrace || SPEAKS_OF_ERROR.test(message);
    // What its logger calls no error is looked at closely only where its words give a reason.
    if (!speaksOfError && (line.loudness === "quiet" || line.loudness === "warning")) return;
    const pattern = this.#log.patternOf(message);
    if (!isError(line, pattern, speaksOfError)) return;
    this.#errors += 1;
    this.#log.count(pattern, line.time);
  }

  /** What one line says by itself, whatever stands around it. */
  verdictOn(raw: string): LineVerdict {
    const clean = redact(raw);
    const asItStands = causesOf(this.#reader.read(clean));
    if (asItStands.length === 1) return verdictOfCauses(asItStands);
    const { message } = readLogLine(clean);
    return verdictOfCauses(message === clean ? asItStands : causesOf(this.#reader.read(message)));
  }
}

function isError({ loudness }: LogLine, { causes, reading }: ErrorPattern, speaksOfError: boolean): boolean {
  switch (loudness) {
    case "error":
      return true;
    case null:
      return speaksOfError || causes.length > 0;
    case "warning":
    case "quiet":
      return causes.some((cause) => (reading.weights[cause] ?? 0) >= CLEAR_DECIBANS);
  }
}
