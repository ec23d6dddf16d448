/** Byte texts with small numbers for names, in an open-addressing table on typed arrays. Texts are compared in full, so
 *  that no two ever share a number, whatever their hashes do. Bounded: at most `most` texts of `mostBytes` together; who
 *  finds it full makes room with `keep`, which numbers the remaining ones anew. */

import { assert } from "../assert.ts";

const FIRST_BYTES = 65_536;
const NOT_FOUND = -1;

/** Bytes that are looked up, with their words for hashing and comparing four at a time. */
export class TextBuffer {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  length = 0;

  constructor(mostBytes: number) {
    const memory = new ArrayBuffer((mostBytes + 7) & ~3);
    this.bytes = new Uint8Array(memory);
    this.words = new Int32Array(memory);
  }

  /** Bytes beyond the end must not matter. */
  seal(): number {
    const { bytes, length } = this;
    bytes[length] = 0;
    bytes[length + 1] = 0;
    bytes[length + 2] = 0;
    return (length + 3) >> 2;
  }
}

const MULTIPLIER = 0x9e3779b1 | 0;

function hashOf(words: Int32Array, count: number, length: number): number {
  let hash = length;
  for (let index = 0; index < count; index += 1) {
    hash = Math.imul(hash ^ (words[index] as number), MULTIPLIER);
    hash ^= hash >>> 15;
  }
  return hash;
}

export class ByteTable {
  readonly #most: number;
  readonly #mostWords: number;
  readonly #mask: number;
  /** Numbers plus one; 0 is empty. */
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  readonly #lengths: Int32Array;
  /** In words. */
  readonly #offsets: Int32Array;
  #memory = new Int32Array(FIRST_BYTES >> 2);
  #used = 0;
  #hash = 0;
  size = 0;

  constructor(most: number, mostBytes: number) {
    let slots = 16;
    while (slots < most * 3) slots *= 2;
    this.#most = most;
    this.#mostWords = mostBytes >> 2;
    this.#mask = slots - 1;
    this.#slots = new Int32Array(slots);
    this.#hashes = new Int32Array(most);
    this.#lengths = new Int32Array(most);
    this.#offsets = new Int32Array(most);
  }

  /** The number of a text; negative when it is none of these. */
  find(text: TextBuffer): number {
    const count = text.seal();
    const { words, length } = text;
    const hash = hashOf(words, count, length);
    const hashes = this.#hashes;
    const slots = this.#slots;
    const mask = this.#mask;
    for (let slot = (hash ^ (hash >>> 16)) & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[slot] as number) - 1;
      if (number < 0) break;
      if (hashes[number] === hash && this.#lengths[number] === length && this.#isEqual(number, words, count))
        return number;
    }
    this.#hash = hash;
    return NOT_FOUND;
  }

  #isEqual(number: number, words: Int32Array, count: number): boolean {
    const memory = this.#memory;
    const offset = this.#offsets[number] as number;
    for (let index = 0; index < count; index += 1) if (memory[offset + index] !== words[index]) return false;
    return true;
  }

  hasRoomFor({ length }: TextBuffer): boolean {
    return this.size < this.#most && this.#used + ((length + 3) >> 2) <= this.#mostWords;
  }

  /** The text must be the one that was just looked for in vain. */
  add(text: TextBuffer): number {
    assert(this.hasRoomFor(text), "a table of texts was full");
    const count = (text.length + 3) >> 2;
    if (this.#used + count > this.#memory.length) this.#grow(this.#used + count);
    const number = this.size;
    this.size += 1;
    this.#memory.set(text.words.subarray(0, count), this.#used);
    this.#offsets[number] = this.#used;
    this.#lengths[number] = text.length;
    this.#hashes[number] = this.#hash;
    this.#used += count;
    this.#place(number);
    return number;
  }

  textOf(number: number): Uint8Array {
    const offset = (this.#offsets[number] as number) << 2;
    return new Uint8Array(this.#memory.buffer, offset, this.#lengths[number]).slice();
  }

  /** Forgets the others. The first of `numbers`, which ascend, becomes 0, the next 1. */
  keep(numbers: Int32Array): void {
    this.#slots.fill(0);
    this.#used = 0;
    this.size = numbers.length;
    for (let number = 0; number < numbers.length; number += 1) {
      const old = numbers[number] as number;
      const length = this.#lengths[old] as number;
      const offset = this.#offsets[old] as number;
      const count = (length + 3) >> 2;
      this.#memory.copyWithin(this.#used, offset, offset + count);
      this.#offsets[number] = this.#used;
      this.#lengths[number] = length;
      this.#hashes[number] = this.#hashes[old] as number;
      this.#used += count;
      this.#place(number);
    }
  }

  #place(number: number): void {
    const hash = this.#hashes[number] as number;
    let slot = (hash ^ (hash >>> 16)) & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = number + 1;
  }

  #grow(words: number): void {
    const size = Math.min(this.#mostWords, Math.max(words, this.#memory.length * 2));
    const memory = new Int32Array(Math.max(size, words));
    memory.set(this.#memory);
    this.#memory = memory;
  }
}
