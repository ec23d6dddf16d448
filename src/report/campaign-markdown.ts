/** A campaign in Markdown, for a pull request's comment: the verdict first, then a table, what got worse, and the rest
 *  folded. Bounded, since GitHub takes no comment beyond 65,536 characters. Pure. */

import { caveats } from "../campaign/comparability.ts";
import type { Comparison } from "../campaign/compare.ts";
import type { CampaignDocument } from "../campaign/document.ts";
import { type GateResult, gate } from "../campaign/gate.ts";
import type { MovedDrill } from "../campaign/moved.ts";
import { replayLineOf } from "../campaign/replay-line.ts";
import type { ClockSummary, ScenarioSummary, Summary } from "../campaign/summary.ts";
import { percent, seedList } from "../campaign/words.ts";
import { TARGET_IDS } from "../runbook/vocabulary.ts";
import {
  causesInWords,
  counted,
  drillsInWords,
  fromTo,
  identityInWords,
  inMinutes,
  isRight,
  percentRange,
} from "./campaign-words.ts";
import { changesInWords, movementInWords, newReasons } from "./comparison-text.ts";
import { markdownCode, markdownDetails, markdownTable, markdownText } from "./markdown-text.ts";
import { TARGET_TITLES } from "./scorecard-text.ts";

const MOST_SCENARIOS = 100;
const MOST_DRILLS = 20;
const MOST_ROWS = 15;
const MOST_REASONS = 4;

export function campaignMarkdown(document: CampaignDocument, comparison: Comparison | null): string {
  const { identity, scenarios, overall } = document;
  const gated = comparison === null ? null : gate(comparison);
  return `${[
    "## EXERCISE: firedrill campaign",
    "",
    ...(gated === null ? [ownVerdict(document)] : baselineVerdict(gated)),
    "",
    ...(comparison === null ? [] : notes(comparison)),
    ...scenarioTable(scenarios.slice(0, MOST_SCENARIOS), comparison),
    ...andMore(scenarios.length - MOST_SCENARIOS, "scenarios"),
    "",
    ...(comparison === null ? [] : gotWorse(comparison)),
    ...(comparison === null ? [] : mostMoved(comparison)),
    ...notPassed(document),
    ...diagnoses(overall),
    ...lostMinutes(overall),
    ...rest(overall),
    markdownText(
      `${drillsInWords(document.drills, scenarios.length, identity, document.shard)}; ${identityInWords(identity)}`,
    ),
    "",
    `digest ${markdownCode(document.digest)}`,
  ].join("\n")}\n`;
}

function ownVerdict({ drills, overall, results }: CampaignDocument): string {
  const failed = results.filter(({ verdict }) => verdict === "fail").length;
  const word = failed + overall.inconclusive === 0 ? "PASSED" : failed === 0 ? "INCONCLUSIVE" : "FAILED";
  return `**${word}**: ${counted(drills, "drill")}, ${percent(overall.pass.rate)} passed (95%: ${percentRange(overall.pass)}), ${failed} failed, ${overall.inconclusive} inconclusive.`;
}

const baselineVerdict = ({ conclusion, reasons }: GateResult): readonly string[] => [
  `**${markdownText(`${conclusion.slice(0, 1).toUpperCase()}${conclusion.slice(1)}`)}.**`,
  ...(reasons.length === 0 ? [] : [""]),
  ...reasons.slice(0, MOST_DRILLS).map((reason) => `- ${markdownText(reason)}`),
  ...andMore(reasons.length - MOST_DRILLS, "reasons"),
];

function notes(comparison: Comparison): readonly string[] {
  const found = caveats(comparison);
  return found.length === 0 ? [] : [...found.map((caveat) => `> ${markdownText(caveat)}`), ""];
}

const andMore = (count: number, what: string): readonly string[] =>
  count > 0 ? ["", `… and ${count} more ${what}`] : [];

function scenarioTable(
  scenarios: readonly ScenarioSummary[],
  comparison: Comparison | null,
): readonly string[] {
  const compared = new Map(comparison?.scenarios.map((scenario) => [scenario.id, scenario]));
  const head = [
    "scenario",
    "drills",
    "passed",
    "95%",
    "diagnosis",
    "decision",
    ...TARGET_IDS.map((target) => TARGET_TITLES[target]),
  ];
  const rows = scenarios.map((scenario) => {
    const { id, seeds, pass, diagnosisAccuracy, decisionAccuracy, clocks } = scenario;
    const before = compared.get(id);
    return [
      markdownText(id),
      String(seeds),
      before === undefined ? percent(pass.rate) : fromTo(before.pass, before.pairs),
      percentRange(pass),
      percent(diagnosisAccuracy.rate),
      percent(decisionAccuracy.rate),
      ...TARGET_IDS.map((target) => clockCell(clocks[target])),
    ];
  });
  return [
    ...markdownTable(head, rows),
    "",
    "Clocks: minutes from clock zero, half of the drills / nine in ten (–: never).",
  ];
}

function clockCell({ stopped, never, p50, p90 }: ClockSummary): string {
  const text = (ms: number | null): string => (ms === null ? "–" : inMinutes(ms));
  return stopped + never === 0 ? "" : `${text(p50)} / ${text(p90)}`;
}

function gotWorse({ scenarios }: Comparison): readonly string[] {
  const lines = scenarios.flatMap((scenario) => {
    const { worse } = scenario.passSeeds;
    const changes = [
      ...(worse.length === 0 ? [] : [`passes no more at ${seedList(worse, 8)}`]),
      ...changesInWords(scenario).worse,
    ];
    return changes.length === 0
      ? []
      : [`- ${markdownText(scenario.id)}: ${markdownText(changes.join("; "))}`];
  });
  if (lines.length === 0) return [];
  return [
    "### What got worse",
    "",
    ...lines.slice(0, MOST_DRILLS),
    ...andMore(lines.length - MOST_DRILLS, "scenarios"),
    "",
  ];
}

const mostMoved = ({ moved }: Comparison): readonly string[] =>
  markdownDetails(`The ${counted(moved.length, "drill")} that moved most`, moved.flatMap(movedLines));

function movedLines(drill: MovedDrill): readonly string[] {
  const reasons = newReasons(drill).slice(0, MOST_REASONS);
  return [
    `- ${markdownText(`${drill.scenario} seed ${drill.seed}: ${[movementInWords(drill), ...reasons].join("; ")}`)}`,
    `  - before: ${markdownCode(drill.before.replay)}`,
    `  - after: ${markdownCode(drill.after.replay)}`,
  ];
}

function notPassed({ identity, results }: CampaignDocument): readonly string[] {
  const rows = results.filter(({ verdict }) => verdict !== "pass");
  const lines = rows
    .slice(0, MOST_DRILLS)
    .flatMap((row) => [
      `- ${markdownText(`${row.scenario} seed ${row.seed}, ${row.verdict}: ${row.reasons.slice(0, MOST_REASONS).join("; ")}`)}`,
      `  - ${markdownCode(replayLineOf(identity, row))}`,
    ]);
  return markdownDetails(`Drills that did not pass: ${rows.length}`, [
    ...lines,
    ...andMore(rows.length - MOST_DRILLS, "drills"),
  ]);
}

function diagnoses({ confusion }: Summary): readonly string[] {
  const rows = [...confusion]
    .sort((a, b) => b.drills - a.drills)
    .slice(0, MOST_ROWS)
    .map((cell) => [
      cell.massFailure ? causesInWords(cell.truth) : "no mass failure",
      cell.named === null ? "not declared" : causesInWords(cell.named),
      String(cell.drills),
      isRight(cell) ? "right" : "**wrong**",
    ]);
  return markdownDetails("Diagnoses: what was taken for what", [
    ...markdownTable(["truth", "named", "drills", ""], rows),
    ...andMore(confusion.length - MOST_ROWS, "rows"),
  ]);
}

function lostMinutes({ lostMinutes: losses }: Summary): readonly string[] {
  const rows = losses
    .slice(0, MOST_ROWS)
    .map(({ target, waitedFor, drills, minutes, medianMinutes }) => [
      TARGET_TITLES[target],
      markdownText(waitedFor),
      minutes.toFixed(0),
      medianMinutes.toFixed(1),
      String(drills),
    ]);
  return markdownDetails("Where the time of missed targets went (waits overlap)", [
    ...markdownTable(["target", "waiting for", "minutes", "median", "drills"], rows),
    ...(rows.length === 0 ? [] : andMore(losses.length - MOST_ROWS, "rows")),
  ]);
}

function rest({ violations, brokenInvariants, toolFaults, ...overall }: Summary): readonly string[] {
  const rows = [
    ...violations.map(({ id, drills }) => ["safety violation", markdownText(id), String(drills)]),
    ...brokenInvariants.map(({ id, kind, drills }) => [
      `broken invariant (${kind})`,
      markdownText(id),
      String(drills),
    ]),
    ...toolFaults.map(({ id, drills, neverBit }) => [
      "tool fault",
      markdownText(id),
      neverBit === 0 ? String(drills) : `${drills} (never bit in ${neverBit})`,
    ]),
  ];
  const rate = overall.falseAlarmsPerThousandHealthyHours;
  const alarms =
    rate === null
      ? []
      : [
          `False alarms: ${overall.falseAlarms} in ${overall.healthyHours.toFixed(1)} healthy hours; in 1,000 hours ${rate.rate.toFixed(1)} (95%: ${rate.low.toFixed(1)} to ${rate.high.toFixed(1)}).`,
        ];
  return markdownDetails("False alarms, safety, tool faults", [
    ...alarms,
    "",
    ...markdownTable(["what", "which", "drills"], rows),
  ]);
}
