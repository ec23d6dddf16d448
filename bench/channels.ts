/** What each channel of observation is worth: pass rates with one of them taken away, and with three times the noise,
 *  pooled over the scenarios and paired by seed. Prints a table; nothing is asserted as a timing.
 *  Usage: node bench/channels.ts [SEEDS]   (default 40 seeds of each scenario) */

import { scenarioNames } from "../src/cli/library.ts";
import { setStage } from "../src/cli/stage.ts";
import type { FaultRule } from "../src/faults/rule.ts";
import { scoreDrill } from "../src/scoring/scorecard.ts";
import { runDrill } from "../src/simulator/drill.ts";
import { playerNamed } from "../src/simulator/players/players.ts";
import type { Scenario } from "../src/simulator/scenario-schema.ts";

const seeds = Number(process.argv[2] ?? 40);
const always = { from: null, until: null, chance: 10_000 } as const;
const UNAVAILABLE = { verdict: "fail", reason: "unavailable", retryAfterMs: null } as const;

interface Variant {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  readonly change: (scenario: Scenario) => Scenario;
}

const same = (scenario: Scenario): Scenario => scenario;
const without = (name: string, rule: FaultRule): Variant => ({
  name: `without ${name}`,
  rules: [rule],
  change: same,
});

const VARIANTS: readonly Variant[] = [
  { name: "everything", rules: [], change: same },
  without("metrics", {
    ...always,
    id: "no-metrics",
    on: "effect",
    kinds: ["query-metrics"],
    outcome: UNAVAILABLE,
  }),
  without("logs", {
    ...always,
    id: "no-logs",
    on: "event",
    kinds: ["log-batch"],
    outcome: { verdict: "drop" },
  }),
  without("probes", { ...always, id: "no-probes", on: "effect", kinds: ["probe"], outcome: UNAVAILABLE }),
  without("alerts", {
    ...always,
    id: "no-alerts",
    on: "event",
    kinds: ["alert"],
    outcome: { verdict: "drop" },
  }),
  {
    name: "three times the noise",
    rules: [],
    change: (scenario) => ({
      ...scenario,
      observation: { ...scenario.observation, noiseLinesPerHour: scenario.observation.noiseLinesPerHour * 3 },
    }),
  },
];

const scenarios = scenarioNames().filter((name) => !name.startsWith("control-"));
const passed = new Map(VARIANTS.map(({ name }) => [name, [] as boolean[]]));

for (const scenario of scenarios) {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { stage, rubric } = await setStage({
      scenario,
      seed,
      runbook: "rb-launch-005@1.1",
      player: "responder",
    });
    for (const { name, rules, change } of VARIANTS) {
      const changed = { ...stage, scenario: change(stage.scenario) };
      const { trace } = runDrill({
        ...changed,
        faultRules: rules,
        player: playerNamed("responder", changed, rubric),
      });
      passed.get(name)?.push(scoreDrill(trace, rubric).verdict === "pass");
    }
  }
}

const base = passed.get("everything") ?? [];
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
console.log(
  `${scenarios.length} scenarios, seeds 1..${seeds}, ${base.length} drills each, paired by seed (runbook 1.1, no chaos)`,
);
for (const [name, results] of passed) {
  const rate = results.filter(Boolean).length / results.length;
  // Paired: only seeds that changed their verdict count towards the difference and its error.
  let gained = 0;
  let lost = 0;
  for (const [index, now] of results.entries()) {
    if (now && base[index] === false) gained += 1;
    if (!now && base[index] === true) lost += 1;
  }
  const difference = (gained - lost) / results.length;
  const error =
    Math.sqrt(Math.max(0, gained + lost - (gained - lost) ** 2 / results.length)) / results.length;
  const bound = difference + 1.645 * error;
  const note =
    name === "everything"
      ? ""
      : `  change ${percent(difference)} (upper bound of the gain, 95 %: ${percent(bound)}; ${gained} gained, ${lost} lost)`;
  console.log(`${name.padEnd(24)} passes ${percent(rate).padStart(7)}${note}`);
}
