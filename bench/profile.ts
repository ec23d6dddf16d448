/** Where the time of a warm drill goes: shares by stage, by file and by function of a CPU profile taken over all
 *  scenarios, some seeds each. Time in the engine's own code and in packages counts for the file of ours that called.
 *  Bounded: some seconds. Usage: node bench/profile.ts [SEEDS] [SCENARIO,…] [PLAYER]   (default 8, all, responder) */

import { Session } from "node:inspector/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT, scenarioNames } from "../src/cli/library.ts";
import { prepareStage } from "../src/cli/stage.ts";
import { scoreDrill } from "../src/scoring/scorecard.ts";
import { runDrill } from "../src/simulator/drill.ts";
import { playerNamed } from "../src/simulator/players/players.ts";

const [count = "8", names = "all", player = "responder"] = process.argv.slice(2);
const seeds = Number(count);
const scenarios = names === "all" ? scenarioNames() : names.split(",");
const SAMPLING_MICROSECONDS = 1_000;
const ROWS = 70;

/** The first that a path begins with decides. */
const STAGES: readonly (readonly [stage: string, ...paths: string[]])[] = [
  ["journal: encode, hash", "src/journal/"],
  ["log lines: render", "src/simulator/logs/", "src/calendar"],
  ["log lines: redact", "src/responder/redact"],
  ["log lines: ship", "src/simulator/observe/log-shipping"],
  [
    "responder: read log lines",
    "src/responder/patterns",
    "src/responder/log-lines",
    "src/responder/signatures",
  ],
  ["responder: the rest", "src/responder/", "src/runbook/"],
  ["metrics: rules, queries", "src/rules/"],
  ["metrics: scrapes, alerts", "src/simulator/observe/prometheus", "src/simulator/observe/alertmanager"],
  ["world: people", "src/simulator/people/"],
  ["world: draws", "src/prng"],
  ["world: queue", "src/simulator/queue"],
  ["world: flows, faults", "src/simulator/world/"],
  ["drill: loop, tools", "src/simulator/", "src/faults/"],
  ["scoring", "src/scoring/"],
  ["setting the stage", "src/cli/", "bench/"],
];

const prepared: (readonly [string, Awaited<ReturnType<typeof prepareStage>>])[] = [];
for (const scenario of scenarios)
  prepared.push([scenario, await prepareStage({ scenario, runbook: "rb-launch-005@1.1" })]);

function playAll(firstSeed: number): void {
  for (const [, stage] of prepared) {
    for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
      const set = stage.forSeed(seed, player);
      const { trace } = runDrill({ ...set.stage, player: playerNamed(set.player, set.stage, set.rubric) });
      scoreDrill(trace, set.rubric);
    }
  }
}

playAll(1);
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.setSamplingInterval", { interval: SAMPLING_MICROSECONDS });
await session.post("Profiler.start");
const startedAt = performance.now();
playAll(seeds + 1);
const wallMs = performance.now() - startedAt;
const { profile } = await session.post("Profiler.stop");
session.disconnect();

interface Frame {
  readonly name: string;
  /** Ours, from the root; null for the engine's own and packages. */
  readonly file: string | null;
  readonly line: number;
}

const byId = new Map(profile.nodes.map((node) => [node.id, node]));
const parents = new Map<number, number>();
for (const { id, children } of profile.nodes) for (const child of children ?? []) parents.set(child, id);

function frameOf(id: number): Frame {
  const { functionName, url, lineNumber } = (byId.get(id) as (typeof profile.nodes)[number]).callFrame;
  const path = url.startsWith("file:") ? relative(ROOT, fileURLToPath(url)) : "";
  const ours = path !== "" && !path.startsWith("..") && !path.startsWith("node_modules");
  return { name: functionName || "(anonymous)", file: ours ? path : null, line: lineNumber + 1 };
}

/** Whose time a node's own is: the nearest function of ours that led to it. */
function ownerOf(id: number): Frame {
  const own = frameOf(id);
  let frame = own;
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
    frame = frameOf(at);
    if (frame.file !== null) return frame;
  }
  return own;
}

const microseconds = new Map<number, number>();
profile.samples?.forEach((id, index) => {
  microseconds.set(id, (microseconds.get(id) ?? 0) + (profile.timeDeltas?.[index] ?? 0));
});
const byStage = new Map<string, number>();
const byFile = new Map<string, number>();
const byFunction = new Map<string, number>();
const add = (to: Map<string, number>, key: string, time: number): void => {
  to.set(key, (to.get(key) ?? 0) + time);
};
let total = 0;
for (const [id, time] of microseconds) {
  const { name, file, line } = ownerOf(id);
  if (name === "(idle)") continue;
  total += time;
  const stage = STAGES.find(([, ...paths]) => paths.some((path) => file?.startsWith(path)));
  add(byStage, stage?.[0] ?? name, time);
  add(byFile, file ?? name, time);
  add(byFunction, file === null ? name : `${name} ${file}:${line}`, time);
}

const drills = scenarios.length * seeds;
console.log(
  `${scenarios.length} scenarios, ${seeds} seeds of each, player ${player}: ${drills} drills, ${(wallMs / drills).toFixed(1)} ms each while profiled`,
);
function show(title: string, shares: Map<string, number>, most: number): void {
  console.log(`\n${title}`);
  const rows = [...shares].sort(([, a], [, b]) => b - a).slice(0, most);
  for (const [what, time] of rows)
    console.log(
      `${((time / total) * 100).toFixed(1).padStart(6)}%  ${(time / drills / 1_000).toFixed(2).padStart(6)} ms  ${what}`,
    );
}
show("by stage", byStage, STAGES.length + 10);
show("by file", byFile, ROWS);
show("by function", byFunction, ROWS);
