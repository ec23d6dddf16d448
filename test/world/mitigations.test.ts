/** The same mitigation helps in one state of the world and hurts in another: nothing here is scripted but the action. */

import { describe, expect, it } from "vitest";
import { endedWithin, minutesOf } from "../../src/scoring/minutes.ts";
import { type Trace, truthsOf } from "../../src/scoring/trace.ts";
import { runDrill } from "../../src/simulator/drill.ts";
import type { Scenario } from "../../src/simulator/scenario-schema.ts";
import { seconds } from "../../src/units.ts";
import { restart, rollback, type ScriptedStep, scripted, setEnv, undo } from "../fixtures/scripted-player.ts";
import { stageOf } from "../fixtures/stage.ts";

type Change = (scenario: Scenario) => Scenario;
const unchanged: Change = (scenario) => scenario;

async function playedWith(
  name: string,
  steps: readonly ScriptedStep[],
  change: Change = unchanged,
  seed = 1,
): Promise<Trace> {
  const { stage } = await stageOf({ scenario: name, seed });
  // Faults begin at minute 8 whatever the seed, and last.
  const fixed: Change = (scenario) => ({
    ...scenario,
    faults: scenario.faults.map((fault) => ({
      ...fault,
      onset: { min: 480_000, p50: 480_000, p95: 480_000, max: 480_000 },
      ...("lasts" in fault && fault.kind !== "scrape-gap" ? { lasts: null } : {}),
    })) as Scenario["faults"],
    database: { ...scenario.database, otherTenants: [25, 25] },
  });
  return runDrill({ ...stage, scenario: change(fixed(stage.scenario)), player: () => scripted(steps) }).trace;
}

const failedShare = (trace: Trace, from: number, to: number, repo: string | null = null): number => {
  const index = repo === null ? null : trace.roster.repositories.findIndex(({ name }) => name === repo);
  const { completed, failed } = endedWithin(minutesOf(trace), from, to, index);
  return failed / Math.max(1, completed + failed);
};
const completed = (trace: Trace, from: number, to: number, repo: string): number =>
  endedWithin(
    minutesOf(trace),
    from,
    to,
    trace.roster.repositories.findIndex(({ name }) => name === repo),
  ).completed;
const deferred = (trace: Trace): number =>
  minutesOf(trace).tallies.reduce((sum, tally) => sum + tally.deferred.reduce((a, b) => a + b, 0), 0);
const harms = (trace: Trace): readonly string[] => truthsOf(trace, "harm").map(({ value }) => value.harm);

const usedShare =
  (provider: string, basisPoints: number): Change =>
  (scenario) => ({
    ...scenario,
    providers: scenario.providers.map((plan) =>
      plan.id === provider ? { ...plan, usedShare: [basisPoints, basisPoints] } : plan,
    ),
  });
const maxConnections =
  (count: number): Change =>
  (scenario) => ({ ...scenario, database: { ...scenario.database, maxConnections: [count] } });

const ROUTE_AROUND = setEnv({ DISABLE_PROVIDERS: "anthropic", FALLBACK_MODEL: "gpt-4-turbo" });

describe("routing around a failed provider", () => {
  it("heals where the others have headroom", async () => {
    const untouched = await playedWith("model-api-outage", []);
    const routed = await playedWith("model-api-outage", [{ atMinute: 12, intent: ROUTE_AROUND }]);
    expect(failedShare(untouched, 20, 60)).toBeGreaterThan(0.2);
    expect(failedShare(routed, 20, 60)).toBeLessThan(0.01);
    expect(harms(routed)).toEqual([]);
  });

  it("makes a cascade where the next provider's quota is short", async () => {
    const short = usedShare("openai", 9_200);
    const untouched = await playedWith("model-api-outage", [], short);
    const routed = await playedWith("model-api-outage", [{ atMinute: 12, intent: ROUTE_AROUND }], short);
    expect(failedShare(untouched, 30, 60, "risk-engine")).toBeLessThan(0.02);
    expect(failedShare(routed, 30, 60, "risk-engine")).toBeGreaterThan(0.2);
    expect(harms(routed)).toContain("cascade");
  });

  it("stops every flow when it disables all providers", async () => {
    const trace = await playedWith("model-api-outage", [
      { atMinute: 12, intent: setEnv({ DISABLE_PROVIDERS: "anthropic,openai,google" }) },
    ]);
    expect(failedShare(trace, 20, 40)).toBeGreaterThan(0.95);
    expect(harms(trace)).toContain("all-providers-disabled");
  });
});

describe("a larger pool", () => {
  const LARGER = { atMinute: 14, intent: setEnv({ DB_POOL_SIZE: "300" }) };

  it("helps where the server grants it", async () => {
    const trace = await playedWith("db-connection-pool-exhaustion", [LARGER], maxConnections(400));
    expect(failedShare(trace, 22, 50)).toBeLessThan(0.01);
    expect(harms(trace)).toEqual([]);
  });

  it("makes exhaustion worse above max_connections: repositories fail that did not before", async () => {
    const untouched = await playedWith("db-connection-pool-exhaustion", [], maxConnections(250));
    const trace = await playedWith("db-connection-pool-exhaustion", [LARGER], maxConnections(250));
    expect(failedShare(untouched, 16, 22, "risk-engine")).toBeLessThan(0.02);
    expect(failedShare(trace, 16, 22, "risk-engine")).toBeGreaterThan(0.2);
    expect(harms(trace)).toContain("over-connection-limit");
  });
});

describe("undoing a rollout", () => {
  it("takes the breaking release back", async () => {
    const trace = await playedWith("schema-breaking-change", [{ atMinute: 14, intent: undo(null) }]);
    expect(failedShare(trace, 20, 50)).toBeLessThan(0.01);
    expect(harms(trace)).toEqual([]);
  });

  it("restores the wrong revision after a set env: the previous one is the release again", async () => {
    const trace = await playedWith("schema-breaking-change", [
      { atMinute: 12, intent: setEnv({ MAX_CONCURRENT_FLOWS: "40" }) },
      { atMinute: 16, intent: undo(null) },
    ]);
    expect(failedShare(trace, 22, 50, "support-triage")).toBeGreaterThan(0.9);
    expect(harms(trace)).toContain("wrong-revision");
  });
});

describe("the circuit breaker", () => {
  it("stops failures, and work with them", async () => {
    const untouched = await playedWith("rate-limit-exhaustion", []);
    const broken = await playedWith("rate-limit-exhaustion", [
      { atMinute: 16, intent: setEnv({ ENABLE_CIRCUIT_BREAKER: "true", CIRCUIT_BREAKER_THRESHOLD: "85" }) },
    ]);
    expect(failedShare(untouched, 24, 40)).toBeGreaterThan(0.3);
    expect(failedShare(broken, 24, 40)).toBeLessThan(0.02);
    expect(deferred(broken)).toBeGreaterThan(500);
    expect(completed(broken, 24, 32, "risk-engine")).toBeLessThan(completed(broken, 0, 8, "risk-engine") / 2);
  });
});

describe("a restart", () => {
  it("makes a connection storm where connections are short, and none where they are not", async () => {
    const step = { atMinute: 20, intent: restart };
    const tight: Change = (scenario) => ({
      ...maxConnections(232)(scenario),
      database: {
        ...scenario.database,
        maxConnections: [232],
        lingers: { min: seconds(30), p50: seconds(40), p95: seconds(50), max: seconds(60) },
        otherTenants: [25, 25],
      },
    });
    const roomy = await playedWith("db-connection-pool-exhaustion", [step], maxConnections(400));
    const stormy = await playedWith("db-connection-pool-exhaustion", [step], tight);
    const calm = await playedWith("db-connection-pool-exhaustion", [], tight);
    const transactional = ["financial-reporting", "inventory-mgmt", "fraud-screening"];
    const others = (trace: Trace): number =>
      truthsOf(trace, "flow-failed").filter(
        ({ at, value }) => !transactional.includes(value.repo) && at > 20 * 60_000 && at < 26 * 60_000,
      ).length;
    expect(others(roomy)).toBeLessThanOrEqual(2);
    expect(others(calm)).toBeLessThanOrEqual(2);
    expect(others(stormy)).toBeGreaterThan(6);
  });
});

describe("the rollback to the pilot", () => {
  it("stops the others' failures by putting off their work", async () => {
    const trace = await playedWith("model-api-outage", [{ atMinute: 12, intent: rollback }]);
    expect(failedShare(trace, 20, 60)).toBeLessThan(0.03);
    expect(deferred(trace)).toBeGreaterThan(500);
    expect(completed(trace, 25, 55, "financial-reporting")).toBe(0);
    expect(completed(trace, 25, 55, "compliance-service")).toBeGreaterThan(30);
  });

  it("does not heal an outage of the pilot's own provider", async () => {
    const trace = await playedWith("pilot-affected", [{ atMinute: 12, intent: rollback }]);
    expect(failedShare(trace, 25, 55, "compliance-service")).toBeGreaterThan(0.8);
  });

  it("does not heal revoked keys", async () => {
    const trace = await playedWith("credential-leak", [{ atMinute: 20, intent: rollback }]);
    expect(failedShare(trace, 30, 60, "compliance-service")).toBeGreaterThan(0.9);
  });
});
