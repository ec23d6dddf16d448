/** When it is over: every criterion at its edge, for both versions of the runbook; and that the core declares an
 *  incident resolved only after the whole window, on answers that span it. */

import { describe, expect, it } from "vitest";
import type { PerformedEffect } from "../../src/responder/effect.ts";
import type { Facts } from "../../src/runbook/fact.ts";
import { evaluate, sourceOf } from "../../src/runbook/predicate.ts";
import { minutes } from "../../src/units.ts";
import { anthropicDown, Bench, FIRING, failingBetween, HEALTHY_PROBES } from "../fixtures/responder-bench.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";

const PERCENT = 100;
const DEFAULT = "rb-launch-005@1.1";

/** The least that resolves. */
const OVER: Facts = {
  "success.observed": 99 * PERCENT,
  "repos.notOperational": 0,
  "causes.concluded": 1,
  "causes.identified": true,
  "mitigation.verified": true,
  "rollback.complete": false,
  "calm.for": minutes(30),
};

const SHORT_OF_IT: readonly (readonly [what: string, change: Facts, criterion: string])[] = [
  ["a flow too many failed", { "success.observed": 99 * PERCENT - 1 }, "success-restored"],
  ["a repository still fails", { "repos.notOperational": 1 }, "repositories-operational"],
  ["no cause is recorded", { "causes.concluded": 0, "causes.identified": false }, "cause-documented"],
  ["no mitigation is verified", { "mitigation.verified": false }, "fix-verified"],
  ["flows stopped failing just under half an hour ago", { "calm.for": minutes(30) - 1 }, "no-recurrence"],
];

describe.each(["rb-launch-005@1.0", DEFAULT])("the criteria of %s", (name) => {
  const { criteria, narrow } = knownRunbook(name).runbook.resolution;
  const unmet = (facts: Facts): readonly string[] =>
    criteria.filter(({ when }) => evaluate(when, sourceOf(facts)) !== true).map(({ id }) => id);

  it("are met at their edges, by a fix or by a rollback", () => {
    expect(unmet(OVER)).toEqual([]);
    expect(unmet({ ...OVER, "mitigation.verified": false, "rollback.complete": true })).toEqual([]);
  });

  it.each(SHORT_OF_IT)("are not met when %s", (_what, change, criterion) => {
    expect(unmet({ ...OVER, ...change })).toEqual([criterion]);
  });

  it("are not met by what is not known", () => {
    const { "success.observed": _unknown, ...rest } = OVER;
    expect(unmet(rest)).toEqual(["success-restored"]);
    expect(unmet({})).toEqual(criteria.map(({ id }) => id));
  });

  it("ask no observation of an incident that is no mass failure", () => {
    const met = narrow.criteria.every(
      ({ when }) => evaluate(when, sourceOf({ ...OVER, "calm.for": 0 })) === true,
    );
    expect(met).toBe(true);
    expect(narrow.window).toBeLessThan(minutes(30));
  });
});

describe("a cause outside the five", () => {
  const documented = (name: string): boolean => {
    const criterion = knownRunbook(name).runbook.resolution.criteria.find(
      ({ id }) => id === "cause-documented",
    );
    const facts: Facts = { "causes.concluded": 0, "causes.identified": true };
    return criterion !== undefined && evaluate(criterion.when, sourceOf(facts)) === true;
  };

  it("is never documented under 1.0, and is when recorded as unknown under 1.1", () => {
    expect(documented("rb-launch-005@1.0")).toBe(false);
    expect(documented(DEFAULT)).toBe(true);
  });
});

/** An outage from minute two to minute nine. */
function outage(more: ConstructorParameters<typeof Bench>[0] = {}): Bench {
  const bench = new Bench({
    failing: failingBetween(2, 9),
    probe: (probe, subject, at) => (at < minutes(9) ? anthropicDown : HEALTHY_PROBES)(probe, subject, at),
    ...more,
  });
  bench.send(FIRING, minutes(2.5));
  return bench;
}

const standings = (bench: Bench): readonly string[] =>
  bench.of("declare").map(({ effect }) => effect.arguments.standing);

const asksForWholeWindow = (effect: PerformedEffect): boolean =>
  effect.kind === "query-metrics" && effect.arguments.expression.includes("[30m]");

describe("a resolution", () => {
  it("is declared half an hour after flows stopped failing, and not a minute before", () => {
    const bench = outage().runFor(minutes(60));
    const calm = bench.state.incidents[0]?.timeline.find(({ what }) => what === "Flows stopped failing")?.at;
    const resolved = bench.of("declare").find(({ effect }) => effect.arguments.standing === "resolved")?.at;
    expect((resolved ?? 0) - (calm ?? Number.NaN)).toBeGreaterThanOrEqual(minutes(30));
    expect((resolved ?? 0) - (calm ?? Number.NaN)).toBeLessThan(minutes(33));
  });

  it("is announced to the channel and mailed to the stakeholders", () => {
    const bench = outage().runFor(minutes(60));
    expect(bench.of("post-message").some(({ effect }) => effect.arguments.form === "resolved")).toBe(true);
    const mail = bench.of("send-mail").find(({ effect }) => effect.arguments.form === "stakeholders");
    expect(mail?.effect.target.mailboxes).toEqual([
      "product@company.com",
      "engineering-tl@company.com",
      "business@company.com",
    ]);
  });

  it("waits while nobody answers for the whole window", () => {
    const bench = outage({
      tool: (effect) =>
        asksForWholeWindow(effect)
          ? { status: "failed", reason: "unavailable", retryAfterMs: null }
          : undefined,
    }).runFor(minutes(75));
    expect(standings(bench)).toEqual(["open"]);
  });

  it("waits while the window still holds too many failures", () => {
    const bench = outage({
      tool: (effect) =>
        asksForWholeWindow(effect) &&
        effect.kind === "query-metrics" &&
        effect.arguments.expression.includes("flow_failures")
          ? { status: "done", reading: { of: "vector", samples: [{ labels: { repo: "a" }, value: 3 }] } }
          : undefined,
    }).runFor(minutes(75));
    expect(standings(bench)).toEqual(["open"]);
  });

  it("starts its half hour anew when failures come back", () => {
    const twice = (at: number): boolean =>
      (at >= minutes(2) && at < minutes(9)) || (at >= minutes(20) && at < minutes(24));
    const bench = outage({ failing: (at) => (twice(at) ? { a: 8, b: 8, c: 8 } : {}) }).runFor(minutes(80));
    const resolved = bench.of("declare").find(({ effect }) => effect.arguments.standing === "resolved")?.at;
    expect(resolved).toBeGreaterThanOrEqual(minutes(54));
    expect(standings(bench)).toEqual(["open", "resolved", "reviewed"]);
  });
});
