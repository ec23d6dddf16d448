/** What many drills say together, of one scenario or of all: rates, clocks, false alarms. Pure; the rows' order does not
 *  matter. What went wrong in them, by name: `findings.ts`. */

import { TARGET_IDS, type TargetId } from "../runbook/vocabulary.ts";
import type { DrillRow } from "./drill-row.ts";
import { type Findings, findingsIn } from "./findings.ts";
import { type Interval, poissonRate, quantileOf, type Rate, rounded, wilson } from "./statistics.ts";

export const QUANTILES = { p50: 0.5, p90: 0.9, p99: 0.99 } as const;
export type QuantileName = keyof typeof QUANTILES;

const QUANTILE_NAMES = Object.keys(QUANTILES) as readonly QuantileName[];

/** In milliseconds from clock zero. A clock that never stopped counts as longer than any: a quantile among such is
 *  null, as it is where no clock ran. */
export interface ClockSummary extends Readonly<Record<QuantileName, number | null>> {
  /** The longest that stopped. */
  readonly max: number | null;
  /** Drills whose clock stopped. */
  readonly stopped: number;
  /** Drills with a mass failure whose clock never did. */
  readonly never: number;
  readonly intervals: Readonly<Record<QuantileName, Interval>>;
}

export interface Summary extends Findings {
  readonly seeds: number;
  /** Of all drills: one that proved nothing has not passed. */
  readonly pass: Rate;
  readonly inconclusive: number;
  readonly clocks: Readonly<Record<TargetId, ClockSummary>>;
  readonly diagnosisAccuracy: Rate;
  readonly decisionAccuracy: Rate;
  readonly falseAlarms: number;
  /** Of virtual time in which nothing had failed massively. */
  readonly healthyHours: number;
  readonly falseAlarmsPerThousandHealthyHours: Rate | null;
}

export interface ScenarioSummary extends Summary {
  readonly id: string;
  readonly failingSeeds: readonly number[];
  readonly inconclusiveSeeds: readonly number[];
}

const HOUR_MS = 3_600_000;

export const passed = ({ verdict }: DrillRow): boolean => verdict === "pass";

export function summarize(rows: readonly DrillRow[]): Summary {
  const count = (test: (row: DrillRow) => boolean): number => rows.filter(test).length;
  const rate = (test: (row: DrillRow) => boolean): Rate => wilson(count(test), rows.length);
  const healthyHours = rows.reduce((sum, { healthyMs }) => sum + healthyMs, 0) / HOUR_MS;
  const falseAlarms = count(({ falseAlarm }) => falseAlarm);
  return {
    seeds: rows.length,
    pass: rate(passed),
    inconclusive: count(({ verdict }) => verdict === "inconclusive"),
    clocks: Object.fromEntries(
      TARGET_IDS.map((target) => [target, summarizeClock(target, rows)] as const),
    ) as Summary["clocks"],
    diagnosisAccuracy: rate(({ diagnosis }) => diagnosis.correct),
    decisionAccuracy: rate(({ decision }) => decision.correct),
    falseAlarms,
    healthyHours: rounded(healthyHours, 1),
    falseAlarmsPerThousandHealthyHours: poissonRate(falseAlarms, healthyHours / 1_000),
    ...findingsIn(rows),
  };
}

export function summarizeScenario(id: string, rows: readonly DrillRow[]): ScenarioSummary {
  const seedsThat = (verdict: DrillRow["verdict"]): readonly number[] =>
    rows
      .filter((row) => row.verdict === verdict)
      .map(({ seed }) => seed)
      .sort((a, b) => a - b);
  return {
    id,
    ...summarize(rows),
    failingSeeds: seedsThat("fail"),
    inconclusiveSeeds: seedsThat("inconclusive"),
  };
}

/** Where a clock stood in the end; null where it does not apply. */
export function clockIn({ clocks, missed }: DrillRow, target: TargetId): number | "never" | null {
  return clocks[target] ?? (missed.includes(target) ? "never" : null);
}

function summarizeClock(target: TargetId, rows: readonly DrillRow[]): ClockSummary {
  const stopped = rows.flatMap(({ clocks }) => clocks[target] ?? []).sort((a, b) => a - b);
  const never = rows.filter((row) => clockIn(row, target) === "never").length;
  const quantiles = QUANTILE_NAMES.map(
    (name) => [name, quantileOf(stopped, QUANTILES[name], never)] as const,
  );
  return {
    ...(Object.fromEntries(quantiles.map(([name, { value }]) => [name, value])) as Record<
      QuantileName,
      number | null
    >),
    max: stopped.at(-1) ?? null,
    stopped: stopped.length,
    never,
    intervals: Object.fromEntries(
      quantiles.map(([name, { low, high }]) => [name, { low, high }]),
    ) as ClockSummary["intervals"],
  };
}
