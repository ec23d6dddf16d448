/** A comparison of two campaigns as lines of plain text, 80 columns wide: what changed, how likely that is by chance, and
 *  the drills that moved most with the commands that play them again. Pure. */

import { findingInWords } from "../campaign/broken.ts";
import { caveats } from "../campaign/comparability.ts";
import type { Comparison, PairedSummary, ScenarioComparison } from "../campaign/compare.ts";
import type { GateResult } from "../campaign/gate.ts";
import type { MovedDrill } from "../campaign/moved.ts";
import { percent, seedList } from "../campaign/words.ts";
import { TARGET_IDS } from "../runbook/vocabulary.ts";
import {
  counted,
  identityInWords,
  inMinutes,
  minutesRange,
  probability,
  signedMinutes,
} from "./campaign-words.ts";
import { TARGET_TITLES } from "./scorecard-text.ts";
import { terminalText } from "./terminal-text.ts";
import { left, right, tableRow, wrapped } from "./wrapped.ts";

const MOST_CLOCKS = 12;

export function comparisonLines(
  comparison: Comparison,
  { verdict, reasons, conclusion }: GateResult,
): readonly string[] {
  const { before, after, overall } = comparison;
  const lines = [
    `EXERCISE  ${counted(overall.pairs, "drill")} before and after, paired by scenario and seed`,
    ...wrapped(`before: ${identityInWords(before.identity)}`, " ".repeat(8)),
    ...wrapped(`after:  ${identityInWords(after.identity)}`, " ".repeat(8)),
    ...caveats(comparison).flatMap((caveat) => wrapped(`note:   ${caveat}`, " ".repeat(8))),
    ...(verdict === "identical"
      ? []
      : [...rates(comparison), ...clocks(comparison), ...otherChanges(comparison), ...moved(comparison)]),
    "",
    ...wrapped(conclusion, "  "),
    ...reasons.flatMap((reason) => wrapped(`  - ${reason}`, "    ")),
  ];
  return lines.map(terminalText);
}

const RATE_COLUMNS = [left(29), right(6), right(7), right(7), right(8), right(6), right(10)];

function rates({ scenarios, overall }: Comparison): readonly string[] {
  const row = (id: string, { pairs, pass }: PairedSummary, chance: number): string =>
    tableRow(RATE_COLUMNS, [
      id,
      String(pairs),
      percent(pass.before / pairs),
      percent(pass.after / pairs),
      String(pass.worse),
      String(pass.better),
      probability(chance),
    ]);
  return [
    "",
    "by chance: exact McNemar test, adjusted for the number of scenarios (Holm)",
    tableRow(RATE_COLUMNS, ["", "", "passed", "pass", "pass no", "pass", ""]),
    tableRow(RATE_COLUMNS, ["scenario", "pairs", "before", "after", "more", "now", "by chance"]),
    ...scenarios.map((scenario) => row(scenario.id, scenario, scenario.adjusted.chance)),
    row("all together", overall, overall.pass.chance),
  ];
}

const CLOCK_COLUMNS = [left(29), left(10), right(8), right(16), right(10)];

/** Those whose median moved, the surest first. */
function clocks({ scenarios }: Comparison): readonly string[] {
  const changed = scenarios
    .flatMap(({ id, clocks: of }) => TARGET_IDS.map((target) => ({ id, target, clock: of[target] })))
    .filter(({ clock }) => (clock.median ?? 0) !== 0 || clock.stopsNoMore + clock.stopsNow > 0)
    .sort((a, b) => a.clock.chance - b.clock.chance);
  if (changed.length === 0) return [];
  return [
    "",
    "clocks: median difference in minutes where both stopped (Wilcoxon, not adjusted)",
    tableRow(CLOCK_COLUMNS, ["scenario", "target", "median", "95%", "by chance"]),
    ...changed.slice(0, MOST_CLOCKS).flatMap(({ id, target, clock }) => {
      const { median, stopsNoMore, stopsNow, chance } = clock;
      const row = tableRow(CLOCK_COLUMNS, [
        id,
        TARGET_TITLES[target],
        median === null ? "" : signedMinutes(median),
        clock.low === null && clock.high === null ? "" : minutesRange(clock),
        probability(chance),
      ]);
      const stops = [
        ...(stopsNoMore > 0 ? [`stops no more in ${stopsNoMore}`] : []),
        ...(stopsNow > 0 ? [`stops now in ${stopsNow}`] : []),
      ];
      return stops.length === 0 ? [row] : [row, `${" ".repeat(30)}${stops.join(", ")}`];
    }),
    ...(changed.length > MOST_CLOCKS ? [`  and ${changed.length - MOST_CLOCKS} more, in --json`] : []),
  ];
}

function otherChanges({ scenarios }: Comparison): readonly string[] {
  const told = scenarios.flatMap((scenario) => {
    const { worse, better } = changesInWords(scenario);
    return [...worse, ...better].flatMap((change) => wrapped(`  ${scenario.id}: ${change}`, "    "));
  });
  return told.length === 0 ? [] : ["", "judgements that changed", ...told];
}

/** Judgements that are wrong now and were right, and the other way round. */
export function changesInWords(
  scenario: ScenarioComparison,
): Readonly<Record<"worse" | "better", readonly string[]>> {
  const changes = [
    { what: "diagnosis", was: "right", is: "wrong", seeds: scenario.diagnosisSeeds },
    { what: "decision", was: "right", is: "wrong", seeds: scenario.decisionSeeds },
    { what: "false alarm", was: "none", is: "raised", seeds: scenario.falseAlarmSeeds },
    ...scenario.findings.map(({ id, kind, ...seeds }) => ({
      what: findingInWords(kind, id),
      was: "kept",
      is: "broken",
      seeds,
    })),
  ];
  const inWords = (what: string, seeds: readonly number[]): readonly string[] =>
    seeds.length === 0 ? [] : [`${what} now at ${seedList(seeds, 8)}`];
  return {
    worse: changes.flatMap(({ what, is, seeds }) => inWords(`${what} ${is}`, seeds.worse)),
    better: changes.flatMap(({ what, was, seeds }) => inWords(`${what} ${was}`, seeds.better)),
  };
}

function moved({ moved: drills }: Comparison): readonly string[] {
  if (drills.length === 0) return [];
  return ["", `the ${drills.length} that moved most`, ...drills.flatMap(movedLines)];
}

const movedLines = (drill: MovedDrill): readonly string[] => [
  ...wrapped(`  ${drill.scenario} seed ${drill.seed}: ${movementInWords(drill)}`, "    "),
  ...(newReasons(drill).length === 0 ? [] : wrapped(`    ${newReasons(drill).join("; ")}`, "    ")),
  `    before: ${drill.before.replay}`,
  `    after:  ${drill.after.replay}`,
];

const minutesOrNone = (ms: number | null): string => (ms === null ? "none" : inMinutes(ms));

/** `pass → fail; resolve 47.4 → none`. */
export function movementInWords({ before, after, clocks: changed }: MovedDrill): string {
  return [
    before.verdict === after.verdict ? `${after.verdict} both times` : `${before.verdict} → ${after.verdict}`,
    ...changed.map(
      ({ target, before: was, after: is }) =>
        `${TARGET_TITLES[target]} ${minutesOrNone(was)} → ${minutesOrNone(is)}`,
    ),
  ].join("; ");
}

/** What keeps it from passing now and did not before. */
export const newReasons = ({ before, after }: MovedDrill): readonly string[] =>
  after.reasons.filter((reason) => !before.reasons.includes(reason));
