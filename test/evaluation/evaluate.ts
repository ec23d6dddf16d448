/** How well single lines are diagnosed: precision, recall and confusion matrix on the part of the evaluation set that is
 *  for reporting, which no signature was written from. Every look at it is written down in docs/eval-log.md, so that
 *  anybody can see how often it was looked at. `npm run eval`; `npm run eval -- --tuning [--wrong CLASS]` looks at the
 *  part for tuning, as often as one likes. Exit code 1 where a bound does not hold. */

import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runbookNamed } from "../../src/cli/load.ts";
import { readerOf } from "../../src/responder/signatures.ts";
import { type Judgement, judge, VERDICTS, verdictOf } from "./judge.ts";
import { CLASSES, readLabelled } from "./lines.ts";

const RUNBOOK = "rb-launch-005@1.1";
const LOG = new URL("../../docs/eval-log.md", import.meta.url);
const BOUNDS = { precision: 0.92, recall: 0.78, otherTakenForCause: 0.05 } as const;

const { values: options } = parseArgs({
  options: { tuning: { type: "boolean" }, wrong: { type: "string" }, runbook: { type: "string" } },
});
const part = options.tuning === true ? "tuning" : "reporting";
const { signatures, terms } = runbookNamed(options.runbook ?? RUNBOOK).runbook;
const reader = readerOf(signatures, terms);
const lines = readLabelled().filter((line) => line.part === part);
const judgement = judge(lines, (text) => verdictOf(reader.read(text)));

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
const row = (name: string, cells: readonly string[]): string =>
  `${name.padEnd(30)}${cells.map((cell) => cell.padStart(10)).join("")}`;
const short = (name: string): string => (name === "ambiguous" ? "ambig." : (name.split("-")[0] as string));

console.log(
  `${lines.length} lines for ${part}, ${new Set(lines.map(({ repository }) => repository)).size} repositories`,
);
console.log(row("true class \\ verdict", VERDICTS.map(short)));
for (const name of CLASSES)
  console.log(
    row(
      name,
      VERDICTS.map((verdict) => String(judgement.confusion[name][verdict])),
    ),
  );
console.log("");
for (const { cause, precision, recall } of judgement.causes)
  console.log(
    `${cause.padEnd(30)} precision ${percent(precision.rate)} (at least ${percent(precision.low)})   recall ${percent(recall.rate)} (at least ${percent(recall.low)})`,
  );
const holds = summary(judgement);

if (part === "tuning" && options.wrong !== undefined) {
  for (const line of lines) {
    const reading = reader.read(line.text);
    const verdict = verdictOf(reading);
    if (line.class !== options.wrong || verdict === line.class) continue;
    console.log(
      `\n${verdict} ${JSON.stringify(reading.weights)} ${reading.spoke.map(({ id }) => id).join(" ")}\n  ${line.text}`,
    );
  }
}
if (part === "reporting") log(judgement);
process.exitCode = holds ? 0 : 1;

function summary({ macroPrecision, macroRecall, otherTakenForCause }: Judgement): boolean {
  const rows: readonly (readonly [string, number, boolean, string])[] = [
    [
      "macro precision, lower bounds",
      macroPrecision,
      macroPrecision >= BOUNDS.precision,
      `≥ ${percent(BOUNDS.precision)}`,
    ],
    ["macro recall, lower bounds", macroRecall, macroRecall >= BOUNDS.recall, `≥ ${percent(BOUNDS.recall)}`],
    [
      "other taken for a cause",
      otherTakenForCause.rate,
      otherTakenForCause.rate <= BOUNDS.otherTakenForCause,
      `≤ ${percent(BOUNDS.otherTakenForCause)}`,
    ],
  ];
  console.log("");
  for (const [name, value, kept, bound] of rows)
    console.log(`${name.padEnd(30)} ${percent(value).padStart(6)}   ${bound}${kept ? "" : "   NOT HELD"}`);
  return rows.every(([, , kept]) => kept);
}

function log({ macroPrecision, macroRecall, otherTakenForCause }: Judgement): void {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const changed =
    execFileSync("git", ["status", "--porcelain", "--", "src", "runbooks"], { encoding: "utf8" }) !== "";
  const day = new Date().toISOString().slice(0, 10);
  const cells = [
    day,
    `${commit}${changed ? " and changes" : ""}`,
    String(lines.length),
    percent(macroPrecision),
    percent(macroRecall),
    percent(otherTakenForCause.rate),
  ];
  appendFileSync(LOG, `| ${cells.join(" | ")} |\n`);
}
