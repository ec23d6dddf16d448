/** How much one expansion may do. Go knows no such bounds, since nobody shares its server with strangers' rule files;
 *  a template within them is never cut. */

import { TemplateFailure } from "./failure.ts";

/** Of the whole text, and of every text on the way to it. */
const CHARACTERS_MAX = 100_000;
/** One for each command, statement and iteration, and one for each character that goes in or out of a function. */
const STEPS_MAX = 1_000_000;

export class Budget {
  #left = STEPS_MAX;

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new TemplateFailure(`the template takes more than ${STEPS_MAX} steps`);
  }
}

/** A text in the making that cannot grow without end. */
export class BoundedText {
  #text = "";

  append(piece: string): void {
    this.#text += piece;
    checkLength(this.#text);
  }

  toString(): string {
    return this.#text;
  }
}

export function checkLength(text: string): void {
  if (text.length > CHARACTERS_MAX) {
    throw new TemplateFailure(`the template makes a text of more than ${CHARACTERS_MAX} characters`);
  }
}
