/** Writes a journal: numbers the records, encodes them, and chains blocks by SHA-256 so that damage is found.
 *  The text leaves block by block through `sink`; nothing of it is kept. Effects at the rim: the caller decides whether
 *  the sink is a file, a socket or nothing. */

import { hash } from "node:crypto";
import type { Effect } from "../responder/effect.ts";
import type { ResponderEvent } from "../responder/event.ts";
import { EPOCH, type InstantMs } from "../units.ts";
import { Block } from "./block.ts";
import {
  encodeChain,
  encodeEffect,
  encodeEnd,
  encodeEvent,
  encodeMember,
  encodeNote,
  encodeTruth,
  headerHead,
  lineOf,
  type RecordParts,
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
  readonly #sink: ((text: string) => void) | null;
  readonly #block = new Block();
  #seq = 0;
  #bytes = 0;
  #digest = "";
  #at: InstantMs = EPOCH;

  /** Without a sink no text is made: records, bytes and digest are all that comes of it. */
  constructor(sink: ((text: string) => void) | null) {
    this.#sink = sink;
  }

  header(header: Header): void {
    const members = Object.entries(header).map(([name, value]) => [name, encodeMember(value)] as const);
    this.#block.appendEncoded(headerHead(this.#seq), members);
    this.#noteAppended(EPOCH);
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
    return this.#block.text;
  }

  /** Closes the block at hand, so that what was written so far can be checked and resumed from. */
  sync(): void {
    if (this.#block.characters > 0) this.#closeBlock();
  }

  end(at: InstantMs, reason: EndReason): JournalSummary {
    this.#append(encodeEnd(this.#seq, at, reason), at);
    this.sync();
    return { records: this.#seq, bytes: this.#bytes, sha256: this.#digest };
  }

  #append({ head, rest }: RecordParts, at: InstantMs): void {
    this.#block.append(head, rest);
    this.#noteAppended(at);
  }

  #noteAppended(at: InstantMs): void {
    this.#seq += 1;
    this.#at = at;
    if (this.#block.characters >= BLOCK_CHARACTERS) this.#closeBlock();
  }

  #closeBlock(): void {
    const { bytes } = this.#block;
    const text = this.#sink === null ? "" : this.#block.text;
    this.#digest = this.#block.close();
    const line = `${lineOf(encodeChain(this.#seq, this.#at, bytes, this.#digest))}\n`;
    this.#seq += 1;
    this.#bytes += bytes + line.length;
    this.#sink?.(text + line);
  }
}

/** The digest of a block on top of the one before it (empty for the first). */
export const chainDigest = (previous: string, block: string): string =>
  hash("sha256", previous + block, "hex");
