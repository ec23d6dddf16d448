/** The runbook that a command line names: one of ours in the form that the build made of it, or a file. */

import { loadRegexEngine } from "../rules/regex.ts";
import { readBuilt } from "./built.ts";
import { runbookNames } from "./library.ts";
import type { LoadedRunbook } from "./load.ts";

/** Runbooks that come with the product, once read: they are the same for every scenario, and what is worked out for a
 *  runbook (its signatures' files, its bytes in a journal's header) is kept with the object. */
const KNOWN_RUNBOOKS = new Map<string, LoadedRunbook>();

/** @throws InputError */
export async function runbookFor(name: string): Promise<LoadedRunbook> {
  const known = KNOWN_RUNBOOKS.get(name);
  if (known !== undefined) return known;
  const loaded = readBuilt<LoadedRunbook>("runbooks", name) ?? (await readRunbook(name));
  // A file of the user's may be another by the next time.
  if (runbookNames().includes(name)) KNOWN_RUNBOOKS.set(name, loaded);
  return loaded;
}

/** Its rules may hold any pattern, and are checked as they are read. */
async function readRunbook(name: string): Promise<LoadedRunbook> {
  await loadRegexEngine();
  return (await import("./load.ts")).runbookNamed(name);
}
