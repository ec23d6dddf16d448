/** Everything a drill's report consists of, as files: the result for scripts, the report for people, and the documents
 *  that the responder wrote. Pure: writing them is the caller's. */

import type { Scorecard } from "../scoring/scorecard.ts";
import type { DrillRecord, DrillResult } from "../simulator/drill.ts";
import { type DrillIdentity, drillDocument } from "./drill-document.ts";
import { drillMarkdown } from "./drill-markdown.ts";
import { type DocumentFile, incidentDocuments } from "./incident-documents.ts";
import { type StoryLine, tellEffect, tellEvent } from "./story.ts";

export interface ReportedDrill {
  readonly title: string;
  readonly identity: DrillIdentity;
  readonly result: DrillResult;
  readonly card: Scorecard;
  readonly story: readonly StoryLine[];
  /** The command that plays the same drill again. */
  readonly again: string;
}

export function drillReport({
  title,
  identity,
  result,
  card,
  story,
  again,
}: ReportedDrill): readonly DocumentFile[] {
  return [
    {
      name: "scorecard.json",
      text: `${JSON.stringify(drillDocument(identity, card, result.journal), null, 2)}\n`,
    },
    { name: "report.md", text: drillMarkdown(title, identity, card, story, again) },
    ...incidentDocuments(result.trace),
  ];
}

/** The line a record adds to the story; most add none, and truth never does. */
export function tell(record: DrillRecord): StoryLine | null {
  switch (record.record) {
    case "event":
      return tellEvent(record.event);
    case "effect":
      return tellEffect(record.at, record.effect);
    case "header":
    case "truth":
    case "end":
      return null;
  }
}
