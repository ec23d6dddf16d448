/** Intervals against published figures, and their laws. */

import { describe, expect, it } from "vitest";
import { medianOf, poissonRate, quantileOf, wilson } from "../../src/campaign/statistics.ts";
import { fc } from "../foundations/fast-check.ts";

const counts = fc.integer({ min: 0, max: 400 });

describe("Wilson's interval", () => {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3.
  it.each([
    { successes: 81, trials: 263, low: 0.2553, high: 0.3662 },
    { successes: 15, trials: 148, low: 0.0624, high: 0.1605 },
    { successes: 0, trials: 20, low: 0, high: 0.1611 },
    { successes: 1, trials: 29, low: 0.0061, high: 0.1718 },
  ])("of $successes of $trials is the published one", ({ successes, trials, low, high }) => {
    const interval = wilson(successes, trials);
    expect(interval.rate).toBeCloseTo(successes / trials, 5);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("contains the rate, lies within 0 and 1, and is the other way round for failures", () => {
    fc.assert(
      fc.property(counts, counts, (successes, failures) => {
        const { rate, low, high } = wilson(successes, successes + failures);
        expect(0 <= low && low <= rate && rate <= high && high <= 1).toBe(true);
        if (successes + failures === 0) return;
        const other = wilson(failures, successes + failures);
        expect(other.low).toBeCloseTo(1 - high, 5);
        expect(other.high).toBeCloseTo(1 - low, 5);
      }),
    );
  });

  it("says of nothing that everything is possible", () => {
    expect(wilson(0, 0)).toEqual({ rate: 0, low: 0, high: 1 });
  });
});

/** The chance of at most so many of `trials`, by adding up. */
function atMost(count: number, trials: number, share: number): number {
  let term = (1 - share) ** trials;
  let sum = 0;
  for (let k = 0; k <= count; k += 1) {
    sum += term;
    term *= ((trials - k) / (k + 1)) * (share / (1 - share));
  }
  return sum;
}

const ranks = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

describe("a quantile", () => {
  it.each([
    { share: 0.5, of: 4, value: 2 },
    { share: 0.5, of: 5, value: 3 },
    { share: 0.9, of: 10, value: 9 },
    { share: 0.9, of: 30, value: 27 },
    { share: 0.99, of: 100, value: 99 },
    { share: 0.99, of: 20, value: 20 },
  ])("of $share of $of is the smallest value that so many do not exceed", ({ share, of, value }) => {
    expect(quantileOf(ranks(of), share).value).toBe(value);
  });

  // The ranks that tables of distribution-free intervals of a median give.
  it.each([
    { of: 5, low: null, high: null },
    { of: 6, low: 1, high: 6 },
    { of: 10, low: 2, high: 9 },
    { of: 20, low: 6, high: 15 },
    { of: 100, low: 40, high: 61 },
  ])("of a half of $of lies between the published ranks", ({ of, low, high }) => {
    expect(quantileOf(ranks(of), 0.5)).toMatchObject({ low, high });
    expect(medianOf(ranks(of))).toMatchObject({ low, high });
  });

  it("lies in its interval, which covers at least 95%", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.constantFrom(0.5, 0.9, 0.99), (count, share) => {
        const { value, low, high } = quantileOf(ranks(count), share);
        expect((low ?? 0) <= (value as number) && (value as number) <= (high ?? count)).toBe(true);
        const above = high === null ? 1 : atMost(high - 1, count, share);
        const below = low === null ? 0 : atMost(low - 1, count, share);
        expect(above - below).toBeGreaterThan(0.95 - 1e-9);
      }),
    );
  });

  it("among clocks that never stopped is none", () => {
    expect(quantileOf(ranks(8), 0.5, 2)).toMatchObject({ value: 5, high: null });
    expect(quantileOf(ranks(8), 0.9, 2).value).toBe(null);
    expect(quantileOf([], 0.5, 3)).toEqual({ value: null, low: null, high: null });
    expect(quantileOf([], 0.5)).toEqual({ value: null, low: null, high: null });
  });
});

describe("a median of differences", () => {
  it("has the other sign for the other direction, and so has its interval", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 })), (differences) => {
        const sorted = differences.sort((a, b) => a - b);
        const { value, low, high } = medianOf(sorted);
        const other = medianOf(sorted.map((difference) => -difference).reverse());
        const negated = (of: number | null): number | null => (of === null ? null : 0 - of);
        expect(other).toEqual({ value: negated(value), low: negated(high), high: negated(low) });
      }),
    );
  });
});

describe("a Poisson rate", () => {
  // Garwood's limits as tabulated by Johnson, Kotz and Kemp, and by the English Public Health Observatories.
  it.each([
    { events: 0, low: 0, high: 3.689 },
    { events: 1, low: 0.025, high: 5.572 },
    { events: 5, low: 1.623, high: 11.668 },
    { events: 10, low: 4.795, high: 18.39 },
    { events: 100, low: 81.36, high: 121.63 },
  ])("of $events events has the published limits", ({ events, low, high }) => {
    const rate = poissonRate(events, 1);
    expect(rate?.rate).toBe(events);
    expect(rate?.low).toBeCloseTo(low, 2);
    expect(rate?.high).toBeCloseTo(high, 2);
  });

  it("is in proportion to the exposure, and none without any", () => {
    expect(poissonRate(5, 2)?.high).toBeCloseTo(11.668 / 2, 3);
    expect(poissonRate(0, 0)).toBe(null);
  });
});
