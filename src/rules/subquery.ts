/** Subqueries: an expression evaluated step by step over a range, its results kept as series of their own.
 *  Steps lie at multiples of their length since 1970, whatever the instant asked for, so that from one evaluation to
 *  the next only the new ones need be evaluated. Invariant: a step is kept only as long as nothing can have changed
 *  what it looked at; steps at or after the store's newest sample are taken back when something is added. */

import { assert } from "../assert.ts";
import { type InstantMs, instant } from "../units.ts";
import type { ExpressionNode, SubqueryNode, TimeShift } from "./expression.ts";
import type { Plan, PlanContext, VectorPlan } from "./plan.ts";
import { STEP_COST } from "./query-limits.ts";
import { lookingAt } from "./selection.ts";
import { SeriesStore } from "./series.ts";
import { RowFinder } from "./timeline.ts";
import type { WindowSource } from "./windows.ts";

export function subqueryWindows(
  node: SubqueryNode,
  context: PlanContext,
  compile: (node: ExpressionNode, context: PlanContext) => Plan,
): WindowSource {
  // Evaluated at other instants than what stands outside, it must not share its vectors with it.
  const inner = compile(node.inner, { ...context, shared: new Map() });
  assert(inner.kind === "vector", "a subquery of something that is no vector");
  const looked = lookingAt(node.shift, context);
  const steps = new Steps(node, inner, context);
  const leftOut = context.settings.version === "2" ? 0 : 1;
  return {
    singleName: false,
    windowsAt(at) {
      const endMs = looked(at);
      const startMs = endMs - node.range;
      steps.cover(startMs + leftOut, endMs);
      const { startRows, endRows } = steps;
      startRows.ask(startMs + leftOut);
      endRows.ask(endMs + 1);
      return { series: steps.results.all(), startRows, endRows, startMs, endMs, lasting: false };
    },
  };
}

/** Results are begun anew when so many windows' steps have gathered. */
const WINDOWS_KEPT = 4;

class Steps {
  results: SeriesStore;
  startRows = new RowFinder();
  endRows = new RowFinder();
  readonly #inner: VectorPlan;
  readonly #context: PlanContext;
  readonly #stepMs: number;
  readonly #stepsMax: number;
  /** Whether what is inside looks back only, so that its past stands still. */
  readonly #lasting: boolean;
  /** The first step evaluated, and the one to be evaluated next. */
  #firstMs = 0;
  #nextMs = 0;
  #seenVersion = -1;
  #seenLatecomers = 0;
  /** Steps before it looked at nothing that can change. */
  #settledUntilMs = -Infinity;

  constructor({ inner, range, step }: SubqueryNode, plan: VectorPlan, context: PlanContext) {
    this.#inner = plan;
    this.#context = context;
    this.#stepMs = step ?? context.settings.subqueryStepMs;
    this.#stepsMax = WINDOWS_KEPT * (range / this.#stepMs + 16);
    this.#lasting = looksBackOnly(inner);
    this.results = new SeriesStore({ labels: context.store.labels });
  }

  /** Sees to it that every step from one instant up to another (and with it) is among the results. */
  cover(fromMs: number, untilMs: number): void {
    const { store } = this.#context;
    const { epochMs } = this.#context.settings;
    const firstMs = Math.ceil((fromMs + epochMs) / this.#stepMs) * this.#stepMs - epochMs;
    if (!this.#continues(firstMs)) this.#restart(firstMs);
    else if (store.version !== this.#seenVersion) this.#takeBackUnsettled();
    this.#seenVersion = store.version;
    this.#settledUntilMs = store.newestMs;
    for (; this.#nextMs <= untilMs; this.#nextMs += this.#stepMs) this.#evaluate(instant(this.#nextMs));
  }

  #continues(firstMs: number): boolean {
    return (
      this.#lasting &&
      this.#seenVersion !== -1 &&
      this.#seenLatecomers === this.#context.store.latecomers &&
      firstMs >= this.#firstMs &&
      firstMs <= this.#nextMs &&
      (this.#nextMs - this.#firstMs) / this.#stepMs < this.#stepsMax
    );
  }

  #restart(firstMs: number): void {
    const { store } = this.#context;
    this.results = new SeriesStore({ labels: store.labels });
    this.startRows = new RowFinder();
    this.endRows = new RowFinder();
    this.#firstMs = firstMs;
    this.#nextMs = firstMs;
    this.#seenLatecomers = store.latecomers;
  }

  #takeBackUnsettled(): void {
    while (this.#nextMs > this.#firstMs && this.#nextMs - this.#stepMs >= this.#settledUntilMs) {
      this.#nextMs -= this.#stepMs;
      this.results.retract(this.#nextMs);
    }
  }

  #evaluate(at: InstantMs): void {
    const { moment, store } = this.#context;
    const { length, ids, values } = this.#inner.evaluate(at);
    moment.touch(length + STEP_COST, this.#context);
    for (let index = 0; index < length; index += 1) {
      const series = this.results.seriesOf(store.labels.at(ids[index] as number));
      this.results.append(series, at, values[index] as number);
    }
  }
}

/** Neither a negative offset nor `@` anywhere: what an instant shows depends on no later sample, nor on the instant that
 *  the query is asked for. */
function looksBackOnly(node: ExpressionNode): boolean {
  const unshifted = ({ offset, fixed }: TimeShift): boolean => offset >= 0 && fixed === null;
  switch (node.kind) {
    case "selector":
      return unshifted(node.shift);
    case "range":
      return unshifted(node.selector.shift);
    case "subquery":
      return unshifted(node.shift) && looksBackOnly(node.inner);
    case "parentheses":
      return looksBackOnly(node.inner);
    case "unary":
      return looksBackOnly(node.operand);
    case "binary":
      return looksBackOnly(node.left) && looksBackOnly(node.right);
    case "aggregation":
      return looksBackOnly(node.operand) && (node.parameter === null || looksBackOnly(node.parameter));
    case "call":
      return node.arguments.every(looksBackOnly);
    default:
      return true;
  }
}
