import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseRuleFile } from "../../src/rules/rule-file.ts";
import { loadRunbook } from "../../src/runbook/load.ts";
import { type Runbook, runbookSchema, signaturesSchema } from "../../src/runbook/schema.ts";
import { checkDocument, parseYaml, type YamlSource } from "../../src/yaml-document.ts";
import {
  dataOf,
  differencesOf,
  doubled,
  type Entry,
  type FileData,
  leavesOf,
  pointless,
  uncovered,
} from "./provenance.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const RUNBOOKS = join(ROOT, "runbooks");
const SIGNATURES = ["field", "phrases"] as const;

const source = (path: string): YamlSource => ({ file: path, text: readFileSync(path, "utf8") });
const HEADINGS: readonly string[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "headings.json"), "utf8"),
);

interface Version {
  readonly data: FileData;
  readonly entries: readonly Entry[];
  readonly runbook: Runbook;
}

function version(name: string): Version {
  const file = source(join(RUNBOOKS, `rb-launch-005-${name}.yaml`));
  const document = parseYaml(file);
  return {
    data: dataOf(document.value as FileData),
    entries: (checkDocument(document, runbookSchema).provenance ?? []) as readonly Entry[],
    runbook: loadRunbook(file, (path) => source(join(RUNBOOKS, path))),
  };
}

const ORIGINAL = version("1.0");
const MENDED = version("1.1");
const LEAVES = leavesOf(ORIGINAL.data);
const DIFFERENCES = differencesOf(ORIGINAL.data, MENDED.data);

const pathsIn = (entries: readonly Entry[]): readonly string[] => [
  ...new Set(entries.map(({ path }) => path)),
];
const without = (entries: readonly Entry[], path: string): readonly Entry[] =>
  entries.filter((entry) => entry.path !== path);

/** A copy of the data with one more datum, of which no entry can know. */
const withOneMore = (data: FileData): FileData => ({ ...structuredClone(data), afterthought: "5m" });

describe("the runbook as transcribed (1.0)", () => {
  it("accounts for every datum", () => {
    expect(LEAVES.length).toBeGreaterThan(400);
    expect(uncovered(LEAVES, ORIGINAL.entries)).toEqual([]);
  });

  it("accounts only for data that it has", () => {
    expect(pointless(LEAVES, ORIGINAL.entries)).toEqual([]);
  });

  it("accounts for no datum by one entry of its own and a wider one", () => {
    expect(doubled(ORIGINAL.entries)).toEqual([]);
  });

  it("names only headings that the runbook has", () => {
    const named = ORIGINAL.entries.flatMap(({ heading }) => (heading === undefined ? [] : [heading]));
    expect(named.filter((heading) => !HEADINGS.includes(heading))).toEqual([]);
    expect(new Set(named).size).toBeGreaterThan(20);
  });

  it("gives data to the very headings that the table of docs/transcription.md gives data to", () => {
    const rows = [
      ...readFileSync(join(ROOT, "docs/transcription.md"), "utf8").matchAll(/^\| (.+?) \| (.+) \|$/gm),
    ];
    const named = new Set(ORIGINAL.entries.map(({ heading }) => heading));
    for (const heading of HEADINGS) {
      const gave = rows.find(([, of]) => of === heading)?.[2];
      expect(gave, `a row for "${heading}"`).toBeDefined();
      expect({ heading, data: !/^(only a heading|no datum)/.test(gave ?? "") }).toEqual({
        heading,
        data: named.has(heading),
      });
    }
  });

  it("says of each datum which statement it rests on, or why the default is what it is", () => {
    const otherwise = ORIGINAL.entries.filter(({ statement, default: reason }) => !(statement || reason));
    expect(otherwise).toEqual([]);
  });

  it("misses any entry that is gone", () => {
    const unnoticed = pathsIn(ORIGINAL.entries).filter(
      (path) => uncovered(LEAVES, without(ORIGINAL.entries, path)).length === 0,
    );
    expect(unnoticed).toEqual([]);
  });

  it("misses an entry for a datum that is added, and data for an entry that is", () => {
    expect(uncovered(leavesOf(withOneMore(ORIGINAL.data)), ORIGINAL.entries)).toEqual(["afterthought"]);
    expect(pointless(LEAVES, [...ORIGINAL.entries, { path: "afterthought" }])).toEqual(["afterthought"]);
  });
});

describe("our version (1.1)", () => {
  it("argues every difference from 1.0", () => {
    expect(uncovered(DIFFERENCES, MENDED.entries)).toEqual([]);
  });

  it("argues only what differs", () => {
    expect(pointless(DIFFERENCES, MENDED.entries)).toEqual([]);
    expect(doubled(MENDED.entries)).toEqual([]);
  });

  it("says of nothing but changes where it comes from", () => {
    expect(MENDED.entries.filter(({ change }) => !change)).toEqual([]);
    expect(MENDED.entries.length).toBeGreaterThan(50);
  });

  it("misses any entry that is gone", () => {
    const unnoticed = pathsIn(MENDED.entries).filter(
      (path) => uncovered(DIFFERENCES, without(MENDED.entries, path)).length === 0,
    );
    expect(unnoticed).toEqual([]);
  });

  it("misses an entry for a difference that is added, and a difference for an entry that is", () => {
    const more = differencesOf(ORIGINAL.data, withOneMore(MENDED.data));
    expect(uncovered(more, MENDED.entries)).toEqual(["afterthought"]);
    expect(pointless(DIFFERENCES, [...MENDED.entries, { path: "budget.perDay" }])).toEqual(["budget.perDay"]);
  });
});

describe("differences between two files", () => {
  const option = (id: string, limit = "5m") => ({ id, limit });

  it("are named by the ids of members, wherever these stand", () => {
    expect(
      differencesOf(
        { options: [option("wait"), option("undo")] },
        { options: [option("wait"), option("undo", "9m")] },
      ),
    ).toEqual(["options.undo.limit"]);
  });

  it("include a member that only one of them has, and another order", () => {
    const one = { options: [option("wait"), option("undo")] };
    expect(differencesOf(one, { options: [option("undo")] })).toEqual(["options.wait"]);
    expect(differencesOf(one, { options: [option("undo"), option("wait")] })).toEqual(["options.order"]);
  });

  it("are the whole list where members have no ids", () => {
    expect(differencesOf({ page: ["a"] }, { page: ["a", "b"] })).toEqual(["page"]);
    expect(differencesOf({ page: [] }, { page: [option("a")] })).toEqual(["page"]);
  });
});

describe("the files of both versions", () => {
  it.each([
    ["1.0", ORIGINAL.runbook],
    ["1.1", MENDED.runbook],
  ])("load as version %s, and name alerts that their rules define", (name, runbook) => {
    expect(runbook.version).toBe(name);
    expect(runbook.signatures.length).toBeGreaterThan(0);
    const rules = parseRuleFile(source(join(RUNBOOKS, "alerts", runbook.detection.rules)));
    const defined = rules.groups
      .flatMap((group) => group.rules)
      .flatMap(({ kind, name: alert }) => (kind === "alert" ? [alert] : []));
    expect(runbook.detection.alerts.filter((alert) => !defined.includes(alert))).toEqual([]);
  });

  it("take the phrases of 1.0 from headings that the runbook has", () => {
    const phrases = checkDocument(
      parseYaml(source(join(RUNBOOKS, "signatures/phrases.yaml"))),
      signaturesSchema,
    );
    for (const { origin, contains, without: except } of phrases.signatures) {
      const [document, named = ""] = origin.split(/, (.*)/);
      expect(document).toBe("RB-LAUNCH-005 1.0");
      expect(named.split("; ").filter((heading) => !HEADINGS.includes(heading))).toEqual([]);
      expect(contains).toHaveLength(1);
      expect(except).toBeUndefined();
    }
  });

  it("share nothing with the lines that the simulator prints", () => {
    const folder = join(ROOT, "src/simulator/logs");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const text = readFileSync(join(folder, file), "utf8");
      const imported = [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, path = ""]) =>
        relative(ROOT, resolve(dirname(join(folder, file)), path)),
      );
      expect(imported.filter((path) => /^(runbooks|src\/(runbook|responder))\//.test(path))).toEqual([]);
      expect(text).not.toMatch(/signatures\/|signatures\.ts/);
    }
    for (const name of SIGNATURES)
      expect(source(join(RUNBOOKS, `signatures/${name}.yaml`)).text).not.toMatch(/simulator/i);
  });
});
