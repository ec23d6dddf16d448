/** How far stated probabilities are from what came true: ten bins, expected calibration error, Brier score. */

export interface Judgement {
  /** In basis points. */
  readonly probability: number;
  readonly holds: boolean;
}

export interface Bin {
  readonly from: number;
  readonly count: number;
  /** Mean of what was stated, and the share that came true; 0 in an empty bin. */
  readonly stated: number;
  readonly cameTrue: number;
}

export interface Reliability {
  readonly bins: readonly Bin[];
  readonly expectedError: number;
  readonly brier: number;
}

const BINS = 10;
const CERTAIN = 10_000;

export function reliabilityOf(judgements: readonly Judgement[]): Reliability {
  const sums = Array.from({ length: BINS }, () => ({ count: 0, stated: 0, held: 0 }));
  let squares = 0;
  for (const { probability, holds } of judgements) {
    const stated = probability / CERTAIN;
    squares += (stated - (holds ? 1 : 0)) ** 2;
    const bin = sums[Math.min(BINS - 1, Math.floor((probability * BINS) / CERTAIN))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.stated += stated;
    bin.held += holds ? 1 : 0;
  }
  const all = Math.max(1, judgements.length);
  return {
    bins: sums.map(({ count, stated, held }, index) => ({
      from: index / BINS,
      count,
      stated: stated / Math.max(1, count),
      cameTrue: held / Math.max(1, count),
    })),
    expectedError: sums.reduce((sum, { stated, held }) => sum + Math.abs(stated - held), 0) / all,
    brier: squares / all,
  };
}
