/** Log-odds in decibans (ten of them make the odds ten times as large) as probabilities, by table: the language leaves
 *  exp and log to the engine. */

import type { BasisPoints } from "../prng.ts";

/** 10000 × 10^(s/10) / (1 + 10^(s/10)) for s = 0..40, rounded. */
const FROM_EVEN_ODDS: readonly number[] = [
  5000, 5573, 6131, 6661, 7153, 7597, 7992, 8337, 8632, 8882, 9091, 9264, 9406, 9523, 9617, 9693, 9755, 9804,
  9844, 9876, 9901, 9921, 9937, 9950, 9960, 9968, 9975, 9980, 9984, 9987, 9990, 9992, 9994, 9995, 9996, 9997,
  9997, 9998, 9998, 9999, 9999,
];

const LAST = FROM_EVEN_ODDS.length - 1;

export function probabilityOf(decibans: number): BasisPoints {
  const size = Math.min(LAST, Math.abs(Math.round(decibans)));
  const likely = FROM_EVEN_ODDS[size] as number;
  return decibans >= 0 ? likely : 10_000 - likely;
}
