/** The oracle's proofs: how often the clairvoyant and the responder pass each scenario, that the reference players pass
 *  none (do-nothing: the controls), and why the responder fails where the clairvoyant does not.
 *  Ends with exit 1 when a bound is broken. Bounded: some minutes.
 *  Usage: node bench/oracle.ts [LAST_SEED] [SCENARIO,…]   (default 200, all scenarios) */

import { scenarioNames } from "../src/cli/library.ts";
import { type Played, playAll } from "./plays.ts";

const [last = "200", names] = process.argv.slice(2);
const lastSeed = Number(last);
const scenarios = names === undefined ? scenarioNames() : names.split(",");
const PLAYERS = ["clairvoyant", "responder", "do-nothing", "rollback-at-once"] as const;
type Player = (typeof PLAYERS)[number];

const CLAIRVOYANT_BETWEEN = [0.8, 0.98] as const;
const RESPONDER_AT_LEAST = 0.95;

const batches = scenarios.flatMap((scenario) =>
  PLAYERS.map((player) => ({ scenario, player, runbook: "rb-launch-005@1.1", firstSeed: 1, lastSeed })),
);
const drills = await playAll(batches);
const drillsOf = (scenario: string, player: Player): readonly Played[] =>
  drills[batches.findIndex((batch) => batch.scenario === scenario && batch.player === player)] ?? [];

const passed = ({ card }: Played): boolean => card.verdict === "pass";
const count = (played: readonly Played[], test: (drill: Played) => boolean): number =>
  played.filter(test).length;
const isControl = (scenario: string): boolean => scenario.startsWith("control-");
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

let broken = 0;
const verdict = (holds: boolean): string => {
  if (!holds) broken += 1;
  return holds ? "" : "  <- BROKEN";
};

console.log(`seeds 1..${lastSeed}, runbook 1.1, no chaos; drills that pass\n`);
console.log(
  `${"scenario".padEnd(30)}${["clairvoyant", "responder", "of it", "do-nothing", "rollback-at-once", "inconclusive"].map((head) => head.padStart(18)).join("")}`,
);
for (const scenario of scenarios.filter((name) => !isControl(name))) {
  const [clairvoyant, responder, nothing, rollback] = PLAYERS.map((player) =>
    count(drillsOf(scenario, player), passed),
  ) as [number, number, number, number];
  const inconclusive = count(drillsOf(scenario, "responder"), ({ card }) => card.verdict === "inconclusive");
  const rate = clairvoyant / lastSeed;
  const [least, most] = CLAIRVOYANT_BETWEEN;
  const holds =
    rate >= least &&
    rate <= most &&
    responder >= RESPONDER_AT_LEAST * clairvoyant &&
    nothing === 0 &&
    rollback === 0;
  const cells = [
    `${clairvoyant} ${percent(rate)}`,
    `${responder} ${percent(responder / lastSeed)}`,
    percent(responder / clairvoyant),
    String(nothing),
    String(rollback),
    String(inconclusive),
  ];
  console.log(`${scenario.padEnd(30)}${cells.map((cell) => cell.padStart(18)).join("")}${verdict(holds)}`);
}

console.log("\ncontrols: drills that pass, and false declarations of the responder");
for (const scenario of scenarios.filter(isControl)) {
  const passes = PLAYERS.map((player) => `${player} ${count(drillsOf(scenario, player), passed)}`);
  const declared = count(drillsOf(scenario, "responder"), ({ card }) => card.detection.declared);
  const holds =
    declared === 0 &&
    count(drillsOf(scenario, "do-nothing"), passed) === lastSeed &&
    count(drillsOf(scenario, "rollback-at-once"), passed) === 0;
  console.log(`${scenario.padEnd(30)}${passes.join(", ")}; declared ${declared}${verdict(holds)}`);
}

console.log("\ndrills that only the responder fails, and why (from their journals)");
for (const scenario of scenarios) {
  const clairvoyant = drillsOf(scenario, "clairvoyant");
  for (const [index, drill] of drillsOf(scenario, "responder").entries()) {
    const other = clairvoyant[index];
    if (passed(drill) || other === undefined || !passed(other)) continue;
    const { card } = drill;
    console.log(
      `${scenario}, seed ${drill.seed}: ${[...card.withoutFingerprint, ...card.reasons].join("; ")}`,
    );
    for (const { about, because } of card.mistakes)
      for (const line of because) console.log(`    ${about}: ${line}`);
    for (const { target, waits } of card.losses)
      for (const wait of waits)
        console.log(`    ${target}: ${(wait.ms / 60_000).toFixed(1)} min for ${wait.for}`);
    for (const fault of card.communication.faults) console.log(`    communication: ${fault}`);
    const explained =
      card.mistakes.length + card.losses.length + card.communication.faults.length + card.violations.length;
    if (explained === 0 && card.withoutFingerprint.length === 0)
      console.log(`    no reason${verdict(false)}`);
  }
}
console.log(broken === 0 ? "\nevery bound holds" : `\n${broken} bound(s) broken`);
process.exitCode = broken === 0 ? 0 : 1;
