/** What a line says of the causes: every part of a signature must occur, exclusions hold, and twelve parts are shared
 *  out over the causes that are spoken for most. */

import { describe, expect, it } from "vitest";
import {
  type CauseShares,
  classifierOf,
  NAMES_NOTHING,
  PARTS,
  readerOf,
} from "../../src/responder/signatures.ts";
import { CAUSE_IDS } from "../../src/runbook/cause.ts";
import type { Signature } from "../../src/runbook/schema.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";
import { fc } from "../foundations/fast-check.ts";

const signature = (contains: string[], speaks: Signature["speaks"], without?: string[]): Signature => ({
  id: contains.join("-"),
  contains,
  speaks,
  ...(without === undefined ? {} : { without }),
});

const says = (signatures: readonly Signature[], line: string): CauseShares => classifierOf(signatures)(line);

describe("a signature", () => {
  const timeout = signature(["Deadline", "exceeded"], { "model-api-outage": 10 }, ["postgres"]);

  it.each([
    ["DEADLINE was EXCEEDED", { "model-api-outage": 12 }],
    ["exceeded: the deadline", { "model-api-outage": 12 }],
    ["the deadline", {}],
    ["deadline exceeded on POSTGRES", {}],
    ["", {}],
  ])("speaks in %s as it should", (line, shares) => {
    expect(says([timeout], line)).toEqual(shares);
  });

  it("that speaks for nothing adds nothing to one that does", () => {
    expect(says([signature(["x"], {}), signature(["x"], { "credential-leak": 5 })], "x")).toEqual({
      "credential-leak": 12,
    });
  });

  it("that speaks against a cause can outweigh one that speaks for it", () => {
    const four = signature(["429"], { "rate-limit-exhaustion": 6 });
    const busy = signature(["engine busy"], { "rate-limit-exhaustion": -4, "model-api-outage": 5 });
    expect(says([four], "429 engine busy")).toEqual({ "rate-limit-exhaustion": 12 });
    expect(says([four, busy], "429 engine busy")).toEqual({ "model-api-outage": 12 });
  });
});

describe("sharing out", () => {
  it("takes a few decibans for a hint that names nothing", () => {
    expect(says([signature(["x"], { "credential-leak": NAMES_NOTHING })], "x")).toEqual({});
    expect(says([signature(["x"], { "credential-leak": NAMES_NOTHING + 1 })], "x")).toEqual({
      "credential-leak": 12,
    });
  });

  it.each([
    [1, 12],
    [2, 6],
    [3, 4],
    [4, 3],
  ])("gives each of %i causes that are spoken for alike %i parts", (count, parts) => {
    const causes = CAUSE_IDS.slice(0, count);
    const tied = signature(["x"], Object.fromEntries(causes.map((cause) => [cause, 7])));
    expect(says([tied], "x")).toEqual(Object.fromEntries(causes.map((cause) => [cause, parts])));
  });

  it("gives to the strongest only, and never more than there is", () => {
    const weights = fc.tuple(...CAUSE_IDS.map(() => fc.integer({ min: -12, max: 12 })));
    fc.assert(
      fc.property(fc.array(weights, { minLength: 1, maxLength: 4 }), (rows) => {
        const signatures = rows.map((row) =>
          signature(
            ["x"],
            Object.fromEntries(CAUSE_IDS.map((cause, index) => [cause, row[index] as number])),
          ),
        );
        const totals = CAUSE_IDS.map((_cause, index) =>
          rows.reduce((sum, row) => sum + (row[index] as number), 0),
        );
        const shares = says(signatures, "x");
        const given = Object.values(shares).reduce((sum, parts) => sum + parts, 0);
        expect(given).toBeLessThanOrEqual(PARTS);
        CAUSE_IDS.forEach((cause, index) => {
          const strongest =
            (totals[index] as number) > NAMES_NOTHING && totals[index] === Math.max(...totals);
          expect(shares[cause] !== undefined).toBe(strongest);
        });
      }),
    );
  });
});

describe("filing signatures by trigrams", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "C", " ", "ä"), maxLength: 12 });
  const part = fc.string({ unit: fc.constantFrom("a", "B", "c", " ", "Ä"), minLength: 1, maxLength: 5 });
  const parts = fc.array(part, { minLength: 1, maxLength: 2 });

  it("finds what looking for every part of every signature finds", () => {
    fc.assert(
      fc.property(text, fc.array(fc.tuple(parts, parts), { maxLength: 8 }), (line, rows) => {
        const signatures = rows.map(([contains, without]) =>
          signature(contains, { "credential-leak": 5 }, without),
        );
        const lower = line.toLowerCase();
        const holds = (text: string): boolean => lower.includes(text.toLowerCase());
        const found = rows.some(([contains, without]) => contains.every(holds) && !without.some(holds));
        expect(says(signatures, line)).toEqual(found ? { "credential-leak": PARTS } : {});
      }),
    );
  });

  it("counts a signature once, however often its words occur", () => {
    const once = signature(["again"], { "credential-leak": 5 });
    const other = signature(["once"], { "model-api-outage": 6 });
    expect(says([once, other], "again, again and again; once")).toEqual({ "model-api-outage": PARTS });
  });
});

describe("the runbook's own phrases", () => {
  const { signatures } = knownRunbook("rb-launch-005@1.0").runbook;

  it.each([
    ["request timeout exceeded", ["model-api-outage"]],
    ["quota exhausted", ["rate-limit-exhaustion"]],
    ["Contract Violation in block", ["schema-breaking-change"]],
    ["FATAL: too many connections", ["db-connection-pool-exhaustion"]],
    ["unauthorized access", ["credential-leak"]],
    ["dial tcp: connection refused", ["model-api-outage", "db-connection-pool-exhaustion"]],
    ["something else altogether", []],
  ])("say of %s: %j", (line, causes) => {
    expect(Object.keys(says(signatures, line))).toEqual(causes);
  });

  it("say the same of a line the second time, and after any number of others", () => {
    const line = "dial tcp: connection refused";
    const first = says(signatures, line);
    for (let other = 0; other < 100; other += 1) says(signatures, `connection refused by ${other}`);
    expect(says(signatures, line)).toEqual(first);
    expect(classifierOf([...signatures])(line)).toEqual(first);
  });
});

describe("a signature of words", () => {
  const provider = ["anthropic*", "openai*", "open ai*"];
  const limit: Signature = {
    id: "limit",
    words: ["http:429", "@provider"],
    withoutWords: [["overloaded", "engine busy"]],
    speaks: { "rate-limit-exhaustion": 8 },
  };
  const reading = (signatures: readonly Signature[], line: string) =>
    readerOf(signatures, { provider }).read(line);

  it.each([
    ['OpenAIError: status_code=429 {"error":{}}', ["limit"]],
    ["anthropic.RateLimitError: Error code: 429", ["limit"]],
    ["github: 429 Too Many Requests", []],
    ["OpenAI: 429 rows were read", []],
    ["OpenAI: Error code: 429 - engine busy", []],
  ])("is held against %s", (line, spoke) => {
    expect(reading([limit], line).spoke.map(({ id }) => id)).toEqual(spoke);
  });

  it("asks for whole words, unless a star leaves the last one open", () => {
    const quota: Signature = { id: "quota", words: ["quota"], speaks: { "rate-limit-exhaustion": 5 } };
    const open: Signature = { id: "open", words: ["quota*"], speaks: { "rate-limit-exhaustion": 5 } };
    expect(reading([quota, open], "quotas are full").spoke.map(({ id }) => id)).toEqual(["open"]);
  });

  it("that speaks for something else wins over weaker ones", () => {
    const weak: Signature = { id: "weak", words: ["429"], speaks: { "rate-limit-exhaustion": 5 } };
    const github: Signature = { id: "github", contains: ["github"], speaks: { other: 6 } };
    expect(reading([weak, github], "github 429").shares).toEqual({});
    expect(reading([weak, github], "429").shares).toEqual({ "rate-limit-exhaustion": PARTS });
  });

  it("counts once more in what caused the error", () => {
    const outer: Signature = {
      id: "outer",
      words: ["validation error"],
      speaks: { "schema-breaking-change": 6 },
    };
    const inner: Signature = { id: "inner", words: ["overloaded"], speaks: { "model-api-outage": 5 } };
    const line = "ValidationError: response is no message. Caused by: OverloadedError: Overloaded";
    expect(reading([outer, inner], line).weights).toEqual({
      "schema-breaking-change": 6,
      "model-api-outage": 10,
    });
    expect(reading([outer, inner], "ValidationError: overloaded").weights).toEqual({
      "schema-breaking-change": 6,
      "model-api-outage": 5,
    });
  });
});
