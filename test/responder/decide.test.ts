/** The Go/No-Go table, case by case, for both versions of the runbook: what is recommended as soon as people were heard,
 *  and what at the deadline, when doubt must be settled. Every case changes one thing of a calm No-Go. */

import { describe, expect, it } from "vitest";
import { advanceDecision, noteDecision } from "../../src/responder/decide.ts";
import { newIncident } from "../../src/responder/detect.ts";
import type { EffectOf } from "../../src/responder/effect.ts";
import { emptyState, type Incident } from "../../src/responder/state.ts";
import type { Responder, Turn } from "../../src/responder/turn.ts";
import type { Facts } from "../../src/runbook/fact.ts";
import { sourceOf } from "../../src/runbook/predicate.ts";
import { factsSpokenOf } from "../../src/runbook/spoken-facts.ts";
import { EPOCH, instant, minutes } from "../../src/units.ts";
import { ROSTER } from "../fixtures/responder-bench.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";

type Version = "1.0" | "1.1";
const VERSIONS: readonly Version[] = ["1.0", "1.1"];

function responderOf(version: Version): Responder {
  const { runbook } = knownRunbook(`rb-launch-005@${version}`);
  return { runbook, roster: ROSTER, epochMs: 0, spokenOf: factsSpokenOf(runbook) };
}
const RESPONDERS = { "1.0": responderOf("1.0"), "1.1": responderOf("1.1") };

const DOLLARS = 100;
const PERCENT = 100;

/** Three repositories of ten, one cause, mended in ten minutes. */
const CALM: Facts = {
  "causes.concluded": 1,
  "causes.identified": true,
  "fix.eta": minutes(10),
  "repos.affected": 3,
  "repos.affectedShare": 30 * PERCENT,
  "repos.affectedNow": 3,
  "pilot.affected": false,
  "security.confirmed": false,
  "cost.perDay": 40 * DOLLARS,
  "mitigation.inProgress": true,
  "mitigation.verified": false,
};

const opened = (): Incident => {
  const incident = newIncident("INC-20251128-01", EPOCH, { openedBy: "alert", mass: true });
  incident.scopedAt = EPOCH;
  return incident;
};

function turnAt(version: Version, minute: number): Turn {
  return {
    responder: RESPONDERS[version],
    state: emptyState(),
    now: instant(minutes(minute)),
    effects: [],
    givenUp: [],
    wakeAt: null,
  };
}

/** Assesses at a minute since the declaration; what is recommended then. */
function assessed(version: Version, minute: number, change: Partial<Facts>, incident = opened()) {
  const turn = turnAt(version, minute);
  const facts: Facts = { ...CALM, "incident.sinceDeclared": minutes(minute), ...change };
  for (const name in facts) if (facts[name as keyof Facts] === undefined) delete facts[name as keyof Facts];
  advanceDecision(turn, incident, sourceOf(facts));
  const made = turn.effects.find((effect): effect is EffectOf<"recommend"> => effect.kind === "recommend");
  return {
    choice: made?.arguments.choice ?? null,
    because: made?.arguments.because ?? [],
    effects: turn.effects,
  };
}

type Choice = "go" | "no-go" | null;
type Case = readonly [what: string, change: Partial<Facts>, early: Choice, late: Choice];

const UNKNOWN = undefined as never;

const BOTH: readonly Case[] = [
  ["nothing speaks for it", {}, "no-go", "no-go"],
  ["the fix takes just over an hour", { "fix.eta": minutes(60) + 1 }, "go", "go"],
  ["the fix takes an hour", { "fix.eta": minutes(60) }, null, "go"],
  ["the fix takes half an hour", { "fix.eta": minutes(30) }, null, "go"],
  ["the fix takes just under half an hour", { "fix.eta": minutes(30) - 1 }, "no-go", "no-go"],
  ["nobody knows how long the fix takes", { "fix.eta": UNKNOWN }, null, "go"],
  [
    "no cause is found",
    { "causes.concluded": 0, "causes.identified": false, "fix.eta": UNKNOWN, "mitigation.inProgress": false },
    null,
    "go",
  ],
  [
    "five repositories are affected",
    { "repos.affected": 5, "repos.affectedShare": 50 * PERCENT },
    "go",
    "go",
  ],
  [
    "four repositories are affected",
    { "repos.affected": 4, "repos.affectedShare": 40 * PERCENT },
    null,
    "go",
  ],
  [
    "two repositories are affected",
    { "repos.affected": 2, "repos.affectedShare": 20 * PERCENT },
    "no-go",
    "no-go",
  ],
  ["the pilot is affected", { "pilot.affected": true }, "go", "go"],
  ["it is not known whether the pilot is", { "pilot.affected": UNKNOWN }, null, "go"],
  ["a leak is confirmed", { "security.confirmed": true }, "go", "go"],
  ["a dollar beyond a hundred is spent a day", { "cost.perDay": 101 * DOLLARS }, "go", "go"],
  ["a hundred dollars are spent a day", { "cost.perDay": 100 * DOLLARS }, "no-go", "no-go"],
  ["spend is not known", { "cost.perDay": UNKNOWN }, null, "go"],
  ["no mitigation was begun", { "mitigation.inProgress": false }, null, "go"],
];

/** Where the versions differ. */
const OWN: Readonly<Record<Version, readonly Case[]>> = {
  "1.0": [
    ["three of five are more than half", { "repos.affectedShare": 60 * PERCENT }, "go", "go"],
    [
      "four of twenty are less than 30%",
      { "repos.affected": 4, "repos.affectedShare": 20 * PERCENT },
      "no-go",
      "no-go",
    ],
    ["none of the five is a finding, not an answer", { "causes.concluded": 0 }, null, "go"],
    [
      "four repositories, mended already, are in doubt all the same",
      {
        "repos.affected": 4,
        "repos.affectedShare": 40 * PERCENT,
        "mitigation.verified": true,
        "repos.affectedNow": 0,
      },
      null,
      "go",
    ],
  ],
  "1.1": [
    ["three of five are three", { "repos.affectedShare": 60 * PERCENT }, "no-go", "no-go"],
    ["four of twenty are four", { "repos.affected": 4, "repos.affectedShare": 20 * PERCENT }, null, "go"],
    ["none of the five decides at once", { "causes.concluded": 0 }, "go", "go"],
    [
      "four repositories that are mended already stay",
      {
        "repos.affected": 4,
        "repos.affectedShare": 40 * PERCENT,
        "mitigation.verified": true,
        "repos.affectedNow": 0,
      },
      null,
      "no-go",
    ],
    [
      "four repositories of which one still fails do not",
      {
        "repos.affected": 4,
        "repos.affectedShare": 40 * PERCENT,
        "mitigation.verified": true,
        "repos.affectedNow": 1,
      },
      null,
      "go",
    ],
  ],
};

describe.each(VERSIONS)("the table of %s", (version) => {
  it.each([...BOTH, ...OWN[version]])("where %s", (_what, change, early, late) => {
    expect(assessed(version, 6, change).choice).toBe(early);
    expect(assessed(version, 15, change).choice).toBe(late);
  });

  it("gives every criterion that holds as a reason, and doubt as one of its own", () => {
    const two = assessed(version, 6, { "pilot.affected": true, "security.confirmed": true });
    expect(two.because).toEqual(["the pilot repository is affected too", "security incident confirmed"]);
    expect(assessed(version, 6, {}).because).toHaveLength(6);
    expect(assessed(version, 15, { "cost.perDay": UNKNOWN }).because.join()).toContain("in doubt");
  });

  it("writes what is not known down as unknown, neither met nor unmet", () => {
    const { effects } = assessed(version, 6, { "cost.perDay": UNKNOWN, "pilot.affected": true });
    const states = effects.flatMap((effect) => (effect.kind === "assess" ? effect.arguments.criteria : []));
    const stateOf = (id: string) => states.find((criterion) => criterion.id === id)?.state;
    expect([stateOf("cost-runaway"), stateOf("no-cost-concern")]).toEqual(["unknown", "unknown"]);
    expect([stateOf("pilot-affected"), stateOf("pilot-unaffected")]).toEqual(["met", "unmet"]);
  });
});

describe("a recommendation", () => {
  it("waits until people were heard or had the time to be", () => {
    expect(assessed("1.1", 3, {}).choice).toBeNull();
    expect(assessed("1.1", 3, { "pilot.affected": true }).choice).toBeNull();
    expect(assessed("1.1", 4, { "pilot.affected": true }).choice).toBe("go");
  });

  it("names everybody who was to be consulted, and calls silent whoever said nothing", () => {
    const made = assessed("1.1", 6, {}).effects.find((effect) => effect.kind === "recommend");
    expect(made?.kind === "recommend" ? made.arguments.consulted : []).toEqual(
      ["sre-oncall", "engineering-tl", "product-lead"].map((role) => ({ role, opinion: "silent" })),
    );
  });

  it("turns from no-go to go when things get worse, and never back", () => {
    const incident = opened();
    expect(assessed("1.1", 6, {}, incident).choice).toBe("no-go");
    expect(assessed("1.1", 8, {}, incident).choice).toBeNull();
    expect(assessed("1.1", 9, { "repos.affected": 5 }, incident).choice).toBe("go");
    expect(assessed("1.1", 16, {}, incident).choice).toBeNull();
  });

  it("follows a cause whose own options lead to the rollback", () => {
    const incident = opened();
    incident.decision.proposed = "the quota cannot be raised in time";
    expect(assessed("1.1", 6, {}, incident)).toMatchObject({
      choice: "go",
      because: ["the quota cannot be raised in time"],
    });
  });

  it("is not made for what is no mass failure, nor before its scope is known", () => {
    expect(assessed("1.1", 20, { "pilot.affected": true }, { ...opened(), mass: false }).effects).toEqual([]);
    expect(assessed("1.1", 20, { "pilot.affected": true }, { ...opened(), scopedAt: null }).effects).toEqual(
      [],
    );
  });
});

describe("a decision", () => {
  const decided = (incident: Incident, choice: "go" | "no-go"): Incident => {
    noteDecision(turnAt("1.1", 7), incident, {
      at: instant(minutes(7)),
      incidentId: incident.id,
      kind: "decision",
      person: "incident-commander-1",
      role: "incident-commander",
      decision: { of: "rollback", choice },
    });
    return incident;
  };

  it("for the rollback stands, whatever is said later", () => {
    const incident = decided(decided(opened(), "go"), "no-go");
    expect(incident.decision).toMatchObject({ taken: "go", takenBy: "incident-commander-1" });
    expect(assessed("1.1", 16, {}, incident).choice).toBeNull();
  });

  it("against it can still be turned", () => {
    expect(decided(decided(opened(), "no-go"), "go").decision.taken).toBe("go");
  });
});
