/** A campaign's results from whatever they were kept in: a JSON document of `campaign` or `merge`, or a store. */

import { readFileSync } from "node:fs";
import { type CampaignDocument, campaignDocument } from "../campaign/document.ts";
import type { DrillRow } from "../campaign/drill-row.ts";
import { drillName, planOf } from "../campaign/plan.ts";
import { readCampaignDocument } from "../campaign/read-document.ts";
import { InputError } from "../input-error.ts";
import { isDatabase, readStore } from "../store/results.ts";
import { descriptionOf, rowsOf, type StoreDescription } from "./campaign-store.ts";
import { readSource } from "./library.ts";

/** @throws InputError when the file is neither, or holds nothing yet. */
export function readResults(path: string): CampaignDocument {
  if (path === "-") return readCampaignDocument("standard input", readFileSync(0, "utf8"));
  if (!isDatabase(path)) return readCampaignDocument(path, readSource(path).text);
  const store = readStore(path);
  try {
    const description = descriptionOf(store);
    const rows = rowsOf(store);
    if (description === null || rows.length === 0)
      throw new InputError([
        { file: path, line: null, column: null, message: "the store holds no results yet" },
      ]);
    return documentFrom(description, rows);
  } finally {
    store.close();
  }
}

/** Of a shard what is the latest one's own; else all that the store holds, which may be more than was asked for last. */
function documentFrom(
  { identity, scenarios, shard }: StoreDescription,
  rows: readonly DrillRow[],
): CampaignDocument {
  const timing = { wallMs: 0, drillsPerSecond: 0, workers: 0 };
  if (shard !== null) {
    const ids = identity.scenarios.map(({ id }) => id);
    const own = new Set(planOf(ids, identity.seeds, shard).map(drillName));
    return campaignDocument(
      identity,
      rows.filter((row) => own.has(drillName(row))),
      timing,
      shard,
    );
  }
  const first = rows.reduce((least, { seed }) => Math.min(least, seed), identity.seeds.first);
  const last = rows.reduce((most, { seed }) => Math.max(most, seed), identity.seeds.last);
  return campaignDocument({ ...identity, scenarios, seeds: { first, last } }, rows, timing, null);
}
