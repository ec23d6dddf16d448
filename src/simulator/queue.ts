/** Virtual time: the next thing to happen, ordered by (dueAt, sequence), so that equal instants keep the order in which
 *  they were scheduled. A binary heap of slots that are reused; time moves to each entry, never past it. */

import { assert } from "../assert.ts";
import type { InstantMs } from "../units.ts";

export type Handler<Subject> = (subject: Subject, at: InstantMs) => void;

interface Entry {
  dueAt: InstantMs;
  sequence: number;
  handler: Handler<never>;
  subject: unknown;
}

export class EventQueue {
  readonly #heap: Entry[] = [];
  #sequence = 0;
  #now: InstantMs;
  #handled = 0;

  constructor(start: InstantMs) {
    this.#now = start;
  }

  get now(): InstantMs {
    return this.#now;
  }

  /** How many entries have been run so far. */
  get handled(): number {
    return this.#handled;
  }

  get nextAt(): InstantMs | null {
    return this.#heap[0]?.dueAt ?? null;
  }

  schedule<Subject>(dueAt: InstantMs, handler: Handler<Subject>, subject: Subject): void {
    assert(dueAt >= this.#now, () => `scheduled for ${dueAt} at ${this.#now}`);
    const entry: Entry = { dueAt, sequence: this.#sequence, handler, subject };
    this.#sequence += 1;
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as Entry;
      if (before(parent, entry)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  }

  /** Runs the next entry; false when there is none, or none due by `until`. */
  runNext(until: InstantMs): boolean {
    const first = this.#heap[0];
    if (first === undefined || first.dueAt > until) return false;
    this.#removeFirst();
    this.#now = first.dueAt;
    this.#handled += 1;
    (first.handler as Handler<unknown>)(first.subject, first.dueAt);
    return true;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry;
    const { length } = heap;
    if (length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= length) break;
      const right = left + 1;
      const child = right < length && before(heap[right] as Entry, heap[left] as Entry) ? right : left;
      if (before(last, heap[child] as Entry)) break;
      heap[index] = heap[child] as Entry;
      index = child;
    }
    heap[index] = last;
  }
}

const before = (a: Entry, b: Entry): boolean =>
  a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.sequence < b.sequence);
