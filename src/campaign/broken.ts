/** Rules and invariants that drills broke, in one campaign and in another: where only one of a pair broke them, how
 *  much more often they are broken, and which never were before. Pure; sorted by kind and id. */

import type { DrillRow } from "./drill-row.ts";
import { holm } from "./paired-tests.ts";
import {
  type Change,
  type ChangedSeeds,
  changeIn,
  type Judgement,
  type Pair,
  seedsThatChanged,
} from "./pairs.ts";
import { byCodeUnit } from "./plan.ts";

/** An invariant of safety or of liveness, or a rule that the scorecard judges harm by. */
export interface Finding {
  readonly id: string;
  readonly kind: "safety" | "liveness" | "rule";
}

/** Broken in one drill of a pair only. */
export interface ChangedFinding extends Finding, ChangedSeeds {}

export interface NewlyBroken extends Finding {
  readonly seeds: readonly number[];
}

export interface BrokenMore extends Finding {
  /** Right is: kept. */
  readonly kept: Change;
  /** By Holm, over all of them. */
  readonly adjustedChanceOfWorse: number;
}

export const findingInWords = (kind: Finding["kind"], id: string): string =>
  kind === "rule" ? `rule ${id}` : `${kind} invariant ${id}`;

export const changedFindings = (pairs: readonly Pair[]): readonly ChangedFinding[] =>
  findingsOfPairs(pairs)
    .map((finding) => ({ ...finding, ...seedsThatChanged(pairs, keeps(finding)) }))
    .filter(({ worse, better }) => worse.length + better.length > 0);

export function brokenMore(pairs: readonly Pair[]): readonly BrokenMore[] {
  const found = findingsOfPairs(pairs).map((finding) => ({
    ...finding,
    kept: changeIn(pairs, keeps(finding)),
  }));
  const adjusted = holm(found.map(({ kept }) => kept.chanceOfWorse));
  return found.map((finding, index) => ({ ...finding, adjustedChanceOfWorse: adjusted[index] ?? 1 }));
}

/** Of one scenario. */
export function newlyBroken(before: readonly DrillRow[], after: readonly DrillRow[]): readonly NewlyBroken[] {
  const known = new Set(findingsIn(before).map(nameOf));
  return findingsIn(after)
    .filter((finding) => !known.has(nameOf(finding)))
    .map((finding) => {
      const kept = keeps(finding);
      return { ...finding, seeds: after.filter((row) => !kept(row)).map(({ seed }) => seed) };
    });
}

const nameOf = ({ id, kind }: Finding): string => `${kind} ${id}`;

const findingsOf = ({ brokenInvariants, violations }: DrillRow): readonly Finding[] => [
  ...brokenInvariants.map(({ id, kind }): Finding => ({ id, kind })),
  ...violations.map(({ rule }): Finding => ({ id: rule, kind: "rule" })),
];

function findingsIn(rows: readonly DrillRow[]): readonly Finding[] {
  const found = new Map(rows.flatMap(findingsOf).map((finding) => [nameOf(finding), finding]));
  return [...found].sort(([a], [b]) => byCodeUnit(a, b)).map(([, finding]) => finding);
}

const findingsOfPairs = (pairs: readonly Pair[]): readonly Finding[] =>
  findingsIn(pairs.flatMap(({ before, after }) => [before, after]));

const keeps = (finding: Finding): Judgement => {
  const name = nameOf(finding);
  return (row) => findingsOf(row).every((broken) => nameOf(broken) !== name);
};
