/** The instants at which series have samples. Series that are scraped together share one timeline, so that storage
 *  holds each instant once and a query looks for the edges of its window once, not once per series.
 *  A series takes up consecutive rows from its `base` on. One that misses a scrape its companions got leaves for a
 *  timeline of its own; the next to miss the same scrape follows it there. Instants ascend. */

const ROWS_AT_FIRST = 64;

export class Timeline {
  readonly id: number;
  times: Float64Array;
  count = 0;
  /** Where the latest series to leave went. */
  #branch: { readonly base: number; readonly row: number; readonly timeline: Timeline } | null = null;

  constructor(id: number, capacity = ROWS_AT_FIRST) {
    this.id = id;
    this.times = new Float64Array(capacity);
  }

  push(at: number): void {
    if (this.count === this.times.length) {
      const times = new Float64Array(this.count * 2);
      times.set(this.times);
      this.times = times;
    }
    this.times[this.count] = at;
    this.count += 1;
  }

  /** Takes the newest instant back. */
  pop(): void {
    this.count -= 1;
  }

  /** Forgets where series left for: some of what they found there may have been taken back. */
  forgetBranch(): void {
    this.#branch = null;
  }

  /** The timeline for a series of this one's rows from `base` up to but not including `row`, and then `at`; its base
   *  there is 0. */
  branch(base: number, row: number, at: number, create: (capacity: number) => Timeline): Timeline {
    const known = this.#branch;
    if (
      known !== null &&
      known.base === base &&
      known.row === row &&
      known.timeline.times[row - base] === at
    ) {
      return known.timeline;
    }
    const timeline = create(this.times.length);
    timeline.times.set(this.times.subarray(base, row));
    timeline.count = row - base;
    timeline.push(at);
    this.#branch = { base, row, timeline };
    return timeline;
  }
}

const STEPS_BEFORE_HALVING = 8;

/** For one question asked at instant after instant ("the first row from then on"): the answer for each timeline, found
 *  from the answer before, since evaluations mostly move forward by little. */
export class RowFinder {
  /** By timeline. */
  #rows = new Int32Array(8);
  #rounds = new Int32Array(8);
  #round = 0;
  #fromMs = 0;

  /** From now on the question is about this instant. */
  ask(fromMs: number): void {
    this.#fromMs = fromMs;
    this.#round += 1;
  }

  /** The timeline's first row at or after the instant. */
  firstRow(timeline: Timeline): number {
    const { id } = timeline;
    if (id >= this.#rows.length) this.#grow(id);
    if (this.#rounds[id] !== this.#round) {
      this.#rounds[id] = this.#round;
      this.#rows[id] = rowFrom(timeline, this.#fromMs, this.#rows[id] as number);
    }
    return this.#rows[id] as number;
  }

  #grow(id: number): void {
    const rows = new Int32Array(id * 2);
    const rounds = new Int32Array(id * 2);
    rows.set(this.#rows);
    rounds.set(this.#rounds);
    this.#rows = rows;
    this.#rounds = rounds;
  }
}

function rowFrom({ times, count }: Timeline, fromMs: number, hint: number): number {
  let low = Math.min(hint, count);
  let high = count;
  if (low > 0 && (times[low - 1] as number) >= fromMs) {
    high = low - 1;
    low = 0;
  } else {
    for (let step = 0; step < STEPS_BEFORE_HALVING; step += 1) {
      if (low === count || (times[low] as number) >= fromMs) return low;
      low += 1;
    }
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) >= fromMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
