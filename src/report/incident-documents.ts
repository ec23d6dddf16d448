/** The documents that the responder wrote in a drill, as files: every one of them says that it was an exercise. */

import { effectsOf, type Trace } from "../scoring/trace.ts";

export interface DocumentFile {
  readonly name: string;
  readonly text: string;
}

const csvCell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const fileName = (path: string): string => path.split("/").at(-1) ?? path;

export function incidentDocuments(trace: Trace): readonly DocumentFile[] {
  const analyses = effectsOf(trace, "write-document").map(({ value }) => ({
    name: fileName(value.target.path),
    text: `> **EXERCISE.** This incident was played by a drill; none of it happened.\n\n${value.arguments.text}`,
  }));
  const rows = effectsOf(trace, "append-row").map(({ value }) => value);
  const [first] = rows;
  const log =
    first === undefined
      ? []
      : [
          {
            name: `exercise_${fileName(first.target.path)}`,
            text: `${[first.arguments.columns, ...rows.map((row) => row.arguments.row)].map((cells) => cells.map(csvCell).join(",")).join("\n")}\n`,
          },
        ];
  const issues = effectsOf(trace, "create-issue").map(({ value }) => value.arguments);
  const followUps =
    issues.length === 0
      ? []
      : [
          {
            name: "follow-ups.md",
            text: `# EXERCISE: follow-up issues\n\n${issues.map(({ title, body, owner }) => `## ${title}\n\nOwner: ${owner}\n\n${body}\n`).join("\n")}`,
          },
        ];
  return [...analyses, ...log, ...followUps];
}
