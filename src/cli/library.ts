/** The files that come with the product, and those a user names: where they are and how they are read.
 *  Not here: what is in them (`load.ts`), and the form that the build made of ours (`built.ts`). */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import { InputError } from "../input-error.ts";
import type { ReadNamedFile } from "../runbook/load.ts";
import type { Runbook } from "../runbook/schema.ts";
import type { YamlSource } from "../yaml-document.ts";

/** The package's root: sources and their built form lie at different depths below it. */
export const ROOT = findRoot(import.meta.dirname);

function findRoot(from: string): string {
  let folder = from;
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

const SCENARIOS = join(ROOT, "scenarios");
const RUBRICS = join(SCENARIOS, "rubrics");
const RUNBOOKS = join(ROOT, "runbooks");
const ANCESTOR = "base";

/** The runbook that drills use unless another is named. */
export const DEFAULT_RUNBOOK = "rb-launch-005@1.1";

export function readSource(path: string): YamlSource {
  try {
    return { file: path, text: readFileSync(path, "utf8") };
  } catch (error) {
    throw unreadable(path, error);
  }
}

export const unreadable = (path: string, error: unknown): InputError =>
  new InputError([{ file: path, line: null, column: null, message: whyUnreadable(error) }]);

function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "expected a file, found a folder";
  if (code === "EACCES") return "no permission to read it";
  return `cannot be read (${code ?? String(error)})`;
}

const namesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => basename(name, ".yaml"))
    .sort();

export const scenarioNames = (): readonly string[] => namesIn(SCENARIOS).filter((name) => name !== ANCESTOR);
export const rubricNames = (): readonly string[] => namesIn(RUBRICS);
export const runbookNames = (): readonly string[] =>
  namesIn(RUNBOOKS).map((name) => name.replace(/-(\d+\.\d+)$/, "@$1"));

const isPath = (name: string): boolean =>
  name.includes("/") || name.endsWith(".yaml") || name.endsWith(".yml");

const unknown = (what: string, name: string, names: readonly string[]): InputError => {
  const near = closest(name, [...names]);
  const hint =
    distance(name, near) <= Math.max(3, Math.floor(name.length / 2)) ? `; did you mean ${near}?` : "";
  return new InputError([
    {
      file: "",
      line: null,
      column: null,
      message: `no ${what} is called "${name}"${hint}\n  there are: ${names.join(", ")}`,
    },
  ]);
};

interface Place {
  readonly path: string;
  /** What messages call the file: as the user did. */
  readonly shownAs: string;
}

/** Where the file is that a user names: a path is taken as it is, a name must be one of ours. */
function placeOf(what: string, name: string, names: readonly string[], folder: string): Place {
  if (isPath(name)) return { path: resolve(name), shownAs: name };
  if (!names.includes(name)) throw unknown(what, name, names);
  const path = join(folder, `${name.replace("@", "-")}.yaml`);
  return { path, shownAs: path };
}

/** A file, and how it reads those that it names. */
export interface FoundFile {
  readonly source: YamlSource;
  readonly read: ReadNamedFile;
}

/** @throws InputError */
export function findScenario(name: string): FoundFile {
  const { path, shownAs } = placeOf("scenario", name, scenarioNames(), SCENARIOS);
  return { source: { ...readSource(path), file: shownAs }, read: readerForScenario(path) };
}

/** @throws InputError */
export function findRunbookFile(name: string): FoundFile {
  const { path, shownAs } = placeOf("runbook", name, runbookNames(), RUNBOOKS);
  return { source: { ...readSource(path), file: shownAs }, read: readerForRunbook(path) };
}

/** How a scenario file reads those that it names. */
export const readerForScenario =
  (path: string): ReadNamedFile =>
  (relative) =>
    readBeside(path, relative, SCENARIOS);

/** How a runbook file reads those that it names. */
export const readerForRunbook =
  (path: string): ReadNamedFile =>
  (relative) =>
    readBeside(path, relative, RUNBOOKS);

export const rulesOf = ({ detection }: Pick<Runbook, "detection">, read: ReadNamedFile): YamlSource =>
  read(join("alerts", detection.rules));

/** What a file names lies beside it, or comes with the product. */
function readBeside(path: string, relative: string, fallback: string): YamlSource {
  const beside = join(dirname(path), relative);
  return readSource(existsSync(beside) ? beside : join(fallback, relative));
}

export function findRubric(name: string, scenarioPath: string): YamlSource {
  const beside = join(dirname(scenarioPath), "rubrics", `${name}.yaml`);
  if (existsSync(beside)) return readSource(beside);
  if (!rubricNames().includes(name)) throw unknown("rubric", name, rubricNames());
  return readSource(join(RUBRICS, `${name}.yaml`));
}
