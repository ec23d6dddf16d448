/** Takes secrets out of texts where they enter, before the core, the journal or a screen sees them, so that replay sees
 *  the same. Known shapes of credentials and whatever follows a telling name; ids and hashes stay.
 *  Law: redacting twice changes nothing more. */

export const REDACTED = "[redacted]";

/** A name, its quote (in JSON that is itself quoted: escaped), and what is set apart from it by a colon or equals sign. */
const NAMED =
  /((?:api[-_]?key|access[-_]?token|auth[-_]?token|client[-_]?secret|password|passwd|secret[-_]?(?:access[-_]?)?key)(?:\\?["'])?\s?[:=]\s*(?:\\?["'])?)(?!\[redacted\])[^\s"'\\,;&}]{6,}/gi;

type Shape = readonly [RegExp, string];

/** Shapes, and what tells of them: no match of theirs is without it. Nearly every line holds nothing that resembles a
 *  secret, so that only the tells are looked for in it. (All tells as one expression take half as long again, and a loop
 *  over the characters twice as long: these groups are what the engine finds quickest.) */
interface Family {
  readonly tell: RegExp;
  readonly shapes: readonly Shape[];
}

const FAMILIES: readonly Family[] = [
  {
    tell: /(?<![A-Za-z])sk[-_]|rk_|eyJ|gh[oprsu]_|github_pat_|glpat-|:\/\/[^/\s]*@/,
    shapes: [
      [/\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{12,}/g, REDACTED],
      [/\b[rs]k_(?:live|test)_[A-Za-z0-9]{12,}/g, REDACTED],
      [/\bgh[oprsu]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}/g, REDACTED],
      [/\bglpat-[A-Za-z0-9_-]{12,}/g, REDACTED],
      [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, REDACTED],
      [/(:\/\/[^:/?#\s@]*):(?!\[redacted\])[^@/\s]+@/g, `$1:${REDACTED}@`],
    ],
  },
  {
    tell: /A(?:Iza|[KS]IA)|ya29\.|xox[abprs]-|[bB](?:earer|asic|EARER|ASIC) |PRIVATE KEY/,
    shapes: [
      [/\bAIza[A-Za-z0-9_-]{20,}/g, REDACTED],
      [/\bya29\.[A-Za-z0-9_-]{12,}/g, REDACTED],
      [/\bxox[abprs]-[A-Za-z0-9-]{10,}/g, REDACTED],
      [/\bA[KS]IA[A-Z0-9]{12,}/g, REDACTED],
      // "Bearer authentication failed" names no secret: one has a digit somewhere, or is longer than words are.
      [
        /\b(Bearer|bearer|BEARER|Basic|basic|BASIC) (?:(?=[A-Za-z._~+/=-]*\d)[A-Za-z0-9._~+/=-]{8,}|[A-Za-z._~+/=-]{20,})/g,
        `$1 ${REDACTED}`,
      ],
      [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
    ],
  },
  {
    tell: /(?:[kK][eE][yY]|[tT][oO][kK][eE][nN]|[sS][eE][cC][rR][eE][tT]|[pP][aA][sS][sS][wW][a-zA-Z]*)(?:\\?["'])?\s?[:=]/,
    shapes: [[NAMED, `$1${REDACTED}`]],
  },
];

export function redact(text: string): string {
  let clean = text;
  for (const { tell, shapes } of FAMILIES) if (tell.test(clean)) clean = without(shapes, clean);
  return clean;
}

/** Every shape, whatever the text looks like. Law: `redact` gives the same, sooner. */
export function takeOut(text: string): string {
  let clean = text;
  for (const { shapes } of FAMILIES) clean = without(shapes, clean);
  return clean;
}

function without(shapes: readonly Shape[], text: string): string {
  let clean = text;
  for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement);
  return clean;
}
