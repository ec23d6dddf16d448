/** An incident's life: the moves that are allowed, written down once more by hand, and none beside them. */

import { describe, expect, it } from "vitest";
import { DefectError } from "../../src/assert.ts";
import {
  advance,
  type IncidentPhase,
  isOver,
  isSettled,
  LIFECYCLE,
  next,
  type Trigger,
} from "../../src/responder/lifecycle.ts";

const PHASES = Object.keys(LIFECYCLE) as readonly IncidentPhase[];
const TRIGGERS: readonly Trigger[] = [
  "mitigation-begun",
  "failures-stopped",
  "failures-returned",
  "false-alarm",
  "criteria-met",
  "review-done",
];

const MOVES: readonly (readonly [IncidentPhase, Trigger, IncidentPhase])[] = [
  ["open", "mitigation-begun", "mitigating"],
  ["open", "failures-stopped", "observing"],
  ["open", "false-alarm", "withdrawn"],
  ["mitigating", "failures-stopped", "observing"],
  ["mitigating", "false-alarm", "withdrawn"],
  ["observing", "failures-returned", "mitigating"],
  ["observing", "criteria-met", "resolved"],
  ["resolved", "failures-returned", "mitigating"],
  ["resolved", "review-done", "reviewed"],
  ["reviewed", "failures-returned", "mitigating"],
];

const OTHERS = PHASES.flatMap((phase) =>
  TRIGGERS.filter((trigger) => !MOVES.some(([from, by]) => from === phase && by === trigger)).map(
    (trigger) => [phase, trigger] as const,
  ),
);

describe("an incident", () => {
  it.each(MOVES)("that is %s goes by %s to %s", (from, trigger, to) => {
    expect(next(from, trigger)).toBe(to);
    expect(advance(from, trigger)).toBe(to);
  });

  it.each(OTHERS)("that is %s does not take %s", (phase, trigger) => {
    expect(next(phase, trigger)).toBeNull();
    expect(() => advance(phase, trigger)).toThrow(DefectError);
  });

  it("can come to every phase from its opening", () => {
    const reached = new Set<IncidentPhase>(["open"]);
    for (const phase of reached)
      for (const trigger of TRIGGERS) {
        const to = next(phase, trigger);
        if (to !== null) reached.add(to);
      }
    expect([...reached].sort()).toEqual([...PHASES].sort());
  });

  it.each<[IncidentPhase, boolean, boolean]>([
    ["open", false, false],
    ["mitigating", false, false],
    ["observing", false, false],
    ["resolved", true, false],
    ["reviewed", true, true],
    ["withdrawn", true, true],
  ])("that is %s is settled: %s, over: %s", (phase, settled, over) => {
    expect(isSettled(phase)).toBe(settled);
    expect(isOver(phase)).toBe(over);
    const ways = TRIGGERS.filter((trigger) => next(phase, trigger) !== null);
    // A false alarm is over for good; what was reviewed may still come back.
    if (over) expect(ways).toEqual(phase === "reviewed" ? ["failures-returned"] : []);
  });
});
