/** The causes ranked by what the patterns say, in decibans that a person can add up: each item shows what it adds.
 *  Counts saturate, since five hundred lines of one template are not five hundred proofs; further patterns of one cause
 *  count half of the one before; what ran evenly all along while others burst was there before, and counts nothing. */

import { probabilityOf } from "../responder/decibans.ts";
import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import type { Course } from "./occurrence-times.ts";
import type { ErrorPattern } from "./pattern-log.ts";

export type Contribution =
  | {
      readonly of: "pattern";
      readonly decibans: number;
      readonly pattern: ErrorPattern;
      readonly course: Course;
    }
  | { readonly of: "prior"; readonly decibans: number }
  /** Of the lines that speak for any cause, so many in a hundred speak for this one. */
  | { readonly of: "share"; readonly decibans: number; readonly percent: number }
  /** So few say so among so many error lines, chatty patterns counted as no more than this cause's lines. */
  | { readonly of: "rarity"; readonly decibans: number; readonly lines: number; readonly among: number };

export interface RankedByLines {
  readonly cause: CauseId;
  readonly decibans: number;
  /** In parts of ten thousand. */
  readonly probability: number;
  readonly lines: number;
  readonly contributions: readonly Contribution[];
}

export type WindowVerdict = CauseId | "other" | "ambiguous" | "unknown";

export interface CauseRanking {
  readonly ranking: readonly RankedByLines[];
  readonly causes: readonly CauseId[];
  readonly verdict: WindowVerdict;
  /** Patterns that counted nothing since they ran evenly all along. */
  readonly baseRate: readonly ErrorPattern[];
}

const PRIOR = -10;
/** A cause is named when it is at least as likely as not. */
const NAMED_AT = 0;
/** Least lines of a pattern, and by how many halves its weight grows. */
const GROWTH: readonly (readonly [number, number])[] = [
  [30, 4],
  [10, 2],
  [3, 1],
];
const STRONGEST = 12;
/** Least percent of the speaking lines, and what it is worth. The steps were found on windows of the evaluation set's
 *  tuning part (`test/evaluation/windows.ts`), with lines misread as often as the set's bounds allow. */
const BY_SHARE: readonly (readonly [number, number])[] = [
  [50, 8],
  [25, 2],
  [12, -2],
  [6, -14],
  [0, -30],
];
/** Least in a thousand of the error lines it stands among, and what that is worth. */
const BY_RARITY: readonly (readonly [number, number])[] = [
  [150, 0],
  [100, -2],
  [60, -20],
  [0, -30],
];

/** A line or two among so many errors may be anything, however chatty these are. */
const LONE_LINES = 2;
const MANY_ERRORS = 50;
const LONE = -10;

export function rankCauses(patterns: readonly ErrorPattern[], errorLines: number): CauseRanking {
  const speaking = patterns.filter(({ causes }) => causes.length > 0);
  const bursts = speaking.some(({ course }) => course === "burst");
  const baseRate = bursts ? speaking.filter(({ course }) => course === "even") : [];
  const counted = speaking.filter((pattern) => !baseRate.includes(pattern));
  const lines = linesByCause(counted);
  const all = CAUSE_IDS.reduce((sum, cause) => sum + lines[cause], 0);
  const ranking = CAUSE_IDS.map((cause): RankedByLines => {
    const contributions: Contribution[] = [{ of: "prior", decibans: PRIOR }, ...fromPatterns(cause, counted)];
    if (lines[cause] > 0) {
      const percent = Math.floor((lines[cause] * 100) / all);
      contributions.push({ of: "share", decibans: worth(BY_SHARE, percent), percent });
      const hasBurst = contributions.some((item) => item.of === "pattern" && item.course === "burst");
      const among = standsAmong(cause, lines[cause], patterns);
      const isLone = lines[cause] <= LONE_LINES && errorLines >= MANY_ERRORS;
      const rarity = Math.min(
        worth(BY_RARITY, Math.floor((lines[cause] * 1_000) / among)),
        isLone ? LONE : 0,
      );
      if (rarity !== 0 && !hasBurst)
        contributions.push({
          of: "rarity",
          decibans: rarity,
          lines: Math.round(lines[cause]),
          among: Math.round(isLone ? errorLines : among),
        });
    }
    const decibans = contributions.reduce((sum, item) => sum + item.decibans, 0);
    return {
      cause,
      decibans,
      probability: probabilityOf(decibans),
      lines: Math.round(lines[cause]),
      contributions,
    };
  });
  ranking.sort((a, b) => b.decibans - a.decibans || CAUSE_IDS.indexOf(a.cause) - CAUSE_IDS.indexOf(b.cause));
  const isAlone = (cause: CauseId): boolean =>
    counted.some(({ causes }) => causes.length === 1 && causes[0] === cause);
  const named = ranking
    .filter(({ cause, decibans }) => decibans >= NAMED_AT && isAlone(cause))
    .map(({ cause }) => cause);
  return { ranking, causes: named, verdict: verdictOn(named, counted, errorLines), baseRate };
}

function verdictOn(
  named: readonly CauseId[],
  counted: readonly ErrorPattern[],
  errorLines: number,
): WindowVerdict {
  const [heaviest] = named;
  if (heaviest !== undefined) return heaviest;
  if (errorLines === 0) return "unknown";
  const undecided = counted
    .filter(({ causes }) => causes.length > 1)
    .reduce((sum, { count }) => sum + count, 0);
  // A few lines that might be anything make no window ambiguous.
  return undecided * 10 >= errorLines ? "ambiguous" : "other";
}

/** Lines that speak for several alike go to those of them for which others speak alone. */
function linesByCause(patterns: readonly ErrorPattern[]): Readonly<Record<CauseId, number>> {
  const alone = Object.fromEntries(CAUSE_IDS.map((cause) => [cause, 0])) as Record<CauseId, number>;
  for (const { causes, count } of patterns) if (causes.length === 1) alone[causes[0] as CauseId] += count;
  const lines = { ...alone };
  for (const { causes, count } of patterns) {
    if (causes.length < 2) continue;
    const supported = causes.filter((cause) => alone[cause] > 0);
    const among = supported.length === 0 ? causes : supported;
    for (const cause of among) lines[cause] += count / among.length;
  }
  return lines;
}

/** The error lines among which a cause's own must stand out. A single pattern, however chatty, counts no more than they
 *  do: it must not hide them. Many different ones are noise, in which a few lines are mistaken easily. */
function standsAmong(cause: CauseId, lines: number, patterns: readonly ErrorPattern[]): number {
  let among = lines;
  for (const { causes, count } of patterns) if (!causes.includes(cause)) among += Math.min(count, lines);
  return among;
}

function fromPatterns(cause: CauseId, patterns: readonly ErrorPattern[]): readonly Contribution[] {
  const weighed = patterns
    .filter(({ causes }) => causes.includes(cause))
    .map((pattern) => ({ pattern, decibans: weightOf(pattern, cause) }))
    .sort((a, b) => b.decibans - a.decibans || b.pattern.count - a.pattern.count);
  return weighed.slice(0, COUNTED_PATTERNS).map(({ pattern, decibans }, index) => ({
    of: "pattern",
    pattern,
    decibans: Math.round(decibans / 2 ** index),
    course: pattern.course,
  }));
}

const COUNTED_PATTERNS = 4;

function weightOf({ reading, causes, count }: ErrorPattern, cause: CauseId): number {
  const strength = Math.min(STRONGEST, reading.weights[cause] ?? 0) / causes.length;
  const halves = GROWTH.find(([least]) => count >= least)?.[1] ?? 0;
  return (strength * (2 + halves)) / 2;
}

const worth = (steps: readonly (readonly [number, number])[], value: number): number =>
  steps.find(([least]) => value >= least)?.[1] ?? 0;
