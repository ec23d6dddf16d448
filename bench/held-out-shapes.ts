/** Drills that print only the log shapes kept for reporting, beside drills of the same seeds that print only the others
 *  (`src/simulator/logs/shape-parts.ts`): how many the responder passes and diagnoses right, pair by pair. The same seed
 *  is the same world but for its words. Then the shapes one by one, without the probes that make up for a line misread:
 *  how many the signatures read right. Ends with exit 1 when drills of the reporting shapes do worse than chance explains.
 *  Bounded: two minutes.
 *  Usage: node bench/held-out-shapes.ts [FIRST_SEED] [LAST_SEED] [SCENARIO,…]   (default 5001 5040, all scenarios) */

import { changedPairs } from "../src/campaign/paired-tests.ts";
import { wilson } from "../src/campaign/statistics.ts";
import { scenarioNames } from "../src/cli/library.ts";
import { runbookNamed } from "../src/cli/load.ts";
import { RandomStreams } from "../src/prng.ts";
import { redact } from "../src/responder/redact.ts";
import { readerOf } from "../src/responder/signatures.ts";
import { CAUSE_IDS, type CauseId } from "../src/runbook/cause.ts";
import { catalogue } from "../src/simulator/logs/catalogue.ts";
import { DATABASE_DRIVERS, drawDialect, VALIDATORS } from "../src/simulator/logs/dialect.ts";
import type { LogContext } from "../src/simulator/logs/occurrence.ts";
import { SHAPE_PARTS } from "../src/simulator/logs/shape-parts.ts";
import { type Batch, type Played, playAll } from "./plays.ts";

/** What each kind of failure is a sign of; of none of the five, where it is not here. */
const SIGN_OF: Readonly<Record<string, CauseId>> = {
  overloaded: "model-api-outage",
  unavailable: "model-api-outage",
  timeout: "model-api-outage",
  "connection-refused": "model-api-outage",
  "connection-reset": "model-api-outage",
  gateway: "model-api-outage",
  "rate-limited": "rate-limit-exhaustion",
  "quota-exhausted": "rate-limit-exhaustion",
  "key-invalid": "credential-leak",
  "key-suspended": "credential-leak",
  "pool-timeout": "db-connection-pool-exhaustion",
  "server-full": "db-connection-pool-exhaustion",
};
const PROVIDERS: readonly string[] = ["anthropic", "openai", "google", "mistral"];
const DATABASES: readonly string[] = DATABASE_DRIVERS;

/** A request the vendor finds malformed may be a caller's slip or a changed schema, a database that is gone leaves no
 *  connections either: read as none they count as right, in a row of their own. */
const DEBATABLE: readonly string[] = ["bad-request", "connection-refused", "connection-terminated"];

type Sign = CauseId | "none of the five" | "debatable, read as none";

function signOf(tells: string): Sign {
  const [place = "", failure = ""] = tells.split("/");
  const cause = SIGN_OF[failure] ?? "none of the five";
  if (VALIDATORS.some((validator) => validator === place)) return "schema-breaking-change";
  if (PROVIDERS.includes(place)) return failure === "bad-request" ? "debatable, read as none" : cause;
  if (!DATABASES.includes(place)) return "none of the five";
  return DEBATABLE.includes(failure) ? "debatable, read as none" : cause;
}

const [first = "5001", last = "5040", names] = process.argv.slice(2);
const scenarios = names === undefined ? scenarioNames() : names.split(",");
const batches = scenarios.flatMap((scenario) =>
  SHAPE_PARTS.map(
    (logShapes): Batch => ({
      scenario,
      player: "responder",
      runbook: "rb-launch-005@1.1",
      firstSeed: Number(first),
      lastSeed: Number(last),
      logShapes,
    }),
  ),
);
const drills = await playAll(batches);

interface Pair {
  readonly scenario: string;
  readonly tuning: Played;
  readonly reporting: Played;
}

const pairs = scenarios.flatMap((scenario, index): readonly Pair[] => {
  const [tuning = [], reporting = []] = drills.slice(index * 2, index * 2 + 2);
  return tuning.flatMap((drill, place) => {
    const other = reporting[place];
    return other === undefined ? [] : [{ scenario, tuning: drill, reporting: other }];
  });
});

const QUESTIONS = [
  ["pass", ({ card }: Played): boolean => card.verdict === "pass"],
  ["diagnosed right", ({ card }: Played): boolean => card.diagnosis.correct],
] as const;
const CHANCE_BELOW = 0.05;

let worse = 0;
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
for (const [title, test] of QUESTIONS) {
  console.log(
    `\n${title}; seeds ${first}..${last}, runbook 1.1, no chaos\n${"".padEnd(30)}${["tuning shapes", "reporting shapes", "only tuning", "only reporting", "chance"].map((head) => head.padStart(24)).join("")}`,
  );
  for (const scenario of [...scenarios, null]) {
    const own = pairs.filter((pair) => scenario === null || pair.scenario === scenario);
    const lost = own.filter(({ tuning, reporting }) => test(tuning) && !test(reporting)).length;
    const won = own.filter(({ tuning, reporting }) => !test(tuning) && test(reporting)).length;
    const cells = SHAPE_PARTS.map((part) => {
      const { rate, low, high } = wilson(own.filter((pair) => test(pair[part])).length, own.length);
      return `${percent(rate)} (${percent(low)}–${percent(high)})`;
    });
    const chance = changedPairs(lost, won).worse;
    if (scenario === null && chance < CHANCE_BELOW) worse += 1;
    const line = [...cells, String(lost), String(won), chance.toFixed(3)];
    console.log(`${(scenario ?? "all").padEnd(30)}${line.map((cell) => cell.padStart(24)).join("")}`);
  }
}

console.log("\ndrills that only the tuning shapes let pass, and why the others fail");
for (const { scenario, tuning, reporting } of pairs) {
  if (tuning.card.verdict !== "pass" || reporting.card.verdict === "pass") continue;
  console.log(`${scenario}, seed ${reporting.seed}: ${reporting.card.reasons.join("; ")}`);
  for (const { about, because } of reporting.card.mistakes)
    for (const line of because) console.log(`    ${about}: ${line}`);
}
console.log(
  "\nstraight shapes read right, by what they are a sign of (noise and FlowEngine's own lines apart)",
);
const { signatures, terms } = runbookNamed("rb-launch-005@1.1").runbook;
const reader = readerOf(signatures, terms);
const streams = new RandomStreams(1);
const dialect = drawDialect(streams.stream("dialect"), "all");
const context: LogContext = {
  at: "2025-11-28T10:00:00.000Z",
  repo: "risk-engine",
  flow: 1,
  block: "extract-2",
  pod: "flow-runner-7c9f8d6b5-x2x4q",
  dialect,
  stream: streams.stream("words"),
};
const CAUSES: ReadonlySet<Sign> = new Set(CAUSE_IDS);
const shapes = catalogue()
  .filter(({ misleading, tells }) => !misleading && tells !== "noise" && !tells.startsWith("engine/"))
  .map(({ tells, part, render }) => {
    const named = Object.keys(reader.read(redact(render(context, 1_234_567_890))).shares);
    const sign = signOf(tells);
    return {
      part,
      sign,
      right: CAUSES.has(sign) ? named.length === 1 && named[0] === sign : named.length === 0,
    };
  });
console.log(`${"".padEnd(30)}${SHAPE_PARTS.map((part) => `${part} shapes`.padStart(24)).join("")}`);
for (const sign of [...CAUSE_IDS, "none of the five", "debatable, read as none"] as const) {
  const cells = SHAPE_PARTS.map((part) => {
    const own = shapes.filter((shape) => shape.sign === sign && shape.part === part);
    const right = own.filter((shape) => shape.right).length;
    return `${right} of ${own.length} (${percent(right / Math.max(1, own.length))})`;
  });
  console.log(`${sign.padEnd(30)}${cells.map((cell) => cell.padStart(24)).join("")}`);
}

console.log(
  worse === 0
    ? "\nreporting shapes do no worse than chance explains"
    : `\nreporting shapes do worse in ${worse} of ${QUESTIONS.length} questions`,
);
process.exitCode = worse === 0 ? 0 : 1;
