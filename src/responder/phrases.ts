/** Which of many fixed texts occur in a text, found in one pass over it. Every phrase is filed under a trigram that few
 *  other phrases have, and is looked for only where that trigram occurs. */

const SLOTS = 16_384;

/** A trigram's slot; different ones may share it, which only costs a closer look. */
const slotAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) % SLOTS;

interface Filed {
  readonly number: number;
  readonly phrase: string;
  /** Where in the phrase the trigram stands that it is filed under. */
  readonly trigramAt: number;
}

export class Phrases {
  readonly #phrases: readonly string[];
  readonly #bySlot = new Map<number, Filed[]>();
  /** 1 for slots under which something is filed: few are, and this much fits the processor's nearest cache. */
  readonly #taken = new Uint8Array(SLOTS);
  /** Numbers of those too short to have a trigram. */
  readonly #short: number[] = [];
  /** Of the latest text: 1 for each phrase that occurs in it, and the numbers of those. */
  readonly #occurs: Uint8Array;
  #found: number[] = [];

  /** A phrase's number is its place among them. */
  constructor(phrases: readonly string[]) {
    this.#phrases = phrases;
    this.#occurs = new Uint8Array(phrases.length);
    const uses = new Uint16Array(SLOTS);
    for (const phrase of phrases)
      for (let at = 0; at + 3 <= phrase.length; at += 1) (uses[slotAt(phrase, at)] as number) += 1;
    for (const [number, phrase] of phrases.entries()) {
      if (phrase.length < 3) {
        this.#short.push(number);
        continue;
      }
      const trigramAt = rarestTrigram(phrase, uses);
      const slot = slotAt(phrase, trigramAt);
      const file = this.#bySlot.get(slot);
      if (file === undefined) this.#bySlot.set(slot, [{ number, phrase, trigramAt }]);
      else file.push({ number, phrase, trigramAt });
      this.#taken[slot] = 1;
    }
  }

  /** The numbers of the phrases that occur in a text, each once. */
  findIn(text: string): readonly number[] {
    for (const number of this.#found) this.#occurs[number] = 0;
    this.#found = [];
    for (const number of this.#short) if (text.includes(this.#phrases[number] as string)) this.#note(number);
    for (let at = 0; at + 3 <= text.length; at += 1) {
      const slot = slotAt(text, at);
      if (this.#taken[slot] === 0) continue;
      for (const { number, phrase, trigramAt } of this.#bySlot.get(slot) as Filed[])
        if (text.startsWith(phrase, at - trigramAt)) this.#note(number);
    }
    return this.#found;
  }

  /** Whether a phrase occurs in the text that was looked through last. */
  occurs(number: number): boolean {
    return this.#occurs[number] === 1;
  }

  #note(number: number): void {
    if (this.#occurs[number] === 1) return;
    this.#occurs[number] = 1;
    this.#found.push(number);
  }
}

function rarestTrigram(phrase: string, uses: Uint16Array): number {
  let rarest = 0;
  for (let at = 1; at + 3 <= phrase.length; at += 1)
    if ((uses[slotAt(phrase, at)] as number) < (uses[slotAt(phrase, rarest)] as number)) rarest = at;
  return rarest;
}
