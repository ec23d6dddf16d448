/** How a drill's cost grows with the repositories: the same outage over 10, 100 and 1,000 of them, each with the volume
 *  that it has among ten, so that flows, log lines and queue entries grow in proportion; quotas, connections and the
 *  concurrency gate grow along, pods do not. Ends with exit 1 when an entry of the queue costs more than
 *  MOST_GROWTH times as much among 1,000 repositories as among 10.
 *  Bounded: about a minute. Usage: node bench/scale.ts [SCENARIO]   (default model-api-outage) */

import { prepareStage } from "../src/cli/stage.ts";
import type { Runbook } from "../src/runbook/schema.ts";
import { scoreDrill } from "../src/scoring/scorecard.ts";
import { runDrill } from "../src/simulator/drill.ts";
import { playerNamed } from "../src/simulator/players/players.ts";
import type { Scenario } from "../src/simulator/scenario-schema.ts";
import { median } from "./median.ts";

const [scenario = "model-api-outage"] = process.argv.slice(2);
const FACTORS = [1, 10, 100] as const;
/** An entry may cost more where more is at work than fits the processor's caches, and a machine is never alone. */
const MOST_GROWTH = 1.5;
/** The same number of entries for each size, about. */
const ROUNDS: Readonly<Record<(typeof FACTORS)[number], number>> = { 1: 150, 10: 15, 100: 3 };
const SEED = 1;

function grown(small: Scenario, factor: number): Scenario {
  const { fleet, providers, database, environment, observation } = small;
  const times = (text: string | undefined): string => String(Number(text) * factor);
  return {
    ...small,
    fleet: {
      ...fleet,
      repositories: Array.from({ length: factor }, (_, copy) =>
        fleet.repositories.map((plan) => ({ ...plan, id: copy === 0 ? plan.id : `${plan.id}-${copy + 1}` })),
      ).flat(),
    },
    providers: providers.map((plan) => ({ ...plan, tokensPerHour: plan.tokensPerHour * factor })),
    database: {
      ...database,
      maxConnections: database.maxConnections.map((connections) => connections * factor),
      reserved: database.reserved * factor,
      idlePerPod: database.idlePerPod * factor,
    },
    environment: {
      ...environment,
      DB_POOL_SIZE: times(environment["DB_POOL_SIZE"]),
      MAX_CONCURRENT_FLOWS: times(environment["MAX_CONCURRENT_FLOWS"]),
    },
    observation: { ...observation, noiseLinesPerHour: observation.noiseLinesPerHour * factor },
  };
}

/** Among a thousand repositories more than five fail, and a rollback would put nearly all flows off: it is never called
 *  for here, so that flows run on whatever their number. */
const withoutRollback = (runbook: Runbook): Runbook => ({
  ...runbook,
  decision: { ...runbook.decision, go: [], whenInDoubt: "no-go" },
});

const { stage, rubric, player } = (await prepareStage({ scenario, runbook: "rb-launch-005@1.1" })).forSeed(
  SEED,
  "responder",
);
console.log(
  `scenario ${scenario}, seed ${SEED}, runbook 1.1; medians of ${Object.values(ROUNDS).join(", ")} drills\n`,
);
console.log(
  [
    "repositories",
    "minutes",
    "flows",
    "log lines",
    "queue entries",
    "journal MB",
    "CPU ms",
    "/1,000 entries",
    "verdict",
  ]
    .map((head) => head.padStart(16))
    .join(""),
);
const costs: number[] = [];
for (const factor of FACTORS) {
  const options = {
    ...stage,
    scenario: grown(stage.scenario, factor),
    runbook: withoutRollback(stage.runbook),
  };
  const times: number[] = [];
  let cells: readonly string[] = [];
  let cost = 0;
  for (let round = 0; round < (ROUNDS[factor] ?? 1); round += 1) {
    const before = process.cpuUsage();
    const { trace, work, journal } = runDrill({ ...options, player: playerNamed(player, options, rubric) });
    const card = scoreDrill(trace, rubric);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
    cost = (median(times) * 1_000) / work.queueEntries;
    cells = [
      String(options.scenario.fleet.repositories.length),
      (trace.endedAt / 60_000).toFixed(1),
      String(work.flows),
      String(work.logLines),
      String(work.queueEntries),
      (journal.bytes / 1_000_000).toFixed(1),
      median(times).toFixed(1),
      cost.toFixed(2),
      card.verdict,
    ];
  }
  costs.push(cost);
  console.log(cells.map((cell) => cell.padStart(16)).join(""));
}
const growth = (costs.at(-1) ?? Number.NaN) / (costs[0] ?? Number.NaN);
const holds = growth <= MOST_GROWTH;
console.log(
  `\nan entry among 1,000 repositories costs ${growth.toFixed(2)} times what it costs among 10: ${holds ? "within" : "BEYOND"} ${MOST_GROWTH}`,
);
process.exitCode = holds ? 0 : 1;
