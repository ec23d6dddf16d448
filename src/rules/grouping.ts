/** The groups of an aggregation, in order of first appearance. The group of a label set is worked out once. */

import type { Grouping } from "./expression.ts";
import type { LabelMapping, LabelTable } from "./labels.ts";
import { SignatureIndex, signatures } from "./matching.ts";
import { ShapeMemory, type Vector } from "./plan.ts";

/** Which group each sample of a vector belongs to. */
export class Groups {
  /** By sample: its group's number in this evaluation. */
  slots = new Int32Array(0);
  /** By group: the number of its label set. */
  ids = new Int32Array(0);
  readonly #groupOf: LabelMapping | null;
  readonly #numbers = new SignatureIndex();
  readonly #assigned = new ShapeMemory();
  #count = 0;

  constructor(labels: LabelTable, grouping: Grouping | null) {
    const all = grouping === null || (grouping.kind === "by" && grouping.labels.length === 0);
    this.#groupOf = all
      ? null
      : signatures(labels, grouping.kind === "by" ? "on" : "ignoring", grouping.labels);
  }

  /** Fills `slots` and `ids`; gives the number of groups. */
  assign(samples: Vector): number {
    const { length } = samples;
    if (this.slots.length < length) {
      this.slots = new Int32Array(length * 2);
      this.ids = new Int32Array(length * 2);
    } else if (this.#groupOf !== null && this.#assigned.holds(samples)) return this.#count;
    // One group of everything: slots and ids stay zero, which is the number of the empty label set.
    if (this.#groupOf === null) return length === 0 ? 0 : 1;
    this.#count = this.#assignEach(samples, this.#groupOf);
    this.#assigned.remember(samples);
    return this.#count;
  }

  #assignEach({ ids, length }: Vector, groupOf: LabelMapping): number {
    this.#numbers.clear();
    let count = 0;
    for (let index = 0; index < length; index += 1) {
      const group = groupOf.of(ids[index] as number);
      let number = this.#numbers.get(group);
      if (number === -1) {
        number = count;
        this.#numbers.set(group, number);
        this.ids[number] = group;
        count += 1;
      }
      this.slots[index] = number;
    }
    return count;
  }
}
