/** Node's own SQLite, loaded when there is a store to open: older versions of Node are without it, and everything else
 *  runs there. */

import { createRequire } from "node:module";

type Sqlite = typeof import("node:sqlite");

/** Null where this Node has none. */
export function loadSqlite(): Sqlite | null {
  const { emitWarning } = process;
  // Node 22 warns, at every start, that it is an experiment.
  process.emitWarning = () => undefined;
  try {
    return createRequire(import.meta.url)("node:sqlite") as Sqlite;
  } catch {
    return null;
  } finally {
    process.emitWarning = emitWarning;
  }
}
