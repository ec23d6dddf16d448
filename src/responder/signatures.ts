/** What an error line's template says of the causes, by the runbook's signatures. Twelve parts are shared out over the
 *  causes that it speaks for most strongly, so that ties split evenly (by 1, 2, 3 or 4) in integers.
 *  A runbook brings a thousand signatures and an incident hundreds of templates: only signatures whose longest part
 *  occurs in a template are held against it. */

import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import type { Signature } from "../runbook/schema.ts";
import { Phrases } from "./phrases.ts";

export const PARTS = 12;

export type CauseShares = Readonly<Partial<Record<CauseId, number>>>;
export type Classifier = (template: string) => CauseShares;

const CLASSIFIERS = new WeakMap<readonly Signature[], Classifier>();

/** One classifier per set of signatures. */
export function classifierOf(signatures: readonly Signature[]): Classifier {
  let classifier = CLASSIFIERS.get(signatures);
  if (classifier === undefined) {
    let files: Files | null = null;
    classifier = (template) => {
      files ??= fileByLongest(signatures);
      return classify(files, template.toLowerCase());
    };
    CLASSIFIERS.set(signatures, classifier);
  }
  return classifier;
}

/** A signature with its parts as numbers of phrases. */
interface NumberedSignature {
  readonly contains: readonly number[];
  readonly without: readonly number[];
  readonly speaks: CauseShares;
}

interface Files {
  readonly phrases: Phrases;
  /** By the number of the longest of the parts that must occur. */
  readonly byLongest: readonly NumberedSignature[][];
}

function fileByLongest(signatures: readonly Signature[]): Files {
  const numbers = new Map<string, number>();
  const numberOf = (part: string): number => {
    const lowered = part.toLowerCase();
    const known = numbers.get(lowered);
    if (known !== undefined) return known;
    numbers.set(lowered, numbers.size);
    return numbers.size - 1;
  };
  const filed = signatures.map(({ contains, without = [], speaks }) => ({
    longest: numberOf(contains.reduce((a, b) => (b.length > a.length ? b : a))),
    signature: { contains: contains.map(numberOf), without: without.map(numberOf), speaks },
  }));
  const byLongest: NumberedSignature[][] = Array.from(numbers, () => []);
  for (const { longest, signature } of filed) byLongest[longest]?.push(signature);
  return { phrases: new Phrases([...numbers.keys()]), byLongest };
}

/** Signatures that speak for nothing add nothing: the entries that could be mistaken for them exclude each other. */
function classify({ phrases, byLongest }: Files, message: string): CauseShares {
  const totals: Partial<Record<CauseId, number>> = {};
  const occurs = (part: number): boolean => phrases.occurs(part);
  for (const number of phrases.findIn(message)) {
    for (const { contains, without, speaks } of byLongest[number] ?? []) {
      if (!contains.every(occurs) || without.some(occurs)) continue;
      for (const cause of CAUSE_IDS) {
        const weight = speaks[cause];
        if (weight !== undefined) totals[cause] = (totals[cause] ?? 0) + weight;
      }
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
