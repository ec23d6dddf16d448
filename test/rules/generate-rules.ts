/** Rule groups for fast-check to draw: alerts with every kind of waiting, and recording rules that later rules read. */

import { fc } from "../foundations/fast-check.ts";
import type { PromtoolTest, Question } from "./ask-promtool.ts";

export interface GeneratedGroup extends PromtoolTest {
  readonly rules: string;
  readonly questions: readonly Question[];
}

const MINUTES = 16;

const value = fc.constantFrom("0", "1", "2", "5", "5", "8", "_", "stale", "0x2", "5x2", "1+1x4", "8-2x3");
const values = fc
  .array(value, { minLength: 4, maxLength: 14, size: "max" })
  .map((notations) => notations.join(" "));

const series = fc.tuple(values, values, values, values).map(([first, second, third, fourth]) => ({
  'v{job="a", pod="1"}': first,
  'v{job="a", pod="2"}': second,
  'v{job="b", pod="3"}': third,
  'w{job="b"}': fourth,
}));

/** Expressions that cannot fail, whatever the series hold. */
const expression = fc.constantFrom(
  "v > 3",
  "v >= 1 < 6",
  "sum by (job) (v) > 6",
  "count(v > 4) >= 2",
  "increase(v[3m]) > 2",
  "max_over_time(v[2m]) > 4 unless on (job) w",
  "v > 2 and on (job) w",
  "absent(w)",
  'absent_over_time(v{job="b"}[2m])',
  "sum(recorded) > 5",
  "max_over_time(sum(v)[4m:1m]) > 7",
  "changes(v[4m]) > 1",
  "avg by (job) (v) > 2 or w > 4",
  'count(ALERTS{alertname="First", alertstate="firing"}) > 0',
  "vector(time()) % 240 < 120",
);
const wait = fc.constantFrom("0s", "1m", "90s", "2m", "3m");
const labels = fc.constantFrom(
  "{}",
  "{severity: page}",
  "{job: '{{ $labels.job }}-x'}",
  "{shown: '{{ $value }}'}",
);

const alert = fc
  .record({ expression, wait, keep: wait, labels })
  .map((drawn) => (name: string) => [
    `      - alert: ${name}`,
    `        expr: ${JSON.stringify(drawn.expression)}`,
    `        for: ${drawn.wait}`,
    `        keep_firing_for: ${drawn.keep}`,
    `        labels: ${drawn.labels}`,
  ]);
const record = fc
  .constantFrom("sum by (job) (v)", "v * 2", "v > 2", "count(v)", "max(v) or vector(0)")
  .map((text) => ["      - record: recorded", `        expr: ${JSON.stringify(text)}`]);

const rules = fc
  .tuple(record, alert, alert, alert)
  .map(([recording, first, second, third]) =>
    [
      "groups:",
      "  - name: g",
      "    rules:",
      ...recording,
      ...first("First"),
      ...second("Second"),
      ...third("Third"),
    ].join("\n"),
  );

const questions = Array.from({ length: MINUTES }, (_, minute) =>
  ["ALERTS", "ALERTS_FOR_STATE", "recorded"].map((text) => ({ at: `${minute}m`, expression: text })),
).flat();

export const generatedGroup: fc.Arbitrary<GeneratedGroup> = fc
  .record({ interval: fc.constantFrom("1m", "30s"), series, rules })
  .map((drawn) => ({ ...drawn, questions }));
