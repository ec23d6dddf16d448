/** Help and the list: every verb has an example, and everything that can be named is listed. */

import { describe, expect, it } from "vitest";
import { rubricNames, runbookNames, scenarioNames } from "../../src/cli/library.ts";
import { PLAYERS } from "../../src/simulator/players/players.ts";
import { firedrill } from "./listening-console.ts";

const overview = await firedrill("--help");
const VERBS = [...overview.out.matchAll(/^ {2}([a-z]+) (?:\[options\]|<)/gm)].map(
  ([, verb]) => verb as string,
);

describe("--help", () => {
  it("names the verbs there are, with an example", () => {
    expect(overview).toMatchObject({ code: 0, err: "" });
    expect(overview.out).toContain("Example:\n  npx firedrill ");
    expect(VERBS).toEqual(expect.arrayContaining(["list", "run", "replay", "validate"]));
  });

  it.each(VERBS)("of %s has its usage, its options and an example of its own", async (verb) => {
    const { code, out, err } = await firedrill(verb, "--help");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`Usage: firedrill ${verb}`);
    expect(out).toMatch(new RegExp(`Example:\\n {2}npx firedrill ${verb}\\b`));
  });

  it("of run names every option, with its default", async () => {
    const { out } = await firedrill("run", "--help");
    for (const option of ["seed", "runbook", "player", "chaos", "speed", "journal", "report", "json"])
      expect(out).toContain(`--${option}`);
    expect(out).toContain('(default: "1")');
  });
});

describe("list", () => {
  it("--json says one document with everything that can be named", async () => {
    const { code, out, err } = await firedrill("list", "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^\{[^\n]*\}\n$/);
    const document = JSON.parse(out);
    expect(document).toMatchObject({
      schemaVersion: 1,
      runbooks: runbookNames(),
      rubrics: rubricNames(),
      players: PLAYERS,
    });
    expect(document.scenarios.map(({ id }: { id: string }) => id)).toEqual(scenarioNames());
    for (const { title, summary } of document.scenarios) {
      expect(title.length).toBeGreaterThan(5);
      expect(summary.length).toBeGreaterThan(10);
    }
  });

  it("holds the scenarios that were promised", () => {
    expect(scenarioNames()).toEqual(
      expect.arrayContaining([
        "model-api-outage",
        "rate-limit-exhaustion",
        "schema-breaking-change",
        "db-connection-pool-exhaustion",
        "credential-leak",
        "tabletop-mass-failure",
        "cascade-failover",
        "schema-and-quota",
        "unknown-cause",
        "pilot-affected",
        "cost-runaway",
        "self-clearing",
        "red-herring-deploy",
        "pilot-run-2-timeout",
        "control-healthy",
        "control-single-repo",
        "control-deploy-blip",
        "control-metrics-gap",
        "control-already-recovered",
      ]),
    );
  });

  it("in words names them too", async () => {
    const { out } = await firedrill("list");
    for (const name of [...scenarioNames(), ...runbookNames(), ...PLAYERS]) expect(out).toContain(name);
    expect(out).toContain("(default)");
  });
});
