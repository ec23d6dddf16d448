/** What the core makes of instruments that answer, but not the truth: metrics without some or all of their series, a
 *  chat that is down for long, changes of which nothing is heard. */

import { describe, expect, it } from "vitest";
import { isChange, type PerformedEffect } from "../../src/responder/effect.ts";
import type { Outcome } from "../../src/responder/event.ts";
import { metricsAreKnown } from "../../src/responder/facts.ts";
import type { Sample } from "../../src/responder/reading.ts";
import { type InstantMs, minutes } from "../../src/units.ts";
import {
  type Answers,
  anthropicDown,
  Bench,
  FIRING,
  failingBetween,
  OVERLOADED,
} from "../fixtures/responder-bench.ts";

const vector = (samples: readonly Sample[]): Outcome => ({
  status: "done",
  reading: { of: "vector", samples },
});
const REPOSITORIES = ["a", "b", "c", "compliance-service", "e", "f", "g", "h", "i", "j"];

/** Executions of the given repositories only, and no failures at all, from an instant on. */
const telling =
  (repositories: readonly string[], fromMinute: number): Answers["tool"] =>
  (effect: PerformedEffect, at: InstantMs) => {
    if (effect.kind !== "query-metrics" || at < minutes(fromMinute)) return undefined;
    const { expression } = effect.arguments;
    if (expression.includes("cost_dollars")) return undefined;
    const ofFailures = expression.includes("flow_failures");
    return vector(ofFailures ? [] : repositories.map((repo) => ({ labels: { repo }, value: 20 })));
  };

function incident(answers: Partial<Answers>): Bench {
  const bench = new Bench({ failing: failingBetween(5, 200), probe: anthropicDown, ...answers });
  bench.runFor(minutes(6));
  bench.send(FIRING);
  for (const repo of ["a", "b", "c"]) bench.log(repo, OVERLOADED, 10);
  return bench;
}

const standings = (bench: Bench): readonly string[] =>
  bench.of("declare").map(({ effect }) => effect.arguments.standing);

describe("an answer about executions that lacks repositories", () => {
  it("is no recovery: an incident is not called calm by it", () => {
    const bench = incident({ tool: telling(["a", "b", "compliance-service"], 9) }).runFor(minutes(4));
    expect(standings(bench)).toEqual(["open"]);
    expect(bench.state.incidents[0]?.resolution.calmSince).toBeNull();
    expect(bench.state.incidents[0]?.affectedNow).toEqual(["a", "b", "c"]);
  });

  it("is the same answer with all of them, and believed", () => {
    const bench = incident({ tool: telling(REPOSITORIES, 9) }).runFor(minutes(4));
    expect(bench.state.incidents[0]?.resolution.calmSince).not.toBeNull();
  });

  it("is believed when it goes on: repositories may be gone", () => {
    const bench = incident({ tool: telling(["a", "b"], 9) }).runFor(minutes(20));
    expect(bench.state.incidents[0]?.resolution.calmSince).not.toBeNull();
  });

  it("keeps no alert from being confirmed: the core looks again soon", () => {
    let asked = 0;
    const bench = new Bench({
      failing: failingBetween(5, 200),
      tool: (effect, at) => {
        if (effect.kind !== "query-metrics" || at < minutes(6)) return undefined;
        asked += 1;
        return asked <= 5 ? vector([]) : undefined;
      },
    });
    bench.runFor(minutes(6)).send(FIRING);
    bench.runFor(minutes(2));
    expect(standings(bench)).toEqual(["open"]);
  });
});

describe("one bad answer", () => {
  it("does not blind: a young reading is still believed, an old one is not", () => {
    const bench = incident({
      tool: (effect, at) =>
        effect.kind === "query-metrics" && at >= minutes(9)
          ? { status: "failed", reason: "forbidden", retryAfterMs: null }
          : undefined,
    });
    bench.runFor(minutes(3) + 20_000);
    expect(bench.state.metrics.failing).toBe(true);
    expect(metricsAreKnown(bench.state)).toBe(true);
    bench.runFor(minutes(2));
    expect(metricsAreKnown(bench.state)).toBe(false);
  });
});

describe("a chat that is down for long", () => {
  it("gets its incident channel when it is back, once", () => {
    const bench = incident({
      tool: (effect, at) =>
        effect.kind === "create-channel" && at < minutes(13)
          ? { status: "failed", reason: "unavailable", retryAfterMs: null }
          : undefined,
    }).runFor(minutes(20));
    const tries = bench.of("create-channel");
    expect(tries.filter(({ at }) => at < minutes(13)).length).toBeGreaterThan(3);
    expect(tries.filter(({ at }) => at >= minutes(13))).toHaveLength(1);
    expect(bench.state.incidents[0]?.channel).not.toBeNull();
    const details = bench.of("post-message").filter(({ effect }) => effect.arguments.form === "details");
    expect(details).toHaveLength(1);
  });

  it("is given up when it stays down", () => {
    const bench = incident({
      tool: (effect) =>
        effect.kind === "create-channel"
          ? { status: "failed", reason: "unavailable", retryAfterMs: null }
          : undefined,
    }).runFor(minutes(60));
    expect(new Set(bench.of("create-channel").map(({ effect }) => effect.key)).size).toBe(5);
    expect(bench.state.incidents[0]?.triaged).toBe(true);
  });
});

describe("a change of which nothing is heard", () => {
  const silent = (performed: boolean | null): Bench =>
    incident({
      tool: (effect) => {
        if (isChange(effect.kind)) return "silence";
        if (effect.kind === "look-up") return { status: "done", reading: { of: "performed", performed } };
        return undefined;
      },
    }).runFor(minutes(5));
  const changes = (bench: Bench) => bench.effects.filter(({ effect }) => isChange(effect.kind));

  it("is looked up before anything else, and not repeated when it was performed", () => {
    const bench = silent(true);
    expect(bench.of("look-up").length).toBeGreaterThan(0);
    expect(changes(bench).map(({ effect }) => effect.attempt)).toEqual([1]);
  });

  it.each([false, null])(
    "is repeated when the look-up says %s, since it states what is wanted",
    (performed) => {
      const bench = silent(performed);
      const first = changes(bench)[0]?.effect.key;
      const attempts = changes(bench).filter(({ effect }) => effect.key === first);
      expect(attempts.map(({ effect }) => effect.attempt)).toEqual([1, 2, 3]);
      for (const [index, { at }] of attempts.entries())
        if (index > 0) expect(bench.of("look-up").some((lookUp) => lookUp.at < at)).toBe(true);
    },
  );
});

describe("a pager that is down for long", () => {
  const down = (untilMinute: number, how: Outcome): Bench =>
    incident({
      tool: (effect, at) => (effect.kind === "page" && at < minutes(untilMinute) ? how : undefined),
      joins: () => null,
    });
  const REFUSED: Outcome = { status: "failed", reason: "unavailable", retryAfterMs: null };

  it("is tried until it is back: pages that reached nobody do not count as calls", () => {
    const bench = down(25, REFUSED).runFor(minutes(45));
    const delivered = bench
      .of("page")
      .filter(({ at, effect }) => at >= minutes(25) && effect.target.role === "incident-commander");
    const calls = new Map<string, Set<string>>();
    for (const { effect } of delivered)
      calls.set(effect.target.person, (calls.get(effect.target.person) ?? new Set()).add(effect.key));
    expect(calls.get("incident-commander-1")?.size).toBe(3);
    expect(calls.get("incident-commander-2")?.size).toBe(3);
  });

  it("calls one person no more often than once a time-out, whatever becomes of the pages", () => {
    const bench = down(25, { status: "failed", reason: "forbidden", retryAfterMs: null }).runFor(minutes(30));
    const first = new Map<string, number>();
    for (const { at, effect } of bench.of("page")) {
      if (effect.attempt > 1) continue;
      const before = first.get(effect.target.person);
      if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(minutes(2));
      first.set(effect.target.person, at);
    }
    expect(first.size).toBeGreaterThan(4);
  });

  it("leads to no second page beside one that is still being tried", () => {
    // Two silent attempts and their pauses take longer than the time-out of two minutes.
    const bench = incident({
      tool: (effect) =>
        effect.kind !== "page" || effect.attempt === 3
          ? undefined
          : effect.attempt === 1
            ? { status: "failed", reason: "rate-limited", retryAfterMs: minutes(3) }
            : "silence",
      joins: () => null,
    }).runFor(minutes(25));
    // For one seat, every attempt of a page comes before the first of the next.
    const seat = bench.of("page").filter(({ effect }) => effect.target.role === "incident-commander");
    const order = seat.map(({ effect }) => Number(effect.key.split("/").at(-1)));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBeGreaterThan(2);
  });
});

describe("metrics that come back only after the first change", () => {
  it("show what the incident reached, not what the change shook: it is not withdrawn", () => {
    const bench = incident({
      // What failed before is still within the metrics' window when they come back.
      failing: failingBetween(12, 13),
      tool: (effect, at) =>
        effect.kind === "query-metrics" && at < minutes(12)
          ? { status: "failed", reason: "unavailable", retryAfterMs: null }
          : undefined,
    });
    bench.runFor(minutes(14));
    expect(bench.of("set-env")[0]?.at).toBeLessThan(minutes(12));
    expect(standings(bench)).not.toContain("withdrawn");
    expect(Object.keys(bench.state.incidents[0]?.affected ?? {})).toEqual(["a", "b", "c"]);
  });
});
