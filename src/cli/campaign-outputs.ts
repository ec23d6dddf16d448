/** Files that a campaign's result is written to. Whether they can be written is found out before the drills, not after
 *  an hour of them. */

import { closeSync, openSync, writeFileSync } from "node:fs";
import type { Comparison } from "../campaign/compare.ts";
import type { CampaignDocument } from "../campaign/document.ts";
import { InputError } from "../input-error.ts";

export interface OutputOptions {
  readonly junit?: string;
  readonly markdown?: string;
}

const unwritable = (path: string, error: unknown): InputError => {
  const { code } = error as NodeJS.ErrnoException;
  return new InputError([{ file: path, line: null, column: null, message: `cannot be written (${code})` }]);
};

/** @throws InputError */
export function checkOutputs({ junit, markdown }: OutputOptions): void {
  for (const path of [junit, markdown]) {
    if (path === undefined) continue;
    try {
      closeSync(openSync(path, "a"));
    } catch (error) {
      throw unwritable(path, error);
    }
  }
}

export async function writeOutputs(
  document: CampaignDocument,
  comparison: Comparison | null,
  { junit, markdown }: OutputOptions,
): Promise<void> {
  if (junit !== undefined) write(junit, (await import("../report/junit.ts")).junitOf(document));
  if (markdown !== undefined)
    write(markdown, (await import("../report/campaign-markdown.ts")).campaignMarkdown(document, comparison));
}

/** @throws InputError */
export function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw unwritable(path, error);
  }
}
