/** The straight line through the samples of a window (least squares), summed up as Prometheus does. */

import { CompensatedSum } from "./mathematics.ts";
import type { Series } from "./series.ts";

export class Regression {
  /** Per second. */
  slope = 0;
  /** The line's value at the instant of origin. */
  intercept = 0;

  /** Fits the line to the samples from one index up to but not including another. */
  fit(series: Series, first: number, end: number, originMs: number): void {
    const { values } = series;
    const firstValue = values[first] as number;
    const sums = {
      x: new CompensatedSum(),
      y: new CompensatedSum(),
      xy: new CompensatedSum(),
      xx: new CompensatedSum(),
    };
    let constant = true;
    for (let index = first; index < end; index += 1) {
      const y = values[index] as number;
      if (y !== firstValue && index > first) constant = false;
      const x = (series.timeOf(index) - originMs) / 1_000;
      sums.x.add(x);
      sums.y.add(y);
      sums.xy.add(x * y);
      sums.xx.add(x * x);
    }
    if (constant) {
      const infinite = Math.abs(firstValue) === Infinity;
      this.slope = infinite ? Number.NaN : 0;
      this.intercept = infinite ? Number.NaN : firstValue;
      return;
    }
    const count = end - first;
    const x = sums.x.sum + sums.x.compensation;
    const y = sums.y.sum + sums.y.compensation;
    const covariance = sums.xy.sum + sums.xy.compensation - (x * y) / count;
    const spread = sums.xx.sum + sums.xx.compensation - (x * x) / count;
    this.slope = covariance / spread;
    this.intercept = y / count - (this.slope * x) / count;
  }
}
