/** The simulated Prometheus' storage: append-only series in typed arrays.
 *  Invariants: instants of a series strictly ascend, staleness markers among them; series keep the order of their
 *  creation, which is the order of every result; a staleness marker is not a sample and stands apart, so that the
 *  samples of any window are contiguous. Counter resets are noted while appending: `increase` over a window then
 *  looks at its ends and at its resets, not at every sample. */

import { assert } from "../assert.ts";
import type { InstantMs } from "../units.ts";
import { type LabelRecord, type LabelSet, LabelTable, METRIC_NAME } from "./labels.ts";
import { Timeline } from "./timeline.ts";

const SAMPLES_AT_FIRST = 64;

export class Series {
  readonly labels: LabelSet;
  readonly id: number;
  readonly namelessId: number;
  timeline: Timeline;
  /** The row of its first sample in the timeline. */
  base = 0;
  count = 0;
  values: Float64Array;
  resetCount = 0;
  staleCount = 0;
  /** Indices of samples smaller than the sample before them. */
  readonly #resets: number[] = [];
  readonly #staleAt: number[] = [];

  constructor(labels: LabelSet, namelessId: number, timeline: Timeline, capacity: number) {
    this.labels = labels;
    this.id = labels.id;
    this.namelessId = namelessId;
    this.timeline = timeline;
    this.values = new Float64Array(capacity);
  }

  timeOf(index: number): number {
    return this.timeline.times[this.base + index] as number;
  }

  /** The number of its samples before a row of its timeline. */
  samplesBefore(row: number): number {
    const count = row - this.base;
    return Math.max(0, Math.min(count, this.count));
  }

  /** The instant of the newest sample or marker. */
  get newestMs(): number {
    const sampledAt = this.count === 0 ? -Infinity : this.timeOf(this.count - 1);
    return Math.max(sampledAt, this.#staleAt.at(-1) ?? -Infinity);
  }

  /** Whether this is its newest sample. */
  endsWith(at: number, value: number): boolean {
    const last = this.count - 1;
    return last >= 0 && this.timeOf(last) === at && Object.is(this.values[last], value);
  }

  /** Whether the series was marked stale after one instant and no later than another. */
  staleWithin(afterMs: number, untilMs: number): boolean {
    for (let index = this.staleCount - 1; index >= 0; index -= 1) {
      const marker = this.#staleAt[index] as number;
      if (marker <= afterMs) return false;
      if (marker <= untilMs) return true;
    }
    return false;
  }

  /** How many of its resets lie below an index; counted from the end, since windows end near it. */
  resetsBelow(index: number): number {
    let count = this.resetCount;
    while (count > 0 && (this.#resets[count - 1] as number) >= index) count -= 1;
    return count;
  }

  /** The value from which the counter fell at its nth reset. */
  valueBeforeReset(number: number): number {
    return this.values[(this.#resets[number] as number) - 1] as number;
  }

  push(value: number): void {
    const { count } = this;
    if (count === this.values.length) {
      const values = new Float64Array(count * 2);
      values.set(this.values);
      this.values = values;
    }
    if (count > 0 && value < (this.values[count - 1] as number)) {
      this.#resets.push(count);
      this.resetCount += 1;
    }
    this.values[count] = value;
    this.count = count + 1;
  }

  /** Takes the newest sample back. */
  pop(): void {
    this.count -= 1;
    if (this.#resets.at(-1) !== this.count) return;
    this.#resets.pop();
    this.resetCount -= 1;
  }

  pushStale(at: number): void {
    this.#staleAt.push(at);
    this.staleCount += 1;
  }
}

export interface StoreOptions {
  /** How many samples a series will probably get: saves copying when it is right, costs nothing else. */
  readonly samplesPerSeries?: number;
  /** Shared with another store where label sets go from one to the other. */
  readonly labels?: LabelTable;
}

export class SeriesStore {
  readonly labels: LabelTable;
  /** Counts every change, so that results of one instant can be kept as long as nothing is added. */
  version = 0;
  /** The newest instant of any sample or marker. */
  newestMs = -Infinity;
  /** How often something came that was older than that: whoever remembers the past must look again. */
  latecomers = 0;
  readonly #capacity: number;
  readonly #all: Series[] = [];
  readonly #byName = new Map<string, Series[]>();
  /** By the id of their label set. */
  readonly #byLabels: (Series | undefined)[] = [];
  readonly #timelines: Timeline[] = [];
  /** The timeline that grew last: the one a new series' first sample most likely belongs to. */
  #growing: Timeline;

  constructor({ samplesPerSeries = SAMPLES_AT_FIRST, labels = new LabelTable() }: StoreOptions = {}) {
    this.labels = labels;
    this.#capacity = Math.max(1, samplesPerSeries);
    this.#growing = this.#createTimeline(this.#capacity);
  }

  /** The series of these labels, made if there is none: a reference for `append` and `markStale`. */
  series(name: string, labels: LabelRecord = {}): Series {
    return this.seriesOf(this.labels.intern({ ...labels, [METRIC_NAME]: name }));
  }

  seriesOf(labels: LabelSet): Series {
    const known = this.#byLabels[labels.id];
    if (known !== undefined) return known;
    const series = new Series(labels, this.labels.nameless.of(labels.id), this.#growing, this.#capacity);
    this.#byLabels[labels.id] = series;
    this.#all.push(series);
    const name = labels.get(METRIC_NAME);
    const namesakes = this.#byName.get(name);
    if (namesakes === undefined) this.#byName.set(name, [series]);
    else namesakes.push(series);
    this.version += 1;
    return series;
  }

  append(series: Series, at: InstantMs, value: number): void {
    assert(series.staleCount === 0 || at > series.newestMs, "a sample that is not newer than its series");
    if (series.count === 0) this.#settle(series, at);
    const { timeline, base, count } = series;
    const row = base + count;
    if (row === timeline.count) this.#grow(timeline, at);
    else if (timeline.times[row] !== at) this.#leave(series, row, at);
    series.push(value);
    this.#note(at);
  }

  #note(at: number): void {
    this.version += 1;
    if (at >= this.newestMs) this.newestMs = at;
    else this.latecomers += 1;
  }

  /** Takes back the samples of one instant, which must be the newest of every series that has it. */
  retract(at: number): void {
    for (const series of this.#all) {
      if (series.count > 0 && series.timeOf(series.count - 1) === at) series.pop();
    }
    for (const timeline of this.#timelines) {
      timeline.forgetBranch();
      if (timeline.count > 0 && timeline.times[timeline.count - 1] === at) timeline.pop();
    }
    this.version += 1;
  }

  /** A series' first sample decides whom it shares instants with. */
  #settle(series: Series, at: number): void {
    const { count, times } = this.#growing;
    const together = count > 0 && times[count - 1] === at;
    series.timeline = together || count === 0 ? this.#growing : this.#createTimeline(this.#capacity);
    series.base = together ? count - 1 : 0;
  }

  #grow(timeline: Timeline, at: number): void {
    const { count, times } = timeline;
    assert(count === 0 || at > (times[count - 1] as number), "a sample that is not newer than its series");
    timeline.push(at);
    this.#growing = timeline;
  }

  #leave(series: Series, row: number, at: number): void {
    const { timeline, base } = series;
    assert(at > (timeline.times[row - 1] as number), "a sample that is not newer than its series");
    series.timeline = timeline.branch(base, row, at, (capacity) => this.#createTimeline(capacity));
    series.base = 0;
  }

  #createTimeline(capacity: number): Timeline {
    const timeline = new Timeline(this.#timelines.length, capacity);
    this.#timelines.push(timeline);
    return timeline;
  }

  /** The series has no value from this instant on, until a sample is appended again. */
  markStale(series: Series, at: InstantMs): void {
    assert(at > series.newestMs, "a staleness marker that is not newer than its series");
    series.pushStale(at);
    this.#note(at);
  }

  /** All series, or those of one metric, in order of creation: a list that grows with the store. */
  all(): readonly Series[] {
    return this.#all;
  }

  named(name: string): readonly Series[] {
    let namesakes = this.#byName.get(name);
    if (namesakes === undefined) {
      namesakes = [];
      this.#byName.set(name, namesakes);
    }
    return namesakes;
  }
}
