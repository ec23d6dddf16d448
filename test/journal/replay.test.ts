import { beforeAll, describe, expect, it } from "vitest";
import { parseEpoch } from "../../src/calendar.ts";
import { NO_CHAOS } from "../../src/faults/chaos.ts";
import { readJournal } from "../../src/journal/reader.ts";
import type { JournalRecord } from "../../src/journal/record.ts";
import { replay } from "../../src/replay/replay.ts";
import { createResponder } from "../../src/responder/step.ts";
import { scoreDrill } from "../../src/scoring/scorecard.ts";
import { traceOf } from "../../src/scoring/trace.ts";
import { instant, minutes, seconds } from "../../src/units.ts";
import { type Played, play, stageOf } from "../fixtures/stage.ts";
import { fc } from "../foundations/fast-check.ts";

let played: Played;
let records: readonly JournalRecord[];

const responder = () => {
  const { header } = readJournal("a.jsonl", played.text);
  return createResponder({
    runbook: header.runbook,
    roster: header.roster,
    epochMs: parseEpoch(header.epoch) ?? 0,
  });
};

beforeAll(async () => {
  played = await play({ scenario: "pilot-affected", seed: 3 });
  ({ records } = readJournal("a.jsonl", played.text));
});

describe("replay", () => {
  it("gives the recorded effects from the recorded events alone", () => {
    const replayed = replay(responder(), records);
    expect(replayed.divergence).toBeNull();
    expect(replayed.events).toBe(played.work.events);
    expect(replayed.effects).toBe(played.work.effects);
  });

  it("names the first divergence", () => {
    const at = records.findIndex((record) => record.record === "effect" && record.kind === "recommend");
    const forged = records.map((record, index) =>
      index === at ? { ...record, key: "INC/forged" } : record,
    ) as JournalRecord[];
    const { divergence } = replay(responder(), forged);
    expect(divergence?.seq).toBe(records[at]?.seq);
    expect(divergence?.recorded).toContain("INC/forged");
    expect(divergence?.replayed).toContain("recommend");
  });

  it("notices an event that is missing", () => {
    const at = records.findIndex((record) => record.record === "event" && record.kind === "approval");
    expect(
      replay(
        responder(),
        records.filter((_record, index) => index !== at),
      ).divergence,
    ).not.toBeNull();
  });

  it("replays an interrupted journal as far as it goes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: records.length }), (length) => {
        expect(replay(responder(), records.slice(0, length)).divergence).toBeNull();
      }),
      { numRuns: 8 },
    );
  });

  it("scores a drill from its journal as it was scored while it ran", async () => {
    const { rubric } = await stageOf({ scenario: "pilot-affected", seed: 3 });
    const again = scoreDrill(traceOf(records, played.trace), rubric);
    expect(again).toEqual(played.card);
  });
});

describe("an incident stopped at any event and resumed from its journal", () => {
  it("goes on identically", async () => {
    for (const scenario of ["cascade-failover", "credential-leak"]) {
      const whole = await play({ scenario, seed: 2 });
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: whole.work.events }), async (restartAfterEvents) => {
          const resumed = await play({ scenario, seed: 2 }, { restartAfterEvents });
          expect(resumed.journal).toEqual(whole.journal);
        }),
        { numRuns: 12 },
      );
    }
  });

  it("comes back after a crash with downtime, and is replayed through it", async () => {
    const { stage } = await stageOf({ scenario: "schema-breaking-change", seed: 4 });
    const crashed = await play(
      { scenario: "schema-breaking-change", seed: 4 },
      { toolFaults: { ...NO_CHAOS, crash: { at: instant(minutes(11)), downForMs: seconds(75) } } },
    );
    expect(stage.rebuild).toBeDefined();
    const journal = readJournal("c.jsonl", crashed.text);
    expect(journal.records.some((record) => record.record === "event" && record.kind === "resume")).toBe(
      true,
    );
    const player = createResponder({
      runbook: journal.header.runbook,
      roster: journal.header.roster,
      epochMs: parseEpoch(journal.header.epoch) ?? 0,
    });
    expect(replay(player, journal.records).divergence).toBeNull();
    expect(crashed.card.diagnosis.correct).toBe(true);
    expect(crashed.card.targets.find(({ id }) => id === "resolve")?.actualMs).not.toBeNull();
  });
});
