/** The evaluation set: error lines that real programs print, each with the public place it was found in, labelled by what
 *  the cause really was. `lines/<class>.jsonl`, one object a line. Repositories, not lines, are divided between tuning
 *  and reporting: lines of one repository resemble each other. */

import { readFileSync } from "node:fs";
import { z } from "zod";
import { CAUSE_IDS, type CauseId } from "../../src/runbook/cause.ts";

export const CLASSES = [...CAUSE_IDS, "other"] as const;
export type LineClass = CauseId | "other";

/** Tuning lines may be looked at while signatures are written; reporting lines are only counted. */
export type Part = "tuning" | "reporting";

export interface LabelledLine {
  readonly text: string;
  readonly class: LineClass;
  readonly repository: string;
  readonly origin: string;
  readonly program: string;
  readonly part: Part;
}

const written = z.strictObject({
  text: z.string().min(1),
  repository: z.string().min(3),
  origin: z.url(),
  program: z.string().min(1),
});

/** Of a hundred repositories so many are for reporting. */
const REPORTING_PERCENT = 65;

/** By the repository's name alone, so that a line added later moves no other. */
export function partOf(repository: string): Part {
  let hash = 0x811c9dc5;
  for (const character of repository.toLowerCase())
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193) >>> 0;
  return (hash >>> 8) % 100 < REPORTING_PERCENT ? "reporting" : "tuning";
}

/** @throws Error naming file and line of what is no line of the set */
export function readLabelled(): readonly LabelledLine[] {
  return CLASSES.flatMap((name) => {
    const file = new URL(`lines/${name}.jsonl`, import.meta.url);
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line, index): LabelledLine => {
        const parsed = written.safeParse(JSON.parse(line));
        if (!parsed.success) throw new Error(`${name}.jsonl:${index + 1}: ${parsed.error.message}`);
        return { ...parsed.data, class: name, part: partOf(parsed.data.repository) };
      });
  });
}
