/** The digests that results name their inputs by. */

import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Of checked data, not of the file's bytes. */
export const digestOf = (value: unknown): string => hash("sha256", JSON.stringify(value), "hex");

/** Of the code that runs, built or not: results of two builds must not be mixed in one store. */
export function digestOfCode(): string {
  const folder = dirname(import.meta.dirname);
  const files = (readdirSync(folder, { recursive: true }) as string[])
    .filter((path) => /\.[jt]s$/.test(path))
    .sort();
  return hash(
    "sha256",
    files.map((path) => `${path} ${hash("sha256", readFileSync(join(folder, path)))}\n`).join(""),
  );
}
