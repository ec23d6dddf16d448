import { describe, expect, it } from "vitest";
import type { Drill } from "../../src/simulator/drill.ts";
import { EPOCH, type InstantMs, instant, minutes, plus, seconds } from "../../src/units.ts";
import { moveOn, stepUntil } from "../../ui/playback.ts";
import { realDrill } from "./real-drill.ts";

/** A drill that has something to do every second until its tenth minute. */
function clockwork(): Drill & { readonly until: readonly InstantMs[] } {
  const until: InstantMs[] = [];
  let now: InstantMs = EPOCH;
  const end = instant(minutes(10));
  return {
    header: {} as Drill["header"],
    until,
    get now() {
      return now;
    },
    get over() {
      return now >= end;
    },
    advance: (to) => {
      until.push(to);
      now = instant(Math.min(end, Math.floor(to / 1_000) * 1_000));
    },
    stepOnce: () => {
      now = plus(now, seconds(1));
    },
    abort: () => undefined,
    result: () => {
      throw new Error("not asked for");
    },
  };
}

const still = (): number => 0;

describe("moving a drill on", () => {
  it("goes by real time times the speed", () => {
    const drill = clockwork();
    const at = moveOn(drill, EPOCH, 50, 60, still);
    expect(at).toBe(seconds(3));
    expect(moveOn(drill, at, 10, 1, still)).toBe(seconds(3) + 10);
    expect(drill.until).toEqual([3_000, 3_010]);
  });

  it("does not make up for a stall, and never goes back", () => {
    expect(moveOn(clockwork(), EPOCH, 3_600_000, 60, still)).toBe(seconds(15));
    expect(moveOn(clockwork(), instant(5_000), -100, 60, still)).toBe(5_000);
  });

  it("stands at the drill's own end once that is reached", () => {
    expect(moveOn(clockwork(), EPOCH, 250, 100_000, still)).toBe(minutes(10));
  });

  it("at full speed runs until its slice of the frame is over, or the drill is", () => {
    let looks = 0;
    const drill = clockwork();
    const at = moveOn(drill, EPOCH, 50, "max", () => {
      looks += 1;
      return looks * 15;
    });
    expect(at).toBe(minutes(3));
    expect(moveOn(drill, at, 50, "max", still)).toBe(minutes(10));
  });

  it("steps entry by entry until what was waited for is there", () => {
    const drill = clockwork();
    expect(stepUntil(drill, EPOCH, () => drill.now >= 4_000)).toBe(4_000);
    expect(stepUntil(drill, instant(9_000), () => drill.now >= 5_000)).toBe(9_000);
    expect(stepUntil(drill, EPOCH, () => false)).toBe(minutes(10));
  });
});

it("the speed changes nothing of what happens", async () => {
  const slow = await realDrill("model-api-outage");
  const fast = await realDrill("model-api-outage");
  let at: InstantMs = EPOCH;
  while (!slow.drill.over) at = moveOn(slow.drill, at, 66, 1_000, still);
  while (!fast.drill.over) moveOn(fast.drill, fast.drill.now, 66, "max", still);
  expect(slow.drill.result().journal).toEqual(fast.drill.result().journal);
});
