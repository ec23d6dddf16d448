/** Test files, passing and failing. What promtool 2.42 says of each stands in `verdicts-expected.json`, frozen by
 *  `freeze-verdicts.ts`. */

export interface VerdictCase {
  readonly name: string;
  /** By name; `test.yaml` is the one that is run. */
  readonly files: Readonly<Record<string, string>>;
}

const DOWN = `
groups:
- name: example
  rules:
  - alert: InstanceDown
    expr: up == 0
    for: 5m
    labels: {severity: page, since: "{{ $value }}"}
    annotations:
      summary: "Instance {{ $labels.instance }} down"
      empty: ""
  - record: job:up:sum
    expr: sum by (job) (up)
`;

const UP = `
  - {series: 'up{job="a", instance="1"}', values: '0x14'}
  - {series: 'up{job="b", instance="2"}', values: '1+0x6 0 0 0 0 0 0 0 0'}`;

const down = (expectations: string, head = "evaluation_interval: 1m"): Record<string, string> => ({
  "rules.yaml": DOWN,
  "test.yaml": `${head}\nrule_files: [rules.yaml]\ntests:\n- interval: 1m\n  input_series:${UP}\n${expectations}`,
});

/** The rules of one group, and the test's own lines. */
const rules = (lines: readonly string[], test: string, head = ""): Record<string, string> => ({
  "rules.yaml": `groups:\n- name: g\n  rules:\n${lines.map((line) => `  - {${line}}`).join("\n")}\n`,
  "test.yaml": `rule_files: [rules.yaml]\n${head}\ntests:\n- interval: 1m\n${test}`,
});

/** Expressions over x (1, 2, 3 … 10) and y, without rules. */
const asks = (...lines: readonly string[]): Record<string, string> => ({
  "test.yaml": `tests:\n- interval: 1m\n  input_series:\n  - {series: x, values: 1+1x9}\n  - {series: 'y{a="1"}', values: 5x3 _ stale 7 NaN}\n  promql_expr_test:\n${lines.map((line) => `  - {${line}}`).join("\n")}\n`,
});

const EXPECTED = `  alert_rule_test:
  - eval_time: 10m
    alertname: InstanceDown
    exp_alerts:
    - exp_labels: {severity: page, instance: 1, job: a, since: 0}
      exp_annotations: {summary: Instance 1 down, empty: ""}
`;
const LEVELS = ["alert: A, expr: x > 3, for: 2m", "alert: B, expr: x > 3", "record: r, expr: x * 2"];
const LEVEL_SERIES = "  input_series: [{series: x, values: '1+1x5 0 5x9'}]\n";

export const VERDICT_CASES: readonly VerdictCase[] = [
  { name: "the documentation's example", files: down(EXPECTED) },
  { name: "another label's value", files: down(EXPECTED.replace("severity: page", "severity: ticket")) },
  { name: "a label too few", files: down(EXPECTED.replace("severity: page, ", "")) },
  { name: "an annotation too few", files: down(EXPECTED.replace(', empty: ""', "")) },
  { name: "an annotation too many", files: down(EXPECTED.replace('empty: ""', 'empty: "", more: x')) },
  {
    name: "an empty label expected",
    files: down(EXPECTED.replace("severity: page", 'severity: page, z: ""')),
  },
  {
    name: "the alert's name among the labels",
    files: down(EXPECTED.replace("job: a", "job: a, alertname: Other")),
  },
  {
    name: "nothing expected, one fires",
    files: down(EXPECTED.replace(/exp_alerts:[\s\S]*/, "exp_alerts: []\n")),
  },
  {
    name: "no expectation given, one fires",
    files: down("  alert_rule_test: [{eval_time: 10m, alertname: InstanceDown}]\n"),
  },
  { name: "before it fires", files: down("  alert_rule_test: [{eval_time: 4m, alertname: InstanceDown}]\n") },
  {
    name: "just before it fires",
    files: down("  alert_rule_test: [{eval_time: 4m59s, alertname: InstanceDown}]\n"),
  },
  { name: "when it fires", files: down("  alert_rule_test: [{eval_time: 5m, alertname: InstanceDown}]\n") },
  {
    name: "between two evaluations",
    files: down("  alert_rule_test: [{eval_time: 5m59s, alertname: InstanceDown}]\n"),
  },
  { name: "both fire, one expected", files: down(EXPECTED.replace("10m", "12m")) },
  {
    name: "a pending alert expected",
    files: down(EXPECTED.replace("instance: 1, job: a", "instance: 2, job: b")),
  },
  {
    name: "an interval of evaluation that the alert falls between",
    files: down(
      "  alert_rule_test: [{eval_time: 10m, alertname: InstanceDown}]\n",
      "evaluation_interval: 4m",
    ),
  },
  { name: "no interval of evaluation given", files: down(EXPECTED, "") },
  {
    name: "two tests, one of which fails",
    files: down(
      `${EXPECTED}- interval: 1m\n  name: second\n  alert_rule_test: [{eval_time: 1m, alertname: InstanceDown, exp_alerts: [{}]}]\n`,
    ),
  },
  {
    name: "an expected alert that says nothing",
    files: rules(
      ["alert: A, expr: x > 0"],
      "  input_series: [{series: x, values: 1}]\n  alert_rule_test: [{eval_time: 0s, alertname: A, exp_alerts: [{}]}, {alertname: A, exp_alerts: [null]}]\n",
    ),
  },
  {
    name: "a recorded series is asked for",
    files: down(
      "  promql_expr_test:\n  - {expr: job:up:sum, eval_time: 4m, exp_samples: [{labels: 'job:up:sum{job=\"b\"}', value: 1}, {labels: 'job:up:sum{job=\"a\"}', value: 0}]}\n",
    ),
  },
  {
    name: "another value of it",
    files: down(
      "  promql_expr_test:\n  - {expr: job:up:sum, eval_time: 4m, exp_samples: [{labels: 'job:up:sum{job=\"b\"}', value: 1}, {labels: 'job:up:sum{job=\"a\"}', value: 1}]}\n",
    ),
  },
  {
    name: "ALERTS",
    files: down(
      "  promql_expr_test:\n  - {expr: 'count by (alertstate) (ALERTS)', eval_time: 8m}\n  - {expr: ALERTS_FOR_STATE, eval_time: 8m}\n",
    ),
  },
  {
    name: "for, evaluated minute by minute",
    files: rules(
      LEVELS,
      `${LEVEL_SERIES}  alert_rule_test:\n${[3, 4, 5, 6, 7, 8, 9, 10].map((minute) => `  - {eval_time: ${minute}m, alertname: A}\n  - {eval_time: ${minute}m, alertname: B}`).join("\n")}\n`,
    ),
  },
  {
    name: "keep_firing_for",
    files: rules(
      ["alert: A, expr: x > 3, keep_firing_for: 2m", "alert: B, expr: x > 3, for: 1m, keep_firing_for: 1m"],
      `${LEVEL_SERIES}  alert_rule_test:\n${[3, 5, 6, 7, 8, 9].map((minute) => `  - {eval_time: ${minute}m, alertname: A}\n  - {eval_time: ${minute}m, alertname: B}`).join("\n")}\n`,
    ),
  },
  {
    name: "alerts of one name in two groups",
    files: {
      ...rules(
        ["alert: A, expr: x > 0", "alert: B, expr: x > 1"],
        `${LEVEL_SERIES}  alert_rule_test:\n  - {eval_time: 2m, alertname: A, exp_alerts: [{}, {}]}\n  - {eval_time: 2m, alertname: A, exp_alerts: [{}]}\n`,
      ),
      "rules.yaml":
        "groups:\n- name: one\n  rules: [{alert: A, expr: x > 0}]\n- name: two\n  rules: [{alert: A, expr: x > 0}]\n",
    },
  },
  {
    name: "alerts of one name that begin at different times",
    files: rules(
      ["alert: A, expr: x > 0", "alert: A, expr: x > 1"],
      `${LEVEL_SERIES}  alert_rule_test: [{eval_time: 2m, alertname: A, exp_alerts: [{}, {}]}]\n`,
    ),
  },
  {
    name: "two rules that record the same values",
    files: rules(
      ["record: r, expr: x", "record: r, expr: x * 1"],
      `${LEVEL_SERIES}  promql_expr_test: [{expr: r, eval_time: 2m, exp_samples: [{labels: r, value: 3}]}]\n`,
    ),
  },
  {
    name: "two rules that record different values",
    files: rules(
      ["record: r, expr: x", "record: r, expr: x * 2"],
      `${LEVEL_SERIES}  promql_expr_test: [{expr: r, eval_time: 2m, exp_samples: [{labels: r, value: 3}]}]\n`,
    ),
  },
  {
    name: "a rule that cannot be evaluated",
    files: rules(
      ["record: r, expr: 'x + on() y'"],
      "  input_series: [{series: x, values: 1x5}, {series: 'y{a=\"1\"}', values: _ _ 1}, {series: 'y{a=\"2\"}', values: _ _ 1}]\n  alert_rule_test: [{eval_time: 1m, alertname: Z, exp_alerts: [{}]}]\n  promql_expr_test: [{expr: r, eval_time: 3m, exp_samples: [{labels: r, value: 3}]}]\n",
    ),
  },
  {
    name: "a rule that cannot be evaluated after all that is expected",
    files: rules(
      ["record: r, expr: 'x + on() y'"],
      "  input_series: [{series: x, values: 1x5}, {series: 'y{a=\"1\"}', values: _ _ 1}, {series: 'y{a=\"2\"}', values: _ _ 1}]\n  promql_expr_test: [{expr: x, eval_time: 1m, exp_samples: [{labels: x, value: 1}]}]\n",
    ),
  },
  {
    name: "labels of alerts that become equal",
    files: rules(
      ["alert: A, expr: z > 0, labels: {pod: ''}"],
      "  input_series: [{series: 'z{pod=\"1\"}', values: 1x5}, {series: 'z{pod=\"2\"}', values: 0 1}]\n  alert_rule_test: [{eval_time: 0m, alertname: A, exp_alerts: [{}]}, {eval_time: 2m, alertname: A}]\n",
    ),
  },
  {
    name: "an order of groups",
    files: {
      "rules.yaml":
        "groups:\n- name: late\n  rules: [{record: b, expr: a * 2}]\n- name: early\n  rules: [{record: a, expr: x}]\n",
      "test.yaml": `rule_files: [rules.yaml]\ngroup_eval_order: [early, late]\ntests:\n- interval: 1m\n${LEVEL_SERIES}  promql_expr_test: [{expr: b, eval_time: 2m, exp_samples: [{labels: b, value: 6}]}]\n`,
    },
  },
  {
    name: "the other order of groups",
    files: {
      "rules.yaml":
        "groups:\n- name: late\n  rules: [{record: b, expr: a * 2}]\n- name: early\n  rules: [{record: a, expr: x}]\n",
      "test.yaml": `rule_files: [rules.yaml]\ngroup_eval_order: [late, early]\ntests:\n- interval: 1m\n${LEVEL_SERIES}  promql_expr_test: [{expr: b, eval_time: 2m, exp_samples: [{labels: b, value: 6}]}]\n`,
    },
  },
  {
    name: "an order with a group twice",
    files: rules(
      LEVELS,
      `${LEVEL_SERIES}  promql_expr_test: [{expr: x, eval_time: 2m, exp_samples: [{labels: x, value: 3}]}]\n`,
      "group_eval_order: [g, g]",
    ),
  },
  {
    name: "a group's own interval",
    files: {
      "rules.yaml": "groups:\n- name: g\n  interval: 7m\n  rules: [{record: r, expr: x}]\n",
      "test.yaml": `rule_files: [rules.yaml]\ntests:\n- interval: 1m\n${LEVEL_SERIES}  promql_expr_test: [{expr: count_over_time(r[10m]), eval_time: 5m, exp_samples: [{labels: '{}', value: 6}]}]\n`,
    },
  },
  {
    name: "rule files by a pattern",
    files: {
      "a-rules.yaml": "groups:\n- name: a\n  rules: [{record: a, expr: x}]\n",
      "b-rules.yaml": "groups:\n- name: b\n  rules: [{record: b, expr: x}]\n",
      "test.yaml": `rule_files: ["?-rules.yaml", "[ab]-*.yaml"]\ntests:\n- interval: 1m\n${LEVEL_SERIES}  promql_expr_test: [{expr: a + b, eval_time: 2m, exp_samples: [{labels: '{}', value: 6}]}]\n`,
    },
  },
  {
    name: "external labels",
    files: {
      "rules.yaml":
        "groups:\n- name: g\n  rules:\n  - {alert: A, expr: x > 0, labels: {dc: '{{ $externalLabels.dc }}'}, annotations: {v: '{{ .ExternalLabels.dc }}'}}\n",
      "test.yaml": `rule_files: [rules.yaml]\ntests:\n- interval: 1m\n  external_labels: {dc: 1.10}\n${LEVEL_SERIES}  alert_rule_test: [{eval_time: 1m, alertname: A, exp_alerts: [{exp_labels: {dc: 1.10}, exp_annotations: {v: 1.10}}]}]\n`,
    },
  },
  {
    name: "an external URL",
    files: rules(
      [
        "alert: A, expr: x > 0, annotations: {u: '{{ $externalURL }}|{{ .ExternalURL }}|{{ $externalLabels.none }}'}",
      ],
      `  external_url: https://prometheus.example/\n${LEVEL_SERIES}  alert_rule_test: [{eval_time: 1m, alertname: A, exp_alerts: [{exp_annotations: {u: "https://prometheus.example/|https://prometheus.example/|"}}]}, {eval_time: 2m, alertname: A}]\n`,
    ),
  },
  {
    name: "a template that queries",
    files: rules(
      [
        "alert: A, expr: x > 0, annotations: {q: '{{ with query \"sum(x)\" }}{{ . | first | value }}{{ end }}'}",
      ],
      `${LEVEL_SERIES}  alert_rule_test: [{eval_time: 1m, alertname: A, exp_alerts: [{exp_annotations: {q: 2}}]}, {eval_time: 3m, alertname: A}]\n`,
    ),
  },
  {
    name: "texts that look like numbers",
    files: rules(
      ["alert: A, expr: x > 0, labels: {version: 1.10, on: true, id: 007}"],
      `${LEVEL_SERIES}  alert_rule_test: [{eval_time: 1m, alertname: A, exp_alerts: [{exp_labels: {version: 1.10, on: true, id: 007}}]}]\n`,
    ),
  },
  {
    name: "samples in another order, spelt otherwise",
    files: asks(
      "expr: 'x or y', eval_time: 2m, exp_samples: [{labels: \"{__name__='y',a='1',b=''}\", value: 5e0}, {labels: x, value: 0x3}]",
    ),
  },
  {
    name: "values that differ",
    files: asks(
      "expr: x, eval_time: 2m, exp_samples: [{labels: x, value: 3.0000000000000004}]",
      "expr: x, eval_time: 2m, exp_samples: [{labels: x}]",
      "expr: x * 0, eval_time: 2m, exp_samples: [{}]",
      "expr: x * -0, eval_time: 2m, exp_samples: [{value: 0}]",
    ),
  },
  {
    name: "labels that differ",
    files: asks(
      "expr: x, eval_time: 2m, exp_samples: [{labels: z, value: 3}]",
      "expr: x, eval_time: 2m, exp_samples: [{labels: '{}', value: 3}]",
      "expr: 'y', eval_time: 2m, exp_samples: [{labels: 'y', value: 5}]",
    ),
  },
  {
    name: "samples too many and too few",
    files: asks(
      "expr: x, eval_time: 2m, exp_samples: [{labels: x, value: 3}, {labels: x, value: 3}]",
      "expr: x, eval_time: 2m",
      "expr: x > 100, eval_time: 2m, exp_samples: []",
      "expr: x > 100, eval_time: 2m, exp_samples: [{labels: x, value: 3}]",
    ),
  },
  {
    name: "NaN expected and got",
    files: asks("expr: y, eval_time: 6m, exp_samples: [{labels: 'y{a=\"1\"}', value: .nan}]"),
  },
  {
    name: "infinity",
    files: asks(
      "expr: x / 0, eval_time: 6m, exp_samples: [{labels: '{}', value: .inf}]",
      "expr: -x / 0, eval_time: 6m, exp_samples: [{labels: '{}', value: -.Inf}]",
    ),
  },
  {
    name: "gone stale, and missing",
    files: asks(
      "expr: y, eval_time: 4m",
      "expr: y, eval_time: 3m, exp_samples: [{labels: 'y{a=\"1\"}', value: 5}]",
      "expr: y, eval_time: 5m, exp_samples: [{labels: 'y{a=\"1\"}', value: 7}]",
    ),
  },
  {
    name: "scalars",
    files: asks(
      "expr: 1 + 1, exp_samples: [{value: 2}]",
      "expr: time(), eval_time: 90s, exp_samples: [{labels: '{}', value: 90}]",
      "expr: vector(time()), eval_time: 90s, exp_samples: [{labels: '', value: 90}]",
    ),
  },
  {
    name: "an expression that cannot be evaluated",
    files: asks(
      "expr: 'x * on() group_left() (y or x)', eval_time: 1m",
      "expr: x, eval_time: 1m, exp_samples: [{labels: x, value: 2}]",
    ),
  },
  {
    name: "the default step of subqueries",
    files: {
      "test.yaml":
        "evaluation_interval: 20s\ntests:\n- interval: 20s\n  input_series: [{series: x, values: 1+1x99}]\n  promql_expr_test: [{expr: 'count_over_time(x[5m:])', eval_time: 10m, exp_samples: [{labels: '{}', value: 16}]}]\n",
    },
  },
  {
    name: "scrapes between evaluations",
    files: {
      "test.yaml":
        "evaluation_interval: 1m\ntests:\n- interval: 15s\n  input_series: [{series: x, values: 0+1x99}]\n  promql_expr_test: [{expr: x, eval_time: 90s}, {expr: x, eval_time: 200s}, {expr: x offset -1m, eval_time: 200s}, {expr: 'x @ 150', eval_time: 0s}]\n",
    },
  },
  {
    name: "a rule that looks ahead",
    files: rules(
      ["record: r, expr: x offset -2m"],
      "  input_series: [{series: x, values: 0+1x99}]\n  promql_expr_test: [{expr: r, eval_time: 5m}]\n",
    ),
  },
  {
    name: "a series twice: the later one counts",
    files: {
      "test.yaml":
        "tests:\n- interval: 1m\n  input_series: [{series: 'x{a=\"1\",b=\"2\"}', values: 1x9}, {series: \"x{b='2', a='1'}\", values: 2x3}]\n  promql_expr_test: [{expr: x, eval_time: 2m}, {expr: x, eval_time: 5m}]\n",
    },
  },
  {
    name: "values noted in every way",
    files: {
      "test.yaml": `tests:\n- interval: 1m\n  input_series:\n${["1 2 3", "1x3", "-1+2x3", "5-1x4", "1.5e1x2", "0.1+0.1x9", "_ _x2 7", "1 stale 2", "inf -Inf +inf", ".5 5. 010 1e-2-1e-3x2", "0x3 0x0"].map((values, index) => `  - {series: s${index}, values: '${values}'}`).join("\n")}\n  promql_expr_test:\n${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((series) => [2, 9].map((minute) => `  - {expr: 's${series} or count_over_time(s${series}[1h])', eval_time: ${minute}m}`)).join("\n")}\n`,
    },
  },
  {
    name: "values that are none",
    files: {
      "test.yaml":
        "tests:\n- interval: 1m\n  input_series: [{series: x, values: 1 2z}]\n  promql_expr_test: [{expr: x}]\n",
    },
  },
  {
    name: "a series that is none",
    files: { "test.yaml": "tests:\n- interval: 1m\n  input_series: [{series: 'x{a=~\"b\"}', values: 1}]\n" },
  },
  { name: "an unknown field", files: { "test.yaml": "tests:\n- interval: 1m\n  inputseries: []\n" } },
  { name: "no duration", files: asks("expr: x, eval_time: 5") },
  {
    name: "an alert without its name",
    files: { "test.yaml": "tests:\n- interval: 1m\n  alert_rule_test: [{eval_time: 1m}]\n" },
  },
  {
    name: "a rule file that is none",
    files: {
      "rules.yaml": "groups: 5",
      "test.yaml":
        "rule_files: [rules.yaml]\ntests:\n- interval: 1m\n  promql_expr_test: [{expr: vector(1), exp_samples: [{value: 1}]}]\n",
    },
  },
  {
    name: "YAML with anchors and merges",
    files: {
      "test.yaml":
        "tests:\n- &first\n  interval: 1m\n  input_series: &series [{series: x, values: 1x9}]\n  promql_expr_test: [{expr: x, exp_samples: [{labels: x, value: 1}]}]\n- <<: *first\n  interval: 2m\n- interval: 1m\n  input_series: *series\n  promql_expr_test: [{expr: x, exp_samples: [{labels: x, value: 2}]}]\n",
    },
  },
];

/** What promtool lets pass and this does not, each with what is said of it. */
export const STRICTER_CASES: readonly (VerdictCase & { readonly complaint: string })[] = [
  {
    name: "an alert that no rule has",
    complaint: "no alert is called InstanceDwon; did you mean InstanceDown?",
    files: down("  alert_rule_test: [{eval_time: 4m, alertname: InstanceDwon, exp_alerts: []}]\n"),
  },
  {
    name: "a test that expects nothing",
    complaint: "expects nothing, and so tests nothing",
    files: down("  name: idle\n"),
  },
];
