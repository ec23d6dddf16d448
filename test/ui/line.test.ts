import { describe, expect, it } from "vitest";
import { bar, between, cutLine, field, type Line, packed, ruled, span, widthOf } from "../../ui/line.ts";
import { fc } from "../foundations/fast-check.ts";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");

/** Text as hostile as it gets: any character, and the beginnings of escape sequences. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom(
        "\u001b[2J",
        "\u001b]0;owned\u0007",
        "\u001b",
        "\r",
        "\n",
        "\u0007",
        "\u009b31m",
        "\u202e",
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));
const lines = fc.array(hostile, { maxLength: 5 }).map((texts): Line => texts.map((text) => span(text)));
const widths = fc.integer({ min: 0, max: 60 });

describe("a line", () => {
  it("holds no control character and nothing that reorders, whatever it was made of", () => {
    fc.assert(
      fc.property(hostile, widths, (text, width) => {
        for (const { text: safe } of [span(text), field(text, width)])
          expect(safe).not.toMatch(/\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it("is never wider than it was cut to, and stays as it is when it fits", () => {
    fc.assert(
      fc.property(lines, widths, (line, width) => {
        const cut = cutLine(line, width);
        expect(widthOf(cut)).toBeLessThanOrEqual(width);
        if (widthOf(line) <= width) expect(cut).toEqual(line);
        else if (width > 0) expect(textOf(cut)).toMatch(/…$/);
      }),
    );
  });

  it("a cut on the border of two pieces says that something is missing", () => {
    expect(textOf(cutLine([span("abc"), span("def")], 3))).toBe("ab…");
    expect(textOf(cutLine([span("abc"), span("def")], 4))).toBe("abc…");
    expect(textOf(cutLine([span("abc"), span("def")], 6))).toBe("abcdef");
  });

  it("a field is exactly as wide as it was asked to be", () => {
    fc.assert(
      fc.property(
        hostile,
        widths,
        fc.constantFrom("left" as const, "right" as const),
        (text, width, align) => {
          expect(field(text, width, "plain", align).text).toHaveLength(width);
        },
      ),
    );
  });

  it("between two edges the left part gives way", () => {
    expect(textOf(between([span("a long story")], [span("12:00")], 14))).toBe("a long … 12:00");
    expect(textOf(between([span("short")], [span("12:00")], 14))).toBe("short    12:00");
    expect(textOf(between([span("short")], [span("12:00")], 4))).toBe("12:…");
  });

  it("a rule and a bar fill their width", () => {
    fc.assert(
      fc.property(lines, lines, widths, (left, right, width) => {
        expect(widthOf(ruled(left, right, width))).toBeLessThanOrEqual(width);
        if (widthOf(right) < width) expect(widthOf(ruled(left, right, width))).toBe(width);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -1, max: 3, noNaN: true }), widths, (share, width) => {
        expect(widthOf(bar(share, width, "good"))).toBe(width);
      }),
    );
    expect(textOf(bar(0.5, 4, "good"))).toBe("━━··");
  });

  it("packed rows lose no item", () => {
    expect(packed(["one", "two", "three"], ", ", 8)).toEqual(["one, two", "three"]);
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 9 })), widths, (items, width) => {
        expect(packed(items, "\n", width).join("\n")).toBe(items.join("\n"));
      }),
    );
  });
});
