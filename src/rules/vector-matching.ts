/** Arithmetic and comparisons between two vectors: each sample of the side that may have many finds its match on the
 *  side that may have one. Who matches whom depends on label sets alone and is worked out when those change. */

import type { BinaryNode, VectorMatching } from "./expression.ts";
import { LabelMapping, type LabelTable, METRIC_NAME } from "./labels.ts";
import { SignatureIndex, signatures } from "./matching.ts";
import { dropsMetricName, holds, numberFor, type Operation } from "./operators.ts";
import { type PlanContext, ShapeMemory, Vector, type VectorPlan } from "./plan.ts";
import { QueryError } from "./query-error.ts";

const MATCH_ALL_LABELS: VectorMatching = {
  kind: "ignoring",
  labels: [],
  cardinality: "one-to-one",
  include: [],
};

export function planVectors(
  node: BinaryNode,
  operation: Operation,
  left: VectorPlan,
  right: VectorPlan,
  { store, settings, text }: PlanContext,
): VectorPlan {
  const matching = node.matching ?? MATCH_ALL_LABELS;
  const dropsName = dropsMetricName(operation, settings.version);
  const byName = matching.kind === "on" && matching.labels.includes(METRIC_NAME);
  const matches = new Matches(matching, dropsName, store.labels, (reason) => {
    throw new QueryError(reason, text, node.from);
  });
  const oneIsLeft = matching.cardinality === "one-to-many";
  const many = oneIsLeft ? right : left;
  const distinctAfterFilter =
    matching.cardinality === "one-to-one" ? !byName : matching.include.length === 0 && many.distinct;
  const vector = new Vector();
  return {
    kind: "vector",
    distinct: dropsName || distinctAfterFilter,
    evaluate(at) {
      // In the order written, so that of two errors the left side's is given.
      const leftSamples = left.evaluate(at);
      const rightSamples = right.evaluate(at);
      const manySamples = oneIsLeft ? rightSamples : leftSamples;
      const oneSamples = oneIsLeft ? leftSamples : rightSamples;
      vector.begin(manySamples.length);
      // With one side empty nothing can match, and duplicates on the other harm nobody.
      if (manySamples.length === 0 || oneSamples.length === 0) return vector.end();
      matches.find(manySamples, oneSamples);
      const collisions = matches.beginRound();
      for (let index = 0; index < manySamples.length; index += 1) {
        const match = matches.ones[index] as number;
        if (match === -1) continue;
        const value = manySamples.values[index] as number;
        const other = oneSamples.values[match] as number;
        const first = oneIsLeft ? other : value;
        const second = oneIsLeft ? value : other;
        if (operation.kind === "filter" && !holds(operation.operator, first, second)) continue;
        if (collisions) matches.refuseSecond(index);
        vector.push(
          matches.resultIds[index] as number,
          operation.kind === "filter" ? first : numberFor(operation, first, second),
        );
      }
      return vector.end();
    },
  };
}

class Matches {
  /** By sample of the "many" side: the index of its match, or -1. */
  ones = new Int32Array(0);
  /** By sample of the "many" side: the label set of the result. */
  resultIds = new Int32Array(0);
  readonly #matching: VectorMatching;
  readonly #labels: LabelTable;
  readonly #fail: (reason: string) => never;
  readonly #signatureOf: LabelMapping;
  readonly #resultOf: (manyId: number, oneId: number) => number;
  readonly #index = new SignatureIndex();
  /** What may occur once only: in one-to-one matches a signature, else a result's label set. */
  readonly #taken = new SignatureIndex();
  #keys = new Int32Array(0);
  #signatures = new Int32Array(0);
  #collisions = false;
  readonly #manyBefore = new ShapeMemory();
  readonly #oneBefore = new ShapeMemory();

  constructor(
    matching: VectorMatching,
    dropsName: boolean,
    labels: LabelTable,
    fail: (reason: string) => never,
  ) {
    this.#matching = matching;
    this.#labels = labels;
    this.#fail = fail;
    this.#signatureOf = signatures(labels, matching.kind, matching.labels);
    this.#resultOf = resultLabels(matching, dropsName, labels);
  }

  find(many: Vector, one: Vector): void {
    if (this.#manyBefore.holds(many) && this.#oneBefore.holds(one)) return;
    this.#indexOnes(one);
    if (this.ones.length < many.length) {
      const capacity = many.length * 2;
      this.ones = new Int32Array(capacity);
      this.resultIds = new Int32Array(capacity);
      this.#keys = new Int32Array(capacity);
      this.#signatures = new Int32Array(capacity);
    }
    const oneToOne = this.#matching.cardinality === "one-to-one";
    this.#taken.clear();
    this.#collisions = false;
    for (let index = 0; index < many.length; index += 1) {
      const id = many.ids[index] as number;
      const signature = this.#signatureOf.of(id);
      const match = this.#index.get(signature);
      this.ones[index] = match;
      if (match === -1) continue;
      const resultId = this.#resultOf(id, one.ids[match] as number);
      const key = oneToOne ? signature : resultId;
      this.resultIds[index] = resultId;
      this.#keys[index] = key;
      this.#signatures[index] = signature;
      if (this.#taken.has(key)) this.#collisions = true;
      this.#taken.set(key, index);
    }
    // Names dropped after matching by name: distinct signatures may give equal results.
    if (oneToOne && this.#matching.kind === "on" && this.#matching.labels.includes(METRIC_NAME)) {
      this.#keys.set(this.resultIds);
      this.#collisions = true;
    }
    this.#manyBefore.remember(many);
    this.#oneBefore.remember(one);
  }

  #indexOnes({ ids, length }: Vector): void {
    this.#index.clear();
    for (let index = 0; index < length; index += 1) {
      const id = ids[index] as number;
      const signature = this.#signatureOf.of(id);
      const before = this.#index.get(signature);
      if (before !== -1) {
        const side = this.#matching.cardinality === "one-to-many" ? "left" : "right";
        const pair = `${this.#labels.at(id)}, ${this.#labels.at(ids[before] as number)}`;
        this.#fail(
          `found duplicate series for the match group ${this.#labels.at(signature)} on the ${side} hand-side of the ` +
            `operation: [${pair}]; many-to-many matching not allowed: matching labels must be unique on one side`,
        );
      }
      this.#index.set(signature, index);
    }
  }

  /** Whether two samples could give the same result; then each result is to pass `refuseSecond`. */
  beginRound(): boolean {
    if (this.#collisions) this.#taken.clear();
    return this.#collisions;
  }

  refuseSecond(index: number): void {
    const key = this.#keys[index] as number;
    const signature = this.#signatures[index] as number;
    const before = this.#taken.get(key);
    this.#taken.set(key, signature);
    if (before === -1) return;
    if (before !== signature) this.#fail("vector cannot contain metrics with the same labelset");
    this.#fail(
      this.#matching.cardinality === "one-to-one"
        ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
        : "multiple matches for labels: grouping labels must ensure unique matches",
    );
  }
}

/** The labels of a result from those of the "many" and of the "one" side, worked out once for each pair. */
function resultLabels(
  { kind, labels: names, cardinality, include }: VectorMatching,
  dropsName: boolean,
  labels: LabelTable,
): (manyId: number, oneId: number) => number {
  const dropped = dropsName ? [METRIC_NAME] : [];
  const base = new LabelMapping((id) => {
    const set = labels.at(id);
    if (cardinality !== "one-to-one") return labels.without(set, dropped).id;
    if (kind === "ignoring") return labels.without(set, [...dropped, ...names]).id;
    return labels.without(labels.only(set, names), dropped).id;
  });
  if (include.length === 0) return (manyId) => base.of(manyId);
  const byOne = new Map<number, LabelMapping>();
  return (manyId, oneId) => {
    let mapping = byOne.get(oneId);
    if (mapping === undefined) {
      const one = labels.at(oneId);
      const included = Object.fromEntries(include.map((label) => [label, one.get(label)]));
      mapping = new LabelMapping((id) => labels.with(labels.at(base.of(id)), included).id);
      byOne.set(oneId, mapping);
    }
    return mapping.of(manyId);
  };
}
