/** A campaign as lines of plain text, 80 columns wide: what each scenario came to, then what all did together. What
 *  nothing can be said of is left out. Pure. */

import type { CampaignDocument } from "../campaign/document.ts";
import type { LostMinutes, Tally } from "../campaign/findings.ts";
import type { ClockSummary, ScenarioSummary, Summary } from "../campaign/summary.ts";
import { percent, seedList } from "../campaign/words.ts";
import { TARGET_IDS } from "../runbook/vocabulary.ts";
import {
  confusionInWords,
  counted,
  drillsInWords,
  identityInWords,
  inMinutes,
  isRight,
  percentRange,
} from "./campaign-words.ts";
import { TARGET_TITLES } from "./scorecard-text.ts";
import { terminalText } from "./terminal-text.ts";
import { left, right, tableRow, wrapped } from "./wrapped.ts";

const MOST_LOSSES = 8;
const MOST_CONFUSIONS = 10;

export function campaignLines(document: CampaignDocument): readonly string[] {
  const { identity, scenarios, overall } = document;
  const lines = [
    `EXERCISE  ${drillsInWords(document.drills, scenarios.length, identity, document.shard)}`,
    ...wrapped(identityInWords(identity)),
    ...ratesTable(scenarios),
    ...clocksTable(scenarios),
    ...notPassed(scenarios),
    ...together(overall),
    "",
    ...speed(document),
    `digest ${document.digest}`,
  ];
  return lines.map(terminalText);
}

const RATE_COLUMNS = [left(29), right(6), right(6), right(8), right(9), right(8), right(6)];

const ratesTable = (scenarios: readonly ScenarioSummary[]): readonly string[] => [
  "",
  tableRow(RATE_COLUMNS, ["", "", "", "", "diagnosis", "decision", "false"]),
  tableRow(RATE_COLUMNS, ["scenario", "drills", "passed", "95%", "right", "right", "alarms"]),
  ...scenarios.map(({ id, seeds, pass, diagnosisAccuracy, decisionAccuracy, falseAlarms }) =>
    tableRow(RATE_COLUMNS, [
      id,
      String(seeds),
      percent(pass.rate),
      percentRange(pass),
      percent(diagnosisAccuracy.rate),
      percent(decisionAccuracy.rate),
      String(falseAlarms),
    ]),
  ),
];

const CLOCK_COLUMNS = [
  left(29),
  ...TARGET_IDS.map((target) => right(Math.max(9, TARGET_TITLES[target].length))),
];

function clocksTable(scenarios: readonly ScenarioSummary[]): readonly string[] {
  const timed = scenarios.filter(({ clocks }) => TARGET_IDS.some((target) => hasRun(clocks[target])));
  if (timed.length === 0) return [];
  return [
    "",
    "minutes from clock zero: half of the drills / nine in ten within (–: never)",
    tableRow(CLOCK_COLUMNS, ["scenario", ...TARGET_IDS.map((target) => TARGET_TITLES[target])]),
    ...timed.map(({ id, clocks }) =>
      tableRow(CLOCK_COLUMNS, [id, ...TARGET_IDS.map((target) => clockCell(clocks[target]))]),
    ),
  ];
}

const hasRun = ({ stopped, never }: ClockSummary): boolean => stopped + never > 0;
const clockCell = (clock: ClockSummary): string =>
  hasRun(clock) ? `${minutesOrNever(clock.p50)}/${minutesOrNever(clock.p90)}` : "";
const minutesOrNever = (ms: number | null): string => (ms === null ? "–" : inMinutes(ms));

function notPassed(scenarios: readonly ScenarioSummary[]): readonly string[] {
  const told = scenarios.flatMap(({ id, failingSeeds, inconclusiveSeeds }) => {
    const parts = [
      ...(failingSeeds.length === 0 ? [] : [`failed at ${seedList(failingSeeds)}`]),
      ...(inconclusiveSeeds.length === 0 ? [] : [`inconclusive at ${seedList(inconclusiveSeeds)}`]),
    ];
    return parts.length === 0 ? [] : wrapped(`  ${id}: ${parts.join("; ")}`, "    ");
  });
  return told.length === 0 ? [] : ["", "seeds that did not pass", ...told];
}

function together(overall: Summary): readonly string[] {
  const { pass, inconclusive } = overall;
  return [
    "",
    `all together: ${percent(pass.rate)} passed (95%: ${percentRange(pass)}), ${inconclusive} inconclusive`,
    ...falseAlarms(overall),
    ...confusions(overall),
    ...lostMinutes(overall.lostMinutes),
    ...tallies("harm and needless changes", overall.violations),
    ...tallies("broken invariants", overall.brokenInvariants),
    ...toolFaults(overall),
  ];
}

/** Only what was wrong: the most frequent first. */
function confusions({ confusion }: Summary): readonly string[] {
  const wrong = confusion.filter((cell) => !isRight(cell)).sort((a, b) => b.drills - a.drills);
  if (wrong.length === 0) return [];
  const shown = wrong.slice(0, MOST_CONFUSIONS);
  return [
    "",
    "taken for something else",
    ...shown.flatMap((cell) =>
      wrapped(`${String(cell.drills).padStart(6)}  ${confusionInWords(cell)}`, " ".repeat(8)),
    ),
    ...more(wrong.length - shown.length),
  ];
}

const more = (count: number): readonly string[] =>
  count > 0 ? [`        and ${count} more, in --json`] : [];

function falseAlarms({
  falseAlarms: count,
  healthyHours,
  falseAlarmsPerThousandHealthyHours: rate,
}: Summary): readonly string[] {
  if (rate === null) return [];
  const whole = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
  return wrapped(
    `${counted(count, "false alarm")} in ${healthyHours.toFixed(1)} healthy hours: ${whole(rate.rate)} in 1,000 (95%: ${whole(rate.low)}–${whole(rate.high)})`,
    "  ",
  );
}

function lostMinutes(losses: readonly LostMinutes[]): readonly string[] {
  if (losses.length === 0) return [];
  const columns = [left(10), right(8), right(6), right(6)];
  const shown = losses.slice(0, MOST_LOSSES);
  return [
    "",
    "where the time of missed targets went (waits overlap)",
    `${tableRow(columns, ["target", "minutes", "median", "drills"])}  waiting for`,
    ...shown.flatMap(({ target, minutes, medianMinutes, drills, waitedFor }) =>
      wrapped(
        `${tableRow(columns, [TARGET_TITLES[target], minutes.toFixed(0), medianMinutes.toFixed(1), String(drills)])}  ${waitedFor}`,
        " ".repeat(35),
      ),
    ),
    ...more(losses.length - shown.length),
  ];
}

function tallies(title: string, entries: readonly Tally[]): readonly string[] {
  if (entries.length === 0) return [];
  return ["", title, ...entries.map(({ id, drills }) => `${String(drills).padStart(6)}  ${id}`)];
}

function toolFaults({ toolFaults: faults }: Summary): readonly string[] {
  if (faults.length === 0) return [];
  return [
    "",
    "faults of the responder's own tools",
    ...faults.map(
      ({ id, drills, neverBit }) =>
        `${String(drills).padStart(6)}  ${id}${neverBit === 0 ? "" : `, in ${neverBit} of them it never bit`}`,
    ),
  ];
}

const speed = ({ timing: { drillsPerSecond, workers, wallMs } }: CampaignDocument): readonly string[] =>
  drillsPerSecond === 0
    ? []
    : [
        `${drillsPerSecond} drills a second with ${counted(workers, "worker")}, ${(wallMs / 1_000).toFixed(1)} s`,
      ];
