/** Arithmetic as Go does it, where JavaScript's differs or leaves freedom. The only file of this folder that may use
 *  functions which the language leaves to the engine (exp, log). */

import type { PrometheusVersion } from "./plan.ts";

/** Go's `math.Max`: an infinity wins even over NaN. */
export function maximum(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

/** Go's `math.Min`. */
export function minimum(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
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

/** Go's `math.Pow`: whole exponents by repeated squaring of mantissa and exponent apart, so that the result is the
 *  same on every engine; only a fractional exponent goes through exp and log. */
export function power(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (exponent === 1) return base;
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN;
  const odd = Math.abs(exponent % 2) === 1;
  if (base === 0) {
    if (exponent < 0) return odd ? 1 / base : Infinity;
    return odd ? base : 0;
  }
  if (Math.abs(exponent) === Infinity) {
    if (base === -1) return 1;
    return Math.abs(base) < 1 === (exponent === Infinity) ? 0 : Infinity;
  }
  if (base === -Infinity) return power(-0, -exponent);
  if (base === Infinity) return exponent < 0 ? 0 : Infinity;
  if (exponent === 0.5) return Math.sqrt(base);
  if (exponent === -0.5) return 1 / Math.sqrt(base);
  let whole = Math.trunc(Math.abs(exponent));
  let fraction = Math.abs(exponent) - whole;
  if (fraction !== 0 && base < 0) return Number.NaN;
  if (whole >= 2 ** 63) {
    if (base === -1) return 1;
    return Math.abs(base) < 1 === exponent > 0 ? 0 : Infinity;
  }
  let mantissa = 1;
  let binaryExponent = 0;
  if (fraction !== 0) {
    if (fraction > 0.5) {
      fraction -= 1;
      whole += 1;
    }
    mantissa = Math.exp(fraction * Math.log(base));
  }
  let [factor, factorExponent] = mantissaAndExponent(base);
  for (let rest = whole; rest !== 0; rest = Math.floor(rest / 2)) {
    if (Math.abs(factorExponent) > 4_096) {
      binaryExponent += factorExponent;
      break;
    }
    if (rest % 2 === 1) {
      mantissa *= factor;
      binaryExponent += factorExponent;
    }
    factor *= factor;
    factorExponent *= 2;
    if (factor < 0.5) {
      factor += factor;
      factorExponent -= 1;
    }
  }
  return exponent < 0 ? scaled(1 / mantissa, -binaryExponent) : scaled(mantissa, binaryExponent);
}

/** Go's `math.Frexp`: a mantissa in [0.5, 1) and the power of two that restores the value. */
function mantissaAndExponent(value: number): [mantissa: number, exponent: number] {
  let mantissa = value;
  let exponent = 0;
  while (Math.abs(mantissa) >= 1) {
    mantissa /= 2;
    exponent += 1;
  }
  while (Math.abs(mantissa) < 0.5) {
    mantissa *= 2;
    exponent -= 1;
  }
  return [mantissa, exponent];
}

/** Go's `math.Ldexp`: value × 2^exponent, rounded once. */
function scaled(value: number, exponent: number): number {
  const [mantissa, own] = mantissaAndExponent(value);
  let total = exponent + own;
  if (total > 1_024) return value < 0 ? -Infinity : Infinity;
  if (total < -1_074) return value < 0 ? -0 : 0;
  let result = mantissa;
  // Exact steps first; the last one, into the subnormal range, rounds.
  for (; total > 0; total -= 1) result *= 2;
  if (total < -1_000) {
    result *= 2 ** -1_000;
    total += 1_000;
    return result * 2 ** total;
  }
  return total < 0 ? result * 2 ** total : result;
}
