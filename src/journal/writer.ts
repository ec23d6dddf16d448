/** Writes a journal: numbers the records, encodes them, and chains blocks by SHA-256 so that damage is found.
 *  The text leaves block by block through `sink`; nothing of it is kept. Effects at the rim: the caller decides whether
 *  the sink is a file, a socket or nothing. */

import { hash } from "node:crypto";
import type { Effect } from "../responder/effect.ts";
import type { ResponderEvent } from "../responder/event.ts";
import { EPOCH, type InstantMs } from "../units.ts";
import {
  encodeChain,
  encodeEffect,
  encodeEnd,
  encodeEvent,
  encodeHeader,
  encodeNote,
  encodeTruth,
} from "./encode.ts";
import type { EndReason, Header } from "./record.ts";
import type { TruthRecord } from "./truth.ts";

const BLOCK_CHARACTERS = 65_536;

export interface JournalSummary {
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
}

export class JournalWriter {
  readonly #sink: (text: string) => void;
  #block = "";
  #seq = 0;
  #bytes = 0;
  #digest = "";
  #at: InstantMs = EPOCH;

  constructor(sink: (text: string) => void) {
    this.#sink = sink;
  }

  header(header: Header): void {
    this.#append(encodeHeader(this.#seq, header), EPOCH);
  }

  event(event: ResponderEvent): void {
    this.#append(encodeEvent(this.#seq, event), event.at);
  }

  effect(at: InstantMs, effect: Effect): void {
    this.#append(encodeEffect(this.#seq, at, effect), at);
  }

  truth(at: InstantMs, truth: TruthRecord): void {
    this.#append(encodeTruth(this.#seq, at, truth), at);
  }

  note(at: InstantMs, person: string, text: string): void {
    this.#append(encodeNote(this.#seq, at, person, text), at);
  }

  /** What has been written since the last block was closed. */
  get unclosed(): string {
    return this.#block;
  }

  /** Closes the block at hand, so that what was written so far can be checked and resumed from. */
  sync(): void {
    if (this.#block.length > 0) this.#closeBlock();
  }

  end(at: InstantMs, reason: EndReason): JournalSummary {
    this.#append(encodeEnd(this.#seq, at, reason), at);
    this.sync();
    return { records: this.#seq, bytes: this.#bytes, sha256: this.#digest };
  }

  #append(line: string, at: InstantMs): void {
    this.#seq += 1;
    this.#at = at;
    this.#block += `${line}\n`;
    if (this.#block.length >= BLOCK_CHARACTERS) this.#closeBlock();
  }

  #closeBlock(): void {
    const block = this.#block;
    const encoded = Buffer.from(this.#digest + block, "utf8");
    const bytes = encoded.length - this.#digest.length;
    this.#digest = hash("sha256", encoded, "hex");
    const line = `${encodeChain(this.#seq, this.#at, bytes, this.#digest)}\n`;
    this.#seq += 1;
    this.#bytes += bytes + line.length;
    this.#block = "";
    this.#sink(block + line);
  }
}

/** The digest of a block on top of the one before it (empty for the first). */
export const chainDigest = (previous: string, block: string): string =>
  hash("sha256", previous + block, "hex");
