/** A file that grows, as `tail -F` follows it: what is new since the last look. A file put in its place (rotation) is
 *  read from its beginning, after the rest of the old one; one that became shorter (truncation) likewise. A file that is
 *  missing for a while is waited for. */

import { type FileHandle, open } from "node:fs/promises";
import { unreadable } from "./library.ts";

const PIECE_BYTES = 65_536;

export class FollowedFile {
  readonly #path: string;
  #handle: FileHandle | null = null;
  #inode = -1;
  #position = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Gives what is new to `take`, and calls `ended` where what comes next is of another file, or of this one from its
   *  beginning; true when there was something.
   *  @throws InputError for what cannot be read, or is no file any more */
  async look(take: (bytes: Uint8Array) => void, ended: () => void): Promise<boolean> {
    try {
      return await this.#look(take, ended);
    } catch (error) {
      throw unreadable(this.#path, error);
    }
  }

  async #look(take: (bytes: Uint8Array) => void, ended: () => void): Promise<boolean> {
    const fresh = await openIfThere(this.#path);
    const stat = fresh === null ? null : await fresh.stat();
    if (fresh === null || stat === null) return this.#readOn(take);
    if (this.#handle !== null && stat.ino === this.#inode) {
      await fresh.close();
      if (stat.size < this.#position) {
        this.#position = 0;
        ended();
      }
      return this.#readOn(take);
    }
    const hadRest = await this.#readOn(take);
    if (this.#handle !== null) ended();
    await this.#handle?.close();
    this.#handle = fresh;
    this.#inode = stat.ino;
    this.#position = 0;
    return (await this.#readOn(take)) || hadRest;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  async #readOn(take: (bytes: Uint8Array) => void): Promise<boolean> {
    if (this.#handle === null) return false;
    const before = this.#position;
    for (;;) {
      const { bytesRead, buffer } = await this.#handle.read(
        Buffer.allocUnsafe(PIECE_BYTES),
        0,
        PIECE_BYTES,
        this.#position,
      );
      if (bytesRead === 0) return this.#position > before;
      this.#position += bytesRead;
      take(buffer.subarray(0, bytesRead));
    }
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
