/** The patterns of error lines, commonest first, as a table for people. */

import type { ErrorLinePattern, ErrorLines } from "../diagnosis/error-patterns.ts";
import { terminalText } from "./terminal-text.ts";
import { left, PAGE_COLUMNS, right, tableRow, wrapped } from "./wrapped.ts";

const MOST_SHOWN = 20;
const COLUMNS = [right(8), right(9), left(17), left(PAGE_COLUMNS - 37)];
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

export function patternsLines({ lines, errors, further, patterns }: ErrorLines): readonly string[] {
  const head = `${counted(lines, "line")}: ${counted(errors, "error")} in ${counted(patterns.length, "pattern")}`;
  const shown = patterns.slice(0, MOST_SHOWN);
  const rest = errors - shown.reduce((sum, { count }) => sum + count, 0);
  const row = ({ count, firstLine, repos, template }: ErrorLinePattern): string =>
    tableRow(COLUMNS, [String(count), String(firstLine), reposOf(repos), terminalText(template).trim()]);
  return [
    ...wrapped(`${head}${further === 0 ? "" : " (the rarest are not kept)"}.`),
    ...(lines > 0 && errors === 0 ? ["Errors are lines whose level says so, such as ERROR or FATAL."] : []),
    ...(shown.length === 0
      ? []
      : ["", tableRow(COLUMNS, ["ERRORS", "FROM LINE", "REPOSITORIES", "PATTERN"])]),
    ...shown.map(row),
    ...(rest === 0 ? [] : [tableRow(COLUMNS, [String(rest), "", "", "(further patterns)"])]),
  ];
}

function reposOf(repos: ErrorLinePattern["repos"]): string {
  const named = repos.filter(({ repo }) => repo !== "");
  const [first] = named;
  if (first === undefined) return "";
  const more = named.length - 1;
  return terminalText(first.repo) + (more === 0 ? "" : ` +${more}`);
}
