/** Whether the probabilities of the responder's rankings come true. Worlds are scenario × seed, played without chaos and
 *  again under light chaos; controls and double faults are among them.
 *  The moments that count, of each incident until its first conclusion:
 *  - considered: the ranking that stood when the first was recorded, and at each full minute after that;
 *  - concluded: the ranking with which the first set was concluded, "none of these" included.
 *  A cause holds at a moment when the truth names it for the world and a fault that brings it about has begun.
 *  Prints reliability tables, expected calibration error (bound: 0.05, of all judgements, of each cause and of the
 *  leading cause alone) and Brier score; ends with exit 1 when the bound does not hold. Bounded: two minutes.
 *  Weights and calibration are tuned on seeds below 1000; figures are reported on others.
 *  Usage: node bench/calibration.ts [FIRST_SEED] [LAST_SEED] [--scores]   (default 5001 5060; --scores: what came true
 *  by score, to tune by) */

import { grouped } from "../src/campaign/grouped.ts";
import { isWorker, serveJobs } from "../src/campaign/pool.ts";
import { scenarioNames } from "../src/cli/library.ts";
import { prepareStage } from "../src/cli/stage.ts";
import { CAUSE_IDS, type CauseId } from "../src/runbook/cause.ts";
import { effectsOf, type Trace, truthsOf } from "../src/scoring/trace.ts";
import { runDrill } from "../src/simulator/drill.ts";
import { playerNamed } from "../src/simulator/players/players.ts";
import { type InstantMs, minutes, plus } from "../src/units.ts";
import { type Piece, playBatches, type Seeds } from "./batches.ts";
import { type Judgement, reliabilityOf } from "./reliability.ts";

interface Batch extends Seeds {
  readonly chaos: string;
}

type Moment = "considered" | "concluded";

interface Judged extends Judgement {
  readonly cause: CauseId;
  readonly score: number;
  readonly leading: boolean;
  readonly moment: Moment;
}

interface Drill {
  readonly seed: number;
  readonly causes: readonly CauseId[];
  readonly judged: readonly Judged[];
}

const BROUGHT_ABOUT_BY: Readonly<Record<CauseId, readonly string[]>> = {
  "model-api-outage": ["provider-outage"],
  "rate-limit-exhaustion": ["volume-surge", "provider-outage"],
  "schema-breaking-change": ["breaking-release"],
  "db-connection-pool-exhaustion": ["connection-leak"],
  "credential-leak": ["key-leak"],
};

async function play({ scenario, chaos, firstSeed, lastSeed }: Batch): Promise<readonly Drill[]> {
  const prepared = await prepareStage({ scenario, chaos, runbook: "rb-launch-005@1.1" });
  const drills: Drill[] = [];
  for (let seed = firstSeed; seed <= lastSeed; seed += 1) {
    const { stage, rubric, player } = prepared.forSeed(seed, "responder");
    const { trace } = runDrill({ ...stage, player: playerNamed(player, stage, rubric) });
    drills.push({ seed, causes: causesOf(trace), judged: judgedIn(trace) });
  }
  return drills;
}

const causesOf = (trace: Trace): readonly CauseId[] =>
  truthsOf(trace, "drawn").flatMap(({ value }) => value.causes);

type Conclusion = ReturnType<typeof effectsOf<"conclude">>[number];

function judgedIn(trace: Trace): readonly Judged[] {
  const byIncident = grouped(effectsOf(trace, "conclude"), ({ value }) => value.target.incident);
  return [...byIncident.values()].flatMap((recorded) => {
    const last = recorded.findIndex(({ value }) => value.arguments.standing === "concluded");
    const considered = last < 0 ? recorded : recorded.slice(0, last);
    const concluded = last < 0 ? [] : recorded.slice(last, last + 1);
    return [
      ...everyMinute(considered, concluded[0]?.at ?? trace.endedAt).flatMap((each) =>
        judgementsOf(trace, each, "considered"),
      ),
      ...concluded.flatMap((each) => judgementsOf(trace, each, "concluded")),
    ];
  });
}

/** What stood at the first record and each full minute after it, before `until`. */
function everyMinute(recorded: readonly Conclusion[], until: InstantMs): readonly Conclusion[] {
  const [first] = recorded;
  if (first === undefined) return [];
  const standing: Conclusion[] = [];
  for (let at = first.at; at < until; at = plus(at, minutes(1))) {
    const stood = recorded.findLast((each) => each.at <= at) ?? first;
    standing.push({ ...stood, at });
  }
  return standing;
}

function judgementsOf(trace: Trace, { at, value }: Conclusion, moment: Moment): readonly Judged[] {
  const named = causesOf(trace);
  const begun = truthsOf(trace, "fault-began").filter((began) => began.at <= at);
  const holds = (cause: CauseId): boolean =>
    named.includes(cause) && begun.some(({ value: { what } }) => BROUGHT_ABOUT_BY[cause].includes(what));
  return value.arguments.ranking.map(({ cause, score, probability }, place) => ({
    cause,
    score,
    probability,
    holds: holds(cause),
    leading: place === 0,
    moment,
  }));
}

const BOUND = 0.05;

async function main(): Promise<void> {
  const given = process.argv.slice(2);
  const [first = "5001", last = "5060"] = given.filter((argument) => argument !== "--scores");
  const seeds = { firstSeed: Number(first), lastSeed: Number(last) };
  // Light chaos on every third seed's worth of drills, and on seeds of its own.
  const third = Math.ceil((seeds.lastSeed - seeds.firstSeed + 1) / 3);
  const chaotic = { firstSeed: seeds.lastSeed + 1, lastSeed: seeds.lastSeed + third };
  const batches = scenarioNames().flatMap((scenario): readonly Batch[] => [
    { scenario, chaos: "none", ...seeds },
    { scenario, chaos: "light", ...chaotic },
  ]);
  const drills = (await playBatches<Batch, Drill>(new URL(import.meta.url), batches)).flat();
  const judged = drills.flatMap((drill) => drill.judged);
  const ranked = drills.filter((drill) => drill.judged.length > 0);
  console.log(
    `runbook 1.1, every scenario; seeds ${first}..${last} without chaos, ${chaotic.firstSeed}..${chaotic.lastSeed} under light chaos`,
  );
  console.log(
    `${drills.length} worlds; rankings were recorded in ${ranked.length}, ${ranked.filter(({ causes }) => causes.length > 1).length} of them with two causes, ${ranked.filter(({ causes }) => causes.length === 0).length} with none; ${judged.length / CAUSE_IDS.length} moments of ${CAUSE_IDS.length} causes each\n`,
  );
  printTable(judged);
  if (given.includes("--scores")) printScores(judged);
  console.log(
    `\n${"".padEnd(32)}${["judgements", "came true", "Brier", "error (ECE)"].map((head) => head.padStart(14)).join("")}`,
  );
  const held = [
    line("all", judged),
    line(
      "the leading cause alone",
      judged.filter(({ leading }) => leading),
    ),
    ...CAUSE_IDS.map((cause) =>
      line(
        cause,
        judged.filter((each) => each.cause === cause),
      ),
    ),
    ...(["considered", "concluded"] as const).map((moment) =>
      line(
        moment,
        judged.filter((each) => each.moment === moment),
      ),
    ),
  ];
  const broken = held.filter((holds) => !holds).length;
  console.log(
    broken === 0
      ? `\nbound ${BOUND}: held by all`
      : `\nbound ${BOUND}: not held by ${broken} of ${held.length}`,
  );
  process.exitCode = broken === 0 ? 0 : 1;
}

const share = (value: number): string => value.toFixed(3);

function printTable(judged: readonly Judged[]): void {
  console.log(
    ["probability", "judgements", "mean stated", "came true", "gap"]
      .map((head) => head.padStart(14))
      .join(""),
  );
  for (const { from, count, stated, cameTrue } of reliabilityOf(judged).bins) {
    const cells = [
      `${from.toFixed(1)}–${(from + 0.1).toFixed(1)}`,
      String(count),
      ...(count === 0 ? ["", "", ""] : [share(stated), share(cameTrue), share(cameTrue - stated)]),
    ];
    console.log(cells.map((cell) => cell.padStart(14)).join(""));
  }
}

function line(title: string, judged: readonly Judged[]): boolean {
  const { expectedError, brier } = reliabilityOf(judged);
  const cameTrue = judged.filter(({ holds }) => holds).length / Math.max(1, judged.length);
  const holds = expectedError <= BOUND;
  const cells = [String(judged.length), share(cameTrue), share(brier), share(expectedError)];
  console.log(
    `${title.padEnd(32)}${cells.map((cell) => cell.padStart(14)).join("")}  ${holds ? "held" : "NOT HELD"}`,
  );
  return holds;
}

function printScores(judged: readonly Judged[]): void {
  console.log("\nscore (decibans), judgements, came true, by cause");
  for (const cause of [null, ...CAUSE_IDS]) {
    const own = judged.filter((each) => cause === null || each.cause === cause);
    const byScore = [...grouped(own, ({ score }) => String(score))].sort(([a], [b]) => Number(a) - Number(b));
    const cells = byScore.map(([score, each]) => {
      const held = each.filter(({ holds }) => holds).length;
      return `${score}: ${held}/${each.length}`;
    });
    console.log(`${cause ?? "all"}\n    ${cells.join("  ")}`);
  }
}

if (isWorker) serveJobs(({ batch }: Piece<Batch>) => play(batch));
else await main();
