/** Intervals of what many drills show: rates, quantiles, counts over time. Exact or by formula, never by resampling, so
 *  that the same drills give the same text; all are of 95%. Tests of paired drills: `paired-tests.ts`. */

import binomialQuantile from "@stdlib/stats-base-dists-binomial-quantile";
import gammaQuantile from "@stdlib/stats-base-dists-gamma-quantile";

/** The standard normal's quantile of 0.975. */
const Z = 1.959963984540054;
const TAIL = 0.025;

export interface Rate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** So many digits are kept of what is no whole number, so that documents can be compared as text. */
export const rounded = (value: number, digits = 6): number => Number(value.toFixed(digits));

/** Wilson's score interval. Of nothing everything is possible. */
export function wilson(successes: number, trials: number): Rate {
  if (trials === 0) return { rate: 0, low: 0, high: 1 };
  const share = successes / trials;
  const spread = (Z * Z) / trials;
  const middle = share + spread / 2;
  const half = Z * Math.sqrt((share * (1 - share)) / trials + spread / (4 * trials));
  return {
    rate: rounded(share),
    low: successes === 0 ? 0 : rounded((middle - half) / (1 + spread)),
    high: successes === trials ? 1 : rounded((middle + half) / (1 + spread)),
  };
}

/** Null: beyond every value of the sample, on that side. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

export interface Quantile extends Interval {
  readonly value: number | null;
}

/** The smallest value that at least such a share does not exceed, and the values of the sample between which that of
 *  the population lies. Distribution-free: how many of the sample lie below a quantile is binomial.
 *  @param sorted ascending
 *  @param beyond how many more there were that lie beyond every value: clocks that never stopped. */
export function quantileOf(sorted: readonly number[], share: number, beyond = 0): Quantile {
  const count = sorted.length + beyond;
  if (count === 0) return { value: null, low: null, high: null };
  const ranked = (rank: number): number | null => sorted[rank - 1] ?? null;
  return {
    value: ranked(Math.max(1, Math.ceil(rounded(share * count)))),
    low: ranked(binomialQuantile(TAIL, count, share)),
    high: ranked(binomialQuantile(1 - TAIL, count, share) + 1),
  };
}

/** The median of differences: the same for both directions but for its sign.
 *  @param sorted ascending */
export function medianOf(sorted: readonly number[]): Quantile {
  const { length } = sorted;
  const ranked = (rank: number): number | null => sorted[rank - 1] ?? null;
  const below = ranked(Math.floor((length + 1) / 2));
  const above = ranked(Math.floor(length / 2) + 1);
  if (below === null || above === null) return { value: null, low: null, high: null };
  const rank = binomialQuantile(TAIL, length, 0.5);
  return {
    value: (below + above) / 2,
    low: ranked(rank),
    high: rank === 0 ? null : ranked(length + 1 - rank),
  };
}

/** The exact (Garwood) interval of a Poisson rate: events over an exposure. Null where there was no exposure. */
export function poissonRate(events: number, exposure: number): Rate | null {
  if (exposure === 0) return null;
  return {
    rate: rounded(events / exposure),
    low: events === 0 ? 0 : rounded(gammaQuantile(TAIL, events, 1) / exposure),
    high: rounded(gammaQuantile(1 - TAIL, events + 1, 1) / exposure),
  };
}
