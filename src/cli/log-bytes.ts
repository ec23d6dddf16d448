/** Bytes of logs as lines: gzip (told by its first bytes, members one after the other included) is unpacked as it comes,
 *  and UTF-16, told by its mark, becomes UTF-8. Not here: where lines end (`../patterns/byte-lines.ts`). */

import { open } from "node:fs/promises";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TextDecoder } from "node:util";
import { createGunzip } from "node:zlib";
import { ByteLines, type TakeLine } from "../patterns/byte-lines.ts";

/** Bytes of a log, as they come, as lines in UTF-8. */
export class LogLines {
  readonly #lines: ByteLines;
  #decoder: TextDecoder | null | undefined;

  constructor(take: TakeLine) {
    this.#lines = new ByteLines(take);
  }

  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#decoder = this.#decoder === undefined ? decoderFor(bytes) : this.#decoder;
    this.#lines.push(
      this.#decoder === null ? bytes : encoder.encode(this.#decoder.decode(bytes, { stream: true })),
    );
  }

  /** A last line needs no line break. */
  end(): void {
    if (this.#decoder) this.#lines.push(encoder.encode(this.#decoder.decode()));
    this.#lines.end();
    this.#decoder = undefined;
  }
}

const encoder = new TextEncoder();

/** Null where none is needed. */
function decoderFor(bytes: Uint8Array): TextDecoder | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be");
  return null;
}

const PIECE_BYTES = 1_048_576;

/** A file's bytes; each piece is there until the next is asked for. */
export async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    let [piece, other] = [new Uint8Array(PIECE_BYTES), new Uint8Array(PIECE_BYTES)];
    let reading = file.read(piece, 0, PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      const read = piece.subarray(0, bytesRead);
      [piece, other] = [other, piece];
      // The next is read while this one is looked at.
      reading = file.read(piece, 0, PIECE_BYTES);
      reading.catch(() => undefined);
      yield read;
    }
  } finally {
    await file.close();
  }
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Gives the bytes to `take`, unpacked where they are packed, no faster than it takes them.
 *  @throws what the stream or the unpacking throws, after what could be unpacked was given */
export async function readUnpacked(
  source: AsyncIterable<Uint8Array>,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const chunks = source[Symbol.asyncIterator]();
  try {
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
    if (isGzip(first)) await unpack(all(), take);
    else for await (const bytes of all()) await take(bytes);
  } finally {
    await chunks.return?.();
  }
}

async function unpack(
  packed: AsyncIterable<Uint8Array>,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  // Into a sink: whoever reads from the unpacking itself loses what it holds when it breaks off.
  const sink = new Writable({
    write: (bytes: Uint8Array, _, done) => {
      take(bytes).then(() => done(), done);
    },
  });
  await pipeline(Readable.from(inPieces(packed)), createGunzip(), sink);
}

const PACKED_PIECE_BYTES = 1_024;

/** Small ones, so that little is lost with the one that is damaged; copies, since several wait to be unpacked while the
 *  next are read to where they came from. */
async function* inPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const bytes of source)
    for (let at = 0; at < bytes.length; at += PACKED_PIECE_BYTES)
      yield Uint8Array.prototype.slice.call(bytes, at, at + PACKED_PIECE_BYTES);
}
