/** Releases in a rollout history, by content: a revision that only changes settings (a mitigation) is none.
 *  "The previous revision" may be a mitigation, or the release itself under new settings, so the revision to go back
 *  to is the newest one whose image and schema are those from before the release. */

import type { InstantMs } from "../units.ts";
import type { ReadingOf, RevisionSummary } from "./reading.ts";

export interface Release {
  readonly revision: number;
  readonly at: InstantMs;
  readonly changedSchema: boolean;
  /** The newest revision with the content from before the release; null when history does not reach back. */
  readonly goodRevision: number | null;
}

const sameContent = (a: RevisionSummary, b: RevisionSummary): boolean =>
  a.image === b.image && a.schemaVersion === b.schemaVersion;

type History = ReadingOf<"rollout-history">;

/** Many facts ask for the release in the same history. */
const RELEASES = new WeakMap<History, Release | null>();

/** The release that brought in what runs now; null when the history shows none. */
export function latestRelease(history: History): Release | null {
  let release = RELEASES.get(history);
  if (release === undefined) {
    release = findRelease(history);
    RELEASES.set(history, release);
  }
  return release;
}

function findRelease({ current, revisions }: History): Release | null {
  const running = revisions.find(({ revision }) => revision === current);
  if (running === undefined) return null;
  const ordered = [...revisions].sort((a, b) => a.revision - b.revision);
  let release = running;
  for (let index = ordered.length - 1; index >= 0; index -= 1) {
    const candidate = ordered[index] as RevisionSummary;
    if (candidate.revision > running.revision) continue;
    if (!sameContent(candidate, running)) {
      return {
        revision: release.revision,
        at: release.at,
        changedSchema: candidate.schemaVersion !== running.schemaVersion,
        goodRevision: newestLike(ordered, candidate),
      };
    }
    release = candidate;
  }
  return null;
}

function newestLike(ordered: readonly RevisionSummary[], good: RevisionSummary): number {
  let newest = good.revision;
  for (const candidate of ordered) if (sameContent(candidate, good)) newest = candidate.revision;
  return newest;
}
