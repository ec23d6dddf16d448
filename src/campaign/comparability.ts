/** Which results can be compared, which can be a baseline, and what a reader of a comparison should know. All in words. */

import type { Comparison } from "./compare.ts";
import type { CampaignIdentity } from "./identity.ts";
import type { PlannedDrill } from "./plan.ts";

/** A result, or a campaign that is still to be played. */
export interface ComparedDrills {
  readonly identity: CampaignIdentity;
  readonly results: readonly PlannedDrill[];
}

/** Why two results cannot be compared at all; none when they can. */
export function incomparable(before: ComparedDrills, after: ComparedDrills): readonly string[] {
  const earlier = new Map(before.identity.scenarios.map((scenario) => [scenario.id, scenario]));
  const shared = after.identity.scenarios.filter(({ id }) => earlier.has(id));
  if (shared.length === 0) {
    const ids = (document: ComparedDrills): string =>
      document.identity.scenarios.map(({ id }) => id).join(", ");
    return [`no scenario in common: one has ${ids(before)}, the other ${ids(after)}`];
  }
  const rubrics = shared.flatMap(({ id, rubric }) => {
    const other = earlier.get(id)?.rubric;
    if (other === undefined || other.sha256 === rubric.sha256) return [];
    const names = other.id === rubric.id ? `two versions of ${rubric.id}` : `${other.id} and ${rubric.id}`;
    return [`${id} was judged by ${names}: verdicts of different rubrics cannot be compared`];
  });
  if (rubrics.length > 0) return rubrics;
  const drills = new Set(before.results.map(({ scenario, seed }) => `${scenario} ${seed}`));
  if (after.results.some(({ scenario, seed }) => drills.has(`${scenario} ${seed}`))) return [];
  return ["no drill in common: the same scenarios, but no seed of them on both sides"];
}

/** Why a result is no baseline for another: besides, the players and their troubles must be the same. */
export function unfitAsBaseline(baseline: ComparedDrills, now: ComparedDrills): readonly string[] {
  const [was, is] = [baseline.identity, now.identity];
  const found: string[] = [];
  if (was.player !== is.player)
    found.push(`the baseline was played by ${was.player}, this campaign by ${is.player}`);
  if (was.chaos !== is.chaos)
    found.push(`the baseline was played with chaos ${was.chaos}, this campaign with ${is.chaos}`);
  else if (was.chaosSha256 !== is.chaosSha256)
    found.push(`the chaos plan ${is.chaos} has changed since the baseline`);
  return [...found, ...incomparable(baseline, now)];
}

/** What a reader should know who takes the differences for the change's doing. */
export function caveats({ before, after, unpaired, overall }: Comparison): readonly string[] {
  const earlier = new Map(before.identity.scenarios.map(({ id, sha256 }) => [id, sha256]));
  const changed = after.identity.scenarios.filter(({ id, sha256 }) => (earlier.get(id) ?? sha256) !== sha256);
  const fresh = after.identity.scenarios.filter(({ id }) => !earlier.has(id));
  const list = (scenarios: readonly { readonly id: string }[]): string =>
    scenarios.map(({ id }) => id).join(", ");
  return [
    ...(changed.length === 0
      ? []
      : [`changed in between, so that the same seed is another world: ${list(changed)}`]),
    ...(fresh.length === 0 ? [] : [`not there before, so not compared: ${list(fresh)}`]),
    ...(overall.same === overall.sameJournal
      ? []
      : [
          `${overall.sameJournal - overall.same} drills went the same and were judged otherwise: scoring changed`,
        ]),
    ...(unpaired.before + unpaired.after === 0
      ? []
      : [`drills on one side only, not compared: ${unpaired.before} before, ${unpaired.after} after`]),
  ];
}
