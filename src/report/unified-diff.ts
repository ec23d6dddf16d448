/** Two lists of lines as a unified diff. */

import { structuredPatch } from "diff";

export function unifiedDiff(expected: readonly string[], got: readonly string[]): readonly string[] {
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
  const { hunks } = structuredPatch("expected", "got", text(expected), text(got), "", "", { context: 2 });
  return [
    "--- expected",
    "+++ got",
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ]),
  ];
}
