/** `firedrill list`: what there is to run, and with what. */

import { CHAOS_LEVELS } from "../faults/chaos.ts";
import { PLAYERS } from "../simulator/players/players.ts";
import { parseYaml } from "../yaml-document.ts";
import { NO_CHAOS_NAME } from "./chaos.ts";
import { type Console, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { DEFAULT_RUNBOOK, findScenario, rubricNames, runbookNames, scenarioNames } from "./library.ts";

const CHAOS = [NO_CHAOS_NAME, ...Object.keys(CHAOS_LEVELS)];

export interface ListOptions {
  readonly json?: boolean;
}

interface ScenarioEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
}

function describeScenario(id: string): ScenarioEntry {
  const value = parseYaml(findScenario(id).source).value as Partial<Record<"title" | "summary", string>>;
  return { id, title: String(value.title ?? id), summary: String(value.summary ?? "").trim() };
}

export function list(console: Console, { json }: ListOptions): ExitCode {
  const scenarios = scenarioNames().map(describeScenario);
  if (json === true) {
    say(
      console,
      JSON.stringify({
        schemaVersion: 1,
        scenarios,
        runbooks: runbookNames(),
        rubrics: rubricNames(),
        players: PLAYERS,
        chaos: CHAOS,
      }),
    );
    return EXIT.passed;
  }
  const width = Math.max(...scenarios.map(({ id }) => id.length));
  say(console, "Scenarios (npx firedrill run SCENARIO):");
  for (const { id, title } of scenarios) say(console, `  ${id.padEnd(width)}  ${title}`);
  say(
    console,
    `Runbooks (--runbook):  ${runbookNames()
      .map((name) => (name === DEFAULT_RUNBOOK ? `${name} (default)` : name))
      .join(", ")}`,
  );
  say(console, `Players (--player):    ${PLAYERS.join(", ")}`);
  say(console, `Chaos (--chaos):       ${CHAOS.join(", ")}, or a file of your own`);
  return EXIT.passed;
}
