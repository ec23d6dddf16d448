/** The drills that moved most between two campaigns: a changed verdict before all, then minutes on the clocks. Each with
 *  the commands that play both sides again. */

import { TARGET_IDS, type TargetId } from "../runbook/vocabulary.ts";
import type { Verdict } from "../scoring/scorecard.ts";
import type { DrillRow } from "./drill-row.ts";
import type { CampaignIdentity } from "./identity.ts";
import type { Pair } from "./pairs.ts";
import { inOrder } from "./plan.ts";
import { replayLineOf } from "./replay-line.ts";
import { clockIn, passed } from "./summary.ts";

const MOST_MOVED = 10;
/** A clock that stops no more, or stops now, moved as far as a drill is long. */
const DRILL_MS = 7_200_000;

export interface MovedSide {
  readonly verdict: Verdict;
  /** What kept it from passing. */
  readonly reasons: readonly string[];
  readonly replay: string;
}

export interface MovedDrill {
  readonly scenario: string;
  readonly seed: number;
  readonly before: MovedSide;
  readonly after: MovedSide;
  /** Clocks that differ, in milliseconds; null: it never stopped or does not apply. */
  readonly clocks: readonly {
    readonly target: TargetId;
    readonly before: number | null;
    readonly after: number | null;
  }[];
  /** Over all clocks. */
  readonly movedMs: number;
}

export function mostMoved(
  pairs: readonly Pair[],
  before: CampaignIdentity,
  after: CampaignIdentity,
): readonly MovedDrill[] {
  return pairs
    .map((pair) => ({ pair, weight: weightOf(pair), movedMs: movementOf(pair) }))
    .filter(({ weight, movedMs }) => weight > 0 || movedMs > 0)
    .sort((a, b) => b.weight - a.weight || b.movedMs - a.movedMs || inOrder(a.pair.after, b.pair.after))
    .slice(0, MOST_MOVED)
    .map(({ pair, movedMs }) => ({
      scenario: pair.after.scenario,
      seed: pair.after.seed,
      before: sideOf(pair.before, before),
      after: sideOf(pair.after, after),
      clocks: TARGET_IDS.map((target) => ({
        target,
        before: pair.before.clocks[target],
        after: pair.after.clocks[target],
      })).filter((clock) => clock.before !== clock.after),
      movedMs,
    }));
}

function weightOf({ before, after }: Pair): number {
  if (passed(before) !== passed(after)) return 2;
  return before.verdict === after.verdict ? 0 : 1;
}

function movementOf({ before, after }: Pair): number {
  let moved = 0;
  for (const target of TARGET_IDS) {
    const [was, is] = [clockIn(before, target), clockIn(after, target)];
    if (was === null || is === null || was === is) continue;
    moved += was === "never" || is === "never" ? DRILL_MS : Math.abs(is - was);
  }
  return moved;
}

const sideOf = (row: DrillRow, identity: CampaignIdentity): MovedSide => ({
  verdict: row.verdict,
  reasons: row.reasons,
  replay: replayLineOf(identity, row),
});
