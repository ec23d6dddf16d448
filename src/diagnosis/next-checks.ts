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

/** Even what is all but certain by the lines alone needs its confirmation. */
const LEAST_DOUBT = 100;
const CERTAIN = 10_000;

export function nextChecks(
  causes: readonly Cause[],
  ranking: readonly RankedByLines[],
): readonly NextCheck[] {
  const doubtOf = new Map(
    ranking.map(({ cause, probability }) => [
      cause,
      LEAST_DOUBT +
        (named.includes(cause) ? UNCONFIRMED : Math.round((probability * (CERTAIN - probability)) / CERTAIN)),
    ]),
  );
  return stakesOf(causes)
    .map(({ probe, causes: staked }) => {
      const gain = staked.reduce(
        (sum, { cause, most }) =>
          sum + ((doubtOf.get(cause) ?? LEAST_DOUBT) * (1 + most)) / USUAL_SECONDS[probe],
        0,
      );
      const told = ranking
        .map(({ cause }) => cause)
        .filter((cause) => staked.some((stake) => stake.cause === cause));
      return { probe, seconds: USUAL_SECONDS[probe], causes: told, gain };
    })
    .sort((a, b) => b.gain - a.gain || (a.probe < b.probe ? -1 : 1))
    .map(({ probe, seconds, causes: told }) => ({ probe, seconds, causes: told }));
}
