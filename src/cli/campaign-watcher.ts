/** Who is told how a campaign goes: the screen on a terminal (`ui/campaign-screen.tsx`), plain lines elsewhere. */

import type { DrillRow } from "../campaign/drill-row.ts";
import type { CampaignIdentity, Shard } from "../campaign/identity.ts";
import { type Console, complain } from "./console.ts";

export interface CampaignBegun {
  readonly identity: CampaignIdentity;
  readonly shard: Shard | null;
  readonly workers: number;
  /** By scenario id, in order; of an open-ended campaign all that may be played. */
  readonly drills: ReadonlyMap<string, number>;
  /** Rows that a store had already. */
  readonly known: readonly DrillRow[];
  /** Half the width at which it stops before its last seed; null when it plays all. */
  readonly until: number | null;
}

export interface CampaignWatcher {
  begin(begun: CampaignBegun): void;
  rows(rows: readonly DrillRow[]): void;
  /** Leaves the terminal as it was. */
  end(): Promise<void> | void;
}

const SILENCE_MS = 5_000;

/** A line every few seconds at most, for logs. */
export function plainWatcher(console: Console): CampaignWatcher {
  let total = 0;
  let done = 0;
  let failed = 0;
  let saidAt = console.now();
  const startedAt = saidAt;
  let known = 0;
  return {
    begin: (begun) => {
      total = [...begun.drills.values()].reduce((sum, count) => sum + count, 0);
      known = begun.known.length;
      done = known;
      failed = begun.known.filter(({ verdict }) => verdict !== "pass").length;
      const from = known === 0 ? "" : `, ${known} of them in the store`;
      complain(
        console,
        `EXERCISE  ${total} drills of ${begun.drills.size} scenario(s)${from}, ${begun.workers} worker(s)`,
      );
    },
    rows: (rows) => {
      done += rows.length;
      failed += rows.filter(({ verdict }) => verdict !== "pass").length;
      const now = console.now();
      if (now - saidAt < SILENCE_MS || done === total) return;
      saidAt = now;
      const perSecond = ((done - known) * 1_000) / (now - startedAt);
      const leftSeconds = Math.round((total - done) / perSecond);
      complain(
        console,
        `EXERCISE  ${done} of ${total} drills, ${failed} not passed, ${perSecond.toFixed(0)} a second, about ${leftSeconds} s left`,
      );
    },
    end: () => undefined,
  };
}
