/** The patterns of error lines, commonest first: a table for people, and the document of `diagnose --patterns --json`. */

import type { LinePatterns, PatternSummary } from "../patterns/line-patterns.ts";
import { redact } from "../responder/redact.ts";
import { terminalText } from "./terminal-text.ts";
import { left, PAGE_COLUMNS, right, tableRow, wrapped } from "./wrapped.ts";

const MOST_SHOWN = 20;
const COLUMNS = [right(8), right(8), left(18), left(PAGE_COLUMNS - 37)];
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

export function patternsLines(patterns: LinePatterns): readonly string[] {
  const { lines, counted: errors, size } = patterns;
  const head = `${counted(lines, "line")}: ${counted(errors, "error")} in ${counted(size, "pattern")}`;
  const shown = patterns.patterns(MOST_SHOWN);
  const rest = errors - shown.reduce((sum, { count }) => sum + count, 0);
  const row = ({ count, firstLine, repos, template }: PatternSummary): string =>
    tableRow(COLUMNS, [
      String(count),
      String(firstLine),
      reposOf(repos),
      terminalText(redact(template)).trim(),
    ]);
  return [
    ...wrapped(`${head}${patterns.further === 0 ? "" : " (the rarest are not kept)"}.`),
    ...(shown.length === 0 ? [] : ["", tableRow(COLUMNS, ["LINES", "SINCE", "REPOSITORIES", "PATTERN"])]),
    ...shown.map(row),
    ...(rest === 0 ? [] : [tableRow(COLUMNS, [String(rest), "", "", "(further patterns)"])]),
  ];
}

function reposOf(repos: PatternSummary["repos"]): string {
  const named = repos.filter(({ repo }) => repo !== "");
  const [first] = named;
  if (first === undefined) return "";
  const more = named.length - 1;
  return terminalText(redact(first.repo)) + (more === 0 ? "" : ` +${more}`);
}

export const patternsDocument = (patterns: LinePatterns) => ({
  lines: patterns.lines,
  errors: patterns.counted,
  further: patterns.further,
  patterns: patterns.patterns().map(({ template, repos, ...rest }) => ({
    ...rest,
    template: redact(template),
    repos: repos.map(({ repo, count }) => ({ repo: redact(repo), count })),
  })),
});
