/** A core that breaks one of the guards that no runbook can switch off is our own defect: exit 70, with what and where,
 *  and with the command that plays it again; what was asked for is written all the same. The core is broken here by
 *  tampering with what it wants done. */

import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CampaignDocument } from "../../src/campaign/document.ts";
import type { DrillRow } from "../../src/campaign/drill-row.ts";
import {
  changingTwice,
  disablingEverything,
  type Tampering,
  withoutApprovals,
} from "../fixtures/tampering.ts";
import { firedrill } from "./listening-console.ts";
import { scratchFolder } from "./scratch-folder.ts";

const planted = vi.hoisted((): { defect: Tampering | null } => ({ defect: null }));

vi.mock("../../src/simulator/players/players.ts", async (original) => {
  const players = await original<typeof import("../../src/simulator/players/players.ts")>();
  const { tampered } = await import("../fixtures/tampering.ts");
  const playerNamed: typeof players.playerNamed = (...given) => {
    const sound = players.playerNamed(...given);
    return (briefing) => tampered(sound(briefing), (effect) => planted.defect?.(effect) ?? [effect]);
  };
  return { ...players, playerNamed };
});

const folder = scratchFolder();
afterEach(() => {
  planted.defect = null;
});

const OUTAGE = ["run", "model-api-outage", "--seed", "2"] as const;
const AGAIN = "replay: npx firedrill run model-api-outage --seed 2\n";

describe("run", () => {
  it.each([
    ["approved", "set-env", withoutApprovals],
    ["performed-once", "set-env .* is repeated while it is still under way", changingTwice],
    ["a-provider-left", "are all disabled", disablingEverything],
  ])(
    "ends with 70 when the core breaks its guard %s (%s), and says where and how to see it again",
    async (id, what, defect) => {
      planted.defect = defect;
      const { code, out, err } = await firedrill(...OUTAGE);
      expect(code).toBe(70);
      expect(err).toMatch(
        new RegExp(`our own defect: the core broke its guard "${id}" at \\d\\d:\\d\\d: .*${what}`),
      );
      expect(err).toContain(AGAIN);
      expect(out).toContain(`(a guard of the core), ${id}: `);
      expect(out).toContain("FAIL  score");
    },
  );

  it("breaks none when nothing is tampered with", async () => {
    const { code, err } = await firedrill(...OUTAGE);
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("writes journal, report and document first", async () => {
    planted.defect = withoutApprovals;
    const journal = folder.at("broken.jsonl");
    const { code, out } = await firedrill(
      ...OUTAGE,
      "--json",
      "--journal",
      journal,
      "--report",
      folder.at("broken"),
    );
    expect(code).toBe(70);
    const document = JSON.parse(out) as {
      invariants: { broken: object[] };
      safety: { violations: object[] };
    };
    expect(document.invariants.broken).toContainEqual(
      expect.objectContaining({ id: "approved", kind: "safety", guard: true }),
    );
    expect(document.safety.violations).toContainEqual(expect.objectContaining({ rule: "unapproved" }));
    expect(readFileSync(journal, "utf8").trimEnd().split("\n").at(-2)).toContain('"record":"end"');
    expect(JSON.parse(readFileSync(folder.at("broken/scorecard.json"), "utf8"))).toEqual(document);
  });

  it("finds no defect of ours in a reference player that breaks them on purpose", async () => {
    const { code, out, err } = await firedrill("run", "model-api-outage", "--player", "rollback-at-once");
    expect(code).toBe(1);
    expect(out).toContain("approved: rollback-to-pilot");
    expect(err).toBe("");
  });
});

describe("merge", () => {
  const shards = async (player: string, change: (row: DrillRow) => DrillRow): Promise<string> => {
    const { out } = await firedrill(
      "campaign",
      "control-healthy",
      "--player",
      player,
      "--seeds",
      "1..2",
      "--workers",
      "1",
      "--shard",
      "1/1",
      "--json",
    );
    const document = JSON.parse(out) as CampaignDocument;
    return folder.file(
      `${player}.json`,
      JSON.stringify({ ...document, results: document.results.map(change) }),
    );
  };
  const broken: DrillRow["brokenInvariants"] = [
    {
      id: "performed-once",
      kind: "safety",
      guard: true,
      atMs: 61_000 as never,
      detail: "restart (INC-1/do/x)",
    },
  ];
  const inTheSecond = (row: DrillRow): DrillRow =>
    row.seed === 2 ? { ...row, brokenInvariants: broken } : row;

  it("ends with 70 when a shard holds a drill in which the core broke a guard", async () => {
    const { code, out, err } = await firedrill("merge", await shards("responder", inTheSecond), "--json");
    expect(code).toBe(70);
    expect((JSON.parse(out) as CampaignDocument).results).toHaveLength(2);
    expect(err).toContain(
      'control-healthy, seed 2: the core broke its guard "performed-once" at 01:01: restart',
    );
    expect(err).toContain("replay: npx firedrill run control-healthy --seed 2\n");
  });

  it("ends otherwise when none did, or the player was not the core", async () => {
    expect((await firedrill("merge", await shards("responder", (row) => row))).code).toBe(0);
    expect((await firedrill("merge", await shards("do-nothing", inTheSecond))).code).toBe(0);
  });
});
