/** Runbook 1.0 against 1.1 in the same drills: pass rates by scenario, then every target and every criterion of the
 *  verdict, detection apart (what follows a late detection is late through no fault of its own, so the later targets
 *  are given once for all drills and once for those that both detected in time).
 *  Bounded: some minutes. Usage: node bench/runbooks.ts [LAST_SEED]   (default 200) */

import { scenarioNames } from "../src/cli/library.ts";
import { TARGET_IDS } from "../src/runbook/vocabulary.ts";
import { median } from "./median.ts";
import { type Played, playAll } from "./plays.ts";

const lastSeed = Number(process.argv[2] ?? 200);
const RUNBOOKS = ["rb-launch-005@1.0", "rb-launch-005@1.1"] as const;
const scenarios = scenarioNames();
const played = await playAll(
  RUNBOOKS.flatMap((runbook) =>
    scenarios.map((scenario) => ({ scenario, runbook, player: "responder", firstSeed: 1, lastSeed })),
  ),
);
const before = played.slice(0, scenarios.length);
const after = played.slice(scenarios.length);

const share = (drills: readonly Played[], test: (drill: Played) => boolean): string =>
  drills.length === 0 ? "-" : `${((drills.filter(test).length / drills.length) * 100).toFixed(1)}%`;
const row = (name: string, cells: readonly string[]): void =>
  console.log(name.padEnd(34) + cells.map((cell) => cell.padStart(16)).join(""));

console.log(`seeds 1..${lastSeed} of each scenario, no chaos\n`);
row("drills that pass", ["1.0", "1.1"]);
const passes = ({ card }: Played): boolean => card.verdict === "pass";
for (const [index, scenario] of scenarios.entries())
  row(scenario, [share(before[index] ?? [], passes), share(after[index] ?? [], passes)]);

const isIncident = (index: number): boolean => !(scenarios[index] ?? "").startsWith("control-");
const incidents = [before, after].map((all) => all.filter((_, index) => isIncident(index)).flat()) as [
  Played[],
  Played[],
];
const met = (id: string) => (drill: Played) =>
  drill.card.targets.some((target) => target.id === id && target.met !== false);
const inTime = met("detect");
const comparable = incidents[0].map((drill, place) => inTime(drill) && inTime(incidents[1][place] as Played));
const both = incidents.map((drills) => drills.filter((_, place) => comparable[place])) as [
  Played[],
  Played[],
];

const minutesOf = (drills: readonly Played[], id: string): string => {
  const times = drills.flatMap(({ card }) => {
    const actual = card.targets.find((target) => target.id === id)?.actualMs ?? null;
    return actual === null ? [] : [actual / 60_000];
  });
  return times.length === 0 ? "-" : `${median(times).toFixed(1)} min`;
};

console.log("");
row(`targets met, ${incidents[0].length} incidents`, ["1.0", "1.1", "median 1.0", "median 1.1"]);
for (const id of TARGET_IDS)
  row(id, [
    ...incidents.map((drills) => share(drills, met(id))),
    ...incidents.map((drills) => minutesOf(drills, id)),
  ]);
console.log("");
row(`of ${both[0].length} that both detected in time`, ["1.0", "1.1", "median 1.0", "median 1.1"]);
for (const id of TARGET_IDS)
  row(id, [...both.map((drills) => share(drills, met(id))), ...both.map((drills) => minutesOf(drills, id))]);

const CRITERIA: readonly (readonly [string, (drill: Played) => boolean])[] = [
  ["detection right", ({ card }) => card.detection.correct],
  ["diagnosis right", ({ card }) => card.diagnosis.correct],
  ["decision right", ({ card }) => card.decision.correct],
  ["no safety violation", ({ card }) => card.violations.length === 0],
  ["cadence of updates kept", ({ card }) => card.communication.cadenceKept],
  ["communication without fault", ({ card }) => card.communication.faults.length === 0],
  ["review complete", ({ card }) => card.review.complete],
];
for (const [name, [old, mended]] of [
  ["criteria, all incidents", incidents],
  ["of those both detected in time", both],
] as const) {
  console.log("");
  row(name, ["1.0", "1.1"]);
  for (const [criterion, holds] of CRITERIA) row(criterion, [share(old, holds), share(mended, holds)]);
}

const controls = [before, after].map((all) => all.filter((_, index) => !isIncident(index)).flat());
console.log("");
row(`controls, ${controls[0]?.length} drills`, ["1.0", "1.1"]);
row(
  "declared for nothing",
  controls.map((drills) => share(drills, ({ card }) => card.detection.declared)),
);
