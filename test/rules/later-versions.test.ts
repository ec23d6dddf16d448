/** What promtool 2.42 cannot check: what later versions of Prometheus added, and what version 3 does otherwise. Expected
 *  values are worked out by hand from the documentation. */

import { describe, expect, it } from "vitest";
import { answer, at, engineOver } from "./evaluate.ts";

const two = (series: Readonly<Record<string, string>>) => engineOver(series);
const three = (series: Readonly<Record<string, string>>) => engineOver(series, { version: "3" });

describe("added after 2.42", () => {
  it.each([
    // Deviations from the median 3 are 2 1 0 1 7.
    ["mad_over_time", "mad_over_time(g[2m])", { g: "1 2 3 4 10" }, ["{} 1"]],
    ["durations as numbers", "1h30m + 0 * g", { g: "1 2 3 4 10" }, ["{} 5400"]],
    ["numbers as durations", "count_over_time(g[60])", { g: "1 2 3 4 10" }, ["{} 5"]],
    ["numbers as offsets", "g offset 30", { g: "1 2 3 4 10" }, ['{__name__="g"} 3']],
    ["underscores in numbers", "g * 1_000", { g: "1 2 3 4 10" }, ["{} 10000"]],
    [
      "natural order of labels",
      'sort_by_label(g, "pod")',
      { 'g{pod="node-10"}': "1x4", 'g{pod="node-9"}': "2x4", 'g{pod="a"}': "3x4" },
      ['{__name__="g", pod="a"} 3', '{__name__="g", pod="node-9"} 2', '{__name__="g", pod="node-10"} 1'],
    ],
    [
      "the other way round",
      'sort_by_label_desc(g, "pod")',
      { 'g{pod="node-10"}': "1x4", 'g{pod="node-9"}': "2x4" },
      ['{__name__="g", pod="node-10"} 1', '{__name__="g", pod="node-9"} 2'],
    ],
  ])("%s", (_what, text, series, expected) => {
    expect(answer(two(series as unknown as Record<string, string>), text, at("1m"))).toEqual(expected);
  });

  it("names in quotes, with characters that names could not have", () => {
    const engine = two({ g: "1" });
    engine.store.append(engine.store.series("my.metric", { "a b": "c" }), at("0s"), 7);
    expect(answer(engine, '{"my.metric", "a b"="c"}', at("0s"))).toEqual([
      '{__name__="my.metric", a b="c"} 7',
    ]);
    expect(answer(engine, 'sum by ("a b") ({"my.metric"})', at("0s"))).toEqual(['{a b="c"} 7']);
  });
});

describe("version 3", () => {
  const series = { g: "1 2 3 4 5", odd: "Inf 1 2 3 Inf" };

  it.each([
    ["a subquery leaves its left edge out", "count_over_time(g[1m:15s])", "{} 5", "{} 4"],
    ["a range does", "count_over_time(g[1m])", "{} 5", "{} 4"],
    ["atan2 gives no metric", "g atan2 g", '{__name__="g"} 0.7853981633974483', "{} 0.7853981633974483"],
    ["nothing spreads around infinity", "stddev(odd)", "{} 0", "{} NaN"],
  ])("%s", (_what, text, inTwo, inThree) => {
    expect(answer(two(series), text, at("1m"))).toEqual([inTwo]);
    expect(answer(three(series), text, at("1m"))).toEqual([inThree]);
  });

  it("takes a tiny fall between buckets for rounding", () => {
    const buckets = {
      'h_bucket{le="1"}': "10",
      'h_bucket{le="2"}': "9.999999999999996",
      'h_bucket{le="+Inf"}': "10.000000000000002",
    };
    // Above the highest finite bound lies nothing, or what rounding left there.
    expect(answer(two(buckets), "histogram_quantile(1, h_bucket)", at("0s"))).toEqual(["{} 2"]);
    expect(answer(three(buckets), "histogram_quantile(1, h_bucket)", at("0s"))).toEqual(["{} 1"]);
  });

  it("knows holt_winters by both its names", () => {
    for (const engine of [two(series), three(series)]) {
      expect(answer(engine, "holt_winters(g[2m], 0.5, 0.5)", at("1m"))).toEqual(["{} 5"]);
      expect(answer(engine, "double_exponential_smoothing(g[2m], 0.5, 0.5)", at("1m"))).toEqual(["{} 5"]);
    }
  });
});
