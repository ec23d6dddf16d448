/** Label sets, interned per store: equal sets are one object with one small integer, so that evaluation compares,
 *  groups and matches by integer and never copies labels.
 *  Invariants: names ascending by code unit, no empty values (PromQL's absent label), sets are never changed. */

import { present } from "../assert.ts";

export const METRIC_NAME = "__name__";

export type LabelRecord = Readonly<Record<string, string>>;

export class LabelSet {
  /** Its number in its table, counting from 0. */
  readonly id: number;
  readonly names: readonly string[];
  readonly values: readonly string[];

  constructor(id: number, names: readonly string[], values: readonly string[]) {
    this.id = id;
    this.names = names;
    this.values = values;
  }

  /** The label's value; `""` when there is no such label. */
  get(name: string): string {
    const index = this.names.indexOf(name);
    return index === -1 ? "" : (this.values[index] as string);
  }

  /** As Prometheus prints it: `{__name__="up", job="api"}`. */
  toString(): string {
    return `{${this.names.map((name, index) => `${name}=${JSON.stringify(this.values[index])}`).join(", ")}}`;
  }
}

export class LabelTable {
  readonly #sets: LabelSet[] = [];
  readonly #byKey = new Map<string, LabelSet>();
  readonly #records: (LabelRecord | undefined)[] = [];
  /** So that a record given out finds its set again without being read. */
  readonly #byRecord = new WeakMap<LabelRecord, LabelSet>();
  readonly empty: LabelSet;
  /** From a set to the same set without its metric name. */
  readonly nameless: LabelMapping;

  constructor() {
    this.empty = this.intern({});
    this.nameless = new LabelMapping((id) => this.without(this.at(id), [METRIC_NAME]).id);
  }

  get size(): number {
    return this.#sets.length;
  }

  at(id: number): LabelSet {
    return present(this.#sets[id], "label set");
  }

  /** All labels as a plain object, the metric name among them as `__name__`: the same object every time. */
  record(id: number): LabelRecord {
    const known = this.#records[id];
    if (known !== undefined) return known;
    const set = this.at(id);
    const record: Record<string, string> = {};
    set.names.forEach((name, index) => {
      record[name] = set.values[index] as string;
    });
    this.#records[id] = record;
    this.#byRecord.set(record, set);
    return record;
  }

  intern(labels: LabelRecord): LabelSet {
    const given = this.#byRecord.get(labels);
    if (given !== undefined) return given;
    const names = Object.keys(labels)
      .filter((name) => labels[name] !== "")
      .sort();
    return this.#internSorted(
      names,
      names.map((name) => labels[name] as string),
    );
  }

  /** The set cut down to the labels named. */
  only(set: LabelSet, names: readonly string[]): LabelSet {
    return this.#filtered(set, (name) => names.includes(name));
  }

  /** The set without the labels named. */
  without(set: LabelSet, names: readonly string[]): LabelSet {
    return this.#filtered(set, (name) => !names.includes(name));
  }

  /** The set with some labels set (`""` removes one). */
  with(set: LabelSet, labels: LabelRecord): LabelSet {
    return this.intern({ ...this.record(set.id), ...labels });
  }

  #filtered(set: LabelSet, keep: (name: string) => boolean): LabelSet {
    const names: string[] = [];
    const values: string[] = [];
    set.names.forEach((name, index) => {
      if (!keep(name)) return;
      names.push(name);
      values.push(set.values[index] as string);
    });
    return names.length === set.names.length ? set : this.#internSorted(names, values);
  }

  #internSorted(names: readonly string[], values: readonly string[]): LabelSet {
    const key = JSON.stringify([names, values]);
    let set = this.#byKey.get(key);
    if (set === undefined) {
      set = new LabelSet(this.#sets.length, names, values);
      this.#sets.push(set);
      this.#byKey.set(key, set);
    }
    return set;
  }
}

/** A function from label sets to integers ≥ 0 (another set, a group), asked for once per set and then remembered. */
export class LabelMapping {
  readonly #compute: (id: number) => number;
  /** The answer plus one; 0 where none is known yet. */
  #known = new Int32Array(64);

  constructor(compute: (id: number) => number) {
    this.#compute = compute;
  }

  of(id: number): number {
    const known = id < this.#known.length ? (this.#known[id] as number) : 0;
    return known > 0 ? known - 1 : this.#learn(id);
  }

  #learn(id: number): number {
    const answer = this.#compute(id);
    if (id >= this.#known.length) {
      const grown = new Int32Array(Math.max(id + 1, this.#known.length * 2));
      grown.set(this.#known);
      this.#known = grown;
    }
    this.#known[id] = answer + 1;
    return answer;
  }
}
