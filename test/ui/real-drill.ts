/** Drills as the command line sets them up, from the repository's own files: what screens are tested with. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createResponder, type Player } from "../../src/responder/step.ts";
import { loadRegexEngine } from "../../src/rules/regex.ts";
import { parseRuleFile } from "../../src/rules/rule-file.ts";
import { loadRunbook } from "../../src/runbook/load.ts";
import { loadRubric, type Rubric } from "../../src/scoring/rubric.ts";
import { type Scorecard, scoreDrill } from "../../src/scoring/scorecard.ts";
import { createDrill, type Drill, type DrillRecord } from "../../src/simulator/drill.ts";
import { doNothing } from "../../src/simulator/players/reference.ts";
import { loadScenario, scenarioForSeed } from "../../src/simulator/scenario.ts";
import { minutes, plus } from "../../src/units.ts";
import type { YamlSource } from "../../src/yaml-document.ts";

const ROOT = join(import.meta.dirname, "..", "..");

const read = (path: string): YamlSource => ({ file: path, text: readFileSync(join(ROOT, path), "utf8") });

await loadRegexEngine();

const RULES = read("runbooks/alerts/rb-launch-005-1.1.yaml");
const RUNBOOK = loadRunbook(read("runbooks/rb-launch-005-1.1.yaml"), (path) => read(`runbooks/${path}`));

export interface RealDrill {
  readonly drill: Drill;
  readonly rubric: Rubric;
  /** Every record so far. */
  readonly records: readonly DrillRecord[];
  readonly subscribe: (listener: (record: DrillRecord) => void) => void;
  readonly scorecard: () => Scorecard;
}

interface Choice {
  readonly seed?: number;
  readonly player?: "responder" | "do-nothing";
}

export function realDrill(id: string, { seed = 1, player = "responder" }: Choice = {}): RealDrill {
  const loaded = loadScenario(read(`scenarios/${id}.yaml`), (path) => read(`scenarios/${path}`));
  const scenario = scenarioForSeed(loaded, seed);
  const rubric = loadRubric(read(`scenarios/rubrics/${scenario.rubric}.yaml`));
  const records: DrillRecord[] = [];
  const listeners: ((record: DrillRecord) => void)[] = [];
  const drill = createDrill({
    scenario,
    seed,
    runbook: RUNBOOK,
    rules: [{ name: RULES.file, text: RULES.text, file: parseRuleFile(RULES) }],
    rubric,
    player: ({ roster, epochMs }) =>
      (player === "responder" ? createResponder({ runbook: RUNBOOK, roster, epochMs }) : doNothing) as Player,
    productVersion: "test",
    chaos: "none",
    onRecord: (record) => {
      records.push(record);
      for (const listener of listeners) listener(record);
    },
  });
  return {
    drill,
    rubric,
    records,
    subscribe: (listener) => {
      for (const record of records) listener(record);
      listeners.push(listener);
    },
    scorecard: () => scoreDrill(drill.result().trace, rubric),
  };
}

/** The same, played to its end. */
export function playedDrill(id: string, choice?: Choice): RealDrill {
  const real = realDrill(id, choice);
  while (!real.drill.over) real.drill.advance(plus(real.drill.now, minutes(10)));
  return real;
}
