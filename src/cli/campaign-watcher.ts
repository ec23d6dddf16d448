/** Who is told how a campaign goes: the screen where there is a terminal (`ui/watch-campaign.tsx`), elsewhere plain
 *  lines, some seconds apart at least. */

import {
  beginProgress,
  type CampaignWatcher,
  type Progress,
  paceOf,
  takeRows,
} from "../campaign/progress.ts";
import { counted } from "../report/campaign-words.ts";
import { formatDuration, seconds } from "../units.ts";
import { type Console, complain, HAS_SCREEN } from "./console.ts";

/** Progress goes to the standard error; a document that goes to the same terminal is left alone.
 *  @param stop what the keys that stop it do */
export async function watcherFor(
  console: Console,
  { json }: { readonly json?: boolean },
  stop: () => void,
): Promise<CampaignWatcher> {
  const { stdin, stdout, stderr, environment, now } = console;
  const onScreen =
    HAS_SCREEN &&
    stderr.isTTY === true &&
    environment["TERM"] !== "dumb" &&
    (json !== true || stdout.isTTY !== true);
  if (!onScreen) return plainWatcher(console);
  const { watchOnScreen } = await import("../../ui/watch-campaign.tsx");
  return watchOnScreen({ output: stderr, stdin, now, stop });
}

const SILENCE_MS = 5_000;

export function plainWatcher(console: Console): CampaignWatcher {
  let progress: Progress | null = null;
  let startedAt = console.now();
  let saidAt = startedAt;
  return {
    begin: (begun) => {
      progress = beginProgress(begun);
      startedAt = console.now();
      saidAt = startedAt;
      complain(console, `EXERCISE  ${planned(progress)}`);
    },
    rows: (rows) => {
      if (progress === null) return;
      progress = takeRows(progress, rows);
      const now = console.now();
      const { done, drills } = progress.total;
      if (now - saidAt < SILENCE_MS || done === drills) return;
      saidAt = now;
      complain(console, `EXERCISE  ${standing(progress, now - startedAt)}`);
    },
    end: () => undefined,
  };
}

function planned({ begun, total }: Progress): string {
  const { drills, known, workers, until } = begun;
  const parts = [
    `${until === null ? "" : "at most "}${counted(total.drills, "drill")} of ${counted(drills.size, "scenario")}`,
    ...(known.length === 0 ? [] : [`${known.length} of them in the store`]),
    counted(workers, "worker"),
  ];
  return parts.join(", ");
}

function standing(progress: Progress, elapsedMs: number): string {
  const { done, drills, failed, inconclusive } = progress.total;
  const { perSecond, secondsLeft } = paceOf(progress, elapsedMs);
  const most = progress.begun.until === null ? "about" : "at most";
  const parts = [
    `${done} of ${drills} drills`,
    `${failed} failed`,
    ...(inconclusive === 0 ? [] : [`${inconclusive} inconclusive`]),
    `${perSecond.toFixed(0)} a second`,
    ...(secondsLeft === null ? [] : [`${most} ${formatDuration(seconds(secondsLeft))} left`]),
  ];
  return parts.join(", ");
}
