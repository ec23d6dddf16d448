/** Reading error lines: which lines are errors, whose they are, and their templates. What tells causes apart (statuses,
 *  ports, SQLSTATEs, models) stays in a template; what differs from line to line (ids, times, measures) goes. */

import { describe, expect, it } from "vitest";
import { maskVariables, readErrorLine } from "../../src/responder/log-lines.ts";
import { fc } from "../foundations/fast-check.ts";

describe("reading a line", () => {
  it.each([
    ["2025-11-28T14:00:00.000Z ERROR router repo=risk-engine it broke", "risk-engine", "it broke"],
    ["2025-11-28 14:00:00 FATAL [main] repo=a gone", "a", "gone"],
    ["pod-1 CRITICAL x repo=a", "a", ""],
    ["2025-11-28T14:00:00.000Z ERROR router names no repository", "-", "router names no repository"],
  ])("takes its repository and its message: %s", (line, repo, message) => {
    expect(readErrorLine(line)).toEqual({ repo, message });
  });

  it.each([
    "2025-11-28T14:00:00.000Z INFO router repo=a fine",
    "2025-11-28T14:00:00.000Z WARN router repo=a slow",
    "2025-11-28T14:00:00.000Z INFO router repo=a ERRORS=0 FATALITIES=0",
    "2025-11-28T14:00:00.000Z INFO router said: ERROR repo=a",
    `2025-11-28T14:00:00.000Z router repo=a ${"x".repeat(80)} ERROR repo=b`,
    "ERROR",
    "",
  ])("finds no error where there is none: %s", (line) => {
    expect(readErrorLine(line)).toBeNull();
  });
});

describe("a template", () => {
  it.each([
    ["429 Too Many Requests"],
    ["status=503 after 3 attempts"],
    ["Error code: 529 - overloaded_error"],
    ["FATAL: sorry, too many clients already (SQLSTATE 53300)"],
    ["SQLSTATE 57P03, 40P01, 08006, 0A000"],
    ["could not connect to db:5432, redis:6379"],
    ["model gpt-4-turbo, claude-sonnet-4-5"],
    ["ECONNREFUSED at line 17"],
  ])("keeps what tells causes apart: %s", (message) => {
    expect(maskVariables(message)).toBe(message);
  });

  it.each([
    ["flow=8f3a91c2 failed", "flow=* failed"],
    ["id 550e8400-e29b-41d4-a716-446655440000 gone", "id * gone"],
    ['{"request_id":"req_011CSHoEeqs5C35K2UUqR7Fy"}', '{"request_id":"*"}'],
    ["at 1764338400123", "at *"],
    ["used 1999870 of 2000000 tokens", "used * of * tokens"],
    ["after 30.002 seconds", "after *.* seconds"],
    ["10.2.0.7:5432 refused", "*.*.*.*:5432 refused"],
    ["pod flowengine-7d9f8b6c54-x2x9q restarted", "pod * restarted"],
  ])("masks what differs from line to line: %s", (message, template) => {
    expect(maskVariables(message)).toBe(template);
  });

  it("tells the database's port from the cache's", () => {
    expect(maskVariables("10.0.0.1:5432 refused")).not.toBe(maskVariables("10.0.0.1:6379 refused"));
  });

  it("is one for all lines that differ by their ids alone", () => {
    const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 8, maxLength: 32 });
    const id = fc.oneof(
      fc.uuid(),
      hex.map((digits) => `7${digits}`),
      fc.integer({ min: 100_000 }).map(String),
    );
    const line = (flow: string, request: string): string =>
      `flow=${flow} block=clause-1 POST 10.0.0.1:443: 429 {"error":{"type":"rate_limit"},"request":"${request}"}`;
    const template = maskVariables(line("8f3a91c2", "1234567"));
    fc.assert(
      fc.property(id, id, (flow, request) => {
        expect(maskVariables(line(flow, request))).toBe(template);
      }),
    );
  });

  it("holds every status of three digits that the line holds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.nat(), (status, number) => {
        expect(maskVariables(`call ${number.toString(16)} answered ${status} at once`)).toContain(
          ` ${status} `,
        );
      }),
    );
  });

  it("of a template is that template", () => {
    const pieces = '1|12|123456|.|,|a|ab|req_|x| |-|_|:|*|8f3a91|5432|429|é|/|T|=|"'.split("|");
    const line = fc.array(fc.constantFrom(...pieces), { maxLength: 16 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(line, fc.string()), (text) => {
        const template = maskVariables(text);
        expect(maskVariables(template)).toBe(template);
      }),
      { numRuns: 2_000 },
    );
  });
});
