/** Files in full: parsed, checked, and put together with what they name. A drill loads this only where there is no
 *  built form (`built.ts`): reading YAML and checking it costs more than the drill. */

import { parseRuleFile, type RuleFile } from "../rules/rule-file.ts";
import { loadRunbook } from "../runbook/load.ts";
import type { Runbook } from "../runbook/schema.ts";
import { loadRubric, type Rubric } from "../scoring/rubric.ts";
import { loadScenario } from "../simulator/scenario.ts";
import type { Scenario } from "../simulator/scenario-schema.ts";
import { checkRunbook } from "./check-runbook.ts";
import { findRubric, findRunbookFile, findScenario, rulesOf } from "./library.ts";

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly rubric: Rubric;
}

export interface LoadedRunbook {
  readonly runbook: Runbook;
  readonly rules: { readonly name: string; readonly text: string; readonly file: RuleFile };
}

/** @throws InputError */
export function scenarioNamed(name: string): LoadedScenario {
  const { source, read } = findScenario(name);
  const scenario = loadScenario(source, read);
  return { scenario, rubric: loadRubric(findRubric(scenario.rubric, source.file)) };
}

/** @throws InputError */
export function runbookNamed(name: string): LoadedRunbook {
  const { source, read } = findRunbookFile(name);
  const runbook = loadRunbook(source, read);
  const { file: path, text } = rulesOf(runbook, read);
  const rulesName = runbook.detection.rules;
  // In messages the rule file has its path, in what is kept its name.
  const file = { ...parseRuleFile({ file: path, text }), file: rulesName };
  checkRunbook(source, runbook, file);
  return { runbook, rules: { name: rulesName, text, file } };
}
