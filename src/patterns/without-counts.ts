/** Templates without the numbers that only count or name something: `waiting=37` and `waiting=112` are one pattern, `status=503`
 *  and `status=429` two. Works on texts, of which there are few: `variable-parts.ts` masks the bytes of every line, and
 *  keeps all numbers of up to five digits, since what a line says may hang on them. Kept are statuses, ports of services, SQLSTATEs
 *  and codes, told by what stands beside them. */

const COUNTED_THREADS =
  /(?<=\b(?:exec|thread|worker|pool|user|node|shard|partition|replica|consumer|task|broker|kafka|instance|client|conn)[-_])\d{1,5}(?![\w-])/gi;
const LONG_PART = /(?<=[A-Za-z][-_])\d{6,}(?!\w)/g;
const NUMBER = /(?<![\w.-])\d{1,5}(?![\w%]|-\w|\.\d)/g;

export const withoutCounts = (template: string): string =>
  template
    .replace(COUNTED_THREADS, "*")
    .replace(LONG_PART, "*")
    .replace(NUMBER, (digits, at: number) => (meansSomething(template, digits, at) ? digits : "*"))
    .replace(STARS, "*");

const STARS = /\*{2,}/g;

/** What introduces a code, whatever its length. */
const CODE_BEFORE =
  /(?:code|errno|error|err|status|status_?code|exit|signal|sql_?state|state|http|https|grpc|response|level|severity|priority|port|ora|winerror)\\?["']?\s{0,2}[:=#([]{0,2}\s?\\?["']?$/i;
/** What often introduces a status. */
const STATUS_BEFORE =
  /(?:^|["'([<]|\b(?:returned|returns|got|received|with|an?|the|failed|upstream|server|was|is|->)|: )\s?$/i;
const STATUS_BEHIND =
  /^(?:["')\]>:]|$| [A-Z][a-z]|\s?[{(]| (?:status|error|response|too many|service|internal|bad|gateway|unauthorized|forbidden|not found)\b)/;
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
  if (before.endsWith("(") && /^, ?[u"'b]/.test(behind)) return true;
  if (digits.length !== 3 || value < 100 || value > 599) return false;
  if (/" $/.test(before)) return true;
  return STATUS_BEFORE.test(before)
    ? STATUS_BEHIND.test(behind)
    : /^ (?:[A-Z][a-z]+ [A-Z]|Too Many|Unauthorized|Forbidden|OK)/.test(behind);
}
