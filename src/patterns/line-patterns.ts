/** Log lines, given as bytes in pieces cut anywhere, as templates with counts. No text is made of a line; templates become
 *  text when they are asked for.
 *  Bounded: at most `mostPatterns` templates. Where there are more, the quarter with the smallest counts gives way at once;
 *  a template that comes (again) later may have been counted that often before (`missedAtMost`), and is ranked for its
 *  stay as if it had been (space saving, a quarter at a time), so that what is frequent always stays.
 *  Results depend on the bytes alone, not on where they were cut. Not here: secrets, which the caller redacts. */

import type { InstantMs } from "../units.ts";
import { CARRIAGE_RETURN, LINE_FEED, SPACE, TAB } from "./byte-kinds.ts";
import { ByteTable } from "./byte-table.ts";
import { cleanLine } from "./clean-line.ts";
import { type LineBytes, lineBytes } from "./line-bytes.ts";
import { MaskedLine, MOST_LINE_BYTES, MOST_REPO_BYTES } from "./masked-line.ts";
import { messageStart, NO_ERROR, UNCLEAN } from "./message-start.ts";
import { type PatternCount, PatternCounts } from "./pattern-counts.ts";
import { templateId, textOfBytes } from "./template-text.ts";

export interface LinePatternsOptions {
  /** `errors` by default: lines whose level says so. */
  readonly lines?: "errors" | "all";
  readonly mostPatterns?: number;
}

export interface RepoCount {
  /** Empty for lines that name none, and for those beyond the first repositories. */
  readonly repo: string;
  readonly count: number;
}

export interface PatternSummary extends PatternCount {
  /** The hash of the template's bytes: the same in every run. */
  readonly id: string;
  readonly template: string;
  /** Commonest first. */
  readonly repos: readonly RepoCount[];
}

const MOST_PATTERNS = 20_000;
const MOST_TEMPLATES_BYTES = 16_777_216;
const MOST_REPOS = 1_000;

export class LinePatterns {
  readonly #isEveryLine: boolean;
  readonly #line = new MaskedLine();
  readonly #templates: ByteTable;
  readonly #repos = new ByteTable(MOST_REPOS, MOST_REPOS * MOST_REPO_BYTES);
  readonly #counts: PatternCounts;
  /** The beginning of a line whose end has not come yet. */
  readonly #begun = lineBytes(new Uint8Array(MOST_LINE_BYTES));
  #begunBytes = 0;
  #isBegun = false;
  readonly #clean = lineBytes(new Uint8Array(MOST_LINE_BYTES));
  #at = Number.NaN;
  /** All lines so far. */
  lines = 0;
  /** Lines that were counted to a template, kept or not. */
  counted = 0;
  /** Of these, the ones whose template gave way. */
  further = 0;

  constructor({ lines = "errors", mostPatterns = MOST_PATTERNS }: LinePatternsOptions = {}) {
    this.#isEveryLine = lines === "all";
    this.#templates = new ByteTable(mostPatterns, MOST_TEMPLATES_BYTES);
    this.#counts = new PatternCounts(mostPatterns);
  }

  /** @param at when the lines that end within these bytes were read, or happened */
  push(bytes: Uint8Array, at: InstantMs | null = null): void {
    this.#at = at ?? Number.NaN;
    let start = 0;
    if (this.#isBegun) {
      const end = bytes.indexOf(LINE_FEED);
      this.#keepBeginning(bytes, 0, end < 0 ? bytes.length : end);
      if (end < 0) return;
      this.#finishBegun();
      start = end + 1;
    }
    const source = lineBytes(bytes);
    for (let end = bytes.indexOf(LINE_FEED, start); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      this.#take(source, start, end);
      start = end + 1;
    }
    if (start < bytes.length) this.#keepBeginning(bytes, start, bytes.length);
  }

  /** A last line needs no line break. */
  end(): void {
    if (this.#isBegun) this.#finishBegun();
  }

  /** Templates that are kept. */
  get size(): number {
    return this.#templates.size;
  }

  /** Commonest first; ties in order of first appearance. */
  patterns(most = Number.POSITIVE_INFINITY): readonly PatternSummary[] {
    const counts = this.#counts;
    return counts
      .ranking(this.#templates.size)
      .slice(0, most)
      .map((pattern) => {
        const bytes = this.#templates.textOf(pattern);
        return {
          id: templateId(bytes),
          template: textOfBytes(bytes),
          ...counts.of(pattern),
          repos: counts.reposOf(pattern).map(({ repo, count }) => ({
            repo: repo < 0 ? "" : textOfBytes(this.#repos.textOf(repo)),
            count,
          })),
        };
      });
  }

  #keepBeginning(bytes: Uint8Array, start: number, end: number): void {
    this.#isBegun = true;
    const room = MOST_LINE_BYTES - this.#begunBytes;
    const kept = bytes.subarray(start, Math.min(end, start + room));
    this.#begun.bytes.set(kept, this.#begunBytes);
    this.#begunBytes += kept.length;
  }

  #finishBegun(): void {
    const length = this.#begunBytes;
    this.#isBegun = false;
    this.#begunBytes = 0;
    this.#take(this.#begun, 0, length);
  }

  #take(source: LineBytes, start: number, end: number): void {
    this.lines += 1;
    const stop = endOfText(source.bytes, start, Math.min(end, start + MOST_LINE_BYTES));
    if (start === stop) return;
    if (this.#read(source, start, stop)) return;
    const length = cleanLine(source.bytes, start, stop, this.#clean.bytes);
    if (length > 0) this.#read(this.#clean, 0, length);
  }

  /** @returns false when the line must be cleaned first */
  #read(source: LineBytes, start: number, stop: number): boolean {
    const line = this.#line;
    line.repo.length = 0;
    const message = messageStart(source.bytes, start, stop, this.#isEveryLine, line);
    if (message === NO_ERROR) return true;
    if (message === UNCLEAN || !line.read(source, message, stop)) return false;
    this.counted += 1;
    const { template } = line;
    let pattern = this.#templates.find(template);
    if (pattern < 0) {
      while (!this.#templates.hasRoomFor(template)) this.#makeRoom();
      pattern = this.#templates.add(template);
      this.#counts.begin(pattern, source.bytes.subarray(start, stop), this.lines, this.#at);
    }
    this.#counts.count(pattern, this.#repoOf(), this.lines, this.#at);
    return true;
  }

  /** Negative when the line names none, or one too many. */
  #repoOf(): number {
    const { repo } = this.#line;
    if (repo.length === 0) return -1;
    const known = this.#repos.find(repo);
    if (known >= 0 || !this.#repos.hasRoomFor(repo)) return known;
    return this.#repos.add(repo);
  }

  #makeRoom(): void {
    const { kept, lost } = this.#counts.keepFrequent(this.#templates.size);
    this.#templates.keep(kept);
    this.further += lost;
  }
}

/** Without the carriage return and spaces at the end. */
function endOfText(bytes: Uint8Array, start: number, end: number): number {
  let stop = end;
  while (stop > start) {
    const byte = bytes[stop - 1];
    if (byte !== CARRIAGE_RETURN && byte !== SPACE && byte !== TAB) break;
    stop -= 1;
  }
  return stop;
}
