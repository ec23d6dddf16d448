/** Lines are where the bytes say, wherever these were cut. */

import { expect, it } from "vitest";
import { ByteLines, MOST_LINE_BYTES } from "../../src/patterns/byte-lines.ts";
import { fc } from "../foundations/fast-check.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function linesOf(pieces: readonly Uint8Array[]): readonly string[] {
  const lines: string[] = [];
  const splitter = new ByteLines(({ bytes }, start, stop) => {
    lines.push(Buffer.from(bytes.subarray(start, stop)).toString("latin1"));
  });
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return lines;
}

it("a last line needs no line break, and spaces before one do not count", () => {
  expect(linesOf([bytesOf("a\r\nb \t\n\n c")])).toEqual(["a", "b", "", " c"]);
  expect(linesOf([])).toEqual([]);
  expect(linesOf([bytesOf("\n")])).toEqual([""]);
});

it("are the same wherever the bytes are cut", () => {
  const byte = fc.oneof(fc.constantFrom(10, 13, 32, 9, 65), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(
      fc.array(byte, { maxLength: 200 }),
      fc.array(fc.nat({ max: 200 }), { maxLength: 9 }),
      (bytes, cuts) => {
        const all = Uint8Array.from(bytes);
        const places = [0, ...cuts.map((cut) => Math.min(cut, all.length)), all.length].sort((a, b) => a - b);
        const pieces = places.slice(1).map((to, index) => all.slice(places[index], to));
        expect(linesOf(pieces)).toEqual(linesOf([all]));
        const split = Buffer.from(all).toString("latin1").split("\n");
        if (split.at(-1) === "") split.pop();
        expect(linesOf([all])).toEqual(split.map((line) => line.replace(/[\r\t ]+$/, "")));
      },
    ),
  );
});

it("nothing of a long line is kept beyond its front, nor of the one before", () => {
  const long = new Uint8Array(1_000_000).fill(97);
  const lines = linesOf([long, long, bytesOf("\nab\n"), bytesOf("c")]);
  expect(lines.map(({ length }) => length)).toEqual([MOST_LINE_BYTES, 2, 1]);
  expect(linesOf([new Uint8Array([...long, 10, 98])]).map(({ length }) => length)).toEqual([
    MOST_LINE_BYTES,
    1,
  ]);
});
