/** `firedrill replay`: a journal through its player again. The effects must be the recorded ones; a drill is scored
 *  again from its own records. */

import { readFileSync } from "node:fs";
import { parseEpoch } from "../calendar.ts";
import { InputError } from "../input-error.ts";
import { type Journal, readJournal } from "../journal/reader.ts";
import { replay as replayRecords } from "../replay/replay.ts";
import { scorecardLines } from "../report/scorecard-text.ts";
import { terminalText } from "../report/terminal-text.ts";
import { createResponder, type Player } from "../responder/step.ts";
import { loadRegexEngineFor } from "../rules/regex.ts";
import { parseRuleFile } from "../rules/rule-file.ts";
import type { Rubric } from "../scoring/rubric.ts";
import { scoreDrill } from "../scoring/scorecard.ts";
import { traceOf } from "../scoring/trace.ts";
import { briefingFor } from "../simulator/players/foresight.ts";
import { PLAYERS, playerNamed } from "../simulator/players/players.ts";
import type { Scenario } from "../simulator/scenario-schema.ts";
import { formatClock } from "../units.ts";
import { type Console, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { readSource } from "./library.ts";

export interface ReplayOptions {
  readonly json?: boolean;
}

export async function replay(console: Console, path: string, options: ReplayOptions): Promise<ExitCode> {
  const journal = readJournal(path, path === "-" ? readFileSync(0, "utf8") : readSource(path).text);
  const player = await playerOf(path, journal);
  const result = replayed(path, player, journal);
  const { divergence } = result;
  if (options.json === true) {
    say(console, JSON.stringify(documentOf(path, journal, result)));
    return divergence === null ? EXIT.passed : EXIT.failed;
  }
  if (journal.repair !== null) say(console, `note: ${journal.repair}`);
  if (divergence !== null) {
    say(console, `DIVERGED at ${formatClock(divergence.at)} (record ${divergence.seq})`);
    say(console, `  recorded: ${terminalText(divergence.recorded ?? "nothing").slice(0, 400)}`);
    say(console, `  replayed: ${terminalText(divergence.replayed ?? "nothing").slice(0, 400)}`);
    return EXIT.failed;
  }
  say(
    console,
    `identical: ${result.events} events gave the ${result.effects} recorded effects (${player.name})`,
  );
  if (journal.header.mode === "drill" && !journal.interrupted) {
    say(console, "");
    say(console, `EXERCISE  ${titleOf(journal)}`);
    for (const line of scorecardLines(cardOf(journal))) say(console, line);
  }
  say(console, `  journal: ${journal.records.length} records, sha256 ${journal.sha256}`);
  return EXIT.passed;
}

/** What no digest covers (the end of an interrupted journal) may hold anything: then it is the journal's defect. */
function replayed(path: string, player: Player, journal: Journal): ReturnType<typeof replayRecords> {
  try {
    return replayRecords(player, journal.records);
  } catch (error) {
    if (!journal.interrupted || !(error instanceof Error)) throw error;
    const message = `the journal's end was changed or damaged (no digest covers it): ${error.message}`;
    throw new InputError([{ file: path, line: journal.covered + 1, column: 1, message }]);
  }
}

function documentOf(
  path: string,
  journal: Journal,
  { events, effects, divergence }: ReturnType<typeof replayRecords>,
) {
  const scored = journal.header.mode === "drill" && !journal.interrupted && divergence === null;
  return {
    schemaVersion: 1,
    journal: path,
    exercise: journal.header.mode !== "live",
    identical: divergence === null,
    events,
    effects,
    divergence,
    interrupted: journal.interrupted,
    repair: journal.repair,
    verdict: scored ? cardOf(journal).verdict : null,
    records: journal.records.length,
    sha256: journal.sha256,
  };
}

const scenarioOf = ({ header }: Journal): Scenario => header.scenario as unknown as Scenario;
const rubricOf = ({ header }: Journal): Rubric => header.rubric as unknown as Rubric;
const titleOf = (journal: Journal): string => scenarioOf(journal).title;

const cardOf = (journal: Journal) =>
  scoreDrill(
    traceOf(journal.records, {
      roster: journal.header.roster,
      pilot: scenarioOf(journal).fleet.pilot,
      runbook: journal.header.runbook,
    }),
    rubricOf(journal),
  );

/** The player that the header names, made from what the header embeds. */
async function playerOf(path: string, journal: Journal): Promise<Player> {
  const { header } = journal;
  const name = PLAYERS.find((player) => player === header.player);
  const epochMs = parseEpoch(header.epoch);
  if (name === undefined || epochMs === null) {
    throw new InputError([
      {
        file: path,
        line: 1,
        column: 1,
        message: `the journal's player "${header.player}" is not one that this version has`,
      },
    ]);
  }
  const { runbook, roster } = header;
  if (name === "responder") return createResponder({ runbook, roster, epochMs }) as Player;
  await loadRegexEngineFor(header.rules.map(({ text }) => text));
  const stage = {
    scenario: scenarioOf(journal),
    seed: header.seed ?? 0,
    runbook,
    rules: header.rules.map((rule) => ({
      ...rule,
      file: parseRuleFile({ file: rule.name, text: rule.text }),
    })),
    rubric: header.rubric,
    productVersion: header.productVersion,
    chaos: header.chaos,
  };
  return playerNamed(name, stage, rubricOf(journal))(briefingFor(stage));
}
