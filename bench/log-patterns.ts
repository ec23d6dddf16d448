/** Log lines as patterns, beside `grep ERROR | cut -d' ' -f5- | sort | uniq -c | sort -rn | head` (LC_ALL=C): whole
 *  processes, by turns, on 1 and 5 million lines with 18 and with 2,000 true templates. Ends with exit 1 when ours reads
 *  fewer than LEAST_RATIO times the pipeline's lines per second, when the true commonest template is not the first with
 *  its true count, or when the peak of memory reaches MOST_MEBIBYTES. The pipeline masks nothing: with ids in every line
 *  it finds no pattern, and is the measure of speed only.
 *  Bounded: some minutes, and a file of 600 MB with as much again for `sort` in the folder of temporary files.
 *  Usage: node bench/log-patterns.ts [ROUNDS] [ERROR_SHARE]   (default 2 rounds, 0.8 of the lines errors) */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "rolldown";
import { writeLog } from "./log-lines-file.ts";
import { median } from "./median.ts";

const [rounds = 2, errorShare = 0.8] = process.argv.slice(2).map(Number);
const PIPELINE = `grep ERROR "$1" | cut -d' ' -f5- | sort | uniq -c | sort -rn | head`;
const LEAST_RATIO = 1.5;
const MOST_MEBIBYTES = 200;

interface Answer {
  readonly lines: number;
  readonly counted: number;
  readonly templates: number;
  readonly peakMebibytes: number;
  readonly commonest: readonly { readonly count: number; readonly template: string }[];
}

function timed(program: string, words: readonly string[], folder: string) {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(program, words, {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C", TMPDIR: folder },
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return { seconds: (performance.now() - startedAt) / 1_000, stdout };
}

const folder = mkdtempSync(join(tmpdir(), "log-patterns-"));
const problems: string[] = [];
/** As users get the program: built, in one file. */
const READER = join(folder, "log-patterns-reader.js");
try {
  await build({
    input: join(import.meta.dirname, "log-patterns-reader.ts"),
    platform: "node",
    logLevel: "warn",
    output: { file: READER, format: "esm" },
  });
  for (const lines of [1_000_000, 5_000_000]) {
    for (const templates of [18, 2_000]) {
      const file = join(folder, "lines.log");
      const truth = writeLog(file, { lines, templates, errorShare });
      const ours: number[] = [];
      const theirs: number[] = [];
      let peak = 0;
      let answer: Answer | null = null;
      for (let round = 0; round < rounds; round += 1) {
        theirs.push(timed("bash", ["-c", PIPELINE, "bash", file], folder).seconds);
        const { seconds, stdout } = timed(process.execPath, [READER, file], folder);
        ours.push(seconds);
        answer = JSON.parse(stdout) as Answer;
        peak = Math.max(peak, answer.peakMebibytes);
      }
      const ratio = median(theirs) / median(ours);
      const title = `${lines / 1_000_000} million lines, ${templates} templates`;
      console.log(
        `${title}: ${Math.round(statSync(file).size / lines)} bytes a line, ${truth.errors} errors; ` +
          `pipeline ${perSecond(lines, theirs)}, ours ${perSecond(lines, ours)}, ${ratio.toFixed(2)} times; ` +
          `${peak.toFixed(0)} MiB; ${answer?.templates} templates found of ${truth.templates}`,
      );
      const first = answer?.commonest[0];
      console.log(`  ${first?.count} × ${first?.template}`);
      if (ratio < LEAST_RATIO) problems.push(`${title}: ${ratio.toFixed(2)} times the pipeline's lines`);
      if (peak >= MOST_MEBIBYTES) problems.push(`${title}: ${peak.toFixed(0)} MiB`);
      if (first?.count !== truth.commonestCount || !first.template.includes(truth.commonest))
        problems.push(`${title}: the commonest is ${truth.commonestCount} × ${truth.commonest}`);
      if (answer?.templates !== truth.templates || answer.counted !== truth.errors)
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
