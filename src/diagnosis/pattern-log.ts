/** Error lines as patterns: templates with counts, what each says of the causes, and when it came. Bounded: where there
 *  are too many templates, the rarest that say nothing give way, and are counted together. */

import { present } from "../assert.ts";
import { TextMask } from "../patterns/masked-text.ts";
import { commonestFirst, countRepo, type NumberedRepoCount, reposWithin } from "../patterns/repo-pairs.ts";
import { withoutCounts } from "../patterns/without-counts.ts";
import type { LineReading, SignatureReader } from "../responder/signatures.ts";
import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import { type Course, courseOf, OccurrenceTimes, type TimeRange } from "./occurrence-times.ts";

export type LineVerdict = CauseId | "other" | "ambiguous";

/** A pattern with what was counted of it so far. */
export interface ErrorPattern {
  readonly template: string;
  /** The causes that it speaks for most, alike; none says something else. */
  readonly causes: readonly CauseId[];
  readonly reading: LineReading;
  readonly count: number;
  readonly course: Course;
  /** Milliseconds since 1970; null where the first line tells no time. */
  readonly firstTime: number | null;
  /** From 1. */
  readonly firstLine: number;
  /** The first so many that lines named, commonest first. */
  readonly repos: readonly NumberedRepoCount[];
}

interface KnownPattern {
  /** Causes and template. */
  readonly name: string;
  readonly template: string;
  readonly causes: readonly CauseId[];
  readonly reading: LineReading;
  /** Where it is counted. */
  readonly row: number;
}

/** Of a pattern, as numbers: one row of memory for each, since lines of thousands of patterns take turns. */
const COUNT = 0;
const TIMED = 1;
const FIRST_LINE = 2;
const REPOS = 3;
const ROW = 19;

export const MOST_PATTERNS = 5_000;
/** Of messages, numbers and all. */
const MOST_FORMS = 8_000;
const KEPT_OF_FULL = 4_000;
/** Where a line comes from is counted by itself. */
const PLACES_IN_FRONT = /^(?:(?:repo(?:sitory)?|pod|hostname)=\* ?)+/;

export const causesOf = ({ shares }: Pick<LineReading, "shares">): readonly CauseId[] =>
  CAUSE_IDS.filter((cause) => shares[cause] !== undefined);

export function verdictOfCauses(causes: readonly CauseId[]): LineVerdict {
  const [only] = causes;
  if (only === undefined) return "other";
  return causes.length === 1 ? only : "ambiguous";
}

export class PatternLog {
  readonly #reader: SignatureReader;
  readonly #mask = new TextMask();
  readonly #byForm = new Map<string, KnownPattern>();
  readonly #patterns = new Map<string, KnownPattern>();
  readonly #rows = new Uint32Array(MOST_PATTERNS * ROW);
  readonly #firstTimes = new Float64Array(MOST_PATTERNS);
  #freeRows = Array.from({ length: MOST_PATTERNS }, (_, row) => MOST_PATTERNS - 1 - row);
  readonly times = new OccurrenceTimes(MOST_PATTERNS);
  /** Of templates that gave way. */
  further = 0;
  /** Another one whenever templates gave way: rows that were told before may be others' by then. */
  generation = 0;

  constructor(reader: SignatureReader) {
    this.#reader = reader;
  }

  /** What of a message is not variable. */
  formOf(message: string): string {
    return this.#mask.templateOf(message);
  }

  /** What a message says; read once for each of its forms. Forms that differ by counts only are one pattern where they say
   *  the same. */
  patternOf(form: string, message: string): KnownPattern {
    let pattern = this.#byForm.get(form);
    if (pattern === undefined) {
      if (this.#byForm.size >= MOST_FORMS) this.#byForm.clear();
      pattern = this.#patternFor(
        withoutCounts(form).replace(PLACES_IN_FRONT, ""),
        this.#reader.read(message),
      );
      this.#byForm.set(form, pattern);
    }
    return pattern;
  }

  #patternFor(template: string, reading: LineReading): KnownPattern {
    const causes = causesOf(reading);
    const name = `${causes.join()} ${template}`;
    let pattern = this.#patterns.get(name);
    if (pattern === undefined) {
      if (this.#patterns.size >= MOST_PATTERNS) this.#makeRoom();
      const row = present(this.#freeRows.pop(), "a free row");
      this.#rows.fill(0, row * ROW, (row + 1) * ROW);
      this.times.clear(row);
      pattern = { name, template, causes, reading, row };
      this.#patterns.set(name, pattern);
    }
    return pattern;
  }

  /** @param time NaN where the line tells none
   *  @param column the time's
   *  @param repo negative where the line names none */
  count(row: number, line: number, time: number, column: number, repo: number): void {
    const rows = this.#rows;
    const at = row * ROW;
    if (rows[at + COUNT] === 0) {
      rows[at + FIRST_LINE] = line;
      this.#firstTimes[row] = time;
    }
    (rows[at + COUNT] as number) += 1;
    if (!Number.isNaN(time)) {
      (rows[at + TIMED] as number) += 1;
      this.times.add(row, column);
    }
    countRepo(rows, at + REPOS, at + ROW, repo);
  }

  /** Commonest first, ties in order of first appearance. */
  patterns(): readonly ErrorPattern[] {
    const range = this.times.range();
    const counted = [...this.#patterns.values()]
      .filter(({ row }) => this.#countOf(row) > 0)
      .map((pattern) => this.#counted(pattern, range));
    return withoutStrays(counted).sort((a, b) => b.count - a.count || a.firstLine - b.firstLine);
  }

  #counted({ template, causes, reading, row }: KnownPattern, range: TimeRange | null): ErrorPattern {
    const firstTime = this.#firstTimes[row] as number;
    const at = row * ROW;
    const [count = 0, timed = 0, firstLine = 0] = this.#rows.subarray(at, at + REPOS);
    return {
      template,
      causes,
      reading,
      count,
      // Times say something only where nearly all lines have one.
      course: causes.length > 0 && timed * 10 >= count * 9 ? courseOf(this.times, row, range) : "unclear",
      firstTime: Number.isNaN(firstTime) ? null : firstTime,
      firstLine,
      repos: reposWithin(this.#rows, at + REPOS, at + ROW).sort(commonestFirst),
    };
  }

  #countOf(row: number): number {
    return this.#rows[row * ROW + COUNT] as number;
  }

  #makeRoom(): void {
    const rank = ({ row, causes }: KnownPattern): number =>
      this.#countOf(row) * (causes.length > 0 ? 1_000 : 1);
    const byWorth = [...this.#patterns.values()].sort((a, b) => rank(b) - rank(a));
    for (const { name, row } of byWorth.slice(KEPT_OF_FULL)) {
      this.#patterns.delete(name);
      this.#freeRows.push(row);
      this.further += this.#countOf(row);
    }
    this.#byForm.clear();
    this.generation += 1;
  }
}

/** Of lines with one template nine in ten say one thing: the others happened to hold a number that means something
 *  elsewhere. */
function withoutStrays(patterns: readonly ErrorPattern[]): ErrorPattern[] {
  const byTemplate = new Map<string, ErrorPattern[]>();
  for (const pattern of patterns) {
    const alike = byTemplate.get(pattern.template);
    if (alike === undefined) byTemplate.set(pattern.template, [pattern]);
    else alike.push(pattern);
  }
  return [...byTemplate.values()].flatMap((alike) => {
    const all = alike.reduce((sum, { count }) => sum + count, 0);
    const main = alike.find(({ count }) => count * 10 >= all * 9);
    if (main === undefined || alike.length === 1) return alike;
    return [{ ...main, count: all, firstLine: Math.min(...alike.map(({ firstLine }) => firstLine)) }];
  });
}
