/** A drill's report in Markdown: what it was, how it went, where the time went, and the story line by line. */

import type { Scorecard } from "../scoring/scorecard.ts";
import { formatClock, formatDuration } from "../units.ts";
import type { DrillIdentity } from "./drill-document.ts";
import { scorecardLines, TARGET_TITLES } from "./scorecard-text.ts";
import type { StoryLine } from "./story.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

export function drillMarkdown(
  title: string,
  identity: DrillIdentity,
  card: Scorecard,
  story: readonly StoryLine[],
  replayLine: string,
): string {
  const targets = card.targets.map(
    ({ id, actualMs, targetMs, met }) =>
      `| ${TARGET_TITLES[id]} | ${formatDuration(targetMs)} | ${actualMs === null ? "never" : formatDuration(actualMs)} | ${met === null ? "n/a" : met ? "met" : "**missed**"} |`,
  );
  const losses = card.losses.flatMap(({ target, waits }) =>
    waits.map(({ for: what, ms }) => `| ${TARGET_TITLES[target]} | ${cell(what)} | ${formatDuration(ms)} |`),
  );
  return [
    `# EXERCISE: ${title}`,
    "",
    `**${card.verdict.toUpperCase()}**, score ${card.score} of 100. Scenario \`${identity.scenario}\`, seed ${identity.seed}, runbook ${identity.runbook.id} ${identity.runbook.version}, rubric \`${identity.rubric.id}\`, player ${identity.player}.`,
    "",
    ...(targets.length === 0
      ? ["No mass failure, so no targets apply."]
      : ["| target | within | actual | |", "|---|---|---|---|", ...targets]),
    "",
    ...(losses.length === 0
      ? []
      : ["## Where the time went", "", "| target | waiting for | time |", "|---|---|---|", ...losses, ""]),
    "## Scorecard",
    "",
    "```",
    ...scorecardLines(card),
    "```",
    "",
    "## What happened",
    "",
    "| time | |",
    "|---|---|",
    ...story.map(({ at, text }) => `| ${formatClock(at)} | ${cell(text)} |`),
    "",
    `Replay: \`${replayLine}\``,
    "",
  ].join("\n");
}
