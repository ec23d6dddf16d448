/** promtool's notation of series. */

import { describe, expect, it } from "vitest";
import { QueryError } from "../../src/rules/query-error.ts";
import { parseSeries, parseSeriesValues } from "../../src/rules/series-notation.ts";

describe("values", () => {
  it.each([
    ["1 2.5 -3", [1, 2.5, -3]],
    ["0+15x3", [0, 15, 30, 45]],
    ["10-2x2", [10, 8, 6]],
    ["-1+1x2", [-1, 0, 1]],
    ["7x2", [7, 7, 7]],
    ["0x3", [0, 0, 0, 0]],
    ["_ _x2 1", ["missing", "missing", "missing", 1]],
    ["1 stale 2", [1, "stale", 2]],
    ["NaN Inf -Inf 1e3", [Number.NaN, Infinity, -Infinity, 1_000]],
    ["0+0.1x3", [0, 0.1, 0.2, 0.30000000000000004]],
    ["", []],
  ])("%s", (text, expected) => {
    expect(parseSeriesValues(text)).toEqual(expected);
  });

  it.each(["1+2", "x3", "1x", "1 stalex2", "1 two", "_+1x3"])("%s is refused at its place", (text) => {
    expect(() => parseSeriesValues(text)).toThrow(QueryError);
  });

  it("the place is that of the bad value", () => {
    expect(() => parseSeriesValues("0+1x3  oops")).toThrow(
      /^1:8: expected a value such as 1, 0\+15x12, _ or stale, not oops$/,
    );
  });
});

describe("series", () => {
  it("are a name and labels", () => {
    expect(parseSeries('up{job="api", pod="1"}', "1")).toEqual({
      name: "up",
      labels: { job: "api", pod: "1" },
      values: [1],
    });
    expect(parseSeries("up", "1").labels).toEqual({});
    expect(parseSeries('{__name__="up", job="api"}', "1")).toMatchObject({ name: "up" });
  });

  it.each(['up{job=~"a"}', "up offset 5m", "rate(up[5m])", "up + 1", "up{"])("%s is none", (text) => {
    expect(() => parseSeries(text, "1")).toThrow(QueryError);
  });
});
