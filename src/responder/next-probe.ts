/** What the next answer of a probe is worth: how much it is expected to sharpen the ranking, by the second it takes.
 *  For a cause of probability p, an answer for it leads to p₊ and one against it to p₋. What is believed now is fair only
 *  if the one comes with probability (p − p₋) ÷ (p₊ − p₋); then the square of the step, which is what the answer takes
 *  off the expected Brier score, is (p₊ − p) × (p − p₋) in the mean. Certain causes gain nothing, nor do answers that
 *  move nothing.
 *  Not here: which questions are due (diagnose.ts), asking (probes.ts). */

import type { CauseId } from "../runbook/cause.ts";
import type { FactName } from "../runbook/fact.ts";
import { factsOf } from "../runbook/predicate.ts";
import type { Cause, Evidence } from "../runbook/schema.ts";
import type { ProbeName } from "../runbook/vocabulary.ts";
import type { Likelihood } from "./calibration.ts";
import type { EvidenceItem } from "./effect.ts";
import { FACTS_OF_PROBE, USUAL_SECONDS } from "./probes.ts";

/** What a probe's answer can do to one cause that it is asked for. */
export interface Stake {
  readonly cause: CauseId;
  /** Ids of the evidence that it tells of. */
  readonly items: ReadonlySet<string>;
  /** Decibans, when all of it that speaks for the cause holds, and all that speaks against it (zero or less). */
  readonly most: number;
  readonly least: number;
}

export interface Stakes {
  readonly probe: ProbeName;
  readonly causes: readonly Stake[];
}

/** What the ranking says of a cause. */
export interface Standing {
  readonly score: number;
  readonly evidence: readonly EvidenceItem[];
}

const STAKES = new WeakMap<readonly Cause[], readonly Stakes[]>();

/** Settled by the runbook, so found once. */
export function stakesOf(causes: readonly Cause[]): readonly Stakes[] {
  let stakes = STAKES.get(causes);
  if (stakes === undefined) {
    const asked = new Set(causes.flatMap(({ probes }) => probes));
    stakes = [...asked].map((probe) => ({
      probe,
      causes: causes
        .filter(({ probes }) => probes.includes(probe))
        .map(({ id, evidence }) => stakeOf(id, evidence, FACTS_OF_PROBE[probe])),
    }));
    STAKES.set(causes, stakes);
  }
  return stakes;
}

function stakeOf(cause: CauseId, evidence: readonly Evidence[], told: readonly FactName[]): Stake {
  const touched = evidence.filter(({ when }) => factsOf(when).some((name) => told.includes(name)));
  return {
    cause,
    items: new Set(touched.map(({ id }) => id)),
    most: touched.reduce((sum, { weight }) => sum + Math.max(0, weight), 0),
    least: touched.reduce((sum, { weight }) => sum + Math.min(0, weight), 0),
  };
}

/** An answer that there is already has become another by now in one case of so many. */
const STALE_ONE_IN = 20;

/** Expected gain a second, in squared basis points; never zero, so that what is certain is asked again at last. */
export function expectedGain(
  { probe, causes }: Stakes,
  standing: ReadonlyMap<CauseId, Standing>,
  likelihood: Likelihood,
  answered: boolean,
): number {
  let gain = 1;
  for (const { cause, items, most, least } of causes) {
    const { score, evidence } = standing.get(cause) ?? NOTHING_KNOWN;
    let without = score;
    for (const { id, weight } of evidence) if (items.has(id)) without -= weight;
    const high = likelihood(without + most);
    const low = likelihood(without + least);
    const now = likelihood(score);
    gain += answered ? (high - low) ** 2 / STALE_ONE_IN : (high - now) * (now - low);
  }
  return gain / USUAL_SECONDS[probe];
}

const NOTHING_KNOWN: Standing = { score: 0, evidence: [] };
