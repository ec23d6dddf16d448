/** Takes secrets out of texts where they enter, before the core, the journal or a screen sees them, so that replay sees
 *  the same. Known shapes of credentials and whatever follows a telling name; ids and hashes stay.
 *  Law: redacting twice changes nothing more. */

export const REDACTED = "[redacted]";

/** One quick look that misses none of the shapes below: most lines hold nothing that resembles a secret. */
const TELLING =
  /(?<![A-Za-z])sk-[A-Za-z0-9]|AIza|A[KS]IA|eyJ[A-Za-z0-9]|xox[abprs]-|gh[oprsu]_|github_pat_|Bearer |Basic |:\/\/[^/\s]*@|PRIVATE KEY|(?:[kK][eE][yY]|[tT][oO][kK][eE][nN]|[sS][eE][cC][rR][eE][tT]|[pP][aA][sS][sS][wW][a-zA-Z]*)["']?\s?[:=]/;

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

export function redact(text: string): string {
  if (!TELLING.test(text)) return text;
  let clean = text;
  for (const [shape, replacement] of SHAPES) clean = clean.replace(shape, replacement);
  return clean;
}
