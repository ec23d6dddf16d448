/** What queries answer, in which order, and what they keep between evaluations. */

import { describe, expect, it } from "vitest";
import { QueryEngine } from "../../src/rules/engine.ts";
import { QueryError } from "../../src/rules/query-error.ts";
import { SeriesStore } from "../../src/rules/series.ts";
import { instant, minutes } from "../../src/units.ts";
import { answer, at, engineOver } from "./evaluate.ts";

describe("results", () => {
  const engine = engineOver({ 'c{repo="b"}': "0+1x20", 'c{repo="a"}': "0+2x20", 'd{repo="a"}': "5x20" });

  it("come as vector, scalar or string", () => {
    expect(engine.query("c").evaluate(at("1m"))).toEqual({
      kind: "vector",
      samples: [
        { labels: { __name__: "c", repo: "b" }, value: 4 },
        { labels: { __name__: "c", repo: "a" }, value: 8 },
      ],
    });
    expect(engine.query("1 + 2").evaluate(at("1m"))).toEqual({ kind: "scalar", value: 3 });
    expect(engine.query('"text"').evaluate(at("1m"))).toEqual({ kind: "string", value: "text" });
  });

  it("stay as they are when the query is evaluated again", () => {
    const query = engine.query("c * 2");
    const first = query.evaluate(at("1m"));
    const copy = structuredClone(first);
    query.evaluate(at("2m"));
    expect(first).toEqual(copy);
  });

  it("come in order of creation, groups in order of first appearance", () => {
    expect(answer(engine, "c", at("1m"))).toEqual([
      '{__name__="c", repo="b"} 4',
      '{__name__="c", repo="a"} 8',
    ]);
    expect(answer(engine, "sum by (repo) ({repo!=''})", at("1m"))).toEqual(['{repo="b"} 4', '{repo="a"} 13']);
    expect(answer(engine, "d or c", at("1m")).map((sample) => sample.slice(-1))).toEqual(["5", "4"]);
  });

  it("share their label records", () => {
    const [one, other] = [engine.query("c").evaluate(at("1m")), engine.query("c > 0").evaluate(at("2m"))];
    if (one.kind !== "vector" || other.kind !== "vector") throw new Error("vectors expected");
    expect(one.samples[0]?.labels).toBe(other.samples[0]?.labels);
  });

  it("know the time since 1970 by the epoch", () => {
    const epoch = engineOver({}, { epochMs: 1_700_000_000_000 });
    expect(epoch.query("time()").evaluate(instant(1_500))).toEqual({
      kind: "scalar",
      value: 1_700_000_001.5,
    });
  });

  it("follow a lookback of one's own", () => {
    const short = engineOver({ c: "1 2" }, { lookback: minutes(1) });
    expect(answer(short, "c", at("1m15s"))).toEqual(['{__name__="c"} 2']);
    expect(answer(short, "c", at("1m16s"))).toEqual([]);
  });
});

describe("what is kept between evaluations", () => {
  it("a selector finds series that came later, at the same instant too", () => {
    const engine = engineOver({ 'c{repo="a"}': "1 2 3" });
    expect(answer(engine, "sum(c)", at("30s"))).toEqual(["{} 3"]);
    engine.store.append(engine.store.series("c", { repo: "b" }), at("30s"), 4);
    expect(answer(engine, "sum(c)", at("30s"))).toEqual(["{} 7"]);
    expect(answer(engine, "sum by (repo) (c)", at("30s"))).toEqual(['{repo="a"} 3', '{repo="b"} 4']);
  });

  it("matches are worked out anew when series come and go", () => {
    const engine = engineOver({
      'c{repo="a"}': "1 1 1",
      'c{repo="b"}': "_ 2 2",
      'd{repo="a"}': "10 10 stale",
      'd{repo="b"}': "_ 20 20",
    });
    const sums = (when: string): string[] => answer(engine, "c + d", at(when));
    expect(sums("0s")).toEqual(['{repo="a"} 11']);
    expect(sums("15s")).toEqual(['{repo="a"} 11', '{repo="b"} 22']);
    expect(sums("30s")).toEqual(['{repo="b"} 22']);
    expect(sums("0s")).toEqual(['{repo="a"} 11']);
    expect(answer(engine, "c unless d", at("30s"))).toEqual(['{__name__="c", repo="a"} 1']);
    expect(answer(engine, "c unless d", at("15s"))).toEqual([]);
  });

  it("a refused match is refused again", () => {
    const engine = engineOver({ 'c{x="1"}': "1", 'd{x="1", y="1"}': "1", 'd{x="1", y="2"}': "1" });
    for (let round = 0; round < 2; round += 1) {
      expect(() => answer(engine, "1 + (c * on(x) d)", at("0s"))).toThrow(
        /^1:6: found duplicate series for the match group \{x="1"\} on the right hand-side/,
      );
      expect(() => answer(engine, "d * on(x) c", at("0s"))).toThrow(/many-to-one matching must be explicit/);
    }
  });

  it("samples that dropping names makes equal are refused again", () => {
    const engine = engineOver({ 'c{x="1"}': "1", 'd{x="1"}': "1" });
    for (let round = 0; round < 2; round += 1) {
      for (const text of [
        '-{x="1"}',
        '{x="1"} * 2',
        'abs({x="1"})',
        'increase({x="1"}[5m]) or -{x="1"}',
        '{x="1"} > bool 0',
      ]) {
        expect(() => answer(engine, text, at("0s")), text).toThrow(QueryError);
      }
    }
  });

  it("one engine's answers do not depend on what another was asked", () => {
    const [one, other] = [engineOver({ c: "1x5" }), engineOver({ c: "2x5" })];
    expect([answer(one, "c * 1", at("0s")), answer(other, "c * 1", at("0s"))]).toEqual([["{} 1"], ["{} 2"]]);
  });
});

describe("Prometheus 3", () => {
  const series = { 'c{kind="steady"}': "0+15x40" };
  const two = engineOver(series);
  const three = engineOver(series, { version: "3" });

  it.each([
    ["count_over_time(c[1m])", "5", "4"],
    ["count_over_time(c[59s])", "4", "4"],
    ["sum_over_time(c[30s])", "315", "225"],
    // Four samples are extended at the window's start by the 15 s that the fifth covered.
    ["increase(c[1m])", "60", "60"],
    ["rate(c[15s])", "1", undefined],
  ])("%s at 2m: %s, without the left edge %s", (text, inVersion2, inVersion3) => {
    const value = (answered: string[]): string | undefined => answered[0]?.split(" ").at(-1);
    expect(value(answer(two, text, at("2m")))).toBe(inVersion2);
    expect(value(answer(three, text, at("2m")))).toBe(inVersion3);
  });

  it("leaves a sample exactly as old as the lookback out", () => {
    expect(answer(two, "c", at("15m"))).toHaveLength(1);
    expect(answer(three, "c", at("15m"))).toHaveLength(0);
    expect(answer(three, "c", instant(899_999))).toHaveLength(1);
  });

  it("carries the rounding error of sums along", () => {
    const terms = { 'c{x="1"}': "1", 'c{x="2"}': "1e100", 'c{x="3"}': "1", 'c{x="4"}': "-1e100" };
    expect(answer(engineOver(terms), "sum(c)", at("0s"))).toEqual(["{} 0"]);
    expect(answer(engineOver(terms, { version: "3" }), "sum(c)", at("0s"))).toEqual(["{} 2"]);
    expect(answer(engineOver(terms, { version: "3" }), "avg(c)", at("0s"))).toEqual(["{} 0.5"]);
  });

  it("survives sums that overflow in the mean", () => {
    const huge = { 'c{x="1"}': "1e308 1e308", 'c{x="2"}': "1e308 1e308" };
    const engine = engineOver(huge, { version: "3" });
    expect(answer(engine, "avg(c)", at("15s"))).toEqual(["{} 1e+308"]);
    expect(answer(engine, "avg_over_time(c[1m])", at("15s"))).toEqual(['{x="1"} 1e+308', '{x="2"} 1e+308']);
  });

  it("lets a dot match a newline", () => {
    const engine = (version: "2" | "3"): QueryEngine => {
      const store = new SeriesStore();
      store.append(store.series("c", { x: "a\nb" }), instant(0), 1);
      return new QueryEngine(store, { version });
    };
    expect(answer(engine("2"), 'c{x=~"a.*"}', at("0s"))).toHaveLength(0);
    expect(answer(engine("3"), 'c{x=~"a.*"}', at("0s"))).toHaveLength(1);
  });
});
