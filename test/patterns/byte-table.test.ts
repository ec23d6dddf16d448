import { describe, expect, it } from "vitest";
import { ByteTable, TextBuffer } from "../../src/patterns/byte-table.ts";

const MANY = 400_000;

function write(text: TextBuffer, name: number): void {
  const digits = name.toString(36).padStart(9, "x");
  for (let index = 0; index < digits.length; index += 1) text.bytes[index] = digits.charCodeAt(index);
  text.length = digits.length;
}

describe("a table of texts", () => {
  it("tells all texts apart, also the dozen pairs among so many that share a hash", () => {
    const table = new ByteTable(MANY, MANY * 12);
    const text = new TextBuffer(16);
    let wrong = 0;
    for (let name = 0; name < MANY; name += 1) {
      write(text, name * 7_919);
      if (table.find(text) >= 0) wrong += 1;
      else table.add(text);
    }
    for (let name = 0; name < MANY; name += 1) {
      write(text, name * 7_919);
      if (table.find(text) !== name) wrong += 1;
    }
    expect(wrong).toBe(0);
    expect(table.size).toBe(MANY);
    expect(table.hasRoomFor(text)).toBe(false);
  });

  it("forgets all but the kept, or everything, and numbers anew", () => {
    const table = new ByteTable(100, 1_200);
    const text = new TextBuffer(16);
    for (let name = 0; name < 100; name += 1) {
      write(text, name);
      expect(table.find(text)).toBeLessThan(0);
      table.add(text);
    }
    expect(table.hasRoomFor(text)).toBe(false);
    table.keep(Int32Array.of(3, 50, 99));
    const numberOf = (name: number): number => {
      write(text, name);
      return table.find(text);
    };
    expect([3, 50, 99, 4].map(numberOf)).toEqual([0, 1, 2, -1]);
    expect(table.add(text)).toBe(3);
    write(text, 50);
    expect(table.textOf(1)).toEqual(text.bytes.slice(0, text.length));
    table.clear();
    expect(table.size).toBe(0);
    for (const name of [7, 99]) {
      write(text, name);
      expect(table.find(text)).toBeLessThan(0);
      table.add(text);
    }
    expect(table.find(text)).toBe(1);
    expect(table.textOf(1)).toEqual(text.bytes.slice(0, text.length));
  });
});
