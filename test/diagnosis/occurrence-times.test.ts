/** Courses in time: bursts are told from what runs evenly and from chance, in bounded memory. */

import { describe, expect, it } from "vitest";
import { courseOf, OccurrenceTimes } from "../../src/diagnosis/occurrence-times.ts";
import { RandomStream } from "../../src/prng.ts";
import { fc } from "../foundations/fast-check.ts";

const HOUR_MS = 3_600_000;

/** Over an hour that is known from other lines. */
function courseOfTimes(
  times: readonly number[],
  others: readonly number[] = [],
): ReturnType<typeof courseOf> {
  const occurrences = new OccurrenceTimes(2);
  for (let ms = 0; ms <= HOUR_MS; ms += 10_000) occurrences.take(ms);
  for (const ms of others) occurrences.take(ms);
  for (const ms of times) occurrences.add(1, occurrences.take(ms));
  return courseOf(occurrences, 1, occurrences.range());
}

const spread = (count: number, from: number, to: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => from + ((to - from) * at) / count);

describe("the course", () => {
  it("is a burst where nearly all come within a quarter of the time", () => {
    expect(courseOfTimes(spread(40, HOUR_MS * 0.7, HOUR_MS * 0.9))).toBe("burst");
    expect(courseOfTimes([...spread(40, HOUR_MS * 0.7, HOUR_MS * 0.9), ...spread(8, 0, HOUR_MS)])).toBe(
      "burst",
    );
  });

  it("is even where as many come in each quarter", () => {
    expect(courseOfTimes(spread(40, 0, HOUR_MS))).toBe("even");
  });

  it("is unclear where few come", () => {
    expect(courseOfTimes(spread(4, HOUR_MS * 0.7, HOUR_MS * 0.9))).toBe("unclear");
  });

  it("is the same when a few times of the input lie far off", () => {
    expect(courseOfTimes(spread(40, 0, HOUR_MS), [-9e11, 9e12])).toBe("even");
  });

  it("is hardly ever a burst by chance", () => {
    const random = new RandomStream("times", "burst");
    let bursts = 0;
    for (let draw = 0; draw < 500; draw += 1) {
      const times = Array.from({ length: 5 + (draw % 40) }, () => random.next() * HOUR_MS);
      if (courseOfTimes(times) === "burst") bursts += 1;
    }
    expect(bursts).toBeLessThanOrEqual(5);
  });
});

it("the range spares what lies far off, and is null without times", () => {
  const times = new OccurrenceTimes(1);
  expect(times.range()).toBeNull();
  expect(courseOf(times, 0, times.range())).toBe("unclear");
  for (let ms = 0; ms < HOUR_MS; ms += 1_000) times.take(ms);
  times.take(1e15);
  const range = times.range();
  expect(range?.from).toBeLessThan(HOUR_MS / 10);
  expect(range?.to).toBeGreaterThan(HOUR_MS / 2);
});

it("every time is counted in its own row and part, however often the stretches doubled", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 10_000_000 })), { minLength: 1, maxLength: 800 }),
      (drawn) => {
        const times = new OccurrenceTimes(3);
        for (const [row, ms] of drawn) times.add(row, times.take(ms));
        times.clear(2);
        const everything = { from: -1e9, to: 1e9 };
        const counts = [0, 1, 2].map((row) => times.inParts(row, everything, 1)[0]);
        const truth = [0, 1].map((row) => drawn.filter(([of]) => of === row).length);
        expect(counts).toEqual([...truth, 0]);
        // In two parts: right but for the stretch that holds the middle.
        const middle = 5_000_000;
        const [early = 0] = times.inParts(0, { from: 0, to: 2 * middle }, 2);
        const within = (margin: number): number =>
          drawn.filter(([row, ms]) => row === 0 && ms < middle + margin).length;
        expect(early).toBeGreaterThanOrEqual(within(-70_000));
        expect(early).toBeLessThanOrEqual(within(70_000));
      },
    ),
  );
});
