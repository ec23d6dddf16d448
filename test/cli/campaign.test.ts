/** Campaigns and their shards as scripts meet them: one document, the same whatever the workers, the shards or the
 *  interruptions; what is asked wrongly is refused before anything is played. */

import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { CampaignDocument } from "../../src/campaign/document.ts";
import { type CampaignChoice, playCampaign } from "../../src/cli/play-campaign.ts";
import { readResults } from "../../src/cli/results.ts";
import { firedrill, firedrillInterrupted } from "./listening-console.ts";
import { changed, scratchFolder, shippedText } from "./scratch-folder.ts";

const folder = scratchFolder();
const NAMES = ["control-healthy", "model-api-outage"] as const;
/** Nobody acts: one scenario passes, the other fails, whatever becomes of the responder. */
const CAMPAIGN = [
  ...["campaign", ...NAMES, "--player", "do-nothing"],
  // A worker takes longer to start than these drills to play.
  ...["--seeds", "1..3", "--workers", "1"],
] as const;

const documentOf = async (...parameters: readonly string[]): Promise<CampaignDocument> =>
  JSON.parse((await firedrill(...parameters, "--json")).out) as CampaignDocument;

const untimed = ({ timing: _timing, ...rest }: CampaignDocument) => rest;

let whole: CampaignDocument;
beforeAll(async () => {
  whole = await documentOf(...CAMPAIGN);
});

describe("a campaign's document", () => {
  it("has what the contract names, and the rows of its drills in order", () => {
    expect(whole).toMatchObject({ schemaVersion: 1, drills: 6, shard: null });
    expect(whole.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(whole.scenarios.map(({ id }) => id)).toEqual([...NAMES]);
    const [healthy, outage] = whole.scenarios;
    expect(healthy).toMatchObject({
      seeds: 3,
      inconclusive: 0,
      falseAlarms: 0,
      failingSeeds: [],
      pass: { rate: 1 },
    });
    expect(outage).toMatchObject({ seeds: 3, failingSeeds: [1, 2, 3], pass: { rate: 0, low: 0 } });
    expect(outage?.clocks.detect).toMatchObject({ p50: null, p90: null, p99: null, max: null });
    expect(whole.results.map(({ scenario, seed }) => `${scenario} ${seed}`)).toEqual(
      NAMES.flatMap((name) => [1, 2, 3].map((seed) => `${name} ${seed}`)),
    );
  });

  it("is alone on the standard output; progress and replay lines go to the other, and the exit code says failed", async () => {
    const { code, out, err } = await firedrill(...CAMPAIGN, "--json");
    expect(code).toBe(1);
    expect(out.trim().split("\n")).toHaveLength(1);
    expect(err).toContain("EXERCISE  6 drills of 2 scenarios");
    expect(err).toContain("replay: npx firedrill run model-api-outage --seed 1 --player do-nothing");
  });

  it("is the same for one worker and for three, but for its timing", async () => {
    expect(untimed(await documentOf(...CAMPAIGN, "--workers", "3"))).toEqual(untimed(whole));
  });

  it("holds the digests of the same drills played one by one", async () => {
    const one = await firedrill("run", "model-api-outage", "--player", "do-nothing", "--seed", "2", "--json");
    const { journal } = JSON.parse(one.out) as { journal: { sha256: string } };
    expect(
      whole.results.find(({ scenario, seed }) => scenario === "model-api-outage" && seed === 2)
        ?.journalSha256,
    ).toBe(journal.sha256);
  });

  it("passes with exit 0 where every drill passes, and is a summary for people without --json", async () => {
    const { code, out } = await firedrill(
      "campaign",
      "control-healthy",
      "--player",
      "do-nothing",
      "--seeds",
      "2",
    );
    expect(code).toBe(0);
    expect(out).toContain("EXERCISE");
    expect(out).toContain("control-healthy");
    for (const line of out.split("\n")) expect([...line].length).toBeLessThanOrEqual(80);
  });

  it("that proves nothing never counts as passed: exit 3", async () => {
    const faint = folder.file(
      "faint.yaml",
      changed(shippedText("scenarios/model-api-outage.yaml"), "atLeast: 10 ", "atLeast: 1000000 ").text,
    );
    const { code, out } = await firedrill(
      "campaign",
      faint,
      "--player",
      "do-nothing",
      "--seeds",
      "2",
      "--json",
    );
    expect(code).toBe(3);
    expect((JSON.parse(out) as CampaignDocument).scenarios[0]).toMatchObject({
      inconclusive: 2,
      pass: { rate: 0 },
    });
  });

  it("under chaos has other journals of the same drills, and says which faults bit", async () => {
    const chaotic = await documentOf("campaign", "cascade-failover", "--seeds", "2", "--chaos", "heavy");
    expect(chaotic.identity.chaos).toBe("heavy");
    for (const { toolFaults } of chaotic.results)
      expect(toolFaults.some(({ bites }) => bites > 0)).toBe(true);
  });
});

describe("shards", () => {
  const shardFile = async (index: number, of = 3, ...more: readonly string[]): Promise<string> => {
    const { out } = await firedrill(...CAMPAIGN, "--shard", `${index}/${of}`, "--json", ...more);
    return folder.file(`shard-${index}-of-${of}-${more.join("")}.json`, out);
  };
  let files: readonly string[];
  beforeAll(async () => {
    files = [await shardFile(1), await shardFile(2), await shardFile(3)];
  });

  it("merge, in any order, to the document of the whole campaign but for its timing", async () => {
    const merged = await documentOf("merge", ...[...files].reverse());
    expect(JSON.stringify(untimed(merged))).toBe(JSON.stringify(untimed(whole)));
  });

  it("merge from stores as well: of several shards in one store the latest counts", async () => {
    const store = folder.at("second.db");
    await firedrill(...CAMPAIGN, "--shard", "1/3", "--store", store);
    await firedrill(...CAMPAIGN, "--shard", "2/3", "--store", store);
    const [first = "", , third = ""] = files;
    const merged = await documentOf("merge", first, store, third);
    expect(JSON.stringify(untimed(merged))).toBe(JSON.stringify(untimed(whole)));
  });

  it.each([
    ["a missing one", ([a, b]: readonly string[]) => [a, b], "shard 3/3 is missing"],
    ["one that is there twice", ([a, b, c]: readonly string[]) => [a, b, c, b], "shard 2/3 is there twice"],
  ])("are refused with %s", async (_what, pick, complaint) => {
    const { code, out, err } = await firedrill("merge", ...(pick(files) as string[]));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(complaint);
  });

  it("of another campaign, of another number, and whole campaigns are refused, each by its file", async () => {
    const [first = "", second = "", third = ""] = files;
    const foreign = await shardFile(3, 3, "--chaos", "light");
    expect((await firedrill("merge", first, second, foreign)).err).toContain(`${foreign}: chaos differs`);
    const ofFour = await shardFile(3, 4);
    expect((await firedrill("merge", first, second, ofFour)).err).toContain("it is one of 4 shards");
    const unsharded = folder.file("whole.json", JSON.stringify(whole));
    expect((await firedrill("merge", unsharded)).err).toContain(
      "expected a shard's result, found a whole campaign's",
    );
    const cut = JSON.parse(readFileSync(third, "utf8")) as { results: unknown[] };
    const damaged = folder.file("cut.json", JSON.stringify({ ...cut, results: cut.results.slice(1) }));
    const { code, err } = await firedrill("merge", first, second, damaged);
    expect({ code, cut: err.includes("cut.json") }).toEqual({ code: 2, cut: true });
  });

  it.each([
    ["no JSON", '{"schemaVersion": 1,\n oops', /:2:2: .*this is no JSON/],
    ["nothing", "", /this is no JSON/],
    ["another document", "{}", /no schemaVersion/],
    ["a later version", '{"schemaVersion": 9}', /schemaVersion.* 9/],
    ["a lesser one", '{"schemaVersion": 1, "shard": null}', /identity/],
  ])("that are %s are refused at their place", async (name, text, complaint) => {
    const { code, err } = await firedrill("merge", folder.file(`${name}.json`, text));
    expect(code).toBe(2);
    expect(err).toMatch(complaint);
  });
});

describe("a store", () => {
  const choice: CampaignChoice = {
    scenarios: [...NAMES],
    seeds: { first: 1, last: 3 },
    runbook: "rb-launch-005@1.1",
    player: "do-nothing",
    chaos: "none",
    workers: 1,
    shard: null,
    until: null,
    store: folder.at("resumed.db"),
  };

  it("lets an interrupted campaign go on where it was, to the same document", async () => {
    const stopping = new AbortController();
    let played = 0;
    const first = await playCampaign(choice, {
      now: () => 0,
      signal: stopping.signal,
      onRows: ({ length }) => {
        played += length;
        stopping.abort();
      },
    });
    expect(first).toMatchObject({ interrupted: true });
    expect(played).toBeGreaterThan(0);
    expect(first.rows).toHaveLength(played);
    let known = 0;
    let again = 0;
    const second = await playCampaign(choice, {
      now: () => 0,
      onBegin: (begun) => {
        known = begun.known.length;
      },
      onRows: ({ length }) => {
        again += length;
      },
    });
    expect({ known, again, interrupted: second.interrupted }).toEqual({
      known: played,
      again: 6 - played,
      interrupted: false,
    });
    expect(second.rows).toEqual(whole.results);
  });

  it("stopped by a person tells what there is, and the command that goes on", async () => {
    const store = folder.at("a person's.db");
    const parameters = [...CAMPAIGN, "--store", store, "--json"];
    const stopped = await firedrillInterrupted(/\d of 6 drills/, ...parameters);
    expect(stopped.code).toBe(4);
    const { drills, results } = JSON.parse(stopped.out) as CampaignDocument;
    expect(drills).toBeGreaterThan(0);
    expect(drills).toBeLessThan(6);
    expect(results).toEqual(whole.results.slice(0, drills));
    expect(stopped.err).toContain(
      `resume: npx firedrill campaign ${NAMES.join(" ")} --seeds 1..3 --player do-nothing --workers 1 --store '${store.replace("'", "'\\''")}' --json`,
    );
    const resumed = await firedrill(...parameters);
    expect(resumed.err).toContain(`${drills} of them in the store`);
    expect(untimed(JSON.parse(resumed.out) as CampaignDocument)).toEqual(untimed(whole));
  });

  it("is read by the same command without playing anything, and gives more when more is asked", async () => {
    const store = folder.at("more.db");
    await firedrill(...CAMPAIGN, "--store", store);
    const again = await firedrill(...CAMPAIGN, "--store", store, "--json");
    expect(again.err).toContain("6 of them in the store");
    expect(untimed(JSON.parse(again.out) as CampaignDocument)).toEqual(untimed(whole));
    const wider = await firedrill(
      "campaign",
      ...NAMES,
      "--player",
      "do-nothing",
      "--seeds",
      "4",
      "--store",
      store,
      "--json",
    );
    expect(wider.err).toContain("EXERCISE  8 drills of 2 scenarios, 6 of them in the store");
    expect((JSON.parse(wider.out) as CampaignDocument).drills).toBe(8);
  });

  it.each([
    ["another player", ["--player", "always-declare"], "the player was do-nothing, is always-declare"],
    ["chaos", ["--player", "do-nothing", "--chaos", "light"], "chaos was none, is light"],
    [
      "another runbook",
      ["--player", "do-nothing", "--runbook", "rb-launch-005@1.0"],
      "the runbook was RB-LAUNCH-005 1.1, is RB-LAUNCH-005 1.0",
    ],
  ])("of results with %s is refused", async (_what, options, complaint) => {
    const store = folder.at("other.db");
    await firedrill(
      "campaign",
      "control-healthy",
      "--player",
      "do-nothing",
      "--seeds",
      "1",
      "--store",
      store,
    );
    const { code, err } = await firedrill(
      "campaign",
      "control-healthy",
      "--seeds",
      "1",
      "--store",
      store,
      ...options,
    );
    expect(code).toBe(2);
    expect(err).toContain(complaint);
  });

  it("that is none is refused before anything is played", async () => {
    const file = folder.file("notes.txt", "not a store");
    const { code, err } = await firedrill(...CAMPAIGN, "--store", file);
    expect(code).toBe(2);
    expect(err).toContain("expected a result store (SQLite), found something else");
    expect(err).not.toContain("EXERCISE");
  });
});

describe("a campaign that stops when it knows enough", () => {
  it("is the campaign of exactly the seeds it played, in its document and in its store", async () => {
    const healthy = ["campaign", "control-healthy", "--player", "do-nothing"];
    const store = folder.at("open-ended.db");
    const open = await documentOf(...healthy, "--seeds", "500", "--until", "4%", "--store", store);
    // Of 50 drills that all pass the interval is 7.1 points wide: 3.6 either way.
    expect(open.identity.seeds).toEqual({ first: 1, last: 50 });
    const asked = await documentOf(...healthy, "--seeds", "50");
    expect(untimed(open)).toEqual(untimed(asked));
    expect(untimed(readResults(store))).toEqual(untimed(asked));
  });

  it("goes on for a second round where the first told too little", async () => {
    const open = await documentOf(
      ...["campaign", "control-healthy", "--player", "do-nothing"],
      ...["--seeds", "11..500", "--until", "2%"],
    );
    // Of 93 drills that all pass it would be 2 points either way.
    expect(open.identity.seeds).toEqual({ first: 11, last: 110 });
    expect(open.drills).toBe(100);
  });
});

describe("what is asked wrongly", () => {
  const healthy = ["campaign", "control-healthy", "--player", "do-nothing"];
  it.each([
    [
      "an unknown scenario",
      ["campaign", "model-api-outag", "--seeds", "1"],
      "did you mean model-api-outage?",
    ],
    ["no seed", [...healthy, "--seeds", "0"], "--seeds 0 holds no seed"],
    ["an empty range", [...healthy, "--seeds", "5..3"], "--seeds 5..3 holds no seed"],
    [
      "no number",
      [...healthy, "--seeds", "many"],
      '--seeds expects a number of seeds (200) or a range (1..200), not "many"',
    ],
    ["a seed beyond", [...healthy, "--seeds", "1..99999999999"], "--seeds expects"],
    ["a shard beyond", [...healthy, "--shard", "5/4"], '--shard expects i/n with i from 1 to n, not "5/4"'],
    ["shard zero", [...healthy, "--shard", "0/3"], "--shard expects i/n with i from 1 to n"],
    ["no shard", [...healthy, "--shard", "first"], "--shard expects i/n such as 1/3"],
    ["no workers", [...healthy, "--workers", "0"], "--workers expects a whole number from 1"],
    ["no width", [...healthy, "--until", "1"], "--until expects a percentage"],
    [
      "a width for a shard",
      [...healthy, "--until", "1%", "--shard", "1/2"],
      "--until cannot go with --shard",
    ],
    ["no player", ["campaign", "control-healthy", "--player", "nobody"], "--player expects one of"],
    ["no chaos", [...healthy, "--chaos", "medium"], "--chaos expects none, light, heavy or a chaos file"],
    ["no runbook", [...healthy, "--runbook", "rb-9"], 'no runbook is called "rb-9"'],
    [
      "a JUnit file nowhere",
      [...healthy, "--junit", folder.at("no/such/junit.xml")],
      "cannot be written (ENOENT)",
    ],
  ])("%s is refused before anything is played", async (_what, parameters, complaint) => {
    const { code, out, err } = await firedrill(...parameters);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(complaint);
    expect(err).not.toContain("EXERCISE");
  });

  it("two files of one id are refused: their drills could not be told apart", async () => {
    const copy = folder.file("copy.yaml", shippedText("scenarios/control-healthy.yaml"));
    const { code, err } = await firedrill("campaign", "control-healthy", copy, "--seeds", "1");
    expect(code).toBe(2);
    expect(err).toContain('are both called "control-healthy"');
  });

  it("leaves no output file of a campaign that was refused", async () => {
    await firedrill("campaign", "nowhere", "--junit", folder.at("refused.xml"));
    expect(
      existsSync(folder.at("refused.xml")) && readFileSync(folder.at("refused.xml"), "utf8") !== "",
    ).toBe(false);
  });
});
