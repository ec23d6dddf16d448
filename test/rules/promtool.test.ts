/** Every expression of `promtool-cases.ts` gives what promtool 2.42 gave, labels and floats to the last bit. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { QueryEngine } from "../../src/rules/engine.ts";
import { loadRegexEngine } from "../../src/rules/regex.ts";
import { instant } from "../../src/units.ts";
import { answerOf, duration, engineAfter, normalised } from "./answers.ts";
import { PROMTOOL_WORLDS, type PromtoolWorld } from "./promtool-cases.ts";

/** To each question the answers promtool gave: several where a sum depends on the order of its terms. */
type Answers = Readonly<Record<string, readonly (readonly string[])[]>>;

const expected = JSON.parse(
  readFileSync(new URL("promtool-expected.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Answers>>;

await loadRegexEngine();

for (const world of PROMTOOL_WORLDS) {
  describe(world.name, () => {
    const engine = engineOf(world);
    for (const [at, expressions] of Object.entries(world.ask)) {
      for (const text of new Set(expressions)) {
        it(`${at}: ${text}`, () => {
          const answers = (expected[world.name]?.[`${at} ${text}`] ?? []).map(normalised);
          const answer = answerOf(engine, text, instant(duration(at)));
          if (answers.length === 1) expect(answer).toEqual(answers[0]);
          else expect(answers).toContainEqual(answer);
        });
      }
    }
  });
}

function engineOf(world: PromtoolWorld): QueryEngine {
  const minutesLast = Math.max(...Object.keys(world.ask).map((at) => duration(at) / 60_000));
  return engineAfter(world, Math.ceil(minutesLast));
}
