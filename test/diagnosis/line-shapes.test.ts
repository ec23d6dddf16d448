/** Lines of a shape that was met before are not taken apart again. Law: what they say is the same as if they were. */

import { describe, expect, it } from "vitest";
import { LineShapes } from "../../src/diagnosis/line-shapes.ts";
import { type WindowDiagnosis, WindowReader } from "../../src/diagnosis/window-diagnosis.ts";
import { lineBytes } from "../../src/patterns/line-bytes.ts";
import { readerOf } from "../../src/responder/signatures.ts";
import { readLabelled } from "../evaluation/lines.ts";
import { DRESSES } from "../evaluation/log-dress.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";
import { fc } from "../foundations/fast-check.ts";

const { runbook } = knownRunbook("rb-launch-005@1.1");
const reader = readerOf(runbook.signatures, runbook.terms);
const NO_SHAPES = 0;

function diagnose(lines: readonly string[], mostShapes?: number): WindowDiagnosis {
  const window = new WindowReader(reader, mostShapes);
  for (const line of lines) window.add(line);
  return window.diagnose();
}

/** What must not depend on what was remembered. */
const toldBy = ({ repoNamed, ...told }: WindowDiagnosis) => ({
  ...told,
  patterns: told.patterns.map((pattern) => ({
    ...pattern,
    repos: pattern.repos.map(({ repo, count }) => [repoNamed(repo), count]),
  })),
});

const dress = fc.constantFrom(...Object.values(DRESSES), (line: string) => line);
const id = fc.oneof(
  fc.uuid(),
  fc.integer({ min: 100_000, max: 9_999_999 }).map(String),
  fc.nat({ max: 99_999 }).map((ms) => `${ms}ms`),
);
const status = fc.constantFrom("429", "503", "529", "401", "5432");
const message = fc.oneof(
  fc.tuple(id, status).map(([some, code]) => `ERROR repo=risk-engine flow=${some} upstream said ${code}`),
  fc.tuple(id, status).map(([some, code]) => `ERROR repo=ledger flow=${some} upstream said ${code}`),
  id.map((some) => `WARN pool checkout of ${some} refused: too many clients already`),
  id.map((some) => `INFO request ${some} completed`),
  id.map((some) => `ERROR   took   ${some}   for   all`),
  id.map((some) => `ERROR 401 invalid x-api-key sk-ant-api03-${some.replaceAll("-", "")}Abcdefgh`),
  id.map((some) => `\u001b[31mERROR\u001b[0m red ${some}`),
  fc.constantFrom(
    "ERROR flow failed",
    "Traceback (most recent call last):",
    '  File "/app/flow.py", line 81, in run',
    "psycopg2.OperationalError: FATAL:  sorry, too many clients already",
    "\tat com.example.Flow.run(Flow.java:81)",
    "Caused by: java.net.SocketTimeoutException: Read timed out",
    "",
    "ERROR a * in a line",
    "2025-03-04T12:00:09.5Z stderr P ERROR the front of",
    "2025-03-04T12:00:09.6Z stderr F  a line that was cut",
    "2025-03-04T12:00:10+01:00 ERROR elsewhere",
    "2025-03-04T12:00:10 +0100 ERROR elsewhere",
    "2025-03-04T25:00:10Z ERROR at no time of day",
    "04/Mar/2025:12:00:10 +0000 ERROR in the old way",
    "[2025-03-04 12:00:11,120] ERROR: bracketed",
    "E0304 12:00:11.120000     7 run.go:81] klog",
    "1741089611.120 ERROR in seconds",
    "summary used 300 tokens now",
    "summary used 450 tokens now",
    "repo=web started up",
    "repo=quota-service started up",
    "10.2.0.7 ERROR failed x",
    "2025-03-04T12:00:12Z ERROR failed x",
    "123456 info failed x",
    "2025-03-04T12:00:12Z info failed x",
    '{"start":1741089612,"ts":1741089612,"level":"error","msg":"x"}',
    '{"start":1741089600,"ts":1741089612,"level":"error","msg":"x"}',
    '2025-03-04T12:00:12Z stdout F {"time":"2025-03-04T12:00:12Z","level":"error","msg":"x"}',
    '2025-03-04T12:00:13Z stdout F {"time":"2025-03-04T12:00:11Z","level":"error","msg":"x"}',
    "main.go info foo failed",
    "main.go\tinfo\tfoo failed",
    "2025-03-04 12:00:13 stdout P ERROR foo",
    "2025-03-04T12:00:13Z stdout P ERROR foo",
    "ERROR * failed",
    "ERROR 123456 failed",
  ),
);
const lines = fc
  .array(fc.tuple(message, dress), { maxLength: 60 })
  .map((drawn) => drawn.map(([text, dressed], index) => dressed(text, index)));

describe("what lines say", () => {
  it("is the same whether their shapes are remembered or not", () => {
    fc.assert(
      fc.property(lines, (drawn) => {
        expect(toldBy(diagnose(drawn))).toEqual(toldBy(diagnose(drawn, NO_SHAPES)));
      }),
      { numRuns: 300 },
    );
  });

  it("is the same when shapes are forgotten all the time", () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 4 }), (drawn, mostShapes) => {
        expect(toldBy(diagnose(drawn, mostShapes))).toEqual(toldBy(diagnose(drawn, NO_SHAPES)));
      }),
    );
  });

  it.each(Object.entries(DRESSES))(
    "is the same for all of the evaluation set, as %s keeps them",
    (_, put) => {
      const texts = readLabelled().map(({ text }) => text.replaceAll("\n", " "));
      const twice = [...texts, ...texts].map((text, index) => put(text, index));
      expect(toldBy(diagnose(twice))).toEqual(toldBy(diagnose(twice, NO_SHAPES)));
    },
  );
});

describe("the time", () => {
  const read = (shapes: LineShapes, text: string): number => {
    const bytes = new TextEncoder().encode(text);
    shapes.read(lineBytes(bytes), 0, bytes.length);
    return shapes.time;
  };

  it.each([
    ["in front", "2025-03-04T12:00:05.120Z ERROR a", "2025-03-04T12:00:05.620Z ERROR a"],
    ["with a comma", "2025-03-04 12:00:05,120 ERROR a", "2025-03-04 12:00:05,620 ERROR a"],
    ["of another zone", "2025-03-04T13:00:05.120+01:00 ERROR a", "2025-03-04T13:00:05.620+01:00 ERROR a"],
    ["in brackets", "[2025-03-04 12:00:05.120] ERROR a", "[2025-03-04 12:00:05.620] ERROR a"],
    [
      "behind a container's name",
      "flow-1  | 04/Mar/2025:12:00:05 +0000 a",
      "flow-12 | 04/Mar/2025:12:00:06 +0000 a",
    ],
    [
      "in a field, behind a text of another length",
      `{"level":50,"hostname":"a","time":${Date.UTC(2025, 2, 4, 12, 0, 5, 120)},"msg":"a"}`,
      `{"level":50,"hostname":"bcd","time":${Date.UTC(2025, 2, 4, 12, 0, 5, 620)},"msg":"a"}`,
    ],
    [
      "in seconds",
      `{"level":"error","ts":${Date.UTC(2025, 2, 4, 12, 0, 5, 120) / 1_000},"msg":"a"}`,
      `{"level":"error","ts":${Date.UTC(2025, 2, 4, 12, 0, 5, 620) / 1_000},"msg":"a"}`,
    ],
  ])("is found again %s", (_, first, second) => {
    const shapes = new LineShapes();
    const from = read(shapes, first);
    expect(from - (from % 1_000)).toBe(Date.UTC(2025, 2, 4, 12, 0, 5));
    const later = read(shapes, second);
    expect(later).toBeGreaterThan(from);
    expect(read(new LineShapes(NO_SHAPES), second)).toBe(later);
  });
});
