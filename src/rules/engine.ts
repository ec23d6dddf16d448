/** The query engine: PromQL over one store. Expressions are read once per process, compiled once per engine, and then
 *  evaluated at any instant; a query's own results are copies that stay as they are. */

import { type DurationMs, type InstantMs, milliseconds, minutes } from "../units.ts";
import { compile } from "./compile.ts";
import type { Expression } from "./expression.ts";
import type { LabelRecord } from "./labels.ts";
import { parseExpression } from "./parse.ts";
import {
  type EvaluationSettings,
  Moment,
  type Plan,
  type PrometheusVersion,
  Vector,
  type VectorPlan,
} from "./plan.ts";
import { QueryError } from "./query-error.ts";
import { SAMPLES_MAX, SUBQUERY_STEP_MS } from "./query-limits.ts";
import type { SeriesStore } from "./series.ts";

export interface Sample {
  readonly labels: LabelRecord;
  readonly value: number;
}

export type QueryResult =
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "vector"; readonly samples: readonly Sample[] };

export interface EngineOptions {
  readonly version?: PrometheusVersion;
  readonly lookback?: DurationMs;
  /** Milliseconds from 1970 to instant 0. */
  readonly epochMs?: number;
  /** Of subqueries that name no step. */
  readonly subqueryStep?: DurationMs;
}

const QUERIES_KEPT = 2_000;
const LOOKBACK = minutes(5);

export class QueryEngine {
  readonly store: SeriesStore;
  readonly settings: EvaluationSettings;
  readonly #moment = new Moment();
  readonly #shared = new Map<string, VectorPlan>();
  readonly #queries = new Map<string, Query>();

  constructor(store: SeriesStore, options: EngineOptions = {}) {
    const {
      version = "2",
      lookback = LOOKBACK,
      epochMs = 0,
      subqueryStep = milliseconds(SUBQUERY_STEP_MS),
    } = options;
    this.store = store;
    this.settings = {
      version,
      lookbackMs: lookback,
      epochMs,
      subqueryStepMs: subqueryStep,
      samplesMax: SAMPLES_MAX,
    };
  }

  /** Queries that somebody holds go on as they are. */
  #forget(): void {
    this.#queries.clear();
    this.#shared.clear();
  }

  /** @throws QueryError when the text is no expression, or asks for what is not supported. */
  query(text: string): Query {
    return this.#queries.get(text) ?? this.prepare(parseExpression(text));
  }

  prepare(expression: Expression): Query {
    const { text } = expression;
    let query = this.#queries.get(text);
    if (query === undefined) {
      const { store, settings } = this;
      const moment = this.#moment;
      const plan = compile(expression.root, { store, settings, moment, text, shared: this.#shared });
      // Templates make texts of values: what is kept must not grow with them.
      if (this.#queries.size >= QUERIES_KEPT) this.#forget();
      query = new Query(expression, plan, store, moment);
      this.#queries.set(text, query);
    }
    return query;
  }
}

export class Query {
  readonly expression: Expression;
  readonly #plan: Plan;
  readonly #store: SeriesStore;
  readonly #moment: Moment;
  /** A scalar as the vector that rules take it for. */
  readonly #single = new Vector();

  constructor(expression: Expression, plan: Plan, store: SeriesStore, moment: Moment) {
    this.expression = expression;
    this.#plan = plan;
    this.#store = store;
    this.#moment = moment;
  }

  /** @throws QueryError when the data does not allow the operation (many-to-many matches). */
  evaluate(at: InstantMs): QueryResult {
    const plan = this.#plan;
    this.#moment.begin(at);
    switch (plan.kind) {
      case "string":
        return { kind: "string", value: plan.value };
      case "scalar":
        return { kind: "scalar", value: plan.evaluate(at) };
      default: {
        const { length, ids, values } = plan.evaluate(at);
        const samples: Sample[] = [];
        for (let index = 0; index < length; index += 1) {
          const labels = this.#store.labels.record(ids[index] as number);
          samples.push({ labels, value: values[index] as number });
        }
        return { kind: "vector", samples };
      }
    }
  }

  /** The result as rules see it, a scalar being one sample without labels. Valid until the next evaluation. */
  vectorAt(at: InstantMs): Vector {
    const plan = this.#plan;
    this.#moment.begin(at);
    switch (plan.kind) {
      case "vector":
        return plan.evaluate(at);
      case "scalar":
        this.#single.begin(1);
        this.#single.push(this.#store.labels.empty.id, plan.evaluate(at));
        return this.#single.end();
      default:
        throw new QueryError("rule result is not a vector or scalar", this.expression.text, 0);
    }
  }
}
