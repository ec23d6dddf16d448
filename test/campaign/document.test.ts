/** The campaign's document: what rows come to, whatever order they come in, and that it can be read back. */

import { describe, expect, it } from "vitest";
import { campaignDigest } from "../../src/campaign/digest.ts";
import { campaignDocument } from "../../src/campaign/document.ts";
import type { DrillRow } from "../../src/campaign/drill-row.ts";
import { readCampaignDocument } from "../../src/campaign/read-document.ts";
import type { DurationMs, InstantMs } from "../../src/units.ts";
import { fc } from "../foundations/fast-check.ts";
import {
  alarmed,
  control,
  documentOf,
  failed,
  identityOf,
  inconclusive,
  minutesEach,
  rowWith,
  seeded,
  TIMING,
  twice,
  without,
} from "./hand-made.ts";

describe("a campaign's document", () => {
  it("is the same text whatever order the drills came in", () => {
    fc.assert(
      fc.property(
        twice.chain(({ before }) =>
          fc.tuple(fc.constant(before), fc.shuffledSubarray([...before], { minLength: before.length })),
        ),
        ([rows, shuffled]) => {
          const identity = identityOf(rows);
          const text = (of: readonly DrillRow[]): string =>
            JSON.stringify(campaignDocument(identity, of, TIMING, null));
          expect(text(shuffled)).toBe(text(rows));
        },
      ),
    );
  });

  it("adds up: every drill is in one scenario, and has one outcome", () => {
    fc.assert(
      fc.property(twice, ({ before }) => {
        const { drills, scenarios, overall, results } = documentOf(before);
        const sum = (numbers: readonly number[]): number =>
          numbers.reduce((total, value) => total + value, 0);
        expect(sum(scenarios.map(({ seeds }) => seeds))).toBe(drills);
        expect(sum(overall.confusion.map((cell) => cell.drills))).toBe(drills);
        expect(sum(scenarios.map(({ falseAlarms }) => falseAlarms))).toBe(overall.falseAlarms);
        for (const {
          id,
          seeds,
          pass,
          inconclusive: unproven,
          failingSeeds,
          inconclusiveSeeds,
        } of scenarios) {
          const passing = results.filter((row) => row.scenario === id && row.verdict === "pass").length;
          expect(passing + failingSeeds.length + inconclusiveSeeds.length).toBe(seeds);
          expect(inconclusiveSeeds.length).toBe(unproven);
          expect(pass.rate).toBeCloseTo(passing / seeds, 5);
        }
      }),
    );
  });

  it("has the shape that scripts rely on", () => {
    const rows = [...seeded(3), control(), control({ seed: 2 })];
    const document = documentOf(rows);
    expect(document).toMatchObject({
      schemaVersion: 1,
      exercise: true,
      shard: null,
      drills: 5,
      digest: campaignDigest(rows),
      timing: TIMING,
    });
    expect(document.scenarios.map(({ id }) => id)).toEqual(["control", "outage"]);
    expect(document.results.map(({ scenario, seed }) => `${scenario} ${seed}`)).toEqual([
      "control 1",
      "control 2",
      "outage 1",
      "outage 2",
      "outage 3",
    ]);
    expect(document.scenarios[1]).toMatchObject({
      id: "outage",
      seeds: 3,
      pass: { rate: 1, low: 0.438503, high: 1 },
      inconclusive: 0,
      clocks: { detect: { p50: 300_000, p90: 300_000, p99: 300_000, max: 300_000 } },
      diagnosisAccuracy: { rate: 1 },
      decisionAccuracy: { rate: 1 },
      falseAlarms: 0,
      failingSeeds: [],
    });
    expect(document.scenarios[0]?.clocks.detect).toMatchObject({
      p50: null,
      max: null,
      stopped: 0,
      never: 0,
    });
  });

  it("counts a drill that proved nothing among those that did not pass", () => {
    const [scenario] = documentOf([
      ...seeded(3),
      rowWith({ seed: 4, ...inconclusive }),
      rowWith({ seed: 5, ...failed() }),
    ]).scenarios;
    expect(scenario).toMatchObject({
      pass: { rate: 0.6 },
      inconclusive: 1,
      failingSeeds: [5],
      inconclusiveSeeds: [4],
    });
  });

  it("takes a clock that never stopped for longer than any", () => {
    const rows = seeded(10, (seed) =>
      seed > 7 ? { ...failed(), ...without("resolve") } : { clocks: minutesEach(seed) },
    );
    const clock = documentOf(rows).scenarios[0]?.clocks.resolve;
    expect(clock).toMatchObject({ p50: 300_000, p90: null, p99: null, max: 420_000, stopped: 7, never: 3 });
    expect(clock?.intervals.p50).toEqual({ low: 120_000, high: null });
  });

  it("says how often healthy hours were disturbed", () => {
    const { overall } = documentOf([
      control(),
      alarmed({ seed: 2 }),
      rowWith({ healthyMs: 0 as DurationMs }),
    ]);
    expect(overall).toMatchObject({ falseAlarms: 1, healthyHours: 2 });
    expect(overall.falseAlarmsPerThousandHealthyHours).toMatchObject({ rate: 500 });
    expect(
      documentOf([rowWith({ healthyMs: 0 as DurationMs })]).overall.falseAlarmsPerThousandHealthyHours,
    ).toBe(null);
  });

  it("says what was taken for what", () => {
    const wrong = { truth: ["model-api-outage"], named: [], correct: false } as const;
    const silent = { truth: "mass-failure", declared: false, correct: false } as const;
    const { confusion } = documentOf([
      ...seeded(2),
      rowWith({ seed: 3, diagnosis: wrong }),
      rowWith({ seed: 4, diagnosis: wrong, detection: silent }),
      control(),
      alarmed({ seed: 2, diagnosis: { truth: [], named: ["credential-leak"], correct: false } }),
    ]).overall;
    expect(confusion).toEqual([
      { massFailure: false, truth: [], named: ["credential-leak"], drills: 1 },
      { massFailure: false, truth: [], named: null, drills: 1 },
      { massFailure: true, truth: ["model-api-outage"], named: ["model-api-outage"], drills: 2 },
      { massFailure: true, truth: ["model-api-outage"], named: [], drills: 1 },
      { massFailure: true, truth: ["model-api-outage"], named: null, drills: 1 },
    ]);
  });

  it("says where the time of missed targets went, by role and not by person", () => {
    const lost = (waits: Readonly<Record<string, number>>): Partial<DrillRow> => ({
      losses: [
        {
          target: "resolve",
          waits: Object.entries(waits).map(([what, minutes]) => ({
            for: what,
            ms: (minutes * 60_000) as DurationMs,
          })),
        },
      ],
    });
    const { lostMinutes } = documentOf([
      rowWith({ seed: 1, ...lost({ "dba-1 to do scale-database": 10, "dba-2 to do scale-database": 6 }) }),
      rowWith({
        seed: 2,
        ...lost({ "dba-2 to do scale-database": 4, "Roll back (RB-LAUNCH-002) to take effect": 3 }),
      }),
      rowWith({ seed: 3, ...lost({ "incident-commander-1's approval": 5 }) }),
    ]).overall;
    expect(lostMinutes).toEqual([
      { target: "resolve", waitedFor: "dba to do scale-database", drills: 2, minutes: 20, medianMinutes: 10 },
      {
        target: "resolve",
        waitedFor: "incident-commander's approval",
        drills: 1,
        minutes: 5,
        medianMinutes: 5,
      },
      {
        target: "resolve",
        waitedFor: "Roll back (RB-LAUNCH-002) to take effect",
        drills: 1,
        minutes: 3,
        medianMinutes: 3,
      },
    ]);
  });

  it("counts drills with violations, broken invariants and faults of tools, each once", () => {
    const at = 1 as InstantMs;
    const { overall } = documentOf([
      rowWith({
        seed: 1,
        violations: [
          { rule: "unneeded", atMs: at, detail: "one" },
          { rule: "unneeded", atMs: at, detail: "two" },
        ],
        brokenInvariants: [{ id: "approved", kind: "safety", guard: true, atMs: at, detail: "" }],
        toolFaults: [{ id: "chat-outage", bites: 0 }],
      }),
      rowWith({ seed: 2, toolFaults: [{ id: "chat-outage", bites: 4 }] }),
    ]);
    expect(overall).toMatchObject({
      violations: [{ id: "unneeded", drills: 1 }],
      brokenInvariants: [{ id: "approved", kind: "safety", drills: 1 }],
      toolFaults: [{ id: "chat-outage", drills: 2, neverBit: 1, bites: 4 }],
    });
  });
});

describe("a document that is read back", () => {
  it("is the same text", () => {
    fc.assert(
      fc.property(twice, ({ before }) => {
        const text = JSON.stringify(documentOf(before));
        expect(JSON.stringify(readCampaignDocument("result.json", text))).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  const whole = documentOf([rowWith(), rowWith({ seed: 2 })]);
  const pretty = JSON.stringify(whole, null, 2);
  const changed = (from: string | RegExp, to: string): string => {
    const text = pretty.replace(from, to);
    expect(text).not.toBe(pretty);
    return text;
  };
  const lineOf = (text: string, passage: string): number =>
    text.slice(0, text.indexOf(passage)).split("\n").length;

  it.each([
    {
      what: "nothing",
      text: "",
      said: /result\.json:1:1: expected what `firedrill campaign --json`.*this is no JSON/,
    },
    { what: "a torn one", text: pretty.slice(0, 500), said: /result\.json:\d+:\d+: .*this is no JSON: / },
    { what: "a list", text: "[]", said: /result\.json:1:1: .*has no schemaVersion/ },
    { what: "a number", text: "7", said: /has no schemaVersion/ },
    { what: "null", text: "null", said: /has no schemaVersion/ },
    {
      what: "a drill's result",
      text: JSON.stringify({ schemaVersion: 1, scenario: "outage", verdict: "pass" }),
      said: /this is a single drill's result/,
    },
    {
      what: "another version",
      text: changed('"schemaVersion": 1', '"schemaVersion": 2'),
      said: /result\.json:2:20: schemaVersion: expected 1, .*found 2: play the campaign again/,
    },
    {
      what: "a broken digest",
      text: changed(/"journalSha256": "a/, '"journalSha256": "0'),
      said: /digest: .*changed or damaged/,
    },
    {
      what: "a drill that is there twice",
      text: changed('"seed": 2,', '"seed": 1,'),
      said: /results\.1: outage 1 is there twice/,
    },
    {
      what: "a drill of an unknown scenario",
      text: changed(/"scenario": "outage",\n {6}"seed": 2/, '"scenario": "other",\n      "seed": 2'),
      said: /results\.1\.scenario: "other" is not among identity\.scenarios/,
    },
  ])("complains of $what", ({ text, said }) => {
    expect(() => readCampaignDocument("result.json", text)).toThrow(said);
  });

  it.each([
    { from: '"verdict": "pass"', to: '"verdict": "good"', said: "results.0.verdict: expected one of" },
    {
      from: '"healthyMs": 1800000',
      to: '"healthyMs": -1',
      said: "results.0.healthyMs: expected no negative number",
    },
    { from: '"player": "responder"', to: '"player": ""', said: "identity.player: expected a name" },
  ])("names the line of what is not as expected: $to", ({ from, to, said }) => {
    const text = changed(from, to);
    expect(() => readCampaignDocument("result.json", text)).toThrow(said);
    expect(() => readCampaignDocument("result.json", text)).toThrow(`result.json:${lineOf(text, to)}:`);
  });

  it("places what is missing at what lacks it", () => {
    const text = changed(/ {4}"player": "responder",\n/, "");
    const line = lineOf(text, '"identity": {');
    expect(() => readCampaignDocument("result.json", text)).toThrow(`result.json:${line}:`);
  });
});
