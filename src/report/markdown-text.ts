/** Text from outside, made safe for Markdown as GitHub reads it: it stays text, in a table's cell too, links nowhere,
 *  calls nobody and breaks out of no code span. */

import { cutTo, terminalText } from "./terminal-text.ts";

const LONGEST = 400;

/** `@` and `#` would notify people and issues; a bare address would become a link. */
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "@": "&#64;",
  "#": "&#35;",
  "://": ":&#47;/",
};

/** Every character that Markdown may take for more than itself. */
export const markdownText = (text: string): string =>
  cutTo(terminalText(text), LONGEST).replace(
    /:\/\/|[&<>@#]|[\\`*_{}[\]|~$]/g,
    (special) => ENTITIES[special] ?? `\\${special}`,
  );

/** A code span, not for tables. Its fence is longer than any run of backticks within. */
export function markdownCode(text: string): string {
  const safe = cutTo(terminalText(text), LONGEST);
  const runs = safe.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const gap = safe.startsWith("`") || safe.endsWith("`") ? " " : "";
  return `${fence}${gap}${safe}${gap}${fence}`;
}

/** Folded until somebody looks; nothing where there is nothing to see. */
export const markdownDetails = (summary: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0
    ? []
    : [`<details><summary>${markdownText(summary)}</summary>`, "", ...lines, "", "</details>", ""];

export const markdownTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] =>
  rows.length === 0 ? [] : [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
