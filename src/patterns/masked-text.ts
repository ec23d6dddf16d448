/** Texts as templates: for what is a text already. Bytes that come by the million are masked where they stand
 *  (`masked-line.ts`). */

import { assert } from "../assert.ts";
import { MOST_LINE_BYTES } from "./byte-lines.ts";
import { cleanLine } from "./clean-line.ts";
import { lineBytes } from "./line-bytes.ts";
import { MaskedLine, MOST_TEMPLATE_BYTES } from "./masked-line.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class TextMask {
  readonly #line = new MaskedLine(MOST_TEMPLATE_BYTES);
  readonly #source = lineBytes(new Uint8Array(MOST_LINE_BYTES));
  readonly #clean = lineBytes(new Uint8Array(MOST_LINE_BYTES));

  /** A text of its own, that keeps no other in memory. Of a long one the front counts. */
  templateOf(text: string): string {
    const { written } = encoder.encodeInto(text, this.#source.bytes);
    if (!this.#line.read(this.#source, 0, written)) {
      const length = cleanLine(this.#source.bytes, 0, written, this.#clean.bytes);
      assert(this.#line.read(this.#clean, 0, length), "a clean line holds no control characters");
    }
    const { bytes, length } = this.#line.template;
    return decoder.decode(bytes.subarray(0, length));
  }
}
