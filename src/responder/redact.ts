/** Takes secrets out of texts where they enter, before the core, the journal or a screen sees them, so that replay sees
 *  the same. Known shapes of credentials and whatever follows a telling name; ids and hashes stay.
 *  Law: redacting twice changes nothing more. */

export const REDACTED = "[redacted]";

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{12,}/g, REDACTED],
  [/\bAIza[A-Za-z0-9_-]{20,}/g, REDACTED],
  [/\bgh[oprsu]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}/g, REDACTED],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/g, REDACTED],
  [/\bA[KS]IA[A-Z0-9]{12,}/g, REDACTED],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, REDACTED],
  [/\b(Bearer|Basic) [A-Za-z0-9._~+/=-]{8,}/g, `$1 ${REDACTED}`],
  [/(:\/\/[^:/?#\s@]*):(?!\[redacted\])[^@/\s]+@/g, `$1:${REDACTED}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [
    /((?:api[-_]?key|access[-_]?token|auth[-_]?token|client[-_]?secret|password|passwd|secret[-_]?(?:access[-_]?)?key)["']?\s?[:=]\s*["']?)(?!\[redacted\])[^\s"',;&}]{6,}/gi,
    `$1${REDACTED}`,
  ],
];

export const redact = (text: string): string => (mayHoldSecret(text) ? takeOut(text) : text);

/** Every shape, whatever the text looks like. */
export function takeOut(text: string): string {
  let clean = text;
  for (const [shape, replacement] of SHAPES) clean = clean.replace(shape, replacement);
  return clean;
}

const code = (character: string): number => character.charCodeAt(0);
const [A, B, E, H, I, J, K, S, V] = [..."ABEHIJKSV"].map(code) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const LOWER = 32;
const [DASH, UNDERSCORE, AT] = [..."-_@"].map(code) as [number, number, number];
  number,
  number,
  number,
  number,
  number,
];

/** Characters that each shape has one of, and texts without secrets seldom: at these a text is looked at closer. */
const TELLING = new Uint8Array(128);
for (const character of "-_@:=IJBV") TELLING[code(character)] = 1;

/** One pass over the characters, since nearly every line holds nothing and there are thousands. Law: false only where
 *  `takeOut` would change nothing. */
function mayHoldSecret(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character < 128 && TELLING[character] === 1 && tells(text, at, character)) return true;
  }
  return false;
}

function tells(text: string, at: number, character: number): boolean {
  const before = text.charCodeAt(at - 1);
  const twoBefore = text.charCodeAt(at - 2);
  switch (character) {
    case DASH: // sk-, xoxb-; `risk-` is a word
      return (
        (before === K + LOWER && twoBefore === S + LOWER && !isWord(text.charCodeAt(at - 3))) ||
        twoBefore === code("x")
      );
    case UNDERSCORE: // ghp_, github_pat_
      return twoBefore === H + LOWER || before === B + LOWER;
    case I: // AIza, AKIA, ASIA
      return before === A || ((before === K || before === S) && twoBefore === A);
    case J: // eyJ
      return before === code("y");
    case B: {
      // Bearer, Basic, BEGIN
      const next = text.charCodeAt(at + 1);
      return next === E + LOWER || next === A + LOWER || next === E;
    }
    case V: // PRIVATE
      return before === I;
    case AT: // scheme://user:password@host
      return true;
    default: // password=, "api_key":
      return endsLikeName(text, at);
  }
}

const isWord = (character: number): boolean =>
  (character >= 48 && character <= 57) ||
  (character >= 65 && character <= 90) ||
  (character >= 97 && character <= 122) ||
  character === UNDERSCORE;

/** What stands before a colon or an equals sign, but for a blank and a quote: …key, …token, …secret, …rd or …wd. */
function endsLikeName(text: string, at: number): boolean {
  let last = at - 1;
  if (isBlank(text.charCodeAt(last))) last -= 1;
  if (isQuote(text.charCodeAt(last))) last -= 1;
  const first = text.charCodeAt(last - 1) | LOWER;
  switch (text.charCodeAt(last) | LOWER) {
    case code("y"):
    case code("n"):
    case code("t"):
      return first === E + LOWER;
    case code("d"):
      return first === code("r") || first === code("w");
    default:
      return false;
  }
}

/** Whatever is beyond ASCII may be a blank too. */
const isBlank = (character: number): boolean => character <= 32 || character >= 128;
const isQuote = (character: number): boolean => character === code('"') || character === code("'");
