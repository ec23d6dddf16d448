/** What went wrong in many drills, by name: what was taken for what, whom or what missed targets waited for, which rules
 *  and invariants were broken, and which faults of the responder's own tools were there. Pure; sorted by what is told. */

import type { CauseId } from "../runbook/cause.ts";
import { ROLES, type TargetId } from "../runbook/vocabulary.ts";
import type { DrillRow } from "./drill-row.ts";
import { type Group, grouped } from "./grouped.ts";
import { medianOf, rounded } from "./statistics.ts";

/** How often one thing was taken for another. */
export interface Confusion {
  readonly massFailure: boolean;
  /** With a mass failure, empty: none of the five. */
  readonly truth: readonly CauseId[];
  /** Null: nothing was declared, so nothing named. */
  readonly named: readonly CauseId[] | null;
  readonly drills: number;
}

/** Of targets that were missed. Waits overlap, since people and tools work side by side: their sum may exceed the time
 *  that passed. */
export interface LostMinutes {
  readonly target: TargetId;
  readonly waitedFor: string;
  readonly drills: number;
  readonly minutes: number;
  /** Of the drills that waited for it. */
  readonly medianMinutes: number;
}

export interface Tally {
  readonly id: string;
  readonly drills: number;
}

export interface InvariantTally extends Tally {
  readonly kind: "safety" | "liveness";
}

export interface ToolFaultTally extends Tally {
  /** In so many of those drills it never decided over anything. */
  readonly neverBit: number;
  readonly bites: number;
}

export interface Findings {
  readonly confusion: readonly Confusion[];
  /** Most minutes first. */
  readonly lostMinutes: readonly LostMinutes[];
  readonly violations: readonly Tally[];
  readonly brokenInvariants: readonly InvariantTally[];
  readonly toolFaults: readonly ToolFaultTally[];
}

export const findingsIn = (rows: readonly DrillRow[]): Findings => ({
  confusion: confusionIn(rows),
  lostMinutes: lostMinutesIn(rows),
  violations: tallied(rows, ({ violations }) => violations.map(({ rule }) => rule)),
  brokenInvariants: brokenInvariantsIn(rows),
  toolFaults: toolFaultsIn(rows),
});

function confusionIn(rows: readonly DrillRow[]): readonly Confusion[] {
  const cells = groupsOf(rows, (row) => JSON.stringify(cellOf(row)));
  return cells.map(([row, ...others]) => ({ ...cellOf(row), drills: others.length + 1 }));
}

const cellOf = ({ detection, diagnosis }: DrillRow): Omit<Confusion, "drills"> => ({
  massFailure: detection.truth === "mass-failure",
  truth: diagnosis.truth,
  named: detection.declared ? diagnosis.named : null,
});

const groupsOf = <Item>(items: Iterable<Item>, nameOf: (item: Item) => string): readonly Group<Item>[] => [
  ...grouped(items, nameOf).values(),
];

/** Which of two people in the same seat it was says nothing about the procedure. */
const PERSON = new RegExp(`^(${ROLES.join("|")})-\\d+(?= to |'s )`);
const MINUTE_MS = 60_000;

interface LostTime {
  readonly target: TargetId;
  readonly waitedFor: string;
  readonly ms: number;
}

function lostMinutesIn(rows: readonly DrillRow[]): readonly LostMinutes[] {
  const byWhat = ({ target, waitedFor }: LostTime): string => `${target} ${waitedFor}`;
  const perDrill = rows.flatMap(({ losses }) => {
    const waits = losses.flatMap(({ target, waits }) =>
      waits.map(({ for: what, ms }): LostTime => ({ target, waitedFor: what.replace(PERSON, "$1"), ms })),
    );
    return groupsOf(waits, byWhat).map(
      (same): LostTime => ({ ...same[0], ms: sum(same.map(({ ms }) => ms)) }),
    );
  });
  return groupsOf(perDrill, byWhat)
    .map((same) => {
      const times = same.map(({ ms }) => ms).sort((a, b) => a - b);
      const [{ target, waitedFor }] = same;
      return {
        target,
        waitedFor,
        drills: times.length,
        minutes: rounded(sum(times) / MINUTE_MS, 1),
        medianMinutes: rounded((medianOf(times).value ?? 0) / MINUTE_MS, 1),
      };
    })
    .sort((a, b) => b.minutes - a.minutes);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);

/** In how many drills each name occurs at least once. */
function tallied(rows: readonly DrillRow[], namesIn: (row: DrillRow) => readonly string[]): readonly Tally[] {
  const names = rows.flatMap((row) => [...new Set(namesIn(row))]);
  return groupsOf(names, (name) => name).map((same) => ({ id: same[0], drills: same.length }));
}

function brokenInvariantsIn(rows: readonly DrillRow[]): readonly InvariantTally[] {
  const kinds = new Map(
    rows.flatMap(({ brokenInvariants }) =>
      brokenInvariants.map(({ id, kind }) => [id as string, kind] as const),
    ),
  );
  return tallied(rows, ({ brokenInvariants }) => brokenInvariants.map(({ id }) => id)).map((tally) => ({
    ...tally,
    kind: kinds.get(tally.id) ?? "safety",
  }));
}

function toolFaultsIn(rows: readonly DrillRow[]): readonly ToolFaultTally[] {
  const faults = rows.flatMap(({ toolFaults }) => toolFaults);
  return groupsOf(faults, ({ id }) => id).map((same) => ({
    id: same[0].id,
    drills: same.length,
    neverBit: same.filter(({ bites }) => bites === 0).length,
    bites: sum(same.map(({ bites }) => bites)),
  }));
}
