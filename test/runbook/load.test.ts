/** What is wrong with a runbook or its signatures is said with file, line and column, and what was expected there.
 *  Each case breaks one thing of the runbook that ships. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../src/cli/library.ts";
import { InputError } from "../../src/input-error.ts";
import { loadRunbook } from "../../src/runbook/load.ts";

/** Without its provenance, which is half of it and not what is tested here, and with one file of signatures. */
const RUNBOOK = (
  readFileSync(join(ROOT, "runbooks", "rb-launch-005-1.1.yaml"), "utf8").split("\nprovenance:")[0] ?? ""
).replace(/ {2}signatures:\n(?: {4}- .*\n)+/, "  signatures: signatures/mine.yaml\n");

const SIGNATURES = `id: test
signatures:
  - id: first
    contains: [overloaded]
    speaks: { model-api-outage: 10 }
    origin: a test
  - id: second
    contains: [quota]
    without: [disk]
    speaks: {}
    origin: a test
`;

function complaintsOf(runbook: string, signatures = SIGNATURES): readonly string[] {
  try {
    loadRunbook({ file: "mine.yaml", text: runbook }, () => ({
      file: "signatures/mine.yaml",
      text: signatures,
    }));
  } catch (error) {
    if (error instanceof InputError) return error.message.split("\n");
    throw error;
  }
  return [];
}

/** A text with one passage replaced, and where that passage stood. */
function broken(text: string, from: string, to: string): { text: string; line: number } {
  const at = text.indexOf(from);
  if (at < 0) throw new Error(`the file to be broken does not hold: ${from}`);
  return { text: text.replace(from, () => to), line: text.slice(0, at).split("\n").length };
}

describe("the files that ship", () => {
  it("are as expected", () => {
    expect(complaintsOf(RUNBOOK)).toEqual([]);
  });

  it("give a runbook with its signatures, and without what only documents need", () => {
    const loaded = loadRunbook({ file: "mine.yaml", text: RUNBOOK }, () => ({
      file: "s.yaml",
      text: SIGNATURES,
    }));
    expect(loaded.signatures).toEqual([
      { id: "first", contains: ["overloaded"], speaks: { "model-api-outage": 10 } },
      { id: "second", contains: ["quota"], without: ["disk"], speaks: {} },
    ]);
    expect(loaded).not.toHaveProperty("provenance");
  });
});

type Case = readonly [what: string, from: string, to: string, column: number, expected: RegExp];

const WRONG_RUNBOOKS: readonly Case[] = [
  [
    "a key that nothing knows",
    "  rules: rb",
    "  rulez: x\n  rules: rb",
    3,
    /detection\.rulez.*nrecognized key/,
  ],
  ["a number for a text", 'version: "1.1"', "version: 1.1", 1, /version: expected a text/],
  [
    "an empty text",
    "owner: SRE and Incident Commander",
    'owner: ""',
    1,
    /owner: expected a text that is not empty/,
  ],
  [
    "no duration",
    "pollEvery: 5m",
    "pollEvery: five minutes",
    3,
    /pollEvery: expected a duration.*"five minutes"/,
  ],
  ["a number for a duration", "pollEvery: 5m", "pollEvery: 300", 3, /pollEvery: expected a duration/],
  [
    "a share without its sign",
    'failingAbove: "50%"',
    'failingAbove: "50"',
    3,
    /failingAbove: expected a percentage/,
  ],
  [
    "a negative number",
    "probesAtOnce: 4",
    "probesAtOnce: -4",
    3,
    /probesAtOnce: expected a number of at least 0/,
  ],
  ["half a number", "probesAtOnce: 4", "probesAtOnce: 4.5", 3, /probesAtOnce: expected a whole number/],
  [
    "an unknown role",
    "decider: incident-commander",
    "decider: boss",
    3,
    /decider: expected one of the roles sre-oncall/,
  ],
  [
    "an unknown cause",
    "  - id: credential-leak",
    "  - id: sabotage",
    5,
    /expected one of the causes model-api-outage/,
  ],
  [
    "a calibration that falls",
    '- { score: -4, probability: "55%" }',
    '- { score: -4, probability: "0.5%" }',
    7,
    /calibration\.\d: expected larger scores one after another, no less probable/,
  ],
  [
    "a calibration that is certain",
    '- { score: 20, probability: "99.9%" }',
    '- { score: 20, probability: "100%" }',
    7,
    /calibration\.\d: .*none certain/,
  ],
  ["an unknown choice", "whenInDoubt: go", "whenInDoubt: wait", 3, /whenInDoubt: .*"go"\|"no-go"/],
  [
    "nobody to page",
    "  page: [incident-commander, engineering-tl, product-lead]",
    "  page: []",
    3,
    /at least one role/,
  ],
  [
    "the same key twice",
    "whenInDoubt: go",
    "whenInDoubt: go\n  whenInDoubt: go",
    3,
    /not valid YAML: .*unique/,
  ],
];

/** Conditions stand deep in the file: their column is not asserted, only their line. */
const WRONG_CONDITIONS: readonly (readonly [what: string, condition: string, expected: RegExp])[] = [
  [
    "an unknown fact",
    "{ fact: repos.unhappy, atLeast: 5 }",
    /expected the name of a fact, not "repos\.unhappy"/,
  ],
  ["no comparison", "{ fact: repos.affected }", /expected exactly one of atLeast, above, atMost, below, is/],
  ["two comparisons", "{ fact: repos.affected, atLeast: 5, below: 9 }", /expected exactly one of/],
  [
    "a count compared as a flag",
    "{ fact: repos.affected, is: true }",
    /repos\.affected is a count: expected atLeast/,
  ],
  [
    "a flag compared as a count",
    "{ fact: pilot.affected, atLeast: 1 }",
    /pilot\.affected is a boolean: expected `is: true`/,
  ],
  [
    "a share without its sign",
    "{ fact: success.share, below: 95 }",
    /success\.share is a share: expected a percentage/,
  ],
  [
    "half a count",
    "{ fact: repos.affected, atLeast: 2.5 }",
    /repos\.affected is a count: expected a whole number/,
  ],
  [
    "a duration in plain numbers",
    "{ fact: fix.eta, above: 60 }",
    /fix\.eta is a duration: expected a duration/,
  ],
  [
    "dollars without their sign",
    "{ fact: cost.perDay, above: 100 }",
    /cost\.perDay is a dollars: expected an amount/,
  ],
  ["nothing to hold", "{ all: [] }", /expected at least one condition/],
  ["a form beside a form", "{ not: { fact: pilot.affected, is: true }, also: x }", /nrecognized key/],
  ["no condition", "always", /expected/],
];

describe("a runbook", () => {
  it.each(WRONG_RUNBOOKS)("with %s is refused at its place", (_what, from, to, column, expected) => {
    const { text, line } = broken(RUNBOOK, from, to);
    const complaints = complaintsOf(text);
    const added = to.split("\n").length > 1 && /twice|unique/.test(expected.source) ? 1 : 0;
    expect(complaints.join("\n")).toMatch(expected);
    expect(complaints[0]).toMatch(new RegExp(`^mine\\.yaml:${line + added}:${column}: `));
  });

  it.each(WRONG_CONDITIONS)("whose condition is %s is refused in its line", (_what, condition, expected) => {
    const { text, line } = broken(RUNBOOK, "{ fact: repos.affected, atLeast: 5 }", condition);
    const complaints = complaintsOf(text);
    expect(complaints.join("\n")).toMatch(expected);
    for (const complaint of complaints) expect(complaint).toMatch(new RegExp(`^mine\\.yaml:${line}:\\d+: `));
  });

  it("that lacks a part is refused where the part should be", () => {
    const { text } = broken(RUNBOOK, "  whenInDoubt: go\n", "");
    const line = text.slice(0, text.indexOf("\ndecision:")).split("\n").length + 1;
    expect(complaintsOf(text)).toEqual([
      expect.stringMatching(new RegExp(`^mine\\.yaml:${line}:\\d+: decision\\.whenInDoubt`)),
    ]);
  });

  it("is told everything that is wrong with it at once", () => {
    const once = broken(RUNBOOK, "pollEvery: 5m", "pollEvery: soon");
    const twice = broken(once.text, "whenInDoubt: go", "whenInDoubt: wait");
    const lines = complaintsOf(twice.text).map((complaint) => Number(complaint.split(":")[1]));
    expect(lines).toEqual([once.line, twice.line]);
  });

  it("that names a provider it does not have, or a cause twice, is refused there", () => {
    const stranger = broken(RUNBOOK, "- { provider: google, model", "- { provider: acme, model");
    expect(complaintsOf(stranger.text)).toEqual([
      `mine.yaml:${stranger.line}:9: the provider "acme" is not among environment.providers (anthropic, openai, google)`,
    ]);
    const double = broken(RUNBOOK, "  - id: credential-leak", "  - id: model-api-outage");
    expect(complaintsOf(double.text)).toEqual([
      `mine.yaml:${double.line}:5: the cause "model-api-outage" is described twice`,
    ]);
  });

  it("in which an id stands twice is refused at the second", () => {
    const { text, line } = broken(RUNBOOK, "    - id: pilot-affected\n", "    - id: five-repositories\n");
    expect(complaintsOf(text)).toEqual([
      expect.stringContaining(
        `mine.yaml:${line}:7: decision.go.3.id: the id "five-repositories" is used twice`,
      ),
    ]);
  });

  it.each([
    ["nothing", ""],
    ["a list", "- 1\n- 2\n"],
    ["a text", "hello"],
    ["a scenario", "extends: base.yaml\nid: x\n"],
  ])("that is %s is refused as a whole", (_what, text) => {
    const complaints = complaintsOf(text);
    expect(complaints.length).toBeGreaterThan(0);
    for (const complaint of complaints) expect(complaint).toMatch(/^mine\.yaml:1:1: /);
  });
});

describe("signatures", () => {
  it.each<Case>([
    ["an unknown cause", "speaks: { model-api-outage: 10 }", "speaks: { bad-luck: 10 }", 0, /bad-luck/],
    ["half a weight", "model-api-outage: 10", "model-api-outage: 1.5", 0, /speaks\.model-api-outage/],
    ["nothing to match", "contains: [overloaded]", "contains: []", 5, /contains: expected at least one text/],
    ["an id twice", "- id: second", "- id: first", 5, /signatures\.1\.id: the id "first" is used twice/],
    ["an id in capitals", "- id: second", "- id: Second", 5, /expected an id of lower-case words/],
    ["an unknown key", "    without: [disk]", "    unless: [disk]", 5, /signatures\.1\.unless/],
    ["terms that are none", "without: [disk]", 'words: ["@disk"]', 5, /there are no terms called "disk"/],
  ])("with %s are refused at their place, in their own file", (_what, from, to, column, expected) => {
    const { text, line } = broken(SIGNATURES, from, to);
    const complaints = complaintsOf(RUNBOOK, text);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(expected);
    const place = column === 0 ? `${line}:\\d+` : `${line}:${column}`;
    expect(complaints[0]).toMatch(new RegExp(`^signatures/mine\\.yaml:${place}: `));
  });

  it("without texts and words match nothing, and are refused", () => {
    const { text } = broken(SIGNATURES, "    contains: [quota]\n", "");
    expect(complaintsOf(RUNBOOK, text)).toEqual([
      "signatures/mine.yaml:7:5: signatures.1: expected contains or words",
    ]);
  });

  it("of several files are one set, whose terms all may use, and whose ids are used once", () => {
    const files: Readonly<Record<string, string>> = {
      "a.yaml": "id: a\nterms: { disks: [ssd, hard disk] }\nsignatures: []\n",
      "b.yaml":
        'id: b\nsignatures:\n  - { id: full, words: ["@disks", full], speaks: { other: 5 }, origin: a test }\n',
    };
    const read = (names: string) => (file: string) => ({
      file,
      text: files[names.includes(file) ? file : ""] ?? "",
    });
    const runbook = RUNBOOK.replace("signatures/mine.yaml", "[a.yaml, b.yaml]");
    const { signatures, terms } = loadRunbook({ file: "mine.yaml", text: runbook }, read("a.yaml b.yaml"));
    expect(signatures).toEqual([{ id: "full", words: ["@disks", "full"], speaks: { other: 5 } }]);
    expect(terms).toEqual({ disks: ["ssd", "hard disk"] });
    const twice = RUNBOOK.replace("signatures/mine.yaml", "[a.yaml, b.yaml, b.yaml]");
    expect(() => loadRunbook({ file: "mine.yaml", text: twice }, read("a.yaml b.yaml"))).toThrow(
      'b.yaml:3:7: the signature "full" stands in two files',
    );
  });
});
