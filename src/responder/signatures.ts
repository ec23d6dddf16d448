/** What an error line's template says of the causes, by the runbook's signatures. Twelve parts are shared out over the
 *  causes that it speaks for most strongly, so that ties split evenly (by 1, 2, 3 or 4) in integers.
 *  A runbook brings a thousand signatures and an incident hundreds of templates: signatures are filed by a trigram that
 *  few others have, and only those whose trigram occurs are held against a template. */

import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import type { Signature } from "../runbook/schema.ts";

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
      files ??= fileByTrigram(signatures);
      return classify(files, template.toLowerCase());
    };
    CLASSIFIERS.set(signatures, classifier);
  }
  return classifier;
}

interface LoweredSignature {
  /** The longest first. */
  readonly contains: readonly string[];
  readonly without: readonly string[];
  readonly speaks: CauseShares;
}

/** A signature under a trigram of its longest part, which stands at that place in it. */
interface Filed {
  readonly signature: LoweredSignature;
  readonly longest: string;
  readonly trigramAt: number;
}

interface Files {
  readonly bySlot: readonly (readonly Filed[] | undefined)[];
  /** Those without a part of three characters. */
  readonly unfiled: readonly LoweredSignature[];
}

/** A trigram's slot; different ones may share it, which only costs a closer look. */
const SLOTS = 4_096;
const slotAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) % SLOTS;

function fileByTrigram(signatures: readonly Signature[]): Files {
  const lowered = signatures.map(({ contains, without = [], speaks }) => ({
    contains: contains.map((part) => part.toLowerCase()).sort((a, b) => b.length - a.length),
    without: without.map((part) => part.toLowerCase()),
    speaks,
  }));
  const uses = new Uint16Array(SLOTS);
  for (const { contains } of lowered) {
    const longest = contains[0] ?? "";
    for (let at = 0; at + 3 <= longest.length; at += 1) (uses[slotAt(longest, at)] as number) += 1;
  }
  const bySlot = new Array<Filed[] | undefined>(SLOTS).fill(undefined);
  const unfiled: LoweredSignature[] = [];
  for (const signature of lowered) {
    const longest = signature.contains[0] ?? "";
    const trigramAt = rarestTrigram(longest, uses);
    if (trigramAt === null) {
      unfiled.push(signature);
      continue;
    }
    const slot = slotAt(longest, trigramAt);
    const file = bySlot[slot] ?? [];
    file.push({ signature, longest, trigramAt });
    bySlot[slot] = file;
  }
  return { bySlot, unfiled };
}

function rarestTrigram(part: string, uses: Uint16Array): number | null {
  let rarest: number | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  for (let at = 0; at + 3 <= part.length; at += 1) {
    const count = uses[slotAt(part, at)] as number;
    if (count >= fewest) continue;
    rarest = at;
    fewest = count;
  }
  return rarest;
}

function classify({ bySlot, unfiled }: Files, message: string): CauseShares {
  const matched: LoweredSignature[] = [];
  for (const signature of unfiled) if (matches(signature, message)) matched.push(signature);
  for (let at = 0; at + 3 <= message.length; at += 1) {
    const file = bySlot[slotAt(message, at)];
    if (file === undefined) continue;
    for (const { signature, longest, trigramAt } of file) {
      if (!message.startsWith(longest, at - trigramAt)) continue;
      if (!matched.includes(signature) && matches(signature, message)) matched.push(signature);
    }
  }
  return shareOut(totalsOf(matched));
}

const matches = ({ contains, without }: LoweredSignature, message: string): boolean =>
  contains.every((part) => message.includes(part)) && !without.some((part) => message.includes(part));

/** Signatures that speak for nothing add nothing: the entries that could be mistaken for them exclude each other. */
function totalsOf(matched: readonly LoweredSignature[]): Partial<Record<CauseId, number>> {
  const totals: Partial<Record<CauseId, number>> = {};
  for (const { speaks } of matched) {
    for (const cause of CAUSE_IDS) {
      const weight = speaks[cause];
      if (weight !== undefined) totals[cause] = (totals[cause] ?? 0) + weight;
    }
  }
  return totals;
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
