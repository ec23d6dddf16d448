/** Label regular expressions: RE2 syntax, matched against the whole value.
 *  Alternations of literals, `.*` and `.+` (nearly all that rules use) are matched here; the rest needs re2js, whose
 *  import costs a cold start several milliseconds. A dynamic import is asynchronous and evaluation is not, so whoever
 *  starts a process awaits `loadRegexEngineFor` the texts it is going to use. */

import type { RE2JS } from "re2js";
import { DefectError } from "../assert.ts";

export type TextPredicate = (text: string) => boolean;

let engine: typeof RE2JS | null = null;

/** @throws DefectError when nobody loaded it */
export function loadedRegexEngine(purpose: string): typeof RE2JS {
  if (engine !== null) return engine;
  throw new DefectError(`${purpose} needs loadRegexEngineFor() at the start of the process`);
}

export async function loadRegexEngine(): Promise<void> {
  engine ??= (await import("re2js")).RE2JS;
}

/** Makes sure that every pattern in these texts (queries, whole rule files) can be matched, as cheaply as may be. */
export async function loadRegexEngineFor(texts: readonly string[]): Promise<void> {
  if (texts.some(needsRegexEngine)) await loadRegexEngine();
}

/** Whether a text that holds PromQL or templates of alerts may hold a pattern that only re2js can match. */
export function needsRegexEngine(text: string): boolean {
  if (text.includes("label_replace")) return true;
  // A template makes its patterns and its queries as it goes.
  if (text.includes("{{") && /\b(?:match|query|reReplaceAll)\b/.test(text)) return true;
  for (const [, quoted] of text.matchAll(/[=!]~\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|)/g)) {
    if (quoted === undefined || quoted === "" || readPattern(quoted.slice(1, -1)) === null) return true;
  }
  return false;
}

/** A predicate for the whole value, or what is wrong with the pattern.
 *  @throws DefectError when the pattern needs re2js and nobody loaded it. */
export function compileRegex(
  pattern: string,
  dotMatchesNewline: boolean,
): { matches: TextPredicate } | { problem: string } {
  const alternatives = readPattern(pattern);
  if (alternatives !== null) return { matches: matchAlternatives(alternatives, dotMatchesNewline) };
  const re2 = loadedRegexEngine(`the regular expression "${pattern}"`);
  try {
    const compiled = re2.compile(pattern, dotMatchesNewline ? re2.DOTALL : 0);
    return { matches: (text) => compiled.matches(text) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What `label_replace` does to a value: the replacement with its `$1` and `${name}` filled in, or null where the pattern
 *  does not match the whole value. */
export function compileReplacement(
  pattern: string,
  replacement: string,
  dotMatchesNewline: boolean,
): { replace: (text: string) => string | null } | { problem: string } {
  const re2 = loadedRegexEngine("label_replace");
  try {
    const compiled = re2.compile(pattern, dotMatchesNewline ? re2.DOTALL : 0);
    const parts = readReplacement(replacement);
    const names = compiled.namedGroups();
    const count = compiled.groupCount();
    return {
      replace(text) {
        const matcher = compiled.matcher(text);
        if (!matcher.matches()) return null;
        const groupOf = (reference: string): string => {
          const number = /^\d+$/.test(reference) ? Number(reference) : names[reference];
          return number === undefined || number > count ? "" : (matcher.group(number) ?? "");
        };
        return parts.map((part) => ("text" in part ? part.text : groupOf(part.group))).join("");
      },
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

export type ReplacementPart = { readonly text: string } | { readonly group: string };

/** `$1`, `$name`, `${1}`, `${name}` and `$$`, by Go's rules: a name is as long as it can be, and a `$` that begins none of
 *  these stands for itself. */
export function readReplacement(replacement: string): readonly ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let from = 0;
  for (const match of replacement.matchAll(/\$(?:(\$)|(\w+)|\{(\w+)\})/g)) {
    const [whole, dollar, name, braced] = match;
    parts.push({ text: replacement.slice(from, match.index) });
    parts.push(dollar === undefined ? { group: (name ?? braced) as string } : { text: "$" });
    from = match.index + whole.length;
  }
  parts.push({ text: replacement.slice(from) });
  return parts;
}

/** Literals with a gap between each and the next: `.*` asks for no character there, `.+` for one. */
interface Alternative {
  readonly literals: readonly string[];
  readonly gaps: readonly (0 | 1)[];
}

const EMPTY: Alternative = { literals: [""], gaps: [] };
const MAX_ALTERNATIVES = 256;

function matchAlternatives(alternatives: readonly Alternative[], dotMatchesNewline: boolean): TextPredicate {
  const plain = new Set(
    alternatives.filter(({ gaps }) => gaps.length === 0).map(({ literals }) => literals[0]),
  );
  const gapped = alternatives.filter(({ gaps }) => gaps.length > 0);
  return (text) => {
    if (plain.has(text)) return true;
    // A literal here never holds a newline, so that one could only stand in a gap.
    if (!dotMatchesNewline && text.includes("\n")) return false;
    return gapped.some((alternative) => matchesGapped(alternative, text));
  };
}

/** Each literal at its earliest place behind the one before: with unlimited gaps that finds a match if there is one. */
function matchesGapped({ literals, gaps }: Alternative, text: string): boolean {
  const first = literals[0] as string;
  if (!text.startsWith(first)) return false;
  let position = first.length;
  for (let index = 0; index < gaps.length; index += 1) {
    const literal = literals[index + 1] as string;
    const from = position + (gaps[index] as number);
    if (index === gaps.length - 1) return text.length - literal.length >= from && text.endsWith(literal);
    const found = text.indexOf(literal, from);
    if (found === -1) return false;
    position = found + literal.length;
  }
  return true;
}

/** The alternatives of a pattern of the plain kind; null for any other. */
function readPattern(pattern: string): readonly Alternative[] | null {
  const reader = { pattern, position: 0 };
  const alternatives = readAlternation(reader);
  return reader.position === pattern.length ? alternatives : null;
}

interface PatternReader {
  readonly pattern: string;
  position: number;
}

function readAlternation(reader: PatternReader): readonly Alternative[] | null {
  const all: Alternative[] = [];
  for (;;) {
    const sequence = readSequence(reader);
    if (sequence === null || all.length + sequence.length > MAX_ALTERNATIVES) return null;
    all.push(...sequence);
    if (reader.pattern[reader.position] !== "|") return all;
    reader.position += 1;
  }
}

function readSequence(reader: PatternReader): readonly Alternative[] | null {
  let sequences: readonly Alternative[] = [EMPTY];
  while (reader.position < reader.pattern.length) {
    const character = reader.pattern[reader.position] as string;
    if (character === "|" || character === ")") return sequences;
    const piece = readPiece(reader, character);
    if (piece === null || sequences.length * piece.length > MAX_ALTERNATIVES) return null;
    const joined: Alternative[] = [];
    for (const before of sequences) {
      for (const after of piece) {
        const sequence = join(before, after);
        if (sequence === null) return null;
        joined.push(sequence);
      }
    }
    sequences = joined;
  }
  return sequences;
}

function readPiece(reader: PatternReader, character: string): readonly Alternative[] | null {
  const { pattern } = reader;
  let piece: readonly Alternative[] | null;
  if (character === ".") {
    const quantifier = pattern[reader.position + 1];
    if (quantifier !== "*" && quantifier !== "+") return null;
    reader.position += 2;
    piece = [{ literals: ["", ""], gaps: [quantifier === "*" ? 0 : 1] }];
  } else if (character === "(") {
    reader.position += pattern.startsWith("(?:", reader.position) ? 3 : 1;
    piece = readAlternation(reader);
    if (piece === null || pattern[reader.position] !== ")") return null;
    reader.position += 1;
  } else {
    const escaped = character === "\\";
    const literal = escaped ? (pattern[reader.position + 1] ?? "") : character;
    // Escaped letters and digits are classes and the like; a newline may not stand in a gapped literal.
    if (escaped ? !/^[!-/:-@[-`{-~]$/.test(literal) : /[\^$*+?[{\n]/.test(literal)) return null;
    reader.position += escaped ? 2 : 1;
    piece = [{ literals: [literal], gaps: [] }];
  }
  return /[*+?{]/.test(pattern[reader.position] ?? "") ? null : piece;
}

/** One sequence after another; null where two gaps that ask for a character meet. */
function join(before: Alternative, after: Alternative): Alternative | null {
  const seam = (before.literals.at(-1) as string) + (after.literals[0] as string);
  if (seam === "" && before.gaps.length > 0 && after.gaps.length > 0) {
    const last = before.gaps.at(-1) as 0 | 1;
    const next = after.gaps[0] as 0 | 1;
    if (last + next === 2) return null;
    return {
      literals: [...before.literals.slice(0, -1), ...after.literals.slice(1)],
      gaps: [...before.gaps.slice(0, -1), last === 1 ? 1 : next, ...after.gaps.slice(1)],
    };
  }
  return {
    literals: [...before.literals.slice(0, -1), seam, ...after.literals.slice(1)],
    gaps: [...before.gaps, ...after.gaps],
  };
}
