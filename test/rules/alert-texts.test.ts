/** What an alert's labels and annotations say from one evaluation to the next, and what they see of the server. */

import { beforeEach, describe, expect, it } from "vitest";
import type { External } from "../../src/rules/alert-texts.ts";
import { QueryEngine } from "../../src/rules/engine.ts";
import { parseRuleFile, type RuleGroup } from "../../src/rules/rule-file.ts";
import {
  evaluateGroup,
  type GroupState,
  initialGroupState,
  prepareGroup,
} from "../../src/rules/rule-group.ts";
import { SeriesStore } from "../../src/rules/series.ts";
import { appendSeries } from "../../src/rules/series-feed.ts";
import { parseSeries } from "../../src/rules/series-notation.ts";
import { instant, minutes } from "../../src/units.ts";

const SERIES = {
  'm{x="a"}': "1 1 2 2",
  'm{x="b"}': "1 1 1 _",
  n: "10 20 30 40",
  'k{x="a"}': "1 2 3 4",
  'k{x="b"}': "5 6 7 8",
  'big{k="1"}': "1x3",
};

let engine: QueryEngine;

beforeEach(() => {
  engine = new QueryEngine(new SeriesStore());
  appendSeries(
    engine.store,
    Object.entries(SERIES).map(([name, values]) => parseSeries(name, values)),
    minutes(1),
  );
});

/** At each minute the alerts' labels but `alertname`, and their annotation. */
function evaluate(rule: object, external?: External, settings: object = {}): (readonly string[])[] {
  const text = JSON.stringify({ groups: [{ name: "g", ...settings, rules: [{ alert: "A", ...rule }] }] });
  const group = parseRuleFile({ file: "rules.yaml", text }).groups[0] as RuleGroup;
  const prepared = prepareGroup(group, engine, external);
  let state: GroupState = initialGroupState(group);
  return [0, 1, 2, 3].map((minute) => {
    const evaluation = evaluateGroup(prepared, state, instant(minute * 60_000));
    expect(evaluation.failures).toEqual([]);
    state = evaluation.state;
    return evaluation.alerts.map(({ labels, annotations }) => {
      const { alertname: _, ...shown } = labels;
      return `${JSON.stringify(shown)} ${annotations["text"]}`;
    });
  });
}

describe("annotations", () => {
  it("that query are made anew though the value stays", () => {
    const rule = { expr: 'm{x="a"}', annotations: { text: "{{ query `n` | first | value }}" } };
    expect(evaluate(rule).map(([alert]) => alert)).toEqual([
      '{"x":"a"} 10',
      '{"x":"a"} 20',
      '{"x":"a"} 30',
      '{"x":"a"} 40',
    ]);
  });

  it("query at the evaluation's instant what rules before have written", () => {
    const text = JSON.stringify({
      groups: [
        {
          name: "g",
          rules: [
            { record: "r", expr: "n * 2" },
            { alert: "A", expr: 'm{x="a"}', annotations: { text: "{{ query `r` | first | value }}" } },
          ],
        },
      ],
    });
    const group = parseRuleFile({ file: "rules.yaml", text }).groups[0] as RuleGroup;
    const { alerts } = evaluateGroup(prepareGroup(group, engine), initialGroupState(group), instant(60_000));
    expect(alerts[0]?.annotations["text"]).toBe("40");
  });

  it("see the server's labels and address", () => {
    const external = { labels: { region: "eu" }, url: "https://p.example.org/x" };
    const rule = {
      expr: "n",
      annotations: { text: "{{ $externalLabels.region }} {{ $externalURL }} {{ pathPrefix }}" },
    };
    expect(evaluate(rule, external)[0]).toEqual(["{} eu https://p.example.org/x /x"]);
  });

  it("tell their failure and stop nothing", () => {
    const rule = { expr: "n", annotations: { text: "{{ query `m * on() m` }}", other: "x" } };
    expect(evaluate(rule)[0]?.[0]).toMatch(
      /^\{\} <error expanding template: error executing template __alert_A: template: __alert_A:1:115: executing "__alert_A" at <query `m \* on\(\) m`>: error calling query: [^\d].*>$/,
    );
  });
});

describe("labels", () => {
  it("that query are made anew, and their queries leave the rule's own result alone", () => {
    const rule = {
      expr: "m",
      labels: { n: "{{ query `big * 7` | first | value }}{{ query `n` | first | value }}" },
    };
    expect(evaluate(rule).map((alerts) => alerts.map((alert) => alert.split(" ")[0]))).toEqual([
      ['{"n":"710","x":"a"}', '{"n":"710","x":"b"}'],
      ['{"n":"720","x":"a"}', '{"n":"720","x":"b"}'],
      ['{"n":"730","x":"a"}', '{"n":"730","x":"b"}'],
      ['{"n":"740","x":"a"}', '{"n":"740","x":"b"}'],
    ]);
  });

  it("that ask the rule's own query at another instant leave its result alone", () => {
    const rule = {
      expr: "k",
      labels: { v: "{{ $value }}", n: "{{ range query `k` }}{{ .Value }},{{ end }}" },
    };
    expect(evaluate(rule, undefined, { query_offset: "1m" })[2]).toEqual([
      '{"n":"3,7,","v":"2","x":"a"} undefined',
      '{"n":"3,7,","v":"6","x":"b"} undefined',
    ]);
  });

  it("follow the value", () => {
    const rule = { expr: 'm{x="a"}', labels: { level: "{{ if gt $value 1.0 }}high{{ else }}low{{ end }}" } };
    expect(evaluate(rule).map((alerts) => alerts.map((alert) => alert.split(" ")[0]))).toEqual([
      ['{"level":"low","x":"a"}'],
      ['{"level":"low","x":"a"}'],
      ['{"level":"high","x":"a"}'],
      ['{"level":"high","x":"a"}'],
    ]);
  });
});
