/** `firedrill diagnose --patterns`, as it is built, beside
 *  `grep ERROR | cut -d' ' -f5- | sort | uniq -c | sort -rn | head` (LC_ALL=C): whole processes, by turns, on 1 and 5 million
 *  lines with 18 and with 2,000 true templates; beside both, `diagnose` with the causes. Ends with exit 1 when ours reads
 *  fewer than LEAST_RATIO times the pipeline's lines per second, when the true commonest template is not the first with
 *  its true count, or when the peak of memory reaches MOST_MEBIBYTES. The pipeline masks nothing: with ids in every line
 *  it finds no pattern, and is the measure of speed only.
 *  Bounded: some minutes, and a file of 600 MB with as much again for `sort` in the folder of temporary files.
 *  Usage: node bench/log-patterns.ts [ROUNDS] [ERROR_SHARE]   (default 2 rounds, 0.8 of the lines errors) */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeLog } from "./log-lines-file.ts";
import { median } from "./median.ts";

const [rounds = 2, errorShare = 0.8] = process.argv.slice(2).map(Number);
const PIPELINE = `grep ERROR "$1" | cut -d' ' -f5- | sort | uniq -c | sort -rn | head`;
const LEAST_RATIO = 1.5;
const MOST_MEBIBYTES = 200;

const PROGRAM = join(import.meta.dirname, "..", "dist", "bundle", "cli", "firedrill.js");

/** What counts of the document. */
interface Answer {
  readonly patterns: readonly { readonly template: string; readonly count: number }[];
}

/** Loaded ahead of the program: tells the peak of its memory when it ends, all threads together. */
const PEAK = `data:text/javascript,import{readFileSync}from"node:fs";process.on("exit",()=>{
process.stderr.write("peak "+/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status","utf8"))[1])})`;

function timed(program: string, words: readonly string[], folder: string) {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(program, words, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: "C", TMPDIR: folder },
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return { seconds: (performance.now() - startedAt) / 1_000, stdout, stderr };
}

if (!existsSync(PROGRAM)) throw new Error("build first: npm run build");
const peakOf = (stderr: string): number => Number(/peak (\d+)/.exec(stderr)?.[1]) / 1_024;

const folder = mkdtempSync(join(tmpdir(), "log-patterns-"));
const problems: string[] = [];
try {
  for (const lines of [1_000_000, 5_000_000]) {
    for (const templates of [18, 2_000]) {
      const file = join(folder, "lines.log");
      const truth = writeLog(file, { lines, templates, errorShare });
      const ours: number[] = [];
      const theirs: number[] = [];
      const diagnosing: number[] = [];
      let peak = 0;
      let diagnosingPeak = 0;
      let answer: Answer | null = null;
      for (let round = 0; round < rounds; round += 1) {
        theirs.push(timed("bash", ["-c", PIPELINE, "bash", file], folder).seconds);
        const words = ["--import", PEAK, PROGRAM, "diagnose", "--patterns", "--json", file];
        const { seconds, stdout, stderr } = timed(process.execPath, words, folder);
        ours.push(seconds);
        answer = JSON.parse(stdout) as Answer;
        peak = Math.max(peak, peakOf(stderr));
        const whole = timed(process.execPath, ["--import", PEAK, PROGRAM, "diagnose", file], folder);
        diagnosing.push(whole.seconds);
        diagnosingPeak = Math.max(diagnosingPeak, peakOf(whole.stderr));
      }
      const ratio = median(theirs) / median(ours);
      const title = `${lines / 1_000_000} million lines, ${templates} templates`;
      console.log(
        `${title}: ${Math.round(statSync(file).size / lines)} bytes a line, ${truth.errors} errors; ` +
          `pipeline ${perSecond(lines, theirs)}, ours ${perSecond(lines, ours)}, ${ratio.toFixed(2)} times; ` +
          `${peak.toFixed(0)} MiB; ${answer?.patterns.length} templates found of ${truth.templates}`,
      );
      console.log(
        `  causes told as well: ${perSecond(lines, diagnosing)}, ` +
          `${(median(theirs) / median(diagnosing)).toFixed(2)} times; ${diagnosingPeak.toFixed(0)} MiB`,
      );
      const first = answer?.patterns[0];
      console.log(`  ${first?.count} × ${first?.template}`);
      if (ratio < LEAST_RATIO) problems.push(`${title}: ${ratio.toFixed(2)} times the pipeline's lines`);
      for (const mebibytes of [peak, diagnosingPeak])
        if (!(mebibytes < MOST_MEBIBYTES)) problems.push(`${title}: ${mebibytes.toFixed(0)} MiB`);
      if (first?.count !== truth.commonestCount || !first.template.includes(truth.commonest))
        problems.push(`${title}: the commonest is ${truth.commonestCount} × ${truth.commonest}`);
      const counted = answer?.patterns.reduce((sum, { count }) => sum + count, 0);
      if (answer?.patterns.length !== truth.templates || counted !== truth.errors)
        problems.push(`${title}: ${truth.templates} templates in ${truth.errors} lines were to be found`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function perSecond(lines: number, seconds: readonly number[]): string {
  return `${median(seconds).toFixed(2)} s (${(lines / median(seconds) / 1_000_000).toFixed(2)} million/s)`;
}
