/** `compare` and the gate as scripts meet them: what is worse ends with 1 and says why, what is the same does not, and
 *  what cannot be compared is refused before anything is played. */

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../src/campaign/compare.ts";
import type { CampaignDocument } from "../../src/campaign/document.ts";
import type { GateResult } from "../../src/campaign/gate.ts";
import { firedrill } from "./listening-console.ts";
import { changed, scratchFolder } from "./scratch-folder.ts";

const folder = scratchFolder();
/** Runbook 1.0 declares what is none; 1.1 does not. Five seeds are enough to tell them apart. */
const CAMPAIGN = ["campaign", "control-single-repo", "--seeds", "5"] as const;
const OLD = ["--runbook", "rb-launch-005@1.0"] as const;
/** Workers start slowly on a machine that is busy. */
const TIME_LIMIT_MS = 120_000;

let good: string;
let bad: string;
beforeAll(async () => {
  const play = async (name: string, ...parameters: readonly string[]): Promise<string> =>
    folder.file(name, (await firedrill(...CAMPAIGN, ...parameters, "--json")).out);
  good = await play("good.json", "--store", folder.at("good.db"));
  bad = await play("bad.json", ...OLD);
}, TIME_LIMIT_MS);

type Told = Comparison & { readonly gate: GateResult };

describe("compare", () => {
  it("says worse of two results, and ends with 1 only when asked to fail on it", async () => {
    const { code, out, err } = await firedrill("compare", good, bad);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("WORSE than the baseline");
    expect((await firedrill("compare", good, bad, "--fail-on", "worse")).code).toBe(1);
    expect((await firedrill("compare", bad, good, "--fail-on", "worse")).code).toBe(0);
  });

  it("--json says one document, with the gate's verdict", async () => {
    const { out } = await firedrill("compare", good, bad, "--json");
    expect(out.trim().split("\n")).toHaveLength(1);
    const told = JSON.parse(out) as Told;
    expect(told).toMatchObject({
      schemaVersion: 1,
      exercise: true,
      overall: { pairs: 5, pass: { before: 5, after: 0, worse: 5, better: 0, chanceOfWorse: 0.03125 } },
      scenarios: [{ id: "control-single-repo", passSeeds: { worse: [1, 2, 3, 4, 5], better: [] } }],
      gate: { verdict: "worse" },
    });
    expect(told.moved[0]).toMatchObject({
      before: { replay: `npx firedrill run control-single-repo --seed ${told.moved[0]?.seed}` },
      after: {
        replay: `npx firedrill run control-single-repo --seed ${told.moved[0]?.seed} --runbook rb-launch-005@1.0`,
      },
    });
  });

  it("finds a store and a document of the same drills identical", async () => {
    const { code, out } = await firedrill("compare", folder.at("good.db"), good, "--fail-on", "worse");
    expect(code).toBe(0);
    expect(out).toContain("identical to the baseline: all 5 drills gave the same journals");
  });

  it(
    "plays two runbooks on the same seeds, and writes a comment for a pull request",
    async () => {
      const comment = folder.at("comment.md");
      const { code, out } = await firedrill(
        ...["compare", "rb-launch-005@1.1", "rb-launch-005@1.0", "--scenario", "control-single-repo"],
        ...["--seeds", "5", "--markdown", comment, "--fail-on", "worse", "--json"],
      );
      expect(code).toBe(1);
      const told = JSON.parse(out) as Told;
      const [before, after] = [good, bad].map(
        (file) => JSON.parse(readFileSync(file, "utf8")) as CampaignDocument,
      );
      expect([told.before.digest, told.after.digest]).toEqual([before?.digest, after?.digest]);
      expect(readFileSync(comment, "utf8")).toContain(
        "## EXERCISE: firedrill campaign\n\n**WORSE than the baseline",
      );
    },
    TIME_LIMIT_MS,
  );

  it.each([
    {
      what: "a result and a runbook",
      of: () => ["rb-launch-005@1.0", good],
      said: "expects two results or two runbooks",
    },
    {
      what: "an unknown runbook",
      of: () => ["rb-launch-005@1.1", "rb-launch-005@9.9"],
      said: "no runbook is called",
    },
    {
      what: "an unknown scenario",
      of: () => ["rb-launch-005@1.1", "rb-launch-005@1.0", "--scenario", "nowhere"],
      said: "no scenario is called",
    },
    {
      what: "no seeds",
      of: () => ["rb-launch-005@1.1", "rb-launch-005@1.0", "--seeds", "5..1"],
      said: "--seeds 5..1 holds no seed",
    },
    {
      what: "seeds of what has been played",
      of: () => [good, bad, "--seeds", "3"],
      said: "--seeds goes with two runbooks",
    },
    {
      what: "a result that is not there",
      of: () => [good, folder.at("none.json")],
      said: "none.json: no such file",
    },
    {
      what: "nothing to fail on",
      of: () => [good, bad, "--fail-on", "better"],
      said: "Allowed choices are worse",
    },
    { what: "one side only", of: () => [good], said: "missing required argument" },
  ])("refuses $what", async ({ of, said }) => {
    const { code, err } = await firedrill("compare", ...of());
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});

describe("the gate of a campaign", () => {
  it(
    "ends with 0 where nothing got worse, though drills fail, and with 1 where something did",
    async () => {
      const same = await firedrill(...CAMPAIGN, ...OLD, "--baseline", bad, "--fail-on", "worse");
      expect(same.code).toBe(0);
      expect(same.out).toContain("identical to the baseline");
      const worse = await firedrill(
        ...CAMPAIGN,
        ...OLD,
        "--baseline",
        good,
        "--fail-on",
        "worse",
        "--annotations",
        "--json",
      );
      expect(worse.code).toBe(1);
      expect((JSON.parse(worse.out) as { gate: GateResult }).gate.reasons[0]).toMatch(
        /^over all scenarios: 0% of 5 drills pass, 100% did; 5 pass no more/,
      );
      expect(worse.err).toContain("firedrill: WORSE than the baseline");
      expect(worse.err).toMatch(/^::error title=EXERCISE%3A worse than the baseline::over all scenarios/m);
    },
    TIME_LIMIT_MS,
  );

  it(
    "holds for merged shards too",
    async () => {
      const shards = await Promise.all(
        [1, 2].map(async (index) =>
          folder.file(
            `shard-${index}.json`,
            (await firedrill(...CAMPAIGN, ...OLD, "--shard", `${index}/2`, "--json")).out,
          ),
        ),
      );
      const junit = folder.at("junit.xml");
      const { code, out } = await firedrill(
        "merge",
        ...shards,
        "--baseline",
        good,
        "--fail-on",
        "worse",
        "--junit",
        junit,
      );
      expect(code).toBe(1);
      expect(out).toContain("WORSE than the baseline");
      expect(readFileSync(junit, "utf8")).toContain('tests="5" failures="5"');
    },
    TIME_LIMIT_MS,
  );

  const edited = (name: string, from: string, to: string): string =>
    folder.file(name, changed(readFileSync(good, "utf8"), from, to).text);
  const rubricDigest = (): string =>
    (JSON.parse(readFileSync(good, "utf8")) as CampaignDocument).identity.scenarios[0]?.rubric.sha256 ?? "";

  it.each([
    {
      what: "no baseline",
      parameters: () => ["--fail-on", "worse"],
      said: "--fail-on worse needs --baseline",
    },
    {
      what: "a baseline that is not there",
      parameters: () => ["--baseline", folder.at("none.json")],
      said: "no such file",
    },
    {
      what: "a baseline that is something else",
      parameters: () => ["--baseline", "package.json"],
      said: "package.json:1:1: expected what `firedrill campaign --json`",
    },
    {
      what: "a baseline of another version",
      parameters: () => ["--baseline", edited("version.json", '"schemaVersion":1', '"schemaVersion":7')],
      said: "schemaVersion: expected 1",
    },
    {
      what: "a baseline of another rubric",
      parameters: () => ["--baseline", edited("rubric.json", rubricDigest(), "0".repeat(64))],
      said: "verdicts of different rubrics cannot be compared",
    },
    {
      what: "a baseline of another player",
      parameters: () => ["--baseline", good, "--player", "do-nothing"],
      said: "the baseline was played by responder, this campaign by do-nothing",
    },
    {
      what: "a baseline of other chaos",
      parameters: () => ["--baseline", good, "--chaos", "light"],
      said: "the baseline was played with chaos none, this campaign with light",
    },
    {
      what: "a baseline of other seeds",
      parameters: () => ["--baseline", good, "--seeds", "11..12"],
      said: "no drill in common",
    },
  ])("refuses $what before anything is played", async ({ parameters, said }) => {
    const output = folder.at("never.xml");
    const { code, out, err } = await firedrill(...CAMPAIGN, ...parameters(), "--junit", output);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(said);
    expect(err).not.toContain("EXERCISE");
    expect(() => readFileSync(output)).toThrow();
  });
});
