/** promtool's notation of series. */

import { describe, expect, it } from "vitest";
import { QueryError } from "../../src/rules/query-error.ts";
import { parseMetric, parseSeries, parseSeriesValues } from "../../src/rules/series-notation.ts";

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
    expect([...parseSeriesValues(text)]).toEqual(expected);
    expect(parseSeriesValues(text)).toHaveLength(expected.length);
  });

  it.each([
    "1+2",
    "x3",
    "1x",
    "1 stalex2",
    "1 two",
    "_+1x3",
    "NaNx2",
    "1+infx2",
    "1X2",
    "1+0x10x2",
    "1+-2x3",
    "1_0",
    "{{schema:1}}",
  ])("%s is refused at its place", (text) => {
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
    const { values, ...metric } = parseSeries('up{job="api", pod="1"}', "1");
    expect(metric).toEqual({ name: "up", labels: { job: "api", pod: "1" } });
    expect([...values]).toEqual([1]);
    expect(parseSeries("up", "1").labels).toEqual({});
    expect(parseSeries('{__name__="up", job="api"}', "1")).toMatchObject({ name: "up" });
  });

  it.each([
    ["up{ job='a', }", { name: "up", labels: { job: "a" } }],
    ["up {job=`a`}", { name: "up", labels: { job: "a" } }],
    ["sum{}", { name: "sum", labels: {} }],
    ['{a="\\"}"}', { name: "", labels: { a: '"}' } }],
  ])("%s", (text, expected) => {
    expect(parseMetric(text)).toEqual(expected);
  });

  it.each([
    "nan",
    'up{a="b",a="c"}',
    'up{a="b"} 1',
    'up{a="b"',
    "up{,}",
    "up offset 5m",
    "rate(up[5m])",
    "up + 1",
    "up{",
  ])("%s is none", (text) => {
    expect(() => parseSeries(text, "1")).toThrow(QueryError);
  });
});
