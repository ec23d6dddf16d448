/** Reads lines by their shape: what is the same in two lines but for ids, numbers and times says the same, so that only the
 *  first of a shape is taken apart as a text; of the others only the time and the repository are looked up.
 *  Not remembered: lines with secrets, long ones, pieces of cut ones; read anew: those whose time is not found again
 *  where it was. Bounded: a full table is emptied, and what still comes is learnt again. */

import { assert } from "../assert.ts";
import { MOST_LINE_BYTES } from "../patterns/byte-lines.ts";
import { ByteTable } from "../patterns/byte-table.ts";
import { cleanLine } from "../patterns/clean-line.ts";
import { type LineBytes, lineBytes } from "../patterns/line-bytes.ts";
import { MaskedLine, MOST_REPO_BYTES } from "../patterns/masked-line.ts";
import { redact } from "../responder/redact.ts";
import { BytesClock } from "./byte-time.ts";
import { CutLines, readLogLine } from "./log-format.ts";
import type { Loudness } from "./log-level.ts";
import { type PartOfTrace, partOfTrace } from "./stack-trace.ts";

/** Where a line's time stands: in its front, where it was met before; as a variable part; or so many bytes behind one (of
 *  number -1: behind the line's beginning). */
type TimePlace =
  | { readonly of: "front" }
  | { readonly of: "variable"; readonly variable: number }
  | { readonly of: "behind-variable"; readonly variable: number; readonly offset: number };

/** What all lines of a shape say; the message is that of the first. */
export interface ReadLine {
  readonly loudness: Loudness | null;
  /** Without what loggers and collectors put around it; never with a secret. */
  readonly message: string;
  /** What the line is to the error before it; null where it stands by itself. */
  readonly part: PartOfTrace | null;
  /** A logger put something before it that begins an entry. */
  readonly isDressed: boolean;
  /** Where the time may stand, as far as that is known: of several, which all held the line's time so far, any; none
   *  where the line tells no time. */
  timeAt: readonly TimePlace[];
  /** What an entry of such a line alone was judged to be, kept here by who judges. */
  alone: number;
  /** The judge's generation when it was; -1 before. */
  judgedIn: number;
}

const IN_FRONT: TimePlace = { of: "front" };
const MOST_SHAPES = 16_384;
const MOST_SHAPE_BYTES = 8_192;
const MOST_TABLE_BYTES = 8_388_608;
const MOST_REMEMBERED_BYTES = 16_777_216;
const MOST_REPOS = 1_000;
/** Bytes that no line holds, for a time in front: with a `T` behind the date, as Kubernetes writes it, or otherwise. */
const TIME_IN_FRONT = 1;
const OTHER_TIME_IN_FRONT = 2;
const DATE_BYTES = 10;
const LETTER_T = 84;
const frontOf = (byte: number | undefined): number =>
  byte === LETTER_T ? TIME_IN_FRONT : OTHER_TIME_IN_FRONT;
/** So far into a line its time is looked for. */
const TIME_WITHIN = 512;

export class LineShapes {
  readonly #mask = new MaskedLine(MOST_SHAPE_BYTES, true);
  readonly #table: ByteTable;
  readonly #isRemembering: boolean;
  #shapes: ReadLine[] = [];
  #rememberedBytes = 0;
  readonly #repos = new ByteTable(MOST_REPOS, MOST_REPOS * MOST_REPO_BYTES);
  readonly #cut = new CutLines();
  readonly #clock = new BytesClock();
  readonly #clean = lineBytes(new Uint8Array(MOST_LINE_BYTES));
  readonly #decoder = new TextDecoder();
  /** The time that the line begins with, if it is of the common form. */
  #front = Number.NaN;
  /** Of the line that was read last, in milliseconds since 1970; NaN where it tells none. */
  time = Number.NaN;
  /** Of the line that was read last: a number for `repoNamed`; negative where it names none, or one too many. */
  repo = -1;

  constructor(mostShapes = MOST_SHAPES) {
    this.#isRemembering = mostShapes > 0;
    this.#table = new ByteTable(Math.max(1, mostShapes), MOST_TABLE_BYTES);
  }

  /** Null while a cut line goes on. */
  read(source: LineBytes, start: number, stop: number): ReadLine | null {
    if (this.#masked(source, start, stop)) return this.#readMasked(source.bytes, start, stop);
    const length = cleanLine(source.bytes, start, stop, this.#clean.bytes);
    assert(this.#masked(this.#clean, 0, length), "a clean line holds no control characters");
    return this.#readMasked(this.#clean.bytes, 0, length);
  }

  /** Most lines begin with a time, which is variable as a whole, and need be read once only. */
  #masked(source: LineBytes, start: number, stop: number): boolean {
    this.#mask.repo.length = 0;
    this.#front = this.#clock.commonTimeAt(source.bytes, start, stop);
    return Number.isNaN(this.#front)
      ? this.#mask.read(source, start, stop)
      : this.#mask.read(source, this.#clock.end, stop, frontOf(source.bytes[start + DATE_BYTES]));
  }

  /** The beginnings of cut lines whose ends never came. */
  rest(): readonly ReadLine[] {
    this.repo = -1;
    this.time = Number.NaN;
    return this.#cut.rest().map((raw) => readText(redact(raw)).line);
  }

  repoNamed(repo: number): string {
    return this.#decoder.decode(this.#repos.textOf(repo));
  }

  #readMasked(bytes: Uint8Array, start: number, stop: number): ReadLine | null {
    this.repo = this.#repoOf();
    const { isCut, template } = this.#mask;
    const mayBeKnown = this.#isRemembering && !isCut && !this.#cut.isBegun;
    const number = mayBeKnown ? this.#table.find(template) : -1;
    if (number >= 0) {
      const line = this.#shapes[number] as ReadLine;
      this.time = this.#timeOf(line, bytes, start, stop);
      if (line.timeAt.length === 0 || !Number.isNaN(this.time)) return line;
    }
    const raw = this.#decoder.decode(bytes.subarray(start, stop));
    const whole = this.#cut.join(raw);
    if (whole === null) return null;
    const clean = redact(whole);
    const { time, line } = readText(clean);
    this.time = time ?? Number.NaN;
    if (number >= 0) this.#learnTime(this.#shapes[number] as ReadLine, bytes, start, stop);
    if (!mayBeKnown || number >= 0 || clean !== raw || stop - start > MOST_SHAPE_BYTES) return line;
    const timeAt = time === null ? [] : this.#placesOf(time, bytes, start, stop);
    if (time !== null && timeAt.length === 0) return line;
    const known = { ...line, timeAt };
    this.#remember(known, stop - start);
    return known;
  }

  /** NaN where it is told nowhere, or not the same everywhere. */
  #timeOf({ timeAt }: ReadLine, bytes: Uint8Array, start: number, stop: number): number {
    const [first, ...others] = timeAt;
    if (first === undefined) return Number.NaN;
    const time = this.#timeAt(first, bytes, start, stop);
    for (const other of others) if (this.#timeAt(other, bytes, start, stop) !== time) return Number.NaN;
    return time;
  }

  /** Of several places, those that hold the time which was just read. */
  #learnTime(known: ReadLine, bytes: Uint8Array, start: number, stop: number): void {
    const holding = known.timeAt.filter((place) => this.#timeAt(place, bytes, start, stop) === this.time);
    if (holding.length > 0) known.timeAt = holding;
  }

  #remember(shape: ReadLine, bytes: number): void {
    const { template } = this.#mask;
    this.#rememberedBytes += bytes;
    if (!this.#table.hasRoomFor(template) || this.#rememberedBytes > MOST_REMEMBERED_BYTES) {
      this.#table.clear();
      this.#shapes = [];
      this.#rememberedBytes = bytes;
      this.#table.find(template);
    }
    this.#shapes[this.#table.add(template)] = shape;
  }

  #timeAt(place: TimePlace, bytes: Uint8Array, start: number, stop: number): number {
    const { variables, variableStarts, variableEnds } = this.#mask;
    switch (place.of) {
      case "front":
        return this.#front;
      case "variable":
        if (place.variable >= variables) return Number.NaN;
        return this.#clock.timeAt(bytes, variableStarts[place.variable] as number, stop);
      case "behind-variable": {
        if (place.variable >= variables) return Number.NaN;
        const base = place.variable < 0 ? start : (variableEnds[place.variable] as number);
        return this.#clock.timeAt(bytes, base + place.offset, stop);
      }
    }
  }

  /** Where the time that was read stands. */
  #placesOf(time: number, bytes: Uint8Array, start: number, stop: number): readonly TimePlace[] {
    const places: TimePlace[] = this.#front === time ? [IN_FRONT] : [];
    const { variables, variableStarts, variableEnds } = this.#mask;
    for (let variable = 0; variable < variables; variable += 1)
      if (this.#clock.timeAt(bytes, variableStarts[variable] as number, stop) === time)
        places.push({ of: "variable", variable });
    if (places.length > 0) return places;
    let variable = -1;
    for (let at = start; at < Math.min(stop, start + TIME_WITHIN); at += 1) {
      while (variable + 1 < variables && (variableEnds[variable + 1] as number) <= at) variable += 1;
      if (this.#clock.timeAt(bytes, at, stop) !== time) continue;
      const base = variable < 0 ? start : (variableEnds[variable] as number);
      return [{ of: "behind-variable", variable, offset: at - base }];
    }
    return [];
  }

  #repoOf(): number {
    const { repo } = this.#mask;
    if (repo.length === 0) return -1;
    const known = this.#repos.find(repo);
    if (known >= 0 || !this.#repos.hasRoomFor(repo)) return known;
    return this.#repos.add(repo);
  }
}

function readText(text: string): { readonly line: ReadLine; readonly time: number | null } {
  const { loudness, message, beginsEntry, isAside, time } = readLogLine(text);
  const part = isAside ? "aside" : beginsEntry ? null : partOfTrace(message);
  return {
    line: {
      loudness,
      message: message.trim() === "" ? "" : message,
      part,
      isDressed: beginsEntry,
      timeAt: [],
      alone: 0,
      judgedIn: -1,
    },
    time,
  };
}
