/** `firedrill run` as scripts meet it: one JSON document and nothing else, exit codes that follow the verdict, the line
 *  that plays the drill again, and no escape sequence outside a terminal. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { firedrill, firedrillWith, type Heard } from "./listening-console.ts";
import { changed, scratchFolder, shippedText } from "./scratch-folder.ts";

const folder = scratchFolder();

/** Nobody acts, so nothing that is improved about the responder changes what these drills come to. */
const PASSES = ["run", "control-healthy", "--player", "do-nothing"];
const FAILS = ["run", "model-api-outage", "--player", "do-nothing", "--seed", "3"];

/** A fault that is asked to leave more of a fingerprint than any world holds. */
const faint = folder.file(
  "faint.yaml",
  changed(shippedText("scenarios/model-api-outage.yaml"), "atLeast: 10 ", "atLeast: 1000000 ").text,
);
const FAINT = ["run", faint, "--player", "do-nothing"];

type Shape =
  | "string"
  | "number"
  | "boolean"
  | "number?"
  | "boolean?"
  | readonly Shape[]
  | { readonly [key: string]: Shape };

/** The document's published shape: `?` may be null, a list says what its members are. */
const SHAPE: Shape = {
  schemaVersion: "number",
  scenario: "string",
  seed: "number",
  chaos: "string",
  runbook: { id: "string", version: "string", sha256: "string" },
  rubric: { id: "string", sha256: "string" },
  verdict: "string",
  score: "number",
  clocks: {
    zeroAt: "number?",
    firstFailedFlowAt: "number?",
    detectMs: "number?",
    mobilizeMs: "number?",
    rootCauseMs: "number?",
    mitigateMs: "number?",
    resolveMs: "number?",
  },
  targets: [{ id: "string", targetMs: "number", actualMs: "number?", met: "boolean?" }],
  detection: { truth: "string", declared: "boolean", correct: "boolean" },
  diagnosis: { truth: ["string"], named: ["string"], correct: "boolean" },
  decision: { expected: "string", recommended: "string", taken: "string", correct: "boolean" },
  safety: { violations: [{ rule: "string", atMs: "number", detail: "string" }] },
  invariants: {
    broken: [{ id: "string", kind: "string", guard: "boolean", atMs: "number", detail: "string" }],
  },
  communication: { updatesDue: "number", updatesSent: "number", longestSilenceMs: "number" },
  cost: { flowsFailed: "number", flowsDeferred: "number", dollars: "number" },
  journal: { records: "number", sha256: "string" },
};

/** Where a value lacks something of the shape; more than the shape is allowed. */
function misfits(value: unknown, shape: Shape, path = "$"): readonly string[] {
  if (typeof shape === "string") {
    const fits = (shape.endsWith("?") && value === null) || typeof value === shape.replace("?", "");
    return fits ? [] : [`${path}: ${shape}`];
  }
  if (Array.isArray(shape)) {
    const [member] = shape as readonly Shape[];
    if (!Array.isArray(value) || member === undefined) return [`${path}: a list`];
    return value.flatMap((item, index) => misfits(item, member, `${path}[${index}]`));
  }
  if (typeof value !== "object" || value === null) return [`${path}: an object`];
  return Object.entries(shape).flatMap(([key, inner]) =>
    misfits((value as Record<string, unknown>)[key], inner as Shape, `${path}.${key}`),
  );
}

function oneDocument({ out, err }: Heard): Record<string, unknown> {
  expect(out).toMatch(/^\{[^\n]*\}\n$/);
  const document = JSON.parse(out) as Record<string, unknown>;
  if (document["verdict"] === "pass") expect(err).toBe("");
  else expect(err).toMatch(/^replay: npx firedrill run [^\n]+\n$/);
  return document;
}

describe("run --json", () => {
  it.each([
    ["model-api-outage", []],
    ["unknown-cause", ["--seed", "2", "--runbook", "rb-launch-005@1.0"]],
    ["control-single-repo", []],
    ["pilot-run-2-timeout", ["--player", "clairvoyant"]],
  ])("of %s says one document of the published shape and nothing else", async (scenario, more) => {
    const document = oneDocument(await firedrill("run", scenario, ...more, "--json"));
    expect(misfits(document, SHAPE)).toEqual([]);
    expect(document).toMatchObject({ schemaVersion: 1, scenario, chaos: "none" });
    const sha256 = /^[0-9a-f]{64}$/;
    for (const part of ["runbook", "rubric", "journal"])
      expect((document[part] as { sha256: string }).sha256).toMatch(sha256);
  });

  it("names the five targets of an incident in their order, and none of a control", async () => {
    const targets = async (...parameters: readonly string[]): Promise<readonly string[]> =>
      (oneDocument(await firedrill(...parameters, "--json"))["targets"] as { id: string }[]).map(
        ({ id }) => id,
      );
    expect(await targets(...FAILS)).toEqual(["detect", "mobilize", "rootCause", "mitigate", "resolve"]);
    expect(await targets(...PASSES)).toEqual([]);
  });

  it("would be found out: a document that lacks a part does not fit", async () => {
    const document = oneDocument(await firedrill(...PASSES, "--json"));
    expect(misfits({ ...document, clocks: {} }, SHAPE)).toHaveLength(7);
    expect(misfits({ ...document, score: "full" }, SHAPE)).toEqual(["$.score: number"]);
  });

  it("says the same at every speed, with and without a journal and a report", async () => {
    const plain = await firedrill(...FAILS, "--json");
    const journal = folder.at("same.jsonl");
    const report = folder.at("same");
    for (const more of [
      ["--speed", "60"],
      ["--speed", "max"],
      ["--journal", journal, "--report", report],
    ])
      expect(await firedrill(...FAILS, "--json", ...more)).toEqual(plain);
    expect(existsSync(journal)).toBe(true);
    expect(JSON.parse(readFileSync(folder.at("same/scorecard.json"), "utf8"))).toEqual(JSON.parse(plain.out));
  });
});

describe("the exit code", () => {
  it.each([
    ["pass", 0, PASSES],
    ["fail", 1, FAILS],
    ["inconclusive", 3, FAINT],
  ])("of a drill with the verdict %s is %i, with words and without", async (verdict, code, parameters) => {
    const plain = await firedrill(...parameters);
    expect(plain.code).toBe(code);
    expect(plain.out).toContain(`${verdict.toUpperCase()}  score`);
    const json = await firedrill(...parameters, "--json");
    expect(json.code).toBe(code);
    expect(oneDocument(json)["verdict"]).toBe(verdict);
  });
});

describe("plain lines", () => {
  it("say first and last that it is an exercise, and tell the story between", async () => {
    const { out } = await firedrill("run", "model-api-outage", "--seed", "2");
    const lines = out.split("\n");
    expect(lines[0]).toMatch(/^EXERCISE .*model-api-outage, seed 2, runbook RB-LAUNCH-005 1\.1/);
    expect(lines.filter((line) => line.startsWith("EXERCISE")).length).toBe(2);
    expect(out).toMatch(/^ +\d\d:\d\d {2}.*DECLARED/m);
  });

  it("of what did not pass end in the command that plays it again", async () => {
    expect((await firedrill(...FAILS)).out).toMatch(
      /\nreplay: npx firedrill run model-api-outage --seed 3 --player do-nothing\n$/,
    );
    expect((await firedrill(...FAINT)).out).toContain(`replay: npx firedrill run ${faint} --seed 1`);
    expect((await firedrill(...PASSES)).out).not.toContain("replay:");
  });

  it("are the same at every speed", async () => {
    expect(await firedrill(...FAILS, "--speed", "60")).toEqual(await firedrill(...FAILS, "--speed", "max"));
  });

  it.each([{}, { NO_COLOR: "1" }, { FORCE_COLOR: "3" }])(
    "hold no escape sequence, with %j",
    async (environment) => {
      for (const parameters of [FAILS, ["list"], ["run", "--help"], ["run", "nothing-like-it"]]) {
        const { out, err } = await firedrillWith(environment, ...parameters);
        expect(`${out}${err}`.length).toBeGreaterThan(50);
        expect(`${out}${err}`).not.toContain("\u001b");
      }
    },
  );
});

describe("a report", () => {
  it("holds scorecard, report and the incident's documents, each of which says that it was an exercise", async () => {
    const report = folder.at("report");
    await firedrill("run", "model-api-outage", "--report", report);
    expect(readdirSync(report).sort()).toEqual([
      "exercise_incident_log.csv",
      "follow-ups.md",
      "rca_INC-20251128-01.md",
      "report.md",
      "scorecard.json",
    ]);
    for (const name of readdirSync(report).filter((file) => !file.endsWith(".csv")))
      expect(readFileSync(`${report}/${name}`, "utf8"), name).toMatch(/exercise/i);
  });
});
