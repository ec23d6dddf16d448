/** Questions to the real promtool (Debian's `prometheus` package). It prints what it got only where a test fails, so
 *  every test expects something that no expression gives. */

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Question {
  /** A duration after the start. */
  readonly at: string;
  readonly expression: string;
}

export interface PromtoolTest {
  /** Of scrapes; rules are evaluated every minute. */
  readonly interval: string;
  /** A rule file with one group. */
  readonly rules?: string;
  readonly series: Readonly<Record<string, string>>;
}

const NEVER = [{ labels: "no_expression_gives_this", value: 1 }];

/** Null where there is no promtool. */
export function promtoolVersion(): string | null {
  const { stdout, status } = spawnSync("promtool", ["--version"], { encoding: "utf8" });
  return status === 0 ? (/version (\S+)/.exec(stdout)?.[1] ?? null) : null;
}

/** To each question the samples promtool gives, as `{labels} value`, or one entry that begins with `error: `. */
export function askPromtool(
  { interval, rules, series }: PromtoolTest,
  questions: readonly Question[],
  directory: string,
): readonly (readonly string[])[] {
  const file = join(directory, "test.yaml");
  if (rules !== undefined) writeFileSync(join(directory, "rules.yaml"), rules);
  // JSON is YAML.
  writeFileSync(
    file,
    JSON.stringify({
      rule_files: rules === undefined ? [] : ["rules.yaml"],
      evaluation_interval: "1m",
      tests: [
        {
          interval,
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: questions.map(({ at, expression }) => ({
            expr: expression,
            eval_time: at,
            exp_samples: NEVER,
          })),
        },
      ],
    }),
  );
  const output = spawnSync("promtool", ["test", "rules", file], { encoding: "utf8", maxBuffer: 1e9 });
  const failures = `${output.stdout}\n${output.stderr}`.split(/^ {4}expr: /m).slice(1);
  if (failures.length !== questions.length)
    throw new Error(`${failures.length} answers to ${questions.length} questions\n${output.stderr}`);
  return questions.map(({ expression }, index) => {
    const failure = failures[index] as string;
    const quoted = `${JSON.stringify(expression)}, time: `;
    if (!failure.startsWith(quoted)) throw new Error(`${expression} is answered with ${failure}`);
    return readAnswer(failure.slice(quoted.length));
  });
}

function readAnswer(failure: string): string[] {
  const error = /^\S+, err: ([\s\S]*)/.exec(failure);
  if (error !== null) return [`error: ${(error[1] as string).trim()}`];
  const got = /^ {8}got: ?(.*)$/m.exec(failure);
  if (got === null) throw new Error(`not understood: ${failure}`);
  const samples = (got[1] as string).trim();
  return samples === "nil" || samples === "" ? [] : samples.split(/(?<=\} [^ ,]+), (?=\{)/);
}
