/** What a user gets wrong: exit 2, a line that says what was expected and, for files, where; nothing on stdout, and
 *  nothing written. */

import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scenarioNames } from "../../src/cli/library.ts";
import { PLAYERS } from "../../src/simulator/players/players.ts";
import { firedrill } from "./listening-console.ts";
import { changed, scratchFolder, shippedText } from "./scratch-folder.ts";

const folder = scratchFolder();
const HEALTHY = ["run", "control-healthy", "--player", "do-nothing"];

/** What is complained of; stdout must be silent. */
async function complaintOf(...parameters: readonly string[]): Promise<string> {
  const { code, out, err } = await firedrill(...parameters);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).not.toMatch(/our own defect|\[object/);
  return err;
}

describe("an unknown name", () => {
  it.each([
    ["model-api-outag", "model-api-outage"],
    ["credental-leak", "credential-leak"],
    ["cascade_failover", "cascade-failover"],
    ["control-healty", "control-healthy"],
  ])("of a scenario, %s, is answered with %s and all there are", async (typed, meant) => {
    const complaint = await complaintOf("run", typed);
    expect(complaint).toContain(`no scenario is called "${typed}"; did you mean ${meant}?`);
    for (const name of scenarioNames()) expect(complaint).toContain(name);
  });

  it.each(["zzzzzzzzzzzz", "", "base", "__proto__"])(
    "like no other, %j, is answered with all there are",
    async (typed) => {
      const complaint = await complaintOf("run", typed);
      expect(complaint).toContain(`no scenario is called "${typed}"`);
      expect(complaint).toContain("there are: cascade-failover");
    },
  );

  it("of a runbook is answered with the nearest", async () => {
    expect(await complaintOf(...HEALTHY, "--runbook", "rb-launch-005@1.2")).toMatch(
      /did you mean rb-launch-005@1\.[01]\?/,
    );
  });

  it("of a player is answered with all there are", async () => {
    const complaint = await complaintOf("run", "control-healthy", "--player", "nobody");
    expect(complaint).toContain('not "nobody"');
    for (const player of PLAYERS) expect(complaint).toContain(player);
  });
});

describe("a bad option", () => {
  it.each(["1.5", "-1", "abc", "1e3", "", " ", "0x10", "2147483648", "99999999999999999999", "NaN", "1,000"])(
    "--seed %j is refused with what is expected",
    async (seed) => {
      const complaint = await complaintOf(...HEALTHY, "--seed", seed);
      expect(complaint).toContain(`--seed expects a whole number from 0 to 2147483647, not "${seed}"`);
    },
  );

  it.each(["0", "2147483647"])("--seed %s, at the edge, is none", async (seed) => {
    expect((await firedrill(...HEALTHY, "--seed", seed, "--json")).code).toBe(0);
  });

  it.each(["0", "-60", "fast", "1e3", "100001", "", "Infinity", "MAX"])(
    "--speed %j is refused",
    async (speed) => {
      expect(await complaintOf(...HEALTHY, "--speed", speed)).toMatch(
        /--speed expects a number above 0 .* or max, not "/,
      );
    },
  );

  it("--chaos medium is refused with the levels there are", async () => {
    expect(await complaintOf(...HEALTHY, "--chaos", "medium")).toContain(
      '--chaos expects none, light, heavy or a chaos file, not "medium"',
    );
  });

  it("--chaos with a file that is not there, or is none, names the file and what was expected", async () => {
    expect(await complaintOf(...HEALTHY, "--chaos", "./nowhere.yaml")).toContain(
      "./nowhere.yaml: no such file",
    );
    expect(await complaintOf(...HEALTHY, "--chaos", "scenarios/rubrics/pilot-run-2.yaml")).toMatch(
      /scenarios\/rubrics\/pilot-run-2\.yaml:\d+:\d+: .*chaos/,
    );
  });

  it.each([
    ["an unknown option", ["run", "control-healthy", "--sped", "60"], "--speed"],
    ["an unknown verb", ["rum"], "run"],
    ["no scenario", ["run"], "scenario"],
    ["two scenarios", ["run", "control-healthy", "model-api-outage"], "too many arguments"],
    ["an option without its value", ["run", "control-healthy", "--seed"], "--seed"],
    ["no file to validate", ["validate"], "file"],
    ["no verb", [], "Usage: firedrill"],
  ])("such as %s is refused with a hint", async (_what, parameters, hint) => {
    expect(await complaintOf(...parameters)).toContain(hint);
  });
});

describe("a file that cannot be read or written", () => {
  it.each([
    ["a scenario that is not there", () => ["run", folder.at("nowhere.yaml")], "no such file"],
    [
      "a runbook that is not there",
      () => [...HEALTHY, "--runbook", folder.at("nowhere.yaml")],
      "no such file",
    ],
    ["a journal that is not there", () => ["replay", folder.at("nowhere.jsonl")], "no such file"],
    ["a scenario that is a folder", () => ["run", `${folder.path}/`], "expected a file, found a folder"],
    ["a journal that is a folder", () => ["replay", folder.path], "expected a file, found a folder"],
    [
      "a file below a file",
      () => ["run", `${folder.file("plain.yaml", "id: x\n")}/below.yaml`],
      "cannot be read",
    ],
    [
      "a journal to be written nowhere",
      () => [...HEALTHY, "--journal", folder.at("no/such/j.jsonl")],
      "journal cannot be written",
    ],
    [
      "a journal to be written over a folder",
      () => [...HEALTHY, "--journal", folder.path],
      "journal cannot be written",
    ],
    [
      "a report below a file",
      () => [...HEALTHY, "--json", "--report", `${folder.file("f", "")}/r`],
      "report cannot be written",
    ],
  ])("such as %s is named", async (_what, parameters, expected) => {
    const complaint = await complaintOf(...parameters());
    expect(complaint).toContain(expected);
    expect(complaint).toContain(folder.path);
  });
});

describe("bad input", () => {
  it("is refused before anything is written", async () => {
    const journal = folder.at("never.jsonl");
    const report = folder.at("never");
    for (const bad of [
      ["--seed", "x"],
      ["--speed", "x"],
      ["--chaos", "x"],
      ["--player", "x"],
      ["--runbook", "x"],
    ])
      await complaintOf("run", "control-healthy", "--journal", journal, "--report", report, ...bad);
    await complaintOf("run", "no-such", "--journal", journal, "--report", report);
    expect([existsSync(journal), existsSync(report)]).toEqual([false, false]);
  });
});

interface Broken {
  readonly of: string;
  readonly from: string;
  readonly to: string;
  readonly expected: string;
}

const SCENARIO = "scenarios/model-api-outage.yaml";

describe("a scenario file", () => {
  it("that extends a broken one is fine itself: the other is named", async () => {
    const { text, line } = changed(shippedText("scenarios/base.yaml"), "lasts: 90m", "lasts: ninety");
    folder.file("mybase.yaml", text);
    const child = folder.file(
      "child.yaml",
      shippedText("scenarios/model-api-outage.yaml").replace("extends: base.yaml", "extends: mybase.yaml"),
    );
    const complaint = await complaintOf("run", child);
    expect(complaint).toMatch(new RegExp(`/mybase\\.yaml:${line}:\\d+: lasts: `));
  });

  it.each<[string, Broken]>([
    ["a key that nothing knows", { of: SCENARIO, from: "title:", to: "titel: x\ntitle:", expected: "titel" }],
    [
      "an unknown kind of fault",
      { of: SCENARIO, from: "kind: provider-outage", to: "kind: earthquake", expected: "xpected" },
    ],
    [
      "no duration",
      { of: SCENARIO, from: "min: 6m", to: "min: six", expected: "expected a duration such as 90s" },
    ],
    ["no share", { of: SCENARIO, from: '"4%"', to: "4", expected: "expected a percentage" }],
    [
      "an unknown provider",
      {
        of: SCENARIO,
        from: "provider: anthropic",
        to: "provider: acme",
        expected: 'no provider is called "acme"',
      },
    ],
    [
      "a fingerprint of no fault",
      {
        of: SCENARIO,
        from: "fault: anthropic-down",
        to: "fault: openai-down",
        expected: 'no fault is called "openai-down"',
      },
    ],
    [
      "an unknown cause",
      { of: SCENARIO, from: "causes: [model-api-outage]", to: "causes: [bad-luck]", expected: "expected" },
    ],
    [
      "a bracket left open",
      {
        of: SCENARIO,
        from: "causes: [model-api-outage]",
        to: "causes: [model-api-outage",
        expected: "not valid YAML",
      },
    ],
  ])(
    "with %s is refused with file, line and column, and what was expected",
    async (_what, { of, from, to, expected }) => {
      const { text, line } = changed(shippedText(of), from, to);
      const path = folder.file("broken.yaml", text);
      const complaint = await complaintOf("run", path);
      expect(complaint).toContain(expected);
      expect(complaint).toMatch(/^firedrill: \S+:\d+:\d+: /);
      const named = Number(complaint.slice(`firedrill: ${path}:`.length).split(":")[0]);
      // An open bracket is noticed where the text goes on otherwise.
      expect(named).toBeGreaterThanOrEqual(line);
      expect(named).toBeLessThanOrEqual(line + (expected === "not valid YAML" ? 1 : 0));
    },
  );

  it.each(["", "hello", "- 1\n", "{}\n", "\u0000\u0001\u0002"])(
    "that holds %j is refused with its name",
    async (text) => {
      const path = folder.file("nothing.yaml", text);
      expect(await complaintOf("run", path)).toMatch(/^firedrill: \S+nothing\.yaml(?::\d+:\d+)?: .*expected/);
    },
  );
});

describe("a rubric or a runbook", () => {
  it.each([
    [
      "executionsQuery: sum by (repo) (increase(flowengine_flow_executions_total[{window}]))",
      "executionsQuery: sum by (",
      /:\d+:\d+: resolution\.executionsQuery: /,
    ],
    [
      "spend: sum(increase(flowengine_llm_cost_dollars_total[15m])) * 96",
      "spend: nosuch(1)",
      /:\d+:\d+: detection\.queries\.spend: .*nosuch/,
    ],
    [
      "alerts: [MassConcurrentFailures]",
      "alerts: [Nope]",
      /:\d+:\d+: detection\.alerts\.0: .* has no alert "Nope"; it has MassConcurrentFailures/,
    ],
  ])("in which %s is made %s is refused at that place", async (from, to, expected) => {
    const { text, line } = changed(shippedText("runbooks/rb-launch-005-1.1.yaml"), from, to);
    const path = folder.file("queries.yaml", text);
    const complaint = await complaintOf(...HEALTHY, "--runbook", path);
    expect(complaint).toMatch(expected);
    expect(complaint).toContain(`queries.yaml:${line}:`);
  });

  it("of which the rubric is broken is refused at its place", async () => {
    const { mkdirSync } = await import("node:fs");
    mkdirSync(folder.at("rubrics"));
    const { text, line } = changed(
      shippedText("scenarios/rubrics/rb-launch-005.yaml"),
      "review: 5",
      "review: 6",
    );
    folder.file("rubrics/heavy.yaml", text);
    const scenario = folder.file("heavy.yaml", `${shippedText(SCENARIO)}rubric: heavy\n`);
    const complaint = await complaintOf("run", scenario);
    expect(complaint).toContain("expected weights that add up to 100, not 101");
    const weights = text.slice(0, text.indexOf("weights:")).split("\n").length;
    expect(complaint).toContain(`rubrics/heavy.yaml:${weights}:1: `);
    expect(weights).toBeLessThan(line);
  });

  it("of which the rubric does not exist is answered with those there are", async () => {
    const scenario = folder.file("lost.yaml", `${shippedText(SCENARIO)}rubric: rb-launch-006\n`);
    expect(await complaintOf("run", scenario)).toContain(
      'no rubric is called "rb-launch-006"; did you mean rb-launch-005?',
    );
  });

  it("of which the runbook is broken is refused at its place", async () => {
    const shipped = shippedText("runbooks/rb-launch-005-1.1.yaml").split("\nprovenance:")[0] ?? "";
    const { text, line } = changed(shipped, "pollEvery: 5m", "pollEvery: often");
    const path = folder.file("mine.yaml", text);
    expect(await complaintOf(...HEALTHY, "--runbook", path)).toBe(
      `firedrill: ${path}:${line}:3: detection.pollEvery: expected a duration such as 90s, 15m or 1h30m, not "often"\n`,
    );
  });
});
