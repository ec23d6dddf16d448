/** Which samples of two vectors belong together: a signature per label set (itself the number of a label set, the
 *  one cut down to the labels that are matched on). */

import { LabelMapping, type LabelTable, METRIC_NAME } from "./labels.ts";

export function signatures(
  labels: LabelTable,
  kind: "on" | "ignoring",
  names: readonly string[],
): LabelMapping {
  if (kind === "on") return new LabelMapping((id) => labels.only(labels.at(id), names).id);
  if (names.length === 0) return labels.nameless;
  const dropped = [...names, METRIC_NAME];
  return new LabelMapping((id) => labels.without(labels.at(id), dropped).id);
}

/** A set of signatures with a number for each, emptied in no time: an entry counts only for the round it was made in. */
export class SignatureIndex {
  #numbers = new Int32Array(64);
  #rounds = new Int32Array(64);
  #round = 1;

  clear(): void {
    this.#round += 1;
  }

  has(signature: number): boolean {
    return signature < this.#rounds.length && this.#rounds[signature] === this.#round;
  }

  /** The number noted for a signature, -1 where there is none. */
  get(signature: number): number {
    return this.has(signature) ? (this.#numbers[signature] as number) : -1;
  }

  set(signature: number, number: number): void {
    if (signature >= this.#rounds.length) this.#grow(signature);
    this.#numbers[signature] = number;
    this.#rounds[signature] = this.#round;
  }

  #grow(signature: number): void {
    const capacity = Math.max(signature + 1, this.#rounds.length * 2);
    const numbers = new Int32Array(capacity);
    const rounds = new Int32Array(capacity);
    numbers.set(this.#numbers);
    rounds.set(this.#rounds);
    this.#numbers = numbers;
    this.#rounds = rounds;
  }
}
