/** The tokens of a template, as Go's text/template splits it: text, and within `{{ }}` words, literals and signs.
 *  Spaces are tokens, because `$x .y` and `$x.y` differ. What cannot be read is the last token, with the complaint, so
 *  that the parser may find a fault before it. Every step is linear in the text. */

import { isPrintable, quoteAsGo } from "../go-quote.ts";

export type TokenKind =
  | "text"
  | "open"
  | "close"
  | "space"
  | "word"
  | "field"
  | "variable"
  | "number"
  | "character"
  | "string"
  | "declare"
  | "assign"
  | "pipe"
  | "left bracket"
  | "right bracket"
  | "sign"
  | "fault"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /** Of a fault the complaint. */
  readonly text: string;
  readonly position: number;
}

const SIGNS: Readonly<Record<string, TokenKind>> = { "=": "assign", "|": "pipe" };
const LEFT_TRIM = /-[ \t\r\n]/y;
const RIGHT_DELIMITER = /(?:[ \t\r\n]-)?\}\}/y;
const SPACES = /[ \t\r\n]+/y;
const NAME = /[_\p{L}\p{Nd}]+/uy;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"/y;
const CHARACTER = /'(?:[^'\\\n]|\\[^\n])*'/y;
const RAW_STRING = /`[^`]*`/y;
const NUMBER =
  /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*|0[bB][01_]*|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y;
/** What may follow a name. */
const TERMINATOR = /[ \t\r\n.,|:)(]|\}\}|$/y;

export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const open = text.indexOf("{{", position);
    const end = open === -1 ? text.length : open;
    const trimmed = open !== -1 && matchAt(LEFT_TRIM, text, open + 2) !== null;
    const shown = trimmed ? trimmedEnd(text, position, end) : end;
    if (shown > position) tokens.push({ kind: "text", text: text.slice(position, shown), position });
    if (open === -1) break;
    const closed = readAction(text, open, open + (trimmed ? 4 : 2), tokens);
    if (closed === null) return tokens;
    position = closed;
  }
  tokens.push({ kind: "end", text: "", position: text.length });
  return tokens;
}

function matchAt(pattern: RegExp, text: string, position: number): string | null {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0] ?? null;
}

const isSpace = (character: string | undefined): boolean =>
  character === " " || character === "\t" || character === "\r" || character === "\n";

function trimmedEnd(text: string, from: number, end: number): number {
  let position = end;
  while (position > from && isSpace(text[position - 1])) position -= 1;
  return position;
}

/** The place behind a closing delimiter, and behind the space that it trims. */
function afterDelimiter(text: string, position: number, delimiter: string): number {
  const end = position + delimiter.length;
  return delimiter.length === 2 ? end : end + (matchAt(SPACES, text, end)?.length ?? 0);
}

/** @returns where the text goes on, or null after a fault */
function readAction(text: string, open: number, start: number, tokens: Token[]): number | null {
  const fault = (complaint: string, position: number): null => {
    tokens.push({ kind: "fault", text: complaint, position });
    return null;
  };
  let position = start;
  if (text.startsWith("/*", position)) {
    const close = text.indexOf("*/", position + 2);
    if (close === -1) return fault("unclosed comment", position);
    const delimiter = matchAt(RIGHT_DELIMITER, text, close + 2);
    if (delimiter === null) return fault("comment ends before closing delimiter", position);
    return afterDelimiter(text, close + 2, delimiter);
  }
  tokens.push({ kind: "open", text: "{{", position: open });
  let brackets = 0;
  for (;;) {
    const delimiter = matchAt(RIGHT_DELIMITER, text, position);
    if (delimiter !== null) {
      if (brackets > 0) return fault("unclosed left paren", position);
      tokens.push({ kind: "close", text: "}}", position: position + delimiter.length - 2 });
      return afterDelimiter(text, position, delimiter);
    }
    if (position === text.length) return fault("unclosed action", position);
    const token = readToken(text, position);
    if (token.kind === "left bracket") brackets += 1;
    tokens.push(token);
    if (token.kind === "fault") return null;
    if (token.kind === "right bracket") {
      brackets -= 1;
      if (brackets < 0) return fault("unexpected right paren U+0029 ')'", position);
    }
    position += token.text.length;
  }
}

function readToken(text: string, position: number): Token {
  const character = text[position] as string;
  const token = (kind: TokenKind, found: string): Token => ({ kind, text: found, position });
  const quoted = (kind: TokenKind, pattern: RegExp, name: string): Token => {
    const found = matchAt(pattern, text, position);
    return found === null ? token("fault", `unterminated ${name}`) : token(kind, found);
  };
  if (isSpace(character)) return readSpaces(text, position);
  const sign = SIGNS[character];
  if (sign !== undefined) return token(sign, character);
  switch (character) {
    case ":":
      return text[position + 1] === "=" ? token("declare", ":=") : token("fault", "expected :=");
    case '"':
      return quoted("string", STRING, "quoted string");
    case "`":
      return quoted("string", RAW_STRING, "raw quoted string");
    case "'":
      return quoted("character", CHARACTER, "character constant");
    case "(":
      return token("left bracket", character);
    case ")":
      return token("right bracket", character);
    case "$":
      return readName("variable", text, position, 1);
    default:
  }
  if (character === "." && !/\d/.test(text[position + 1] ?? "0")) return readName("field", text, position, 1);
  if (/[+\-.\d]/.test(character)) return readNumber(text, position);
  if (matchAt(NAME, text, position) !== null) return readName("word", text, position, 0);
  if (/[!-~]/.test(character)) return token("sign", character);
  return token("fault", `unrecognized character in action: ${describedCharacter(text, position)}`);
}

/** Not the space before `-}}`, which belongs to the delimiter. */
function readSpaces(text: string, position: number): Token {
  const found = matchAt(SPACES, text, position) as string;
  const last = position + found.length - 1;
  const trims = found.length > 1 && text.startsWith("-}}", last + 1);
  return { kind: "space", text: trims ? found.slice(0, -1) : found, position };
}

function readName(kind: TokenKind, text: string, position: number, prefix: number): Token {
  const end = position + prefix + (matchAt(NAME, text, position + prefix)?.length ?? 0);
  if (matchAt(TERMINATOR, text, end) !== null) return { kind, text: text.slice(position, end), position };
  return { kind: "fault", text: `bad character ${describedCharacter(text, end)}`, position };
}

function readNumber(text: string, position: number): Token {
  const found = matchAt(NUMBER, text, position) as string;
  const next = matchAt(NAME, text, position + found.length);
  if (next === null) return { kind: "number", text: found, position };
  const bad = found + String.fromCodePoint(next.codePointAt(0) as number);
  return { kind: "fault", text: `bad number syntax: ${quoteAsGo(bad)}`, position };
}

/** Go's `%#U`. */
function describedCharacter(text: string, position: number): string {
  const code = text.codePointAt(position) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const character = String.fromCodePoint(code);
  return isPrintable(character) ? `${name} '${character}'` : name;
}
