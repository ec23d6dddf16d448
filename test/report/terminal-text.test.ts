/** Text from outside on its way to a terminal: hostile until it has been through `terminalText`. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutTo, terminalText } from "../../src/report/terminal-text.ts";

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\u001b[2J",
        "\u001b]0;title\u0007",
        "\u009b31m",
        "\u061c",
        "\u2028",
        "\u202e",
        "\r",
        "🔥",
      ),
    ),
  )
  .map((parts) => parts.join(""));

describe("text for a terminal", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]8;;http://x\u0007link\u001b]8;;\u0007", "link"],
    ["two\r\nlines", "two lines"],
    ["a\u2028b\u2029c", "a b c"],
    ["bell\u0007", "bell·"],
    ["abc\u202edef\u061cghi", "abcdefghi"],
  ])("%j becomes %j", (text, safe) => {
    expect(terminalText(text)).toBe(safe);
  });

  it("holds no control character and is the same when made safe again", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const safe = terminalText(text);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
        expect(safe).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069]/);
        expect(terminalText(safe)).toBe(safe);
      }),
    );
  });
});

describe("a cut", () => {
  it.each([
    ["abcdef", 4, "abc…"],
    ["abc", 3, "abc"],
    ["abc", 0, ""],
    ["a🔥bc", 3, "a…"],
    ["🔥🔥", 3, "🔥…"],
  ])("of %j to %i is %j", (text, width, cut) => {
    expect(cutTo(text, width)).toBe(cut);
  });

  it("is never wider than asked, and whole characters only", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (text, width) => {
        const cut = cutTo(text, width);
        expect(cut.length).toBeLessThanOrEqual(width);
        expect(Buffer.from(cut).toString()).toBe(cut);
      }),
    );
  });
});
