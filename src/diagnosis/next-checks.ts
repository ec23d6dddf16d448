/** What to ask next where log lines leave doubt: the runbook's probes, by what an answer is expected to move the ranking
 *  in a second. The responder asks by the same rule (`../responder/diagnose.ts`). */

import { stakesOf } from "../responder/diagnose.ts";
import { USUAL_SECONDS } from "../responder/probes.ts";
import type { CauseId } from "../runbook/cause.ts";
import type { Cause } from "../runbook/schema.ts";
import type { ProbeName } from "../runbook/vocabulary.ts";
import type { CauseRanking } from "./cause-ranking.ts";

export interface NextCheck {
  readonly probe: ProbeName;
  readonly seconds: number;
  /** Those it tells about, likeliest first. */
  readonly causes: readonly CauseId[];
}

const LEAST_DOUBT = 100;
const CERTAIN = 10_000;
/** Lines alone confirm nothing: what they name is in as much doubt as at even odds. */
const UNCONFIRMED = CERTAIN / 4;

export function nextChecks(
  causes: readonly Cause[],
  { ranking, causes: named }: Pick<CauseRanking, "ranking" | "causes">,
): readonly NextCheck[] {
  const doubts = new Map<CauseId, number>();
  for (const { cause, probability } of ranking) {
    const doubt = Math.round((probability * (CERTAIN - probability)) / CERTAIN);
    doubts.set(cause, LEAST_DOUBT + (named.includes(cause) ? UNCONFIRMED : doubt));
  }
  const checks = stakesOf(causes).map(({ probe, causes: staked }) => {
    let gain = 0;
    for (const { cause, most } of staked)
      gain += ((doubts.get(cause) ?? LEAST_DOUBT) * (1 + most)) / USUAL_SECONDS[probe];
    const told = ranking
      .map(({ cause }) => cause)
      .filter((cause) => staked.some((stake) => stake.cause === cause));
    return { gain, check: { probe, seconds: USUAL_SECONDS[probe], causes: told } };
  });
  return checks
    .sort((a, b) => b.gain - a.gain || (a.check.probe < b.check.probe ? -1 : 1))
    .map(({ check }) => check);
}
