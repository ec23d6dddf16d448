/** Windows of lines: what is an error, what belongs together, and which causes the whole speaks for. */

import { describe, expect, it } from "vitest";
import { nextChecks } from "../../src/diagnosis/next-checks.ts";
import { MOST_PATTERNS } from "../../src/diagnosis/pattern-log.ts";
import { type WindowDiagnosis, WindowReader } from "../../src/diagnosis/window-diagnosis.ts";
import { readerOf } from "../../src/responder/signatures.ts";
import { DRESSES } from "../evaluation/log-dress.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";
import { fc } from "../foundations/fast-check.ts";

const { runbook } = knownRunbook("rb-launch-005@1.1");
const reader = readerOf(runbook.signatures, runbook.terms);

function diagnose(lines: readonly string[]): WindowDiagnosis {
  const window = new WindowReader(reader);
  for (const line of lines) window.add(line);
  return window.diagnose();
}

const times = (count: number, line: string): readonly string[] => Array.from({ length: count }, () => line);

const SLOTS =
  "ERROR FATAL: remaining connection slots are reserved for non-replication superuser connections";
const OVERLOADED = 'ERROR 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
const RATE_LIMIT =
  "ERROR openai.RateLimitError: Error code: 429 - {'error': {'message': 'Rate limit reached for gpt-4o', 'code': 'rate_limit_exceeded'}}";
const DISK = "ERROR write /var/lib/flow/data: no space left on device";

describe("the verdict", () => {
  it("is unknown without error lines", () => {
    expect(diagnose([])).toMatchObject({ lines: 0, causes: [], verdict: "unknown" });
    expect(diagnose(times(9, "INFO request completed status=200"))).toMatchObject({
      lines: 9,
      errorLines: 0,
      verdict: "unknown",
    });
  });

  it("is other where errors speak for none", () => {
    expect(diagnose(times(20, DISK))).toMatchObject({ causes: [], verdict: "other", errorLines: 20 });
  });

  it("is the cause that lines speak for, also for a single one", () => {
    for (const count of [1, 3, 200])
      expect(diagnose(times(count, SLOTS)).causes).toEqual(["db-connection-pool-exhaustion"]);
  });

  it("is ambiguous where lines speak for several alike", () => {
    const undecided = readerOf(
      [
        { id: "both", contains: ["either way"], speaks: { "model-api-outage": 6, "credential-leak": 6 } },
        { id: "one", contains: ["keys gone"], speaks: { "credential-leak": 8 } },
      ],
      {},
    );
    const window = new WindowReader(undecided);
    for (const line of times(10, "ERROR either way")) window.add(line);
    expect(window.diagnose()).toMatchObject({ causes: [], verdict: "ambiguous" });
    // Others that speak for one of them alone decide.
    for (const line of times(5, "ERROR keys gone")) window.add(line);
    expect(window.diagnose()).toMatchObject({ causes: ["credential-leak"], verdict: "credential-leak" });
  });

  it("has two causes where there are two", () => {
    const { causes, verdict } = diagnose([...times(30, OVERLOADED), ...times(90, SLOTS), ...times(80, DISK)]);
    expect([...causes].sort()).toEqual(["db-connection-pool-exhaustion", "model-api-outage"]);
    expect(verdict).toBe(causes[0]);
  });
});

describe("noise", () => {
  it("of one chatty pattern does not hide the cause", () => {
    expect(diagnose([...times(5_000, DISK), ...times(12, SLOTS)]).causes).toEqual([
      "db-connection-pool-exhaustion",
    ]);
  });

  it("of many kinds makes no cause of a line or two", () => {
    const kinds = ["alpha", "beta", "gamma", "delta", "kappa", "sigma", "omega", "theta"];
    const noise = kinds.flatMap((kind) =>
      kinds.map((other) => `ERROR plugin ${kind} could not be loaded by ${other}`),
    );
    expect(diagnose([...noise, RATE_LIMIT])).toMatchObject({ causes: [], verdict: "other" });
  });

  it("that ran evenly all along does not count once something bursts", () => {
    const second = (at: number, line: string): string =>
      `2025-03-04T12:${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}Z ${line}`;
    const lines: string[] = [];
    for (let at = 0; at < 3_000; at += 1) {
      if (at % 50 === 0) lines.push(second(at, RATE_LIMIT));
      if (at > 2_600 && at % 20 === 0) lines.push(second(at, SLOTS));
      lines.push(second(at, "INFO request completed status=200"));
    }
    const { causes, baseRate } = diagnose(lines);
    expect(causes).toEqual(["db-connection-pool-exhaustion"]);
    expect(baseRate.map(({ count }) => count)).toEqual([60]);
    // Without the burst there is nothing to compare with: the same lines are all there is.
    expect(diagnose(lines.filter((line) => !line.includes("slots"))).causes).toEqual([
      "rate-limit-exhaustion",
    ]);
  });
});

describe("a line or two among many errors", () => {
  it("make no cause, however alike the others are", () => {
    expect(diagnose([...times(300, DISK), "ERROR Request timed out."])).toMatchObject({
      causes: [],
      verdict: "other",
    });
    expect(diagnose([...times(300, DISK), ...times(12, SLOTS)]).causes).toHaveLength(1);
  });
});

describe("numbers that count", () => {
  it("part no patterns, those that tell what happened do", () => {
    const pool = (waiting: number): string =>
      `ERROR HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=${waiting})`;
    const { patterns } = diagnose([
      pool(1),
      pool(37),
      pool(112),
      "ERROR upstream returned 503",
      "ERROR upstream returned 401",
    ]);
    expect(patterns.map(({ count }) => count)).toEqual([3, 1, 1]);
  });

  it("part patterns that say something else", () => {
    const either = readerOf(
      [
        { id: "seven", contains: ["case 7"], speaks: { "credential-leak": 8 } },
        { id: "eight", contains: ["case 8"], speaks: { "model-api-outage": 8 } },
      ],
      {},
    );
    const window = new WindowReader(either);
    for (const number of [7, 8, 7, 9]) window.add(`ERROR case ${number} came`);
    expect(
      window.diagnose().patterns.map(({ template, causes, count }) => [template, causes, count]),
    ).toEqual([
      ["case * came", ["credential-leak"], 2],
      ["case * came", ["model-api-outage"], 1],
      ["case * came", [], 1],
    ]);
  });
});

describe("requests that were answered", () => {
  const access = (status: number, bytes: number): string =>
    `10.1.2.3 - - [25/Nov/2026:09:00:0${status % 7} +0000] "GET /v1/flows HTTP/1.1" ${status} ${bytes} "-" "curl/8.4.0"`;

  it("are errors by their status, not by other numbers, and tell the time", () => {
    const { errorLines, range } = diagnose([
      ...times(20, access(200, 500)),
      ...times(3, access(404, 12)),
      access(502, 12),
      access(429, 12),
      "upstream 10.0.0.1:443 connected",
      "processed 500 rows",
    ]);
    expect(errorLines).toBe(2);
    expect(range?.from).toBeGreaterThan(Date.UTC(2026, 10, 25));
  });
});

describe("times", () => {
  it("of a collector count, where the program tells none of its year", () => {
    const { range } = diagnose([
      "2026-11-25T09:21:50.526193653Z stdout F I1125 09:21:50.526193       1 event.go:376] x",
      '2026-11-25T09:21:51.236269943Z stdout F {"level":50,"time":1795598511236,"msg":"boom"}',
    ]);
    expect(range).toMatchObject({ spanMs: 1_000 });
  });

  it("are of entries: the lines of a trace need none", () => {
    const trace = ["\tat a.B.c(B.java:1)", "\tat a.B.d(B.java:2)", "\tat a.B.e(B.java:3)"];
    expect(diagnose(["2026-11-25T09:21:50Z ERROR boom", ...trace]).range).not.toBeNull();
  });
});

describe("lines that belong together", () => {
  it("are an error with a time and what is said of it without one, but not any number of lines", () => {
    const error = "2025-03-04T12:00:05Z ERROR 1 validation error for FlowRequest";
    expect(diagnose([error, "blocks", "  Field required", "OutOfMemoryError: heap", error]).errorLines).toBe(
      2,
    );
    expect(diagnose([error, ...times(60, "Error: somebody else's")]).errorLines).toBeGreaterThan(30);
    // Nothing tells that lines belong together where no line has a time.
    expect(diagnose(["ERROR one", "Error: another"]).errorLines).toBe(2);
  });

  it("are PostgreSQL's error and what it says more of it", () => {
    const server = (level: string, text: string): string =>
      `2026-11-25 09:00:00.123 UTC [77] app@flow ${level}:  ${text}`;
    const { errorLines, causes } = diagnose([
      server("ERROR", 'duplicate key value violates unique constraint "log_pkey"'),
      server("DETAIL", "Key (id)=(77) already exists."),
      server("STATEMENT", "INSERT INTO log VALUES ('FATAL: sorry, too many clients already')"),
    ]);
    expect({ errorLines, causes }).toEqual({ errorLines: 1, causes: [] });
  });

  it("are one error, of which the innermost cause counts", () => {
    const trace = [
      "2025-03-04 12:00:05 ERROR c.e.Flow - block failed",
      "com.example.FlowException: step 3",
      "\tat com.example.Flow.run(Flow.java:81)",
      "Caused by: org.hibernate.exception.JDBCConnectionException: unable to obtain connection",
      "\t... 14 common frames omitted",
      "Caused by: org.postgresql.util.PSQLException: FATAL: sorry, too many clients already",
      "\tat org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:646)",
    ];
    const { errorLines, causes, patterns } = diagnose([...trace, ...trace]);
    expect(causes).toEqual(["db-connection-pool-exhaustion"]);
    expect(errorLines).toBe(2);
    expect(patterns.map(({ count }) => count)).toEqual([2]);
  });

  it("end a Python traceback with its exception", () => {
    const { errorLines, causes } = diagnose([
      "ERROR:flow:block failed",
      "Traceback (most recent call last):",
      '  File "/app/flow.py", line 81, in run',
      "    return session.execute(query)",
      "psycopg2.OperationalError: FATAL:  sorry, too many clients already",
      "",
      "The above exception was the direct cause of the following exception:",
      "",
      "Traceback (most recent call last):",
      '  File "/app/flow.py", line 99, in step',
      "    raise FlowError(step)",
      "flow.FlowError: step 3",
      "INFO:flow:next",
    ]);
    expect({ errorLines, causes }).toEqual({ errorLines: 1, causes: ["db-connection-pool-exhaustion"] });
  });

  it("do not swallow an error that stands by itself", () => {
    expect(
      diagnose([DISK, "Caused by: PSQLException: FATAL: sorry, too many clients already"]).errorLines,
    ).toBe(2);
  });
});

it.each(Object.entries(DRESSES))("the same lines in the dress of %s say the same", (_, dress) => {
  const lines = [...times(20, OVERLOADED), ...times(20, "INFO request completed")].map(dress);
  expect(diagnose(lines)).toMatchObject({ errorLines: 20, causes: ["model-api-outage"] });
});

it("what each pattern adds makes the sum", () => {
  const { ranking } = diagnose([...times(20, OVERLOADED), ...times(7, SLOTS), ...times(40, DISK)]);
  for (const { decibans, contributions } of ranking)
    expect(contributions.reduce((sum, item) => sum + item.decibans, 0)).toBe(decibans);
  expect(ranking.map(({ probability }) => probability)).toEqual(
    ranking.map(({ probability }) => probability).toSorted((a, b) => b - a),
  );
});

it("counts saturate", () => {
  const score = (count: number): number => diagnose(times(count, RATE_LIMIT)).ranking[0]?.decibans ?? 0;
  expect(score(30)).toBeGreaterThan(score(1));
  expect(score(3_000)).toBe(score(30));
});

it("what confirms the named cause is asked first", () => {
  const diagnosis = diagnose(times(20, SLOTS));
  const [first] = nextChecks(runbook.causes, diagnosis);
  expect(first?.causes).toContain("db-connection-pool-exhaustion");
});

it("secrets are taken out before anything is kept", () => {
  const key = `sk-ant-api03-${"Ab1".repeat(20)}`;
  const { patterns } = diagnose([`ERROR 401 invalid x-api-key ${key}`]);
  expect(JSON.stringify(patterns)).not.toContain(key);
  expect(JSON.stringify(patterns)).toContain("[redacted]");
});

it("memory for patterns is bounded, and causes outlive noise", () => {
  const window = new WindowReader(reader);
  for (const line of times(3, SLOTS)) window.add(line);
  const letters = (at: number): string =>
    [...String(at)].map((digit) => "abcdefghij".charAt(Number(digit))).join("");
  for (let at = 0; at < MOST_PATTERNS + 2_000; at += 1) window.add(`ERROR module ${letters(at)} failed`);
  const { patterns, errorLines, further } = window.diagnose();
  expect(patterns.length).toBeLessThanOrEqual(MOST_PATTERNS);
  expect(patterns.reduce((sum, { count }) => sum + count, 0) + further).toBe(errorLines);
  expect(patterns.some(({ template }) => template.includes("connection slots"))).toBe(true);
});

it("a look in between changes nothing, and leaves out what may go on", () => {
  const trace = ["ERROR request failed", "Traceback (most recent call last):", '  File "a.py", line 1, in b'];
  const window = new WindowReader(reader);
  for (const line of trace) window.add(line);
  expect(window.soFar().errorLines).toBe(0);
  window.add("psycopg2.OperationalError: FATAL:  sorry, too many clients already");
  window.add("2025-03-04T12:00:05Z stderr P ERROR the connection was re");
  expect(window.soFar().lines).toBe(5);
  window.add("2025-03-04T12:00:05Z stderr F fused");
  const { errorLines, patterns } = window.diagnose();
  expect(errorLines).toBe(2);
  expect(patterns.map(({ template }) => template)).toContain("the connection was refused");
});

it("any text is read, in any order, without a defect", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.constantFrom(
      SLOTS,
      "\tat x.Y(Z.java:1)",
      "Caused by: x",
      "Traceback (most recent call last):",
      "  detail",
    ),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), (lines) => {
      const { lines: counted, errorLines, patterns, ranking } = diagnose(lines);
      expect(counted).toBe(lines.length);
      expect(patterns.reduce((sum, { count }) => sum + count, 0)).toBe(errorLines);
      expect(ranking).toHaveLength(5);
    }),
  );
});
