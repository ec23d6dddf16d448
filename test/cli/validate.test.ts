/** `firedrill validate`: everything that comes with the product passes, and what is broken is told place by place. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../src/cli/library.ts";
import { firedrill } from "./listening-console.ts";
import { changed, scratchFolder, shippedText } from "./scratch-folder.ts";

const folder = scratchFolder();

const SHIPPED = ["scenarios", "runbooks"].flatMap((part) =>
  readdirSync(join(ROOT, part), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join(part, name)),
);
const paths = (of: readonly string[]): readonly string[] => of.map((name) => join(ROOT, name));

describe("files that come with the product", () => {
  it("are all valid, each as what it is", async () => {
    const { code, out, err } = await firedrill("validate", ...paths(SHIPPED));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const told = out.trimEnd().split("\n");
    expect(told).toHaveLength(SHIPPED.length);
    for (const line of told) expect(line).toMatch(/: valid$/);
    for (const kind of ["scenario", "runbook", "rubric", "signatures", "rule file", "rule tests"])
      expect(
        told.some((line) => line.includes(`: ${kind} `)),
        kind,
      ).toBe(true);
  });

  it("are told of in one JSON document", async () => {
    const some = paths(SHIPPED.slice(0, 4));
    const { code, out, err } = await firedrill("validate", ...some, "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^\{[^\n]*\}\n$/);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      files: some.map((file) => ({ file, valid: true, problems: [] })),
    });
  });

  it("include the journals that drills write", async () => {
    const journal = folder.at("drill.jsonl");
    await firedrill("run", "control-healthy", "--player", "do-nothing", "--journal", journal);
    const { code, out } = await firedrill("validate", journal);
    expect(code).toBe(0);
    expect(out).toMatch(/: journal of drill, \d+ records: valid\n$/);
  });
});

interface Broken {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const BROKEN: readonly (readonly [what: string, broken: Broken, expected: string])[] = [
  [
    "a scenario whose share is a number",
    { file: "scenarios/self-clearing.yaml", from: "succeeds: ", to: "succeeds: 4 # " },
    "expected a percentage",
  ],
  [
    "a scenario that names a repository that is none",
    { file: "scenarios/control-single-repo.yaml", from: "repository: ", to: "repository: nobodys-" },
    'no repository is called "nobodys-',
  ],
  [
    "a rubric without its last target",
    { file: "scenarios/rubrics/rb-launch-005.yaml", from: "  - { id: resolve, within: 60m }\n", to: "" },
    "expected the targets detect, mobilize, rootCause, mitigate, resolve",
  ],
  [
    "a runbook with a duration that is none",
    { file: "runbooks/rb-launch-005-1.1.yaml", from: "acknowledgeWithin: 30s", to: "acknowledgeWithin: 30" },
    "expected a duration such as 90s",
  ],
  [
    "signatures with an unknown cause",
    { file: "runbooks/signatures/phrases.yaml", from: "{ credential-leak: 10 }", to: "{ sabotage: 10 }" },
    "sabotage",
  ],
  [
    "a rule file whose expression is none",
    { file: "runbooks/alerts/rb-launch-005-1.0.yaml", from: "sum(increase(", to: "sum(increase((" },
    "",
  ],
  [
    "a rule file with a pattern that is none",
    {
      file: "runbooks/alerts/rb-launch-005-1.0.yaml",
      from: "flowengine_flow_failures_total[1h]",
      to: 'flowengine_flow_failures_total{repo=~"("}[1h]',
    },
    "missing closing )",
  ],
  [
    "tests of rules whose series are none",
    { file: "runbooks/alerts/tests/rb-launch-005-1.1.yaml", from: "values: 0+10x80", to: "values: 0+10y80" },
    "",
  ],
];

describe("files that are broken", () => {
  it.each(BROKEN)(
    "such as %s are told of with file, line and column",
    async (_what, { file, from, to }, expected) => {
      const path = folder.file("broken.yaml", changed(shippedText(file), from, to).text);
      const { code, out } = await firedrill("validate", path);
      expect(code).toBe(2);
      expect(out).toContain(expected);
      for (const line of out.trimEnd().split("\n")) expect(line).toMatch(/^\S+broken\.yaml:\d+:\d+: \S/);
      expect(out).not.toContain(": valid");
    },
  );

  it.each([
    ["nothing", ""],
    ["words", "hello"],
    ["keys that fit no kind", "colour: red\nsize: 3\n"],
    ["no YAML", "id: [1, 2\n"],
  ])("with %s are told of with file, line and column", async (_what, text) => {
    const path = folder.file("unknown.yaml", text);
    const { code, out } = await firedrill("validate", path);
    expect(code).toBe(2);
    expect(out).toMatch(/^\S+unknown\.yaml:\d+:\d+: (expected|not valid YAML)/);
  });

  it("that are not there, or are folders, are named", async () => {
    for (const path of [folder.at("nowhere.yaml"), folder.path]) {
      const { code, out } = await firedrill("validate", path);
      expect(code).toBe(2);
      expect(out).toContain(path);
    }
  });

  it("do not keep the others from being checked", async () => {
    const bad = folder.file("bad.yaml", "colour: red\n");
    const good = join(ROOT, "scenarios", "control-healthy.yaml");
    const { code, out } = await firedrill("validate", bad, good, bad);
    expect(code).toBe(2);
    const told = out.trimEnd().split("\n");
    expect(told).toHaveLength(3);
    expect(told[1]).toMatch(/control-healthy\.yaml: scenario control-healthy: valid$/);
  });

  it("are told of in one JSON document, problem by problem", async () => {
    const { text, line } = changed(shippedText("scenarios/model-api-outage.yaml"), "min: 6m", "min: six");
    const path = folder.file("six.yaml", text);
    const { code, out } = await firedrill("validate", path, "--json");
    expect(code).toBe(2);
    const [file] = JSON.parse(out).files;
    expect(file).toMatchObject({ file: path, valid: false });
    expect(file.problems).toEqual([
      {
        file: path,
        line,
        column: expect.any(Number),
        message: expect.stringContaining("expected a duration"),
      },
    ]);
  });
});
