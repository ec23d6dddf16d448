/** Campaigns made by hand: rows that say just what a test is about, and arbitrary ones for laws. */

import { type CampaignDocument, campaignDocument } from "../../src/campaign/document.ts";
import type { DrillRow } from "../../src/campaign/drill-row.ts";
import type { CampaignIdentity } from "../../src/campaign/identity.ts";
import { CAUSE_IDS } from "../../src/runbook/cause.ts";
import { TARGET_IDS, type TargetId } from "../../src/runbook/vocabulary.ts";
import type { DurationMs, InstantMs } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";

const NO_CLOCKS = Object.fromEntries(TARGET_IDS.map((id) => [id, null])) as DrillRow["clocks"];

export const minutesEach = (minutes: number): DrillRow["clocks"] =>
  Object.fromEntries(TARGET_IDS.map((id) => [id, minutes * 60_000])) as DrillRow["clocks"];

export const detectedAfter = (minutes: number): DrillRow["clocks"] => ({
  ...minutesEach(5),
  detect: (minutes * 60_000) as DurationMs,
});

/** A passed drill with a mass failure, but for what is said otherwise. */
export const rowWith = (parts: Partial<DrillRow> = {}): DrillRow => ({
  scenario: "outage",
  seed: 1,
  journalSha256: "a".repeat(64),
  verdict: "pass",
  score: 100,
  clocks: minutesEach(5),
  missed: [],
  detection: { truth: "mass-failure", declared: true, correct: true },
  diagnosis: { truth: ["model-api-outage"], named: ["model-api-outage"], correct: true },
  decision: { expected: "no-go", recommended: "no-go", taken: "no-go", correct: true },
  healthyMs: 1_800_000 as DurationMs,
  falseAlarm: false,
  reasons: [],
  losses: [],
  violations: [],
  brokenInvariants: [],
  toolFaults: [],
  cost: { flowsFailed: 7, flowsDeferred: 0, dollars: 0.5 },
  ...parts,
});

export const failed = (reasons: readonly string[] = ["detect missed its target"]): Partial<DrillRow> => ({
  verdict: "fail",
  reasons,
});

export const inconclusive: Partial<DrillRow> = {
  verdict: "inconclusive",
  reasons: ["outage left 0 http-errors of at least 5"],
};

/** A drill in which nothing failed. */
export const control = (parts: Partial<DrillRow> = {}): DrillRow =>
  rowWith({
    scenario: "control",
    clocks: NO_CLOCKS,
    detection: { truth: "none", declared: false, correct: true },
    diagnosis: { truth: [], named: [], correct: true },
    decision: { expected: "none", recommended: "none", taken: "none", correct: true },
    healthyMs: 3_600_000 as DurationMs,
    ...parts,
  });

export const alarmed = (parts: Partial<DrillRow> = {}): DrillRow =>
  control({
    ...failed(["a mass failure was declared that was none"]),
    detection: { truth: "none", declared: true, correct: false },
    falseAlarm: true,
    ...parts,
  });

/** Rows of one scenario, seeds from 1. */
export const seeded = (
  count: number,
  partsOf: (seed: number) => Partial<DrillRow> = () => ({}),
): readonly DrillRow[] =>
  Array.from({ length: count }, (_, index) => rowWith({ seed: index + 1, ...partsOf(index + 1) }));

export const without = (target: TargetId): Pick<DrillRow, "clocks" | "missed"> => ({
  clocks: { ...minutesEach(5), [target]: null },
  missed: [target],
});

export function identityOf(
  rows: readonly DrillRow[],
  parts: Partial<CampaignIdentity> = {},
): CampaignIdentity {
  const ids = [...new Set(rows.map(({ scenario }) => scenario))].sort();
  const seeds = rows.map(({ seed }) => seed);
  return {
    productVersion: "0.1.0",
    chaos: "none",
    chaosSha256: null,
    player: "responder",
    runbook: { id: "RB-LAUNCH-005", version: "1.1", sha256: "b".repeat(64) },
    scenarios: ids.map((id) => ({
      id,
      sha256: "c".repeat(64),
      rubric: { id: "rubric", sha256: "d".repeat(64) },
    })),
    seeds: { first: Math.min(...seeds), last: Math.max(...seeds) },
    names: { runbook: null, chaos: null, scenarios: {} },
    ...parts,
  };
}

export const TIMING = { wallMs: 1_000, drillsPerSecond: 12.5, workers: 2 };

export const documentOf = (
  rows: readonly DrillRow[],
  parts: Partial<CampaignIdentity> = {},
): CampaignDocument => campaignDocument(identityOf(rows, parts), rows, TIMING, null);

const causes = fc.subarray([...CAUSE_IDS], { maxLength: 2 });
const clock = fc.oneof(fc.constant("never" as const), fc.nat({ max: 7_200_000 }));
const wait = fc.record({
  for: fc.constantFrom("the declaration", "dba-1 to do scale-database", "dba-2 to do scale-database"),
  ms: fc.nat({ max: 3_600_000 }).map((ms) => ms as DurationMs),
});

const outcome = fc
  .record({
    verdict: fc.constantFrom("pass" as const, "fail" as const, "inconclusive" as const),
    clocks: fc.tuple(clock, clock, clock, clock, clock),
    declared: fc.boolean(),
    truth: causes,
    named: causes,
    right: fc.boolean(),
    falseAlarm: fc.boolean(),
    healthyMs: fc.nat({ max: 3_600_000 }),
    waits: fc.array(wait, { maxLength: 3 }),
    journal: fc.constantFrom("a", "b"),
    broken: fc.boolean(),
  })
  .map(
    ({
      verdict,
      clocks,
      declared,
      truth,
      named,
      right,
      falseAlarm,
      healthyMs,
      waits,
      journal,
      broken,
    }): Partial<DrillRow> => {
      const missed = TARGET_IDS.filter((_, index) => clocks[index] === "never");
      return {
        verdict,
        journalSha256: journal.repeat(64),
        clocks: Object.fromEntries(
          TARGET_IDS.map((id, index) => [id, clocks[index] === "never" ? null : clocks[index]]),
        ) as DrillRow["clocks"],
        missed,
        detection: { truth: "mass-failure", declared, correct: declared },
        diagnosis: { truth, named, correct: right },
        decision: { expected: "go", recommended: right ? "go" : "none", taken: "none", correct: right },
        falseAlarm,
        healthyMs: healthyMs as DurationMs,
        losses: missed.map((target) => ({ target, waits })),
        brokenInvariants: broken
          ? [{ id: "approved", kind: "safety", guard: true, atMs: 1 as InstantMs, detail: "a change" }]
          : [],
      };
    },
  );

/** The same drills as they went twice. */
export const twice = fc
  .uniqueArray(
    fc.record({
      scenario: fc.constantFrom("a", "b", "B"),
      seed: fc.integer({ min: 1, max: 30 }),
      before: outcome,
      after: outcome,
    }),
    { selector: ({ scenario, seed }) => `${scenario} ${seed}`, minLength: 1, maxLength: 40 },
  )
  .map((drills) => ({
    before: drills.map(({ scenario, seed, before }) => rowWith({ scenario, seed, ...before })),
    after: drills.map(({ scenario, seed, after }) => rowWith({ scenario, seed, ...after })),
  }));
