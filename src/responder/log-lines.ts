/** Reads error lines: which repository, and the line's template with the variable parts masked.
 *  Statuses, ports and short codes stay, since they tell causes apart; ids, times and long numbers go.
 *  Not here: what a template means (`signatures.ts`), how often it came (`patterns.ts`). */

const SPACE = 32;
/** The level stands in the first few fields; the first word that is one decides. */
const LEVEL_WITHIN = 72;
const ERROR_LEVELS = ["ERROR ", "FATAL ", "CRITICAL "] as const;
const OTHER_LEVELS = ["INFO ", "WARN ", "WARNING ", "DEBUG ", "NOTICE ", "TRACE "] as const;

interface Level {
  readonly word: string;
  readonly isError: boolean;
}

const NONE: readonly Level[] = [];

/** By the code of the first letter. */
const LEVELS: readonly (readonly Level[] | undefined)[] = levelsByLetter();

function levelsByLetter(): readonly (readonly Level[] | undefined)[] {
  const levels: Level[] = [
    ...ERROR_LEVELS.map((word) => ({ word, isError: true })),
    ...OTHER_LEVELS.map((word) => ({ word, isError: false })),
  ];
  return Array.from({ length: 128 }, (_, letter) => {
    const found = levels.filter(({ word }) => word.charCodeAt(0) === letter);
    return found.length === 0 ? undefined : found;
  });
}

export interface ErrorLine {
  /** `-` when the line names none. */
  readonly repo: string;
  readonly message: string;
}

/** Where an error line's level ends; -1 for lines that are no errors. */
function endOfLevel(line: string): number {
  let at = 0;
  do {
    for (const { word, isError } of LEVELS[line.charCodeAt(at)] ?? NONE) {
      if (line.startsWith(word, at)) return isError ? at + word.length : -1;
    }
    at = line.indexOf(" ", at) + 1;
  } while (at > 0 && at < LEVEL_WITHIN);
  return -1;
}

/** Null for lines that are no errors. */
export function readErrorLine(line: string): ErrorLine | null {
  const end = endOfLevel(line);
  if (end < 0) return null;
  const repoAt = line.indexOf("repo=", end);
  if (repoAt < 0) return { repo: "-", message: line.slice(end) };
  const repoEnd = line.indexOf(" ", repoAt);
  if (repoEnd < 0) return { repo: line.slice(repoAt + 5), message: "" };
  return { repo: line.slice(repoAt + 5, repoEnd), message: line.slice(repoEnd + 1) };
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isHexLetter = (code: number): boolean => (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
/** Within these a word's masking starts anew: `flow=8f3a…`, `"id":"req_…"`, `10.2.0.7:5432`. */
const isBreak = (code: number): boolean => !isDigit(code) && !isLetter(code) && code !== 95 && code !== 45;

const KEPT_DIGITS = 5;

/** A word keeps its text unless it looks like an id: mixed letters and digits of some length, or a long number. */
function isVariable(digits: number, hexLetters: number, letters: number, length: number): boolean {
  if (digits === 0) return false;
  if (letters === 0) return digits > KEPT_DIGITS;
  if (letters === hexLetters && length >= 6) return true;
  return length >= 12 && digits >= 3;
}

/** The line's template: `*` for each variable part. */
export function maskVariables(message: string): string {
  let masked = "";
  let copied = 0;
  const { length } = message;
  let at = 0;
  while (at < length) {
    if (isBreak(message.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    let digits = 0;
    let letters = 0;
    let hexLetters = 0;
    for (; at < length; at += 1) {
      const code = message.charCodeAt(at);
      if (isDigit(code)) digits += 1;
      else if (isLetter(code)) {
        letters += 1;
        if (isHexLetter(code)) hexLetters += 1;
      } else if (isBreak(code) || code === SPACE) break;
    }
    if (
      digits > 0 &&
      (isVariable(digits, hexLetters, letters, at - start) || isFraction(message, start, at))
    ) {
      masked += `${message.slice(copied, start)}*`;
      copied = at;
    }
  }
  return copied === 0 ? message : masked + message.slice(copied);
}

/** Digits beside a decimal point are a measurement, never a code: `30.002`. Addresses are masked the same way. */
function isFraction(message: string, start: number, end: number): boolean {
  const DOT = 46;
  const before = start > 1 && message.charCodeAt(start - 1) === DOT && isDigit(message.charCodeAt(start - 2));
  const after = message.charCodeAt(end) === DOT && isDigit(message.charCodeAt(end + 1));
  return before || after;
}
