/** The gate: what is worse and what is noise, in words; and which results are no baseline for another. */

import { describe, expect, it } from "vitest";
import { caveats, incomparable, unfitAsBaseline } from "../../src/campaign/comparability.ts";
import { compareCampaigns } from "../../src/campaign/compare.ts";
import type { DrillRow } from "../../src/campaign/drill-row.ts";
import { type GateResult, gate } from "../../src/campaign/gate.ts";
import type { CampaignIdentity } from "../../src/campaign/identity.ts";
import { type InstantMs, seconds } from "../../src/units.ts";
import {
  alarmed,
  control,
  detectedAfter,
  documentOf,
  failed,
  minutesEach,
  rowWith,
  seeded,
  without,
} from "./hand-made.ts";

const gateOf = (before: readonly DrillRow[], after: readonly DrillRow[]): GateResult =>
  gate(compareCampaigns(documentOf(before), documentOf(after)));

/** Of so many pairs the first are worse, the next better. */
function flipped(pairs: number, worse: number, better: number) {
  return {
    before: seeded(pairs, (seed) => (seed > worse && seed <= worse + better ? failed() : {})),
    after: seeded(pairs, (seed) => (seed <= worse ? failed() : { journalSha256: "e".repeat(64) })),
  };
}

const slower = (pairs: number, seconds: (seed: number) => number) => ({
  before: seeded(pairs),
  after: seeded(pairs, (seed) => ({
    journalSha256: "e".repeat(64),
    clocks: detectedAfter(5 + seconds(seed) / 60),
  })),
});

const broken = (kind: "safety" | "liveness"): Partial<DrillRow> => ({
  brokenInvariants: [
    kind === "safety"
      ? { id: "paged-once", kind, guard: false, atMs: 1 as InstantMs, detail: "paged twice" }
      : { id: "incidents-end", kind, guard: false, atMs: 1 as InstantMs, detail: "silent" },
  ],
});

describe("the gate", () => {
  it("says identical of the same journals", () => {
    expect(gateOf(seeded(5), seeded(5))).toEqual({
      verdict: "identical",
      reasons: [],
      conclusion: "identical to the baseline: all 5 drills gave the same journals",
    });
    expect(gateOf(seeded(5), seeded(4)).verdict).toBe("not-worse");
  });

  it("does not call identical what went the same and was judged otherwise", () => {
    const comparison = compareCampaigns(documentOf(seeded(5)), documentOf(seeded(5, () => ({ score: 90 }))));
    expect(gate(comparison).verdict).toBe("not-worse");
    expect(caveats(comparison)).toEqual([
      "5 drills went the same and were judged otherwise: scoring changed",
    ]);
  });

  it.each([
    { worse: 1, better: 0, verdict: "not-worse" },
    { worse: 4, better: 0, verdict: "not-worse" },
    // By chance 1 in 32, which is less than 1 in 20.
    { worse: 5, better: 0, verdict: "worse" },
    { worse: 5, better: 1, verdict: "not-worse" },
    { worse: 9, better: 1, verdict: "worse" },
    { worse: 0, better: 20, verdict: "not-worse" },
    { worse: 20, better: 20, verdict: "not-worse" },
  ])("takes $worse drills worse and $better better for $verdict", ({ worse, better, verdict }) => {
    const { before, after } = flipped(50, worse, better);
    expect(gateOf(before, after).verdict).toBe(verdict);
  });

  it("says why with its figures", () => {
    const { before, after } = flipped(50, 9, 1);
    const { reasons, conclusion } = gateOf(before, after);
    const passing = "82.0% of 50 drills pass, 98.0% did; 9 pass no more, 1 pass now";
    expect(conclusion).toBe(`WORSE than the baseline for 2 reason(s): ${passing}`);
    expect(reasons).toEqual([
      `over all scenarios: ${passing}; by chance that happens with p = 0.01074 (exact McNemar test, one-sided)`,
      `outage: ${passing}; by chance that happens with p = 0.01074 (exact McNemar test, one-sided, adjusted for the number of scenarios)`,
    ]);
  });

  it("finds one scenario that got worse while the others got better, unless there are many to look at", () => {
    const rows = (names: readonly string[], of: (scenario: string) => Partial<DrillRow>) =>
      names.flatMap((scenario) => seeded(7, () => ({ scenario, ...of(scenario) })));
    const worseIn = (names: readonly string[]) =>
      gateOf(
        rows(names, (scenario) => (scenario === "a" ? {} : failed())),
        rows(names, (scenario) => (scenario === "a" ? failed() : {})),
      );
    expect(worseIn(["a", "b", "c"])).toMatchObject({
      verdict: "worse",
      reasons: [expect.stringMatching(/^a: /)],
    });
    expect(worseIn(["a", "b", "c", "d", "e", "f", "g"]).verdict).toBe("not-worse");
  });

  it("counts false alarms of controls by the same test", () => {
    const controls = (alarms: number): readonly DrillRow[] =>
      Array.from({ length: 20 }, (_, index) => {
        const seed = index + 1;
        // What else is wrong with a control is not this test's matter.
        return seed <= alarms ? alarmed({ seed, verdict: "pass", reasons: [] }) : control({ seed });
      });
    expect(gateOf(controls(0), controls(4)).verdict).toBe("not-worse");
    expect(gateOf(controls(0), controls(5)).reasons).toEqual([
      "controls: 5 false alarms in 20 drills without a mass failure, 0 before; by chance that happens with p = 0.03125 (exact McNemar test, one-sided)",
    ]);
    expect(gateOf(controls(5), controls(5)).verdict).toBe("identical");
  });

  it("needs no statistics for a safety invariant that is newly broken", () => {
    expect(
      gateOf(
        seeded(50),
        seeded(50, (seed) => (seed === 7 ? broken("safety") : {})),
      ).reasons,
    ).toEqual(["outage: the safety invariant paged-once is newly broken, at seed 7"]);
    expect(
      gateOf(
        seeded(50, () => broken("safety")),
        seeded(50, () => broken("safety")),
      ).reasons,
    ).toEqual([]);
    expect(
      gateOf(
        seeded(50),
        seeded(50, (seed) => (seed === 7 ? broken("liveness") : {})),
      ).reasons,
    ).toEqual([]);
  });

  it("takes a safety invariant that was broken elsewhere in the scenario for no news, paired or not", () => {
    const brokenAt = (count: number, ...seeds: readonly number[]) =>
      seeded(count, (seed) => (seeds.includes(seed) ? broken("safety") : {}));
    expect(gateOf(brokenAt(50, 3), brokenAt(50, 7)).verdict).toBe("not-worse");
    expect(gateOf(brokenAt(50, 50), brokenAt(49, 7)).verdict).toBe("not-worse");
    expect(gateOf(brokenAt(49), brokenAt(50, 50)).reasons).toEqual([
      "outage: the safety invariant paged-once is newly broken, at seed 50",
    ]);
    expect(
      gateOf(brokenAt(2, 1), [...brokenAt(2, 1), ...brokenAt(2).map((row) => ({ ...row, scenario: "new" }))])
        .verdict,
    ).toBe("not-worse");
  });

  it.each<{ what: string; parts: Partial<DrillRow>; named: string }>([
    { what: "a liveness invariant", parts: broken("liveness"), named: "liveness invariant incidents-end" },
    { what: "a safety invariant", parts: broken("safety"), named: "safety invariant paged-once" },
    {
      what: "a rule",
      parts: { violations: [{ rule: "unneeded", atMs: 1 as InstantMs, detail: "a change" }] },
      named: "rule unneeded",
    },
  ])("counts how often $what is broken by the same test", ({ parts, named }) => {
    const rows = (count: number, from = 1) =>
      seeded(40, (seed) => (seed >= from && seed < from + count ? parts : {}));
    // Never kept in one drill, so that it is no news.
    expect(gateOf(rows(1), rows(5)).verdict).toBe("not-worse");
    expect(gateOf(rows(1), rows(6)).reasons).toEqual([
      `over all scenarios: the ${named} is broken in 6 of 40 drills, 1 before; by chance that happens with p = 0.03125 (exact McNemar test, one-sided, adjusted for the number of rules and invariants)`,
    ]);
    expect(gateOf(rows(10), rows(10, 11)).verdict).toBe("not-worse");
    expect(gateOf(rows(10), rows(1)).verdict).toBe("not-worse");
  });

  it.each([
    { what: "seconds, however sure", pairs: 200, seconds: () => 29, verdict: "not-worse" },
    { what: "half a minute, when sure", pairs: 200, seconds: () => 30, verdict: "worse" },
    { what: "ten minutes, of four pairs", pairs: 4, seconds: () => 600, verdict: "not-worse" },
    {
      what: "a median of nothing, for all that a few lose",
      pairs: 60,
      seconds: (seed: number) => (seed < 25 ? 600 : 0),
      verdict: "not-worse",
    },
    { what: "faster", pairs: 200, seconds: () => -120, verdict: "not-worse" },
  ])("takes a clock slower by $what for $verdict", ({ pairs, seconds, verdict }) => {
    const { before, after } = slower(pairs, seconds);
    expect(gateOf(before, after).verdict).toBe(verdict);
  });

  it("says how much slower a clock is", () => {
    const { before, after } = slower(20, (seed) => 40 + seed);
    expect(gateOf(before, after).reasons).toEqual([
      expect.stringMatching(
        /^outage: detect is slower by 50s in the median of 20 pairs \(95% interval 46s to 55s\); by chance .* p = 0\.0000?\d+ \(Wilcoxon/,
      ),
    ]);
  });
});

describe("a clock that stops no more", () => {
  const stopsNoMore = (pairs: number, count: number, late: number) =>
    gateOf(
      seeded(pairs),
      seeded(pairs, (seed) => ({
        ...(seed <= count
          ? without("resolve")
          : { clocks: { ...minutesEach(5), resolve: seconds(300 + late) } }),
        journalSha256: "e".repeat(64),
      })),
    ).reasons;

  it("is slower where that is so in most drills", () => {
    expect(stopsNoMore(20, 20, 0)).toEqual([
      expect.stringMatching(
        /^outage: resolve stops no more in 20 drills and now in 0; by chance .* \(Wilcoxon/,
      ),
    ]);
    expect(stopsNoMore(20, 11, 0)).toHaveLength(1);
    expect(stopsNoMore(20, 10, 0)).toEqual([]);
  });

  it("is told beside those that are slower", () => {
    expect(stopsNoMore(20, 19, 60)).toEqual([
      expect.stringMatching(
        /^outage: resolve is slower by 1m 00s in the median of 1 pairs, and stops no more in 19 drills and now in 0; /,
      ),
    ]);
  });
});

const DIFFERENT = "f".repeat(64);
const rubricOf = (id: string, sha256: string): Partial<CampaignIdentity> => ({
  scenarios: [{ id: "outage", sha256: "c".repeat(64), rubric: { id, sha256 } }],
});

describe("a result", () => {
  const now = documentOf(seeded(3));

  it.each([
    { what: "the same", parts: {}, said: [] },
    {
      what: "another build and runbook",
      parts: { productVersion: "9", runbook: { id: "X", version: "2", sha256: DIFFERENT } },
      said: [],
    },
    {
      what: "another player",
      parts: { player: "clairvoyant" },
      said: [/played by clairvoyant, this campaign by responder/],
    },
    {
      what: "other chaos",
      parts: { chaos: "heavy", chaosSha256: DIFFERENT },
      said: [/with chaos heavy, this campaign with none/],
    },
    {
      what: "a changed chaos plan",
      parts: { chaosSha256: DIFFERENT },
      said: [/the chaos plan none has changed/],
    },
    {
      what: "another version of the rubric",
      parts: rubricOf("rubric", DIFFERENT),
      said: [/outage was judged by two versions of rubric/],
    },
    {
      what: "another rubric",
      parts: rubricOf("other", DIFFERENT),
      said: [/outage was judged by other and rubric/],
    },
  ])("is compared with a baseline of $what, or it is said why not", ({ parts, said }) => {
    const problems = unfitAsBaseline(documentOf(seeded(3), parts), now);
    expect(problems).toEqual(said.map((pattern) => expect.stringMatching(pattern)));
  });

  it("is not compared where nothing is in common", () => {
    expect(incomparable(documentOf([control()]), now)).toEqual([
      "no scenario in common: one has control, the other outage",
    ]);
    expect(incomparable(documentOf([rowWith({ seed: 9 })]), now)).toEqual([
      "no drill in common: the same scenarios, but no seed of them on both sides",
    ]);
  });

  it("may be compared with other players and chaos outside the gate", () => {
    expect(incomparable(documentOf(seeded(3), { player: "clairvoyant", chaos: "heavy" }), now)).toEqual([]);
  });

  it("comes with what a reader of the comparison should know", () => {
    const before = documentOf(seeded(3), {
      scenarios: [{ id: "outage", sha256: DIFFERENT, rubric: { id: "rubric", sha256: "d".repeat(64) } }],
    });
    const after = documentOf([...seeded(2), control()]);
    expect(caveats(compareCampaigns(before, after))).toEqual([
      "changed in between, so that the same seed is another world: outage",
      "not there before, so not compared: control",
      "drills on one side only, not compared: 1 before, 1 after",
    ]);
    expect(caveats(compareCampaigns(now, now))).toEqual([]);
  });
});
