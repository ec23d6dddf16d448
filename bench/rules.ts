/** What one drill asks of the rule engine: 360 scrapes of 130 series, 360 evaluations of four alert expressions and 400
 *  of the responder's queries, each drill on a store of its own. Prints medians; about three seconds. */

import { QueryEngine } from "../src/rules/engine.ts";
import { parseRuleFile, type RuleGroup } from "../src/rules/rule-file.ts";
import { evaluateGroup, initialGroupState, prepareGroup } from "../src/rules/rule-group.ts";
import { type Series, SeriesStore } from "../src/rules/series.ts";
import { type InstantMs, instant } from "../src/units.ts";

const FAILURES = "flowengine_flow_failures_total";
const EXECUTIONS = "flowengine_flow_executions_total";
const RULES = `
groups:
  - name: mass-failure
    rules:
      - alert: FlowEngineMassFailure
        expr: sum(increase(${FAILURES}[1h])) >= 5 OR count(rate(${FAILURES}[5m]) > 0.5) >= 3
        for: 5m
        labels: { severity: critical }
        annotations: { summary: "{{ $value }} failures" }
      - alert: ManyReposFail
        expr: count(sum by (repo) ((increase(${FAILURES}[10m]) and ${FAILURES} offset 10m) or (${FAILURES} unless ${FAILURES} offset 10m)) >= 2) >= 3
        labels: { severity: page }
        annotations: { summary: "{{ $value }} repos" }
      - alert: NoFlows
        expr: sum(increase(${EXECUTIONS}[1h])) < 10
        for: 10m
      - alert: NoMetrics
        expr: absent(${EXECUTIONS})
`;
const GROUP = parseRuleFile({ file: "rules.yaml", text: RULES }).groups[0] as RuleGroup;
const QUERIES = [
  `sum by (repo) (increase(${EXECUTIONS}[10m]))`,
  `sum by (repo) (increase(${FAILURES}[10m]))`,
  `sum(increase(${FAILURES}[1h]))`,
  `sum by (repo) (increase(${FAILURES}[30m])) / sum by (repo) (increase(${EXECUTIONS}[30m]))`,
];
const SCRAPES = 360;
const SCRAPE_MS = 15_000;
const QUERY_COUNT = 400;

interface Timing {
  appendMs: number;
  alertsMs: number;
  queriesMs: number;
}

/** By scrape, by series: what the counters show. */
const SHOWN = Array.from({ length: SCRAPES }, (_, scrape) => ({
  failures: Array.from({ length: 60 }, (_, index) =>
    scrape < 100 ? 0 : Math.floor(((scrape - 100) * (index % 7)) / 5),
  ),
  executions: Array.from({ length: 60 }, (_, index) =>
    scrape === 200 && index < 6 ? 0 : scrape * 2 + index,
  ),
  others: Array.from({ length: 10 }, (_, index) => (scrape + index) / 400),
}));

function appendAll(
  store: SeriesStore,
  series: readonly Series[],
  values: readonly number[],
  at: InstantMs,
): void {
  for (let index = 0; index < series.length; index += 1) {
    store.append(series[index] as Series, at, values[index] as number);
  }
}

function drill(): Timing {
  const store = new SeriesStore({ samplesPerSeries: SCRAPES + 24 });
  const engine = new QueryEngine(store);
  const failures: Series[] = [];
  const executions: Series[] = [];
  const others: Series[] = [];
  for (let index = 0; index < 60; index += 1) {
    const labels = { repo: `repo-${index % 10}`, pod: `orchestrator-${index}` };
    failures.push(store.series(FAILURES, labels));
    executions.push(store.series(EXECUTIONS, labels));
  }
  for (let index = 0; index < 10; index += 1)
    others.push(store.series("provider_quota_used_ratio", { provider: `p${index}` }));
  const timing: Timing = { appendMs: 0, alertsMs: 0, queriesMs: 0 };
  const group = prepareGroup(GROUP, engine);
  let state = initialGroupState(GROUP);
  let asked = 0;
  for (let scrape = 0; scrape < SCRAPES; scrape += 1) {
    const at = instant(scrape * SCRAPE_MS);
    const started = performance.now();
    const shown = SHOWN[scrape] as (typeof SHOWN)[number];
    appendAll(store, failures, shown.failures, at);
    appendAll(store, executions, shown.executions, at);
    appendAll(store, others, shown.others, at);
    const appended = performance.now();
    state = evaluateGroup(group, state, instant(at + 7_000)).state;
    const alerted = performance.now();
    for (; asked * SCRAPES < (scrape + 1) * QUERY_COUNT; asked += 1) {
      engine.query(QUERIES[asked % QUERIES.length] as string).evaluate(instant(at + 9_000 + (asked % 3)));
    }
    const answered = performance.now();
    timing.appendMs += appended - started;
    timing.alertsMs += alerted - appended;
    timing.queriesMs += answered - alerted;
  }
  return timing;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

const first = drill();
const runs: Timing[] = [];
const until = performance.now() + 3_000;
while (performance.now() < until) runs.push(drill());
const warm = runs.slice(Math.floor(runs.length / 2));
const total = ({ appendMs, alertsMs, queriesMs }: Timing): number => appendMs + alertsMs + queriesMs;
const evaluations = SCRAPES * GROUP.rules.length;
const alertsMs = median(warm.map((run) => run.alertsMs));
const queriesMs = median(warm.map((run) => run.queriesMs));
console.log(`first drill          ${total(first).toFixed(2)} ms`);
console.log(`warm drill           ${median(warm.map(total)).toFixed(2)} ms (median of ${warm.length})`);
console.log(`  130 × ${SCRAPES} appends    ${median(warm.map((run) => run.appendMs)).toFixed(2)} ms`);
console.log(
  `  ${evaluations} alert rules   ${alertsMs.toFixed(2)} ms (${((alertsMs / evaluations) * 1_000).toFixed(2)} µs each)`,
);
console.log(
  `  ${QUERY_COUNT} queries        ${queriesMs.toFixed(2)} ms (${((queriesMs / QUERY_COUNT) * 1_000).toFixed(2)} µs each)`,
);
