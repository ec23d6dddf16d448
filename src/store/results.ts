/** Results in one SQLite file: rows by scenario and seed, as opaque JSON, with a description of what they depend on.
 *  Rows are written in one transaction a call, so that an interrupted campaign leaves whole batches. What the rows and
 *  the description mean, the caller knows. */

import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { InputError } from "../input-error.ts";
import { loadSqlite } from "./sqlite.ts";

export interface StoredRow {
  readonly scenario: string;
  readonly seed: number;
  readonly json: string;
}

export interface ResultStore {
  /** Null while nothing was described. */
  readonly description: string | null;
  describe(json: string): void;
  put(rows: readonly StoredRow[]): void;
  /** Ordered by scenario (bytes), then seed. */
  rows(): readonly StoredRow[];
  close(): void;
}

/** `Fdrl`, in SQLite's header: tells a store of ours from other programs' databases. */
const APPLICATION_ID = 0x4664726c;
const FORMAT_VERSION = 1;
const SQLITE_MAGIC = "SQLite format 3\0";

const SCHEMA = `
  CREATE TABLE description (only INTEGER PRIMARY KEY CHECK (only = 1), json TEXT NOT NULL) STRICT;
  CREATE TABLE result (
    scenario TEXT NOT NULL, seed INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (scenario, seed)
  ) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT_VERSION};
`;

/** So long a writer waits for another one, before it takes the store for unusable. */
const PATIENCE_MS = 10_000;

const problem = (file: string, message: string): InputError =>
  new InputError([{ file, line: null, column: null, message }]);

/** Told by the first bytes, whatever the file is called. */
export function isDatabase(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  const file = openSync(path, "r");
  try {
    const first = Buffer.alloc(SQLITE_MAGIC.length);
    readSync(file, first, 0, first.length, 0);
    return first.toString("latin1") === SQLITE_MAGIC;
  } finally {
    closeSync(file);
  }
}

/** Opens a store, or makes one where there is no file yet.
 *  @throws InputError when the file is something else or cannot be written. */
export function openStore(path: string): ResultStore {
  const isNew = !existsSync(path) || (statSync(path).isFile() && statSync(path).size === 0);
  return open(path, { isNew, readOnly: false });
}

/** A store that is only looked at: its file may be one that cannot be written.
 *  @throws InputError when the file is something else. */
export const readStore = (path: string): ResultStore => open(path, { isNew: false, readOnly: true });

interface Manner {
  readonly isNew: boolean;
  readonly readOnly: boolean;
}

function open(path: string, { isNew, readOnly }: Manner): ResultStore {
  if (!isNew && !isDatabase(path))
    throw problem(path, "expected a result store (SQLite), found something else");
  const sqlite = loadSqlite();
  if (sqlite === null)
    throw problem(path, `a result store needs Node 22.13 or later, this is ${process.version}`);
  const options = { timeout: PATIENCE_MS, readOnly };
  const database = attempt(path, () => new sqlite.DatabaseSync(path, options));
  try {
    if (isNew) attempt(path, () => database.exec(`BEGIN;${SCHEMA}COMMIT;`));
    else checkFormat(path, database);
    return storeOn(path, database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function attempt<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw problem(
      path,
      `the store cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

function checkFormat(path: string, database: DatabaseSync): void {
  const [application, version] = attempt(path, () => [
    pragma(database, "application_id"),
    pragma(database, "user_version"),
  ]) as [number, number];
  if (application !== APPLICATION_ID)
    throw problem(path, "expected a result store, found another program's database");
  if (version !== FORMAT_VERSION)
    throw problem(path, `the store has format ${version}; this version reads format ${FORMAT_VERSION}`);
}

function storeOn(path: string, database: DatabaseSync): ResultStore {
  const prepare = (sql: string): StatementSync => attempt(path, () => database.prepare(sql));
  const readDescription = prepare("SELECT json FROM description");
  const writeDescription = prepare("INSERT OR REPLACE INTO description VALUES (1, ?)");
  const writeRow = prepare("INSERT OR REPLACE INTO result VALUES (?, ?, ?)");
  const readRows = prepare("SELECT scenario, seed, json FROM result ORDER BY scenario, seed");
  return {
    get description() {
      const found = readDescription.get() as { json: string } | undefined;
      return found?.json ?? null;
    },
    describe: (json) => void attempt(path, () => writeDescription.run(json)),
    put: (rows) =>
      attempt(path, () => {
        database.exec("BEGIN");
        for (const { scenario, seed, json } of rows) writeRow.run(scenario, seed, json);
        database.exec("COMMIT");
      }),
    rows: () => attempt(path, () => readRows.all()) as unknown as readonly StoredRow[],
    close: () => database.close(),
  };
}
