/** Bytes of logs as lines: gzip (told by its first bytes, members one after the other included) is unpacked as it comes,
 *  UTF-16 is told by its mark, and what is no text becomes replacement characters. Bounded: of a line more than
 *  MOST_CHARACTERS long the rest is passed over. */

import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TextDecoder } from "node:util";
import { createGunzip } from "node:zlib";

export const MOST_CHARACTERS = 65_536;

export class LineSplitter {
  readonly #take: (line: string) => void;
  #decoder: TextDecoder | null = null;
  #rest = "";
  #isCut = false;
  #isBegun = false;

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#decoder ??= new TextDecoder(encodingOf(bytes));
    this.#split(this.#decoder.decode(bytes, { stream: true }));
  }

  /** A last line needs no line break. */
  end(): void {
    if (this.#decoder !== null) this.#split(this.#decoder.decode());
    if (this.#isBegun) this.#finish("");
    this.#decoder = null;
  }

  #split(text: string): void {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.#finish(text.slice(from, at));
      from = at + 1;
    }
    if (from < text.length) this.#keep(text.slice(from));
  }

  #keep(piece: string): void {
    this.#isBegun = true;
    const room = MOST_CHARACTERS - this.#rest.length;
    if (room > 0) this.#rest += piece.slice(0, room);
    if (piece.length > room) this.#isCut = true;
  }

  #finish(piece: string): void {
    if (this.#isBegun || piece.length > MOST_CHARACTERS) this.#keep(piece);
    const line = this.#isBegun ? this.#rest : piece;
    this.#rest = "";
    this.#isBegun = false;
    const ends = !this.#isCut && line.endsWith("\r");
    this.#isCut = false;
    this.#take(ends ? line.slice(0, -1) : line);
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Gives the bytes to `take`, unpacked where they are packed, no faster than it takes them.
 *  @throws what the stream or the unpacking throws, after what could be unpacked was given */
export async function readUnpacked(
  source: AsyncIterable<Uint8Array>,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const chunks = source[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array();
  while (first.length < 2) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    first = Buffer.concat([first, value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  }
  if (!isGzip(first)) {
    for await (const bytes of all()) await take(bytes);
    return;
  }
  // Into a sink: whoever reads from the unpacking itself loses what it holds when it breaks off.
  const sink = new Writable({
    write: (bytes: Uint8Array, _, done) => {
      take(bytes).then(() => done(), done);
    },
  });
  await pipeline(Readable.from(inPieces(all())), createGunzip(), sink);
}

const PIECE_BYTES = 4_096;

/** Small ones, so that little is lost with the one that is damaged. */
async function* inPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const bytes of source)
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}
