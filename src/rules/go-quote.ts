/** Texts in quotes as Go writes them (`strconv.Quote`, `%q`): what cannot be printed is escaped. */

const ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

export interface QuoteStyle {
  readonly quote: '"' | "'";
  /** Escapes everything beyond ASCII. */
  readonly ascii: boolean;
}

export function quoteAsGo(text: string, { quote, ascii }: QuoteStyle = { quote: '"', ascii: false }): string {
  if (/^[ !#-&(-[\]-~]*$/.test(text)) return quote + text + quote;
  let body = "";
  for (const character of text) body += character === quote ? `\\${quote}` : escaped(character, ascii);
  return quote + body + quote;
}

/** Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols, and of the spaces only ASCII's. */
export const isPrintable = (character: string): boolean => /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character);

function escaped(character: string, ascii: boolean): string {
  const simple = ESCAPES[character];
  if (simple !== undefined) return simple;
  const code = character.codePointAt(0) as number;
  if (isPrintable(character) && (!ascii || code < 0x80)) return character;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x1_0000
    ? `\\u${code.toString(16).padStart(4, "0")}`
    : `\\U${code.toString(16).padStart(8, "0")}`;
}
