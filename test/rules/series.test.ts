/** Storage against a naive model: lists of samples, searched from the front. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DefectError } from "../../src/assert.ts";
import { QueryEngine } from "../../src/rules/engine.ts";
import { type Series, SeriesStore } from "../../src/rules/series.ts";
import { instant } from "../../src/units.ts";

type Scrape = number | "missing" | "stale";

/** The samples, and the staleness markers, of one series. */
interface Model {
  readonly samples: { at: number; value: number }[];
  readonly markers: number[];
}

const LOOKBACK_MS = 300_000;

function latest({ samples, markers }: Model, at: number): number | null {
  const last = samples.filter((sample) => sample.at <= at).at(-1);
  if (last === undefined || last.at < at - LOOKBACK_MS) return null;
  return markers.some((marker) => marker > last.at && marker <= at) ? null : last.value;
}

function increase({ samples }: Model, at: number, rangeMs: number): number | null {
  const window = samples.filter((sample) => sample.at >= at - rangeMs && sample.at <= at);
  const [first] = window;
  const last = window.at(-1);
  if (first === undefined || last === undefined || window.length < 2) return null;
  let growth = last.value - first.value;
  window.forEach(({ value }, index) => {
    const before = window[index - 1];
    if (before !== undefined && value < before.value) growth += before.value;
  });
  const sampled = (last.at - first.at) / 1_000;
  const spacing = sampled / (window.length - 1);
  let toStart = (first.at - (at - rangeMs)) / 1_000;
  const toEnd = (at - last.at) / 1_000;
  if (growth > 0 && first.value >= 0) toStart = Math.min(toStart, sampled * (first.value / growth));
  const covered =
    sampled +
    (toStart < spacing * 1.1 ? toStart : spacing / 2) +
    (toEnd < spacing * 1.1 ? toEnd : spacing / 2);
  return growth * (covered / sampled);
}

const scrape: fc.Arbitrary<Scrape> = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 30 }) },
  { weight: 2, arbitrary: fc.constant<Scrape>("missing") },
  { weight: 1, arbitrary: fc.constant<Scrape>("stale") },
);
/** Series scraped together, some starting late, some missing scrapes alone or with others. */
const fleet = fc.array(fc.array(scrape, { maxLength: 40 }), { minLength: 1, maxLength: 6 });
const questions = fc.array(
  fc.record({ at: fc.integer({ min: -30, max: 1_200 }), rangeS: fc.integer({ min: 1, max: 400 }) }),
  { minLength: 1, maxLength: 12 },
);

describe("a store of series that share timelines", () => {
  it("answers what a list of samples would", () => {
    fc.assert(
      fc.property(fleet, questions, (rows, asked) => {
        const store = new SeriesStore({ samplesPerSeries: 4 });
        const engine = new QueryEngine(store);
        const models: Model[] = rows.map(() => ({ samples: [], markers: [] }));
        const references = rows.map((_, index) => store.series("c", { index: String(index) }));
        const check = (atS: number, rangeS: number): void => {
          const at = atS * 1_000;
          const values = (text: string): Record<string, number> => {
            const result = engine.query(text).evaluate(instant(at));
            if (result.kind !== "vector") throw new Error("a vector expected");
            return Object.fromEntries(
              result.samples.map(({ labels, value }) => [labels["index"] as string, value]),
            );
          };
          const model = (answer: (one: Model) => number | null): Record<string, number> =>
            Object.fromEntries(
              models.flatMap((one, index) => {
                const value = answer(one);
                return value === null ? [] : [[String(index), value]];
              }),
            );
          const within = ({ samples }: Model): number[] =>
            samples
              .filter((sample) => sample.at >= at - rangeS * 1_000 && sample.at <= at)
              .map(({ value }) => value);
          expect(values("c")).toEqual(model((one) => latest(one, at)));
          expect(values("c offset 40s")).toEqual(model((one) => latest(one, at - 40_000)));
          expect(values(`increase(c[${rangeS}s])`)).toEqual(
            model((one) => increase(one, at, rangeS * 1_000)),
          );
          expect(values(`count_over_time(c[${rangeS}s])`)).toEqual(
            model((one) => within(one).length || null),
          );
          expect(values(`last_over_time(c[${rangeS}s])`)).toEqual(model((one) => within(one).at(-1) ?? null));
        };
        for (let round = 0; round < 40; round += 1) {
          rows.forEach((row, index) => {
            const value = row[round] ?? "missing";
            const reference = references[index];
            const model = models[index];
            if (value === "missing" || reference === undefined || model === undefined) return;
            const at = instant(round * 15_000);
            if (value === "stale") {
              store.markStale(reference, at);
              model.markers.push(at);
            } else {
              store.append(reference, at, value);
              model.samples.push({ at, value });
            }
          });
          // Mostly forward in time, as rules ask.
          if (round % 9 === 0) check(round * 15 + 7, 60);
        }
        for (const { at, rangeS } of asked) check(at, rangeS);
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  it("does not mistake one departure from a timeline for another", () => {
    const store = new SeriesStore();
    const [stays, early, late] = [store.series("stays"), store.series("early"), store.series("late")];
    const scrapeAt = (second: number, ...series: readonly Series[]): void => {
      for (const one of series) store.append(one, instant(second * 1_000), second);
    };
    scrapeAt(0, stays, early);
    scrapeAt(1, stays, early, late);
    scrapeAt(2, stays);
    scrapeAt(3, stays, late);
    // Both left at the same row, but they had not begun at the same.
    scrapeAt(4, stays, late, early);
    for (const [name, instants] of [
      ["stays", [0, 1, 2, 3, 4]],
      ["early", [0, 1, 4]],
      ["late", [1, 3, 4]],
    ] as const) {
      const series = store.series(name);
      expect(Array.from({ length: series.count }, (_, index) => series.timeOf(index) / 1_000)).toEqual(
        instants,
      );
    }
  });

  it("keeps one series per label set, whatever the order of labels", () => {
    const store = new SeriesStore();
    const series = store.series("c", { a: "1", b: "2" });
    expect(store.series("c", { b: "2", a: "1", empty: "" })).toBe(series);
    expect(store.series("c", { b: "2" })).not.toBe(series);
    expect(store.named("c")).toHaveLength(2);
  });

  it("takes what is not newer for a defect", () => {
    const store = new SeriesStore();
    const [one, other, third] = [store.series("c"), store.series("d"), store.series("e")];
    store.append(one, instant(10), 1);
    store.append(other, instant(10), 1);
    store.append(one, instant(20), 1);
    for (const late of [10, 20]) expect(() => store.append(one, instant(late), 1)).toThrow(DefectError);
    expect(() => store.append(other, instant(5), 1)).toThrow(DefectError);
    store.markStale(other, instant(15));
    expect(() => store.append(other, instant(15), 1)).toThrow(DefectError);
    expect(() => store.markStale(other, instant(15))).toThrow(DefectError);
    store.markStale(third, instant(1));
    expect(() => store.append(third, instant(1), 1)).toThrow(DefectError);
    store.append(third, instant(2), 1);
  });
});
