/** Templates without the numbers that only count or name something: `waiting=37` and `waiting=112` are one pattern, `status=503`
 *  and `status=429` two. Works on texts, of which there are few: `variable-parts.ts` masks the bytes of every line, and
 *  keeps all numbers of up to five digits, since what a line says may hang on them. Kept are statuses, ports of services, SQLSTATEs
 *  and codes, told by what stands beside them. */

const COUNTED_THREADS =
  /(?<=\b(?:exec|thread|worker|pool|user|node|shard|partition|replica|consumer|task|broker|kafka|instance|client|conn)[-_])\d{1,5}(?![\w-])/gi;
const LONG_PART = /(?<=[A-Za-z][-_])\d{6,}(?!\w)/g;
/** What a request asks for stands behind its path. */
const ASKED = /(\/[\w.*~-]*)\?[\w%&=*.,:+~-]+/g;
const NUMBERED_FILE = /(?<=[A-Za-z]\.)\d{2,}(?![\w.])/g;
const NUMBER = /(?<![\w.-])\d{1,5}(?![\w%]|-\w|\.\d)/g;

export const withoutCounts = (template: string): string =>
  template
    .replace(COUNTED_THREADS, "*")
    .replace(LONG_PART, "*")
    .replace(ASKED, "$1?*")
    .replace(NUMBERED_FILE, "*")
    .replace(NUMBER, (digits, at: number, whole: string) =>
      meansSomething(whole, digits, at) ? digits : "*",
    )
    .replace(STARS, "*");

const STARS = /\*{2,}/g;

/** What introduces a code, whatever its length. */
const CODE_BEFORE =
  /(?:code|errno|error|err|status|status_?code|exit|signal|sql_?state|state|http|https|grpc|response|level|severity|priority|port|ora|winerror)\\?["']?\s{0,2}[:=#([]{0,2}\s?\\?["']?$/i;
/** Of HTTP's: between words they stay. */
const STATUSES = new Set(
  [
    ...[
      400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 415, 417, 418, 421, 422, 423, 424, 425,
    ],
    ...[
      426, 428, 429, 431, 451, 499, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 521, 522, 523, 524, 525,
    ],
    ...[526, 527, 529, 530, 598, 599],
  ].map(String),
);
const STANDS_APART = /(?:^|[\s"'([<{])$/;
const COUNTS_BEFORE =
  /(?:" \d{3}|\b(?:user|batch|order|offset|line|size|count|limit|used|requested|total|of|row|rows|item|page|id|processed|waited|took|block|step|epoch|chunk|record|job|task|ticket|pid|version))\s?[:#]?\s?$/i;
const COUNTS_BEHIND =
  /^ ?(?:rows?|ms|s|secs?|seconds?|min|minutes?|bytes|[KMG]i?B|times|items?|records?|lines?|users?|entries|requests?|tokens?|retries|attempts?|connections?|messages?|of|\/)\b/i;
/** Others of three digits only where an answer is told. */
const ANSWER_BEFORE = /" $/;

const HOST_BEFORE = /[\w\])*]:$/;
const LEAST_PORT = 22;
/** From here on the systems number the callers' ends of connections. */
const FIRST_PORT_OF_CALLERS = 32_768;
const LOOKED_AT = 24;

function meansSomething(template: string, digits: string, at: number): boolean {
  const before = template.slice(Math.max(0, at - LOOKED_AT), at);
  const behind = template.slice(at + digits.length, at + digits.length + LOOKED_AT);
  if (CODE_BEFORE.test(before)) return true;
  const value = Number(digits);
  if (HOST_BEFORE.test(before)) return value >= LEAST_PORT && value < FIRST_PORT_OF_CALLERS;
  // A state by itself, and the number that drivers put before their words.
  if (digits.length === 5 && behind.startsWith(":")) return true;
  if (before.endsWith("(") && /^(?:, ?[u"'b]|: )/.test(behind)) return true;
  if (ANSWER_BEFORE.test(before)) return digits.length === 3;
  return (
    STATUSES.has(digits) &&
    STANDS_APART.test(before) &&
    !COUNTS_BEFORE.test(before) &&
    !COUNTS_BEHIND.test(behind)
  );
}
