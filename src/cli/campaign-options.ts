/** What the words of `campaign` (and of `compare`, which plays campaigns too) mean: seeds, shards, widths, workers.
 *  Each complaint names the option, what it expects and what it was given. */

import type { SeedRange, Shard } from "../campaign/identity.ts";
import { badArgument } from "./bad-argument.ts";
import { MOST_SEED } from "./stage.ts";

const MOST_DRILLS_A_SCENARIO = 1_000_000;

/** `N` means 1..N.
 *  @throws InputError */
export function parseSeeds(text: string): SeedRange {
  const [, from, to, count] = /^(?:(\d+)\.\.(\d+)|(\d+))$/.exec(text) ?? [];
  if (count === undefined && (from === undefined || to === undefined))
    throw badArgument(`--seeds expects a number of seeds (200) or a range (1..200), not "${text}"`);
  const first = count === undefined ? Number(from) : 1;
  const last = count === undefined ? Number(to) : Number(count);
  if (last < first)
    throw badArgument(`--seeds ${text} holds no seed: a campaign without drills tests nothing`);
  if (last > MOST_SEED) throw badArgument(`--seeds expects seeds up to ${MOST_SEED}, not "${text}"`);
  if (last - first >= MOST_DRILLS_A_SCENARIO)
    throw badArgument(`--seeds expects at most ${MOST_DRILLS_A_SCENARIO} seeds at once, not "${text}"`);
  return { first, last };
}

/** @throws InputError */
export function parseShard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (index === undefined || of === undefined)
    throw badArgument(`--shard expects i/n such as 1/3, not "${text}"`);
  const shard = { index: Number(index), of: Number(of) };
  if (shard.of < 1 || shard.index < 1 || shard.index > shard.of)
    throw badArgument(`--shard expects i/n with i from 1 to n, not "${text}"`);
  return shard;
}

/** As a share: `1%` is 0.01.
 *  @throws InputError */
export function parseWidth(text: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  const width = Number(percent) / 100;
  if (percent !== undefined && width > 0 && width < 0.5) return width;
  throw badArgument(`--until expects a percentage above 0% and below 50%, such as 1%, not "${text}"`);
}

const MOST_WORKERS = 256;

/** @throws InputError */
export function parseWorkers(text: string): number {
  const workers = Number(text);
  if (/^\d+$/.test(text) && workers >= 1 && workers <= MOST_WORKERS) return workers;
  throw badArgument(`--workers expects a whole number from 1 to ${MOST_WORKERS}, not "${text}"`);
}
