/** Spreads of a scenario as quantile tables, made once per spread. */

import type { QuantileTable, RandomStream } from "../../prng.ts";
import type { DurationMs } from "../../units.ts";
import type { Spread } from "../scenario-schema.ts";

const TABLES = new WeakMap<Spread, QuantileTable>();

export function tableOf(spread: Spread): QuantileTable {
  let table = TABLES.get(spread);
  if (table === undefined) {
    table = [
      [0, spread.min],
      [0.5, spread.p50],
      [0.95, spread.p95],
      [1, spread.max],
    ];
    TABLES.set(spread, table);
  }
  return table;
}

export const draw = (stream: RandomStream, spread: Spread): DurationMs => stream.durationMs(tableOf(spread));
