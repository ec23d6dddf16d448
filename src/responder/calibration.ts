/** Scores as probabilities: how often causes of such a score held in worlds that were played (a table of the runbook,
 *  made with `bench/calibration.ts`); a runbook without one takes the score at its word, as log-odds.
 *  Invariants: a larger score is never less probable; nothing is certain. */

import { present } from "../assert.ts";
import type { BasisPoints } from "../prng.ts";
import type { CalibrationPoint, Runbook } from "../runbook/schema.ts";
import { probabilityOf } from "./decibans.ts";

/** How probable a cause of that score is. */
export type Likelihood = (score: number) => BasisPoints;

export const likelihoodOf =
  ({ calibration }: Pick<Runbook["diagnosis"], "calibration">): Likelihood =>
  (score) =>
    calibration === undefined ? probabilityOf(score) : onTheLine(score, calibration);

/** Between two points on the straight line between them, beyond the last as at the last. */
function onTheLine(score: number, points: readonly CalibrationPoint[]): BasisPoints {
  let below = present(points[0], "the first point of the calibration");
  if (score <= below.score) return below.probability;
  for (const point of points) {
    if (point.score >= score) {
      const risen =
        ((point.probability - below.probability) * (score - below.score)) / (point.score - below.score);
      return below.probability + Math.round(risen);
    }
    below = point;
  }
  return below.probability;
}
