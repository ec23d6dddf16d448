import { beforeAll, describe, expect, it } from "vitest";
import { InputError } from "../../src/input-error.ts";
import { assertPlain, encodeAgain } from "../../src/journal/encode.ts";
import { type Journal, readJournal } from "../../src/journal/reader.ts";
import { JournalWriter } from "../../src/journal/writer.ts";
import { instant } from "../../src/units.ts";
import { type Played, play } from "../fixtures/stage.ts";
import { fc } from "../foundations/fast-check.ts";

let played: Played;
let journal: Journal;

beforeAll(async () => {
  played = await play({});
  journal = readJournal("a.jsonl", played.text);
});

const problemOf = (text: string): string => {
  try {
    const read = readJournal("a.jsonl", text);
    return read.repair ?? "";
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
};

describe("a journal", () => {
  it("is read back as it was written", () => {
    expect(journal.records.length).toBe(played.journal.records);
    expect(journal.sha256).toBe(played.journal.sha256);
    expect(journal.interrupted).toBe(false);
    expect(journal.repair).toBeNull();
    expect(played.journal.bytes).toBe(Buffer.byteLength(played.text));
  });

  it("has one encoding: a line decoded and encoded again is the same line", () => {
    const lines = played.text.trimEnd().split("\n");
    journal.records.forEach((record, index) => {
      expect(encodeAgain(record)).toBe(lines[index]);
    });
  });

  it("holds plain data only", () => {
    for (const record of journal.records) assertPlain(record);
  });

  it.each([
    ["NaN", { a: Number.NaN }],
    ["-0", { a: -0 }],
    ["undefined", { a: undefined }],
    ["a Map", { a: new Map() }],
    ["a key that is an array index", { "7": 1 }],
  ])("would refuse %s", (_what, value) => {
    expect(() => assertPlain(value)).toThrow();
  });

  it("names the block when any byte was changed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: played.text.length - 1 }), (position) => {
        const original = played.text[position] as string;
        const changed = original === "7" ? "8" : "7";
        if (original === "\n") return;
        const text = played.text.slice(0, position) + changed + played.text.slice(position + 1);
        expect(problemOf(text)).toMatch(/a\.jsonl:\d+:1: |a\.jsonl: /);
      }),
      { numRuns: 60 },
    );
  });

  it("is cut back to its last whole record when its tail is torn, and says so", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: played.text.length - 1 }), (length) => {
        const text = played.text.slice(0, length);
        if (!text.includes("\n")) {
          expect(problemOf(text)).toMatch(/expected/);
          return;
        }
        const problem = problemOf(text);
        expect(problem).not.toBe("");
        if (problem.startsWith("a.jsonl")) expect(problem).toMatch(/tail was cut off/);
        else expect(readJournal("a.jsonl", text).records.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it("refuses what is empty, foreign, out of order or from the future", () => {
    expect(problemOf("")).toMatch(/empty/);
    expect(problemOf("hello\n")).toMatch(/expected a Firedrill journal/);
    expect(problemOf('{"some":"json"}\n')).toMatch(/header/);
    const lines = played.text.split("\n");
    expect(problemOf([...lines.slice(0, 5), ...lines.slice(6)].join("\n"))).toMatch(
      /missing or out of order/,
    );
    expect(problemOf(played.text.replace('"format":1', '"format":9'))).toMatch(/format 9|do not match/);
  });
});

describe("the journal writer", () => {
  it("closes a block on sync, so that what was written so far can be checked", () => {
    const parts: string[] = [];
    const writer = new JournalWriter((part) => void parts.push(part));
    writer.header({ ...journal.header, productVersion: "x" });
    writer.note(instant(5), "someone", "a note");
    writer.sync();
    const read = readJournal("b.jsonl", parts.join(""));
    expect(read.records.map(({ record }) => record)).toEqual(["header", "chain", "note", "chain"]);
    expect(read.interrupted).toBe(true);
    expect(read.records.at(-1)?.seq).toBe(3);
  });

  it("writes what it would have digested without a sink: text of any script, in blocks of any number", () => {
    const texts = fc.array(fc.string({ unit: "binary", maxLength: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 4_000 }), (notes, repeat) => {
        const written = (sink: ((text: string) => void) | null) => {
          const writer = new JournalWriter(sink);
          writer.header({ ...journal.header, productVersion: "x" });
          for (const note of notes) writer.note(instant(5), "someone", note.repeat(repeat));
          const left = writer.unclosed;
          return { left, summary: writer.end(instant(6), "aborted") };
        };
        const parts: string[] = [];
        const { left, summary } = written((part) => void parts.push(part));
        const text = parts.join("");
        expect(written(null)).toEqual({ left, summary });
        expect(summary.bytes).toBe(Buffer.byteLength(text));
        expect(text).toContain(left);
        const { records } = readJournal("c.jsonl", text);
        expect(records.filter(({ record }) => record === "note")).toEqual(
          notes.map((note) =>
            expect.objectContaining({ text: JSON.parse(JSON.stringify(note.repeat(repeat))) as string }),
          ),
        );
      }),
      { numRuns: 25 },
    );
  });
});
