/** Asks promtool 2.42 (Debian's `prometheus` package) what every expression of `promtool-cases.ts` gives, and writes
 *  the answers down: `node test/rules/freeze-promtool.ts`. It reads its input in random order, and sums of floats depend
 *  on that: it is asked several times, and all answers to a question are kept. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askPromtool } from "./ask-promtool.ts";
import { PROMTOOL_WORLDS, type PromtoolWorld } from "./promtool-cases.ts";

const EXPECTED = new URL("promtool-expected.json", import.meta.url);
const ROUNDS = 60;

function answersOf(world: PromtoolWorld, directory: string): Record<string, readonly string[]> {
  const questions = Object.entries(world.ask).flatMap(([at, expressions]) =>
    expressions.map((expression) => ({ at, expression })),
  );
  const answers = askPromtool(world, questions, directory);
  return Object.fromEntries(
    questions.map(({ at, expression }, index) => [
      `${at} ${expression}`,
      answers[index] as readonly string[],
    ]),
  );
}

type Alternatives = Record<string, (readonly string[])[]>;

const directory = mkdtempSync(join(tmpdir(), "promtool-"));
try {
  const expected: Record<string, Alternatives> = {};
  for (const world of PROMTOOL_WORLDS) {
    const known: Alternatives = {};
    expected[world.name] = known;
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [question, answer] of Object.entries(answersOf(world, directory))) {
        known[question] ??= [];
        if (!known[question].some((other) => sameAnswer(other, answer))) known[question].push(answer);
      }
    }
  }
  writeFileSync(EXPECTED, `${JSON.stringify(expected, null, 2)}\n`);
  const count = Object.values(expected).reduce((sum, answers) => sum + Object.keys(answers).length, 0);
  console.log(`${count} answers written`);
} finally {
  rmSync(directory, { recursive: true });
}

/** Which of several series an error names is chance. */
function sameAnswer(one: readonly string[], other: readonly string[]): boolean {
  const error = (one[0] ?? "").startsWith("error: ") && (other[0] ?? "").startsWith("error: ");
  return error || JSON.stringify(one) === JSON.stringify(other);
}
