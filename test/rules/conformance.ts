/** Generated expressions put to this engine and to the real promtool, and how their answers compare. */

import { instant } from "../../src/units.ts";
import { answerOf, duration, engineAfter, normalised } from "./answers.ts";
import { askPromtool, type PromtoolTest, type Question } from "./ask-promtool.ts";

export interface Comparison {
  readonly question: Question;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  /** `known`: a known difference. `rounding`: the same but for the last digits, in an aggregate whose terms promtool adds in an order of its own. */
  readonly verdict: "equal" | "rounding" | "known" | "different";
}

/** Where this engine does what the documentation says and promtool 2.42 does not: see docs/promql.md. */
const KNOWN: readonly RegExp[] = [
  // It forgets the offset.
  /timestamp\(\(*[^()]+ @ \S+ offset/,
  // Within a subquery it counts `@` from the wrong step, or evaluates a step that does not belong to it.
  / @ [\s\S]*:[0-9a-z]*\]/,
];

/** promtool reads its input in random order: what depends on that is asked again so often. */
const ROUNDS = 6;
/** How long rules are evaluated. */
const MINUTES = 120;
const TOLERANCE = 1e-9;

export function compare(
  world: PromtoolTest & { readonly questions: readonly Question[] },
  directory: string,
): readonly Comparison[] {
  const engine = engineAfter(world, MINUTES);
  // promtool reads no sample behind the last instant asked about, where negative offsets look.
  const questions = [...world.questions, { at: "2h", expression: "vector(1)" }];
  const first = askPromtool(world, questions, directory);
  let again: readonly (readonly (readonly string[])[])[] | null = null;
  return world.questions.map((question, index): Comparison => {
    const ours = answerOf(engine, question.expression, instant(duration(question.at)));
    const theirs = normalised(first[index] as readonly string[]);
    if (same(ours, theirs)) return { question, ours, theirs, verdict: "equal" };
    if (KNOWN.some((pattern) => pattern.test(question.expression)))
      return { question, ours, theirs, verdict: "known" };
    if (!AGGREGATE.test(question.expression)) return { question, ours, theirs, verdict: "different" };
    again ??= Array.from({ length: ROUNDS }, () => askPromtool(world, questions, directory));
    const others = again.map((round) => normalised(round[index] as readonly string[]));
    if (others.some((other) => same(ours, other))) return { question, ours, theirs, verdict: "equal" };
    const close = [theirs, ...others].some((other) => nearlySame(ours, other));
    return { question, ours, theirs, verdict: close ? "rounding" : "different" };
  });
}

/** Aggregates whose result depends on the order: sums of floats, and which of 0 and −0 is the extreme. */
const AGGREGATE = /\b(?:sum|avg|stddev|stdvar|min|max)\b/;

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((sample, index) => sample === other[index]);

function nearlySame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  return one.every((sample, index) => {
    const [labels, value] = split(sample);
    const [otherLabels, otherValue] = split(other[index] as string);
    const room = TOLERANCE * Math.max(1, Math.abs(value), Math.abs(otherValue));
    return labels === otherLabels && (Object.is(value, otherValue) || Math.abs(value - otherValue) <= room);
  });
}

function split(sample: string): [labels: string, value: number] {
  const space = sample.lastIndexOf(" ");
  return [sample.slice(0, space), Number(sample.slice(space + 1))];
}
