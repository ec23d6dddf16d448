/** Invariants of whole drills: told once whatever comes in twice, and broken by a core that was tampered with. */

import { describe, expect, it } from "vitest";
import { present } from "../../src/assert.ts";
import { brokenGuards } from "../../src/cli/guards.ts";
import { type BrokenInvariant, brokenInvariantsOf } from "../../src/scoring/invariants.ts";
import { runDrill } from "../../src/simulator/drill.ts";
import { playerNamed } from "../../src/simulator/players/players.ts";
import { instant, milliseconds, plus } from "../../src/units.ts";
import { play, stageOf } from "../fixtures/stage.ts";
import {
  changingTwice,
  disablingEverything,
  type Tampering,
  tampered,
  withoutApprovals,
} from "../fixtures/tampering.ts";
import { fc } from "../foundations/fast-check.ts";

describe("what comes in twice", async () => {
  const { stage, rubric } = await stageOf({ scenario: "schema-and-quota", seed: 1 });
  const sound = playerNamed("responder", stage, rubric);

  it.each<[string, Tampering, readonly string[]]>([
    ["breaks nothing", (effect) => [effect], []],
    ["mends nothing", withoutApprovals, ["approved"]],
  ])("%s", (_what, tamper, found) => {
    const { trace } = runDrill({ ...stage, player: (briefing) => tampered(sound(briefing), tamper) });
    const once = brokenInvariantsOf(trace, rubric);
    expect([...new Set(once.map(({ id }) => id))]).toEqual(found);
    const repeated = fc.record({
      which: fc.nat(trace.events.length - 1),
      laterMs: fc.integer({ min: 0, max: 90_000 }),
    });
    fc.assert(
      fc.property(fc.array(repeated, { minLength: 1, maxLength: 20 }), (repeats) => {
        const copies = repeats.map(({ which, laterMs }) => {
          const event = present(trace.events[which], "an event");
          return { ...event, at: plus(event.at, milliseconds(laterMs)) };
        });
        const events = [...trace.events, ...copies].sort((a, b) => a.at - b.at);
        expect(brokenInvariantsOf({ ...trace, events }, rubric)).toEqual(once);
      }),
    );
  });
});

describe("a core that was tampered with", async () => {
  const { stage, rubric } = await stageOf({ scenario: "model-api-outage", seed: 1 });
  const guardsBrokenBy = async (tamper: Tampering): Promise<readonly string[]> => {
    const { card } = await play(
      { scenario: "model-api-outage", seed: 1 },
      { player: (briefing) => tampered(playerNamed("responder", stage, rubric)(briefing), tamper) },
    );
    const guards = card.brokenInvariants.filter(({ guard }) => guard);
    expect(brokenGuards("responder", card.brokenInvariants)).toHaveLength(guards.length);
    expect(card.verdict).toBe(guards.length > 0 ? "fail" : "pass");
    return [...new Set(guards.map(({ id }) => id))];
  };

  it("breaks no guard when nothing is changed", async () => {
    expect(await guardsBrokenBy((effect) => [effect])).toEqual([]);
  });

  it.each([
    ["dropping approvals", withoutApprovals, "approved"],
    ["changing everything twice", changingTwice, "performed-once"],
    ["disabling everything", disablingEverything, "a-provider-left"],
  ])("breaks one by %s", async (_what, tamper, id) => {
    expect(await guardsBrokenBy(tamper)).toEqual([id]);
  });

  it("of a reference player is no defect of ours", () => {
    const guard: BrokenInvariant = {
      id: "approved",
      kind: "safety",
      guard: true,
      atMs: instant(0),
      detail: "",
    };
    expect(brokenGuards("rollback-at-once", [guard])).toEqual([]);
    expect(brokenGuards("clairvoyant", [guard])).toHaveLength(1);
  });
});
