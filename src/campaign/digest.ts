/** The digest of a campaign: whatever order its drills were played in, the same drills give the same one. */

import { hash } from "node:crypto";
import type { DrillRow } from "./drill-row.ts";
import { inOrder } from "./plan.ts";

export const campaignDigest = (
  rows: readonly Pick<DrillRow, "scenario" | "seed" | "journalSha256">[],
): string =>
  hash(
    "sha256",
    [...rows]
      .sort(inOrder)
      .map(({ scenario, seed, journalSha256 }) => `${scenario} ${seed} ${journalSha256}`)
      .join("\n"),
    "hex",
  );
