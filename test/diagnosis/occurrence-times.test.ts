/** Courses in time: bursts are told from what runs evenly and from chance, in bounded memory. */

import { describe, expect, it } from "vitest";
import { courseOf, OccurrenceTimes, TimeRuler } from "../../src/diagnosis/occurrence-times.ts";
import { RandomStream } from "../../src/prng.ts";

const HOUR_MS = 3_600_000;

/** Over an hour that the ruler knows from other lines. */
function courseOfTimes(
  times: readonly number[],
  others: readonly number[] = [],
): ReturnType<typeof courseOf> {
  const ruler = new TimeRuler();
  for (let ms = 0; ms <= HOUR_MS; ms += 10_000) ruler.take(ms);
  for (const ms of others) ruler.take(ms);
  const occurrences = new OccurrenceTimes(ruler);
  for (const ms of times) occurrences.add(ms);
  return courseOf(occurrences);
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

it("a ruler's range spares what lies far off, and is null without times", () => {
  const ruler = new TimeRuler();
  expect(ruler.range()).toBeNull();
  for (let ms = 0; ms < HOUR_MS; ms += 1_000) ruler.take(ms);
  ruler.take(1e15);
  const range = ruler.range();
  expect(range?.from).toBeLessThan(HOUR_MS / 10);
  expect(range?.to).toBeGreaterThan(HOUR_MS / 2);
});
