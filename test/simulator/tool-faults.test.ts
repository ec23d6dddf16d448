/** Faults of the responder's tools in whole drills: each kind bites, and shows in the journal for what it is; the world
 *  stays the one it is without them. */

import { describe, expect, it } from "vitest";
import { parseEpoch } from "../../src/calendar.ts";
import { FAULT_KINDS, type FaultKind, outageOf, ruleOf, TOOLS } from "../../src/faults/catalogue.ts";
import { CHAOS_LEVELS, type DrawnChaos, drawChaos, NO_CHAOS } from "../../src/faults/chaos.ts";
import type { FaultRule } from "../../src/faults/rule.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { eventOf, type JournalRecord } from "../../src/journal/record.ts";
import { RandomStreams } from "../../src/prng.ts";
import { replay } from "../../src/replay/replay.ts";
import { createResponder } from "../../src/responder/step.ts";
import { shownBy, skewedClock, worldTimeOf } from "../../src/simulator/skewed-clock.ts";
import { instant, minutes } from "../../src/units.ts";
import { type Played, play } from "../fixtures/stage.ts";
import { fc } from "../foundations/fast-check.ts";

const SCENARIO = "schema-and-quota";
const only = (rules: readonly FaultRule[]): DrawnChaos => ({
  ...NO_CHAOS,
  rules,
  faults: rules.map(({ id, from, until }) => ({ id, what: "as the test has it", from, until })),
});
const ruleFor = (kind: FaultKind): FaultRule => ruleOf(kind, 4_000, new RandomStreams(1).stream("test"));
const heavyFor = (scenario: string, seed: number): DrawnChaos =>
  drawChaos(CHAOS_LEVELS.heavy, { scenario, seed, lasts: minutes(90) });
const playWith = (toolFaults: DrawnChaos): Promise<Played> =>
  play({ scenario: SCENARIO, seed: 2 }, { toolFaults });
const recordsOf = ({ text }: Played): readonly JournalRecord[] => readJournal("a.jsonl", text).records;

/** How effects of some kinds ended, each as its kind and reason or reading. */
function endings(records: readonly JournalRecord[]): readonly string[] {
  const kinds = new Map<string, string>();
  const ended: string[] = [];
  for (const entry of records) {
    if (entry.record === "effect") kinds.set(entry.id, entry.kind);
    if (entry.record !== "outcome") continue;
    const { outcome } = entry;
    const how =
      outcome.status === "failed"
        ? outcome.reason
        : outcome.status === "done"
          ? outcome.reading.of
          : outcome.status;
    ended.push(`${kinds.get(entry.effectId)} ${how}`);
  }
  return ended;
}

const unanswered = (records: readonly JournalRecord[]): number => {
  const answered = new Set(records.flatMap((entry) => (entry.record === "outcome" ? [entry.effectId] : [])));
  return records.filter(
    (entry) => entry.record === "effect" && entry.deadline !== null && !answered.has(entry.id),
  ).length;
};

const twice = (records: readonly JournalRecord[]): number => {
  const seen = new Set<string>();
  let count = 0;
  for (const entry of records) {
    if (entry.record !== "event" || entry.kind !== "log-batch") continue;
    const name = `${entry.pod}/${entry.cursor}`;
    if (seen.has(name)) count += 1;
    seen.add(name);
  }
  return count;
};

const outOfOrder = (records: readonly JournalRecord[]): number => {
  const latest = new Map<string, number>();
  let count = 0;
  for (const entry of records) {
    if (entry.record !== "event" || entry.kind !== "log-batch") continue;
    if ((latest.get(entry.pod) ?? -1) > entry.cursor) count += 1;
    latest.set(entry.pod, Math.max(latest.get(entry.pod) ?? -1, entry.cursor));
  }
  return count;
};

const vectorSizes = (records: readonly JournalRecord[]): readonly number[] =>
  records.flatMap((entry) =>
    entry.record === "outcome" && entry.outcome.status === "done" && entry.outcome.reading.of === "vector"
      ? [entry.outcome.reading.samples.length]
      : [],
  );

/** What a kind of fault leaves in the journal, as a number that is larger with it than without. */
const TRACES: Readonly<Record<FaultKind, (records: readonly JournalRecord[]) => number>> = {
  "pager-errors": (records) => endings(records).filter((end) => end === "page unavailable").length,
  "chat-rate-limited": (records) =>
    endings(records).filter((end) => end === "post-message rate-limited").length,
  "mail-refused": (records) => endings(records).filter((end) => end === "send-mail refused").length,
  "metrics-stale": (records) =>
    records.filter(
      (entry) => entry.record === "outcome" && JSON.stringify(entry.outcome).includes('"vector"'),
    ).length === 0
      ? 0
      : staleness(records),
  "metrics-missing": (records) => vectorSizes(records).filter((size) => size === 0).length,
  "metrics-partial": (records) => vectorSizes(records).filter((size) => size > 1 && size < 10).length,
  "metrics-errors": (records) => endings(records).filter((end) => end === "query-metrics unavailable").length,
  "status-page-lies": (records) =>
    records.filter(
      (entry) =>
        entry.record === "outcome" &&
        entry.outcome.status === "done" &&
        JSON.stringify(entry.outcome).includes('"minor"'),
    ).length,
  "kubernetes-forbidden": (records) => endings(records).filter((end) => end.endsWith(" forbidden")).length,
  "kubernetes-conflicts": (records) => endings(records).filter((end) => end.endsWith(" conflict")).length,
  "kubernetes-timeouts": unanswered,
  "answers-lost": unanswered,
  "answers-late": (records) => latestAnswer(records),
  "events-duplicated": twice,
  "events-reordered": outOfOrder,
  "ticks-late": (records) =>
    records.filter((entry) => entry.record === "event" && entry.kind === "tick").length === 0 ? 0 : 1,
};

/** Answers to the same question that lie behind the one before. */
function staleness(records: readonly JournalRecord[]): number {
  const expressions = new Map<string, string>();
  const sums = new Map<string, number>();
  let steps = 0;
  for (const entry of records) {
    if (entry.record === "effect" && entry.kind === "query-metrics")
      expressions.set(entry.id, entry.arguments.expression);
    if (
      entry.record !== "outcome" ||
      entry.outcome.status !== "done" ||
      entry.outcome.reading.of !== "vector"
    )
      continue;
    const expression = expressions.get(entry.effectId) ?? "";
    const sum = entry.outcome.reading.samples.reduce((total, { value }) => total + value, 0);
    if ((sums.get(expression) ?? 0) > sum * 1.2) steps += 1;
    sums.set(expression, sum);
  }
  return steps;
}

/** Milliseconds from the latest-answered query to its answer. */
function latestAnswer(records: readonly JournalRecord[]): number {
  const asked = new Map<string, number>();
  let longest = 0;
  for (const entry of records) {
    if (entry.record === "effect" && entry.kind === "query-metrics") asked.set(entry.id, entry.at);
    if (entry.record === "outcome")
      longest = Math.max(longest, entry.at - (asked.get(entry.effectId) ?? entry.at));
  }
  return longest;
}

describe("each kind of fault", async () => {
  const plain = recordsOf(await playWith(NO_CHAOS));

  it.each(FAULT_KINDS.filter((kind) => kind !== "ticks-late"))(
    "%s bites, and shows in the journal",
    async (kind) => {
      const played = await playWith(only([ruleFor(kind)]));
      expect(played.card.toolFaults).toEqual([expect.objectContaining({ id: kind })]);
      expect(played.card.toolFaults[0]?.bites).toBeGreaterThan(0);
      expect(TRACES[kind](recordsOf(played))).toBeGreaterThan(TRACES[kind](plain));
    },
  );

  it("ticks-late bites, and the responder's work is later for it", async () => {
    const played = await playWith(only([ruleFor("ticks-late")]));
    expect(played.card.toolFaults[0]?.bites).toBeGreaterThan(0);
    expect(played.journal.sha256).not.toBe((await playWith(NO_CHAOS)).journal.sha256);
  });

  it.each(TOOLS)("an outage of %s fails every call while it lasts and none outside", async (tool) => {
    const from = instant(minutes(8));
    const until = instant(minutes(30));
    const played = await playWith(only([outageOf(tool, from, until)]));
    const fault = played.card.toolFaults[0];
    expect(fault?.bites).toBeGreaterThan(0);
    expect(endings(recordsOf(played)).filter((end) => end.endsWith(" unavailable")).length).toBeGreaterThan(
      0,
    );
    const failures = recordsOf(played).filter(
      (entry) =>
        entry.record === "outcome" &&
        entry.outcome.status === "failed" &&
        entry.outcome.reason === "unavailable",
    );
    for (const { at } of failures) {
      expect(at).toBeGreaterThanOrEqual(from);
      expect(at).toBeLessThanOrEqual(until + 1_000);
    }
  });
});

describe("faults of the tools", () => {
  it("change nothing in the world itself", async () => {
    const truths = (played: Played): readonly string[] =>
      recordsOf(played).flatMap((entry) => {
        if (entry.record !== "truth" || entry.truth.startsWith("tool-fault")) return [];
        const { seq: _seq, ...told } = entry;
        return [JSON.stringify(told)];
      });
    const nothing = { scenario: "cascade-failover", seed: 3, player: "do-nothing" } as const;
    const heavy = heavyFor("cascade-failover", 3);
    expect(heavy.rules.length).toBeGreaterThan(0);
    const undisturbed = truths(await play(nothing));
    expect(truths(await play(nothing, { toolFaults: heavy }))).toEqual(undisturbed);
    expect(undisturbed.length).toBeGreaterThan(100);
  });

  it("that blind the responder make a drill failed, never inconclusive: the fingerprint was left in the world", async () => {
    const blind: FaultRule[] = [
      {
        id: "deaf",
        on: "event",
        kinds: ["alert", "log-batch"],
        from: null,
        until: null,
        chance: 10_000,
        outcome: { verdict: "drop" },
      },
      outageOf("prometheus", instant(0), instant(minutes(120))),
    ];
    const { card } = await play({ scenario: "model-api-outage", seed: 1 }, { toolFaults: only(blind) });
    expect(card.detection.declared).toBe(false);
    expect(card.verdict).toBe("fail");
  });

  it("that never bit are told as such", async () => {
    const never = outageOf("mail", instant(minutes(119)), instant(minutes(120)));
    expect((await playWith(only([never]))).card.toolFaults).toMatchObject([{ id: "mail-outage", bites: 0 }]);
  });

  it.each([1, 2, 3, 4, 5, 6])("under heavy chaos leave a journal that replays (seed %i)", async (seed) => {
    const played = await play(
      { scenario: "credential-leak", seed },
      { toolFaults: heavyFor("credential-leak", seed) },
    );
    const { header, records } = readJournal("a.jsonl", played.text);
    const player = createResponder({
      runbook: header.runbook,
      roster: header.roster,
      epochMs: parseEpoch(header.epoch) ?? 0,
    });
    const replayed = replay(player, records);
    expect(replayed.divergence).toBeNull();
    expect(replayed.effects).toBeGreaterThan(20);
    // A drill may be over before the crash, or while the responder is down.
    const { crash } = heavyFor("credential-leak", seed);
    const lived = crash !== null && played.trace.endedAt > crash.at + crash.downForMs;
    expect(records.filter((entry) => eventOf(entry)?.kind === "resume").length).toBe(lived ? 1 : 0);
  });
});

describe("a clock that is off", () => {
  const settings = fc
    .array(fc.record({ from: fc.nat({ max: 10_000 }), aheadMs: fc.integer({ min: -5_000, max: 5_000 }) }), {
      maxLength: 4,
    })
    .map((list) =>
      list.sort((a, b) => a.from - b.from).map(({ from, aheadMs }) => ({ from: instant(from), aheadMs })),
    );

  it("never goes backwards and is never off by more than it is set, once it has caught up", () => {
    fc.assert(
      fc.property(settings, fc.array(fc.nat({ max: 20_000 }), { minLength: 1 }), (given, instants) => {
        const clock = skewedClock(given);
        let last = instant(0);
        for (const worldAt of instants.sort((a, b) => a - b)) {
          const shown = shownBy(clock, instant(worldAt));
          expect(shown).toBeGreaterThanOrEqual(last);
          const set = given.filter(({ from }) => from <= worldAt).at(-1)?.aheadMs ?? 0;
          expect(shown).toBe(Math.max(last, worldAt + set));
          last = shown;
        }
      }),
    );
  });

  it("shows an instant when it says it will, as long as it is not set anew", () => {
    const clock = skewedClock([{ from: instant(0), aheadMs: -1_500 }]);
    shownBy(clock, instant(0));
    expect(shownBy(clock, worldTimeOf(clock, instant(60_000)))).toBe(60_000);
  });
});
