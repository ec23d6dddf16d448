/** Calling people: who is paged when, who comes next when nobody answers, and that nobody is pestered. Drawn at random
 *  is who answers and after how long; the laws hold for all of it, under both versions of the runbook. */

import { describe, expect, it } from "vitest";
import type { Role } from "../../src/runbook/vocabulary.ts";
import { minutes } from "../../src/units.ts";
import {
  type Answers,
  anthropicDown,
  Bench,
  FIRING,
  failingBetween,
  ROSTER,
} from "../fixtures/responder-bench.ts";
import { knownRunbook } from "../fixtures/runbooks.ts";
import { fc } from "../foundations/fast-check.ts";

const VERSIONS = ["rb-launch-005@1.0", "rb-launch-005@1.1"] as const;
const DEFAULT = VERSIONS[1];
const PEOPLE = ROSTER.seats.flatMap(({ people }) => people.map(({ id }) => id));

/** An outage from minute two on, with its alert half a minute later. */
function outage(more: ConstructorParameters<typeof Bench>[0], runbook: string = DEFAULT): Bench {
  const bench = new Bench({ failing: failingBetween(2, 600), probe: anthropicDown, ...more }, runbook);
  bench.send(FIRING, minutes(2.5));
  return bench;
}

const pagesOf = (bench: Bench, role?: Role) =>
  bench
    .of("page")
    .map(({ at, effect }) => ({ at, person: effect.target.person, role: effect.target.role }))
    .filter((page) => role === undefined || page.role === role);

/** Who answers after how many seconds; null is never. */
const answering = fc.array(fc.option(fc.integer({ min: 5, max: 600 }), { freq: 2 }), {
  minLength: PEOPLE.length,
  maxLength: PEOPLE.length,
});

describe.each(VERSIONS)("under %s", (runbook) => {
  const { triage } = knownRunbook(runbook).runbook;

  it("nobody is paged twice within the time-out, nor for one seat more often than allowed", () => {
    fc.assert(
      fc.property(answering, (seconds) => {
        const joins = (person: string): number | null => {
          const after = seconds[PEOPLE.indexOf(person)] ?? null;
          return after === null ? null : after * 1_000;
        };
        const pages = pagesOf(outage({ joins }, runbook).runFor(minutes(40)));
        expect(pages.length).toBeGreaterThan(0);
        for (const [index, page] of pages.entries()) {
          const again = pages.slice(index + 1).filter(({ person }) => person === page.person);
          for (const { at } of again)
            expect(at - page.at).toBeGreaterThanOrEqual(triage.acknowledgementTimeout);
          const forThisSeat = pages.filter(
            ({ person, role }) => person === page.person && role === page.role,
          );
          expect(forThisSeat.length).toBeLessThanOrEqual(triage.pagesPerPerson);
        }
      }),
      { numRuns: 12 },
    );
  });

  it("nobody is paged within the time-out of a page that may have reached them, whatever the pager says", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("taken", "refused", "silence"), { minLength: 40, maxLength: 40 }),
        (words) => {
          const refused = new Set<string>();
          let page = 0;
          const tool: Answers["tool"] = (effect) => {
            if (effect.kind !== "page") return undefined;
            const word = words[page++ % words.length];
            if (word === "silence") return "silence";
            if (word !== "refused") return undefined;
            refused.add(effect.id);
            return { status: "failed", reason: "unavailable", retryAfterMs: null };
          };
          const pages = outage({ joins: () => null, tool }, runbook)
            .runFor(minutes(40))
            .of("page");
          for (const [index, { at, effect }] of pages.entries()) {
            if (refused.has(effect.id)) continue;
            for (const later of pages.slice(index + 1)) {
              if (later.effect.key === effect.key || later.effect.target.person !== effect.target.person)
                continue;
              expect(later.at - at).toBeGreaterThanOrEqual(triage.acknowledgementTimeout);
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it("everybody who may fill a seat is called as often as allowed before it is given up", () => {
    const bench = outage({ joins: () => null }, runbook).runFor(minutes(60));
    const called = new Set(pagesOf(bench, "incident-commander").map(({ person }) => person));
    const escalated = triage.escalation.some(({ role }) => role === "incident-commander");
    expect([...called].sort()).toEqual([
      "incident-commander-1",
      "incident-commander-2",
      ...(escalated ? ["sre-lead-1", "sre-lead-2"] : []),
    ]);
    for (const person of called)
      expect(pagesOf(bench, "incident-commander").filter((page) => page.person === person)).toHaveLength(
        triage.pagesPerPerson,
      );
  });
});

describe("a seat", () => {
  it("goes to its own people first, then to those who stand in for it and are not being called for another", () => {
    const bench = outage({ joins: () => null }).runFor(minutes(12));
    const firstThree = (role: Role): readonly string[] =>
      pagesOf(bench, role)
        .slice(0, 3)
        .map(({ person }) => person);
    expect(firstThree("sre-oncall")).toEqual(["sre-oncall-1", "sre-oncall-2", "sre-lead-1"]);
    expect(firstThree("incident-commander")).toEqual([
      "incident-commander-1",
      "incident-commander-2",
      "sre-lead-2",
    ]);
  });

  it("is called once when the first person answers in time", () => {
    const bench = outage({ joins: () => 30_000 }).runFor(minutes(20));
    for (const role of ["sre-oncall", "incident-commander", "engineering-tl"] as const)
      expect(pagesOf(bench, role)).toHaveLength(1);
  });

  it("is filled by whoever answers late, and then calls nobody any more", () => {
    const joins = (person: string): number | null =>
      person === "incident-commander-1" ? minutes(3) : person.startsWith("incident") ? null : 30_000;
    const bench = outage({ joins }).runFor(minutes(20));
    expect(pagesOf(bench, "incident-commander").map(({ person }) => person)).toEqual([
      "incident-commander-1",
      "incident-commander-2",
    ]);
    const seat = bench.state.incidents[0]?.mobilised.find(({ role }) => role === "incident-commander");
    expect(seat?.acknowledgedBy).toBe("incident-commander-1");
  });

  it("calls the next person at once when the pager refuses the first", () => {
    const bench = outage({
      tool: (effect) =>
        effect.kind === "page" && effect.target.person === "incident-commander-1"
          ? { status: "failed", reason: "forbidden", retryAfterMs: null }
          : undefined,
    }).runFor(minutes(20));
    const [first, second] = pagesOf(bench, "incident-commander");
    expect(second?.person).toBe("incident-commander-2");
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(minutes(1));
    expect(pagesOf(bench, "incident-commander")).toHaveLength(2);
  });

  it("whose holder declared the incident is not called", () => {
    const bench = new Bench({ failing: failingBetween(2, 600) });
    const request = {
      kind: "declare-request",
      person: "sre-oncall-2",
      role: "sre-oncall",
      because: "it looks bad",
      repositories: ["a", "b", "c"],
    } as never;
    bench.send(request, minutes(3));
    bench.runFor(minutes(20));
    expect(pagesOf(bench, "sre-oncall")).toEqual([]);
    expect(pagesOf(bench, "incident-commander")).toHaveLength(1);
  });
});

describe("the first minutes", () => {
  it("acknowledge the alert in the turn in which it comes, whether or not it is believed", () => {
    const bench = new Bench({});
    bench.send(FIRING, minutes(3));
    bench.runFor(minutes(4));
    expect(bench.of("declare")).toEqual([]);
    expect(bench.of("acknowledge-alert").map(({ at }) => at)).toEqual([minutes(3)]);
  });

  it("announce and page within half a minute of the declaration", () => {
    const bench = outage({}).runFor(minutes(10));
    const declared = bench.of("declare")[0]?.at ?? Number.NaN;
    const firstOf = (kind: "page" | "post-message" | "send-mail"): number =>
      (bench.of(kind)[0]?.at ?? Number.NaN) - declared;
    for (const kind of ["page", "post-message", "send-mail"] as const) {
      expect(firstOf(kind)).toBeGreaterThanOrEqual(0);
      expect(firstOf(kind)).toBeLessThanOrEqual(30_000);
    }
  });

  it("acknowledge an alert that comes after the declaration", () => {
    const bench = new Bench({ failing: failingBetween(2, 600) });
    bench.send(FIRING, minutes(15));
    bench.runFor(minutes(14));
    expect(bench.of("declare")).toHaveLength(1);
    expect(bench.of("acknowledge-alert")).toEqual([]);
    bench.runFor(minutes(2));
    expect(bench.of("acknowledge-alert").map(({ effect }) => effect.target.alert)).toEqual(["f"]);
  });

  it("open one channel, with the members that the runbook names", () => {
    const channels = outage({}).runFor(minutes(10)).of("create-channel");
    expect(channels).toHaveLength(1);
    expect(channels[0]?.effect.arguments.members.map(({ role }) => role)).toEqual(
      knownRunbook(DEFAULT).runbook.triage.channel.members,
    );
  });
});
