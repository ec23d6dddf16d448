/** `firedrill run`: one drill. On a terminal in the screen of its own, elsewhere as plain lines, or as one document. */

import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DefectError } from "../assert.ts";
import { InputError } from "../input-error.ts";
import { drillDocument } from "../report/drill-document.ts";
import { drillReport, tell } from "../report/drill-report.ts";
import type { DocumentFile } from "../report/incident-documents.ts";
import { scorecardLines } from "../report/scorecard-text.ts";
import type { StoryLine } from "../report/story.ts";
import { type Scorecard, scoreDrill } from "../scoring/scorecard.ts";
import { createDrill, type Drill, type DrillRecord, type DrillResult } from "../simulator/drill.ts";
import { playerNamed } from "../simulator/players/players.ts";
import { formatClock, instant } from "../units.ts";
import { type Console, complain, HAS_SCREEN, say } from "./console.ts";
import { EXIT, type ExitCode, exitCodeOf } from "./exit-code.ts";
import { brokenGuards } from "./guards.ts";
import { DEFAULT_RUNBOOK } from "./library.ts";
import { parseSeed, replayLine, type SetStage, type StageChoice, setStage } from "./stage.ts";

export interface RunOptions {
  readonly seed: string;
  readonly runbook: string;
  readonly player: string;
  readonly chaos: string;
  readonly speed?: string;
  readonly journal?: string;
  readonly report?: string;
  readonly json?: boolean;
}

const SCREEN_SPEED = 60;

type Speed = number | "max";

/** @throws InputError */
function parseSpeed(text: string): Speed {
  if (text === "max") return "max";
  const speed = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && speed > 0 && speed <= 100_000) return speed;
  throw new InputError([
    {
      file: "",
      line: null,
      column: null,
      message: `--speed expects a number above 0 (virtual seconds a second) or max, not "${text}"`,
    },
  ]);
}

export async function run(console: Console, scenario: string, options: RunOptions): Promise<ExitCode> {
  const onScreen =
    HAS_SCREEN &&
    options.json !== true &&
    console.stdout.isTTY === true &&
    console.stdin.isTTY === true &&
    console.environment["TERM"] !== "dumb";
  const speed = options.speed === undefined ? (onScreen ? SCREEN_SPEED : "max") : parseSpeed(options.speed);
  const choice: StageChoice = {
    scenario,
    seed: parseSeed(options.seed),
    runbook: options.runbook,
    player: options.player,
    chaos: options.chaos,
  };
  const again = replayLine(choice, DEFAULT_RUNBOOK);
  const set = await setStage(choice);
  try {
    return await play(console, set, options, { speed, onScreen, again });
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new DefectError(`${error instanceof Error ? error.message : String(error)}\nreplay: ${again}`, {
      cause: error,
    });
  }
}

interface Manner {
  readonly speed: Speed;
  readonly onScreen: boolean;
  readonly again: string;
}

async function play(console: Console, set: SetStage, options: RunOptions, manner: Manner): Promise<ExitCode> {
  const story: StoryLine[] = [];
  const listeners: ((record: DrillRecord) => void)[] = [];
  const early: DrillRecord[] = [];
  const wantsStory = options.json !== true || options.report !== undefined;
  const onRecord = (record: DrillRecord): void => {
    const told = tell(record);
    if (told !== null) story.push(told);
    if (manner.onScreen && listeners.length === 0) early.push(record);
    for (const listener of listeners) listener(record);
  };
  const journal = options.journal === undefined ? null : openJournal(options.journal);
  const drill = createDrill({
    ...set.stage,
    player: playerNamed(set.player, set.stage, set.rubric),
    ...(journal === null ? {} : { sink: journal.write }),
    ...(wantsStory ? { onRecord } : {}),
  });
  let card: Scorecard | null = null;
  const scorecard = (): Scorecard => {
    card ??= scoreDrill(drill.result().trace, set.rubric);
    return card;
  };
  if (manner.onScreen) {
    // Loaded only when there is a screen to draw on: the drill path must start without it.
    const { playOnScreen } = await import("../../ui/play.tsx");
    await playOnScreen({
      drill,
      subscribe: (listener) => {
        for (const record of early.splice(0)) listener(record);
        listeners.push(listener);
      },
      speed: manner.speed,
      scorecard,
      replayLine: manner.again,
      stdout: console.stdout,
      stdin: console.stdin,
      now: console.now,
    });
    if (!drill.over) drill.abort();
  } else await playPlainly(console, drill, set, options, manner.speed, story);
  journal?.close();
  const result = drill.result();
  report(console, set, options, manner, result, scorecard(), story);
  const guards = brokenGuards(set.player, scorecard().brokenInvariants);
  if (guards.length > 0) throw new DefectError(guards.join("\n"));
  return result.reason === "aborted" ? EXIT.aborted : exitCodeOf(scorecard().verdict);
}

interface OpenJournal {
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** Written block by block, so that an interrupted drill leaves a journal that can be replayed so far. */
function openJournal(path: string): OpenJournal {
  try {
    const file = openSync(path, "w");
    return {
      write: (text) => {
        try {
          writeSync(file, text);
        } catch (error) {
          throw unwritable(path, "journal", error);
        }
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    throw unwritable(path, "journal", error);
  }
}

const PLAIN_STEP_MS = 100;

async function playPlainly(
  console: Console,
  drill: Drill,
  set: SetStage,
  { json }: RunOptions,
  speed: Speed,
  story: readonly StoryLine[],
): Promise<void> {
  let told = 0;
  const flush = (): void => {
    if (json === true) return;
    for (; told < story.length; told += 1) {
      const { at, text } = story[told] as StoryLine;
      say(console, `${formatClock(at).padStart(7)}  ${text}`);
    }
  };
  if (json !== true) {
    say(
      console,
      `EXERCISE  ${set.title}  (${set.identity.scenario}, seed ${set.identity.seed}, runbook ${set.identity.runbook.id} ${set.identity.runbook.version})`,
    );
  }
  if (speed === "max") {
    while (!drill.over) drill.advance(instant(drill.now + 60_000_000));
    flush();
    return;
  }
  const startedAt = console.now();
  const listening = console.onInterrupt?.(() => drill.abort());
  while (!drill.over) {
    await new Promise((resolve) => setTimeout(resolve, PLAIN_STEP_MS));
    if (!drill.over) drill.advance(instant(Math.floor((console.now() - startedAt) * speed)));
    flush();
  }
  listening?.();
}

function report(
  console: Console,
  set: SetStage,
  options: RunOptions,
  { again }: Manner,
  result: DrillResult,
  card: Scorecard,
  story: readonly StoryLine[],
): void {
  if (options.report !== undefined) {
    writeReport(
      options.report,
      drillReport({ title: set.title, identity: set.identity, result, card, story, again }),
    );
  }
  if (options.json === true) {
    say(console, JSON.stringify(drillDocument(set.identity, card, result.journal)));
    if (card.verdict !== "pass") complain(console, `replay: ${again}`);
    return;
  }
  say(console, "");
  say(console, `EXERCISE  ${set.title}`);
  if (result.reason === "aborted") say(console, "ABORTED: what follows is judged on what was played");
  for (const line of scorecardLines(card)) say(console, line);
  say(console, `  journal: ${result.journal.records} records, sha256 ${result.journal.sha256}`);
  if (card.verdict !== "pass") say(console, `replay: ${again}`);
}

function writeReport(folder: string, files: readonly DocumentFile[]): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
  } catch (error) {
    throw unwritable(folder, "report", error);
  }
}

function unwritable(file: string, what: "journal" | "report", error: unknown): InputError {
  const { code } = error as NodeJS.ErrnoException;
  return new InputError([
    { file, line: null, column: null, message: `the ${what} cannot be written there (${code})` },
  ]);
}
