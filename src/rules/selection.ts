/** The series a selector matches. Found once, and looked for again only among series the store has gained since.
 *  Instants are integers, so that "after t" is "from t + 1". */

import { checkedForDuplicates } from "./duplicates.ts";
import type { SelectorNode, TimeShift } from "./expression.ts";
import { METRIC_NAME } from "./labels.ts";
import {
  type EvaluationSettings,
  keptForInstant,
  type PlanContext,
  Vector,
  type VectorPlan,
} from "./plan.ts";
import { printExpression } from "./print.ts";
import { QueryError } from "./query-error.ts";
import { compileRegex, type TextPredicate } from "./regex.ts";
import type { Series } from "./series.ts";
import { RowFinder, type Timeline } from "./timeline.ts";

interface LabelTest {
  readonly label: string;
  readonly matches: TextPredicate;
}

export class Selection {
  readonly series: Series[] = [];
  /** One metric name at most: label sets stay distinct without it. */
  readonly singleName: boolean;
  readonly #candidates: readonly Series[];
  readonly #tests: readonly LabelTest[];
  #seen = 0;

  constructor(selector: SelectorNode, { store, settings, text }: PlanContext) {
    const name = selector.name ?? nameMatched(selector);
    this.singleName = name !== null;
    this.#candidates = name === null ? store.all() : store.named(name);
    this.#tests = labelTests(selector, settings, text);
  }

  /** The series that match now, in order of creation. */
  current(): readonly Series[] {
    if (this.#candidates.length !== this.#seen) this.#extend();
    return this.series;
  }

  #extend(): void {
    for (; this.#seen < this.#candidates.length; this.#seen += 1) {
      const candidate = this.#candidates[this.#seen] as Series;
      if (this.#tests.every(({ label, matches }) => matches(candidate.labels.get(label))))
        this.series.push(candidate);
    }
  }
}

/** The name that `{__name__="x"}` asks for. */
function nameMatched({ matchers }: SelectorNode): string | null {
  return matchers.find(({ label, operator }) => label === METRIC_NAME && operator === "=")?.value ?? null;
}

function labelTests(
  { matchers, from }: SelectorNode,
  settings: EvaluationSettings,
  text: string,
): LabelTest[] {
  return matchers.map(({ label, operator, value }) => {
    if (operator === "=") return { label, matches: (found) => found === value };
    if (operator === "!=") return { label, matches: (found) => found !== value };
    const compiled = compileRegex(value, settings.version === "3");
    if ("problem" in compiled) throw new QueryError(compiled.problem, text, from);
    const { matches } = compiled;
    return { label, matches: operator === "=~" ? matches : (found) => !matches(found) };
  });
}

/** The instant vector of a selector: the newest sample of each series within the lookback, unless gone stale. */
export function planSelector(selector: SelectorNode, context: PlanContext): VectorPlan {
  const key = printExpression(selector);
  const known = context.shared.get(key);
  if (known !== undefined) return known;
  const plan = keptForInstant(context, latestSamples(selector, "value", context));
  context.shared.set(key, plan);
  return plan;
}

/** What `timestamp` gives of a selector: for each sample that the selector finds, the second at which it was taken. */
export function planTimestamps(selector: SelectorNode, context: PlanContext): VectorPlan {
  const plan = latestSamples(selector, "instant", context);
  return plan.distinct ? plan : checkedForDuplicates(plan, context.text, selector.from);
}

/** From the instant at which an expression is evaluated to the one at which a part of it looks. */
export function lookingAt(
  { offset, fixed }: TimeShift,
  { settings, moment }: PlanContext,
): (at: number) => number {
  if (fixed === null) return (at) => at - offset;
  if (fixed.kind !== "instant") return () => moment.at - offset;
  const at = fixed.ms - settings.epochMs - offset;
  return () => at;
}

function latestSamples(
  selector: SelectorNode,
  wanted: "value" | "instant",
  context: PlanContext,
): VectorPlan {
  const { settings, moment } = context;
  const selection = new Selection(selector, context);
  const looked = lookingAt(selector.shift, context);
  const vector = new Vector();
  // Version 3 leaves a sample exactly as old as the lookback out.
  const lookbackMs = settings.version === "2" ? settings.lookbackMs : settings.lookbackMs - 1;
  const oldestRows = new RowFinder();
  const endRows = new RowFinder();
  return {
    kind: "vector",
    distinct: selection.singleName,
    evaluate(at) {
      const series = selection.current();
      const referenceMs = looked(at);
      vector.begin(series.length);
      moment.touch(series.length, context);
      oldestRows.ask(referenceMs - lookbackMs);
      endRows.ask(referenceMs + 1);
      let timeline: Timeline | null = null;
      let oldestRow = 0;
      let endRow = 0;
      for (let index = 0; index < series.length; index += 1) {
        const one = series[index] as Series;
        if (one.timeline !== timeline) {
          timeline = one.timeline;
          oldestRow = oldestRows.firstRow(timeline);
          endRow = endRows.firstRow(timeline);
        }
        const last = one.samplesBefore(endRow) - 1;
        if (last < 0 || one.base + last < oldestRow) continue;
        if (one.staleCount > 0 && one.staleWithin(one.timeOf(last), referenceMs)) continue;
        if (wanted === "value") vector.push(one.id, one.values[last] as number);
        else vector.push(one.namelessId, (settings.epochMs + one.timeOf(last)) / 1_000);
      }
      return vector.end();
    },
  };
}
