/** A line as words, and what its structure says. */

import { describe, expect, it } from "vitest";
import { featuresOf } from "../../src/responder/line-features.ts";
import { wordsOf } from "../../src/responder/line-words.ts";
import { fc } from "../foundations/fast-check.ts";

describe("a line's words", () => {
  it.each([
    ['"statusCode":429', "status code 429"],
    ["status_code=429", "status code 429"],
    ["Status code: 429", "status code 429"],
    ["RateLimitError", "rate limit error"],
    ["rate_limit_error", "rate limit error"],
    ["HTTPError", "http error"],
    ["APIs and URLs", "apis and urls"],
    ["ECONNREFUSED", "econnrefused"],
    ["P2024", "p2024"],
    ["HikariPool-1 - Connection", "hikari pool 1 connection"],
    ['{\\"type\\":\\"error\\"}', "type error"],
    ["first\\nsecond\\tthird", "first second third"],
    ["zu viele Verbindungen für Rolle", "zu viele verbindungen für rolle"],
    ["当前分组上游负载已饱和", "当前分组上游负载已饱和"],
    ["调用Ollama模型失败：timeout，重试", "调用 ollama 模型失败 timeout 重试"],
    ["You’ve hit your limit", "you ve hit your limit"],
    ["", ""],
    ["--- !!", ""],
  ])("of %s", (line, words) => {
    expect(wordsOf(line)).toBe(words === "" ? " " : ` ${words} `);
  });

  it("are set apart by one space, hold no punctuation, and are their own words", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: "binary-ascii" }), (line) => {
        const words = wordsOf(line);
        expect(words).toMatch(/^ (?:[a-z0-9]+ )*$/);
        expect(wordsOf(words)).toBe(words);
      }),
      { numRuns: 1_000 },
    );
  });

  it("of very long lines are found too", () => {
    expect(wordsOf("ab ".repeat(50_000))).toBe(` ${"ab ".repeat(50_000)}`);
  });
});

describe("what a line's structure says", () => {
  const features = (line: string): string[] => featuresOf(wordsOf(line)).trim().split(" ").filter(Boolean);

  it.each([
    ["Error code: 429 - {'error': {}}", ["http:429", "http:4xx"]],
    ["HTTP/1.1 503 Service Unavailable", ["http:503", "http:5xx"]],
    ['POST https://api.openai.com/v1/chat/completions "HTTP/1.1 401 Unauthorized"', ["http:401", "http:4xx"]],
    ["AxiosError: Request failed with status code 502", ["http:502", "http:5xx"]],
    ["rpc error: code = Unavailable desc = closing", ["grpc:unavailable"]],
    ["SQLSTATE[08006] [7] could not connect", ["sqlstate:08006"]],
    ["error: sorry, too many clients already { code: '53300' }", ["sqlstate:53300"]],
    ["connect ECONNREFUSED 127.0.0.1:5432", ["port:5432"]],
    ["read 429 rows in 503 ms", []],
    ["copied 500 files", []],
    ["user 401 logged in", []],
  ])("in %s", (line, expected) => {
    expect(features(line)).toEqual(expected);
  });

  it("is found in any text without failing", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: "binary" }), (line) => {
        expect(featuresOf(wordsOf(line))).toMatch(/^ (?:[a-z]+:[a-z0-9-]+ )*$/);
      }),
    );
  });
});
