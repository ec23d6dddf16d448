/** What to ask next where log lines leave doubt: the runbook's probes, by what an answer is expected to sharpen the
 *  ranking in a second. The responder asks by the same rule (`../responder/next-probe.ts`). */

import { probabilityOf } from "../responder/decibans.ts";
import { expectedGain, stakesOf } from "../responder/next-probe.ts";
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

/** Lines alone confirm nothing: what they name is in as much doubt as at even odds. */
const UNCONFIRMED = 0;

export function nextChecks(
  causes: readonly Cause[],
  { ranking, causes: named }: Pick<CauseRanking, "ranking" | "causes">,
): readonly NextCheck[] {
  const standing = new Map(
    ranking.map(({ cause, decibans }) => [
      cause,
      { score: named.includes(cause) ? UNCONFIRMED : decibans, evidence: [] },
    ]),
  );
  const checks = stakesOf(causes).map((stakes) => {
    const { probe, causes: staked } = stakes;
    const told = ranking
      .map(({ cause }) => cause)
      .filter((cause) => staked.some((stake) => stake.cause === cause));
    const gain = expectedGain(stakes, standing, probabilityOf, false);
    return { gain, check: { probe, seconds: USUAL_SECONDS[probe], causes: told } };
  });
  return checks
    .sort((a, b) => b.gain - a.gain || (a.check.probe < b.check.probe ? -1 : 1))
    .map(({ check }) => check);
}
