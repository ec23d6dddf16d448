/** A warm drill without a screen beside its floor, in the same run: at most three times the floor is the aim, 15 ms is
 *  hoped for. Prints the workload, both medians and their ratio. Bounded: some seconds.
 *  Usage: node bench/drill.ts [SCENARIO] [SEED] [ROUNDS] */

import { setStage } from "../src/cli/stage.ts";
import { scoreDrill } from "../src/scoring/scorecard.ts";
import { runDrill } from "../src/simulator/drill.ts";
import { playerNamed } from "../src/simulator/players/players.ts";
import { runFloor, type Workload } from "./floor.ts";
import { median } from "./median.ts";

const [scenario = "model-api-outage", seed = "1", rounds = "450"] = process.argv.slice(2);
const { stage, rubric, player } = await setStage({
  scenario,
  seed: Number(seed),
  runbook: "rb-launch-005@1.1",
  player: "responder",
});
const options = { ...stage, player: playerNamed(player, stage, rubric) };

let logCharacters = 0;
const first = runDrill({
  ...options,
  onRecord: (record) => {
    if (record.record !== "event" || record.event.kind !== "log-batch") return;
    for (const line of record.event.lines) logCharacters += line.length;
  },
});
const workload: Workload = {
  queueEntries: first.work.queueEntries,
  logLines: first.work.logLines,
  records: first.journal.records,
  journalBytes: first.journal.bytes,
  logCharacters,
};

const drills: number[] = [];
const floors: number[] = [];
const time = (run: () => unknown): number => {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
};
// Turn by turn, so that whatever else the machine does meets both alike.
for (let round = 0; round < Number(rounds); round += 1) {
  drills.push(time(() => scoreDrill(runDrill(options).trace, rubric)));
  floors.push(time(() => runFloor(workload)));
}
const warm = Math.floor(Number(rounds) / 3);
const drill = median(drills.slice(warm));
const floor = median(floors.slice(warm));
console.log(
  `scenario ${scenario}, seed ${seed}: ${(first.trace.endedAt / 60_000).toFixed(1)} virtual minutes`,
);
console.log(
  `workload: ${first.work.flows} flows, ${workload.logLines} log lines, ${workload.queueEntries} queue entries, ${first.work.events} events, ${first.work.effects} effects, ${workload.records} records, ${workload.journalBytes} bytes`,
);
console.log(
  `drill, scored: ${drill.toFixed(1)} ms (median)   floor: ${floor.toFixed(1)} ms   ratio ${(drill / floor).toFixed(2)}`,
);
