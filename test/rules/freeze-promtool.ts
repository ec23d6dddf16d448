/** Asks promtool 2.42 (Debian's `prometheus` package) what every expression of `promtool-cases.ts` gives, and writes
 *  the answers down: `node test/rules/freeze-promtool.ts`. promtool prints what it got only where a test fails, so
 *  every test expects something that no expression gives. It also reads its input in random order, and sums of floats
 *  depend on that: it is asked several times, and all answers to a question are kept. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROMTOOL_WORLDS, type PromtoolWorld } from "./promtool-cases.ts";

const EXPECTED = new URL("promtool-expected.json", import.meta.url);
const ROUNDS = 60;
const NEVER = [{ labels: "no_expression_gives_this", value: 1 }];

function answersOf(world: PromtoolWorld, directory: string): Record<string, string[]> {
  const asked = Object.entries(world.ask).flatMap(([at, expressions]) =>
    expressions.map((expr) => ({ at, expr })),
  );
  const file = join(directory, "test.yaml");
  if (world.rules !== undefined) writeFileSync(join(directory, "rules.yaml"), world.rules);
  // JSON is YAML.
  writeFileSync(
    file,
    JSON.stringify({
      rule_files: world.rules === undefined ? [] : ["rules.yaml"],
      evaluation_interval: "1m",
      tests: [
        {
          interval: world.interval,
          input_series: Object.entries(world.series).map(([series, values]) => ({ series, values })),
          promql_expr_test: asked.map(({ at, expr }) => ({ expr, eval_time: at, exp_samples: NEVER })),
        },
      ],
    }),
  );
  const output = spawnSync("promtool", ["test", "rules", file], { encoding: "utf8" });
  const failures = `${output.stdout}\n${output.stderr}`.split(/^ {4}expr: /m).slice(1);
  if (failures.length !== asked.length)
    throw new Error(`${world.name}: ${failures.length} answers\n${output.stderr}`);
  const answers: Record<string, string[]> = {};
  asked.forEach(({ at, expr }, index) => {
    const failure = failures[index] as string;
    const quoted = `${goQuoted(expr)}, time: `;
    if (!failure.startsWith(quoted)) throw new Error(`${world.name}: ${expr} is answered with ${failure}`);
    answers[`${at} ${expr}`] = readAnswer(failure.slice(quoted.length));
  });
  return answers;
}

const goQuoted = (text: string): string => JSON.stringify(text);

function readAnswer(failure: string): string[] {
  const error = /^\S+, err: ([\s\S]*)/.exec(failure);
  if (error !== null) return [`error: ${(error[1] as string).trim()}`];
  const got = /^ {8}got: ?(.*)$/m.exec(failure);
  if (got === null) throw new Error(`not understood: ${failure}`);
  const samples = (got[1] as string).trim();
  return samples === "nil" || samples === "" ? [] : samples.split(/(?<=\} [^ ,]+), (?=\{)/);
}

type Alternatives = Record<string, string[][]>;

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
