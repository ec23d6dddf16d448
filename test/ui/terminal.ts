/** A terminal that remembers what a person would see: enough of one for what Ink writes, and strict about the rest.
 *  Invariant: a sequence or a control character that Ink has no reason to write throws, so that nothing that got
 *  through from a log line can go unnoticed; so does a line that runs over the right edge. */

import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";

interface Cell {
  readonly text: string;
  readonly style: string;
}

const EMPTY: Cell = { text: " ", style: "" };

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const NARROW_ALL_THE_SAME = /[\u2190-\u27bf]/;

export class FakeTerminal extends EventEmitter {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Everything that was written, for what the cells do not tell. */
  written = "";
  /** Lines that went over the top because one too many was written. */
  scrolledAway = 0;
  onAlternateScreen = false;
  /** What still stood on the other screen when it was left. */
  leftBehind: readonly string[] = [];
  #cells: Cell[][];
  #row = 0;
  #column = 0;
  #style = "";

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.#cells = blank(columns, rows);
  }

  resize(columns: number, rows: number): void {
    const before = this.#cells;
    this.columns = columns;
    this.rows = rows;
    this.#cells = blank(columns, rows);
    // As terminals do on their other screen: what does not fit is cut off at the right and at the top.
    const cut = Math.max(0, this.#row - rows + 1);
    for (const [index, line] of before.slice(cut, cut + rows).entries())
      for (const [column, cell] of line.slice(0, columns).entries()) this.#put(index, column, cell);
    this.#row -= cut;
    this.#column = Math.min(this.#column, columns - 1);
    this.emit("resize");
  }

  /** What is on the screen, without the blanks at the ends of its lines. */
  get lines(): readonly string[] {
    return this.#cells.map((line) =>
      line
        .map(({ text }) => text)
        .join("")
        .trimEnd(),
    );
  }

  /** The same; an empty screen is refused. */
  get frame(): string {
    const frame = this.lines.join("\n");
    if (frame.trim() === "") throw new Error("nothing was drawn");
    return frame;
  }

  readonly write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
    this.written += text;
    this.#take(text);
    const done = rest.find((argument) => typeof argument === "function");
    if (done !== undefined) queueMicrotask(done as () => void);
    return true;
  };

  #take(text: string): void {
    let rest = text;
    while (rest !== "") {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is about these characters
      const sequence = /^\u001b\[(\?)?([\d;]*)([A-Za-z])/.exec(rest);
      if (sequence !== null) {
        const [whole, question, parameters, final] = sequence;
        if (question === undefined) this.#control(parameters ?? "", final ?? "");
        else this.#mode(parameters ?? "", final ?? "");
        rest = rest.slice(whole.length);
        continue;
      }
      const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      this.#character(character);
      rest = rest.slice(character.length);
    }
  }

  #character(character: string): void {
    if (character === "\r") this.#column = 0;
    else if (character === "\n") {
      this.#column = 0;
      this.#row += 1;
      if (this.#row >= this.rows) {
        this.#row = this.rows - 1;
        this.#cells.shift();
        this.#cells.push(blank(this.columns, 1)[0] ?? []);
        this.scrolledAway += 1;
      }
    } else if (/\p{Cc}/u.test(character)) {
      throw new Error(`the control character ${JSON.stringify(character)} reached the terminal`);
    } else {
      const width = WIDE.test(character) && !NARROW_ALL_THE_SAME.test(character) ? 2 : 1;
      if (this.#column + width > this.columns)
        throw new Error(`line ${this.#row + 1} is longer than ${this.columns}: ${this.lines[this.#row]}`);
      this.#put(this.#row, this.#column, { text: character, style: this.#style });
      if (width === 2) this.#put(this.#row, this.#column + 1, { text: "", style: this.#style });
      this.#column += width;
    }
  }

  #put(row: number, column: number, cell: Cell): void {
    const line = this.#cells[row];
    if (line !== undefined) line[column] = cell;
  }

  #control(parameters: string, final: string): void {
    const [first = 0, second = 0] = parameters.split(";").map(Number);
    const count = Math.max(1, first);
    switch (final) {
      case "A":
        this.#row = Math.max(0, this.#row - count);
        return;
      case "B":
        this.#row = Math.min(this.rows - 1, this.#row + count);
        return;
      case "E":
        this.#row = Math.min(this.rows - 1, this.#row + count);
        this.#column = 0;
        return;
      case "G":
        this.#column = count - 1;
        return;
      case "H":
        this.#row = count - 1;
        this.#column = Math.max(1, second) - 1;
        return;
      case "J":
        if (first !== 0) throw new Error(`the whole screen was erased: ${parameters}J`);
        this.#eraseLine(this.#row, this.#column);
        for (let row = this.#row + 1; row < this.rows; row += 1) this.#eraseLine(row, 0);
        return;
      case "K":
        this.#eraseLine(this.#row, first === 0 ? this.#column : 0);
        return;
      case "m":
        this.#style = parameters === "" || parameters === "0" ? "" : `${this.#style};${parameters}`;
        return;
      default:
        throw new Error(`unexpected sequence ${parameters}${final}`);
    }
  }

  #eraseLine(row: number, from: number): void {
    for (let column = from; column < this.columns; column += 1) this.#put(row, column, EMPTY);
  }

  #mode(parameters: string, final: string): void {
    switch (parameters) {
      case "1049":
        if (final === "l") this.leftBehind = this.lines.filter((line) => line !== "");
        this.onAlternateScreen = final === "h";
        this.#cells = blank(this.columns, this.rows);
        return;
      // The cursor's visibility, synchronized output, bracketed paste.
      case "25":
      case "2026":
      case "2004":
        return;
      default:
        throw new Error(`unexpected mode ?${parameters}${final}`);
    }
  }
}

const blank = (columns: number, rows: number): Cell[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => EMPTY));

export const asStdout = (terminal: FakeTerminal): NodeJS.WriteStream =>
  terminal as unknown as NodeJS.WriteStream;

/** A keyboard; `isTTY: false` is a pipe with nobody at the other end. */
export class FakeKeyboard extends PassThrough {
  readonly isTTY: boolean;
  raw = false;

  constructor(isTTY = true) {
    super();
    this.isTTY = isTTY;
  }

  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

export const asStdin = (keyboard: FakeKeyboard): NodeJS.ReadStream =>
  keyboard as unknown as NodeJS.ReadStream;
