/** When something occurred, as counts in equal stretches of time. All histograms of an input share one ruler, whose
 *  stretches double in length whenever there are too many of them, so that memory is bounded whatever the times are. */

const MOST_STRETCHES = 256;
const FIRST_WIDTH_MS = 1_000;
const OUTLIERS_ONE_IN = 100;

export class TimeRuler {
  widthMs = FIRST_WIDTH_MS;
  /** How many times were taken. */
  taken = 0;
  #counts = new Map<number, number>();

  /** Widens where the time lies in one stretch too many. */
  take(ms: number): void {
    this.taken += 1;
    increase(this.#counts, Math.floor(ms / this.widthMs), 1);
    while (this.#counts.size > MOST_STRETCHES) {
      this.widthMs *= 2;
      this.#counts = halved(this.#counts);
    }
  }

  /** From when to when, but for the few times in a hundred that lie far off: a date in another notation, an old file.
   *  Null where no time was taken. */
  range(): { readonly from: number; readonly to: number } | null {
    const stretches = [...this.#counts.keys()].sort((a, b) => a - b);
    const spared = Math.floor(this.taken / OUTLIERS_ONE_IN);
    const first = this.#firstBehind(stretches, spared);
    const last = this.#firstBehind(stretches.reverse(), spared);
    if (first === null || last === null) return null;
    return { from: first * this.widthMs, to: (last + 1) * this.widthMs };
  }

  #firstBehind(stretches: readonly number[], spared: number): number | null {
    let passed = 0;
    for (const stretch of stretches) {
      passed += this.#counts.get(stretch) ?? 0;
      if (passed > spared) return stretch;
    }
    return null;
  }
}

function increase(counts: Map<number, number>, stretch: number, by: number): void {
  counts.set(stretch, (counts.get(stretch) ?? 0) + by);
}

function halved(counts: ReadonlyMap<number, number>): Map<number, number> {
  const wide = new Map<number, number>();
  for (const [stretch, count] of counts) increase(wide, Math.floor(stretch / 2), count);
  return wide;
}

export class OccurrenceTimes {
  readonly #ruler: TimeRuler;
  #widthMs: number;
  #counts = new Map<number, number>();

  constructor(ruler: TimeRuler) {
    this.#ruler = ruler;
    this.#widthMs = ruler.widthMs;
  }

  add(ms: number): void {
    this.#follow();
    increase(this.#counts, Math.floor(ms / this.#widthMs), 1);
  }

  /** In so many equal parts of the ruler's whole. */
  inParts(parts: number): readonly number[] {
    this.#follow();
    const counts = new Array<number>(parts).fill(0);
    const range = this.#ruler.range();
    if (range === null) return counts;
    const { from, to } = range;
    for (const [stretch, count] of this.#counts) {
      const middle = (stretch + 0.5) * this.#widthMs;
      if (middle < from || middle > to) continue;
      const part = Math.floor(((middle - from) / (to - from)) * parts);
      counts[part] = (counts[part] as number) + count;
    }
    return counts;
  }

  #follow(): void {
    while (this.#widthMs < this.#ruler.widthMs) {
      this.#widthMs *= 2;
      this.#counts = halved(this.#counts);
    }
  }
}

/** `even`: from start to end at much the same rate. `burst`: a stretch of a quarter of the time at most holds nearly all. */
export type Course = "even" | "burst" | "unclear";

const PARTS = 16;
const STRETCH_PARTS = 4;
const LEAST_FOR_EVEN = 12;
/** Fewer come together by chance. */
const LEAST_FOR_BURST = 10;

export function courseOf(times: OccurrenceTimes): Course {
  const counts = times.inParts(PARTS);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total < LEAST_FOR_BURST) return "unclear";
  let densest = 0;
  for (let at = 0; at + STRETCH_PARTS <= PARTS; at += 1)
    densest = Math.max(densest, sumOf(counts.slice(at, at + STRETCH_PARTS)));
  const rest = total - densest;
  // Nine times the rate of the rest, which is three times as long.
  if (densest >= rest * 3) return "burst";
  const quarters = [0, 4, 8, 12].map((at) => sumOf(counts.slice(at, at + 4)));
  const isEven = total >= LEAST_FOR_EVEN && quarters.every((count) => count * 8 >= total);
  return isEven ? "even" : "unclear";
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
