/** A campaign's results from whatever they were kept in: a JSON document of `campaign` or `merge`, or a store. */

import { readFileSync } from "node:fs";
import { type CampaignDocument, campaignDocument } from "../campaign/document.ts";
import { readCampaignDocument } from "../campaign/read-document.ts";
import { InputError } from "../input-error.ts";
import { isDatabase, openStore } from "../store/results.ts";
import { descriptionOf, rowsOf } from "./campaign-store.ts";
import { readSource } from "./library.ts";

/** @throws InputError when the file is neither, or holds nothing yet. */
export function readResults(path: string): CampaignDocument {
  if (path === "-") return readCampaignDocument("standard input", readFileSync(0, "utf8"));
  if (!isDatabase(path)) return readCampaignDocument(path, readSource(path).text);
  const store = openStore(path);
  try {
    const description = descriptionOf(store);
    const rows = rowsOf(store);
    if (description === null || rows.length === 0)
      throw new InputError([
        { file: path, line: null, column: null, message: "the store holds no results yet" },
      ]);
    const { identity, shard } = description;
    // What it was played for last may not be all that it holds.
    const seeds = rows.map(({ seed }) => seed);
    const first = seeds.reduce((least, seed) => Math.min(least, seed), identity.seeds.first);
    const last = seeds.reduce((most, seed) => Math.max(most, seed), identity.seeds.last);
    const timing = { wallMs: 0, drillsPerSecond: 0, workers: 0 };
    return campaignDocument({ ...identity, seeds: { first, last } }, rows, timing, shard);
  } finally {
    store.close();
  }
}
