/** Which of many fixed texts occur in a text, found in one pass over it. Every phrase is filed under a trigram that few
 *  other phrases have, and is looked for only where that trigram occurs. */

const SLOTS = 16_384;

/** A trigram's slot; different ones may share it, which only costs a closer look. */
const slotAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) % SLOTS;

const NONE = -1;

export class Phrases {
  readonly #phrases: readonly string[];
  /** By slot, the number of the phrase that was filed there last; of each phrase, the one that was filed before it. */
  readonly #lastFiled = new Int32Array(SLOTS).fill(NONE);
  readonly #filedBefore: Int32Array;
  /** Where in a phrase the trigram stands that it is filed under. */
  readonly #trigramAt: Uint16Array;
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
    this.#filedBefore = new Int32Array(phrases.length);
    this.#trigramAt = new Uint16Array(phrases.length);
    const uses = new Uint16Array(SLOTS);
    for (const phrase of phrases)
      for (let at = 0; at + 3 <= phrase.length; at += 1) (uses[slotAt(phrase, at)] as number) += 1;
    for (let number = 0; number < phrases.length; number += 1) {
      const phrase = phrases[number] as string;
      if (phrase.length < 3) {
        this.#short.push(number);
        continue;
      }
      const trigramAt = rarestTrigram(phrase, uses);
      const slot = slotAt(phrase, trigramAt);
      this.#trigramAt[number] = trigramAt;
      this.#filedBefore[number] = this.#lastFiled[slot] as number;
      this.#lastFiled[slot] = number;
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
      let number = this.#lastFiled[slot] as number;
      for (; number !== NONE; number = this.#filedBefore[number] as number)
        if (text.startsWith(this.#phrases[number] as string, at - (this.#trigramAt[number] as number)))
          this.#note(number);
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
  let least = uses[slotAt(phrase, 0)] as number;
  for (let at = 1; at + 3 <= phrase.length; at += 1) {
    const count = uses[slotAt(phrase, at)] as number;
    if (count >= least) continue;
    rarest = at;
    least = count;
  }
  return rarest;
}
