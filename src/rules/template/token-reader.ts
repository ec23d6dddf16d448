/** The parser's place among a template's tokens, and its complaints, worded as Go words them. */

import { quoteAsGo } from "../go-quote.ts";
import { TemplateError } from "./failure.ts";
import { type Token, type TokenKind, tokenize } from "./lexer.ts";

export const KEYWORDS: ReadonlySet<string> = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "nil",
  "range",
  "template",
  "with",
]);

export class TokenReader {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  peek(): Token {
    return this.#tokens[Math.min(this.#position, this.#tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  peekBehindSpace(): Token {
    this.skipSpace();
    return this.peek();
  }

  nextBehindSpace(): Token {
    this.skipSpace();
    return this.next();
  }

  skipSpace(): void {
    if (this.peek().kind === "space") this.#position += 1;
  }

  /** Where it is, to come back to. */
  mark(): number {
    return this.#position;
  }

  backTo(mark: number): void {
    this.#position = mark;
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextBehindSpace();
    if (token.kind !== kind) throw this.unexpected(token, context);
    return token;
  }

  fault(reason: string, { position }: { readonly position: number }): TemplateError {
    return new TemplateError(reason, this.text, position);
  }

  unexpected(token: Token, context: string): TemplateError {
    const reason = token.kind === "fault" ? token.text : `unexpected ${describedToken(token)} in ${context}`;
    return this.fault(reason, token);
  }
}

export const isKeyword = ({ kind, text }: Token, keyword: string): boolean =>
  kind === "word" && text === keyword;

function describedToken({ kind, text }: Token): string {
  if (kind === "end") return "EOF";
  if (kind === "fault") return text;
  if ((kind === "word" && KEYWORDS.has(text)) || text === ".") return `<${text}>`;
  const characters = [...text];
  return characters.length > 10 ? `${quoteAsGo(characters.slice(0, 10).join(""))}...` : quoteAsGo(text);
}
