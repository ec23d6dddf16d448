/** PromQL forbids vectors in which two samples have the same labels. They arise where labels are dropped or copied;
 *  plans that cannot produce them are marked `distinct` and spared the check. */

import { SignatureIndex } from "./matching.ts";
import { ShapeMemory, type Vector, type VectorPlan } from "./plan.ts";
import { QueryError } from "./query-error.ts";

export class DuplicateCheck {
  readonly #text: string;
  readonly #offset: number;
  readonly #seen = new SignatureIndex();
  readonly #passed = new ShapeMemory();

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
  }

  assertDistinct(vector: Vector): void {
    if (this.#passed.holds(vector)) return;
    const { ids, length } = vector;
    this.#seen.clear();
    for (let index = 0; index < length; index += 1) {
      const id = ids[index] as number;
      if (this.#seen.has(id)) {
        throw new QueryError(
          "vector cannot contain metrics with the same labelset",
          this.#text,
          this.#offset,
        );
      }
      this.#seen.set(id, index);
    }
    this.#passed.remember(vector);
  }
}

export function checkedForDuplicates(plan: VectorPlan, text: string, offset: number): VectorPlan {
  const check = new DuplicateCheck(text, offset);
  return {
    kind: "vector",
    distinct: true,
    evaluate(at) {
      const vector = plan.evaluate(at);
      check.assertDistinct(vector);
      return vector;
    },
  };
}
