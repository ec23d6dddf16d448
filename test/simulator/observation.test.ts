/** The world's Prometheus and Alertmanager together: scrapes and what they miss, rules and what becomes of their
 *  alerts on the way to the responder. */

import { describe, expect, it } from "vitest";
import { scorecardLines } from "../../src/report/scorecard-text.ts";
import { parseRuleFile } from "../../src/rules/rule-file.ts";
import type { Scenario } from "../../src/simulator/scenario-schema.ts";
import { milliseconds, minutes, seconds } from "../../src/units.ts";
import { inMinutes, observe } from "../fixtures/observed-world.ts";
import { play } from "../fixtures/stage.ts";

const SOUND: Partial<Scenario["observation"]> = {
  missedScrapes: 0,
  alertsLost: 0,
  alertsDuplicated: 0,
  alertDelay: { min: seconds(1), p50: seconds(1), p95: seconds(1), max: seconds(1) },
};
const always = 10_000;
const sum = "sum(flowengine_flow_executions_total)";

describe("scrapes", () => {
  it("come at their interval, of every pod at once", async () => {
    const world = await observe({ observation: SOUND });
    world.runUntil(inMinutes(2));
    const expected = Array.from({ length: 9 }, (_, count) => count * 15_000);
    for (const name of ["up", "flowengine_flow_executions_total", "flowengine_llm_cost_dollars_total"]) {
      const samples = world.samplesOf(name);
      expect(samples.length, name).toBeGreaterThanOrEqual(4);
      for (const instants of samples) expect(instants, name).toEqual(expected);
    }
  });

  it("that are missed leave their series stale at once, and `up` at zero", async () => {
    const world = await observe({ observation: { ...SOUND, missedScrapes: always } });
    world.runUntil(inMinutes(2));
    expect(world.query(sum)).toEqual([]);
    expect(world.query("up").map(({ value }) => value)).toEqual([0, 0, 0, 0]);
    const some = await observe({ observation: { ...SOUND, missedScrapes: 3_000 } });
    some.runUntil(inMinutes(20));
    const missed = some.query("sum(count_over_time(up[20m]) - sum_over_time(up[20m]))")[0]?.value ?? 0;
    expect(missed).toBeGreaterThan(50);
    expect(missed).toBeLessThan(150);
    // Each miss is felt in the instant vector, and in no other way: the counts go on where they were.
    const pods = some.query("up == 1").length;
    expect(some.query("count(flowengine_llm_cost_dollars_total)")[0]?.value ?? 0).toBe(pods);
  });

  it("stop in a gap and go on after it, with new pods; what the old ones counted stays in the windows", async () => {
    const world = await observe({ scenario: "control-metrics-gap", seed: 3, observation: SOUND });
    const { queue } = world.world;
    while (world.query("up == 0").length === 0 && queue.runNext(inMinutes(15)));
    expect(world.query(sum)).toEqual([]);
    const counted = "sum(last_over_time(flowengine_flow_executions_total[5m]))";
    const before = world.query(counted)[0]?.value ?? 0;
    expect(before).toBeGreaterThan(10);
    const podsBefore = world.query("up").map(({ labels }) => labels["pod"]);
    world.runUntil(inMinutes(32));
    const after = world.query("up == 1");
    expect(after).toHaveLength(4);
    for (const { labels } of after) expect(podsBefore).not.toContain(labels["pod"]);
    const own =
      world.query("sum(increase(flowengine_flow_executions_total[30m]) and on(pod) up)")[0]?.value ?? 0;
    const all = world.query("sum(increase(flowengine_flow_executions_total[30m]))")[0]?.value ?? 0;
    expect(all - own).toBeGreaterThan(before * 0.5);
  });

  it("see a series of failures only once there is one, and then above zero", async () => {
    const world = await observe({ observation: SOUND });
    world.runUntil(inMinutes(4));
    const early = world.query("count(flowengine_flow_failures_total)")[0]?.value ?? 0;
    world.runUntil(inMinutes(20));
    const later = world.prometheus.store.named("flowengine_flow_failures_total");
    expect(later.length).toBeGreaterThan(early + 5);
    for (const series of later) expect(series.values[0]).toBeGreaterThan(0);
  });
});

const RULES = (rules: readonly string[], group = "g"): string =>
  `groups:\n  - name: ${group}\n    interval: 15s\n    rules:\n${rules.map((rule) => `      - {${rule}}\n`).join("")}`;

describe("rules", () => {
  const recorded = RULES(["record: 'up:count', expr: 'count(up)'"]);

  it("are evaluated at an offset of their own within the interval, which the seed draws", async () => {
    const offsets = new Set<number>();
    for (const seed of [1, 2, 3, 4]) {
      const world = await observe({ seed, rules: recorded, observation: SOUND });
      world.runUntil(inMinutes(3));
      const [instants = []] = world.samplesOf("up:count");
      expect(instants).toHaveLength(12);
      const [first = -1] = instants;
      expect(first).toBeGreaterThanOrEqual(0);
      expect(first).toBeLessThan(15_000);
      expect(instants).toEqual(Array.from({ length: 12 }, (_, count) => first + count * 15_000));
      offsets.add(first);
    }
    expect(offsets.size).toBe(4);
    const two = await observe({
      rules: recorded + RULES(["record: 'other:count', expr: 'count(up)'"], "h").replace("groups:\n", ""),
      observation: SOUND,
    });
    two.runUntil(inMinutes(1));
    expect(two.samplesOf("up:count")[0]?.[0]).not.toBe(two.samplesOf("other:count")[0]?.[0]);
  });

  it("see what those before them recorded, at the same evaluation, and write ALERTS", async () => {
    const world = await observe({
      rules: RULES(["record: 'up:count', expr: 'count(up)'", "alert: Up, expr: 'up:count > 3', for: 1m"]),
      observation: SOUND,
    });
    world.runUntil(inMinutes(1));
    expect(world.samplesOf("ALERTS")).toEqual(world.samplesOf("up:count"));
    expect(world.query("ALERTS")).toEqual([
      { labels: { __name__: "ALERTS", alertname: "Up", alertstate: "pending" }, value: 1 },
    ]);
    world.runUntil(inMinutes(2));
    expect(world.query("ALERTS").map(({ labels }) => labels["alertstate"])).toEqual(["firing"]);
  });

  it("that fail are told of once, and their alerts end by themselves four minutes later", async () => {
    // From minute five on the right side has four series where one is asked for.
    const late = "on() (vector(time()) > 1764338700)";
    const expr = `(up > 0 unless ${late}) or up * on() (up and ${late})`;
    const world = await observe({ rules: RULES([`alert: Up, expr: "${expr}"`]), observation: SOUND });
    world.runUntil(inMinutes(25));
    const told = world.truths.filter(({ truth }) => truth === "rule-failed");
    expect(told).toEqual([
      { truth: "rule-failed", rule: "Up", message: expect.stringContaining("many-to-many") },
    ]);
    const firing = world.alerts.filter(({ alert }) => alert.status === "firing");
    const ended = world.alerts.filter(({ alert }) => alert.status === "resolved");
    expect(new Set(firing.map(({ alert }) => alert.fingerprint)).size).toBe(4);
    expect(ended).toHaveLength(4);
    // The last statement was at minute four or five and holds for four minutes; then comes the next flush.
    for (const { at } of ended) {
      expect(at).toBeGreaterThan(minutes(7));
      expect(at).toBeLessThan(minutes(15));
    }
  });
});

it("a drill whose alert rule fails says so on its scorecard, and fails or passes as it would without", async () => {
  const text = RULES(["alert: MassConcurrentFailures, expr: 'up * on() up'"]);
  const rules = [{ name: "broken.yaml", text, file: parseRuleFile({ file: "broken.yaml", text }) }];
  const { card } = await play({ scenario: "control-healthy" }, { rules });
  expect(card.verdict).toBe("pass");
  expect(card.failedRules).toHaveLength(1);
  const [line] = scorecardLines(card).filter((line) => line.includes("alert rule: MassConcurrentFailures"));
  expect(line).toMatch(/could not be evaluated, first at 00:\d\d: .*many-to-many/);
});

const PODS = RULES(["alert: Up, expr: 'up > 0', for: 1m"]);

describe("webhooks", () => {
  it("carry all alerts of a group, as events of one instant in the order of their labels", async () => {
    const world = await observe({ rules: PODS, observation: SOUND });
    world.runUntil(inMinutes(3));
    expect(world.alerts).toHaveLength(4);
    const [offset = 0] = world.samplesOf("ALERTS")[0] ?? [];
    // Pending for a minute, then the group's wait and the way.
    const due = offset + minutes(1) + seconds(10) + seconds(1);
    for (const { at, alert } of world.alerts) {
      expect({ at, status: alert.status }).toEqual({ at: due, status: "firing" });
      expect(alert.startsAt).toBe(offset + minutes(1));
      expect(alert.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    }
    const pods = world.alerts.map(({ alert }) => alert.labels["pod"] ?? "");
    expect(pods).toEqual([...pods].sort());
  });

  it("come one for each group that the scenario's labels make", async () => {
    const world = await observe({ rules: PODS, observation: { ...SOUND, groupBy: ["alertname", "pod"] } });
    world.runUntil(inMinutes(3));
    expect(world.alerts).toHaveLength(4);
  });

  it("of groups overtake each other when they are late", async () => {
    const late = { min: milliseconds(1), p50: seconds(20), p95: seconds(60), max: seconds(90) };
    const world = await observe({
      rules: PODS,
      observation: { ...SOUND, groupBy: ["..."], alertDelay: late },
    });
    world.runUntil(inMinutes(5));
    const order = world.alerts.map(({ alert }) => alert.labels["pod"] ?? "");
    expect(new Set(order).size).toBe(4);
    expect(order).not.toEqual([...order].sort());
  });

  it("that are lost are tried again within the group's interval; when all are, nothing is ever known", async () => {
    const half = await observe({ rules: PODS, observation: { ...SOUND, alertsLost: 7_000 } });
    half.runUntil(inMinutes(8));
    expect(half.alerts.length).toBe(4);
    const first = half.alerts[0]?.at ?? 0;
    const sound = await observe({ rules: PODS, observation: SOUND });
    sound.runUntil(inMinutes(8));
    expect(first).toBeGreaterThan((sound.alerts[0]?.at ?? 0) + 500);
    const none = await observe({ rules: PODS, observation: { ...SOUND, alertsLost: always } });
    none.runUntil(inMinutes(30));
    expect(none.alerts).toEqual([]);
  });

  it("that arrive without the sender's knowledge come again, ever less often", async () => {
    const world = await observe({ rules: PODS, observation: { ...SOUND, alertsDuplicated: always } });
    world.runUntil(inMinutes(6));
    const instants = [...new Set(world.alerts.map(({ at }) => Number(at)))];
    expect(instants.length).toBeGreaterThan(8);
    expect(instants.length).toBeLessThan(20);
    const last = instants.slice(-2);
    expect((last[1] ?? 0) - (last[0] ?? 0)).toBeGreaterThan(20_000);
  });

  it("are the same for the same seed", async () => {
    const noisy = { ...SOUND, groupBy: ["..."], alertsLost: 3_000, alertsDuplicated: 3_000 };
    const [one, other] = [
      await observe({ rules: PODS, observation: noisy }),
      await observe({ rules: PODS, observation: noisy }),
    ];
    for (const world of [one, other]) world.runUntil(inMinutes(20));
    expect(one.alerts.length).toBeGreaterThan(4);
    expect(other.alerts).toEqual(one.alerts);
  });
});
