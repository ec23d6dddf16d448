/** How well whole windows are diagnosed: 200 lines of which 40% are noise, and one or two causes, each with one to four (or as many as told)
 *  shapes of error line from the evaluation set, repeated. Prints the share of windows whose set of causes is right, and
 *  which causes were missed or made up; never a line, so that those for reporting stay unread.
 *  `npx node test/evaluation/windows.ts [windows] [--part reporting] [--dress plain|logs] [--shapes most a cause] [--seed text]`; a few seconds a thousand windows. Exit code
 *  1 where fewer than 95% are right. */

import { parseArgs } from "node:util";
import { wilson } from "../../src/campaign/statistics.ts";
import { runbookNamed } from "../../src/cli/load.ts";
import { WindowReader } from "../../src/diagnosis/window-diagnosis.ts";
import { RandomStream } from "../../src/prng.ts";
import { readerOf } from "../../src/responder/signatures.ts";
import { CAUSE_IDS, type CauseId } from "../../src/runbook/cause.ts";
import { type Part, readLabelled } from "./lines.ts";
import { dressed } from "./log-dress.ts";

const LINES = 200;
const NOISE = 80;
const LEAST_OF_SECOND = 0.2;
const BOUND = 0.95;
/** What healthy services say all day. */
const CHATTER = [
  "INFO request completed method=POST path=/v1/flows status=200 duration=183ms",
  "INFO flow finished flow=3f2a91c0 blocks=5 took=8211ms",
  "INFO GET /healthz 200 1ms",
  "INFO scheduler tick: 12 queued, 4 running",
  "INFO connection pool: 6 of 20 in use",
  "DEBUG cache hit key=prompt/9912",
  "WARN slow query took 1204 ms: select id, state from flows where state = $1",
  "WARN retrying webhook delivery, attempt 2 of 5",
  "WARN deprecated field 'max_tokens' in request of client 0.9",
  "INFO rate limit remaining 4211 of 5000 for api.github.com",
] as const;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    part: { type: "string", default: "tuning" },
    dress: { type: "string", default: "plain" },
    shapes: { type: "string", default: "4" },
    seed: { type: "string", default: "windows" },
  },
});
const part: Part = options.part === "reporting" ? "reporting" : "tuning";
const windows = Number(positionals[0] ?? "1000");
const { signatures, terms } = runbookNamed("rb-launch-005@1.1").runbook;
const reader = readerOf(signatures, terms);
const labelled = readLabelled().filter((line) => line.part === part);
const textsOf = (name: string): readonly string[] =>
  labelled.filter((line) => line.class === name).map(({ text }) => text);
const BY_CLASS = new Map([...CAUSE_IDS, "other"].map((name) => [name, textsOf(name)]));

const random = new RandomStream("windows", options.seed);
const below = (count: number): number => Math.floor(random.next() * count);
/** Of a stream of its own, so that windows are the same in any dress. */
const dresses = new RandomStream("dresses", options.seed);
const oneOf = <T>(list: readonly T[]): T => list[below(list.length)] as T;

interface Window {
  readonly causes: readonly CauseId[];
  readonly shapes: number;
  readonly lines: readonly string[];
}

function drawWindow(causes: number): Window {
  const truth: CauseId[] = [];
  while (truth.length < causes) {
    const cause = oneOf(CAUSE_IDS);
    if (!truth.includes(cause)) truth.push(cause);
  }
  const errors = LINES - NOISE;
  const second = causes === 1 ? 0 : LEAST_OF_SECOND + random.next() * (1 - 2 * LEAST_OF_SECOND);
  const lines: string[] = [];
  let shapes = 0;
  for (const [index, cause] of truth.entries()) {
    const drawn = Array.from({ length: 1 + below(Number(options.shapes)) }, () =>
      oneOf(BY_CLASS.get(cause) ?? []),
    );
    shapes += drawn.length;
    const count = Math.round(errors * (causes === 1 ? 1 : index === 0 ? 1 - second : second));
    for (let line = 0; line < count; line += 1)
      lines.push(drawn[line < drawn.length ? line : below(drawn.length)] as string);
  }
  while (lines.length < LINES)
    lines.push(random.next() < 0.5 ? oneOf(BY_CLASS.get("other") ?? []) : oneOf(CHATTER));
  for (let at = lines.length - 1; at > 0; at -= 1) {
    const other = below(at + 1);
    [lines[at], lines[other]] = [lines[other] as string, lines[at] as string];
  }
  const dress = options.dress === "logs";
  return {
    causes: truth,
    shapes,
    lines: dress ? dressed(lines, (count) => Math.floor(dresses.next() * count)) : lines,
  };
}

interface Tally {
  right: number;
  all: number;
}
const tallies = new Map<string, Tally>();
const count = (name: string, isRight: boolean): void => {
  const tally = tallies.get(name) ?? { right: 0, all: 0 };
  tallies.set(name, { right: tally.right + (isRight ? 1 : 0), all: tally.all + 1 });
};
const missed = new Map<CauseId, number>();
const madeUp = new Map<CauseId, number>();
const another = (counts: Map<CauseId, number>, cause: CauseId): void =>
  void counts.set(cause, (counts.get(cause) ?? 0) + 1);
let brier = 0;

for (let index = 0; index < windows; index += 1) {
  const window = drawWindow(1 + (index % 2));
  const reading = new WindowReader(reader);
  for (const line of window.lines) reading.add(line);
  const { causes, ranking } = reading.diagnose();
  const isRight =
    causes.length === window.causes.length && causes.every((cause) => window.causes.includes(cause));
  count("all windows", isRight);
  count(window.causes.length === 1 ? "one cause" : "two causes", isRight);
  count(`shapes: ${window.shapes > 8 ? "more" : window.shapes}`, isRight);
  for (const cause of window.causes) if (!causes.includes(cause)) another(missed, cause);
  for (const cause of causes) if (!window.causes.includes(cause)) another(madeUp, cause);
  for (const { cause, probability } of ranking)
    brier += (probability / 10_000 - (window.causes.includes(cause) ? 1 : 0)) ** 2 / CAUSE_IDS.length;
}
let falseAlarms = 0;
for (let index = 0; index < windows / 4; index += 1) {
  const reading = new WindowReader(reader);
  for (const line of drawNoise()) reading.add(line);
  if (reading.diagnose().causes.length > 0) falseAlarms += 1;
}

function drawNoise(): readonly string[] {
  return Array.from({ length: LINES }, () =>
    random.next() < 0.5 ? oneOf(BY_CLASS.get("other") ?? []) : oneOf(CHATTER),
  );
}

console.log(`${windows} windows of ${LINES} lines from shapes for ${part}, ${options.dress}`);
for (const name of [...tallies.keys()].sort()) {
  const { right, all } = tallies.get(name) as Tally;
  const { rate, low } = wilson(right, all);
  console.log(
    `${name.padEnd(14)} ${String(all).padStart(6)}  right ${(rate * 100).toFixed(1)}% (at least ${(low * 100).toFixed(1)}%)`,
  );
}
for (const cause of CAUSE_IDS)
  console.log(`${cause.padEnd(30)} missed ${missed.get(cause) ?? 0}, made up ${madeUp.get(cause) ?? 0}`);
console.log(`mean squared error of the weights ${(brier / windows).toFixed(4)}`);
console.log(`a cause named in ${falseAlarms} of ${Math.ceil(windows / 4)} windows of noise alone`);
const all = tallies.get("all windows") as Tally;
process.exitCode = all.right >= all.all * BOUND ? 0 : 1;
