/** What an expression is compiled to: functions of the instant, bound to one store.
 *  A vector is two parallel arrays, label set numbers and values; each plan owns the one it gives out and fills it
 *  anew at the next evaluation. Invariant: whoever reads another plan's vector does not change it. */

import { QueryError } from "./query-error.ts";
import type { SeriesStore } from "./series.ts";

export class Vector {
  length = 0;
  ids = new Int32Array(0);
  values = new Float64Array(0);
  /** Changes when the label sets, or their order, are not those of the evaluation before: they mostly are, and what
   *  depends on label sets alone (groups, matches) is then known already. */
  shape = 0;
  #lengthBefore = 0;
  #changed = false;

  /** Empties the vector for an evaluation and makes room. */
  begin(room: number): void {
    this.length = 0;
    if (room > this.ids.length) {
      const capacity = Math.max(room, this.ids.length * 2, 8);
      this.ids = new Int32Array(capacity);
      this.values = new Float64Array(capacity);
    }
  }

  /** Within the room made. */
  push(id: number, value: number): void {
    const { length } = this;
    if (this.ids[length] !== id) {
      this.ids[length] = id;
      this.#changed = true;
    }
    this.values[length] = value;
    this.length = length + 1;
  }

  /** Ends the evaluation. */
  end(): this {
    if (this.#changed || this.length !== this.#lengthBefore) {
      this.shape += 1;
      this.#lengthBefore = this.length;
      this.#changed = false;
    }
    return this;
  }
}

/** The shape of a vector that something was last worked out for. */
export class ShapeMemory {
  #vector: Vector | null = null;
  #shape = 0;

  holds(vector: Vector): boolean {
    return vector === this.#vector && vector.shape === this.#shape;
  }

  /** Called when the work is done: work that failed is done again. */
  remember(vector: Vector): void {
    this.#vector = vector;
    this.#shape = vector.shape;
  }
}

export interface ScalarPlan {
  readonly kind: "scalar";
  evaluate(at: number): number;
}

export interface VectorPlan {
  readonly kind: "vector";
  evaluate(at: number): Vector;
  /** Label sets stay distinct when metric names are dropped, so that nobody need check. */
  readonly distinct: boolean;
}

export interface StringPlan {
  readonly kind: "string";
  readonly value: string;
}

export type Plan = ScalarPlan | VectorPlan | StringPlan;

/** Which Prometheus is simulated. Version 3 leaves the left edge out of ranges and of the lookback, lets `.` match
 *  a newline, and compensates the sums of aggregations for rounding. */
export type PrometheusVersion = "2" | "3";

export interface EvaluationSettings {
  readonly version: PrometheusVersion;
  readonly lookbackMs: number;
  /** Milliseconds from 1970 to instant 0: what `time()` counts from. */
  readonly epochMs: number;
  /** Between the steps of a subquery that names none: the server's evaluation interval. */
  readonly subqueryStepMs: number;
  /** How many samples one query may touch. */
  readonly samplesMax: number;
}

/** What holds for a whole query, at whatever other instants its parts are evaluated. */
export class Moment {
  /** The instant that the query is asked for. */
  at = 0;
  #touched = 0;

  begin(at: number): void {
    this.at = at;
    this.#touched = 0;
  }

  /** Counts samples looked at.
   *  @throws QueryError when they are more than one query may touch */
  touch(samples: number, { settings, text }: PlanContext): void {
    this.#touched += samples;
    if (this.#touched > settings.samplesMax) {
      throw new QueryError(`the query touches more than ${settings.samplesMax} samples`, text, 0);
    }
  }
}

/** What compiling needs to know besides the expression. */
export interface PlanContext {
  readonly store: SeriesStore;
  readonly settings: EvaluationSettings;
  readonly moment: Moment;
  /** The expression's text, for the place of errors. */
  readonly text: string;
  /** Vectors read straight from series, by their printed form: equal ones are evaluated once per instant. */
  readonly shared: Map<string, VectorPlan>;
}

/** A plan that keeps its vector as long as neither the instants nor the store change. */
export function keptForInstant({ store, moment }: PlanContext, plan: VectorPlan): VectorPlan {
  let vector: Vector | null = null;
  let keptAt = 0;
  let keptMoment = 0;
  let keptVersion = -1;
  return {
    kind: "vector",
    distinct: plan.distinct,
    evaluate(at) {
      const current = at === keptAt && moment.at === keptMoment && store.version === keptVersion;
      if (vector === null || !current) {
        vector = plan.evaluate(at);
        keptAt = at;
        keptMoment = moment.at;
        keptVersion = store.version;
      }
      return vector;
    },
  };
}
