/** What the lines of an input say together: which are errors, what patterns they make, which causes they speak for.
 *  Lines go in one by one; the memory is bounded. Not here: reading files (the command), the sum of the evidence
 *  (`cause-ranking.ts`). */

import { type LineBytes, lineBytes } from "../patterns/line-bytes.ts";
import { redact } from "../responder/redact.ts";
import type { SignatureReader } from "../responder/signatures.ts";
import { type CauseRanking, rankCauses } from "./cause-ranking.ts";
import { LineShapes, type ReadLine } from "./line-shapes.ts";
import { readLogLine } from "./log-format.ts";
import type { Loudness } from "./log-level.ts";
import type { TimeRange } from "./occurrence-times.ts";
import { causesOf, type ErrorPattern, type LineVerdict, PatternLog, verdictOfCauses } from "./pattern-log.ts";
import { causeIn } from "./stack-trace.ts";

export interface WindowDiagnosis extends CauseRanking {
  readonly lines: number;
  readonly errorLines: number;
  /** Commonest first. */
  readonly patterns: readonly ErrorPattern[];
  /** Error lines of patterns that were too rare to be kept. */
  readonly further: number;
  /** Milliseconds since 1970; null where many entries tell no time. */
  readonly range: TimeRange | null;
  readonly repoNamed: (repo: number) => string;
}

const MOST_CHARACTERS = 4_000;
const SPEAKS_OF_ERROR =
  /error|exception|fail|fatal|panic|refused|denied|time[d -]*out|unavailable|exceed|exhaust|unauthori[sz]ed|forbidden|invalid|overload|traceback|cannot|could ?n[o']t|can't|unable|reset by peer|broken pipe|too many|reject|revoked|suspended|expired|missing|mismatch|limit|quota|credit|busy|(?<![:.\d#/-])\b[45]\d\d\b(?![\d.-]| (?:rows?|ms|bytes|items?|records?|lines?|users?|entries)\b)/i;
/** A request that was answered: of these the status alone decides. */
const ANSWERED = /"[A-Z]{3,7} \S* HTTP\/\S+" (\d{3})\b/;
const REFUSALS = ["401", "403", "408", "429"];
/** In place of a row. */
const NO_ERROR = -1;
const MOST_FOLLOWING = 20;
const MOST_TRACES = 2_000;
/** A line that its logger does not call an error speaks for a cause only when it speaks clearly. */
const CLEAR_DECIBANS = 5;

const encoder = new TextEncoder();

export class WindowReader {
  readonly #reader: SignatureReader;
  readonly #log: PatternLog;
  readonly #shapes: LineShapes;
  #lines = 0;
  /** Entries, errors or not. */
  #begun = 0;
  #errors = 0;
  /** The line that began the entry which others may still go on with, and what these said. */
  #open: ReadLine | null = null;
  #openLine = 0;
  #openTime = Number.NaN;
  #openColumn = 0;
  #openRepo = -1;
  #more = "";
  #following = 0;
  /** A frame stood between: what is said to be the cause belongs to this entry. */
  #isTrace = false;
  /** Below a Python traceback's frames. */
  #awaitsException = false;
  #cause: string | null = null;
  readonly #ofTraces = new Map<string, number>();
  /** The log's generation that these rows are of. */
  #judgedIn = -1;

  /** @param mostShapes so many shapes of lines are remembered at most; of none, every line is taken apart: slow, and the
   *  same result */
  constructor(reader: SignatureReader, mostShapes?: number) {
    this.#reader = reader;
    this.#log = new PatternLog(reader);
    this.#shapes = new LineShapes(mostShapes);
  }

  add(text: string): void {
    const bytes = encoder.encode(text);
    this.take(lineBytes(bytes), 0, bytes.length);
  }

  /** A line where it stands. */
  take(source: LineBytes, start: number, stop: number): void {
    this.#lines += 1;
    const line = this.#shapes.read(source, start, stop);
    if (line !== null) this.#take(line);
  }

  /** What all lines so far say, but for the last entry, which may go on. */
  soFar(): WindowDiagnosis {
    const patterns = this.#log.patterns();
    return {
      lines: this.#lines,
      errorLines: this.#errors,
      patterns,
      further: this.#log.further,
      range: this.#log.times.taken * 2 >= this.#begun ? this.#log.times.range() : null,
      repoNamed: (repo) => redact(this.#shapes.repoNamed(repo)),
      ...rankCauses(patterns, this.#errors),
    };
  }

  /** What all lines say; nothing follows on them. */
  diagnose(): WindowDiagnosis {
    for (const line of this.#shapes.rest()) this.#take(line);
    this.#close();
    return this.soFar();
  }

  #take(line: ReadLine): void {
    if (line.message === "") return;
    if (this.#open !== null && this.#goesOn(line)) return;
    this.#close();
    const { time } = this.#shapes;
    if (!Number.isNaN(time)) this.#openColumn = this.#log.times.take(time);
    this.#begun += 1;
    this.#open = line;
    this.#openLine = this.#lines;
    this.#openTime = time;
    this.#openRepo = this.#shapes.repo;
    this.#more = "";
    this.#following = 0;
    this.#isTrace = line.part === "opening";
    this.#awaitsException = this.#isTrace;
    this.#cause = null;
  }

  /** Whether the line belongs to the entry before it. */
  #goesOn(line: ReadLine): boolean {
    const { message, part } = line;
    switch (part) {
      case "frame":
        this.#isTrace = true;
        return true;
      case "opening":
        this.#isTrace = true;
        this.#awaitsException = true;
        return true;
      case "aside":
        return true;
      case "chain":
        return this.#isTrace;
      case "cause":
        if (!this.#isTrace) return false;
        this.#cause = causeIn(message);
        return true;
      case "detail":
        if (!this.#awaitsException && this.#more.length < MOST_CHARACTERS) this.#more += ` ${message.trim()}`;
        return true;
      case null:
        if (!this.#awaitsException) return this.#isMoreOfError(line);
        this.#awaitsException = false;
        // The first exception of a chain is what the others came of.
        this.#cause ??= message;
        return true;
    }
  }

  /** Behind an error that its logger gave a time, lines without anything before them say more of it. Not many: then they
   *  are somebody else's. */
  #isMoreOfError({ message, isDressed }: ReadLine): boolean {
    const isError = this.#open?.loudness === "error" && !Number.isNaN(this.#openTime);
    if (!isError || isDressed || !Number.isNaN(this.#shapes.time) || this.#following === MOST_FOLLOWING)
      return false;
    this.#following += 1;
    if (this.#more.length < MOST_CHARACTERS) this.#more += ` ${message.trim()}`;
    return true;
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    const row = this.#judged(open);
    if (row === NO_ERROR) return;
    this.#errors += 1;
    this.#log.count(row, this.#openLine, this.#openTime, this.#openColumn, this.#openRepo);
  }

  /** The row that an entry is counted to. Entries of one line are remembered by the line, the others by their text. */
  #judged(open: ReadLine): number {
    if (this.#isTrace || this.#more !== "") return this.#judgedTogether(open);
    if (open.judgedIn !== this.#log.generation) {
      open.alone = this.#judge(open.message.slice(0, MOST_CHARACTERS), open.loudness, false);
      open.judgedIn = this.#log.generation;
    }
    return open.alone;
  }

  #judgedTogether({ message, loudness }: ReadLine): number {
    const cause = this.#cause === null ? "" : ` Caused by: ${this.#cause}`;
    const text = `${message}${this.#more}${cause}`.slice(0, MOST_CHARACTERS);
    const key = `${loudness} ${this.#isTrace} ${text}`;
    const known = this.#judgedIn === this.#log.generation ? this.#ofTraces.get(key) : undefined;
    if (known !== undefined) return known;
    const row = this.#judge(text, loudness, this.#isTrace);
    if (this.#judgedIn !== this.#log.generation || this.#ofTraces.size >= MOST_TRACES) this.#ofTraces.clear();
    this.#judgedIn = this.#log.generation;
    this.#ofTraces.set(key, row);
    return row;
  }

  #judge(message: string, loudness: Loudness | null, isTrace: boolean): number {
    // Of the form, since all lines of a shape are judged by their first: what is variable must not matter.
    const form = this.#log.formOf(message);
    const speaksOfError = isTrace || speaksOf(form);
    // What its logger calls no error is looked at closely only where its words give a reason.
    if (!speaksOfError && (loudness === "quiet" || loudness === "warning")) return NO_ERROR;
    const pattern = this.#log.patternOf(form, message);
    return isError(loudness, pattern, speaksOfError) ? pattern.row : NO_ERROR;
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

function speaksOf(message: string): boolean {
  const status = ANSWERED.exec(message)?.[1];
  return status === undefined ? SPEAKS_OF_ERROR.test(message) : status >= "500" || REFUSALS.includes(status);
}

function isError(
  loudness: Loudness | null,
  { causes, reading }: Pick<ErrorPattern, "causes" | "reading">,
  speaksOfError: boolean,
): boolean {
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
