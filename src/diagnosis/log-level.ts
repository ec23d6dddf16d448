/** How loud a log line is, by what its logger calls that: words, letters and numbers of the usual loggers. */

export type Loudness = "error" | "warning" | "quiet";

const BY_WORD: Readonly<Record<string, Loudness>> = {
  error: "error",
  err: "error",
  eror: "error",
  fatal: "error",
  critical: "error",
  crit: "error",
  severe: "error",
  panic: "error",
  dpanic: "error",
  alert: "error",
  emerg: "error",
  emergency: "error",
  fail: "error",
  warn: "warning",
  warning: "warning",
  info: "quiet",
  information: "quiet",
  informational: "quiet",
  notice: "quiet",
  debug: "quiet",
  dbug: "quiet",
  verbose: "quiet",
  trace: "quiet",
  trce: "quiet",
  fine: "quiet",
  finer: "quiet",
  finest: "quiet",
  config: "quiet",
  log: "quiet",
  statement: "quiet",
  detail: "quiet",
  hint: "quiet",
  context: "quiet",
  query: "quiet",
  silly: "quiet",
  http: "quiet",
  success: "quiet",
};

export const loudnessOfWord = (word: string): Loudness | null =>
  Object.hasOwn(BY_WORD, word.toLowerCase()) ? (BY_WORD[word.toLowerCase()] as Loudness) : null;

/** pino's and bunyan's numbers (50 is an error, 40 a warning), or syslog's (3 is an error, 4 a warning). */
export function loudnessOfNumber(level: number): Loudness {
  if (level >= 10) return level >= 50 ? "error" : level >= 40 ? "warning" : "quiet";
  return level <= 3 ? "error" : level === 4 ? "warning" : "quiet";
}

export const loudnessOfField = (value: unknown): Loudness | null => {
  if (typeof value === "number") return loudnessOfNumber(value);
  if (typeof value !== "string") return null;
  return /^\d+$/.test(value) ? loudnessOfNumber(Number(value)) : loudnessOfWord(value.trim());
};

/** So far into a line its level stands. */
const LEVEL_WITHIN = 110;
/** In capitals anywhere among the first fields; in small letters only where brackets, a colon or tabs set it apart. */
const IN_CAPITALS =
  /(?:^|[\s[\](){}<>|:,"'*/-])(TRACE|DEBUG|VERBOSE|INFO|NOTICE|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|CRIT|SEVERE|PANIC|ALERT|EMERG|LOG|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|CONFIG)(?=$|[\s[\](){}<>|:,"'*/-])/;
const IN_BRACKETS =
  /[[(<](trace|debug|verbose|info|notice|warn|warning|error|err|fatal|critical|crit|alert|emerg|Trace|Debug|Info|Warn|Warning|Error|Fatal|Critical)[\])>]/;
const IN_FRONT =
  /^(?:\S+ )?(trace|trce|debug|dbug|verbose|info|notice|warn|warning|error|eror|fail|fatal|critical|crit): /;
const BETWEEN_TABS = /\t(debug|info|warn|error|dpanic|panic|fatal)\t/;
const AFTER_TIME = /^\s*(debug|info|notice|warn|warning|error|fatal|critical)\s+(?=\S)/;

export interface FoundLevel {
  readonly loudness: Loudness;
  /** Where the message goes on behind it. */
  readonly end: number;
  /** It says more of the line before. */
  readonly isAside: boolean;
}

const ASIDE = /^(?:STATEMENT|DETAIL|HINT|CONTEXT|QUERY)$/;

/** @param hasTime a timestamp was taken off the front */
export function findLevel(text: string, hasTime: boolean): FoundLevel | null {
  const head = text.length > LEVEL_WITHIN ? text.slice(0, LEVEL_WITHIN) : text;
  let first: RegExpExecArray | null = null;
  for (const form of hasTime
    ? [AFTER_TIME, IN_CAPITALS, IN_BRACKETS, IN_FRONT, BETWEEN_TABS]
    : [IN_CAPITALS, IN_BRACKETS, IN_FRONT, BETWEEN_TABS]) {
    const match = form.exec(head);
    if (match !== null && (first === null || match.index < first.index)) first = match;
  }
  if (first === null) return null;
  const word = first[1] as string;
  const loudness = loudnessOfWord(word);
  if (loudness === null) return null;
  const end = first.index + first[0].indexOf(word) + word.length;
  // Behind a colon and two spaces, as the server prints it; in other places these are words.
  return { loudness, end, isAside: ASIDE.test(word) && text.startsWith(":  ", end) };
}
