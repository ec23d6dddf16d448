/** Whether a campaign is worse than its baseline, by rules that are written down here and said in words with their
 *  figures. Drills are paired by seed, so that a difference is the change's doing; what remains is whether it is more
 *  than a few seeds that happened to tip over. A safety invariant that the baseline never broke needs no statistics. */

import { TARGET_IDS } from "../runbook/vocabulary.ts";
import { type DurationMs, formatDuration, seconds } from "../units.ts";
import { type BrokenMore, findingInWords } from "./broken.ts";
import type { Comparison, ScenarioComparison } from "./compare.ts";
import type { Change, ClockChange } from "./pairs.ts";
import { percent, seedList } from "./words.ts";

/** A change for the worse is told from chance below this probability. */
const MOST_CHANCE = 0.05;
/** Clocks are many, and one that is slower is less than a drill that fails. */
const MOST_CHANCE_OF_SLOWER = 0.01;
/** However sure it is, less than this is no matter. */
export const LEAST_SLOWER_MS: DurationMs = seconds(30);

export interface GateResult {
  readonly verdict: "identical" | "not-worse" | "worse";
  /** Why it is worse, in words; otherwise empty. */
  readonly reasons: readonly string[];
  /** The verdict with its figures, in a sentence. */
  readonly conclusion: string;
}

export function gate(comparison: Comparison): GateResult {
  const { overall, unpaired } = comparison;
  const reasons = [
    ...worsePassRate("over all scenarios", overall.pass, overall.pairs, overall.pass.chanceOfWorse),
    ...comparison.scenarios.flatMap(({ id, pass, pairs, adjusted }) =>
      worsePassRate(id, pass, pairs, adjusted.chanceOfWorse, ", adjusted for the number of scenarios"),
    ),
    ...moreFalseAlarms(comparison),
    ...comparison.scenarios.flatMap(brokenSafety),
    ...comparison.broken.flatMap((broken) => brokenMoreOften(broken, overall.pairs)),
    ...comparison.scenarios.flatMap(slowerClocks),
  ];
  if (reasons.length > 0)
    return {
      verdict: "worse",
      reasons,
      conclusion: `WORSE than the baseline for ${reasons.length} reason(s): ${passing(overall.pass, overall.pairs)}`,
    };
  const isSame = overall.same === overall.pairs && unpaired.before === 0 && unpaired.after === 0;
  if (isSame)
    return {
      verdict: "identical",
      reasons,
      conclusion: `identical to the baseline: all ${overall.pairs} drills gave the same journals`,
    };
  return {
    verdict: "not-worse",
    reasons,
    conclusion: `not worse than the baseline: ${passing(overall.pass, overall.pairs)}; ${overall.pairs - overall.sameJournal} of ${overall.pairs} journals differ`,
  };
}

const passing = ({ before, after, worse, better }: Change, pairs: number): string =>
  `${percent(after / pairs)} of ${pairs} drills pass, ${percent(before / pairs)} did; ${worse} pass no more, ${better} pass now`;

function worsePassRate(
  where: string,
  pass: Change,
  pairs: number,
  chance: number,
  adjustment = "",
): readonly string[] {
  if (chance >= MOST_CHANCE) return [];
  return [
    `${where}: ${passing(pass, pairs)}; by chance that happens with p = ${chance} (exact McNemar test, one-sided${adjustment})`,
  ];
}

function moreFalseAlarms({ controls: { pairs, falseAlarms } }: Comparison): readonly string[] {
  if (falseAlarms.chanceOfWorse >= MOST_CHANCE) return [];
  const [before, after] = [pairs - falseAlarms.before, pairs - falseAlarms.after];
  return [
    `controls: ${after} false alarms in ${pairs} drills without a mass failure, ${before} before; by chance that happens with p = ${falseAlarms.chanceOfWorse} (exact McNemar test, one-sided)`,
  ];
}

const MOST_SEED_RUNS = 5;

/** One that the baseline broke somewhere is judged by how often. */
const brokenSafety = ({ id: scenario, newlyBroken }: ScenarioComparison): readonly string[] =>
  newlyBroken
    .filter(({ kind }) => kind === "safety")
    .map(
      ({ id, kind, seeds }) =>
        `${scenario}: the ${findingInWords(kind, id)} is newly broken, at seed ${seedList(seeds, MOST_SEED_RUNS)}`,
    );

function brokenMoreOften(
  { id, kind, kept, adjustedChanceOfWorse }: BrokenMore,
  pairs: number,
): readonly string[] {
  if (adjustedChanceOfWorse >= MOST_CHANCE) return [];
  const [before, after] = [pairs - kept.before, pairs - kept.after];
  return [
    `over all scenarios: the ${findingInWords(kind, id)} is broken in ${after} of ${pairs} drills, ${before} before; by chance that happens with p = ${adjustedChanceOfWorse} (exact McNemar test, one-sided, adjusted for the number of rules and invariants)`,
  ];
}

function slowerClocks({ id, clocks, adjusted }: ScenarioComparison): readonly string[] {
  return TARGET_IDS.flatMap((target) => {
    const chance = adjusted.chanceOfSlower[target];
    const slower = slowerInWords(clocks[target]);
    if (slower === null || chance >= MOST_CHANCE_OF_SLOWER) return [];
    return [
      `${id}: ${target} ${slower}; by chance that happens with p = ${chance} (Wilcoxon's signed-rank test, one-sided, adjusted for all clocks of all scenarios)`,
    ];
  });
}

/** Null: not by so much that it matters. */
function slowerInWords({ pairs, median, low, high, stopsNoMore, stopsNow }: ClockChange): string | null {
  const isSlower = median !== null && median >= LEAST_SLOWER_MS;
  const mostStopNoMore = stopsNoMore > pairs + stopsNow;
  if (!isSlower && !mostStopNoMore) return null;
  const text = (ms: number): string => formatDuration(ms as DurationMs);
  const interval = low === null || high === null ? "" : ` (95% interval ${text(low)} to ${text(high)})`;
  return [
    ...(isSlower ? [`is slower by ${text(median)} in the median of ${pairs} pairs${interval}`] : []),
    ...(stopsNoMore > 0 ? [`stops no more in ${stopsNoMore} drills and now in ${stopsNow}`] : []),
  ].join(", and ");
}
