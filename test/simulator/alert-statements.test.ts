/** What Prometheus tells Alertmanager at each evaluation, and the fingerprints by which that tells alerts apart. */

import { describe, expect, it } from "vitest";
import { QueryEngine } from "../../src/rules/engine.ts";
import { parseRuleFile, type RuleGroup } from "../../src/rules/rule-file.ts";
import { evaluateGroup, initialGroupState, prepareGroup } from "../../src/rules/rule-group.ts";
import { SeriesStore } from "../../src/rules/series.ts";
import { SeriesFeed } from "../../src/rules/series-feed.ts";
import { parseSeries } from "../../src/rules/series-notation.ts";
import { nothingStated, statementsDue } from "../../src/simulator/observe/alert-statements.ts";
import { fingerprintOf } from "../../src/simulator/observe/fingerprint.ts";
import { instant, seconds } from "../../src/units.ts";

/** Samples every 15 seconds, evaluated right after; each statement as `at x start-end`, in seconds. */
function stated(group: string, series: Readonly<Record<string, string>>, until: number): readonly string[] {
  const every = seconds(15);
  const engine = new QueryEngine(new SeriesStore(), { epochMs: 1_700_000_000_000 });
  const inputs = Object.entries(series).map(([name, values]) => parseSeries(name, values));
  const feed = new SeriesFeed(engine.store, inputs, every);
  const { groups } = parseRuleFile({ file: "f.yaml", text: `groups:\n  - {name: g, ${group}}` });
  const prepared = prepareGroup(groups[0] as RuleGroup, engine);
  const memory = nothingStated();
  let state = initialGroupState(groups[0] as RuleGroup);
  const said: string[] = [];
  for (let at = 0; at <= until; at += 15) {
    feed.appendUntil(instant(at * 1_000));
    const evaluation = evaluateGroup(prepared, state, instant(at * 1_000));
    state = evaluation.state;
    for (const { alert, startsAt, endsAt } of statementsDue(memory, evaluation, instant(at * 1_000), every))
      said.push(`${at} ${alert.labels["x"]} ${startsAt / 1_000}-${endsAt / 1_000}`);
  }
  return said;
}

describe("what Prometheus tells Alertmanager", () => {
  it("is a firing alert at once, then once more than a minute later, valid for four minutes", () => {
    expect(stated("rules: [{alert: A, expr: v > 0, for: 30s}]", { 'v{x="1"}': "1x12" }, 180)).toEqual([
      "30 1 30-270",
      "105 1 30-345",
      "180 1 30-420",
    ]);
  });

  it("is an ended alert at once and for a quarter of an hour, and never one that only was pending", () => {
    expect(
      stated(
        "rules: [{alert: A, expr: v > 0, for: 15s}]",
        { 'v{x="1"}': "1 1 0x200", 'v{x="2"}': "1 0x200" },
        1_500,
      ),
    ).toEqual(["15 1 15-255", ...Array.from({ length: 13 }, (_, count) => `${30 + 75 * count} 1 15-30`)]);
  });

  it("forgets an end as soon as the alert is active again", () => {
    expect(stated("rules: [{alert: A, expr: v > 0, for: 60s}]", { 'v{x="1"}': "1x4 0 1x20" }, 180)).toEqual([
      "60 1 60-300",
      "75 1 60-75",
      "150 1 150-390",
    ]);
  });

  it("is silent of a rule that fails: neither that its alerts fire nor that they have ended", () => {
    // From minute one on, both series become one alert, which Prometheus refuses.
    const twoForOne = "rules: [{alert: A, expr: 'max by (x, y) (v) > 0', labels: {y: z}}]";
    expect(stated(twoForOne, { 'v{x="1",y="1"}': "1x20", 'v{x="1",y="2"}': "0x3 1x10 0x20" }, 300)).toEqual([
      "0 1 0-240",
      "225 1 0-465",
      "300 1 0-540",
    ]);
    const limited = "limit: 1, rules: [{alert: A, expr: v > 0}]";
    expect(stated(limited, { 'v{x="1"}': "1x20", 'v{x="2"}': "0x3 1x10 0x20" }, 300)).toEqual([
      "0 1 0-240",
      "225 1 225-465",
      "300 1 225-540",
    ]);
  });
});

describe("a fingerprint", () => {
  it("is Alertmanager's own", () => {
    // As its API and webhooks showed them.
    expect(fingerprintOf({ i: "1", alertname: "A" })).toBe("caaaffbd9ccf039f");
    expect(fingerprintOf({ alertname: "A", i: "2" })).toBe("caa6ffbd9ccb1ac8");
    expect(fingerprintOf({ alertname: "B", i: "1" })).toBe("121865f3509280a8");
  });

  it("takes texts of any writing as UTF-8", () => {
    expect(fingerprintOf({ alertname: "é€𝄞" })).toBe("3cb5b6e3bbccaf21");
  });
});
