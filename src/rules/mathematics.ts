/** Sums, means and extremes as Prometheus forms them. Exponentials and the like: `elementary.ts`; angles:
 *  `trigonometry.ts`. */

import type { PrometheusVersion } from "./plan.ts";

/** Go's `math.Max`: an infinity wins even over NaN. */
export function maximum(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

/** Go's `math.Min`. */
export function minimum(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
}

/** The value below which a share of the values lies, between two of them in proportion; NaN counts as the smallest.
 *  @param values is put in order */
export function quantileOf(share: number, values: Float64Array): number {
  const { length } = values;
  if (length === 0 || Number.isNaN(share)) return Number.NaN;
  if (share < 0) return -Infinity;
  if (share > 1) return Infinity;
  values.sort();
  let unordered = length;
  while (unordered > 0 && Number.isNaN(values[unordered - 1])) unordered -= 1;
  // A typed array is sorted with NaN at the end.
  const at = (index: number): number => {
    const shifted = index - (length - unordered);
    return shifted < 0 ? Number.NaN : (values[shifted] as number);
  };
  const rank = share * (length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return at(lower) * (1 - weight) + at(upper) * weight;
}

/** A sum that carries its rounding error along (Kahan's summation in Neumaier's form). */
export class CompensatedSum {
  sum = 0;
  compensation = 0;

  add(term: number): void {
    const total = this.sum + term;
    if (Math.abs(this.sum) >= Math.abs(term)) this.compensation += this.sum - total + term;
    else this.compensation += term - total + this.sum;
    this.sum = total;
  }

  get total(): number {
    return Math.abs(this.sum) === Infinity ? this.sum : this.sum + this.compensation;
  }
}

/** A mean built up term by term, compensated as the sum above. Version 2 moves the mean with each term; version 3
 *  divides the sum and falls back to moving the mean where the sum would overflow. */
export class RunningMean {
  readonly #version: PrometheusVersion;
  #count = 0;
  /** The mean; the sum as long as the mean is not moved. */
  #value = 0;
  #compensation = 0;
  #moving: boolean;

  constructor(version: PrometheusVersion) {
    this.#version = version;
    this.#moving = version === "2";
  }

  add(term: number): void {
    this.#count += 1;
    if (!this.#moving && this.#addToSum(term)) return;
    // A mean that is infinite stays so: moving it by a difference of infinities would make it NaN.
    if (Math.abs(this.#value) === Infinity && (term === this.#value || Number.isFinite(term))) return;
    const before = this.#version === "3" ? this.#value + this.#compensation : this.#value;
    this.#move(term / this.#count - before / this.#count);
  }

  get mean(): number {
    if (!this.#moving) return (this.#value + this.#compensation) / this.#count;
    return Math.abs(this.#value) === Infinity ? this.#value : this.#value + this.#compensation;
  }

  /** False where the sum would overflow: from then on the mean is moved. */
  #addToSum(term: number): boolean {
    const sum = this.#value;
    const compensation = this.#compensation;
    this.#move(term);
    if (this.#count === 1 || Math.abs(this.#value) !== Infinity) return true;
    this.#moving = true;
    this.#value = sum / (this.#count - 1);
    this.#compensation = compensation / (this.#count - 1);
    return false;
  }

  #move(term: number): void {
    const total = this.#value + term;
    if (this.#version === "3" && Math.abs(total) === Infinity) this.#compensation = 0;
    else if (Math.abs(this.#value) >= Math.abs(term)) this.#compensation += this.#value - total + term;
    else this.#compensation += term - total + this.#value;
    this.#value = total;
  }
}
