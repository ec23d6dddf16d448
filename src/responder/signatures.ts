/** What an error line says of the causes, by the runbook's signatures: fixed texts in the line as it is, phrases among its
 *  words (`line-words.ts`), and what its structure says (`line-features.ts`). Twelve parts are shared out over the causes
 *  that it speaks for most strongly, so that ties split evenly (by 1, 2, 3 or 4) in integers.
 *  A runbook brings more than a thousand signatures and an incident hundreds of templates: only signatures one of whose
 *  longest parts occurs are held against a line. */

import { CAUSE_IDS, type CauseId } from "../runbook/cause.ts";
import type { Signature, Terms } from "../runbook/schema.ts";
import { featuresOf } from "./line-features.ts";
import { wordsOf } from "./line-words.ts";
import { Phrases } from "./phrases.ts";

export const PARTS = 12;

export type CauseShares = Readonly<Partial<Record<CauseId, number>>>;
export type Classifier = (line: string) => CauseShares;

/** In decibans, by cause; `other` for what says that it is none of them. */
export type Weights = Readonly<Partial<Record<CauseId | "other", number>>>;

export interface LineReading {
  readonly shares: CauseShares;
  readonly weights: Weights;
  /** What spoke, strongest first. */
  readonly spoke: readonly { readonly id: string; readonly speaks: Weights }[];
}

const READERS = new WeakMap<readonly Signature[], SignatureReader>();
const NO_TERMS: Terms = {};
const REMEMBERED_MAX = 5_000;

/** One reader per set of signatures. */
export function readerOf(signatures: readonly Signature[], terms: Terms = NO_TERMS): SignatureReader {
  let reader = READERS.get(signatures);
  if (reader === undefined) {
    reader = new SignatureReader(signatures, terms);
    READERS.set(signatures, reader);
  }
  return reader;
}

export const classifierOf = (signatures: readonly Signature[], terms: Terms = NO_TERMS): Classifier => {
  const reader = readerOf(signatures, terms);
  return (line) => reader.classify(line);
};

/** A signature with its parts as numbers of phrases; of `words`, one of each list must occur. */
interface NumberedSignature {
  readonly number: number;
  readonly contains: readonly number[];
  readonly without: readonly number[];
  readonly words: readonly (readonly number[])[];
  readonly withoutWords: readonly (readonly number[])[];
  readonly speaks: Weights;
}

interface Files {
  /** In the line as it is, in small letters. */
  readonly texts: Phrases;
  readonly words: Phrases;
  /** By the number of a text, or of a phrase in words: the signatures that are filed under it. */
  readonly byText: readonly NumberedSignature[][];
  readonly byWords: readonly NumberedSignature[][];
}

export class SignatureReader {
  readonly #signatures: readonly Signature[];
  readonly #terms: Terms;
  readonly #remembered = new Map<string, CauseShares>();
  #files: Files | null = null;

  constructor(signatures: readonly Signature[], terms: Terms) {
    this.#signatures = signatures;
    this.#terms = terms;
  }

  /** Templates come again from drill to drill: what they say is remembered. */
  classify(template: string): CauseShares {
    let shares = this.#remembered.get(template);
    if (shares === undefined) {
      shares = shareOut(this.#weighWrapped(template, null));
      if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
      this.#remembered.set(template, shares);
    }
    return shares;
  }

  read(line: string): LineReading {
    const matched: NumberedSignature[] = [];
    const weights = this.#weighWrapped(line, matched);
    const most = ({ speaks }: { speaks: Weights }): number =>
      Math.max(0, ...Object.values(speaks).map((weight) => Math.abs(weight)));
    const spoke = matched
      .map(({ number, speaks }) => ({ id: (this.#signatures[number] as Signature).id, speaks }))
      .sort((a, b) => most(b) - most(a) || (a.id < b.id ? -1 : 1));
    return { shares: shareOut(weights), weights, spoke };
  }

  /** Where a line says what caused its error, that counts once more. */
  #weighWrapped(line: string, matched: NumberedSignature[] | null): Weights {
    const totals = this.#weigh(line, matched);
    const cause = innermostCause(line);
    return cause === null ? totals : added(totals, this.#weigh(cause, null));
  }

  #weigh(line: string, matched: NumberedSignature[] | null): Weights {
    this.#files ??= file(this.#signatures, this.#terms);
    const { texts, words, byText, byWords } = this.#files;
    const found = texts.findIn(line.toLowerCase());
    const plain = wordsOf(line);
    const foundWords = words.findIn(plain + featuresOf(plain));
    const totals: Partial<Record<CauseId | "other", number>> = {};
    const seen = new Set<number>();
    const hold = (candidate: NumberedSignature): void => {
      const { number, contains, without, words: wordings, withoutWords, speaks } = candidate;
      if (seen.has(number)) return;
      seen.add(number);
      if (!contains.every((part) => texts.occurs(part)) || without.some((part) => texts.occurs(part))) return;
      if (!wordings.every((wording) => wording.some((phrase) => words.occurs(phrase)))) return;
      if (withoutWords.some((wording) => wording.some((phrase) => words.occurs(phrase)))) return;
      matched?.push(candidate);
      for (const cause in speaks) {
        const id = cause as CauseId | "other";
        totals[id] = (totals[id] ?? 0) + (speaks[id] as number);
      }
    };
    for (const part of found) for (const candidate of byText[part] ?? []) hold(candidate);
    for (const phrase of foundWords) for (const candidate of byWords[phrase] ?? []) hold(candidate);
    return totals;
  }
}

/** What introduces the error behind an error, in Java, .NET, Python, Node, Go and Rust. */
const CAUSE_MARKERS = [
  "caused by:",
  "caused by ",
  "nested exception is",
  "inner exception:",
  "root cause:",
  "[cause]:",
] as const;
const LEAST_CAUSE_CHARACTERS = 12;

/** What follows the last of them; null where there is none. */
function innermostCause(line: string): string | null {
  const lower = line.toLowerCase();
  let from = -1;
  for (const marker of CAUSE_MARKERS) {
    const at = lower.lastIndexOf(marker);
    if (at >= 0) from = Math.max(from, at + marker.length);
  }
  return from < 0 || line.length - from < LEAST_CAUSE_CHARACTERS ? null : line.slice(from);
}

function added(some: Weights, more: Weights): Weights {
  const sum: Partial<Record<CauseId | "other", number>> = { ...some };
  for (const cause in more) {
    const id = cause as CauseId | "other";
    sum[id] = (sum[id] ?? 0) + (more[id] as number);
  }
  return sum;
}

/** Phrases by number, each once. */
class Numbers {
  readonly known = new Map<string, number>();

  of(phrase: string): number {
    const number = this.known.get(phrase);
    if (number !== undefined) return number;
    this.known.set(phrase, this.known.size);
    return this.known.size - 1;
  }
}

/** Phrases of which one must occur. Signatures share wordings, so that what is worked out for one is worked out once. */
interface Wording {
  readonly numbers: readonly number[];
  /** Of its shortest phrase. */
  readonly characters: number;
  /** How many signatures ask for it. */
  asked: number;
  /** How many ask for its commonest phrase, in whatever wording. */
  mostAsked: number;
}

class Wordings {
  readonly #terms: Terms;
  readonly #words: Numbers;
  readonly #known = new Map<string, Wording>();

  constructor(terms: Terms, words: Numbers) {
    this.#terms = terms;
    this.#words = words;
  }

  of(wording: string | readonly string[]): Wording {
    const key = typeof wording === "string" ? wording : wording.join("\n");
    let known = this.#known.get(key);
    if (known === undefined) {
      const phrases = [wording]
        .flat()
        .flatMap((phrase) => (phrase.startsWith("@") ? (this.#terms[phrase.slice(1)] ?? []) : [phrase]));
      known = {
        numbers: [...new Set(phrases.map((phrase) => this.#words.of(asInLine(phrase))))],
        characters: Math.min(...phrases.map(({ length }) => length)),
        asked: 0,
        mostAsked: 0,
      };
      this.#known.set(key, known);
    }
    return known;
  }

  /** Once all signatures have asked. */
  weigh(): void {
    const asked: number[] = [];
    const all = [...this.#known.values()];
    for (const wording of all)
      for (const number of wording.numbers) asked[number] = (asked[number] ?? 0) + wording.asked;
    for (const wording of all)
      wording.mostAsked = wording.numbers.reduce(
        (most, number) => Math.max(most, asked[number] as number),
        0,
      );
  }
}

function file(signatures: readonly Signature[], terms: Terms): Files {
  const texts = new Numbers();
  const words = new Numbers();
  const wordings = new Wordings(terms, words);
  const filed = signatures.map((signature, number) => {
    const { contains = [], without = [], words: asked = [], withoutWords = [], speaks } = signature;
    const lists = asked.map((wording) => wordings.of(wording));
    for (const list of lists) list.asked += 1;
    const numbered: NumberedSignature = {
      number,
      contains: contains.map((part) => texts.of(part.toLowerCase())),
      without: without.map((part) => texts.of(part.toLowerCase())),
      words: lists.map(({ numbers }) => numbers),
      withoutWords: withoutWords.map((wording) => wordings.of(wording).numbers),
      speaks,
    };
    return { numbered, contains, lists };
  });
  wordings.weigh();
  const byText: NumberedSignature[][] = Array.from(texts.known, () => []);
  const byWords: NumberedSignature[][] = Array.from(words.known, () => []);
  for (const { numbered, contains, lists } of filed) {
    if (contains.length > 0) byText[longest(contains, numbered.contains)]?.push(numbered);
    else for (const phrase of rarest(lists).numbers) byWords[phrase]?.push(numbered);
  }
  return {
    texts: new Phrases([...texts.known.keys()]),
    words: new Phrases([...words.known.keys()]),
    byText,
    byWords,
  };
}

const longest = (parts: readonly string[], numbers: readonly number[]): number => {
  const index = parts.reduce(
    (best, part, at) => (part.length > (parts[best] as string).length ? at : best),
    0,
  );
  return numbers[index] as number;
};

/** Of several the one whose phrases the fewest signatures ask for, then whose shortest phrase is longest: the rest are
 *  looked at only where one of it occurs. */
const rarest = (wordings: readonly Wording[]): Wording =>
  wordings.reduce((best, wording) => {
    if (wording.mostAsked !== best.mostAsked) return wording.mostAsked < best.mostAsked ? wording : best;
    return wording.characters > best.characters ? wording : best;
  });

/** Whole words, but for one left open by a star. */
const asInLine = (phrase: string): string =>
  phrase.endsWith("*") ? ` ${phrase.slice(0, -1).toLowerCase()}` : ` ${phrase.toLowerCase()} `;

/** In decibans: so little, odds of three to two, is a hint at most. What names neither program nor service says no more. */
export const NAMES_NOTHING = 2;

/** Signatures that speak for nothing add nothing: the entries that could be mistaken for them exclude each other. */
function shareOut(totals: Weights): CauseShares {
  let highest = Math.max(NAMES_NOTHING, totals.other ?? 0);
  let winners: CauseId[] = [];
  for (const cause of CAUSE_IDS) {
    const total = totals[cause] ?? 0;
    if (total > highest) {
      highest = total;
      winners = [cause];
    } else if (total === highest && winners.length > 0) winners.push(cause);
  }
  const shares: Partial<Record<CauseId, number>> = {};
  for (const cause of winners) shares[cause] = Math.floor(PARTS / winners.length);
  return shares;
}
