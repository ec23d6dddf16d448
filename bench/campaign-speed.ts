/** How fast campaigns are, as the program plays them: all scenarios, and a thousand seeds of one. Prints drills a second,
 *  multiples of real time, and what a drill costs a core beside the floor of the same amount of work (`floor.ts`), which
 *  is timed on as many cores at once. Bounded: about a minute.
 *  Usage: node bench/campaign-speed.ts [SEEDS_OF_EACH] [SCENARIO]   (default 50, model-api-outage) */

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { CampaignDocument } from "../src/campaign/document.ts";
import { ROOT, scenarioNames } from "../src/cli/library.ts";
import { prepareStage } from "../src/cli/stage.ts";
import { runDrill } from "../src/simulator/drill.ts";
import { playerNamed } from "../src/simulator/players/players.ts";
import { runFloor, type Workload } from "./floor.ts";
import { median } from "./median.ts";

const PROGRAM = join(ROOT, "src", "cli", "firedrill.ts");
const SAMPLED_SEEDS = 3;
const FLOOR_ROUNDS = 150;

interface MeanDrill {
  readonly virtualMinutes: number;
  readonly workload: Workload;
}

/** What a drill of these scenarios is on average, from a few seeds of each. */
async function meanDrillOf(scenarios: readonly string[]): Promise<MeanDrill> {
  const total = { queueEntries: 0, logLines: 0, logCharacters: 0, records: 0, journalBytes: 0 };
  let virtualMs = 0;
  for (const scenario of scenarios) {
    const prepared = await prepareStage({ scenario, runbook: "rb-launch-005@1.1" });
    for (let seed = 1; seed <= SAMPLED_SEEDS; seed += 1) {
      const { stage, rubric, player } = prepared.forSeed(seed, "responder");
      const { work, journal, trace } = runDrill({
        ...stage,
        player: playerNamed(player, stage, rubric),
        onRecord: (record) => {
          if (record.record !== "event" || record.event.kind !== "log-batch") return;
          for (const line of record.event.lines) total.logCharacters += line.length;
        },
      });
      virtualMs += trace.endedAt;
      total.queueEntries += work.queueEntries;
      total.logLines += work.logLines;
      total.records += journal.records;
      total.journalBytes += journal.bytes;
    }
  }
  const count = scenarios.length * SAMPLED_SEEDS;
  const workload = Object.fromEntries(
    Object.entries(total).map(([name, sum]) => [name, Math.round(sum / count)]),
  ) as unknown as Workload;
  return { virtualMinutes: virtualMs / 60_000 / count, workload };
}

/** Milliseconds of the floor while so many cores are at it. */
async function floorOf(workload: Workload, workers: number): Promise<number> {
  const medians = await Promise.all(
    Array.from({ length: workers }, async () => {
      const worker = new Worker(new URL(import.meta.url), { workerData: workload });
      const [milliseconds] = (await once(worker, "message")) as [number];
      return milliseconds;
    }),
  );
  return median(medians);
}

function playCampaign(scenarios: readonly string[], seeds: number): CampaignDocument {
  const words = ["campaign", ...scenarios, "--seeds", String(seeds), "--json"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (status !== 0 && status !== 1)
    throw new Error(`firedrill ${words.join(" ")} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as CampaignDocument;
}

async function show(title: string, scenarios: readonly string[], seeds: number): Promise<void> {
  const { timing, drills } = playCampaign(scenarios, seeds);
  const { virtualMinutes, workload } = await meanDrillOf(scenarios);
  const floorMs = await floorOf(workload, timing.workers);
  const drillMs = (timing.workers * 1_000) / timing.drillsPerSecond;
  const virtualASecond = virtualMinutes * timing.drillsPerSecond;
  console.log(
    `${title}: ${drills} drills in ${(timing.wallMs / 1_000).toFixed(1)} s on ${timing.workers} cores, workers' start included`,
  );
  console.log(
    `  ${timing.drillsPerSecond.toFixed(1)} drills/s of ${virtualMinutes.toFixed(1)} virtual minutes each: ${virtualASecond.toFixed(0)} virtual minutes a second, ${(virtualASecond * 60).toFixed(0)} times real time`,
  );
  console.log(
    `  ${drillMs.toFixed(1)} ms of a core for each, floor ${floorMs.toFixed(1)} ms (${workload.queueEntries} queue entries, ${workload.logLines} log lines, ${workload.journalBytes} bytes of journal): ratio ${(drillMs / floorMs).toFixed(2)}`,
  );
}

if (isMainThread) {
  const [seedsOfEach = "50", scenario = "model-api-outage"] = process.argv.slice(2);
  await show("all scenarios", scenarioNames(), Number(seedsOfEach));
  await show(scenario, [scenario], 1_000);
} else {
  const times: number[] = [];
  for (let round = 0; round < FLOOR_ROUNDS; round += 1) {
    const startedAt = performance.now();
    runFloor(workerData as Workload);
    times.push(performance.now() - startedAt);
  }
  parentPort?.postMessage(median(times.slice(FLOOR_ROUNDS / 3)));
}
