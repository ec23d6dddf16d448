/** The program as it is started: wall time and memory of `run --json` and `--help`, each a fresh process, medians.
 *  Needs a build. Bounded: some seconds. Usage: node bench/cold.ts [ROUNDS]   (default 9) */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../src/cli/library.ts";
import { median } from "./median.ts";

const rounds = Number(process.argv[2] ?? 9);
const PROGRAM = join(ROOT, "dist", "bundle", "cli", "firedrill.js");
/** Prints the peak of resident memory, in KiB, on the way out. (What `resourceUsage` gives begins with the peak of the
 *  process that started it.) */
const REPORT_MEMORY =
  "data:text/javascript,process.on('exit',()=>process.stderr.write(process.getBuiltinModule('fs').readFileSync('/proc/self/status','utf8')))";

for (const words of [["run", "model-api-outage", "--json"], ["--help"]]) {
  const seconds: number[] = [];
  const mebibytes: number[] = [];
  // The first start after a build compiles; it is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    const startedAt = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ["--import", REPORT_MEMORY, PROGRAM, ...words], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`firedrill ${words.join(" ")} ended with ${status}: ${stderr}`);
    if (round === 0) continue;
    seconds.push((performance.now() - startedAt) / 1_000);
    mebibytes.push(Number(/VmHWM:\s*(\d+)/.exec(stderr)?.[1]) / 1_024);
  }
  console.log(
    `firedrill ${words.join(" ")}: ${median(seconds).toFixed(2)} s, ${median(mebibytes).toFixed(0)} MiB (medians of ${rounds} starts)`,
  );
}
