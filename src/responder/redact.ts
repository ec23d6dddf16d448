/** Takes secrets out of texts where they enter, before the core, the journal or a screen sees them, so that replay sees
 *  the same. Known shapes of credentials and whatever follows a telling name; ids and hashes stay.
 *  Law: redacting twice changes nothing more. */

export const REDACTED = "[redacted]";

/** A name, its quote (in JSON that is itself quoted: escaped), and what is set apart from it by a colon or equals sign. */
const NAMED =
  /((?:api[-_]?key|access[-_]?token|auth[-_]?token|client[-_]?secret|password|passwd|secret[-_]?(?:access[-_]?)?key)(?:\\?["'])?\s?[:=]\s*(?:\\?["'])?)(?!\[redacted\])[^\s"'\\,;&}]{6,}/gi;

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{12,}/g, REDACTED],
  [/\b[rs]k_(?:live|test)_[A-Za-z0-9]{12,}/g, REDACTED],
  [/\bAIza[A-Za-z0-9_-]{20,}/g, REDACTED],
  [/\bya29\.[A-Za-z0-9_-]{12,}/g, REDACTED],
  [/\bgh[oprsu]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}/g, REDACTED],
  [/\bglpat-[A-Za-z0-9_-]{12,}/g, REDACTED],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/g, REDACTED],
  [/\bA[KS]IA[A-Z0-9]{12,}/g, REDACTED],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, REDACTED],
  // "Bearer authentication failed" names no secret: one has a digit somewhere, or is longer than words are.
  [
    /\b(Bearer|Basic) (?:(?=[A-Za-z._~+/=-]*\d)[A-Za-z0-9._~+/=-]{8,}|[A-Za-z._~+/=-]{20,})/gi,
    `$1 ${REDACTED}`,
  ],
  [/(:\/\/[^:/?#\s@]*):(?!\[redacted\])[^@/\s]+@/g, `$1:${REDACTED}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [NAMED, `$1${REDACTED}`],
];

export const redact = (text: string): string => (mayHoldSecret(text) ? takeOut(text) : text);

/** Every shape, whatever the text looks like. */
export function takeOut(text: string): string {
  let clean = text;
  for (const [shape, replacement] of SHAPES) clean = clean.replace(shape, replacement);
  return clean;
}

/** Character codes by what they stand for. */
const IS = {
  a: 97,
  b: 98,
  c: 99,
  d: 100,
  e: 101,
  h: 104,
  i: 105,
  k: 107,
  n: 110,
  r: 114,
  s: 115,
  t: 116,
  w: 119,
  x: 120,
  y: 121,
  A: 65,
  I: 73,
  J: 74,
  K: 75,
  S: 83,
  V: 86,
  two: 50,
  nine: 57,
  blank: 32,
  dash: 45,
  underscore: 95,
  at: 64,
  colon: 58,
  equals: 61,
  quote: 34,
  apostrophe: 39,
  backslash: 92,
} as const;
const LOWER = 32;

/** Each shape has one of these somewhere, and texts without secrets have few: there a text is looked at closer. */
const TELLING = new Uint8Array(128);
for (const character of "-_@:= IJV9") TELLING[character.charCodeAt(0)] = 1;

/** One pass over the characters, since nearly every line holds nothing and there are thousands. Law: false only where
 *  `takeOut` would change nothing. */
function mayHoldSecret(text: string): boolean {
  for (let at = 1; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character < 128 && TELLING[character] === 1 && tells(text, at, character)) return true;
  }
  return false;
}

function tells(text: string, at: number, character: number): boolean {
  const before = text.charCodeAt(at - 1);
  const twoBefore = text.charCodeAt(at - 2);
  switch (character) {
    case IS.dash: // xoxb-, glpat-, sk-; but `risk-` is a word
      return (
        twoBefore === IS.x ||
        (before === IS.t && twoBefore === IS.a) ||
        (before === IS.k && twoBefore === IS.s && !isWord(text.charCodeAt(at - 3)))
      );
    case IS.underscore: // ghp_, github_pat_, sk_live_, rk_test_
      return (
        twoBefore === IS.h ||
        before === IS.b ||
        (before === IS.k && (twoBefore === IS.s || twoBefore === IS.r))
      );
    case IS.I: // AIza, AKIA, ASIA
      return before === IS.A || ((before === IS.K || before === IS.S) && twoBefore === IS.A);
    case IS.J: // eyJ
      return before === IS.y;
    case IS.V: // PRIVATE KEY
      return before === IS.I;
    case IS.nine: // ya29.
      return before === IS.two && twoBefore === IS.a;
    case IS.blank: // Bearer, Basic
      return (
        ((before | LOWER) === IS.r && (twoBefore | LOWER) === IS.e && isBearer(text, at)) ||
        ((before | LOWER) === IS.c && (twoBefore | LOWER) === IS.i)
      );
    case IS.at: // scheme://user:password@host
      return true;
    default: // password=, "api_key":
      return endsLikeName(text, at);
  }
}

const isBearer = (text: string, at: number): boolean => (text.charCodeAt(at - 6) | LOWER) === IS.b;

const isWord = (character: number): boolean =>
  (character >= 48 && character <= 57) ||
  (character >= 65 && character <= 90) ||
  (character >= 97 && character <= 122) ||
  character === IS.underscore;

/** What stands before a colon or an equals sign, but for a blank and a quote: …key, …token, …secret, …rd or …wd. */
function endsLikeName(text: string, at: number): boolean {
  let last = at - 1;
  const blank = text.charCodeAt(last);
  // Whatever is beyond ASCII may be a blank too.
  if (blank <= IS.blank || blank >= 128) last -= 1;
  const quote = text.charCodeAt(last);
  if (quote === IS.quote || quote === IS.apostrophe) last -= 1;
  if (text.charCodeAt(last) === IS.backslash) last -= 1;
  const first = text.charCodeAt(last - 1) | LOWER;
  switch (text.charCodeAt(last) | LOWER) {
    case IS.y:
    case IS.n:
    case IS.t:
      return first === IS.e;
    case IS.d:
      return first === IS.r || first === IS.w;
    default:
      return false;
  }
}
