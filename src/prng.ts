/** Seeded randomness in named streams, one per concern, so that a new draw shifts nothing elsewhere.
 *  Only integer and + − × ÷ arithmetic: distributions are quantile tables, since the language leaves log and exp
 *  to the engine. Draw counts per stream are kept, so that a divergence can name its first stream. */

import alea from "seedrandom/lib/alea.js";
import { assert } from "./assert.ts";
import type { DurationMs } from "./units.ts";

/** A chance as a whole number of parts per ten thousand: 5 % is 500. */
export type BasisPoints = number;

/** Points (share of draws in 0..1, value), both ascending, first share 0, last share 1; between them linear. */
type Row = readonly [share: number, value: number];
export type QuantileTable = readonly Row[];

/** Quantiles of the exponential distribution with mean 1. */
const UNIT_EXPONENTIAL: QuantileTable = [
  [0, 0],
  [0.05, 0.051293],
  [0.1, 0.105361],
  [0.15, 0.162519],
  [0.2, 0.223144],
  [0.25, 0.287682],
  [0.3, 0.356675],
  [0.35, 0.430783],
  [0.4, 0.510826],
  [0.45, 0.597837],
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: a row of the table, in its precision
  [0.5, 0.693147],
  [0.55, 0.798508],
  [0.6, 0.916291],
  [0.65, 1.049822],
  [0.7, 1.203973],
  [0.75, 1.386294],
  [0.8, 1.609438],
  [0.84, 1.832581],
  [0.88, 2.120264],
  [0.91, 2.407946],
  [0.94, 2.813411],
  [0.96, 3.218876],
  [0.975, 3.688879],
  [0.985, 4.199705],
  [0.992, 4.828314],
  [0.996, 5.521461],
  [0.999, 6.907755],
  [1, 8.2],
];

export class RandomStream {
  readonly name: string;
  draws = 0;
  readonly #source: () => number;

  constructor(name: string, seed: string) {
    this.name = name;
    this.#source = alea(`${seed}/${name}`);
  }

  /** In [0, 1). */
  next(): number {
    this.draws += 1;
    return this.#source();
  }

  /** An integer in [0, count). */
  below(count: number): number {
    assert(count >= 1, () => `below(${count}) in stream ${this.name}`);
    return Math.floor(this.next() * count);
  }

  /** An integer in [low, high]. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(basisPoints: BasisPoints): boolean {
    return this.next() * 10_000 < basisPoints;
  }

  pick<Item>(items: readonly Item[]): Item {
    assert(items.length > 0, () => `pick from nothing in stream ${this.name}`);
    return items[this.below(items.length)] as Item;
  }

  /** An index drawn in proportion to integer weights. */
  weighted(weights: readonly number[]): number {
    let total = 0;
    for (const weight of weights) total += weight;
    assert(total > 0, () => `weights add up to nothing in stream ${this.name}`);
    let left = this.next() * total;
    for (let index = 0; index < weights.length; index += 1) {
      left -= weights[index] as number;
      if (left < 0) return index;
    }
    return weights.length - 1;
  }

  /** An integer from a quantile table. */
  quantile(table: QuantileTable): number {
    return Math.round(interpolate(table, this.next()));
  }

  durationMs(table: QuantileTable): DurationMs {
    return this.quantile(table) as DurationMs;
  }

  exponentialMs(meanMs: number): DurationMs {
    return Math.round(interpolate(UNIT_EXPONENTIAL, this.next()) * meanMs) as DurationMs;
  }

  /** A new array in random order (Fisher–Yates). */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const result = items.slice();
    for (let last = result.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const held = result[last] as Item;
      result[last] = result[other] as Item;
      result[other] = held;
    }
    return result;
  }
}

function interpolate(table: QuantileTable, share: number): number {
  // The first row from the second on that reaches the share, by halving: thousands of draws a drill come through here.
  let first = 1;
  let last = table.length - 1;
  while (first < last) {
    const middle = (first + last) >> 1;
    if ((table[middle] as Row)[0] < share) first = middle + 1;
    else last = middle;
  }
  // No destructuring of rows: it would make an iterator for each.
  const below = table[first - 1] as Row;
  const above = table[first] as Row;
  return below[1] + ((share - below[0]) / (above[0] - below[0])) * (above[1] - below[1]);
}

export class RandomStreams {
  readonly #seed: string;
  readonly #streams = new Map<string, RandomStream>();

  constructor(seed: string | number) {
    this.#seed = String(seed);
  }

  stream(name: string): RandomStream {
    let found = this.#streams.get(name);
    if (found === undefined) {
      found = new RandomStream(name, this.#seed);
      this.#streams.set(name, found);
    }
    return found;
  }

  /** Draws so far per stream, in order of name: what the debug mode compares. */
  drawCounts(): readonly (readonly [string, number])[] {
    return [...this.#streams.values()]
      .map((stream) => [stream.name, stream.draws] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }
}
