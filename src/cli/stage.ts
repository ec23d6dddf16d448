/** Sets a drill's stage from what the command line names: scenario, seed, runbook, rules, rubric, player. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commandOf } from "../campaign/replay-line.ts";
import { drawChaos } from "../faults/chaos.ts";
import { readJournal } from "../journal/reader.ts";
import type { Json } from "../journal/record.ts";
import { rebuild } from "../replay/replay.ts";
import type { DrillIdentity } from "../report/drill-document.ts";
import type { Player } from "../responder/step.ts";
import { loadRegexEngineFor } from "../rules/regex.ts";
import type { Rubric } from "../scoring/rubric.ts";
import { PLAYERS, type PlayerName, type Stage } from "../simulator/players/players.ts";
import { scenarioForSeed } from "../simulator/variant.ts";
import { badArgument } from "./bad-argument.ts";
import { readBuilt } from "./built.ts";
import { chaosNamed, NO_CHAOS_NAME } from "./chaos.ts";
import { digestOf } from "./digest.ts";
import { ROOT } from "./library.ts";
import type { LoadedScenario } from "./load.ts";
import { runbookFor } from "./runbook-for.ts";

export interface StageChoice {
  readonly scenario: string;
  readonly seed: number;
  readonly runbook: string;
  readonly player: string;
  /** A level's name or a chaos file's; none where it is not given. */
  readonly chaos?: string;
}

export interface SetStage {
  readonly stage: Stage;
  readonly rubric: Rubric;
  readonly player: PlayerName;
  readonly identity: DrillIdentity;
  readonly title: string;
}

export function productVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  return version;
}

export const MOST_SEED = 2 ** 31 - 1;

/** @throws InputError */
export function parseSeed(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= MOST_SEED) return Number(text);
  throw badArgument(`--seed expects a whole number from 0 to ${MOST_SEED}, not "${text}"`);
}

/** @throws InputError */
export function parsePlayer(text: string): PlayerName {
  const found = PLAYERS.find((name) => name === text);
  if (found !== undefined) return found;
  throw badArgument(`--player expects one of ${PLAYERS.join(", ")}, not "${text}"`);
}

/** The files behind a stage, read and checked once; `forSeed` draws from them as often as is wanted. */
export interface PreparedStage {
  /** What every drill of it shares. */
  readonly identity: Omit<DrillIdentity, "seed" | "player">;
  readonly scenarioSha256: string;
  forSeed(seed: number, player: string): SetStage;
}

/** @throws InputError when a name or a file is not what it should be. */
export async function prepareStage(
  names: Pick<StageChoice, "scenario" | "runbook" | "chaos">,
): Promise<PreparedStage> {
  const chaos = await chaosNamed(names.chaos ?? NO_CHAOS_NAME);
  const { scenario, rubric } =
    readBuilt<LoadedScenario>("scenarios", names.scenario) ??
    (await import("./load.ts")).scenarioNamed(names.scenario);
  const { runbook, rules } = await runbookFor(names.runbook);
  await loadRegexEngineFor([rules.text, JSON.stringify(runbook.detection.queries)]);
  const common = {
    runbook,
    rules: [rules],
    rubric: rubric as unknown as Json,
    productVersion: productVersion(),
    chaos: chaos.id,
    chaosPlan: chaos.plan as Json,
    rebuild: (sitting: Player, journal: string) =>
      rebuild(sitting, readJournal("the journal", journal).records).state,
  };
  const identity = {
    scenario: scenario.id,
    chaos: chaos.id,
    chaosSha256: chaos.sha256,
    runbook: { id: runbook.id, version: runbook.version, sha256: digestOf(runbook) },
    rubric: { id: rubric.id, sha256: digestOf(rubric) },
  };
  return {
    identity,
    scenarioSha256: digestOf(scenario),
    forSeed: (seed, player) => ({
      stage: {
        ...common,
        scenario: scenarioForSeed(scenario, seed),
        seed,
        ...(chaos.plan === null
          ? {}
          : { toolFaults: drawChaos(chaos.plan, { scenario: scenario.id, seed, lasts: scenario.lasts }) }),
      },
      rubric,
      player: parsePlayer(player),
      title: scenario.title,
      identity: { ...identity, seed, player },
    }),
  };
}

/** @throws InputError when a name or a file is not what it should be. */
export async function setStage({ seed, player, ...names }: StageChoice): Promise<SetStage> {
  return (await prepareStage(names)).forSeed(seed, player);
}

/** The command that plays the same drill again. */
export const replayLine = (
  { scenario, seed, runbook, player, chaos = NO_CHAOS_NAME }: StageChoice,
  defaultRunbook: string,
): string =>
  commandOf({
    scenario,
    seed,
    runbook: runbook === defaultRunbook ? null : runbook,
    chaos: chaos === NO_CHAOS_NAME ? null : chaos,
    player,
  });
