/** Two campaigns, drill by drill: what the same seeds of the same scenarios did before and after a change, with the
 *  chance of such a difference if there were none. Pure. What is too much of it: `gate.ts`; which drills moved most:
 *  `moved.ts`. Law: the other way round, worse is better and every difference has the other sign. */

import { TARGET_IDS, type TargetId } from "../runbook/vocabulary.ts";
import {
  type BrokenMore,
  brokenMore,
  type ChangedFinding,
  changedFindings,
  type NewlyBroken,
  newlyBroken,
} from "./broken.ts";
import type { CampaignDocument } from "./document.ts";
import type { DrillRow } from "./drill-row.ts";
import { grouped } from "./grouped.ts";
import type { CampaignIdentity } from "./identity.ts";
import { type MovedDrill, mostMoved } from "./moved.ts";
import { holm } from "./paired-tests.ts";
import {
  type Change,
  type ChangedSeeds,
  type ClockChange,
  changeIn,
  clockChangeIn,
  type Judgement,
  type Pair,
  pairsOf,
  seedsThatChanged,
} from "./pairs.ts";
import { passed } from "./summary.ts";

export interface PairedSummary {
  readonly pairs: number;
  /** Pairs with the same journal; of these, pairs that were judged the same too. */
  readonly sameJournal: number;
  readonly same: number;
  readonly pass: Change;
  readonly diagnosis: Change;
  readonly decision: Change;
  /** Right is: none. */
  readonly falseAlarms: Change;
  readonly clocks: Readonly<Record<TargetId, ClockChange>>;
}

export interface ScenarioComparison extends PairedSummary {
  readonly id: string;
  readonly passSeeds: ChangedSeeds;
  readonly diagnosisSeeds: ChangedSeeds;
  readonly decisionSeeds: ChangedSeeds;
  readonly falseAlarmSeeds: ChangedSeeds;
  readonly findings: readonly ChangedFinding[];
  /** Looked for in every drill of the scenario, paired or not. */
  readonly newlyBroken: readonly NewlyBroken[];
  /** By Holm, over the scenarios; of clocks over every clock of every scenario. */
  readonly adjusted: {
    readonly chanceOfWorse: number;
    readonly chance: number;
    readonly chanceOfSlower: Readonly<Record<TargetId, number>>;
  };
}

export interface ComparedSide {
  readonly identity: CampaignIdentity;
  readonly drills: number;
  readonly digest: string;
}

export interface Comparison {
  readonly schemaVersion: 1;
  readonly exercise: true;
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  /** Drills that only one side has. */
  readonly unpaired: { readonly before: number; readonly after: number };
  readonly overall: PairedSummary;
  /** Of drills without a mass failure. */
  readonly controls: { readonly pairs: number; readonly falseAlarms: Change };
  /** Rules and invariants that were broken on either side, over all scenarios. */
  readonly broken: readonly BrokenMore[];
  readonly scenarios: readonly ScenarioComparison[];
  /** Those that moved most, at most ten. */
  readonly moved: readonly MovedDrill[];
}

export function compareCampaigns(before: CampaignDocument, after: CampaignDocument): Comparison {
  const pairs = pairsOf(before, after);
  const controls = pairs.filter((pair) => pair.after.detection.truth === "none");
  return {
    schemaVersion: 1,
    exercise: true,
    before: sideOf(before),
    after: sideOf(after),
    unpaired: { before: before.drills - pairs.length, after: after.drills - pairs.length },
    overall: summarizePairs(pairs),
    controls: { pairs: controls.length, falseAlarms: changeIn(controls, quiet) },
    broken: brokenMore(pairs),
    scenarios: adjust(
      [...grouped(pairs, ({ after: { scenario } }) => scenario)].map(([id, own]) => ({
        id,
        ...summarizeScenarioPairs(own),
        newlyBroken: newlyBroken(rowsOf(before, id), rowsOf(after, id)),
      })),
    ),
    moved: mostMoved(pairs, before.identity, after.identity),
  };
}

const sideOf = ({ identity, drills, digest }: CampaignDocument): ComparedSide => ({
  identity,
  drills,
  digest,
});

const rowsOf = ({ results }: CampaignDocument, id: string): readonly DrillRow[] =>
  results.filter(({ scenario }) => scenario === id);

const diagnosed: Judgement = ({ diagnosis }) => diagnosis.correct;
const decided: Judgement = ({ decision }) => decision.correct;
const quiet: Judgement = ({ falseAlarm }) => !falseAlarm;

const isSameJournal = ({ before, after }: Pair): boolean => before.journalSha256 === after.journalSha256;

const summarizePairs = (pairs: readonly Pair[]): PairedSummary => ({
  pairs: pairs.length,
  sameJournal: pairs.filter(isSameJournal).length,
  same: pairs.filter(
    (pair) => isSameJournal(pair) && JSON.stringify(pair.before) === JSON.stringify(pair.after),
  ).length,
  pass: changeIn(pairs, passed),
  diagnosis: changeIn(pairs, diagnosed),
  decision: changeIn(pairs, decided),
  falseAlarms: changeIn(pairs, quiet),
  clocks: Object.fromEntries(
    TARGET_IDS.map((target) => [target, clockChangeIn(pairs, target)] as const),
  ) as PairedSummary["clocks"],
});

const summarizeScenarioPairs = (
  pairs: readonly Pair[],
): Omit<ScenarioComparison, "id" | "newlyBroken" | "adjusted"> => ({
  ...summarizePairs(pairs),
  passSeeds: seedsThatChanged(pairs, passed),
  diagnosisSeeds: seedsThatChanged(pairs, diagnosed),
  decisionSeeds: seedsThatChanged(pairs, decided),
  falseAlarmSeeds: seedsThatChanged(pairs, quiet),
  findings: changedFindings(pairs),
});

function adjust(scenarios: readonly Omit<ScenarioComparison, "adjusted">[]): readonly ScenarioComparison[] {
  const ofWorse = holm(scenarios.map(({ pass }) => pass.chanceOfWorse));
  const ofEither = holm(scenarios.map(({ pass }) => pass.chance));
  const ofSlower = holm(
    scenarios.flatMap(({ clocks }) => TARGET_IDS.map((target) => clocks[target].chanceOfSlower)),
  );
  const at = (chances: readonly number[], index: number): number => chances[index] ?? 1;
  return scenarios.map((scenario, index) => ({
    ...scenario,
    adjusted: {
      chanceOfWorse: at(ofWorse, index),
      chance: at(ofEither, index),
      chanceOfSlower: Object.fromEntries(
        TARGET_IDS.map((target, place) => [target, at(ofSlower, index * TARGET_IDS.length + place)] as const),
      ) as Record<TargetId, number>,
    },
  }));
}
