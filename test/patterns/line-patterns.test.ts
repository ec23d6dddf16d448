import { describe, expect, it } from "vitest";
import {
  LinePatterns,
  type LinePatternsOptions,
  type PatternSummary,
} from "../../src/patterns/line-patterns.ts";
import { templateId } from "../../src/patterns/template-text.ts";
import { type InstantMs, instant } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function patternsOf(
  bytes: Uint8Array | string,
  options: LinePatternsOptions = {},
): readonly PatternSummary[] {
  const patterns = new LinePatterns(options);
  patterns.push(typeof bytes === "string" ? bytesOf(bytes) : bytes);
  patterns.end();
  return patterns.patterns();
}

const templatesOf = (text: string | Uint8Array, options?: LinePatternsOptions): readonly string[] =>
  patternsOf(text, options).map(({ template }) => template);

const templateOf = (message: string): string =>
  templatesOf(`2025-11-28T09:00:00.123Z pod-1 ERROR ${message}`)[0] ?? "";

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

  it("reads every line when it is asked to", () => {
    const text =
      '2025-11-28T09:00:00Z INFO fine\nwithout a level\n{"level":30}\nE0102 15:04:05 1 a.go:1] klog\n';
    expect(templatesOf(text, { lines: "all" })).toEqual(["fine", "without a level", '{"level":30}', "klog"]);
  });
});

describe("masking", () => {
  it.each([
    ["flow=8f3a2b1c9d0e failed", "flow=* failed"],
    ["id 550e8400-e29b-41d4-a716-446655440000 gone", "id * gone"],
    ['"id":"req_011CSHoEeqs5C35K2UUqR7Fy"', '"id":"*"'],
    ["job x7k2p9 failed", "job * failed"],
    ['flow=deadbeef "cafebabe" face=decade', 'flow=* "*" face=decade'],
    ["order 1234567 failed", "order * failed"],
    ["connect 10.2.0.7:5432", "connect *:5432"],
    ["connect [2001:db8::8a2e:1]:443", "connect [*]:443"],
    ["connect fe80::1, abcd:ef01:2::9 refused", "connect *, * refused"],
    ["at 2025-11-28T09:00:00.123Z and 2025-11-28 09:00:00,123 or 09:00:00+01:00", "at * and * * or *"],
    ["since 2025/11/28 it", "since * it"],
    ["after 1500ms, 1m30s, 30 seconds, 2.5s, 98%, 12 MB", "after *, *, * seconds, *, *, * MB"],
    ["pid=4711 user_id=42 durationMs: 3 tokens=9", "pid=* user_id=* durationMs: * tokens=*"],
    ["valid=42 status=42", "valid=42 status=42"],
    ["key 'aGVsbG8+d29ybGQ/ZGF0YTEyMw=='", "key '*'"],
    ["'http_status_code=503' '/v1/users/12/orders'", "'http_status_code=503' '/v1/users/12/orders'"],
    ["took     7 ms  or   1234567 of   9", "took * ms  or * of   9"],
    ["at 09:00:00,123abc9 it", "at *abc9 it"],
    ["pod=risk-0 failed repo=risk, hostname=web-1", "pod=* failed repo=*, hostname=*"],
  ])("turns %j into %j", (message, template) => {
    expect(templateOf(message)).toBe(template);
  });

  it("keeps statuses, ports, SQLSTATEs and codes apart", () => {
    const kept = [
      ...[
        "HTTP 429",
        "HTTP 503",
        "status=500",
        "status: 529",
        '"status":401',
        "db:5432",
        "db:6432",
        "api:443",
      ],
      ...[
        "SQLSTATE 08006",
        "SQLSTATE 53300",
        "SQLSTATE 42P01",
        "SQLSTATE 25P02",
        "ORA-12514",
        "E11000",
        "P1001",
      ],
      ...["errno 110", "exit code 137", "0x80004005", "code=16", "attempt 3", "attempt 4"],
    ];
    expect(kept.map(templateOf)).toEqual(kept);
  });

  it("masks nothing in a template again", () => {
    const message = "connect 10.2.0.7:5432 after 30.5s for req_011CSHoEeqs5C35K2UUqR7Fy pod=x at 09:00:00";
    expect(templateOf(templateOf(message))).toBe(templateOf(message));
  });
});

const HEX = "0123456789abcdef";
const hexId = fc
  .array(fc.constantFrom(...HEX), { minLength: 12, maxLength: 40 })
  .map((digits) => digits.join(""))
  .filter((text) => /\d/.test(text));
const id = fc.oneof(
  hexId,
  hexId.map((text) => `req_${text}`),
  fc.uuid().filter((text) => /\d/.test(text)),
  fc.integer({ min: 100_000, max: Number.MAX_SAFE_INTEGER }).map(String),
  fc.ipV4(),
  fc
    .tuple(fc.integer({ min: 0, max: 99_999 }), fc.constantFrom("ms", "s"))
    .map(([count, unit]) => `${count}${unit}`),
  fc.integer({ min: 0, max: 4_102_444_800_000 }).map((ms) => new Date(ms).toISOString()),
);
/** Texts between ids, of words that masking keeps. */
const fixed = fc
  .array(
    fc.constantFrom("connect", "refused", "status=429", "db:5432", "SQLSTATE", "53300", "—", "(a)", "to"),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((words) => words.join(" "));

describe("laws", () => {
  it("masks an id wherever it stands", () => {
    fc.assert(
      fc.property(fixed, id, fixed, id, (before, first, after, second) => {
        expect(templateOf(`${before} ${first} ${after} x=${second}`)).toBe(`${before} * ${after} x=*`);
      }),
    );
  });

  it("tells lines apart that differ in a kept number", () => {
    const code = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(fixed, code, code, hexId, (text, one, other, someId) => {
        fc.pre(one !== other);
        const lines = [one, other].map((number) => `ERROR ${text} ${number} ${someId}\n`).join("");
        expect(templatesOf(lines)).toHaveLength(2);
      }),
    );
  });

  it("gives the same result wherever the bytes are cut", () => {
    const line = fc.oneof(
      fc
        .tuple(fixed, id)
        .map(([text, some]) => `2025-11-28T09:00:00Z pod ERROR repo=${text.length % 3} ${text} ${some}`),
      fc.constantFrom(
        "INFO quiet",
        "",
        "\u001b[31mERROR\u001b[0m red",
        "ERROR a\u0000b",
        "ERROR — ünï",
        "ERROR end\r",
      ),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.boolean(),
        fc.array(fc.nat({ max: 2_000 }), { maxLength: 20 }),
        (lines, hasEnd, cuts) => {
          const bytes = bytesOf(lines.join("\n") + (hasEnd ? "\n" : ""));
          const patterns = new LinePatterns();
          let from = 0;
          for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
            patterns.push(bytes.slice(from, Math.min(cut, bytes.length)));
            from = Math.max(from, Math.min(cut, bytes.length));
          }
          patterns.end();
          expect(patterns.patterns()).toEqual(patternsOf(bytes));
        },
      ),
    );
  });

  it("survives any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, isEvery) => {
        const prefixed = new Uint8Array([...bytesOf("ERROR x"), ...bytes]);
        for (const { template, count } of patternsOf(prefixed, { lines: isEvery ? "all" : "errors" })) {
          expect(count).toBeGreaterThan(0);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is the point
          expect(template).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        }
      }),
    );
  });
});

describe("counting", () => {
  it("keeps count, lines, times, a sample and repositories, commonest first", () => {
    const patterns = new LinePatterns();
    patterns.push(bytesOf("ERROR repo=b one 1234567\nINFO none\nERROR repo=a one 7654321\n"), instant(1_000));
    patterns.push(bytesOf("ERROR two\nERROR repo=a one 1111111\nERROR one 222"), instant(2_000));
    patterns.push(bytesOf("2222\n"), instant(3_000));
    patterns.end();
    expect({ ...patterns.patterns()[0], sample: "" }).toEqual({
      id: templateId(bytesOf("one *")),
      template: "one *",
      count: 4,
      missedAtMost: 0,
      firstLine: 1,
      lastLine: 6,
      firstAt: instant(1_000),
      lastAt: instant(3_000),
      sample: "",
      repos: [
        { repo: "a", count: 2 },
        { repo: "", count: 1 },
        { repo: "b", count: 1 },
      ],
    });
    expect(patterns.patterns().map(({ sample }) => new TextDecoder().decode(sample))).toEqual([
      "ERROR repo=b one 1234567",
      "ERROR two",
    ]);
    expect(patterns).toMatchObject({ lines: 6, counted: 5, further: 0, size: 2 });
  });

  it("knows no time that it was not told", () => {
    expect(patternsOf("ERROR a")[0]).toMatchObject({ firstAt: null, lastAt: null });
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
    expect(templateOf("a\u0007b\u000bc")).toBe("a b c");
  });

  it("reads nothing of a line that was cleaned, or cut, before", () => {
    const coloured = (text: string): string => `\u001b[1mERROR\u001b[0m ${text}\n`;
    expect(templatesOf(coloured("long words that stay behind") + coloured("abcde"))).toContain("abcde");
    const patterns = new LinePatterns();
    for (const piece of ["ERROR long words that", " stay behind\nERROR ", "abcde", "\n"])
      patterns.push(bytesOf(piece));
    expect(patterns.patterns().map(({ template }) => template)).toContain("abcde");
  });

  it("shows what is no UTF-8 as replacement characters", () => {
    expect(templatesOf(new Uint8Array([...bytesOf("ERROR a"), 0xff, 0xc3, 0x28]))).toEqual([
      "a\ufffd\ufffd(",
    ]);
    expect(templateOf("größe — 漢字")).toBe("größe — 漢字");
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
    const [cut] = patternsOf(line);
    expect(cut?.template).toBe("boom");
    expect(cut?.sample.length).toBeLessThanOrEqual(512);
  });

  it("cuts a template that is too long between words, whatever the ids before", () => {
    const words = (someId: string): string => `ERROR ${`word ${someId} `.repeat(600)}`;
    const templates = templatesOf(`${words("1234567")}\n${words("deadbeef00112233445566")}\n`);
    expect(templates).toHaveLength(1);
    expect(templates[0]?.length).toBeGreaterThan(2_000);
    expect(templates[0]?.length).toBeLessThanOrEqual(2_048);
    expect(templates[0]?.endsWith("word") || templates[0]?.endsWith("*")).toBe(true);
    expect(
      new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(templateOf("漢".repeat(2_000)))),
    ).not.toContain("\ufffd");
  });

  it("survives a page of line breaks, and binary", () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7_919 + (index >> 5)) & 255);
    const patterns = new LinePatterns({ lines: "all" });
    patterns.push(bytes);
    patterns.end();
    expect(patterns.lines).toBeGreaterThan(100);
    expect(patterns.counted).toBe(patterns.patterns().reduce((sum, { count }) => sum + count, 0));
  });
});

describe("bounds", () => {
  const letters = (number: number): string => {
    const letter = String.fromCharCode(97 + (number % 26));
    return number < 26 ? letter : letters(Math.floor(number / 26) - 1) + letter;
  };

  it("keeps what is frequent among any number of templates", () => {
    const most = 64;
    const patterns = new LinePatterns({ mostPatterns: most });
    // Each of ten heavy ones is one line in 40; the others come once. The last begins only in the second half.
    const lines = 40_000;
    for (let line = 0; line < lines; line += 1) {
      const heavy = line % 4 === 0 ? (line / 4) % 10 : -1;
      const isHeavy = heavy >= 0 && (heavy < 9 || line > lines / 2);
      patterns.push(bytesOf(isHeavy ? `ERROR heavy ${letters(heavy)}\n` : `ERROR once ${letters(line)}\n`));
    }
    patterns.end();
    expect(patterns.size).toBeLessThanOrEqual(most);
    const found = patterns.patterns();
    expect(
      found
        .slice(0, 10)
        .map(({ template }) => template)
        .sort(),
    ).toEqual(Array.from({ length: 10 }, (_, heavy) => `heavy ${letters(heavy)}`));
    expect(found.slice(0, 9).every(({ count }) => count === 1_000)).toBe(true);
    for (const { template, sample } of found)
      expect(new TextDecoder().decode(sample)).toBe(`ERROR ${template}`);
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
        const patterns = new LinePatterns({ mostPatterns: 5 });
        for (const name of names) patterns.push(bytesOf(`ERROR ${name}\n`));
        for (const { template, count, missedAtMost } of patterns.patterns()) {
          const truth = names.filter((name) => name === template).length;
          expect(count).toBeLessThanOrEqual(truth);
          expect(count + missedAtMost).toBeGreaterThanOrEqual(truth);
        }
      }),
    );
  });

  it("holds long templates within its memory", () => {
    const patterns = new LinePatterns();
    const long = "word ".repeat(400);
    for (let line = 0; line < 12_000; line += 1) patterns.push(bytesOf(`ERROR ${letters(line)} ${long}\n`));
    expect(patterns.size).toBeLessThan(9_000);
    expect(patterns.further).toBeGreaterThan(0);
  });

  it("counts a thousand repositories by name, and the others together", () => {
    const patterns = new LinePatterns();
    for (let repo = 0; repo < 3_000; repo += 1) patterns.push(bytesOf(`ERROR repo=r${repo} boom\n`));
    const [pattern] = patterns.patterns();
    expect(pattern?.count).toBe(3_000);
    expect(pattern?.repos[0]?.repo).toBe("");
    expect(pattern?.repos).toHaveLength(5);
  });
});

describe("instants", () => {
  it("are the caller's", () => {
    const at: InstantMs = instant(-5);
    const patterns = new LinePatterns();
    patterns.push(bytesOf("ERROR a\n"), at);
    expect(patterns.patterns()[0]?.firstAt).toBe(at);
  });
});
