/** Who may say what: approvals by whoever was asked, the rollback by whoever decides, and nothing while the kill switch
 *  is engaged. What was done for a declaration that is withdrawn is undone. */

import { describe, expect, it } from "vitest";
import { DEFAULT_RUNBOOK } from "../../src/cli/library.ts";
import type { Runbook } from "../../src/runbook/schema.ts";
import { minutes } from "../../src/units.ts";
import {
  type Answers,
  anthropicDown,
  Bench,
  FIRING,
  failingBetween,
  OVERLOADED,
} from "../fixtures/responder-bench.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";

const ROUTE_AROUND = "DISABLE_PROVIDERS";
const { runbook: RUNBOOK } = knownRunbook(DEFAULT_RUNBOOK);
/** Its options ask nobody for anything. */
const UNASKED: Runbook = {
  ...RUNBOOK,
  causes: RUNBOOK.causes.map((cause) => ({
    ...cause,
    options: cause.options.map((option) => ({ ...option, approval: "none" })),
  })),
};

function outage(
  answers: Partial<Answers> = {},
  repos: readonly string[] = ["a", "b", "c"],
  runbook: Runbook = RUNBOOK,
): Bench {
  const bench = new Bench(
    { probe: anthropicDown, failing: failingBetween(2, 600, repos), ...answers },
    runbook,
  );
  for (let minute = 1; minute < 30; minute += 1) {
    for (const repo of repos)
      bench.send(
        {
          kind: "log-batch",
          pod: "p",
          cursor: 0,
          lines: Array(4).fill(`2025-11-28T14:00:00.000Z ERROR router repo=${repo} ${OVERLOADED}`),
        } as never,
        minutes(minute),
      );
  }
  bench.send(FIRING, minutes(4));
  return bench;
}

const FIVE = ["a", "b", "c", "e", "f"];
const asked = (bench: Bench, of: string): readonly string[] =>
  bench
    .of("ask")
    .filter(({ effect }) => effect.arguments.question.of === of)
    .map(({ effect }) => effect.target.person);
const setsEnvironment = (bench: Bench): number => bench.of("set-env").length;

describe("an approval", () => {
  it("that one refuses is asked of the next who may give it", () => {
    const bench = outage({ approves: (person) => person !== "sre-oncall-1" }).runFor(minutes(20));
    expect(asked(bench, "approval").slice(0, 2)).toEqual(["sre-oncall-1", "incident-commander-1"]);
    expect(bench.of("order")[0]?.effect.arguments.approvedBy).toBe("incident-commander-1");
    expect(setsEnvironment(bench)).toBeGreaterThan(0);
  });

  it("that everybody refuses is asked for again later, and nothing is done until then", () => {
    let minute = 0;
    const bench = outage({ approves: () => minute >= 25, decides: () => "no-go" });
    for (; minute < 50; minute += 1) bench.runFor(minutes(1));
    const firstChange = bench.of("set-env")[0]?.at ?? Number.NaN;
    expect(bench.of("settle").some(({ effect }) => effect.arguments.result === "refused")).toBe(true);
    expect(firstChange).toBeGreaterThan(minutes(20));
  });

  it("by somebody who was not asked counts for nothing", () => {
    const bench = outage({ joins: (person) => (person.startsWith("sre-oncall") ? 5_000 : null) });
    bench.answers.approves = () => false;
    bench.runFor(minutes(6));
    const request = bench.of("ask").find(({ effect }) => effect.arguments.question.of === "approval");
    bench.send({
      kind: "approval",
      person: "product-lead-2",
      role: "product-lead",
      request: request?.effect.key,
      granted: true,
      because: "",
    } as never);
    bench.runFor(minutes(1));
    expect(request).toBeDefined();
    expect(setsEnvironment(bench)).toBe(0);
  });

  it("that the runbook asks nobody for is asked of the on-call all the same where production is changed", () => {
    const refused = outage({ approves: () => false }, undefined, UNASKED).runFor(minutes(20));
    expect(asked(refused, "approval")[0]).toBe("sre-oncall-1");
    expect(setsEnvironment(refused)).toBe(0);
    const granted = outage({}, undefined, UNASKED).runFor(minutes(20));
    expect(granted.of("order")[0]?.effect.arguments.approvedBy).toBe("sre-oncall-1");
    expect(setsEnvironment(granted)).toBeGreaterThan(0);
  });
});

describe("the rollback", () => {
  it("that the Incident Commander refuses is asked of nobody else, and is not begun", () => {
    const bench = outage(
      { decides: (person) => (person.startsWith("incident-commander") ? "no-go" : "go") },
      FIVE,
    ).runFor(minutes(40));
    expect(bench.of("recommend")[0]?.effect.arguments.choice).toBe("go");
    expect(asked(bench, "decision")).toEqual(["incident-commander-1"]);
    expect(bench.of("rollback-to-pilot")).toEqual([]);
  });

  it("is decided by whoever stands in while no Incident Commander has come", () => {
    const bench = outage(
      { joins: (person) => (person.startsWith("incident-commander") ? null : 5_000) },
      FIVE,
    ).runFor(minutes(40));
    expect(
      bench.of("order").find(({ effect }) => effect.target.cause === null)?.effect.arguments,
    ).toMatchObject({
      option: "rollback",
      approvedBy: "sre-lead-1",
    });
  });

  it("is not begun on the word of somebody who decides nothing", () => {
    const bench = outage().runFor(minutes(6));
    for (const [person, role] of [
      ["business-1", "business"],
      ["business-1", "incident-commander"],
      ["nobody", "sre-lead"],
    ])
      bench.send({ kind: "decision", person, role, decision: { of: "rollback", choice: "go" } } as never);
    bench.runFor(minutes(10));
    expect(bench.of("rollback-to-pilot")).toEqual([]);
  });
});

describe("the kill switch", () => {
  const engaged = (on: boolean) => ({ kind: "kill-switch", person: "sre-lead-1", engaged: on }) as never;

  it("holds everything back, and what was decided before it is not done after it", () => {
    // The deployment does not answer: the change is tried again and again.
    const bench = outage({
      tool: (effect) =>
        effect.kind === "set-env"
          ? { status: "failed", reason: "unavailable", retryAfterMs: 120_000 }
          : undefined,
    });
    bench.runFor(minutes(7));
    const before = setsEnvironment(bench);
    expect(before).toBeGreaterThan(0);
    bench.send(engaged(true));
    bench.runFor(minutes(30));
    const held = bench.effects.length;
    bench.runFor(minutes(10));
    expect(bench.effects.length).toBe(held);
    expect(setsEnvironment(bench)).toBe(before);
    bench.answers.tool = () => undefined;
    bench.send(engaged(false));
    bench.runFor(minutes(1));
    const stale = bench.of("set-env").slice(before);
    expect(stale.filter(({ effect }) => effect.key === bench.of("set-env")[0]?.effect.key)).toEqual([]);
    expect(bench.of("post-message").filter(({ at }) => at > minutes(47)).length).toBeLessThanOrEqual(2);
  });
});

describe("a declaration that is withdrawn", () => {
  it("leaves nothing behind of what was done for it", () => {
    // Metrics are silent while error lines speak; when they answer, nothing fails.
    const blind = minutes(9);
    const bench = outage({
      failing: () => ({}),
      joins: () => 5_000,
      tool: (effect, at) =>
        effect.kind === "query-metrics" && at < blind
          ? { status: "failed", reason: "unavailable", retryAfterMs: null }
          : undefined,
    }).runFor(minutes(60));
    const standings = bench.of("declare").map(({ effect }) => effect.arguments.standing);
    expect(standings).toEqual(["open", "withdrawn"]);
    const changes = bench.of("set-env").map(({ effect }) => Object.fromEntries(effect.arguments.environment));
    expect(changes[0]?.[ROUTE_AROUND]).toBe("anthropic");
    expect(changes.at(-1)?.[ROUTE_AROUND]).toBeNull();
    const withdrawnAt = bench.of("declare").at(-1)?.at ?? 0;
    expect(bench.of("set-env").at(-1)?.at).toBeLessThanOrEqual(withdrawnAt);
  });
});

describe("the first update", () => {
  it("comes when the first post said, the others at the cadence", () => {
    const bench = outage().runFor(minutes(45));
    const declaredAt = bench.of("declare")[0]?.at ?? 0;
    const updates = bench
      .of("post-message")
      .filter(({ effect }) => effect.arguments.form === "update")
      .map(({ at }) => Math.round((at - declaredAt) / 60_000));
    expect(updates.slice(0, 3)).toEqual([5, 20, 35]);
  });
});
