/** The published JSON Schemas: what is committed is what the product's own schemas make; an independent validator
 *  accepts every file that comes with the product, and refuses what the product refuses, but for what no JSON Schema
 *  can say. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { ZodType } from "zod";
import { FILE_SCHEMAS, type FileKind, isRuleTests, kindOf } from "../../src/cli/file-kinds.ts";
import { ROOT, readerForScenario } from "../../src/cli/library.ts";
import { publishedSchemas, schemaText } from "../../src/cli/schemas.ts";
import { InputError } from "../../src/input-error.ts";
import { parseRuleFile } from "../../src/rules/rule-file.ts";
import { EXTENDS, loadScenario } from "../../src/simulator/scenario.ts";
import { checkDocument, parseYaml } from "../../src/yaml-document.ts";

const FOLDER = join(ROOT, "schemas");
const PUBLISHED = publishedSchemas();

/** Keywords that only editors know; they constrain nothing. */
const EDITORS_KEYWORDS = ["patternErrorMessage"];

// Strict about unknown keywords; what a scenario that extends none must hold says no more than that.
const validators = new Map<FileKind, ValidateFunction>(
  PUBLISHED.map(({ kind, file }) => [
    kind,
    new Ajv2020({
      strict: true,
      strictRequired: false,
      strictTypes: false,
      keywords: EDITORS_KEYWORDS,
    }).compile(JSON.parse(readFileSync(join(FOLDER, file), "utf8"))),
  ]),
);
const accepts = (kind: FileKind, value: unknown): boolean => validators.get(kind)?.(value) === true;

interface Shipped {
  readonly path: string;
  readonly text: string;
  readonly value: unknown;
  readonly kind: FileKind | null;
}

const SHIPPED: readonly Shipped[] = ["scenarios", "runbooks"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(join(ROOT, path), "utf8");
      const { value } = parseYaml({ file: path, text });
      return { path, text, value, kind: kindOf(value) };
    })
    // promtool's own format, of which no schema is published.
    .filter(({ value }) => !isRuleTests(value)),
);

const shipped = (path: string): Shipped => {
  const found = SHIPPED.find((file) => file.path === path);
  if (found === undefined) throw new Error(`${path} does not come with the product`);
  return found;
};

describe("the published schemas", () => {
  it("are what the product's own schemas make (npm run schemas -- --write)", () => {
    expect(readdirSync(FOLDER).sort()).toEqual(PUBLISHED.map(({ file }) => file).sort());
    for (const published of PUBLISHED)
      expect(readFileSync(join(FOLDER, published.file), "utf8"), published.file).toBe(schemaText(published));
  });

  it("carry an id, a title and the draft they are written in", () => {
    for (const { schema, file } of PUBLISHED) {
      expect(schema["$schema"], file).toBe("https://json-schema.org/draft/2020-12/schema");
      expect(schema["$id"], file).toMatch(/^https:\/\/firedrill\.invalid\/schemas\/[a-z-]+-\d+\.json$/);
      expect(schema["title"], file).toMatch(/\w/);
    }
  });

  it("refuse unknown keys in every mapping whose keys are known", () => {
    for (const { schema, file } of PUBLISHED) expect(openMappings(schema), file).toEqual([]);
  });

  it("know every quantity's notation", () => {
    for (const kind of ["scenario", "runbook", "rubric"] as const) {
      const schema = PUBLISHED.find((published) => published.kind === kind)?.schema;
      for (const name of ["duration", "percentage"])
        expect(schema?.$defs?.[name], kind).toMatchObject({
          type: "string",
          pattern: expect.stringMatching(/^\^/),
          description: expect.stringMatching(/such as/),
        });
    }
  });
});

/** Paths of mappings that name keys and let others pass; what demands keys only, beside a closed mapping, may. */
function openMappings(schema: object, path = ""): readonly string[] {
  const entries = Object.entries(schema).filter(([key]) => key !== "else" && !key.endsWith("-whole"));
  const isMapping = "properties" in schema && "type" in schema && schema.type === "object";
  const own = isMapping && (schema as { additionalProperties?: unknown }).additionalProperties !== false;
  const inner = entries.flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? openMappings(value, `${path}/${key}`) : [],
  );
  return own ? [path, ...inner] : inner;
}

describe("the files that come with the product", () => {
  it("are of a kind each", () => {
    expect(SHIPPED.length).toBeGreaterThan(25);
    expect(SHIPPED.filter(({ kind }) => kind === null)).toEqual([]);
    expect(new Set(SHIPPED.map(({ kind }) => kind)).size).toBe(PUBLISHED.length);
  });

  it("are told from files of other programs, and from what holds too little to tell", () => {
    const ours = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    for (const value of [ours, { version: "3", services: {}, networks: {} }, {}, { id: "x" }, [], "x", null])
      expect(kindOf(value), JSON.stringify(value)).toBe(null);
    expect(kindOf({ extends: "base.yaml", id: "mine" })).toBe("scenario");
  });

  it.each(SHIPPED)("fit their schema: $path", ({ kind, value }) => {
    const validate = validators.get(kind as FileKind);
    validate?.(value);
    expect(validate?.errors ?? []).toEqual([]);
  });

  // Prometheus' own editors know rule files, and a journal holds their text as it is.
  const named = SHIPPED.filter(({ kind }) => kind !== "rule file");
  it.each(named)("name it to the editor: $path", ({ path, text, kind }) => {
    const [, reference] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
    const target = join(ROOT, dirname(path), reference ?? "nowhere");
    expect(existsSync(target)).toBe(true);
    expect(relative(FOLDER, target)).toBe(PUBLISHED.find((published) => published.kind === kind)?.file);
  });
});

type Path = readonly (string | number)[];

/** A copy with one place changed; undefined takes it away. */
function changed(value: unknown, path: Path, replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    const copy = [...value];
    if (rest.length === 0 && replacement === undefined) copy.splice(Number(key), 1);
    else copy[Number(key)] = changed(copy[Number(key)], rest, replacement);
    return copy;
  }
  const { [key]: old, ...others } = value as Record<string, unknown>;
  if (rest.length === 0 && replacement === undefined) return others;
  return { ...(value as object), [key]: changed(old, rest, replacement) };
}

describe("a broken file", () => {
  const RUNBOOK = "runbooks/rb-launch-005-1.1.yaml";
  const SCENARIO = "scenarios/self-clearing.yaml";
  const RUBRIC = "scenarios/rubrics/rb-launch-005.yaml";
  const RULES = "runbooks/alerts/rb-launch-005-1.1.yaml";
  const SIGNATURES = "runbooks/signatures/phrases.yaml";
  const condition: Path = ["causes", 0, "confirmedBy"];
  it.each<[what: string, path: string, place: Path, replacement: unknown]>([
    ["an unknown key", RUNBOOK, ["colour"], "red"],
    ["an unknown key deep inside", RUNBOOK, ["causes", 0, "options", 0, "colour"], "red"],
    ["a missing key", RUNBOOK, ["detection", "pollEvery"], undefined],
    ["a duration without a unit", RUNBOOK, ["triage", "acknowledgeWithin"], 30],
    ["a duration in words", RUNBOOK, ["triage", "acknowledgeWithin"], "half a minute"],
    ["a percentage without its sign", RUNBOOK, ["detection", "failingAbove"], "50"],
    ["an amount without its sign", RUNBOOK, ["budget", "perDay"], "100"],
    ["an unknown role", RUNBOOK, ["triage", "page", 0], "janitor"],
    ["an unknown step", RUNBOOK, ["rollback", "steps", 0], { do: "pray" }],
    ["a step with another step's key", RUNBOOK, ["rollback", "steps", 0], { do: "restart", env: {} }],
    ["an unknown fact", RUNBOOK, condition, { fact: "moon.phase", atLeast: 1 }],
    ["two comparisons", RUNBOOK, condition, { fact: "repos.affected", atLeast: 1, atMost: 3 }],
    ["no comparison", RUNBOOK, condition, { fact: "repos.affected" }],
    ["a share compared with a count", RUNBOOK, condition, { fact: "success.share", below: 95 }],
    ["a count compared with a duration", RUNBOOK, condition, { fact: "repos.affected", atLeast: "5m" }],
    ["a boolean compared by size", RUNBOOK, condition, { fact: "pilot.affected", atLeast: 1 }],
    ["an empty all", RUNBOOK, condition, { all: [] }],
    ["a mistake inside a not", RUNBOOK, condition, { not: { any: [{ fact: "moon.phase", is: true }] } }],
    ["an unknown cause", SIGNATURES, ["signatures", 0, "speaks", "gremlins"], 3],
    ["an unknown fault", SCENARIO, ["faults", 0, "kind"], "gremlins"],
    ["a fault with another fault's key", SCENARIO, ["faults", 0, "factor"], 3],
    ["a fault left half", SCENARIO, ["faults", 0, "onset", "p50"], undefined],
    ["a scenario that extends nothing and is half", SCENARIO, ["extends"], undefined],
    ["a range of three", "scenarios/base.yaml", ["database", "otherTenants"], [1, 2, 3]],
    ["a spread without its middle", "scenarios/base.yaml", ["work", "newKeys", "p50"], undefined],
    ["an unknown seat", "scenarios/base.yaml", ["people", "janitor"], {}],
    ["an unknown zero", RUBRIC, ["zero", "from"], "midnight"],
    ["a rule that is neither alert nor record", RULES, ["groups", 0, "rules", 1, "alert"], undefined],
    ["a rule that waits for words", RULES, ["groups", 0, "rules", 1, "for"], "a while"],
    ["a limit that is no number", RULES, ["groups", 0, "limit"], "many"],
  ])("does not fit: %s", (_what, path, place, replacement) => {
    const { value, kind } = shipped(path);
    expect(accepts(kind as FileKind, changed(value, place, replacement))).toBe(false);
  });

  it("is not one that extends another and changes a part of a part", () => {
    const { value } = shipped(SCENARIO);
    for (const part of [
      { fleet: { pods: 6 } },
      { work: { newKeys: { p50: "5m" } } },
      { people: { dba: { asleep: "50%" } } },
      { observation: { logLag: "1s" } },
    ])
      expect(accepts("scenario", { ...(value as object), ...part })).toBe(true);
  });
});

/** What a JSON Schema cannot say, and the product says all the same. */
const UNSAYABLE = [
  /is used twice$/,
  /expected min ≤ p50 ≤ p95 ≤ max$/,
  /expected \[low, high\] with low ≤ high$/,
  /expected weights that add up to 100/,
  /expected the targets .*, each once, in this order$/,
  /no (?:repository|provider|fault) is called/,
  /declares no fingerprint$/,
  /^no such file$/,
  /^expr: /,
  /^"\d+" is no metric name$/,
];

const schemaOf = (kind: FileKind): ZodType => FILE_SCHEMAS[kind];

const REPLACEMENTS: readonly unknown[] = [null, 7, -1, 1.5, "words", "", "5m", "95%", "$5", true, [], {}];

/** One change a time, at every place: gone, replaced by something else, or with a key too many. */
function* mistakes(value: unknown, path: Path = []): Generator<readonly [Path, unknown]> {
  if (path.length > 0) yield [path, undefined];
  const turn = path.reduce<number>(
    (sum, key) => sum + String(key).length + Number(Number(key) || 0),
    path.length,
  );
  for (const step of [0, 5, 7]) yield [path, REPLACEMENTS[(turn + step) % REPLACEMENTS.length]];
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* mistakes(item, [...path, index]);
  else if (typeof value === "object" && value !== null) {
    yield [[...path, "colour"], "red"];
    for (const [key, item] of Object.entries(value)) yield* mistakes(item, [...path, key]);
  }
}

/** What the product says of a file. */
function complaints(kind: FileKind, path: string, value: unknown): readonly string[] {
  const source = { file: path, text: JSON.stringify(value) };
  const isHeir = typeof value === "object" && value !== null && EXTENDS in value;
  try {
    if (isHeir) loadScenario(source, readerForScenario(join(ROOT, path)));
    else if (kind === "rule file") parseRuleFile(source);
    else
      checkDocument(
        { file: path, value, locate: () => ({ file: path, line: 1, column: 1 }) },
        schemaOf(kind),
      );
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

describe("schema and product agree", () => {
  const most = 400;
  it.each([
    "scenarios/base.yaml",
    "scenarios/self-clearing.yaml",
    "scenarios/rubrics/rb-launch-005.yaml",
    "runbooks/rb-launch-005-1.1.yaml",
    "runbooks/rb-launch-005-1.0.yaml",
    "runbooks/signatures/phrases.yaml",
    "runbooks/alerts/rb-launch-005-1.1.yaml",
  ])("on every mistake in %s", (path) => {
    const { value, kind } = shipped(path);
    const all = [...mistakes(value)];
    const stride = Math.max(1, Math.floor(all.length / most));
    const disagreements: string[] = [];
    let refused = 0;
    for (let index = 0; index < all.length; index += stride) {
      const [place, replacement] = all[index] as readonly [Path, unknown];
      const broken = changed(value, place, replacement);
      const found = complaints(kind as FileKind, path, broken);
      const fits = accepts(kind as FileKind, broken);
      const what = `${place.join(".")} = ${JSON.stringify(replacement)}`;
      if (!fits) refused += 1;
      if (!fits && found.length === 0) disagreements.push(`only the schema refuses ${what}`);
      if (fits && found.some((message) => !UNSAYABLE.some((pattern) => pattern.test(message))))
        disagreements.push(`only the product refuses ${what}: ${found.join("; ")}`);
    }
    expect(disagreements).toEqual([]);
    expect(refused).toBeGreaterThan(20);
  });
});
