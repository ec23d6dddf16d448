/** `and`, `or`, `unless`: whether a sample has a match on the other side; values and labels stay as they are.
 *  Which samples have one depends on label sets alone and is worked out when those change. */

import type { SetOperator, VectorMatching } from "./expression.ts";
import { type LabelMapping, type LabelTable, METRIC_NAME } from "./labels.ts";
import { SignatureIndex, signatures } from "./matching.ts";
import { ShapeMemory, Vector, type VectorPlan } from "./plan.ts";

export function planSetOperator(
  operator: SetOperator,
  matching: VectorMatching | null,
  left: VectorPlan,
  right: VectorPlan,
  labels: LabelTable,
): VectorPlan {
  const signatureOf = signatures(labels, matching?.kind ?? "ignoring", matching?.labels ?? []);
  const vector = new Vector();
  if (operator === "or") {
    // Matching by name lets samples in that differ from the left side's by name alone.
    const byName = matching?.kind === "on" && matching.labels.includes(METRIC_NAME);
    const unmatched = new Membership(signatureOf, false);
    return {
      kind: "vector",
      distinct: left.distinct && right.distinct && !byName,
      evaluate(at) {
        const first = left.evaluate(at);
        const second = right.evaluate(at);
        if (second.length === 0) return first;
        if (first.length === 0) return second;
        const added = unmatched.among(second, first);
        vector.begin(first.length + added);
        for (let index = 0; index < first.length; index += 1) {
          vector.push(first.ids[index] as number, first.values[index] as number);
        }
        copy(second, unmatched.indices, added, vector);
        return vector.end();
      },
    };
  }
  const chosen = new Membership(signatureOf, operator === "and");
  return {
    kind: "vector",
    distinct: left.distinct,
    evaluate(at) {
      const samples = left.evaluate(at);
      const others = right.evaluate(at);
      if (samples.length === 0 || (others.length === 0 && operator === "unless")) return samples;
      const count = chosen.among(samples, others);
      vector.begin(count);
      copy(samples, chosen.indices, count, vector);
      return vector.end();
    },
  };
}

function copy({ ids, values }: Vector, indices: Int32Array, count: number, to: Vector): void {
  for (let number = 0; number < count; number += 1) {
    const index = indices[number] as number;
    to.push(ids[index] as number, values[index] as number);
  }
}

/** Which samples of a vector have, or have not, a match in another. */
class Membership {
  indices = new Int32Array(0);
  readonly #signatureOf: LabelMapping;
  readonly #wanted: boolean;
  readonly #index = new SignatureIndex();
  readonly #samplesBefore = new ShapeMemory();
  readonly #othersBefore = new ShapeMemory();
  #count = 0;

  constructor(signatureOf: LabelMapping, wanted: boolean) {
    this.#signatureOf = signatureOf;
    this.#wanted = wanted;
  }

  /** Fills `indices`; gives how many they are. */
  among(samples: Vector, others: Vector): number {
    if (this.#samplesBefore.holds(samples) && this.#othersBefore.holds(others)) return this.#count;
    this.#index.clear();
    for (let index = 0; index < others.length; index += 1) {
      this.#index.set(this.#signatureOf.of(others.ids[index] as number), index);
    }
    if (this.indices.length < samples.length) this.indices = new Int32Array(samples.length * 2);
    this.#count = 0;
    for (let index = 0; index < samples.length; index += 1) {
      if (this.#index.has(this.#signatureOf.of(samples.ids[index] as number)) !== this.#wanted) continue;
      this.indices[this.#count] = index;
      this.#count += 1;
    }
    this.#samplesBefore.remember(samples);
    this.#othersBefore.remember(others);
    return this.#count;
  }
}
