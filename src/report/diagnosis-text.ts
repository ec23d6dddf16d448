/** What log lines say, for people: the causes with what each item of evidence adds, the patterns, and what to check next.
 *  Templates come from outside and are made safe here; secrets were taken out where lines were read. */

import { unreachable } from "../assert.ts";
import type { Contribution, RankedByLines } from "../diagnosis/cause-ranking.ts";
import type { NextCheck } from "../diagnosis/next-checks.ts";
import { type ErrorPattern, verdictOfCauses } from "../diagnosis/pattern-log.ts";
import type { WindowDiagnosis } from "../diagnosis/window-diagnosis.ts";
import type { CauseId } from "../runbook/cause.ts";
import type { ProbeName } from "../runbook/vocabulary.ts";
import { formatDuration, milliseconds } from "../units.ts";
import { cutTo, terminalText } from "./terminal-text.ts";
import { left, PAGE_COLUMNS, right, tableRow, wrapped } from "./wrapped.ts";

const MOST_PATTERNS = 12;
const MOST_CHECKS = 4;
/** Lines alone make nothing certain. */
const MOST_PERCENT = 99;

const WORDS_OF_PROBE: Readonly<Record<ProbeName, string>> = {
  "provider-status": "read the providers' status pages",
  "provider-health": "send each provider a small request and time it",
  quota: "compare what is used with each provider's quota",
  "flow-volume": "compare the flows begun lately with the usual number",
  "rollout-history": "list the latest rollouts with their times",
  "revision-diff": "compare the latest revision with the one before",
  "schema-version": "compare the schema in force with the pinned one",
  "connection-count": "count the database's connections against its limit",
  "pool-size": "compare the pool's size with how much of it is busy",
  "exposed-credentials": "search the repositories' history for keys",
  "key-check": "try each provider's key with a harmless request",
  "test-flow": "run one flow through the pilot",
};

/** @param isOneInput numbers of lines mean something to who looks for them */
export function diagnosisLines(
  diagnosis: WindowDiagnosis,
  checks: readonly NextCheck[],
  isOneInput: boolean,
): readonly string[] {
  const { errorLines, patterns, verdict } = diagnosis;
  const head = wrapped(`${inputWords(diagnosis)}. ${verdictWords(diagnosis)}`);
  if (verdict === "unknown") return head;
  const silent = diagnosis.ranking.filter(({ lines }) => lines === 0).map(({ cause }) => cause);
  return [
    ...head,
    "",
    "CAUSES",
    ...diagnosis.ranking
      .filter(({ lines }) => lines > 0)
      .flatMap((ranked) => causeLines(ranked, diagnosis, isOneInput)),
    ...(silent.length === 0 ? [] : wrapped(`  No line counts for ${silent.join(", ")}.`, "  ")),
    ...diagnosis.baseRate.map((pattern) =>
      cutTo(
        `  Not counted, since it ran evenly all along: ${pattern.count}× ${shown(pattern)}`,
        PAGE_COLUMNS,
      ),
    ),
    "",
    "PATTERNS",
    ...patternLines(patterns, errorLines),
    "",
    "CHECK NEXT",
    ...checks.slice(0, MOST_CHECKS).flatMap(checkLines),
  ];
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function inputWords({ lines, errorLines, patterns, further, range }: WindowDiagnosis): string {
  const span =
    range === null || range.spanMs === 0 ? "" : `, over ${formatDuration(milliseconds(range.spanMs))}`;
  const more = further === 0 ? "" : " (the rarest are not kept)";
  return `${counted(lines, "line")}${span}: ${counted(errorLines, "error")} in ${counted(patterns.length, "pattern")}${more}`;
}

const percentOf = (probability: number): string =>
  `${Math.min(MOST_PERCENT, Math.round(probability / 100))}%`;

function verdictWords({ verdict, causes, ranking }: WindowDiagnosis): string {
  switch (verdict) {
    case "unknown":
      return "There are no error lines, so that nothing can be said.";
    case "other":
      return "The errors speak for none of the known causes.";
    case "ambiguous":
      return "The errors speak for several causes alike.";
    default:
      return `${causes.length === 1 ? "Cause" : "Causes"}: ${ranking
        .filter(({ cause }) => causes.includes(cause))
        .map(({ cause, probability }) => `${cause} (${percentOf(probability)})`)
        .join(", ")}.`;
  }
}

const RANK_COLUMNS = [left(1), left(30), right(4), right(14), left(27)];
const SIGNATURE_COLUMNS = 60;
const ITEM_COLUMNS = [left(3), right(5), left(PAGE_COLUMNS - 10)];

function causeLines(
  { cause, probability, lines, decibans, contributions }: RankedByLines,
  diagnosis: WindowDiagnosis,
  isOneInput: boolean,
): readonly string[] {
  const percent = percentOf(probability);
  const score = `(${signed(decibans)} decibans)`;
  return [
    tableRow(RANK_COLUMNS, ["", cause, percent, counted(lines, "line"), score]),
    ...contributions.flatMap((item) => contributionLines(item, cause, diagnosis, isOneInput)),
  ];
}

const signed = (decibans: number): string => (decibans > 0 ? `+${decibans}` : String(decibans));

function contributionLines(
  item: Contribution,
  cause: CauseId,
  diagnosis: WindowDiagnosis,
  isOneInput: boolean,
): readonly string[] {
  const row = (text: string): string => tableRow(ITEM_COLUMNS, ["", signed(item.decibans), text]);
  switch (item.of) {
    case "prior":
      return [row("before any evidence")];
    case "share":
      return [row(`${item.percent}% of the lines that speak for a cause`)];
    case "rarity":
      return [row(`only ${item.lines} among ${item.among} errors`)];
    case "pattern": {
      const { pattern, course } = item;
      const burst = course === "burst" ? " in a burst" : "";
      return [
        row(`${pattern.count}×${burst} ${shown(pattern)}`),
        tableRow(ITEM_COLUMNS, ["", "", `     ${signaturesOf(pattern, cause)}`]),
        ...occurrencesOf(pattern, diagnosis, isOneInput).map((words) =>
          tableRow(ITEM_COLUMNS, ["", "", `     ${words}`]),
        ),
      ];
    }
    default:
      return unreachable(item);
  }
}

/** As many whole names as fit. */
function signaturesOf({ reading }: ErrorPattern, cause: CauseId): string {
  let words = "";
  for (const { id, speaks } of reading.spoke) {
    const weight = speaks[cause] ?? 0;
    if (weight === 0) continue;
    const next = `${words === "" ? "" : `${words}, `}${id} ${signed(weight)}`;
    if (words !== "" && next.length > SIGNATURE_COLUMNS) return `${words}, …`;
    words = next;
  }
  return words;
}

const MOST_REPOS = 3;

/** Since when, and where; nothing where neither is known. */
function occurrencesOf(
  { firstLine, firstTime, repos }: ErrorPattern,
  { range, repoNamed }: WindowDiagnosis,
  isOneInput: boolean,
): readonly string[] {
  const isWithin = range !== null && firstTime !== null && firstTime >= range.from;
  const since = [
    ...(isOneInput ? [`line ${firstLine}`] : []),
    ...(isWithin ? [`${formatDuration(milliseconds(firstTime - range.from))} in`] : []),
  ];
  const named = repos
    .slice(0, MOST_REPOS)
    .map(({ repo, count }) => `${terminalText(repoNamed(repo))} ${count}×`);
  const words = [
    ...(since.length === 0 ? [] : [`since ${since.join(", ")}`]),
    ...(named.length === 0 ? [] : [`${named.join(", ")}${repos.length > MOST_REPOS ? ", …" : ""}`]),
  ];
  return words.length === 0 ? [] : [words.join(": ")];
}

const shown = ({ template }: ErrorPattern): string => terminalText(template).trim();

const PATTERN_COLUMNS = [right(8), left(29), left(PAGE_COLUMNS - 39)];

function patternLines(patterns: readonly ErrorPattern[], errorLines: number): readonly string[] {
  const first = patterns.slice(0, MOST_PATTERNS);
  const rest = errorLines - first.reduce((sum, { count }) => sum + count, 0);
  return [
    ...first.map((pattern) =>
      tableRow(PATTERN_COLUMNS, [String(pattern.count), verdictOfCauses(pattern.causes), shown(pattern)]),
    ),
    ...(rest === 0 ? [] : [tableRow(PATTERN_COLUMNS, [String(rest), "", "(further patterns)"])]),
  ];
}

const checkLines = ({ probe, seconds, causes }: NextCheck): readonly string[] =>
  wrapped(`  ${WORDS_OF_PROBE[probe]} (${probe}, about ${seconds} s): ${causes.join(", ")}`, "    ");
