/** The block at hand of a journal, as the bytes that its digest is made of: the digest of the block before it, then the
 *  lines of its records. A line goes in as soon as it is made, while it is still in the processor's caches. */

import { hash } from "node:crypto";

/** JSON that is written many times: runbook, scenario and the like are many drills' own, and never change. */
export interface Encoded {
  readonly bytes: Buffer;
  readonly characters: number;
}

const BYTES_AT_FIRST = 131_072;
/** Of UTF-8, for one unit of a text. */
const MOST_BYTES = 3;
const COMMA = 0x2c;
const NEWLINE = 0x0a;

export class Block {
  /** As the text of the lines counts them. */
  characters = 0;
  #buffer = Buffer.allocUnsafeSlow(BYTES_AT_FIRST);
  /** Where the lines begin: behind the digest. */
  #first = 0;
  #end = 0;

  /** Bytes of the lines. */
  get bytes(): number {
    return this.#end - this.#first;
  }

  /** The lines as text. */
  get text(): string {
    return this.#buffer.toString("utf8", this.#first, this.#end);
  }

  /** A line: the members of `head`, an object's JSON without its closing brace, then those of `rest`, an object's JSON. */
  append(head: string, rest: string): void {
    this.#makeRoom((head.length + rest.length) * MOST_BYTES + 1);
    const restAt = this.#end + this.#buffer.write(head, this.#end);
    this.#end = restAt + this.#buffer.write(rest, restAt);
    this.#buffer[restAt] = COMMA;
    this.#buffer[this.#end] = NEWLINE;
    this.#end += 1;
    this.characters += head.length + rest.length + 1;
  }

  /** A line whose further members were encoded before. */
  appendEncoded(head: string, members: readonly (readonly [name: string, value: Encoded])[]): void {
    this.#write(head);
    for (const [name, { bytes, characters }] of members) {
      this.#write(`,"${name}":`);
      this.#makeRoom(bytes.length);
      this.#end += bytes.copy(this.#buffer, this.#end);
      this.characters += characters;
    }
    this.#write("}\n");
  }

  #write(text: string): void {
    this.#makeRoom(text.length * MOST_BYTES);
    this.#end += this.#buffer.write(text, this.#end);
    this.characters += text.length;
  }

  /** The digest of everything so far; the next block goes on from it. */
  close(): string {
    const digest = hash("sha256", this.#buffer.subarray(0, this.#end), "hex");
    this.#first = this.#buffer.write(digest, 0);
    this.#end = this.#first;
    this.characters = 0;
    return digest;
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#end + bytes) * 2);
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }
}
