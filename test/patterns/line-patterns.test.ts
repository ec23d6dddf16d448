/** Which lines are errors, where their message begins, and what is counted of them. */

import { describe, expect, it } from "vitest";
import { ByteLines } from "../../src/patterns/byte-lines.ts";
import { LinePatterns, type PatternSummary } from "../../src/patterns/line-patterns.ts";
import { templateId } from "../../src/patterns/template-text.ts";
import { redact } from "../../src/responder/redact.ts";
import { fc } from "../foundations/fast-check.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(patterns: LinePatterns, bytes: Uint8Array | string): void {
  const lines = new ByteLines((source, start, stop) => patterns.take(source, start, stop));
  lines.push(typeof bytes === "string" ? bytesOf(bytes) : bytes);
  lines.end();
}

function patternsOf(bytes: Uint8Array | string): readonly PatternSummary[] {
  const patterns = new LinePatterns(redact);
  read(patterns, bytes);
  return patterns.patterns();
}

const templatesOf = (text: string | Uint8Array): readonly string[] =>
  patternsOf(text).map(({ template }) => template);

describe("which lines are errors, and where their message begins", () => {
  it.each([
    ["2025-11-28T09:00:00.123Z risk-7d9f8b6c5-x2x9k ERROR repo=risk boom now", "boom now"],
    ["2025-11-28T09:00:00.123Z risk-7d9f8b6c5-x2x9k ERROR pod=a repo=risk boom now", "boom now"],
    ["2025-11-28 09:00:00,123 [main] FATAL boom", "boom"],
    ["CRITICAL: boom", "boom"],
    ["[ERROR] boom", "boom"],
    ["<error> boom", "boom"],
    ["2025-11-28T09:00:00Z error boom", "boom"],
    ["2025-11-28T09:00:00Z\terror\tboom", "boom"],
    ["Nov 28, 2025 9:00:00 AM a.b.C d SEVERE: boom", "boom"],
    ["2025-11-28 09:00:00.123 UTC [4711] PANIC:  boom", "boom"],
    ["E0102 15:04:05.678901    1234 file.go:123] boom", "boom"],
    ["2025-11-28T09:00:00.1Z stderr F E0102 15:04:05.678901 1234 file.go:123] boom", "boom"],
    ["time=2025-11-28T09:00:00Z level=error msg=boom", "time=* level=error msg=boom"],
    ['ts=1 level="ERROR" msg=boom', 'ts=1 level="ERROR" msg=boom'],
    ['{"level":"error","msg":"boom"}', '{"level":"error","msg":"boom"}'],
    [
      '2025-11-28T09:00:00.1Z stdout F {"severity": "ERROR","message":"boom"}',
      '{"severity": "ERROR","message":"boom"}',
    ],
    ['{"level":50,"msg":"boom"}', '{"level":50,"msg":"boom"}'],
    [
      '{"a":{"level":"info"},"m":"\\"level\\":\\"info\\"","level":"error"}',
      '{"a":{"level":"info"},"m":"\\"level\\":\\"info\\"","level":"error"}',
    ],
    ['{"log":"ERROR boom\\n","stream":"stderr"}', '{"log":"ERROR boom\\n","stream":"stderr"}'],
    ["\u001b[31mERROR\u001b[0m \u001b]0;title\u0007boom", "boom"],
  ])("takes %j for one", (line, template) => {
    expect(templatesOf(line)).toEqual([template]);
  });

  it.each([
    "2025-11-28T09:00:00.123Z pod INFO repo=risk ERROR is only a word here",
    "2025-11-28T09:00:00Z warn ERROR boom",
    "I0102 15:04:05.678901    1234 file.go:123] ERROR boom",
    'time=2025-11-28T09:00:00Z level=info msg="ERROR boom"',
    '{"level":"info","msg":"ERROR boom"}',
    '{"level":30,"msg":"ERROR boom"}',
    '{"msg":"the level:\\"error\\" is no field","data":{"level":"error"}}',
    '{"log":"INFO an ERROR\\n","stream":"stderr"}',
    "    at Object.<anonymous> (/app/index.js:3:7)",
    "an error in small letters amid a line without a level",
    "ERRORS came",
    "",
    "   ",
  ])("passes over %j", (line) => {
    expect(templatesOf(line)).toEqual([]);
  });
});

describe("laws", () => {
  it("gives the same templates of a line whatever the id in it", () => {
    fc.assert(
      fc.property(
        fc.uuid().filter((id) => /\d/.test(id)),
        (id) => {
          expect(templatesOf(`ERROR flow ${id} failed`)).toEqual(["flow * failed"]);
        },
      ),
    );
  });

  it("survives any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const prefixed = new Uint8Array([...bytesOf("ERROR x"), ...bytes]);
        for (const { template, count } of patternsOf(prefixed)) {
          expect(count).toBeGreaterThan(0);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is the point
          expect(template).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        }
      }),
    );
  });
});

describe("counting", () => {
  it("keeps count, lines and repositories, commonest first", () => {
    const patterns = new LinePatterns(redact);
    read(
      patterns,
      "ERROR repo=b one 1234567\nINFO none\nERROR repo=a one 7654321\nERROR two\nERROR repo=a one 1111111\nERROR one 2222222",
    );
    expect(patterns.patterns()).toEqual([
      {
        id: templateId(bytesOf("one *")),
        template: "one *",
        count: 4,
        missedAtMost: 0,
        firstLine: 1,
        lastLine: 6,
        repos: [
          { repo: "a", count: 2 },
          { repo: "", count: 1 },
          { repo: "b", count: 1 },
        ],
      },
      expect.objectContaining({ template: "two", firstLine: 4, lastLine: 4 }),
    ]);
    expect(patterns).toMatchObject({ lines: 6, counted: 5, further: 0, size: 2 });
  });

  it("names a template by its text alone", () => {
    const [first] = patternsOf("ERROR boom for 1234567");
    const [second] = patternsOf("FATAL boom   for 99999999\n");
    expect(patternsOf("FATAL boom for 99999999 ")[0]?.id).toBe(first?.id);
    expect(second?.id).not.toBe(first?.id);
    expect(first?.id).toBe("6e6a07eb24e3cf81");
  });

  it("reads repositories from JSON fields", () => {
    expect(patternsOf('{"level":"error","repo":"risk-engine","msg":"boom"}')[0]?.repos).toEqual([
      { repo: "risk-engine", count: 1 },
    ]);
  });
});

describe("damaged and hostile input", () => {
  it("gives nothing for nothing", () => {
    expect(patternsOf("")).toEqual([]);
    expect(patternsOf("\n\r\n\n")).toEqual([]);
  });

  it("takes CRLF, and a last line without a line break", () => {
    expect(patternsOf("ERROR a\r\nERROR a\r\nERROR a").map(({ count }) => count)).toEqual([3]);
  });

  it("takes off colours, NUL and control characters wherever they stand", () => {
    const text =
      "ERROR con\u001b[1mnect\u001b[0m\nERROR con\u0000nect\nERROR connect\u001b[0m\n\u0000ERROR connect";
    expect(patternsOf(text).map(({ count, template }) => [count, template])).toEqual([[4, "connect"]]);
  });

  it("reads nothing of a line that was cleaned before", () => {
    const coloured = (text: string): string => `\u001b[1mERROR\u001b[0m ${text}\n`;
    expect(templatesOf(coloured("long words that stay behind") + coloured("abcde"))).toContain("abcde");
  });

  it("shows what is no UTF-8 as replacement characters", () => {
    expect(templatesOf(new Uint8Array([...bytesOf("ERROR a"), 0xff, 0xc3, 0x28]))).toEqual([
      "a\ufffd\ufffd(",
    ]);
  });

  it("finds text in UTF-16", () => {
    expect(templatesOf(Uint8Array.from(Buffer.from("ERROR boom\nERROR boom\n", "utf16le")))).toEqual([
      "boom",
    ]);
  });

  it("looks at the front of a line of ten megabytes only", () => {
    const line = new Uint8Array(10_000_000).fill(97);
    line.set(bytesOf("ERROR boom "));
    const [pattern] = patternsOf(
      new Uint8Array([...bytesOf("ERROR a\n"), ...line, ...bytesOf("\nERROR a\n")]),
    );
    expect(pattern).toMatchObject({ template: "a", count: 2, lastLine: 3 });
    expect(templatesOf(line)).toEqual(["boom"]);
  });
});

describe("secrets", () => {
  it.each([
    ["call failed Authorization: Bearer x7k2p9q4w8.SecretSignaturePart end", "SecretSignaturePart"],
    ["login password=20240101!Go failed", "Go"],
    [
      "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKFQTfwpMeJfPOkyJVadQsswc x",
      "SflKxwRJ",
    ],
  ])("leave no piece of themselves: %s", (message, piece) => {
    const [pattern] = patternsOf(`ERROR ${message}\nERROR ${message}\n`);
    expect(pattern?.count).toBe(2);
    expect(pattern?.template).toContain("[redacted]");
    expect(pattern?.template).not.toContain(piece);
  });

  it("stay out when templates give way, and the others get other numbers", () => {
    const patterns = new LinePatterns(redact, 4);
    read(
      patterns,
      [
        "rare",
        ...Array.from({ length: 5 }, () => "password=20240101!Go failed"),
        "b b",
        "b b",
        "c c",
        "c c",
        "d d",
        "e e",
      ]
        .map((text) => `ERROR ${text}\n`)
        .join(""),
    );
    const templates = patterns.patterns().map(({ template }) => template);
    expect(templates).toContain("password=[redacted] failed");
    expect(templates.join()).not.toContain("Go");
  });
});

describe("bounds", () => {
  const letters = (number: number): string => {
    const letter = String.fromCharCode(97 + (number % 26));
    return number < 26 ? letter : letters(Math.floor(number / 26) - 1) + letter;
  };

  it("keeps what is frequent among any number of templates", () => {
    const most = 64;
    const patterns = new LinePatterns(redact, most);
    // Each of ten heavy ones is one line in 40; the others come once. The last begins only in the second half.
    const lines = 40_000;
    for (let line = 0; line < lines; line += 1) {
      const heavy = line % 4 === 0 ? (line / 4) % 10 : -1;
      const isHeavy = heavy >= 0 && (heavy < 9 || line > lines / 2);
      read(patterns, isHeavy ? `ERROR heavy ${letters(heavy)}\n` : `ERROR once ${letters(line)}\n`);
    }
    expect(patterns.size).toBeLessThanOrEqual(most);
    const found = patterns.patterns();
    expect(
      found
        .slice(0, 10)
        .map(({ template }) => template)
        .sort(),
    ).toEqual(Array.from({ length: 10 }, (_, heavy) => `heavy ${letters(heavy)}`));
    expect(found.slice(0, 9).every(({ count }) => count === 1_000)).toBe(true);
    const late = found[9];
    expect(late?.count).toBe(500);
    expect(late?.missedAtMost).toBeGreaterThan(0);
    expect(patterns.counted).toBe(lines);
    expect(found.reduce((sum, { count }) => sum + count, patterns.further)).toBe(lines);
  });

  it("never misses more than it says", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 11 }), { maxLength: 300 }), (drawn) => {
        const names = drawn.map((number) => letters(Math.floor((number * number) / 8)));
        const patterns = new LinePatterns(redact, 5);
        for (const name of names) read(patterns, `ERROR ${name}`);
        for (const { template, count, missedAtMost } of patterns.patterns()) {
          const truth = names.filter((name) => name === template).length;
          expect(count).toBeLessThanOrEqual(truth);
          expect(count + missedAtMost).toBeGreaterThanOrEqual(truth);
        }
      }),
    );
  });

  it("holds long templates within its memory", () => {
    const patterns = new LinePatterns(redact);
    const long = "word ".repeat(400);
    for (let line = 0; line < 12_000; line += 1) read(patterns, `ERROR ${letters(line)} ${long}\n`);
    expect(patterns.size).toBeLessThan(9_000);
    expect(patterns.further).toBeGreaterThan(0);
  });

  it("counts a thousand repositories by name, and the others together", () => {
    const patterns = new LinePatterns(redact);
    for (let repo = 0; repo < 3_000; repo += 1) read(patterns, `ERROR repo=r${repo} boom\n`);
    const [pattern] = patterns.patterns();
    expect(pattern?.count).toBe(3_000);
    expect(pattern?.repos[0]?.repo).toBe("");
    expect(pattern?.repos).toHaveLength(5);
  });
});
