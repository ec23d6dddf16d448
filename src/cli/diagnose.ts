/** `firedrill diagnose`: what log lines alone say. Whatever the verdict, it is an answer (exit 0); only what cannot be
 *  read is bad input (exit 2). Memory is bounded whatever comes in.
 *  Not here: what lines say (`../diagnosis/`), reading them (`read-logs.ts`), growing files (`diagnose-follow.ts`). */

import { once } from "node:events";
import { statSync } from "node:fs";
import { errorLinesOf } from "../diagnosis/error-patterns.ts";
import { nextChecks } from "../diagnosis/next-checks.ts";
import { type WindowDiagnosis, WindowReader } from "../diagnosis/window-diagnosis.ts";
import { formatProblem, InputError, type InputProblem } from "../input-error.ts";
import { LinePatterns } from "../patterns/line-patterns.ts";
import { diagnosisDocument } from "../report/diagnosis-document.ts";
import { diagnosisLines } from "../report/diagnosis-text.ts";
import { patternsLines } from "../report/patterns-text.ts";
import { redact } from "../responder/redact.ts";
import { readerOf } from "../responder/signatures.ts";
import { badArgument } from "./bad-argument.ts";
import { type Console, complain, say } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { unreadable } from "./library.ts";
import { type LogSource, NobodyReads, readLogs } from "./read-logs.ts";
import { runbookFor } from "./runbook-for.ts";

export interface DiagnoseOptions {
  readonly runbook: string;
  readonly follow?: boolean;
  readonly perLine?: boolean;
  readonly patterns?: boolean;
  readonly json?: boolean;
}

const STDIN = "-";

export async function diagnose(
  console: Console,
  files: readonly string[],
  options: DiagnoseOptions,
): Promise<ExitCode> {
  const { perLine = false, follow = false, patterns = false, json = false } = options;
  const asked = [perLine && "--per-line", follow && "--follow", patterns && "--patterns"].filter(Boolean);
  if (asked.length > 1) throw badArgument(`${asked.join(" and ")} exclude each other`);
  const named = files.length === 0 ? [STDIN] : files;
  if (named.includes(STDIN) && console.stdin.isTTY)
    throw badArgument("expected a file, or lines on the standard input");
  if (named.includes(STDIN) && follow)
    throw badArgument("--follow expects files; the standard input is read to its end without it");
  // However a file is spelt, it is read once.
  const inputs = [...new Map(named.map((path) => [identityOf(path, follow), path])).values()];
  const sources = inputs.map((path) => ({ path, stream: path === STDIN ? console.stdin : null }));
  if (patterns) return codeAfter(console, await sayPatterns(console, sources, json));
  const { runbook } = await runbookFor(options.runbook);
  const reader = new WindowReader(readerOf(runbook.signatures, runbook.terms));
  const show = (diagnosis: WindowDiagnosis): void => {
    const checks = nextChecks(runbook.causes, diagnosis);
    for (const line of diagnosisLines(diagnosis, checks, inputs.length === 1)) say(console, line);
  };
  if (perLine) return sayEachLine(console, sources, reader);
  if (follow) {
    const { followFiles } = await import("./diagnose-follow.ts");
    await followFiles(console, inputs, reader, json ? () => undefined : show);
    if (json) say(console, JSON.stringify(diagnosisDocument(reader.diagnose())));
    return EXIT.passed;
  }
  const damage = await readLogs(sources, (source, start, stop) => reader.take(source, start, stop));
  const diagnosis = reader.diagnose();
  if (json) say(console, JSON.stringify(diagnosisDocument(diagnosis)));
  else show(diagnosis);
  return codeAfter(console, damage);
}

/** What the errors are, not what they mean: no signatures are read. */
async function sayPatterns(
  console: Console,
  sources: readonly LogSource[],
  json: boolean,
): Promise<readonly InputProblem[]> {
  const patterns = new LinePatterns(redact);
  const damage = await readLogs(sources, (source, start, stop) => patterns.take(source, start, stop));
  const errors = errorLinesOf(patterns);
  if (json) say(console, JSON.stringify(errors));
  else for (const line of patternsLines(errors)) say(console, line);
  return damage;
}

/** What was damaged has been read as far as it could be; a script must still be told. */
function codeAfter(console: Console, damage: readonly InputProblem[]): ExitCode {
  for (const problem of damage) complain(console, `firedrill: ${formatProblem(problem)}`);
  return damage.length === 0 ? EXIT.passed : EXIT.badInput;
}

/** What tells a file from another, or itself under another name.
 *  @throws InputError where there is no file, or none that can be followed */
function identityOf(path: string, follow: boolean): string {
  if (path === STDIN) return STDIN;
  try {
    const status = statSync(path);
    if (status.isDirectory()) throw Object.assign(new Error(path), { code: "EISDIR" });
    if (follow && !status.isFile())
      throw badArgument(`--follow expects a file that can grow; ${path} is none`);
    return status.isFile() ? `${status.dev} ${status.ino}` : path;
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(path, error);
  }
}

const LINES_AT_ONCE = 500;
const decoder = new TextDecoder();

/** JSON Lines, no faster than whoever reads them. */
async function sayEachLine(
  console: Console,
  sources: readonly LogSource[],
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
    // As with `| head`, which is no error.
    if (isFull && !(await drained(stdout))) throw new NobodyReads();
    isFull = false;
  };
  const damage = await readLogs(
    sources,
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

/** False where nobody reads any more. */
async function drained(stream: NodeJS.WriteStream): Promise<boolean> {
  if (stream.destroyed) return false;
  const closed = new AbortController();
  const close = (): void => closed.abort();
  stream.once("close", close);
  return once(stream, "drain", { signal: closed.signal })
    .then(
      () => true,
      () => false,
    )
    .finally(() => stream.off("close", close));
}
