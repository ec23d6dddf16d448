/** The form that the build makes of the scenarios and runbooks that come with the product: checked, merged with what
 *  they name, as JSON. It counts only as long as every file in the folders that it was made from is what it was then. */

import { hash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { assertPlain } from "../journal/encode.ts";
import { ROOT } from "./library.ts";

export type BuiltKind = "scenarios" | "runbooks";

interface Built {
  readonly sources: string;
  readonly content: unknown;
}

const placeOf = (kind: BuiltKind, name: string): string => join(ROOT, "dist", kind, `${name}.json`);

/** Sources that run without a build may differ from those that made the built form. */
const RUNS_BUILT = import.meta.dirname.startsWith(join(ROOT, "dist"));

/** Null where there is none, or an old one. */
export function readBuilt<Content>(kind: BuiltKind, name: string): Content | null {
  if (!RUNS_BUILT) return null;
  // A path is never ours, and must not lead out of the folder.
  if (!/^[\w@.-]+$/.test(name)) return null;
  const place = placeOf(kind, name);
  if (!existsSync(place)) return null;
  const { sources, content } = JSON.parse(readFileSync(place, "utf8")) as Built;
  return sources === digestOfFolder(kind) ? (content as Content) : null;
}

export function writeBuilt(kind: BuiltKind, name: string, content: unknown): void {
  assertPlain(content);
  const place = placeOf(kind, name);
  mkdirSync(dirname(place), { recursive: true });
  const built: Built = { sources: digestOfFolder(kind), content };
  writeFileSync(place, JSON.stringify(built));
}

const DIGESTS = new Map<BuiltKind, string>();

/** Of names and contents of every file below it. */
function digestOfFolder(kind: BuiltKind): string {
  let digest = DIGESTS.get(kind);
  if (digest === undefined) {
    const folder = join(ROOT, kind);
    const files = (readdirSync(folder, { recursive: true }) as string[])
      .filter((path) => statSync(join(folder, path)).isFile())
      .sort();
    digest = hash(
      "sha256",
      files.map((path) => `${path}\n${hash("sha256", readFileSync(join(folder, path)))}\n`).join(""),
    );
    DIGESTS.set(kind, digest);
  }
  return digest;
}
