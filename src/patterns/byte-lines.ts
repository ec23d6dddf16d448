/** Bytes of logs, in pieces cut anywhere, as lines, without making texts of them. Results depend on the bytes alone, not
 *  on where they were cut. Bounded: of a line longer than MOST_LINE_BYTES the rest is passed over. */

import { CARRIAGE_RETURN, LINE_FEED, SPACE, TAB } from "./byte-kinds.ts";
import { type LineBytes, lineBytes } from "./line-bytes.ts";

export const MOST_LINE_BYTES = 65_536;

/** The line stands from `start` to `stop`, without its end and spaces before that; it is there during the call only. */
export type TakeLine = (source: LineBytes, start: number, stop: number) => void;

export class ByteLines {
  readonly #take: TakeLine;
  /** The beginning of a line whose end has not come yet. */
  readonly #begun = lineBytes(new Uint8Array(MOST_LINE_BYTES));
  #begunBytes = 0;
  #isBegun = false;

  constructor(take: TakeLine) {
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    let start = 0;
    if (this.#isBegun) {
      const end = bytes.indexOf(LINE_FEED);
      this.#keepBeginning(bytes, 0, end < 0 ? bytes.length : end);
      if (end < 0) return;
      this.#finishBegun();
      start = end + 1;
    }
    const source = lineBytes(bytes);
    for (let end = endOfLine(source, start); end >= 0; end = endOfLine(source, start)) {
      this.#finish(source, start, end);
      start = end + 1;
    }
    if (start < bytes.length) this.#keepBeginning(bytes, start, bytes.length);
  }

  /** A last line needs no line break. */
  end(): void {
    if (this.#isBegun) this.#finishBegun();
  }

  #keepBeginning(bytes: Uint8Array, start: number, end: number): void {
    this.#isBegun = true;
    const room = MOST_LINE_BYTES - this.#begunBytes;
    const kept = bytes.subarray(start, Math.min(end, start + room));
    this.#begun.bytes.set(kept, this.#begunBytes);
    this.#begunBytes += kept.length;
  }

  #finishBegun(): void {
    const length = this.#begunBytes;
    this.#isBegun = false;
    this.#begunBytes = 0;
    this.#finish(this.#begun, 0, length);
  }

  #finish(source: LineBytes, start: number, end: number): void {
    const { bytes } = source;
    let stop = Math.min(end, start + MOST_LINE_BYTES);
    for (; stop > start; stop -= 1) {
      const byte = bytes[stop - 1];
      if (byte !== CARRIAGE_RETURN && byte !== SPACE && byte !== TAB) break;
    }
    this.#take(source, start, stop);
  }
}

const LINE_FEEDS = 0x0a0a0a0a;
const LOW_BITS = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;

/** Negative where no line ends. Four bytes at a time: a call to the engine's own search takes longer than most lines. */
function endOfLine({ bytes, view }: LineBytes, start: number): number {
  const { length } = bytes;
  let at = start;
  for (; at + 4 <= length; at += 4) {
    const others = view.getInt32(at, true) ^ LINE_FEEDS;
    if (((others - LOW_BITS) & ~others & HIGH_BITS) !== 0) break;
  }
  for (; at < length; at += 1) if (bytes[at] === LINE_FEED) return at;
  return -1;
}
