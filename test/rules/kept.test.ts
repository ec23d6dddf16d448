/** What an engine keeps between evaluations (windows, extremes, steps of subqueries, matches) changes no answer: an engine
 *  that was asked all along answers as one does that sees the store for the first time. */

import { describe, expect, it } from "vitest";
import { QueryEngine } from "../../src/rules/engine.ts";
import { loadRegexEngine } from "../../src/rules/regex.ts";
import { SeriesStore } from "../../src/rules/series.ts";
import { instant } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";
import { answerOf } from "./answers.ts";
import { answer, at, engineOver } from "./evaluate.ts";
import { vector } from "./generate-queries.ts";

await loadRegexEngine();

const SERIES: readonly (readonly [name: string, labels: Readonly<Record<string, string>>])[] = [
  ["g", { job: "a", pod: "1" }],
  ["g", { job: "a", pod: "2" }],
  ["g", { job: "b", pod: "1" }],
  ["c_total", { job: "a", pod: "1" }],
  ["c_total", { job: "b", pod: "10" }],
  ["h_bucket", { job: "a", le: "1" }],
  ["h_bucket", { job: "a", le: "+Inf" }],
  ["single", {}],
];

interface Turn {
  /** What each series gets, in turn; null for nothing. */
  readonly scraped: readonly (number | "stale" | null)[];
  readonly afterMs: number;
  /** How far before the newest instant some series are dated: they come late. */
  readonly lateMs: number;
  /** From the newest instant to the one asked about. */
  readonly askedMs: number;
}

const turn: fc.Arbitrary<Turn> = fc.record({
  scraped: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: -20, max: 60 }).map((value) => value / 4) },
      { weight: 1, arbitrary: fc.constantFrom<"stale" | null>("stale", null, null) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    ),
    { minLength: SERIES.length, maxLength: SERIES.length },
  ),
  afterMs: fc.constantFrom(15_000, 15_000, 15_000, 1_000, 60_000, 0),
  lateMs: fc.constantFrom(0, 0, 0, 0, 7_000, 40_000),
  askedMs: fc.constantFrom(0, 0, 0, 5_000, 60_000, -30_000),
});

const SUBQUERIES = [
  "max_over_time(sum(g)[2m:15s])",
  "avg_over_time((g > 3)[1m:20s] offset 15s)",
  "count_over_time(count_over_time(g[1m])[2m:30s])",
  "sum_over_time((g offset -30s)[1m:15s])",
  "min_over_time(g[90s])",
  "last_over_time((g @ 60)[1m:15s])",
  "increase((sum by (job) (c_total))[3m:15s])",
];

describe("an engine that was asked all along", () => {
  it("answers as a new one does", () => {
    fc.assert(
      fc.property(
        fc.array(turn, { minLength: 5, maxLength: 40, size: "max" }),
        fc.array(vector, { minLength: 4, maxLength: 8 }),
        (turns, drawn) => {
          const store = new SeriesStore();
          const engine = new QueryEngine(store);
          let now = 0;
          for (const { scraped, afterMs, lateMs, askedMs } of turns) {
            now += afterMs;
            scraped.forEach((value, index) => {
              if (value === null) return;
              const [name, labels] = SERIES[index] as (typeof SERIES)[number];
              const series = store.series(name, labels);
              const when = instant(index % 3 === 0 ? now - lateMs : now);
              if (when <= series.newestMs) return;
              if (value === "stale") store.markStale(series, when);
              else store.append(series, when, value);
            });
            for (const text of [...SUBQUERIES, ...drawn]) {
              const asked = instant(now + askedMs);
              expect([text, answerOf(engine, text, asked)]).toEqual([
                text,
                answerOf(new QueryEngine(store), text, asked),
              ]);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("does not let the size of a subquery's past grow", () => {
    const engine = engineOver({ g: "1+1x2000" });
    const heap = (): number => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    const ask = (from: number, to: number): void => {
      for (let step = from; step < to; step += 1)
        answer(engine, "max_over_time(g[1m:1s])", instant(step * 15_000));
    };
    ask(0, 500);
    const before = heap();
    ask(500, 2_000);
    expect(heap() - before).toBeLessThan(20_000_000);
  });
});

describe("samples taken back", () => {
  it("are as if they had never been", () => {
    const store = new SeriesStore();
    const first = store.series("g", { pod: "1" });
    const second = store.series("g", { pod: "2" });
    const engine = new QueryEngine(store);
    for (const [when, values] of [
      [0, [5, 1]],
      [15_000, [6, 2]],
      [30_000, [4, 3]],
    ] as const) {
      store.append(first, instant(when), values[0]);
      if (when !== 15_000) store.append(second, instant(when), values[1]);
    }
    store.retract(30_000);
    expect(answer(engine, "g", at("1m"))).toEqual(['{__name__="g", pod="1"} 6', '{__name__="g", pod="2"} 1']);
    expect(answer(engine, "resets(g[5m])", at("1m"))).toEqual(['{pod="1"} 0', '{pod="2"} 0']);
    store.append(second, instant(30_000), 9);
    expect(answer(engine, "sum(g)", at("1m"))).toEqual(["{} 15"]);
  });
});
