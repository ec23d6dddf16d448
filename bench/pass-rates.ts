/** Pass rates by scenario and chaos level, the responder's beside the clairvoyant's under the same chaos, with Wilson
 *  intervals; light chaos must leave the responder at least nine tenths of the clairvoyant's rate. Ends with exit 1
 *  when that does not hold. Bounded: some minutes a hundred seeds.
 *  Usage: node bench/pass-rates.ts [SEEDS] [LEVEL,…]   (default 500, none,light,heavy) */

import type { DrillRow } from "../src/campaign/drill-row.ts";
import { wilson } from "../src/campaign/statistics.ts";
import { scenarioNames } from "../src/cli/library.ts";
import { playCampaign } from "../src/cli/play-campaign.ts";

const [seeds = "500", named = "none,light,heavy"] = process.argv.slice(2);
const levels = named.split(",");
const scenarios = scenarioNames();
const LEAST_OF_CLAIRVOYANT = 0.9;

const rowsOf = async (chaos: string, player: string): Promise<readonly DrillRow[]> =>
  (
    await playCampaign(
      {
        scenarios,
        seeds: { first: 1, last: Number(seeds) },
        runbook: "rb-launch-005@1.1",
        player,
        chaos,
        workers: null,
        shard: null,
        until: null,
        store: null,
      },
      { now: () => performance.now() },
    )
  ).rows;

let broken = 0;
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
const cell = (rows: readonly DrillRow[]): string => {
  const { rate, low, high } = wilson(rows.filter(({ verdict }) => verdict === "pass").length, rows.length);
  return `${percent(rate).padStart(6)} (${percent(low)}–${percent(high)})`;
};
const share = (rows: readonly DrillRow[]): number =>
  rows.filter(({ verdict }) => verdict === "pass").length / rows.length;

console.log(`seeds 1..${seeds} of each scenario, runbook 1.1; drills that pass, with 95% intervals\n`);
for (const level of levels) {
  const responder = await rowsOf(level, "responder");
  const clairvoyant = await rowsOf(level, "clairvoyant");
  console.log(
    `chaos ${level}`.padEnd(32) +
      ["responder", "clairvoyant", "of it"].map((head) => head.padStart(24)).join(""),
  );
  const line = (title: string, own: readonly DrillRow[], seen: readonly DrillRow[]): void => {
    const ratio = share(own) / share(seen);
    const holds = level !== "light" || ratio >= LEAST_OF_CLAIRVOYANT;
    if (!holds) broken += 1;
    const cells = [cell(own), cell(seen), percent(ratio)].map((text) => text.padStart(24)).join("");
    console.log(`${title.padEnd(32)}${cells}${holds ? "" : "  <- BELOW 90%"}`);
  };
  for (const scenario of scenarios) {
    const of = (rows: readonly DrillRow[]) => rows.filter((row) => row.scenario === scenario);
    line(scenario, of(responder), of(clairvoyant));
  }
  line("all", responder, clairvoyant);
  const inconclusive = responder.filter(({ verdict }) => verdict === "inconclusive").length;
  const guards = responder.filter(({ brokenInvariants }) =>
    brokenInvariants.some(({ guard }) => guard),
  ).length;
  console.log(`inconclusive ${inconclusive}; guards broken in ${guards} drills\n`);
  if (guards > 0) broken += 1;
}
console.log(broken === 0 ? "every bound holds" : `${broken} bound(s) broken`);
process.exitCode = broken === 0 ? 0 : 1;
