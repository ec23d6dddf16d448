/** A campaign as annotations for GitHub's workflow page: lines that its runner takes for commands. It shows ten of each
 *  kind for a step, so that no more are written and the last says how many are missing. Pure. */

import type { CampaignDocument } from "../campaign/document.ts";
import type { DrillRow } from "../campaign/drill-row.ts";
import type { GateResult } from "../campaign/gate.ts";
import { replayLineOf } from "../campaign/replay-line.ts";
import { terminalText } from "./terminal-text.ts";

const MOST_OF_A_KIND = 10;

interface Annotation {
  readonly title: string;
  readonly message: string;
}

/** With a gate, what it says are the errors; drills that did not pass are then warnings, since they may be old. */
export function annotationLines(document: CampaignDocument, gated: GateResult | null): readonly string[] {
  const failed = document.results.filter(({ verdict }) => verdict === "fail");
  const inconclusive = document.results.filter(({ verdict }) => verdict === "inconclusive");
  const told = (rows: readonly DrillRow[]): readonly Annotation[] =>
    rows.map((row) => annotationOf(document, row));
  if (gated === null) return [...commands("error", told(failed)), ...commands("warning", told(inconclusive))];
  const reasons = gated.reasons.map((reason) => ({
    title: "EXERCISE: worse than the baseline",
    message: reason,
  }));
  return [...commands("error", reasons), ...commands("warning", told([...failed, ...inconclusive]))];
}

const annotationOf = ({ identity }: CampaignDocument, row: DrillRow): Annotation => ({
  title: `EXERCISE: ${row.scenario} seed ${row.seed} ${row.verdict === "fail" ? "failed" : "was inconclusive"}`,
  message: [...row.reasons, `replay: ${replayLineOf(identity, row)}`].map(terminalText).join("\n"),
});

function commands(kind: "error" | "warning", annotations: readonly Annotation[]): readonly string[] {
  const hidden = annotations.length - MOST_OF_A_KIND + 1;
  const shown =
    hidden <= 1
      ? annotations
      : [
          ...annotations.slice(0, MOST_OF_A_KIND - 1),
          { title: "EXERCISE: there are more", message: `and ${hidden} more, in the campaign's result` },
        ];
  return shown.map(
    ({ title, message }) => `::${kind} title=${property(terminalText(title))}::${data(message)}`,
  );
}

/** As GitHub's own toolkit escapes them. */
const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
