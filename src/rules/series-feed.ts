/** Noted series, counted out into a store: scrape by scrape, one interval apart from instant 0 on, so that an evaluation
 *  sees what had been scraped by then and nothing later. All series are scraped at once. */

import { type DurationMs, type InstantMs, instant } from "../units.ts";
import type { Series, SeriesStore } from "./series.ts";
import type { NotedSeries, NotedValue, ValueRun } from "./series-notation.ts";

/** Appends all values. */
export function appendSeries(store: SeriesStore, inputs: readonly NotedSeries[], interval: DurationMs): void {
  new SeriesFeed(store, inputs, interval).appendUntil(instant(Infinity));
}

export class SeriesFeed {
  readonly #store: SeriesStore;
  readonly #interval: DurationMs;
  #cursors: readonly Cursor[];
  #scrape = 0;

  constructor(store: SeriesStore, inputs: readonly NotedSeries[], interval: DurationMs) {
    this.#store = store;
    this.#interval = interval;
    this.#cursors = inputs.map((input) => new Cursor(input));
  }

  /** Appends what is scraped up to and at an instant. */
  appendUntil(at: InstantMs): void {
    while (this.#cursors.length > 0 && this.#scrape * this.#interval <= at) {
      this.#appendScrape(instant(this.#scrape * this.#interval));
      this.#scrape += 1;
    }
  }

  /** A series is made when its first value comes, as promtool does it: the order of series is that of their first
   *  values. */
  #appendScrape(at: InstantMs): void {
    const store = this.#store;
    let ended = false;
    for (const cursor of this.#cursors) {
      const value = cursor.next();
      if (value === null) ended = true;
      if (value === null || value === "missing") continue;
      const series = cursor.seriesIn(store);
      if (value === "stale") store.markStale(series, at);
      else store.append(series, at, value);
    }
    if (ended) this.#cursors = this.#cursors.filter((cursor) => !cursor.atEnd);
  }
}

/** Where in its values a series is. */
class Cursor {
  readonly #input: NotedSeries;
  #series: Series | null = null;
  #nextRun = 0;
  #left = 0;
  #step = 0;
  #value: NotedValue = "missing";
  atEnd = false;

  constructor(input: NotedSeries) {
    this.#input = input;
  }

  seriesIn(store: SeriesStore): Series {
    this.#series ??= store.series(this.#input.name, this.#input.labels);
    return this.#series;
  }

  /** The next value; null where there is none. */
  next(): NotedValue | null {
    if (this.#left > 0) {
      this.#left -= 1;
      // Step by step, as promtool adds them up: a multiplication would round otherwise.
      if (typeof this.#value === "number") this.#value += this.#step;
      return this.#value;
    }
    const { runs } = this.#input.values;
    let run: ValueRun | undefined;
    do {
      run = runs[this.#nextRun];
      this.#nextRun += 1;
    } while (run?.count === 0);
    if (run === undefined) {
      this.atEnd = true;
      return null;
    }
    this.#value = run.first;
    this.#step = run.step;
    this.#left = run.count - 1;
    return this.#value;
  }
}
