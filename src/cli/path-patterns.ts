/** Paths with `*`, `?` and `[…]`, as Go's filepath.Glob reads them: none of them matches a slash, there is no `**`, and a
 *  name that begins with a dot is a name like others. Node's own glob is too new for the oldest Node that we run on. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { badArgument } from "./bad-argument.ts";

const MAGIC = /[*?[\\]/;

/** The paths there are, sorted within each folder; none where nothing matches.
 *  @throws InputError when it is no pattern */
export function pathsMatching(pattern: string): readonly string[] {
  if (!MAGIC.test(pattern)) return existsSync(pattern) ? [pattern] : [];
  const absolute = pattern.startsWith("/");
  let found: readonly string[] = [absolute ? "/" : ""];
  for (const segment of pattern.split("/").filter((part) => part !== "")) {
    found = found.flatMap((folder) => below(folder, segment, pattern));
  }
  return found;
}

function below(folder: string, segment: string, pattern: string): readonly string[] {
  if (!MAGIC.test(segment)) {
    const path = join(folder, segment);
    return existsSync(path) ? [path] : [];
  }
  const matches = nameTest(segment, pattern);
  return namesIn(folder === "" ? "." : folder)
    .filter((name) => matches.test(name))
    .map((name) => join(folder, name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

const PIECE = /\*+|\?|\[(\^?)((?:\\.|[^\]\\])+)\]|\\(.)|([^*?[\\])/gsu;

function nameTest(segment: string, pattern: string): RegExp {
  let read = 0;
  let source = "";
  for (const match of segment.matchAll(PIECE)) {
    const [piece, negated, members, escaped, literal] = match;
    if (match.index !== read) break;
    read += piece.length;
    if (piece.startsWith("*")) source += ".*";
    else if (piece === "?") source += ".";
    else if (members !== undefined) source += `[${negated}${members.replace(/\[/g, "\\[")}]`;
    else source += (escaped ?? literal ?? "").replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }
  if (read < segment.length) throw badArgument(`${pattern}: not a pattern of paths`);
  try {
    return new RegExp(`^${source}$`, "su");
  } catch {
    throw badArgument(`${pattern}: not a pattern of paths`);
  }
}
