/** Test files drawn at random: rules over a few series, with expectations that are right now and then. */

import { fc } from "../../foundations/fast-check.ts";

const values = fc
  .array(
    fc.oneof(
      fc.constantFrom("0", "1", "2", "5", "_", "stale", "0x2", "1x3", "_x2"),
      fc
        .tuple(fc.integer({ min: -3, max: 5 }), fc.integer({ min: 1, max: 4 }))
        .map(([step, times]) => `1${step < 0 ? "" : "+"}${step}x${times}`),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((items) => items.join(" "));

const expression = fc.constantFrom(
  "x > 1",
  "x == 0",
  "sum by (job) (x) >= 2",
  "x unless on (job) y",
  "x and on (job) y > 0",
  "increase(x[3m]) > 1",
  "absent(y)",
  "max_over_time(x[2m]) > 1 or y > 3",
  "count(ALERTS) > 1",
);

const duration = fc.constantFrom("0s", "1m", "90s", "2m", "3m");

const rule = (name: string) =>
  fc.oneof(
    fc.record({
      alert: fc.constant(name),
      expr: expression,
      for: duration,
      keep_firing_for: duration,
      labels: fc.constantFrom({}, { severity: "page" }, { value: "{{ $value }}" }),
      annotations: fc.constantFrom({}, { summary: "{{ $labels.job }} at {{ $value }}" }),
    }),
    fc.record({ record: fc.constant(`r:${name}`), expr: expression }),
  );

const NAMES = ["A", "B", "C"] as const;
const time = fc.integer({ min: 0, max: 80 }).map((tenSeconds) => `${tenSeconds * 10}s`);

const alertTest = fc.record({
  eval_time: time,
  alertname: fc.constantFrom(...NAMES),
  exp_alerts: fc.constantFrom(
    [],
    [{}],
    [{ exp_labels: { severity: "page" } }],
    [{ exp_labels: { job: "a" } }],
  ),
});

const expressionTest = fc.record({
  eval_time: time,
  expr: fc.oneof(expression, fc.constantFrom("ALERTS", "ALERTS_FOR_STATE", "r:A", "r:B", "x", "time()")),
  exp_samples: fc.constantFrom([], [{ value: 1 }], [{ labels: 'x{job="a"}', value: 1 }]),
});

/** Of alerts that there are: what is said of others is another matter. */
export const generatedTestFile = fc
  .record({
    rules: fc.tuple(rule("A"), rule("B"), rule("C")),
    series: fc.tuple(values, values, values),
    evaluation_interval: fc.constantFrom("30s", "1m", "2m"),
    interval: fc.constantFrom("20s", "1m"),
    alert_rule_test: fc.array(alertTest, { maxLength: 6 }),
    promql_expr_test: fc.array(expressionTest, { minLength: 1, maxLength: 6 }),
  })
  .map(({ rules, series, evaluation_interval, interval, alert_rule_test, promql_expr_test }) => {
    const alerts = rules.flatMap((one) => ("alert" in one ? [one.alert] : []));
    const names = ['x{job="a"}', 'x{job="b"}', 'y{job="a"}'];
    return {
      // JSON is YAML.
      "rules.yaml": JSON.stringify({ groups: [{ name: "g", rules }] }),
      "test.yaml": JSON.stringify({
        rule_files: ["rules.yaml"],
        evaluation_interval,
        tests: [
          {
            interval,
            input_series: names.map((name, index) => ({ series: name, values: series[index] })),
            alert_rule_test: alert_rule_test.filter(({ alertname }) => alerts.includes(alertname)),
            promql_expr_test,
          },
        ],
      }),
    };
  });
