/** A folder of a test file's own, with files made on the spot; it is gone when the tests are over. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { ROOT } from "../../src/cli/library.ts";

export interface ScratchFolder {
  readonly path: string;
  at(name: string): string;
  /** Writes a file and returns its path. */
  file(name: string, text: string): string;
}

export function scratchFolder(): ScratchFolder {
  const path = mkdtempSync(join(tmpdir(), "firedrill-test-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  const at = (name: string): string => join(path, name);
  return {
    path,
    at,
    file: (name, text) => {
      writeFileSync(at(name), text);
      return at(name);
    },
  };
}

/** A file that comes with the product. */
export const shippedText = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** A text with one passage replaced, and the line it stood in. */
export function changed(text: string, from: string, to: string): { text: string; line: number } {
  const at = text.indexOf(from);
  if (at < 0) throw new Error(`the text to be changed does not hold: ${from}`);
  return { text: text.replace(from, () => to), line: text.slice(0, at).split("\n").length };
}
