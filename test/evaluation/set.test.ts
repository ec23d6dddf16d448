/** The evaluation set is what it claims to be, and the judge judges. */

import { describe, expect, it } from "vitest";
import { redact } from "../../src/responder/redact.ts";
import { judge, type Verdict, verdictOf } from "./judge.ts";
import { CLASSES, type LabelledLine, partOf, readLabelled } from "./lines.ts";

const lines = readLabelled();

/** What differs in variable parts alone is the same line. */
const masked = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\b(?=[a-z]*\d)[0-9a-z]{6,}\b|\d+/g, "0")
    .replace(/\s+/g, " ");

describe("the evaluation set", () => {
  it.each(CLASSES)("has enough lines of %s, and enough of them for reporting", (name) => {
    const own = lines.filter((line) => line.class === name);
    expect(own.length).toBeGreaterThanOrEqual(160);
    expect(own.filter(({ part }) => part === "reporting").length).toBeGreaterThanOrEqual(100);
    expect(own.filter(({ part }) => part === "tuning").length).toBeGreaterThanOrEqual(50);
    expect(new Set(own.map(({ repository }) => repository)).size).toBeGreaterThanOrEqual(100);
  });

  it("holds no line twice, and few of one repository", () => {
    const seen = new Map<string, string>();
    const perRepository = new Map<string, number>();
    for (const line of lines) {
      const key = masked(line.text);
      expect(seen.get(key), line.text).toBeUndefined();
      seen.set(key, line.text);
      const repository = `${line.class} ${line.repository}`;
      perRepository.set(repository, (perRepository.get(repository) ?? 0) + 1);
    }
    expect(Math.max(...perRepository.values())).toBeLessThanOrEqual(5);
  });

  it("divides repositories, not lines, and the same way whatever the case", () => {
    for (const { repository, part } of lines) expect(partOf(repository.toUpperCase())).toBe(part);
  });

  it("holds no secrets, addresses of people, or texts of more than one line", () => {
    for (const { text } of lines) {
      expect(text).not.toMatch(/\n/);
      expect(text.length).toBeLessThanOrEqual(650);
      expect(text).not.toMatch(
        /sk-(?:ant-|proj-)?[A-Za-z0-9]{32,}|AKIA[A-Z0-9]{16}(?<!EXAMPLE)|ghp_[A-Za-z0-9]{36}/,
      );
      expect(redact(redact(text))).toBe(redact(text));
    }
  });
});

const line = (name: LabelledLine["class"], text: string): LabelledLine => ({
  text,
  class: name,
  repository: "somebody/something",
  origin: "https://example.org/1",
  program: "a test",
  part: "tuning",
});

describe("the judge", () => {
  it("counts what was named rightly, wrongly and not at all", () => {
    const set = [
      line("model-api-outage", "model-api-outage"),
      line("model-api-outage", "other"),
      line("rate-limit-exhaustion", "model-api-outage"),
      line("other", "other"),
      line("other", "credential-leak"),
      line("credential-leak", "ambiguous"),
    ];
    const { confusion, causes, otherTakenForCause } = judge(set, (text) => text as Verdict);
    expect(confusion["model-api-outage"]).toMatchObject({ "model-api-outage": 1, other: 1 });
    expect(confusion["credential-leak"]).toMatchObject({ ambiguous: 1, "credential-leak": 0 });
    const [outage] = causes;
    expect([outage?.precision.rate, outage?.recall.rate]).toEqual([0.5, 0.5]);
    expect(otherTakenForCause.rate).toBe(0.5);
  });

  it("takes the only cause spoken for, and several alike for ambiguous", () => {
    expect(verdictOf({ shares: {} })).toBe("other");
    expect(verdictOf({ shares: { "credential-leak": 12 } })).toBe("credential-leak");
    expect(verdictOf({ shares: { "credential-leak": 6, "model-api-outage": 6 } })).toBe("ambiguous");
  });
});
