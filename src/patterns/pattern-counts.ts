/** What is counted of each template, by its number, on typed arrays. */

import type { InstantMs } from "../units.ts";

const MOST_SAMPLE_BYTES = 512;
const KEPT_REPOS = 16;
const SHOWN_REPOS = 5;
/** Of a full table. */
const GIVE_WAY = 0.25;
const EMPTY = new Uint8Array();

export class PatternCounts {
  readonly #counts: Float64Array;
  readonly #missed: Float64Array;
  readonly #firstLines: Float64Array;
  readonly #lastLines: Float64Array;
  readonly #firstAt: Float64Array;
  readonly #lastAt: Float64Array;
  readonly #samples: Uint8Array[] = [];
  /** KEPT_REPOS for each template: a repository's number plus one, and its lines. */
  readonly #repos: Int32Array;
  readonly #repoCounts: Float64Array;
  /** The most that a template which gave way can have been counted. */
  #mostLost = 0;

  constructor(most: number) {
    this.#counts = new Float64Array(most);
    this.#missed = new Float64Array(most);
    this.#firstLines = new Float64Array(most);
    this.#lastLines = new Float64Array(most);
    this.#firstAt = new Float64Array(most);
    this.#lastAt = new Float64Array(most);
    this.#repos = new Int32Array(most * KEPT_REPOS);
    this.#repoCounts = new Float64Array(most * KEPT_REPOS);
  }

  begin(pattern: number, bytes: Uint8Array, start: number, stop: number, line: number, at: number): void {
    this.#counts[pattern] = 0;
    this.#missed[pattern] = this.#mostLost;
    this.#firstLines[pattern] = line;
    this.#firstAt[pattern] = at;
    this.#samples[pattern] = Uint8Array.from(
      bytes.subarray(start, Math.min(stop, start + MOST_SAMPLE_BYTES)),
    );
    this.#repos.fill(0, pattern * KEPT_REPOS, (pattern + 1) * KEPT_REPOS);
  }

  count(pattern: number, repo: number, line: number, at: number): void {
    (this.#counts[pattern] as number) += 1;
    this.#lastLines[pattern] = line;
    this.#lastAt[pattern] = at;
    if (repo < 0) return;
    const repos = this.#repos;
    const end = (pattern + 1) * KEPT_REPOS;
    for (let place = pattern * KEPT_REPOS; place < end; place += 1) {
      const kept = repos[place];
      if (kept === repo + 1) {
        (this.#repoCounts[place] as number) += 1;
        return;
      }
      if (kept === 0) {
        repos[place] = repo + 1;
        this.#repoCounts[place] = 1;
        return;
      }
    }
  }

  /** Numbers of templates: commonest first; ties in order of first appearance. */
  ranking(size: number): number[] {
    const counts = this.#counts;
    const firstLines = this.#firstLines;
    return Array.from({ length: size }, (_, pattern) => pattern).sort(
      (a, b) =>
        (counts[b] as number) - (counts[a] as number) ||
        (firstLines[a] as number) - (firstLines[b] as number),
    );
  }

  of(pattern: number) {
    const instant = (at: number): InstantMs | null => (Number.isNaN(at) ? null : (at as InstantMs));
    return {
      count: this.#counts[pattern] as number,
      missedAtMost: this.#missed[pattern] as number,
      firstLine: this.#firstLines[pattern] as number,
      lastLine: this.#lastLines[pattern] as number,
      firstAt: instant(this.#firstAt[pattern] as number),
      lastAt: instant(this.#lastAt[pattern] as number),
      sample: this.#samples[pattern] ?? EMPTY,
    };
  }

  /** Commonest first; the lines that named none, or one beyond the kept, together as -1. */
  reposOf(pattern: number): readonly { readonly repo: number; readonly count: number }[] {
    const found: { readonly repo: number; readonly count: number }[] = [];
    let rest = this.#counts[pattern] as number;
    for (let place = pattern * KEPT_REPOS; place < (pattern + 1) * KEPT_REPOS; place += 1) {
      const repo = (this.#repos[place] as number) - 1;
      if (repo < 0) break;
      const count = this.#repoCounts[place] as number;
      rest -= count;
      found.push({ repo, count });
    }
    if (rest > 0) found.push({ repo: -1, count: rest });
    return found.sort((a, b) => b.count - a.count || a.repo - b.repo).slice(0, SHOWN_REPOS);
  }

  /** Keeps the three quarters with the largest counts, for equal ones those seen last, and numbers them anew. */
  keepFrequent(size: number): { readonly kept: Int32Array; readonly lost: number } {
    const weight = (pattern: number): number =>
      (this.#counts[pattern] as number) + (this.#missed[pattern] as number);
    const byWeight = Int32Array.from({ length: size }, (_, pattern) => pattern).sort(
      (a, b) => weight(b) - weight(a) || (this.#lastLines[b] as number) - (this.#lastLines[a] as number),
    );
    const keptCount = size - Math.max(1, Math.ceil(size * GIVE_WAY));
    let lost = 0;
    for (const pattern of byWeight.subarray(keptCount)) {
      lost += this.#counts[pattern] as number;
      this.#mostLost = Math.max(this.#mostLost, weight(pattern));
    }
    const kept = byWeight.slice(0, keptCount).sort();
    for (let pattern = 0; pattern < kept.length; pattern += 1) this.#move(kept[pattern] as number, pattern);
    this.#samples.length = kept.length;
    return { kept, lost };
  }

  #move(from: number, to: number): void {
    for (const numbers of [
      this.#counts,
      this.#missed,
      this.#firstLines,
      this.#lastLines,
      this.#firstAt,
      this.#lastAt,
    ])
      numbers[to] = numbers[from] as number;
    this.#samples[to] = this.#samples[from] as Uint8Array;
    this.#repos.copyWithin(to * KEPT_REPOS, from * KEPT_REPOS, (from + 1) * KEPT_REPOS);
    this.#repoCounts.copyWithin(to * KEPT_REPOS, from * KEPT_REPOS, (from + 1) * KEPT_REPOS);
  }
}
