/** What an error line's template says of the causes, by the runbook's signatures. Twelve parts are shared out over the
 *  causes that it speaks for most strongly, so that ties split evenly (by 1, 2, 3 or 4) in integers. */

import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import type { Signature } from "../runbook/schema.ts";

export const PARTS = 12;

interface LoweredSignature {
  readonly contains: readonly string[];
  readonly without: readonly string[];
  readonly speaks: Partial<Record<CauseId, number>>;
}

export type CauseShares = Readonly<Partial<Record<CauseId, number>>>;
export type Classifier = (template: string) => CauseShares;

const CLASSIFIERS = new WeakMap<readonly Signature[], Classifier>();
const MOST_REMEMBERED = 20_000;

/** One classifier per set of signatures. It remembers templates it has seen: a pure function, only quicker. */
export function classifierOf(signatures: readonly Signature[]): Classifier {
  let classifier = CLASSIFIERS.get(signatures);
  if (classifier === undefined) {
    classifier = remember(compile(signatures));
    CLASSIFIERS.set(signatures, classifier);
  }
  return classifier;
}

function remember(classify: Classifier): Classifier {
  const known = new Map<string, CauseShares>();
  return (template) => {
    let shares = known.get(template);
    if (shares === undefined) {
      shares = classify(template);
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(template, shares);
    }
    return shares;
  };
}

function compile(signatures: readonly Signature[]): Classifier {
  const lowered: LoweredSignature[] = signatures.map(({ contains, without, speaks }) => ({
    contains: contains.map((part) => part.toLowerCase()),
    without: (without ?? []).map((part) => part.toLowerCase()),
    speaks,
  }));
  return (template) => classify(lowered, template.toLowerCase());
}

/** Signatures that speak for nothing add nothing: the entries that could be mistaken for them exclude each other. */
function classify(signatures: readonly LoweredSignature[], message: string): CauseShares {
  const totals: Partial<Record<CauseId, number>> = {};
  for (const { contains, without, speaks } of signatures) {
    if (!contains.every((part) => message.includes(part)) || without.some((part) => message.includes(part)))
      continue;
    for (const cause of CAUSE_IDS) {
      const weight = speaks[cause];
      if (weight !== undefined) totals[cause] = (totals[cause] ?? 0) + weight;
    }
  }
  return shareOut(totals);
}

function shareOut(totals: Partial<Record<CauseId, number>>): CauseShares {
  let highest = 0;
  let winners: CauseId[] = [];
  for (const cause of CAUSE_IDS) {
    const total = totals[cause] ?? 0;
    if (total > highest) {
      highest = total;
      winners = [cause];
    } else if (total === highest && total > 0) winners.push(cause);
  }
  const shares: Partial<Record<CauseId, number>> = {};
  for (const cause of winners) shares[cause] = Math.floor(PARTS / winners.length);
  return shares;
}
