/** A line as words, whatever dressed them: `"statusCode":429`, `status_code=429` and `Status code: 429` are all
 *  `status code 429`; `RateLimitError` and `rate_limit_error` are `rate limit error`. What programs print differs in
 *  brackets, quotes and case far more than in words, above all where one program's message is wrapped in another's.
 *  Invariants: words are lower-case letters and digits (other letters than a to z as they are), set apart by one space,
 *  with a space at either end, so that ` whole words ` can be looked for. */

const SPACE = 32;
const BACKSLASH = 92;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isUpper = (code: number): boolean => code >= 65 && code <= 90;
const isLower = (code: number): boolean => code >= 97 && code <= 122;
/** Letters of other scripts belong to words; the punctuation among them does not, nor that of typesetters. */
const isForeign = (code: number): boolean =>
  code >= 192 && !(code >= 0x2000 && code <= 0x206f) && !(code >= 0x3000 && code <= 0x303f) && !isWide(code);
/** Full-width punctuation. */
const isWide = (code: number): boolean =>
  (code >= 0xff01 && code <= 0xff0f) ||
  (code >= 0xff1a && code <= 0xff20) ||
  (code >= 0xff3b && code <= 0xff40);
/** Scripts that are written without spaces: a word of Latin letters among them is a word by itself. */
const isUnspaced = (code: number): boolean => code >= 0x3040 && code <= 0xd7af;

/** What an escaped letter stands for in a quoted text: a break between words. */
const isEscapedBreak = (code: number): boolean => code === 110 || code === 116 || code === 114;

export function wordsOf(line: string): string {
  const { length } = line;
  const out: number[] = [SPACE];
  let before = SPACE;
  for (let at = 0; at < length; at += 1) {
    const code = line.charCodeAt(at);
    if (isUpper(code)) {
      // A capital begins a word after a small letter or a digit, and before a small letter: `statusCode`, `HTTPError`.
      const next = line.charCodeAt(at + 1);
      const previous = at === 0 ? SPACE : line.charCodeAt(at - 1);
      const begins = isLower(previous) || (isUpper(previous) && isLower(next) && !endsAbbreviation(line, at));
      if ((begins || isUnspaced(before)) && before !== SPACE) out.push(SPACE);
      before = code + 32;
      out.push(before);
    } else if (isLower(code) || isDigit(code) || isForeign(code)) {
      if (before !== SPACE && isUnspaced(code) !== isUnspaced(before)) out.push(SPACE);
      out.push(code);
      before = code;
    } else {
      if (code === BACKSLASH && isEscapedBreak(line.charCodeAt(at + 1))) at += 1;
      if (before !== SPACE) out.push(SPACE);
      before = SPACE;
    }
  }
  if (before !== SPACE) out.push(SPACE);
  return textOf(out);
}

/** The plural of an abbreviation is one word: `APIs`, `URLs`. */
function endsAbbreviation(line: string, at: number): boolean {
  return line.charCodeAt(at + 1) === 115 && !isLower(line.charCodeAt(at + 2));
}

/** In pieces, since an engine takes only so many arguments at once. */
function textOf(codes: readonly number[]): string {
  const PIECE = 4_096;
  if (codes.length <= PIECE) return String.fromCharCode(...codes);
  let text = "";
  for (let at = 0; at < codes.length; at += PIECE)
    text += String.fromCharCode(...codes.slice(at, at + PIECE));
  return text;
}
