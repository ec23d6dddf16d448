/** Error lines over time: templates with counts, and minute buckets by repository, in bounded memory.
 *  Invariants: at most MAX_PATTERNS templates (further ones count as one that says nothing), each of bounded length;
 *  buckets older than
 *  KEPT_MINUTES are dropped. Window totals are what the facts of diagnosis are made of. */

import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import type { DurationMs, InstantMs } from "../units.ts";
import { maskVariables, readErrorLine } from "./log-lines.ts";
import { type Classifier, PARTS } from "./signatures.ts";
import type { ErrorBucket, ErrorTally, LogWatch, Pattern } from "./state.ts";

const MAX_PATTERNS = 400;
/** Of a message; what tells causes apart stands further ahead, even in a stack trace made one line. */
const MAX_CHARACTERS = 2_000;
const KEPT_MINUTES = 75;
const OVERFLOW = "(further patterns)";
const MS_PER_MINUTE = 60_000;

/** What reading a line needs to know. Only known repositories are counted by name, so that hostile log text can
 *  neither grow the memory nor pose as a property of an object. */
export interface LineReader {
  readonly classify: Classifier;
  readonly repositories: ReadonlySet<string>;
}

export const NO_REPO = "-";

export function readLines(
  watch: LogWatch,
  at: InstantMs,
  lines: readonly string[],
  reader: LineReader,
): void {
  const minute = Math.floor(at / MS_PER_MINUTE);
  watch.since ??= minute;
  for (const line of lines) {
    const error = readErrorLine(line);
    if (error === null) continue;
    watch.errors += 1;
    const pattern = patternOf(watch, at, error.message, reader.classify);
    const repo = reader.repositories.has(error.repo) ? error.repo : NO_REPO;
    count(bucketOf(watch, minute), repo, pattern, watch.patterns[pattern] as Pattern);
  }
}

function patternOf(watch: LogWatch, at: InstantMs, message: string, classify: Classifier): number {
  const template = maskVariables(message.slice(0, MAX_CHARACTERS));
  const index = indexOf(watch);
  const known = index.get(template);
  if (known !== undefined) return touch(watch, known, at);
  const full = watch.patterns.length >= MAX_PATTERNS;
  const name = full ? OVERFLOW : template;
  const overflow = full ? index.get(OVERFLOW) : undefined;
  if (overflow !== undefined) return touch(watch, overflow, at);
  const key = watch.patterns.length;
  index.set(name, key);
  watch.patterns.push({
    template: name,
    sample: full ? OVERFLOW : message.slice(0, MAX_CHARACTERS),
    speaks: full ? {} : classify(template),
    count: 1,
    firstAt: at,
    lastAt: at,
  });
  return key;
}

/** Places of the templates among the patterns. No part of the state: it is made anew from one that was read back. */
const INDEXES = new WeakMap<LogWatch, Map<string, number>>();

function indexOf(watch: LogWatch): Map<string, number> {
  let index = INDEXES.get(watch);
  if (index === undefined) {
    index = new Map(watch.patterns.map(({ template }, key) => [template, key]));
    INDEXES.set(watch, index);
  }
  return index;
}

function touch(watch: LogWatch, key: number, at: InstantMs): number {
  const pattern = watch.patterns[key];
  if (pattern !== undefined) {
    pattern.count += 1;
    pattern.lastAt = at;
  }
  return key;
}

function bucketOf(watch: LogWatch, minute: number): ErrorBucket {
  const last = watch.buckets.at(-1);
  if (last !== undefined && last.minute === minute) return last;
  const bucket: ErrorBucket = { minute, patterns: [], repos: {} };
  watch.buckets.push(bucket);
  while ((watch.buckets[0] as ErrorBucket).minute < minute - KEPT_MINUTES) watch.buckets.shift();
  return bucket;
}

const LINES = 0;
const UNMATCHED = 1;
const FIRST_CAUSE = 2;

const emptyTally = (): ErrorTally => [0, 0, ...CAUSE_IDS.map(() => 0)];

function count(bucket: ErrorBucket, repo: string, id: number, { speaks }: Pattern): void {
  // Without holes, which JSON would not keep.
  while (bucket.patterns.length <= id) bucket.patterns.push(0);
  (bucket.patterns[id] as number) += 1;
  let tally = bucket.repos[repo];
  if (tally === undefined) {
    tally = emptyTally();
    bucket.repos[repo] = tally;
  }
  add(tally, LINES, 1);
  let matched = false;
  for (let index = 0; index < CAUSE_IDS.length; index += 1) {
    const parts = speaks[CAUSE_IDS[index] as CauseId];
    if (parts === undefined) continue;
    add(tally, FIRST_CAUSE + index, parts);
    matched = true;
  }
  if (!matched) add(tally, UNMATCHED, 1);
}

function add(tally: ErrorTally, index: number, amount: number): void {
  tally[index] = (tally[index] ?? 0) + amount;
}

export interface WindowErrors {
  readonly all: ErrorTally;
  readonly byRepo: Map<string, ErrorTally>;
}

export const linesOf = (tally: ErrorTally): number => tally[LINES] ?? 0;
export const unmatchedOf = (tally: ErrorTally): number => tally[UNMATCHED] ?? 0;
/** In twelfths of a line. */
export const partsOf = (tally: ErrorTally, cause: CauseId): number =>
  tally[FIRST_CAUSE + CAUSE_IDS.indexOf(cause)] ?? 0;

/** Totals over the minutes in [from, to], both included. */
export function totals(watch: LogWatch, from: number, to: number): WindowErrors {
  const window: WindowErrors = { all: emptyTally(), byRepo: new Map() };
  for (const bucket of watch.buckets) {
    if (bucket.minute < from || bucket.minute > to) continue;
    for (const repo in bucket.repos) {
      let tally = window.byRepo.get(repo);
      if (tally === undefined) {
        tally = emptyTally();
        window.byRepo.set(repo, tally);
      }
      const seen = bucket.repos[repo] as ErrorTally;
      for (let index = 0; index < seen.length; index += 1) {
        add(tally, index, seen[index] as number);
        add(window.all, index, seen[index] as number);
      }
    }
  }
  return window;
}

/** What remains of a window's totals above the base rate of the minutes before it, never below zero: noise that was
 *  there already does not count. */
export function aboveBase(
  seen: ErrorTally,
  seenMinutes: number,
  base: ErrorTally,
  baseMinutes: number,
): ErrorTally {
  const fresh = seen.map((total, index) =>
    baseMinutes === 0
      ? total
      : Math.max(0, Math.round(total - ((base[index] as number) * seenMinutes) / baseMinutes)),
  );
  let parts = 0;
  for (const cause of CAUSE_IDS) parts += partsOf(fresh, cause);
  fresh[LINES] = unmatchedOf(fresh) + Math.round(parts / PARTS);
  return fresh;
}

export interface PatternCount {
  readonly pattern: Pattern;
  /** In the minutes asked for. */
  readonly count: number;
}

/** The commonest patterns of the minutes in [from, to], most frequent first; ties in order of first appearance. */
export function commonest(watch: LogWatch, from: number, to: number, most: number): readonly PatternCount[] {
  const counts = watch.patterns.map(() => 0);
  for (const { minute, patterns } of watch.buckets) {
    if (minute < from || minute > to) continue;
    for (let id = 0; id < patterns.length; id += 1) (counts[id] as number) += patterns[id] as number;
  }
  return counts
    .map((count, id) => ({ pattern: watch.patterns[id] as Pattern, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}

export const minuteOf = (at: InstantMs): number => Math.floor(at / MS_PER_MINUTE);
export const minutesIn = (duration: DurationMs): number => Math.ceil(duration / MS_PER_MINUTE);
