/** The guards of the core that no runbook may switch off: a core that breaks one is our own defect, whatever the drill's
 *  verdict. The reference players break them on purpose. */

import { DefectError } from "../assert.ts";
import type { CampaignDocument } from "../campaign/document.ts";
import { replayLineOf } from "../campaign/replay-line.ts";
import type { BrokenInvariant } from "../scoring/invariants.ts";
import { formatClock } from "../units.ts";

const PLAYED_BY_THE_CORE: ReadonlySet<string> = new Set(["responder", "clairvoyant"]);

/** In words, one for each broken guard; none for players that are not the core. */
export function brokenGuards(player: string, broken: readonly BrokenInvariant[]): readonly string[] {
  if (!PLAYED_BY_THE_CORE.has(player)) return [];
  return broken
    .filter(({ guard }) => guard)
    .map(({ atMs, id, detail }) => `the core broke its guard "${id}" at ${formatClock(atMs)}: ${detail}`);
}

const MOST_DRILLS = 5;

/** @throws DefectError with the first drills in which the core broke one, and how to play them again. */
export function checkGuards({ identity, results }: CampaignDocument): void {
  const broken = results.flatMap((row) =>
    brokenGuards(identity.player, row.brokenInvariants).map(
      (words) => `${row.scenario}, seed ${row.seed}: ${words}\nreplay: ${replayLineOf(identity, row)}`,
    ),
  );
  if (broken.length > 0) throw new DefectError(broken.slice(0, MOST_DRILLS).join("\n"));
}
