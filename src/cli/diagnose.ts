/** `firedrill diagnose`: what log lines alone say. Whatever the verdict, it is an answer (exit 0); only what cannot be
 *  read is bad input (exit 2). Memory is bounded whatever comes in.
 *  Not here: what lines say (`../diagnosis/`), bytes to lines (`log-bytes.ts`), growing files (`diagnose-follow.ts`). */

import { once } from "node:events";
import { statSync } from "node:fs";
import { nextChecks } from "../diagnosis/next-checks.ts";
import { type WindowDiagnosis, WindowReader } from "../diagnosis/window-diagnosis.ts";
import { formatProblem, InputError } from "../input-error.ts";
import type { TakeLine } from "../patterns/byte-lines.ts";
import { diagnosisDocument } from "../report/diagnosis-document.ts";
import { diagnosisLines } from "../report/diagnosis-text.ts";
import { readerOf } from "../responder/signatures.ts";
import type { Runbook } from "../runbook/schema.ts";
import { badArgument } from "./bad-argument.ts";
import { type Console, complain, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { unreadable } from "./library.ts";
import { LogLines, piecesOf, readUnpacked } from "./log-bytes.ts";
import { runbookFor } from "./runbook-for.ts";

export interface DiagnoseOptions {
  readonly runbook: string;
  readonly follow?: boolean;
  readonly perLine?: boolean;
  readonly json?: boolean;
}

const STDIN = "-";

export async function diagnose(
  console: Console,
  files: readonly string[],
  options: DiagnoseOptions,
): Promise<ExitCode> {
  const { perLine = false, follow = false, json = false } = options;
  if (perLine && follow) throw badArgument("--per-line and --follow exclude each other");
  const inputs = [...new Set(files.length === 0 ? [STDIN] : files)];
  if (inputs.includes(STDIN) && console.stdin.isTTY)
    throw badArgument("expected a file, or lines on the standard input");
  if (inputs.includes(STDIN) && follow)
    throw badArgument("--follow expects files; the standard input is read to its end without it");
  for (const input of inputs) if (input !== STDIN) checkFile(input);
  const { runbook } = await runbookFor(options.runbook);
  const reader = new WindowReader(readerOf(runbook.signatures, runbook.terms));
  const show = (diagnosis: WindowDiagnosis): void => sayDiagnosis(console, diagnosis, runbook);
  if (perLine) return sayEachLine(console, inputs, reader);
  if (follow) {
    const { followFiles } = await import("./diagnose-follow.ts");
    await followFiles(console, inputs, reader, json ? () => undefined : show);
    if (json) say(console, JSON.stringify(diagnosisDocument(reader.diagnose())));
    return EXIT.passed;
  }
  const damage = await readInputs(console, inputs, (source, start, stop) => reader.take(source, start, stop));
  const diagnosis = reader.diagnose();
  if (json) say(console, JSON.stringify(diagnosisDocument(diagnosis)));
  else show(diagnosis);
  return codeAfter(console, damage);
}

function sayDiagnosis(console: Console, diagnosis: WindowDiagnosis, { causes }: Runbook): void {
  for (const line of diagnosisLines(diagnosis, nextChecks(causes, diagnosis))) say(console, line);
}

/** What was damaged has been read as far as it could be; a script must still be told. */
function codeAfter(console: Console, damage: readonly InputError[]): ExitCode {
  for (const { problems } of damage)
    for (const problem of problems) complain(console, `firedrill: ${formatProblem(problem)}`);
  return damage.length === 0 ? EXIT.passed : EXIT.badInput;
}

/** @throws InputError where there is no file */
function checkFile(path: string): void {
  try {
    if (statSync(path).isDirectory()) throw Object.assign(new Error(path), { code: "EISDIR" });
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** One after the other; what broke off comes back. */
async function readInputs(
  console: Console,
  inputs: readonly string[],
  take: TakeLine,
  pause: () => Promise<void> = async () => undefined,
): Promise<readonly InputError[]> {
  const damage: InputError[] = [];
  for (const input of inputs) {
    const lines = new LogLines(take);
    const source: AsyncIterable<Uint8Array> = input === STDIN ? console.stdin : piecesOf(input);
    try {
      await readUnpacked(source, async (bytes) => {
        lines.write(bytes);
        await pause();
      });
    } catch (error) {
      damage.push(brokenOff(input, error));
    }
    lines.end();
    await pause();
  }
  return damage;
}

function brokenOff(input: string, error: unknown): InputError {
  const code = String((error as NodeJS.ErrnoException).code ?? "");
  if (!code.startsWith("Z_")) return unreadable(input, error);
  const message = "the gzip data is damaged or ends too early; what came before was read";
  return new InputError([{ file: input, line: null, column: null, message }]);
}

const LINES_AT_ONCE = 500;
const decoder = new TextDecoder();

/** JSON Lines, no faster than whoever reads them. */
async function sayEachLine(
  console: Console,
  inputs: readonly string[],
  reader: WindowReader,
): Promise<ExitCode> {
  const { stdout } = console;
  let line = 0;
  let waiting: string[] = [];
  let isFull = false;
  const write = (): void => {
    if (waiting.length === 0) return;
    isFull = !stdout.write(`${waiting.join("\n")}\n`);
    waiting = [];
  };
  const pause = async (): Promise<void> => {
    write();
    if (isFull) await once(stdout, "drain");
    isFull = false;
  };
  const damage = await readInputs(
    console,
    inputs,
    ({ bytes }, start, stop) => {
      line += 1;
      const text = decoder.decode(bytes.subarray(start, stop));
      waiting.push(JSON.stringify({ line, cause: reader.verdictOn(text) }));
      if (waiting.length >= LINES_AT_ONCE) write();
    },
    pause,
  );
  return codeAfter(console, damage);
}
