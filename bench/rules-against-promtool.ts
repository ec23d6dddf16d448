/** The runbook's rule (1.0) over 20, 200 and 2,000 repositories, three hours at 15 s, beside `promtool test rules` on the
 *  same files: whole processes in turn, and what one evaluation takes. Needs a build and Debian's `prometheus` package;
 *  a few minutes. Usage: node bench/rules-against-promtool.ts [ROUNDS]   (default 5)
 *  One evaluation of promtool's is what a test of three hours takes longer than one of a minute, divided by the
 *  evaluations; ours is measured within one process, scrapes included, as its are. */

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../src/cli/library.ts";
import { QueryEngine } from "../src/rules/engine.ts";
import { parseRuleFile, type RuleGroup } from "../src/rules/rule-file.ts";
import { evaluateGroup, initialGroupState, prepareGroup } from "../src/rules/rule-group.ts";
import { SeriesStore } from "../src/rules/series.ts";
import { SeriesFeed } from "../src/rules/series-feed.ts";
import { parseSeries } from "../src/rules/series-notation.ts";
import { instant, seconds } from "../src/units.ts";
import { median } from "./median.ts";

const rounds = Number(process.argv[2] ?? 5);
const PROGRAM = join(ROOT, "dist", "bundle", "cli", "firedrill.js");
const RULES = join(ROOT, "runbooks", "alerts", "rb-launch-005-1.0.yaml");
const SIZES: readonly (readonly [repositories: number, times: number])[] = [
  [20, 2],
  [200, 8],
  [2_000, 20],
];
const EVALUATIONS = 720;
const INTERVAL = seconds(15);
const TIMES_AN_EVALUATION = 40;

/** Every counter rises, some now and then, some at each scrape; a few begin late, or with a new pod. */
function seriesOf(repositories: number): readonly (readonly [series: string, values: string])[] {
  return Array.from({ length: repositories }, (_, index) => {
    const name = `flowengine_flow_failures_total{repo="repo-${index}", pod="orchestrator-${index % 3}"}`;
    const step = (index % 7) + 1;
    if (index % 10 === 3) return [name, `_x120 1+${step}x600`];
    if (index % 10 === 7) return [name, `0+${step}x300 0+${step}x419`];
    return [name, `0+${step / 4}x720`];
  });
}

function testFile(repositories: number, until: string): string {
  return [
    "rule_files: [rules.yaml]",
    "evaluation_interval: 15s",
    "tests:",
    "  - interval: 15s",
    "    input_series:",
    ...seriesOf(repositories).flatMap(([series, values]) => [
      `      - series: '${series}'`,
      `        values: '${values}'`,
    ]),
    "    promql_expr_test:",
    '      - expr: count(ALERTS{alertname="MassConcurrentFailures"})',
    `        eval_time: ${until}`,
    "        exp_samples:",
    "          - labels: '{}'",
    "            value: 1",
  ].join("\n");
}

function secondsOf(command: string, words: readonly string[]): number {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${words.join(" ")} ended with ${status}: ${stdout}${stderr}`);
  return (performance.now() - startedAt) / 1_000;
}

const promtool = (file: string): number => secondsOf("promtool", ["test", "rules", file]);
const ours = (file: string): number => secondsOf(process.execPath, [PROGRAM, "rules", "test", file]);

/** Microseconds an evaluation, each run on a store of its own. */
function evaluationMicroseconds(repositories: number): number {
  const inputs = seriesOf(repositories).map(([series, values]) => parseSeries(series, values));
  const source = { file: RULES, text: readFileSync(RULES, "utf8") };
  const group = parseRuleFile(source).groups[0] as RuleGroup;
  const runs: number[] = [];
  const until = performance.now() + 2_000;
  while (performance.now() < until) {
    const startedAt = performance.now();
    const engine = new QueryEngine(new SeriesStore());
    const feed = new SeriesFeed(engine.store, inputs, INTERVAL);
    const prepared = prepareGroup(group, engine);
    let state = initialGroupState(group);
    for (let evaluation = 0; evaluation < EVALUATIONS; evaluation += 1) {
      const at = instant(evaluation * INTERVAL);
      feed.appendUntil(at);
      state = evaluateGroup(prepared, state, at).state;
    }
    runs.push(((performance.now() - startedAt) / EVALUATIONS) * 1_000);
  }
  return median(runs);
}

let kept = true;
const check = (what: string, ratio: number, bound: number): string => {
  kept &&= ratio >= bound;
  return `${what} ${ratio.toFixed(1)} times as fast (bound ${bound}${ratio >= bound ? "" : ", not reached"})`;
};

const folder = mkdtempSync(join(tmpdir(), "rules-"));
try {
  copyFileSync(RULES, join(folder, "rules.yaml"));
  for (const [repositories, bound] of SIZES) {
    const file = join(folder, `${repositories}.yaml`);
    writeFileSync(file, testFile(repositories, "3h"));
    ours(file);
    const turns = Array.from({ length: rounds }, () => ({ promtool: promtool(file), ours: ours(file) }));
    const [theirs, own] = [
      median(turns.map((turn) => turn.promtool)),
      median(turns.map((turn) => turn.ours)),
    ];
    console.log(
      `${repositories} repositories: promtool ${theirs.toFixed(2)} s, firedrill ${own.toFixed(2)} s; ` +
        check("whole process", theirs / own, bound),
    );
    if (repositories !== SIZES[0]?.[0]) continue;
    const short = join(folder, "short.yaml");
    writeFileSync(short, testFile(repositories, "1m"));
    const start = median(Array.from({ length: rounds }, () => promtool(short)));
    const theirMicroseconds = ((theirs - start) / (EVALUATIONS - 4)) * 1e6;
    const ownMicroseconds = evaluationMicroseconds(repositories);
    console.log(
      `  an evaluation: promtool ${theirMicroseconds.toFixed(0)} µs, firedrill ${ownMicroseconds.toFixed(1)} µs; ` +
        check("", theirMicroseconds / ownMicroseconds, TIMES_AN_EVALUATION).trim(),
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = kept ? 0 : 1;
