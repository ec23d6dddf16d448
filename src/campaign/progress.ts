/** How far a campaign has come, counted as its rows come in: what people are shown while it plays. Pure; nothing here
 *  ends up in a result. */

import type { DrillRow } from "./drill-row.ts";
import type { CampaignIdentity, Shard } from "./identity.ts";
import type { PlannedDrill } from "./plan.ts";
import { wilson } from "./statistics.ts";

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

/** Who is told how a campaign goes. */
export interface CampaignWatcher {
  begin(begun: CampaignBegun): void;
  rows(rows: readonly DrillRow[]): void;
  /** Leaves the terminal as it was. */
  end(): Promise<void> | void;
}

export interface Count {
  readonly drills: number;
  readonly done: number;
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
}

export interface ScenarioProgress extends Count {
  readonly id: string;
  /** Seeds that did not pass, the latest to come in first. */
  readonly latest: readonly number[];
}

export type NotPassed = PlannedDrill & Pick<DrillRow, "verdict" | "reasons">;

export interface Progress {
  readonly begun: CampaignBegun;
  readonly total: Count;
  /** In order. */
  readonly scenarios: readonly ScenarioProgress[];
  /** The scenario that rows came of last; null before the first. */
  readonly current: string | null;
  /** Drills that did not pass, the latest to come in first. */
  readonly latest: readonly NotPassed[];
}

const MOST_SEEDS = 40;
const MOST_DRILLS = 100;

const NOTHING = { done: 0, passed: 0, failed: 0, inconclusive: 0 } as const;

export function beginProgress(begun: CampaignBegun): Progress {
  const scenarios = [...begun.drills].map(
    ([id, drills]): ScenarioProgress => ({ id, drills, ...NOTHING, latest: [] }),
  );
  const drills = scenarios.reduce((sum, scenario) => sum + scenario.drills, 0);
  const empty: Progress = { begun, total: { drills, ...NOTHING }, scenarios, current: null, latest: [] };
  return { ...takeRows(empty, begun.known), current: null };
}

export function takeRows(progress: Progress, rows: readonly DrillRow[]): Progress {
  const byScenario = new Map<string, DrillRow[]>();
  for (const row of rows) {
    const own = byScenario.get(row.scenario);
    if (own === undefined) byScenario.set(row.scenario, [row]);
    else own.push(row);
  }
  const fresh = rows.filter(({ verdict }) => verdict !== "pass").reverse();
  return {
    begun: progress.begun,
    total: counted(progress.total, rows),
    scenarios: progress.scenarios.map((scenario) => {
      const own = byScenario.get(scenario.id);
      if (own === undefined) return scenario;
      const seeds = own.filter(({ verdict }) => verdict !== "pass").map(({ seed }) => seed);
      const latest = [...seeds.reverse(), ...scenario.latest].slice(0, MOST_SEEDS);
      return { ...counted(scenario, own), latest };
    }),
    current: rows.at(-1)?.scenario ?? progress.current,
    latest: [
      ...fresh.slice(0, MOST_DRILLS).map(({ scenario, seed, verdict, reasons }) => ({
        scenario,
        seed,
        verdict,
        reasons,
      })),
      ...progress.latest,
    ].slice(0, MOST_DRILLS),
  };
}

function counted<Counted extends Count>(count: Counted, rows: readonly DrillRow[]): Counted {
  const of = (wanted: DrillRow["verdict"]): number => rows.filter(({ verdict }) => verdict === wanted).length;
  return {
    ...count,
    done: count.done + rows.length,
    passed: count.passed + of("pass"),
    failed: count.failed + of("fail"),
    inconclusive: count.inconclusive + of("inconclusive"),
  };
}

export interface Pace {
  /** Drills played a second of real time; those that were known do not count. */
  readonly perSecond: number;
  /** Null while it cannot be told; of an open-ended campaign at most. */
  readonly secondsLeft: number | null;
}

export function paceOf({ begun, total }: Progress, elapsedMs: number): Pace {
  const played = total.done - begun.known.length;
  const perSecond = elapsedMs <= 0 ? 0 : (played * 1_000) / elapsedMs;
  const left = total.drills - total.done;
  return { perSecond, secondsLeft: perSecond === 0 ? null : Math.ceil(left / perSecond) };
}

/** How well the least known pass rate is known, either way; null before the first drill. */
export function widestOf({ scenarios }: Progress): number | null {
  const widths = scenarios
    .filter(({ done }) => done > 0)
    .map(({ passed, done }) => {
      const { low, high } = wilson(passed, done);
      return (high - low) / 2;
    });
  return widths.length === 0 ? null : Math.max(...widths);
}
