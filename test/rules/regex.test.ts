/** Plain patterns are matched without re2js, exactly as re2js would. */

import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { DefectError } from "../../src/assert.ts";
import { compileRegex, loadRegexEngine, needsRegexEngine } from "../../src/rules/regex.ts";

const PLAIN = [
  "",
  "a",
  "a|b",
  "(a|b)",
  "(?:a|b)c",
  "ab.*",
  ".*ab",
  ".+",
  ".*",
  "a.+b",
  "a.*b.*c",
  "a\\.b",
  "x|.*y|z.+",
  "(a|)b",
  ".*.+",
];
const OTHER = [
  "[ab]",
  "a?",
  "a+",
  "a{2}",
  "\\d+",
  "5..",
  "(?i)a",
  "^a$",
  "a|",
  "(a|b)*",
  ".+.+",
  ".*?",
  "(",
].filter((pattern) => pattern !== "a|");

describe("which patterns need re2js", () => {
  it.each(PLAIN)("%s does not", (pattern) => {
    expect(needsRegexEngine(`c{x=~"${pattern.replaceAll("\\", "\\\\")}"}`)).toBe(pattern.includes("\\"));
    expect(needsRegexEngine(`c{x=~\`${pattern}\`}`)).toBe(false);
  });

  it.each(OTHER)("%s does", (pattern) => {
    expect(needsRegexEngine(`c{x!~\`${pattern}\`}`)).toBe(true);
    expect(() => compileRegex(pattern, false)).toThrow(DefectError);
  });

  it("a text without patterns does not; one that cannot be made out does", () => {
    expect(needsRegexEngine('sum(c{x="[a]"}) != 0')).toBe(false);
    expect(needsRegexEngine('expr: "c{x=~\\"a\\"}"')).toBe(true);
  });
});

describe("laws", () => {
  it("a plain pattern matches what re2js matches", () => {
    const piece = fc.constantFrom("a", "b", ".*", ".+", "|", "(a|b)", "(?:ab|)", "\\.", "(.*a|b.+)", "c");
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", ".", "\n", "é"), maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 5 }),
        fc.array(text, { maxLength: 12 }),
        fc.boolean(),
        (pieces, texts, all) => {
          const pattern = pieces.join("");
          fc.pre(!needsRegexEngine(`c{x=~\`${pattern}\`}`));
          const compiled = compileRegex(pattern, all);
          if ("problem" in compiled) throw new Error(compiled.problem);
          const reference = RE2JS.compile(pattern, all ? RE2JS.DOTALL : 0);
          for (const one of texts)
            expect(compiled.matches(one), `${pattern} on ${one}`).toBe(reference.matches(one));
        },
      ),
      { seed: 31, numRuns: 3_000 },
    );
  });

  it("with re2js loaded every RE2 pattern is matched whole, and bad ones are told", async () => {
    await loadRegexEngine();
    const matches = (pattern: string, text: string): boolean => {
      const compiled = compileRegex(pattern, false);
      return "matches" in compiled && compiled.matches(text);
    };
    expect(matches("5..", "503")).toBe(true);
    expect(matches("5..", "5030")).toBe(false);
    expect(matches("[ab]|c", "xb")).toBe(false);
    expect(matches("(?i)abc", "aBC")).toBe(true);
    expect("problem" in compileRegex("(", false)).toBe(true);
    expect("problem" in compileRegex("(?=a)", false)).toBe(true);
  });
});
