/** A campaign's result as the JSON document that scripts, `merge`, `compare` and gates read: the shape is a contract
 *  (schemaVersion 1). Invariant: rows in whatever order give the same document, byte for byte but for `timing`. */

import { campaignDigest } from "./digest.ts";
import type { DrillRow } from "./drill-row.ts";
import { grouped } from "./grouped.ts";
import type { CampaignIdentity, Shard } from "./identity.ts";
import { inOrder } from "./plan.ts";
import { type ScenarioSummary, type Summary, summarize, summarizeScenario } from "./summary.ts";

export const SCHEMA_VERSION = 1;

export interface CampaignTiming {
  readonly wallMs: number;
  readonly drillsPerSecond: number;
  readonly workers: number;
}

export interface CampaignDocument {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly exercise: true;
  readonly identity: CampaignIdentity;
  /** Null: the whole campaign. */
  readonly shard: Shard | null;
  readonly drills: number;
  readonly scenarios: readonly ScenarioSummary[];
  /** Every drill counts the same, whatever its scenario. */
  readonly overall: Summary;
  /** SHA-256 of lines `id seed journalSha256`, sorted by id, then seed. */
  readonly digest: string;
  readonly timing: CampaignTiming;
  readonly results: readonly DrillRow[];
}

export function campaignDocument(
  identity: CampaignIdentity,
  rows: readonly DrillRow[],
  timing: CampaignTiming,
  shard: Shard | null,
): CampaignDocument {
  const results = [...rows].sort(inOrder);
  const byScenario = grouped(results, ({ scenario }) => scenario);
  return {
    schemaVersion: SCHEMA_VERSION,
    exercise: true,
    identity,
    shard,
    drills: results.length,
    scenarios: [...byScenario].map(([id, own]) => summarizeScenario(id, own)),
    overall: summarize(results),
    digest: campaignDigest(results),
    timing,
    results,
  };
}
