/** Logs are what real programs print, not what the runbook's authors wrote: of the error lines that whole drills deliver,
 *  at most a tenth hold one of the runbook's own phrases. */

import { describe, expect, it } from "vitest";
import { scenarioNames } from "../../src/cli/library.ts";
import { readErrorLine } from "../../src/responder/log-lines.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";
import { play } from "../fixtures/stage.ts";

const SEEDS = [1, 2, 3];
const incidents = scenarioNames().filter((name) => !name.startsWith("control-"));
const phrases = knownRunbook("rb-launch-005@1.0").runbook.signatures.map(({ contains = [] }) =>
  contains.map((part) => part.toLowerCase()),
);

const holdsPhrase = (line: string): boolean => {
  const lowered = line.toLowerCase();
  return phrases.some((parts) => parts.every((part) => lowered.includes(part)));
};

interface Lines {
  errors: number;
  withPhrase: number;
}

async function delivered(scenario: string): Promise<Lines> {
  const lines: Lines = { errors: 0, withPhrase: 0 };
  for (const seed of SEEDS) {
    await play(
      { scenario, seed },
      {
        onRecord: (record) => {
          if (record.record !== "event" || record.event.kind !== "log-batch") return;
          for (const line of record.event.lines) {
            if (readErrorLine(line) === null) continue;
            lines.errors += 1;
            if (holdsPhrase(line)) lines.withPhrase += 1;
          }
        },
      },
    );
  }
  return lines;
}

describe("the runbook's own phrases", () => {
  it("are thirteen, and are recognised in whatever letters", () => {
    expect(phrases).toHaveLength(13);
    expect(holdsPhrase("ERROR repo=a dial tcp 10.0.0.1:5432: Connection REFUSED")).toBe(true);
    expect(holdsPhrase("ERROR repo=a overloaded_error")).toBe(false);
  });

  it.each(incidents)("stand in at most a tenth of the error lines of %s", async (scenario) => {
    const { errors, withPhrase } = await delivered(scenario);
    expect(errors).toBeGreaterThan(100);
    expect(withPhrase * 10).toBeLessThanOrEqual(errors);
  });
});
