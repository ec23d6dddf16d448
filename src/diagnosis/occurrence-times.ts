/** When things occurred, as counts in equal stretches of time, a row of counts for each thing. All rows share the stretches,
 *  which double in length whenever there are too many of them, so that memory is bounded whatever the times are. */

const MOST_STRETCHES = 256;
const FIRST_WIDTH_MS = 1_000;
const OUTLIERS_ONE_IN = 100;

export interface TimeRange {
  readonly from: number;
  readonly to: number;
  /** From the first to the last, but for less than a stretch. */
  readonly spanMs: number;
}

export class OccurrenceTimes {
  #widthMs = FIRST_WIDTH_MS;
  /** How many times were taken. */
  taken = 0;
  /** By column, in the order in which they came. */
  #stretches: number[] = [];
  readonly #totals = new Float64Array(MOST_STRETCHES + 1);
  /** Column after column: lines that come together lie together. */
  readonly #cells: Uint32Array;
  readonly #rows: number;
  #lastStretch = Number.NaN;
  #lastColumn = 0;

  constructor(rows: number) {
    this.#rows = rows;
    this.#cells = new Uint32Array(rows * (MOST_STRETCHES + 1));
  }

  /** @returns the column of a time, which holds until the next time is taken */
  take(ms: number): number {
    this.taken += 1;
    let stretch = Math.floor(ms / this.#widthMs);
    if (stretch !== this.#lastStretch) {
      let column = this.#stretches.lastIndexOf(stretch);
      if (column < 0) {
        column = this.#stretches.push(stretch) - 1;
        while (this.#stretches.length > MOST_STRETCHES) {
          this.#double();
          stretch = Math.floor(ms / this.#widthMs);
          column = this.#stretches.indexOf(stretch);
        }
      }
      this.#lastStretch = stretch;
      this.#lastColumn = column;
    }
    (this.#totals[this.#lastColumn] as number) += 1;
    return this.#lastColumn;
  }

  add(row: number, column: number): void {
    (this.#cells[column * this.#rows + row] as number) += 1;
  }

  clear(row: number): void {
    for (let column = 0; column < this.#stretches.length; column += 1)
      this.#cells[column * this.#rows + row] = 0;
  }

  /** From when to when, but for the few times in a hundred that lie far off: a date in another notation, an old file.
   *  Null where no time was taken. */
  range(): TimeRange | null {
    const inOrder = this.#stretches
      .map((stretch, column) => ({ stretch, count: this.#totals[column] as number }))
      .sort((a, b) => a.stretch - b.stretch);
    const spared = Math.floor(this.taken / OUTLIERS_ONE_IN);
    const first = firstBehind(inOrder, spared);
    const last = firstBehind(inOrder.reverse(), spared);
    if (first === null || last === null) return null;
    return {
      from: first * this.#widthMs,
      to: (last + 1) * this.#widthMs,
      spanMs: (last - first) * this.#widthMs,
    };
  }

  /** A row's counts in so many equal parts of a range. */
  inParts(row: number, { from, to }: Omit<TimeRange, "spanMs">, parts: number): readonly number[] {
    const inParts = new Array<number>(parts).fill(0);
    for (const [column, stretch] of this.#stretches.entries()) {
      const middle = (stretch + 0.5) * this.#widthMs;
      if (middle < from || middle > to) continue;
      const part = Math.floor(((middle - from) / (to - from)) * parts);
      (inParts[part] as number) += this.#cells[column * this.#rows + row] as number;
    }
    return inParts;
  }

  /** Two stretches become one. */
  #double(): void {
    this.#widthMs *= 2;
    const columns = new Map<number, number>();
    const moves = this.#stretches.map((stretch) => {
      const wide = Math.floor(stretch / 2);
      const column = columns.get(wide) ?? columns.size;
      columns.set(wide, column);
      return column;
    });
    this.#stretches = [...columns.keys()];
    for (const [column, to] of moves.entries()) this.#moveColumn(column, to);
  }

  /** To one no further behind. */
  #moveColumn(column: number, to: number): void {
    if (column === to) return;
    (this.#totals[to] as number) += this.#totals[column] as number;
    this.#totals[column] = 0;
    const rows = this.#rows;
    for (let row = 0; row < rows; row += 1)
      (this.#cells[to * rows + row] as number) += this.#cells[column * rows + row] as number;
    this.#cells.fill(0, column * rows, (column + 1) * rows);
  }
}

function firstBehind(
  stretches: readonly { readonly stretch: number; readonly count: number }[],
  spared: number,
): number | null {
  let passed = 0;
  for (const { stretch, count } of stretches) {
    passed += count;
    if (passed > spared) return stretch;
  }
  return null;
}

/** `even`: from start to end at much the same rate. `burst`: a stretch of a quarter of the time at most holds nearly all. */
export type Course = "even" | "burst" | "unclear";

const PARTS = 16;
const STRETCH_PARTS = 4;
const LEAST_FOR_EVEN = 12;
/** Fewer come together by chance. */
const LEAST_FOR_BURST = 10;

/** Null for a range where no time is known. */
export function courseOf(times: OccurrenceTimes, row: number, range: TimeRange | null): Course {
  if (range === null) return "unclear";
  const counts = times.inParts(row, range, PARTS);
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
