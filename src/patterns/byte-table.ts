/** Byte texts with small numbers for names, in an open-addressing table on typed arrays. Texts are compared in full, so
 *  that no two ever share a number, whatever their hashes do. Bounded: at most `most` texts of `mostBytes` together; who
 *  finds it full makes room with `keep`, which numbers the remaining ones anew, or with `clear`. */

import { assert } from "../assert.ts";

const FIRST_BYTES = 65_536;
const NOT_FOUND = -1;

/** Bytes that are looked up, with their words for hashing and comparing four at a time. */
export class TextBuffer {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly view: DataView;
  length = 0;

  constructor(mostBytes: number) {
    const memory = new ArrayBuffer((mostBytes + 7) & ~3);
    this.bytes = new Uint8Array(memory);
    this.words = new Int32Array(memory);
    this.view = new DataView(memory);
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
const OTHER_MULTIPLIER = 0x85ebca6b | 0;

/** Two at a time, each word on its own way: one multiplication need not wait for the other. */
function hashOf(words: Int32Array, count: number, length: number): number {
  let first = length;
  let second = 0;
  let index = 1;
  for (; index < count; index += 2) {
    first = Math.imul(first ^ (words[index - 1] as number), MULTIPLIER);
    first ^= first >>> 15;
    second = Math.imul(second ^ (words[index] as number), OTHER_MULTIPLIER);
    second ^= second >>> 13;
  }
  if (index === count) first = Math.imul(first ^ (words[index - 1] as number), MULTIPLIER);
  const hash = Math.imul(first ^ (second << 7) ^ (second >>> 25), MULTIPLIER);
  return hash ^ (hash >>> 16);
}

/** What is kept of each text: its hash, its length in bytes, and where its words begin. */
const RECORD = 4;
const HASH = 0;
const LENGTH = 1;
const OFFSET = 2;

const FIRST_SLOTS = 1_024;
/** Slots for each text, at least. */
const SPARSE = 3;

export class ByteTable {
  readonly #most: number;
  readonly #mostWords: number;
  /** Numbers plus one; 0 is empty. As few as will do, so that they stay in the processor's caches. */
  #slots = new Int32Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;
  readonly #records: Int32Array;
  #memory = new Int32Array(FIRST_BYTES >> 2);
  #used = 0;
  #hash = 0;
  size = 0;

  constructor(most: number, mostBytes: number) {
    this.#most = most;
    this.#mostWords = mostBytes >> 2;
    this.#records = new Int32Array(most * RECORD);
  }

  /** The number of a text; negative when it is none of these. */
  find(text: TextBuffer): number {
    const count = text.seal();
    const { words, length } = text;
    const hash = hashOf(words, count, length);
    const records = this.#records;
    const slots = this.#slots;
    const mask = this.#mask;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[slot] as number) - 1;
      if (number < 0) break;
      const record = number * RECORD;
      if (records[record + HASH] !== hash || records[record + LENGTH] !== length) continue;
      if (this.#isAt(records[record + OFFSET] as number, words, count)) return number;
    }
    this.#hash = hash;
    return NOT_FOUND;
  }

  #isAt(offset: number, words: Int32Array, count: number): boolean {
    const memory = this.#memory;
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
    this.#used += count;
    this.#records.set([this.#hash, text.length, this.#used - count], number * RECORD);
    if (this.size * SPARSE > this.#slots.length) this.#growSlots();
    else this.#place(number);
    return number;
  }

  textOf(number: number): Uint8Array {
    const record = number * RECORD;
    const offset = (this.#records[record + OFFSET] as number) << 2;
    return new Uint8Array(this.#memory.buffer, offset, this.#records[record + LENGTH]).slice();
  }

  /** Forgets the others. The first of `numbers`, which ascend, becomes 0, the next 1. */
  keep(numbers: Int32Array): void {
    const records = this.#records;
    this.#slots.fill(0);
    this.#used = 0;
    this.size = numbers.length;
    for (let number = 0; number < numbers.length; number += 1) {
      const old = (numbers[number] as number) * RECORD;
      const offset = records[old + OFFSET] as number;
      const length = records[old + LENGTH] as number;
      const count = (length + 3) >> 2;
      this.#memory.copyWithin(this.#used, offset, offset + count);
      records.set([records[old + HASH] as number, length, this.#used], number * RECORD);
      this.#used += count;
      this.#place(number);
    }
  }

  clear(): void {
    this.#slots.fill(0);
    this.#used = 0;
    this.size = 0;
  }

  #place(number: number): void {
    let slot = (this.#records[number * RECORD + HASH] as number) & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = number + 1;
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#mask = this.#slots.length - 1;
    for (let number = 0; number < this.size; number += 1) this.#place(number);
  }

  #grow(words: number): void {
    const size = Math.min(this.#mostWords, Math.max(words, this.#memory.length * 2));
    const memory = new Int32Array(Math.max(size, words));
    memory.set(this.#memory);
    this.#memory = memory;
  }
}
