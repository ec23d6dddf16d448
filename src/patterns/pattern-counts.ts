/** What is counted of each template, by its number: one record of a typed array each, so that counting a line touches few
 *  lines of the processor's cache. */

import { commonestFirst, countRepo, type NumberedRepoCount, reposWithin } from "./repo-pairs.ts";

const KEPT_REPOS = 12;
const SHOWN_REPOS = 5;
/** Of a full table. */
const GIVE_WAY = 0.25;

const COUNT = 0;
const MISSED = 1;
const FIRST_LINE = 2;
const LAST_LINE = 3;
/** Pairs: a repository's number plus one (0 is none) and its lines. */
const REPOS = 4;
const RECORD = REPOS + 2 * KEPT_REPOS;

export interface PatternCount {
  readonly count: number;
  /** So many more lines may have come before it was first kept; 0 where there never were too many templates. */
  readonly missedAtMost: number;
  /** From 1. */
  readonly firstLine: number;
  readonly lastLine: number;
}

export class PatternCounts {
  readonly #records: Float64Array;
  /** The most that a template which gave way can have been counted. */
  #mostLost = 0;

  constructor(most: number) {
    this.#records = new Float64Array(most * RECORD);
  }

  begin(pattern: number, line: number): void {
    const record = pattern * RECORD;
    this.#records.fill(0, record, record + RECORD);
    this.#records[record + MISSED] = this.#mostLost;
    this.#records[record + FIRST_LINE] = line;
  }

  count(pattern: number, repo: number, line: number): void {
    const records = this.#records;
    const record = pattern * RECORD;
    (records[record + COUNT] as number) += 1;
    records[record + LAST_LINE] = line;
    countRepo(records, record + REPOS, record + RECORD, repo);
  }

  /** Numbers of templates: commonest first; ties in order of first appearance. */
  ranking(size: number): number[] {
    const field = (pattern: number, name: number): number => this.#records[pattern * RECORD + name] as number;
    return Array.from({ length: size }, (_, pattern) => pattern).sort(
      (a, b) => field(b, COUNT) - field(a, COUNT) || field(a, FIRST_LINE) - field(b, FIRST_LINE),
    );
  }

  of(pattern: number): PatternCount {
    const field = (name: number): number => this.#records[pattern * RECORD + name] as number;
    return {
      count: field(COUNT),
      missedAtMost: field(MISSED),
      firstLine: field(FIRST_LINE),
      lastLine: field(LAST_LINE),
    };
  }

  /** Commonest first. */
  reposOf(pattern: number): readonly NumberedRepoCount[] {
    const record = pattern * RECORD;
    const found = reposWithin(this.#records, record + REPOS, record + RECORD);
    const named = found.reduce((sum, { count }) => sum + count, 0);
    const rest = (this.#records[record + COUNT] as number) - named;
    if (rest > 0) found.push({ repo: -1, count: rest });
    return found.sort(commonestFirst).slice(0, SHOWN_REPOS);
  }

  /** Keeps the three quarters with the largest counts, of equal ones those seen last, and numbers them anew. */
  keepFrequent(size: number): { readonly kept: Int32Array; readonly lost: number } {
    const records = this.#records;
    const weights = Float64Array.from(
      { length: size },
      (_, pattern) =>
        (records[pattern * RECORD + COUNT] as number) + (records[pattern * RECORD + MISSED] as number),
    );
    const byWeight = Int32Array.from({ length: size }, (_, pattern) => pattern).sort(
      (a, b) =>
        (weights[b] as number) - (weights[a] as number) ||
        (records[b * RECORD + LAST_LINE] as number) - (records[a * RECORD + LAST_LINE] as number),
    );
    const keptCount = size - Math.max(1, Math.ceil(size * GIVE_WAY));
    let lost = 0;
    for (const pattern of byWeight.subarray(keptCount)) {
      lost += records[pattern * RECORD + COUNT] as number;
      this.#mostLost = Math.max(this.#mostLost, weights[pattern] as number);
    }
    const kept = byWeight.slice(0, keptCount).sort();
    this.#keep(kept);
    return { kept, lost };
  }

  #keep(numbers: Int32Array): void {
    for (const [pattern, old] of numbers.entries())
      this.#records.copyWithin(pattern * RECORD, old * RECORD, (old + 1) * RECORD);
  }
}
