/** What of a line is variable, and becomes a star. */

import { describe, expect, it } from "vitest";
import { MOST_TEMPLATE_BYTES } from "../../src/patterns/masked-line.ts";
import { TextMask } from "../../src/patterns/masked-text.ts";
import { fc } from "../foundations/fast-check.ts";

const mask = new TextMask();
const templateOf = (text: string): string => mask.templateOf(text);

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

  it("keeps a kept number apart from every other", () => {
    const code = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(fixed, code, hexId, (text, number, someId) => {
        expect(templateOf(`${text} ${number} ${someId}`)).toBe(`${text} ${number} *`);
      }),
    );
  });

  it("survives any text, and leaves no control character in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is the point
        expect(templateOf(text)).not.toMatch(/[\u0000-\u001f]/);
      }),
    );
  });
});

describe("long and damaged texts", () => {
  it("take off colours, NUL and control characters wherever they stand", () => {
    for (const text of [
      "con\u001b[1mnect\u001b[0m",
      "con\u0000nect",
      "connect\u001b[0m",
      "\u001b]0;title\u0007connect",
    ])
      expect(templateOf(text)).toBe("connect");
    expect(templateOf("a\u0007b\u000bc")).toBe("a b c");
  });

  it("keep what is beyond ASCII", () => {
    expect(templateOf("größe — 漢字")).toBe("größe — 漢字");
  });

  it("are cut between words, whatever the ids before", () => {
    const words = (someId: string): string => `word ${someId} `.repeat(600);
    const template = templateOf(words("1234567"));
    expect(templateOf(words("deadbeef00112233445566"))).toBe(template);
    expect(template.length).toBeGreaterThan(MOST_TEMPLATE_BYTES - 50);
    expect(template.length).toBeLessThanOrEqual(MOST_TEMPLATE_BYTES);
    expect(template.endsWith("word") || template.endsWith("*")).toBe(true);
    expect(templateOf("漢".repeat(2_000))).not.toContain("\ufffd");
    expect(templateOf("x".repeat(1_000_000))).toHaveLength(MOST_TEMPLATE_BYTES);
  });

  it("leave nothing behind for the next", () => {
    templateOf("\u001b[1mlong words that stay behind\u001b[0m");
    expect(templateOf("\u001b[1mabcde")).toBe("abcde");
  });
});
