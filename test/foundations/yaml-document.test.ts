import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError } from "../../src/input-error.ts";
import { checkDocument, parseYaml } from "../../src/yaml-document.ts";

const schema = z.strictObject({
  name: z.string(),
  parts: z.array(z.strictObject({ size: z.number({ error: "expected a number" }) })),
});

function complaints(text: string): string {
  try {
    checkDocument(parseYaml({ file: "things.yaml", text }), schema);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return "";
}

describe("YAML documents", () => {
  it("are placed by file, line and column", () => {
    expect(complaints("name: a\nparts:\n  - size: 1\n  - size: many\n")).toBe(
      "things.yaml:4:5: parts.1.size: expected a number",
    );
  });

  it("place an unknown key at the key, a missing one at its parent", () => {
    expect(complaints("name: a\nparts: []\ncolour: red\n")).toContain("things.yaml:3:1: colour");
    expect(complaints("parts: []\n")).toContain("things.yaml:1:1: name");
  });

  it("say what is wrong with the form that was meant", () => {
    const amount = z.union([z.string({ error: "expected a text" }), schema], { error: "expected an amount" });
    const said = (text: string): string => {
      try {
        checkDocument(parseYaml({ file: "things.yaml", text }), z.strictObject({ amount }));
      } catch (error) {
        if (error instanceof InputError) return error.message;
        throw error;
      }
      return "";
    };
    expect(said("amount:\n  name: a\n  parts: [{ size: many }]\n")).toBe(
      "things.yaml:3:13: amount.parts.0.size: expected a number",
    );
    expect(said("amount: 7\n")).toBe("things.yaml:1:1: amount: expected an amount");
  });

  it("place what is not YAML at all", () => {
    expect(complaints("name: [a\n")).toMatch(/^things\.yaml:\d+:\d+: not valid YAML/);
    expect(complaints("name: a\nname: b\nparts: []\n")).toMatch(/^things\.yaml:2:1: not valid YAML/);
  });

  it("refuse a bomb of aliases in bounded time", () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? "a0: &a0 [x, x, x, x, x, x, x, x]"
        : `a${level}: &a${level} [${Array(8)
            .fill(`*a${level - 1}`)
            .join(", ")}]`,
    );
    expect(() => parseYaml({ file: "bomb.yaml", text: levels.join("\n") })).toThrow(
      /bomb\.yaml: not readable YAML/,
    );
  });

  it("refuse what is no text, and say of what is no YAML only where it begins to go wrong", () => {
    expect(complaints("name: a\0b\n")).toBe("things.yaml: expected a text, found zero bytes");
    expect(complaints("} {\n".repeat(50)).split("\n").length).toBeLessThan(10);
  });

  it("refuse what is far too long", () => {
    expect(() => parseYaml({ file: "long.yaml", text: `a: ${"x".repeat(5_000_000)}` })).toThrow(/at most/);
  });
});
