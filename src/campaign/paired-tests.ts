/** Tests of paired drills: the same seeds before and after a change. Each gives the chance of what was seen, or of more,
 *  if nothing had changed. The distributions are a library's; Holm's adjustment is a few lines. */

import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import wilcoxon from "@stdlib/stats-wilcoxon";

/** So many digits tell chances apart. */
const DIGITS = 4;
/** Rounded to these first, so that what lies half-way by its meaning is not rounded by how it was computed. */
const TRUSTED_DIGITS = 12;
const chance = (p: number): number =>
  Number(Number(Math.min(1, Math.max(0, p)).toPrecision(TRUSTED_DIGITS)).toPrecision(DIGITS));

export interface Chances {
  /** Of at least so much for the worse. */
  readonly worse: number;
  /** Of at least so much either way. */
  readonly either: number;
}

const CERTAIN: Chances = { worse: 1, either: 1 };

/** The exact McNemar test: of pairs that changed, each was as likely to change one way as the other. */
export function changedPairs(worse: number, better: number): Chances {
  const changed = worse + better;
  if (changed === 0) return CERTAIN;
  return {
    worse: chance(binomialCdf(better, changed, 0.5)),
    either: chance(2 * binomialCdf(Math.min(worse, better), changed, 0.5)),
  };
}

/** Wilcoxon's signed-rank test of differences, where more is worse. With ties among few differences the library falls
 *  back on the normal distribution, which promises more than signs can tell: n signs are never rarer than 1 in 2^n. */
export function signedRanks(differences: readonly number[]): Chances {
  const moved = differences.filter((difference) => difference !== 0);
  const [first] = moved;
  if (first === undefined) return CERTAIN;
  if (moved.length === 1) return { worse: first > 0 ? 0.5 : 1, either: 1 };
  const rarest = 0.5 ** moved.length;
  return {
    worse: chance(Math.max(rarest, wilcoxon(moved, { alternative: "greater" }).pValue)),
    either: chance(Math.max(2 * rarest, wilcoxon(moved).pValue)),
  };
}

/** Holm's adjustment of several tests made at once, in the order given. */
export function holm(chances: readonly number[]): readonly number[] {
  const ascending = [...chances.entries()].sort(([, a], [, b]) => a - b);
  const adjusted = chances.slice();
  let largest = 0;
  for (const [rank, [index, p]] of ascending.entries()) {
    largest = Math.max(largest, chance(p * (chances.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}
