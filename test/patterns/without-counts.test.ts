/** Which numbers of a template tell patterns apart, and which only count. */

import { describe, expect, it } from "vitest";
import { withoutCounts } from "../../src/patterns/without-counts.ts";
import { fc } from "../foundations/fast-check.ts";

describe("numbers that mean something", () => {
  it.each([
    ...["HTTP 429", "status=500", "status: 529", '"status":401', "status code 502, body", "server error 500"],
    ...[
      "503 Service Unavailable",
      "upstream returned 503",
      '529 {"type":"error"}',
      "failed: 503 Bad Gateway",
    ],
    ...['"GET / HTTP/*" 503', "Error code: 429 - {'error'", "got 429 Too Many Requests"],
    ...[
      "call vertex: 401 UNAUTHENTICATED",
      "retrying after 529 overloaded_error",
      "[503 ] from *",
      "500 status code (no body)",
    ],
    ...["db:5432", "db:6432", "api:443", "*:27017"],
    ...["SQLSTATE 08006", "(SQLSTATE 53300)", "53300: too many connections", "SQLSTATE 42P01"],
    ...["ORA-12514", "E11000", "P1001", "errno 110", "[Errno 111] refused", "(110: Operation timed out)"],
    ...["exit code 137", "code=16", '"code":14', "ERROR 1040 (HY000)", "(1040, 'Too many connections')"],
    ...["0x80004005", '"level":50', "rpc error: code = 14", "gpt-4o", "claude-3"],
  ])("stay: %s", (template) => {
    expect(withoutCounts(template)).toBe(template);
  });
});

describe("numbers that count or name", () => {
  it.each([
    ["(total=10, active=10, idle=0, waiting=37)", "(total=*, active=*, idle=*, waiting=*)"],
    ["Limit 30000, Used 29000, Requested 1200.", "Limit *, Used *, Requested *."],
    ["read tcp *:40422->*:53: i/o timeout", "read tcp *:*->*:53: i/o timeout"],
    ["app@*:42629 query_wait_timeout", "app@*:* query_wait_timeout"],
    ["/api/orders/4876 and /api/orders/487", "/api/orders/* and /api/orders/*"],
    ["order ORD-123456 for user 77", "order ORD-* for user *"],
    ["http-nio-8080-exec-7, kafka-0, worker_12", "http-nio-8080-exec-*, kafka-*, worker_*"],
    ["29#29: *2590 upstream", "*#*: * upstream"],
    ['"GET / HTTP/*" 200 500 "-"', '"GET / HTTP/*" 200 * "-"'],
    ["attempt 3 of 5, embedding batch 269 done", "attempt * of *, embedding batch * done"],
    ["processed 500 rows", "processed * rows"],
    ["worker-12345 of order ORD-123456: status 503, took 77", "worker-* of order ORD-*: status 503, took *"],
    ['"GET /search?q=a77&page=2 HTTP/*" 503', '"GET /search?* HTTP/*" 503'],
    ['file "pg_wal/xlogtemp.2992": No space', 'file "pg_wal/xlogtemp.*": No space'],
  ])("go: %s", (template, without) => {
    expect(withoutCounts(template)).toBe(without);
  });

  it("go only once", () => {
    const word = fc.constantFrom(
      "status",
      "port",
      "used",
      "(",
      ")",
      ":",
      "=",
      "/",
      "-",
      '"',
      "*",
      "a",
      "SQLSTATE",
      ",",
    );
    const number = fc.integer({ min: 0, max: 99_999 }).map(String);
    fc.assert(
      fc.property(fc.array(fc.oneof(word, number, fc.constant(" ")), { maxLength: 20 }), (parts) => {
        const once = withoutCounts(parts.join(" "));
        expect(withoutCounts(once)).toBe(once);
      }),
    );
  });
});
