import { describe, expect, it } from "vitest";
import { dateOf, parseEpoch, timeOfDay, timestamp } from "../../src/calendar.ts";
import {
  formatClock,
  formatDuration,
  hours,
  instant,
  minutes,
  parseDuration,
  seconds,
} from "../../src/units.ts";
import { fc } from "./fast-check.ts";

describe("durations", () => {
  it.each([
    ["90s", 90_000],
    ["1h30m", 5_400_000],
    ["250ms", 250],
    ["2d", 172_800_000],
    ["0s", 0],
  ])("reads %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "5", "5 m", "m5", "-5m", "5m30", "1.5h"])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it.each([
    [seconds(45), "45s"],
    [minutes(12), "12m 00s"],
    [hours(1), "1h 00m"],
    [minutes(-3), "-3m 00s"],
  ])("shows %d ms as %s", (duration, text) => {
    expect(formatDuration(duration)).toBe(text);
  });

  it("shows the clock face", () => {
    expect(formatClock(instant(65_000))).toBe("01:05");
    expect(formatClock(instant(3_725_000))).toBe("1:02:05");
  });
});

describe("calendar", () => {
  it("agrees with the language's own dates", () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2199, 11, 31) }), (ms) => {
        const whole = Math.floor(ms / 1_000) * 1_000;
        const at = instant(ms - whole);
        const iso = new Date(ms).toISOString();
        expect(timestamp(whole, at)).toBe(iso);
        expect(dateOf(whole, at)).toBe(iso.slice(0, 10));
        expect(timeOfDay(whole, at)).toBe(iso.slice(11, 16));
      }),
    );
  });

  it("reads epochs, and refuses what is none", () => {
    expect(parseEpoch("2025-11-28T14:00:00Z")).toBe(Date.UTC(2025, 10, 28, 14));
    for (const text of ["2025-11-28", "2025-13-28T14:00:00Z", "2025-11-28T24:00:00Z", "yesterday"]) {
      expect(parseEpoch(text)).toBeNull();
    }
  });
});
