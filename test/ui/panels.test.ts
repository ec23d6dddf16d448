import { describe, expect, it } from "vitest";
import { EPOCH, minutes } from "../../src/units.ts";
import { type Scene, stopwatch } from "../../ui/content.ts";
import { startControls } from "../../ui/controls.ts";
import type { PanelId } from "../../ui/layout.ts";
import type { Line } from "../../ui/line.ts";
import { clockLines, clocksNote } from "../../ui/panels/clocks.ts";
import { digest } from "../../ui/panels/digest.ts";
import { sparkline } from "../../ui/panels/fleet.ts";
import { headerLines } from "../../ui/panels/header.ts";
import { contentOf } from "../../ui/panels/panels.ts";
import { EMPTY_VIEW, receiveAll } from "../../ui/view-state.ts";
import {
  alert,
  at,
  conclude,
  declare,
  effect,
  event,
  HEADER,
  joins,
  measured,
  OUTAGE,
  ranked,
  scope,
  settle,
} from "./staged.ts";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const scene = (minute: number, ...records: readonly Parameters<typeof receiveAll>[1][number][]): Scene => ({
  view: receiveAll(EMPTY_VIEW, records),
  now: at(minute),
});
const outage = scene(15, ...OUTAGE);
const linesOf = (panel: PanelId, of: Scene, columns = 100): readonly string[] => {
  const { start, end, lines } = contentOf(panel, of, columns);
  return lines(start, end).map(textOf);
};

it("the header tells the exercise, the time, the pace and the incident", () => {
  const [first, second] = headerLines(outage, startControls(60), 100).map(textOf);
  expect(first).toMatch(/^ EXERCISE {2}Model API outage +seed 1 {2}14:15:00Z \+15:00 ▸ 60× $/);
  expect(second).toContain("P1 INC-20251128-01 MITIGATING · 3 of 10 repos hit, 2 failing now");
  const paused = { ...startControls("max"), screen: { is: "paused" as const } };
  expect(textOf(headerLines(outage, paused, 100)[0] ?? [])).toContain("‖ PAUSED max");
});

it("an alert without a declaration, and a pilot that is hit, are told in the header", () => {
  const standing = (of: Scene) => textOf(headerLines(of, startControls(60), 100)[1] ?? []);
  expect(standing(scene(5, HEADER))).toContain("no incident, watching");
  expect(standing(scene(11, HEADER, alert(10, "firing")))).toContain("alert firing, no incident declared");
  const hit = scene(12, HEADER, declare(10, "open"), scope(11, ["a", "b"], ["a"], true));
  expect(standing(hit)).toContain("PILOT HIT");
});

it("the clocks show what was reached, what runs, and what is late by how much", () => {
  expect(clocksNote(outage)).toBe("observed since the alert 14:10:00");
  const of = scene(
    27,
    ...OUTAGE,
    joins(21, "sre-oncall"),
    joins(21, "incident-commander"),
    joins(22, "engineering-tl"),
  );
  const [detect, mobilize, rootCause, mitigate] = clockLines(of, 50).map(textOf);
  expect(detect).toMatch(/^✓ detect +01:00 ━+·+ +05:00$/);
  expect(mobilize).toMatch(/^✗ mobilize +12:00 ━+ \+02:00$/);
  expect(rootCause).toMatch(/^✓ root cause +02:00 /);
  expect(mitigate).toMatch(/^● mitigate +17:00 ━+·+ +30:00$/);
});

it("minutes are counted beyond the hour", () => {
  expect(stopwatch(minutes(75))).toBe("75:00");
  expect(stopwatch(minutes(-5))).toBe("00:00");
});

describe("the fleet", () => {
  it("marks who fails, who has recovered, who is suspect, and the pilot", () => {
    const lines = linesOf("fleet", outage);
    const line = (repo: string) => lines.find((text) => text.includes(repo));
    expect(line("claims-intake")).toMatch(/^✗ claims-intake +70\.0% .* 6 of 20 +failing/);
    expect(line("contract-review")).toMatch(/^✗ contract-review +80\.0%/);
    expect(line("fraud-screening")).toMatch(/^↑ fraud-screening/);
    expect(line("compliance-service")).toMatch(/^ {2}compliance-service +P 100\.0%/);
    expect(line("risk-engine")).toMatch(/^ {2}risk-engine +–/);
    const before = linesOf("fleet", scene(9, ...OUTAGE.slice(0, 5)));
    expect(before.find((text) => text.includes("claims-intake"))).toMatch(/^\? claims-intake.*suspect/);
  });

  it("tells recovered repositories from those without flows", () => {
    const later = measured(14, 2, {}, { "contract-review": 20 });
    const lines = linesOf(
      "fleet",
      scene(15, ...OUTAGE, ...later, scope(14, ["claims-intake", "contract-review"], [])),
    );
    expect(lines.find((text) => text.includes("contract-review"))).toMatch(/^↑ contract-review +100\.0%/);
    expect(lines.find((text) => text.includes("claims-intake"))).toMatch(/^‖ claims-intake +– .*no flows/);
  });

  it("says so when the metrics are silent", () => {
    expect(contentOf("fleet", { ...outage, now: at(40) }, 80).note).toBe("no metrics since 14:09:00");
  });

  it("a sparkline rises with the failed share and is blank where nothing is known", () => {
    expect(sparkline([0, 100, 600, 5_000, 10_000], 4, 5, 1)).toBe("▁▂▃▇█");
    expect(sparkline([0, null, 0], 3, 6, 1)).toBe("  ▁ ▁▁");
    expect(sparkline([0], 5, 4, 1)).toBe("    ");
    expect(sparkline([], EPOCH, 3, 1)).toBe("   ");
  });
});

it("causes come with what speaks for and against them", () => {
  const lines = linesOf("causes", outage, 60);
  expect(lines[0]).toMatch(/^✓ Model API outage +━+ +97\.5%$/);
  expect(lines[1]).toBe("    + provider down 9");
  expect(lines[2]).toBe("    − keys rejected 4");
  expect(lines[3]).toMatch(/^· Rate limit exhaustion +·+ +0\.4%$/);
  const none = scene(
    20,
    HEADER,
    declare(10, "open"),
    conclude(18, "concluded", [], [ranked("credential-leak", 600)]),
  );
  expect(linesOf("causes", none)[0]).toBe("◆ concluded: none of the five");
  expect(linesOf("causes", scene(1, HEADER))).toEqual(["nothing is suspected yet"]);
});

describe("the decision", () => {
  it("shows criteria in the runbook's words, the recommendation, and how long it waits", () => {
    const lines = linesOf("decision", outage);
    expect(lines[0]).toBe("▲ NO-GO recommended, undecided for 01:00");
    expect(lines).toContain("  because at most three repositories affected");
    expect(lines).toContain("  asked   sre-oncall agree");
    expect(lines).toContain("  ○ at least five repositories affected");
    expect(lines).toContain("  ? security incident confirmed");
    expect(lines).toContain("  ✓ at most three repositories affected");
    expect(lines).toContain("  · no cost concern");
  });

  it("shows who decided, and when that was against the recommendation", () => {
    const decided = event(16, {
      kind: "decision",
      person: "incident-commander-1",
      role: "incident-commander",
      decision: { of: "rollback", choice: "go" },
    });
    const [first] = linesOf("decision", scene(17, ...OUTAGE, decided));
    expect(first).toBe("▲ GO decided by incident-commander-1 at 14:16:00, recommended was no-go");
  });
});

it("now: actions with their time, waits, and what is missing to resolve", () => {
  const [action, ...waits] = linesOf("now", outage, 60);
  expect(action).toMatch(/^» Route around the failed provider +02:00$/);
  expect(waits[0]).toBe("WAITING FOR");
  expect(waits[1]).toMatch(/^ {2}incident-commander-1 to join +04:00$/);
  const resolving = scene(
    30,
    ...OUTAGE,
    settle(20, "effective"),
    effect(21, {
      kind: "assess",
      target: { table: "resolution" },
      arguments: {
        criteria: [
          { id: "success-restored", state: "unknown" },
          { id: "no-recurrence", state: "unmet" },
        ],
      },
    }),
  );
  const lines = linesOf("now", resolving, 60);
  expect(lines[0]).toMatch(/^✓ Route around the failed provider +effective 07:00$/);
  expect(lines.some((line) => line.startsWith("  ○ no recurrence"))).toBe(true);
});

it("messages: to whom, the first line, and whether it got through", () => {
  const lines = linesOf("messages", outage);
  expect(lines[0]).toMatch(/^14:11:00 … @incident-commander-1 +P1 page$/);
  expect(lines[1]).toMatch(/^14:11:00 … #incidents +P1: investigating$/);
});

it("the digest holds the state of the incident in six lines", () => {
  const lines = digest(outage, 44).map(textOf);
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^cause {4}✓ Model API outage +97\.5%$/);
  expect(lines[1]).toContain("provider down");
  expect(lines[2]).toMatch(/^decision ▲ NO-GO recommended +undecided 01:00$/);
  expect(lines[3]).toMatch(/^action {3}» Route around the failed pr… 02:00$/);
  expect(lines[4]).toMatch(/^waiting {2}incident-commander-1 to join +04:00$/);
});
