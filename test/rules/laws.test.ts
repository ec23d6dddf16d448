/** Laws that hold for any data. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answer, at, engineOver } from "./evaluate.ts";

const counters = fc.array(fc.array(fc.nat({ max: 1_000 }), { minLength: 2, maxLength: 30 }), {
  minLength: 1,
  maxLength: 8,
});

const engineOf = (rows: readonly (readonly number[])[]) =>
  engineOver(
    Object.fromEntries(rows.map((row, index) => [`c{pod="${index}", repo="${index % 3}"}`, row.join(" ")])),
  );

const valuesOf = (answered: readonly string[]): number[] =>
  answered.map((sample) => Number(sample.split(" ").at(-1)));
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

describe("laws", () => {
  it("resets never make the increase of a counter negative", () => {
    fc.assert(
      fc.property(counters, fc.constantFrom("30s", "2m", "10m"), (rows, range) => {
        for (const value of valuesOf(answer(engineOf(rows), `increase(c[${range}])`, at("5m")))) {
          expect(value).toBeGreaterThanOrEqual(0);
        }
      }),
      { seed: 21, numRuns: 200 },
    );
  });

  it("an increase is at least the growth seen and never reaches before zero", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 50 }), { minLength: 2, maxLength: 20 }), (steps) => {
        let value = 0;
        const row = steps.map((step) => {
          value += step;
          return value;
        });
        const [grown] = valuesOf(answer(engineOf([row]), "increase(c[5m])", at("5m")));
        if (grown === undefined) return;
        expect(grown).toBeGreaterThanOrEqual((row.at(-1) as number) - (row[0] as number) - 1e-9);
      }),
      { seed: 22, numRuns: 200 },
    );
  });

  it("the sum is the sum of the groups' sums, the count of their counts, the maximum of their maxima", () => {
    fc.assert(
      fc.property(counters, (rows) => {
        const engine = engineOf(rows);
        for (const grouping of ["by (repo)", "without (pod)", "by (pod)", "without ()"]) {
          const groups = (operator: string): number[] =>
            valuesOf(answer(engine, `${operator} ${grouping} (c)`, at("15s")));
          const whole = (operator: string): number =>
            valuesOf(answer(engine, `${operator}(c)`, at("15s")))[0] as number;
          expect(total(groups("sum"))).toBe(whole("sum"));
          expect(total(groups("count"))).toBe(whole("count"));
          expect(Math.max(...groups("max"))).toBe(whole("max"));
          expect(Math.min(...groups("min"))).toBe(whole("min"));
        }
      }),
      { seed: 23, numRuns: 100 },
    );
  });

  it("and, unless divide a vector; or puts it together again", () => {
    fc.assert(
      fc.property(counters, fc.nat({ max: 1_000 }), (rows, limit) => {
        const engine = engineOf(rows);
        const ask = (text: string): string[] => answer(engine, text, at("15s")).sort();
        const parts = [...ask(`c and (c > ${limit})`), ...ask(`c unless (c > ${limit})`)].sort();
        expect(parts).toEqual(ask("c"));
        expect(ask(`(c > ${limit}) or c`)).toEqual(ask("c"));
      }),
      { seed: 24, numRuns: 100 },
    );
  });

  it("the rate is the increase per second", () => {
    fc.assert(
      fc.property(counters, (rows) => {
        const engine = engineOf(rows);
        const rates = valuesOf(answer(engine, "rate(c[2m])", at("3m")));
        const increases = valuesOf(answer(engine, "increase(c[2m])", at("3m")));
        rates.forEach((rate, index) => {
          expect(rate).toBeCloseTo((increases[index] as number) / 120, 9);
        });
      }),
      { seed: 25, numRuns: 100 },
    );
  });

  it("an expression gives the same whether it is asked for the first time or the hundredth", () => {
    fc.assert(
      fc.property(
        counters,
        fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 10 }),
        (rows, times) => {
          const used = engineOf(rows);
          for (const time of times) {
            for (const text of [
              "sum by (repo) (increase(c[1m]))",
              "c unless c offset 1m",
              "c / on(pod) (c > 3)",
            ]) {
              expect(answer(used, text, at(`${time}s`))).toEqual(
                answer(engineOf(rows), text, at(`${time}s`)),
              );
            }
          }
        },
      ),
      { seed: 26, numRuns: 60 },
    );
  });
});
