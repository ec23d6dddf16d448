/** The files that come with the product, and those a user names: scenarios, rubrics, runbooks with their rules.
 *  A runbook that comes with the product is read from the form that the build made of it, as long as its sources are
 *  what they were then: a thousand signatures take longer to parse than a drill to run. */

import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import { InputError } from "../input-error.ts";
import { loadRunbook, type ReadNamedFile } from "../runbook/load.ts";
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
const BUILT = join(ROOT, "dist", "runbooks");
const ANCESTOR = "base";

/** The runbook that drills use unless another is named. */
export const DEFAULT_RUNBOOK = "rb-launch-005@1.1";

export function readSource(path: string): YamlSource {
  try {
    return { file: path, text: readFileSync(path, "utf8") };
  } catch (error) {
    throw new InputError([{ file: path, line: null, column: null, message: unreadable(error) }]);
  }
}

function unreadable(error: unknown): string {
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

/** Where a scenario is, by id or path, and how it reads what it extends. */
export function findScenario(name: string): { source: YamlSource; read: ReadNamedFile } {
  const { path, shownAs } = placeOf("scenario", name, scenarioNames(), SCENARIOS);
  return { source: { ...readSource(path), file: shownAs }, read: readerForScenario(path) };
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

export const rulesOf = ({ detection }: Pick<Runbook, "detection">, path: string): YamlSource =>
  readerForRunbook(path)(join("alerts", detection.rules));

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

export interface LoadedRunbook {
  readonly runbook: Runbook;
  readonly rules: YamlSource;
}

interface BuiltRunbook {
  /** Digests of the files it was made of, by their names relative to the runbooks. */
  readonly sources: Readonly<Record<string, string>>;
  readonly runbook: Runbook;
}

/** @throws InputError */
export function findRunbook(name: string): LoadedRunbook {
  const { path, shownAs } = placeOf("runbook", name, runbookNames(), RUNBOOKS);
  const runbook = readBuilt(path) ?? load(path, shownAs).runbook;
  return { runbook, rules: rulesOf(runbook, path) };
}

function readBuilt(path: string): Runbook | null {
  const built = join(BUILT, `${basename(path, ".yaml")}.json`);
  if (dirname(path) !== RUNBOOKS || !existsSync(built)) return null;
  const { sources, runbook } = JSON.parse(readFileSync(built, "utf8")) as BuiltRunbook;
  const fresh = Object.entries(sources).every(([file, sha256]) => digestOf(join(RUNBOOKS, file)) === sha256);
  return fresh ? runbook : null;
}

const digestOf = (path: string): string =>
  existsSync(path) ? hash("sha256", readFileSync(path), "hex") : "";

function load(path: string, shownAs: string): { runbook: Runbook; named: readonly string[] } {
  const named: string[] = [];
  const read = readerForRunbook(path);
  const runbook = loadRunbook({ ...readSource(path), file: shownAs }, (relative) => {
    named.push(relative);
    return read(relative);
  });
  return { runbook, named };
}

/** What the build writes for each runbook that comes with the product. */
export function buildRunbooks(): readonly { readonly file: string; readonly text: string }[] {
  return namesIn(RUNBOOKS).map((name) => {
    const { runbook, named } = load(join(RUNBOOKS, `${name}.yaml`), `${name}.yaml`);
    const sources = Object.fromEntries(
      [`${name}.yaml`, ...named].map((file) => [file, digestOf(join(RUNBOOKS, file))]),
    );
    const built: BuiltRunbook = { sources, runbook };
    return { file: join(BUILT, `${name}.json`), text: JSON.stringify(built) };
  });
}
