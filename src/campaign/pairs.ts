/** Drills of two campaigns paired by scenario and seed, and what changed between them: judgements and clocks. */

import type { TargetId } from "../runbook/vocabulary.ts";
import type { CampaignDocument } from "./document.ts";
import type { DrillRow } from "./drill-row.ts";
import { changedPairs, signedRanks } from "./paired-tests.ts";
import { medianOf, rounded } from "./statistics.ts";
import { clockIn } from "./summary.ts";

export interface Pair {
  readonly before: DrillRow;
  readonly after: DrillRow;
}

/** How many drills were right before and after, and how many changed. */
export interface Change {
  readonly before: number;
  readonly after: number;
  readonly worse: number;
  readonly better: number;
  /** By the exact McNemar test: of at least so many changing for the worse; of at least such a difference either way. */
  readonly chanceOfWorse: number;
  readonly chance: number;
}

export interface ChangedSeeds {
  readonly worse: readonly number[];
  readonly better: readonly number[];
}

export interface ClockChange {
  /** Both clocks stopped. */
  readonly pairs: number;
  /** Of the paired differences in milliseconds: above zero is slower. */
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Clocks that stopped before and never do now, and the other way round. They count as the largest differences. */
  readonly stopsNoMore: number;
  readonly stopsNow: number;
  /** By Wilcoxon's signed-rank test. */
  readonly chanceOfSlower: number;
  readonly chance: number;
}

/** Whether a drill was right in some respect. */
export type Judgement = (row: DrillRow) => boolean;

export function pairsOf(before: CampaignDocument, after: CampaignDocument): readonly Pair[] {
  const earlier = new Map(before.results.map((row) => [`${row.scenario} ${row.seed}`, row]));
  return after.results.flatMap((row) => {
    const other = earlier.get(`${row.scenario} ${row.seed}`);
    return other === undefined ? [] : [{ before: other, after: row }];
  });
}

export function seedsThatChanged(pairs: readonly Pair[], right: Judgement): ChangedSeeds {
  const seedsOf = (was: boolean): readonly number[] =>
    pairs
      .filter(({ before, after }) => right(before) === was && right(after) !== was)
      .map(({ after }) => after.seed);
  return { worse: seedsOf(true), better: seedsOf(false) };
}

export function changeIn(pairs: readonly Pair[], right: Judgement): Change {
  const seeds = seedsThatChanged(pairs, right);
  const [worse, better] = [seeds.worse.length, seeds.better.length];
  const chances = changedPairs(worse, better);
  return {
    before: pairs.filter(({ before }) => right(before)).length,
    after: pairs.filter(({ after }) => right(after)).length,
    worse,
    better,
    chanceOfWorse: chances.worse,
    chance: chances.either,
  };
}

/** Longer than any drill lasts: ranks are all that the test looks at. */
const LONGEST_MS = 1_000_000_000;

export function clockChangeIn(pairs: readonly Pair[], target: TargetId): ClockChange {
  const differences: number[] = [];
  let stopsNoMore = 0;
  let stopsNow = 0;
  for (const { before, after } of pairs) {
    const [was, is] = [clockIn(before, target), clockIn(after, target)];
    if (was === null || is === null || (was === "never" && is === "never")) continue;
    if (is === "never") stopsNoMore += 1;
    else if (was === "never") stopsNow += 1;
    else differences.push(is - was);
  }
  const { value, low, high } = medianOf(differences.sort((a, b) => a - b));
  const chances = signedRanks([
    ...differences,
    ...Array<number>(stopsNoMore).fill(LONGEST_MS),
    ...Array<number>(stopsNow).fill(-LONGEST_MS),
  ]);
  return {
    pairs: differences.length,
    median: value,
    low,
    high,
    stopsNoMore,
    stopsNow,
    chanceOfSlower: chances.worse,
    chance: chances.either,
  };
}

/** How much larger the share of right drills is than it was. */
export const shareGained = ({ before, after }: Change, pairs: number): number =>
  pairs === 0 ? 0 : rounded((after - before) / pairs);
