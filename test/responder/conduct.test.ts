/** How the core conducts an incident, on a bench of its own: whom it calls, what it repeats, what it takes back. */

import { describe, expect, it } from "vitest";
import { minutes } from "../../src/units.ts";
import {
  anthropicDown,
  Bench,
  FIRING,
  failingBetween,
  HEALTHY_PROBES,
  OVERLOADED,
} from "../fixtures/responder-bench.ts";

const outage = (more: ConstructorParameters<typeof Bench>[0] = {}): Bench => {
  const bench = new Bench({ failing: failingBetween(2, 600), probe: anthropicDown, ...more });
  for (let minute = 2; minute < 50; minute += 1)
    for (const repo of ["a", "b", "c"]) {
      bench.send(
        {
          kind: "log-batch",
          pod: "p",
          cursor: 0,
          lines: Array(4).fill(
            `2025-11-28T14:0${minute % 10}:00.000Z ERROR router repo=${repo} ${OVERLOADED}`,
          ),
        } as never,
        minutes(minute),
      );
    }
  bench.send(FIRING, minutes(2.5));
  return bench;
};

const keys = (bench: Bench, kind: Parameters<Bench["of"]>[0]): readonly string[] =>
  bench.of(kind).map(({ effect }) => effect.key);

describe("detection", () => {
  it("declares nothing in peace", () => {
    expect(new Bench().runFor(minutes(90)).of("declare")).toEqual([]);
  });

  it("declares a mass failure when an alert fires and the metrics bear it out", () => {
    const [declared] = outage().runFor(minutes(6)).of("declare");
    expect(declared?.effect.arguments).toMatchObject({ standing: "open", by: "alert" });
    expect(declared?.at).toBeLessThan(minutes(3));
  });

  it("finds a mass failure on its own dashboard when no alert comes", () => {
    const bench = new Bench({ failing: failingBetween(2, 600) }).runFor(minutes(8));
    expect(bench.of("declare")[0]?.effect.arguments).toMatchObject({ standing: "open", by: "metrics" });
  });

  it("does not believe an alert that the metrics do not bear out", () => {
    const bench = new Bench();
    bench.send(FIRING, minutes(4));
    expect(bench.runFor(minutes(30)).of("declare")).toEqual([]);
  });

  it("takes one bad repository for what it is", () => {
    const bench = new Bench({ failing: failingBetween(2, 600, ["a"]) }).runFor(minutes(60));
    expect(bench.of("declare")).toEqual([]);
  });

  it("declares on a person's word, and does not ask for a rollback of one repository", () => {
    const bench = new Bench({ failing: failingBetween(2, 30, ["a"]) });
    bench.send(
      {
        kind: "declare-request",
        person: "sre-oncall-1",
        role: "sre-oncall",
        because: "time-outs",
        repositories: ["a"],
      } as never,
      minutes(3),
    );
    bench.runFor(minutes(40));
    expect(bench.of("declare")[0]?.effect.arguments.by).toBe("sre-oncall-1");
    expect(bench.of("recommend")).toEqual([]);
  });

  it("declares by alert and logs while metrics do not answer, and withdraws when they then show nothing", () => {
    const blind = minutes(9);
    const bench = new Bench({
      tool: (effect, at) =>
        effect.kind === "query-metrics" && at < blind
          ? { status: "failed", reason: "unavailable", retryAfterMs: null }
          : undefined,
    });
    for (const repo of ["a", "b", "c"]) bench.log(repo, OVERLOADED, 3);
    bench.send(FIRING, minutes(4));
    bench.runFor(minutes(8));
    expect(bench.of("declare").map(({ effect }) => effect.arguments.standing)).toEqual(["open"]);
    bench.runFor(minutes(10));
    expect(bench.of("declare").map(({ effect }) => effect.arguments.standing)).toEqual(["open", "withdrawn"]);
    expect(bench.of("post-message").at(-1)?.effect.arguments.text).toContain("false alarm");
  });
});

describe("calling people", () => {
  it("acknowledges the alert, announces, pages and opens the channel", () => {
    const bench = outage();
    bench.runFor(minutes(6));
    expect(bench.of("acknowledge-alert")).toHaveLength(1);
    expect(bench.of("page").map(({ effect }) => effect.target.role)).toEqual(
      expect.arrayContaining(["sre-oncall", "incident-commander", "engineering-tl"]),
    );
    expect(bench.of("create-channel")[0]?.effect.target.channel).toBe("incident-mass-failure-20251128-01");
    expect(bench.of("send-mail")[0]?.effect.target.mailboxes).toEqual(["incident-team@company.com"]);
  });

  it("escalates whoever does not answer, and pages nobody twice within the time-out", () => {
    const bench = outage({
      joins: (person) => (person.startsWith("incident-commander") ? null : 60_000),
    }).runFor(minutes(20));
    const pages = bench.of("page").filter(({ effect }) => effect.target.role === "incident-commander");
    expect(pages.map(({ effect }) => effect.target.person).slice(0, 3)).toEqual([
      "incident-commander-1",
      "incident-commander-2",
      "sre-lead-1",
    ]);
    const all = bench.of("page");
    for (const [index, page] of all.entries()) {
      for (const other of all.slice(index + 1)) {
        if (other.effect.target.person === page.effect.target.person)
          expect(other.at - page.at).toBeGreaterThanOrEqual(minutes(2));
      }
    }
  });

  it("turns to the SRE lead for the decision until a commander has joined", () => {
    const bench = outage({
      failing: failingBetween(2, 600, ["a", "b", "c", "e", "f"]),
      joins: (person) => (person.startsWith("incident-commander") ? null : 60_000),
    });
    bench.runFor(minutes(20));
    expect(
      bench.of("ask").find(({ effect }) => effect.arguments.question.of === "decision")?.effect.target.role,
    ).toBe("sre-lead");
  });
});

describe("diagnosis and mitigation", () => {
  it("concludes, gets the approval, acts, verifies", () => {
    const bench = outage({ failing: (at) => failingBetween(2, 9)(at) });
    bench.runFor(minutes(15));
    expect(bench.of("conclude").at(-1)?.effect.arguments.causes).toEqual(["model-api-outage"]);
    const [change] = bench.of("set-env");
    expect(change?.effect.arguments.environment).toContainEqual(["DISABLE_PROVIDERS", "anthropic"]);
    expect(change?.effect.arguments.approval).toBe(
      keys(bench, "ask").find((key) => key.includes("/approve/")),
    );
    expect(bench.of("settle").map(({ effect }) => effect.arguments.result)).toEqual(["effective"]);
  });

  it("does nothing that changes the deployment without an approval", () => {
    const bench = outage({ approves: () => false }).runFor(minutes(14));
    expect(bench.of("set-env")).toEqual([]);
    expect(bench.of("settle")[0]?.effect.arguments.result).toBe("refused");
  });

  it("takes a mitigation back that does not help, withdraws the conclusion, and does not oscillate", () => {
    // Health looks bad for the first minutes only: the failures have another cause.
    const bench = outage({
      probe: (probe, subject, at) => (at < minutes(8) ? anthropicDown : HEALTHY_PROBES)(probe, subject, at),
    });
    bench.runFor(minutes(45));
    expect(bench.of("set-env").map(({ effect }) => effect.arguments.environment)).toEqual([
      [
        ["DISABLE_PROVIDERS", "anthropic"],
        ["FALLBACK_MODEL", expect.any(String)],
      ],
      [
        ["DISABLE_PROVIDERS", null],
        ["FALLBACK_MODEL", null],
      ],
    ]);
    expect(bench.of("settle").map(({ effect }) => effect.arguments.result)).toEqual(
      expect.arrayContaining(["ineffective", "undone"]),
    );
    const standings = bench.of("conclude").map(({ effect }) => effect.arguments.standing);
    expect(standings).toContain("withdrawn");
    expect(bench.of("conclude").at(-1)?.effect.arguments.causes).toEqual([]);
  });

  it("rotates keys with all its steps, in order", () => {
    const bench = outage({
      failing: failingBetween(2, 20, ["a", "b", "c", "compliance-service", "e", "f", "g", "h", "i", "j"]),
      probe: (probe, subject, at) =>
        probe === "key-check" && at < minutes(16)
          ? { of: "key-check", provider: subject ?? "", httpStatus: 401, accepted: false }
          : HEALTHY_PROBES(probe, subject, at),
    });
    for (const repo of ["a", "b", "c", "e"]) bench.log(repo, "Incorrect API key provided", 9);
    bench.runFor(minutes(40));
    const steps = bench.effects
      .map(({ effect }) => effect.kind)
      .filter((kind) => /secret|set-env/.test(kind));
    expect(steps).toEqual(["create-secret", "set-env-from-secret", "delete-secret", "copy-secret"]);
    expect(bench.of("create-secret")[0]?.effect.arguments.references).toContain("anthropic=key-2");
    expect(
      bench.of("send-mail").some(({ effect }) => effect.target.mailboxes.includes("infosec@company.com")),
    ).toBe(true);
  });

  it("recommends to roll back when the cause is none of the five", () => {
    const bench = new Bench({ failing: failingBetween(2, 600) }).runFor(minutes(20));
    expect(bench.of("conclude").at(-1)?.effect.arguments).toMatchObject({
      standing: "concluded",
      causes: [],
    });
    expect(bench.of("recommend").at(-1)?.effect.arguments.choice).toBe("go");
    expect(bench.of("rollback-to-pilot")).toHaveLength(1);
    expect(
      bench.of("send-mail").some(({ effect }) => effect.target.mailboxes.includes("a-owners@company.com")),
    ).toBe(true);
  });
});

describe("communication", () => {
  it("never falls silent for longer than the cadence", () => {
    const bench = outage().runFor(minutes(70));
    const said = bench
      .of("post-message")
      .filter(({ effect }) => effect.target.channel === "incidents")
      .map(({ at }) => at);
    for (const [index, at] of said.slice(1).entries())
      expect(at - (said[index] as number)).toBeLessThanOrEqual(minutes(15));
    expect(said.length).toBeGreaterThanOrEqual(5);
  });

  it("mails what the chat refuses", () => {
    const bench = outage({
      tool: (effect) =>
        effect.kind === "post-message"
          ? { status: "failed", reason: "unavailable", retryAfterMs: null }
          : undefined,
    });
    bench.runFor(minutes(30));
    const mails = bench.of("send-mail").filter(({ effect }) => effect.key.endsWith("/by-mail"));
    expect(mails.map(({ effect }) => effect.arguments.form)).toEqual(
      expect.arrayContaining(["acknowledged", "update"]),
    );
  });
});

describe("tools that fail", () => {
  it("tries again with a pause, as often as the runbook allows", () => {
    const bench = outage({
      tool: (effect) =>
        effect.kind === "create-channel"
          ? { status: "failed", reason: "unavailable", retryAfterMs: null }
          : undefined,
    });
    const tries = bench.runFor(minutes(12)).of("create-channel");
    const attempts = tries.filter(({ effect }) => effect.key === tries[0]?.effect.key);
    expect(attempts.map(({ effect }) => effect.attempt)).toEqual([1, 2, 3]);
  });

  it("does not try again what is forbidden", () => {
    const bench = outage({
      tool: (effect) =>
        effect.kind === "set-env" ? { status: "failed", reason: "forbidden", retryAfterMs: null } : undefined,
    });
    expect(
      bench
        .runFor(minutes(12))
        .of("set-env")
        .filter(({ effect }) => effect.key.includes("/do/")),
    ).toHaveLength(1);
  });

  it("looks an unknown message up before it is posted again", () => {
    const bench = outage({
      tool: (effect) => {
        if (effect.kind === "post-message" && effect.attempt === 1) return "silence";
        if (effect.kind === "look-up")
          return { status: "done", reading: { of: "performed", performed: false } };
        return undefined;
      },
    });
    bench.runFor(minutes(8));
    const [first] = bench.of("post-message");
    const kinds = bench.effects
      .filter(({ effect }) => effect.key.startsWith(first?.effect.key ?? "?"))
      .map(({ effect }) => `${effect.kind} ${effect.attempt}`);
    expect(kinds).toEqual(["post-message 1", "look-up 1", "post-message 2"]);
  });

  it("does not repeat what the look-up finds done", () => {
    const bench = outage({
      tool: (effect) => {
        if (effect.kind === "post-message") return "silence";
        if (effect.kind === "look-up")
          return { status: "done", reading: { of: "performed", performed: true } };
        return undefined;
      },
    });
    bench.runFor(minutes(8));
    expect(new Set(keys(bench, "post-message")).size).toBe(keys(bench, "post-message").length);
  });

  it("stops at once at the kill switch, and goes on when it is released", () => {
    const bench = outage();
    bench.send({ kind: "kill-switch", person: "sre-lead-1", engaged: true } as never, minutes(4));
    bench.runFor(minutes(10));
    const before = bench.effects.filter(
      ({ at, effect }) => at > minutes(4) && effect.deadline !== null,
    ).length;
    expect(before).toBe(0);
    bench.send({ kind: "kill-switch", person: "sre-lead-1", engaged: false } as never);
    bench.runFor(minutes(10));
    expect(
      bench.effects.filter(({ at, effect }) => at > minutes(10) && effect.deadline !== null).length,
    ).toBeGreaterThan(5);
  });

  it("ignores an outcome that comes twice", () => {
    const once = outage().runFor(minutes(8));
    const twice = outage();
    twice.runFor(minutes(3));
    for (const { effect } of twice.effects.slice(0, 3)) {
      twice.send({
        kind: "outcome",
        effectId: effect.id,
        outcome: { status: "done", reading: { of: "nothing" } },
      } as never);
    }
    twice.runFor(minutes(5));
    expect(keys(twice, "page")).toEqual(keys(once, "page"));
  });
});

describe("resolution", () => {
  it("waits for thirty calm minutes, writes the review, and reopens when the failures come back", () => {
    const bench = outage({
      failing: (at) => (at < minutes(50) ? failingBetween(2, 9)(at) : failingBetween(51, 60)(at)),
    });
    bench.runFor(minutes(48));
    const resolved = bench.of("declare").find(({ effect }) => effect.arguments.standing === "resolved");
    expect(resolved?.at).toBeGreaterThanOrEqual(minutes(39));
    expect(bench.of("write-document")[0]?.effect.arguments.text).toContain("## Root Cause");
    expect(bench.of("append-row")[0]?.effect.arguments.row).toHaveLength(9);
    expect(bench.of("create-issue")).toHaveLength(1);
    bench.send(FIRING, minutes(4));
    bench.runFor(minutes(52));
    const standings = bench.of("declare").map(({ effect }) => [effect.incidentId, effect.arguments.standing]);
    expect(standings.map(([, standing]) => standing)).toEqual([
      "open",
      "resolved",
      "reviewed",
      "reopened",
      "resolved",
      "reviewed",
    ]);
    expect(new Set(standings.map(([id]) => id)).size).toBe(1);
  });

  it("opens another incident when failures come long after", () => {
    const bench = outage({
      failing: (at) => (at < minutes(90) ? failingBetween(2, 9)(at) : failingBetween(100, 110)(at)),
    });
    bench.runFor(minutes(98));
    bench.send(FIRING, minutes(3));
    bench.runFor(minutes(10));
    const opened = bench.of("declare").filter(({ effect }) => effect.arguments.standing === "open");
    expect(opened.map(({ effect }) => effect.incidentId)).toEqual(["INC-20251128-01", "INC-20251128-02"]);
  });
});
