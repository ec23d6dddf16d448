/** The life of alerts and of recorded series. What promtool saw of the same stands in `promtool.test.ts`. */

import { describe, expect, it } from "vitest";
import { QueryEngine } from "../../src/rules/engine.ts";
import { parseRuleFile, type RuleGroup } from "../../src/rules/rule-file.ts";
import {
  evaluateGroup,
  type GroupEvaluation,
  type GroupState,
  initialGroupState,
  prepareGroup,
} from "../../src/rules/rule-group.ts";
import { SeriesStore } from "../../src/rules/series.ts";
import { SeriesFeed } from "../../src/rules/series-feed.ts";
import { parseSeries } from "../../src/rules/series-notation.ts";
import { instant, minutes } from "../../src/units.ts";
import { answer } from "./evaluate.ts";

const groupOf = (...rules: string[]): RuleGroup =>
  parseRuleFile({
    file: "f.yaml",
    text: ["groups:", "  - name: g", "    rules:", ...rules.map((rule) => `      - {${rule}}`)].join("\n"),
  }).groups[0] as RuleGroup;

/** Evaluates every minute, right after the scrape. */
class Minutes {
  readonly engine = new QueryEngine(new SeriesStore(), { epochMs: 1_700_000_000_000 });
  readonly feed: SeriesFeed;
  readonly group: RuleGroup;
  state: GroupState;
  minute = -1;

  constructor(group: RuleGroup, series: Readonly<Record<string, string>>) {
    this.group = group;
    const inputs = Object.entries(series).map(([name, values]) => parseSeries(name, values));
    this.feed = new SeriesFeed(this.engine.store, inputs, minutes(1));
    this.state = initialGroupState(group);
  }

  next(): GroupEvaluation {
    this.minute += 1;
    const at = instant(this.minute * 60_000);
    this.feed.appendUntil(at);
    const evaluation = evaluateGroup(prepareGroup(this.group, this.engine), this.state, at);
    this.state = evaluation.state;
    return evaluation;
  }

  /** For each minute what changed, and what is active then. */
  story(minutes: number): string[] {
    return Array.from({ length: minutes }, () => {
      const { transitions, alerts } = this.next();
      const changes = transitions.map(({ from, to }) => `${from}→${to}`);
      return [...changes, ...alerts.map(({ state }) => state)].join(" ");
    });
  }
}

const groupWith = (fields: readonly string[], ...rules: string[]): RuleGroup =>
  parseRuleFile({
    file: "f.yaml",
    text: [
      "groups:",
      "  - name: g",
      ...fields.map((field) => `    ${field}`),
      "    rules:",
      ...rules.map((rule) => `      - {${rule}}`),
    ].join("\n"),
  }).groups[0] as RuleGroup;

describe("a group's fields", () => {
  it("more alerts than the limit count for nothing, and are a failure", () => {
    const minutes = new Minutes(groupWith(["limit: 1"], "alert: A, expr: v > 0"), {
      'v{x="1"}': "1x5",
      'v{x="2"}': "_ 1x2 0x3",
    });
    expect(minutes.next().alerts).toHaveLength(1);
    const { alerts, failures, transitions } = minutes.next();
    expect(alerts).toEqual([]);
    expect(failures).toEqual([{ rule: "A", message: "exceeded limit of 1 with 2 alerts" }]);
    expect(transitions.filter(({ to }) => to === "inactive").map(({ from }) => from)).toEqual([
      "firing",
      "firing",
    ]);
    minutes.next();
    minutes.next();
    expect(minutes.next().alerts).toHaveLength(1);
  });

  it("more series than the limit are not recorded", () => {
    const minutes = new Minutes(groupWith(["limit: 1"], "record: r, expr: v"), { v: "1", 'v{x="2"}': "1" });
    expect(minutes.next().failures).toEqual([{ rule: "r", message: "exceeded limit of 1 with 2 series" }]);
    expect(answer(minutes.engine, "r", instant(0))).toEqual([]);
  });

  it("queries look back by the offset, and what they give is dated so", () => {
    const minutes = new Minutes(
      groupWith(["query_offset: 1m"], "record: r, expr: v", "alert: A, expr: v > 1"),
      {
        v: "1 2 3",
      },
    );
    expect(minutes.next().alerts).toEqual([]);
    expect(minutes.next().alerts).toEqual([]);
    const { alerts } = minutes.next();
    expect(alerts.map(({ activeAt, value }) => [activeAt, value])).toEqual([[120_000, 2]]);
    expect(answer(minutes.engine, "timestamp(r) - timestamp(v)", instant(120_000))).toEqual(["{} -60"]);
  });

  it("labels of the group are those of its rules, unless these have their own", () => {
    const group = groupWith(
      ['labels: {team: ops, tier: "1"}'],
      "record: r, expr: v",
      "alert: A, expr: v, labels: {team: dev}",
    );
    const minutes = new Minutes(group, { v: "1" });
    expect(minutes.next().alerts[0]?.labels).toEqual({ alertname: "A", team: "dev", tier: "1" });
    expect(answer(minutes.engine, "r", instant(0))).toEqual(['{__name__="r", team="ops", tier="1"} 1']);
  });
});

describe("an alert", () => {
  const story = (rule: string, values: string, minutes: number): string[] =>
    new Minutes(groupOf(`alert: A, expr: v > 0, ${rule}`), { v: values }).story(minutes);

  it("fires at once without for", () => {
    expect(story("for: 0s", "0 1 1 0 1", 5)).toEqual([
      "",
      "inactive→firing firing",
      "firing",
      "firing→inactive",
      "inactive→firing firing",
    ]);
  });

  it("is pending until for has passed since the first sample", () => {
    expect(story("for: 2m", "0 1 1 1 1 0 0", 7)).toEqual([
      "",
      "inactive→pending pending",
      "pending",
      "pending→firing firing",
      "firing",
      "firing→inactive",
      "",
    ]);
  });

  it("begins anew when the sample was missing meanwhile", () => {
    expect(story("for: 2m", "1 1 0 1 1 1", 6)).toEqual([
      "inactive→pending pending",
      "pending",
      "pending→inactive",
      "inactive→pending pending",
      "pending",
      "pending→firing firing",
    ]);
  });

  it("keeps firing for a while, and the while starts anew with each gap", () => {
    expect(story("keep_firing_for: 2m", "1 0 0 1 0 0 0 0", 8)).toEqual([
      "inactive→firing firing",
      "firing",
      "firing",
      "firing",
      "firing",
      "firing",
      "firing→inactive",
      "",
    ]);
  });

  it("is not kept while pending", () => {
    expect(story("for: 5m, keep_firing_for: 5m", "1 0", 2)).toEqual([
      "inactive→pending pending",
      "pending→inactive",
    ]);
  });

  it("carries labels, annotations and instants", () => {
    const rule =
      'alert: A, expr: v > 0, for: 1m, labels: {severity: page, pod: "", who: "{{ $labels.repo }}!"}, ' +
      'annotations: {summary: "{{ $labels.repo }}: {{ $value }}"}';
    const minutes = new Minutes(groupOf(rule), {
      'v{repo="a", pod="1"}': "1 2",
      'v{repo="b", pod="2"}': "0 3",
    });
    minutes.next();
    const { alerts, transitions } = minutes.next();
    expect(alerts).toEqual([
      {
        labels: { alertname: "A", repo: "a", severity: "page", who: "a!" },
        annotations: { summary: "a: 2" },
        value: 2,
        state: "firing",
        activeAt: 0,
        firedAt: 60_000,
        keepFiringSince: null,
      },
      {
        labels: { alertname: "A", repo: "b", severity: "page", who: "b!" },
        annotations: { summary: "b: 3" },
        value: 3,
        state: "pending",
        activeAt: 60_000,
        firedAt: null,
        keepFiringSince: null,
      },
    ]);
    expect(transitions.map(({ from, to, alert }) => [from, to, alert.labels["repo"]])).toEqual([
      ["pending", "firing", "a"],
      ["inactive", "pending", "b"],
    ]);
  });

  it("is stored as ALERTS and ALERTS_FOR_STATE, and goes stale with its end", () => {
    const minutes = new Minutes(groupOf("alert: A, expr: v > 0, for: 1m"), { 'v{x="1"}': "1 1 0" });
    const stored = (): string[] =>
      answer(minutes.engine, '{__name__=~"ALERTS|ALERTS_FOR_STATE"}', instant(minutes.minute * 60_000));
    minutes.next();
    expect(stored()).toEqual([
      '{__name__="ALERTS", alertname="A", alertstate="pending", x="1"} 1',
      '{__name__="ALERTS_FOR_STATE", alertname="A", x="1"} 1700000000',
    ]);
    minutes.next();
    expect(stored()).toEqual([
      '{__name__="ALERTS_FOR_STATE", alertname="A", x="1"} 1700000000',
      '{__name__="ALERTS", alertname="A", alertstate="firing", x="1"} 1',
    ]);
    minutes.next();
    expect(stored()).toEqual([]);
  });

  it("survives JSON between evaluations", () => {
    const rule = "alert: A, expr: v > 0, for: 2m, keep_firing_for: 1m";
    const series = { v: "1 1 1 0 1 0 0 0" };
    const [plain, thawed] = [new Minutes(groupOf(rule), series), new Minutes(groupOf(rule), series)];
    for (let minute = 0; minute < 8; minute += 1) {
      thawed.state = JSON.parse(JSON.stringify(thawed.state)) as GroupState;
      expect(thawed.next()).toEqual(plain.next());
    }
  });
});

describe("a group", () => {
  it("lets each rule see what those before it wrote", () => {
    const minutes = new Minutes(
      groupOf(
        "record: double, expr: v * 2, labels: {by: rule}",
        "record: sum, expr: sum(double)",
        "alert: A, expr: sum > 5",
      ),
      { 'v{x="1"}': "1 2 stale", 'v{x="2"}': "1 1 1" },
    );
    expect(minutes.next().alerts).toHaveLength(0);
    expect(minutes.next().alerts.map(({ value }) => value)).toEqual([6]);
    const at = instant(60_000);
    expect(answer(minutes.engine, "double", at)).toEqual([
      '{__name__="double", by="rule", x="1"} 4',
      '{__name__="double", by="rule", x="2"} 2',
    ]);
    minutes.next();
    expect(answer(minutes.engine, "double", instant(120_000))).toEqual([
      '{__name__="double", by="rule", x="2"} 2',
    ]);
  });

  it("reports a rule that cannot be evaluated, keeps its state and goes on", () => {
    const minutes = new Minutes(
      groupOf(
        "alert: A, expr: v / on() w > 0",
        "record: same, expr: v, labels: {x: fixed}",
        "alert: B, expr: v, labels: {x: fixed}",
        "record: fine, expr: count(v)",
      ),
      { 'v{x="1"}': "1x5", 'v{x="2"}': "_ _ 1x5", 'w{y="1"}': "1x5", 'w{y="2"}': "_ _ 1x5" },
    );
    minutes.next();
    expect(minutes.next().alerts).toHaveLength(2);
    const { alerts, failures, transitions } = minutes.next();
    expect(failures.map(({ rule, message }) => [rule, message.slice(0, 60)])).toEqual([
      ["A", "1:1: found duplicate series for the match group {} on the ri"],
      ["same", "vector contains metrics with the same labelset after applyin"],
      ["B", "vector contains metrics with the same labelset after applyin"],
    ]);
    expect(alerts).toHaveLength(2);
    expect(transitions).toEqual([]);
    expect(answer(minutes.engine, "fine", instant(120_000))).toEqual(['{__name__="fine"} 2']);
  });

  it("reports a series that two rules write, and keeps the first value", () => {
    const minutes = new Minutes(groupOf("record: r, expr: v", "record: r, expr: v * 2"), { v: "1 1" });
    expect(minutes.next().failures).toEqual([
      { rule: "r", message: 'another rule has just written {__name__="r"}' },
    ]);
    expect(answer(minutes.engine, "r", instant(0))).toEqual(['{__name__="r"} 1']);
  });

  it("lets two rules write the same value", () => {
    const minutes = new Minutes(groupOf("record: r, expr: v", "record: r, expr: v * 1"), { v: "1 2" });
    expect([minutes.next().failures, minutes.next().failures]).toEqual([[], []]);
    expect(answer(minutes.engine, "r", instant(60_000))).toEqual(['{__name__="r"} 2']);
  });

  it("keeps its state as it is while nothing happens", () => {
    const minutes = new Minutes(groupOf("alert: A, expr: v > 5", "record: r, expr: nothing"), { v: "1x5" });
    const before = minutes.state;
    minutes.next();
    minutes.next();
    expect(minutes.state).toBe(before);
  });
});
