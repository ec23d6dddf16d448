/** What is committed of the product's behaviour: a digest of each scenario's journal, and a sample report. Both leave
 *  the product's version out, so that a release alone changes nothing. */

import { scenarioNames } from "../../src/cli/library.ts";
import { replayLine, setStage } from "../../src/cli/stage.ts";
import { DEFAULT_RUNBOOK } from "../../src/cli/library.ts";
import { drillReport, tell } from "../../src/report/drill-report.ts";
import type { DocumentFile } from "../../src/report/incident-documents.ts";
import type { StoryLine } from "../../src/report/story.ts";
import { scoreDrill } from "../../src/scoring/scorecard.ts";
import { runDrill } from "../../src/simulator/drill.ts";
import { playerNamed } from "../../src/simulator/players/players.ts";

export const GOLDEN_SEED = 1;
const VERSION = "golden";

const choiceOf = (scenario: string, chaos = "none") => ({
  scenario,
  seed: GOLDEN_SEED,
  runbook: DEFAULT_RUNBOOK,
  player: "responder",
  chaos,
});

/** Faults of the tools, a crash and a clock that is off must be the same on every machine, too. */
const CHAOTIC = [
  ["cascade-failover", "heavy"],
  ["credential-leak", "heavy"],
  ["schema-and-quota", "light"],
] as const;

async function stageOf(scenario: string, chaos?: string) {
  const set = await setStage(choiceOf(scenario, chaos));
  const stage = { ...set.stage, productVersion: VERSION };
  return { ...set, options: { ...stage, player: playerNamed(set.player, stage, set.rubric) } };
}

export async function digestOf(scenario: string, chaos?: string): Promise<string> {
  return runDrill((await stageOf(scenario, chaos)).options).journal.sha256;
}

/** `scenario digest` lines, in order of name, then `scenario chaos digest` lines. */
export async function digests(): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const scenario of scenarioNames()) lines.push(`${scenario} ${await digestOf(scenario)}`);
  for (const [scenario, chaos] of CHAOTIC)
    lines.push(`${scenario} ${chaos} ${await digestOf(scenario, chaos)}`);
  return lines;
}

export async function sampleReport(scenario: string): Promise<readonly DocumentFile[]> {
  const { options, rubric, title, identity } = await stageOf(scenario);
  const story: StoryLine[] = [];
  const result = runDrill({
    ...options,
    onRecord: (record) => {
      const line = tell(record);
      if (line !== null) story.push(line);
    },
  });
  const again = replayLine(choiceOf(scenario), DEFAULT_RUNBOOK);
  return drillReport({ title, identity, result, card: scoreDrill(result.trace, rubric), story, again });
}
