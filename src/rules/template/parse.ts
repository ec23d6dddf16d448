/** From a template's text to its statements: the control structures of Go's text/template. Every complaint has its place.
 *  Pipelines and operands: `parse-pipeline.ts`. */

import { quoteAsGo } from "../go-quote.ts";
import type { Token } from "./lexer.ts";
import { readString } from "./literal.ts";
import { parsePipeline } from "./parse-pipeline.ts";
import { nested, type ParseState, type Statements } from "./parse-state.ts";
import type { Choice, Loop, Statement } from "./syntax.ts";
import { isKeyword, TokenReader } from "./token-reader.ts";

/** The variables that Prometheus gives every template of an alert, besides `$`. */
export const GIVEN_VARIABLES = ["$", "$labels", "$externalLabels", "$externalURL", "$value"] as const;

export interface ParsedTemplate {
  readonly statements: Statements;
  /** By `define` and `block`. */
  /** By name: a list, since a template is plain data, and any name will do. */
  readonly definitions: readonly (readonly [name: string, statements: Statements])[];
  readonly uses: { readonly value: boolean; readonly query: boolean };
}

/** @throws TemplateError */
export function parseStatements(text: string): ParsedTemplate {
  const reader = new TokenReader(text);
  const definitions = new Map<string, Statements>();
  const uses = { value: false, query: false };
  const variables: string[] = [...GIVEN_VARIABLES];
  const state: ParseState = { reader, definitions, variables, uses, rangesAround: 0, nesting: 0 };
  const statements: Statement[] = [];
  while (reader.peek().kind !== "end") {
    const start = reader.mark();
    if (reader.next().kind === "open" && isKeyword(reader.nextBehindSpace(), "define")) {
      parseDefinition(state);
      continue;
    }
    reader.backTo(start);
    const read = parseStatement(state);
    if (isBoundary(read)) throw reader.fault(`unexpected {{${read.kind}}}`, read.token);
    statements.push(read);
  }
  return { statements, definitions: [...definitions], uses };
}

type Boundary = { readonly kind: "end" | "else"; readonly token: Token };

const isBoundary = (read: Statement | Boundary): read is Boundary =>
  read.kind === "end" || read.kind === "else";

function parseList(state: ParseState): { readonly list: Statements; readonly boundary: Boundary } {
  const { reader } = state;
  const list: Statement[] = [];
  return nested(state, () => {
    for (;;) {
      if (reader.peekBehindSpace().kind === "end") throw reader.fault("unexpected EOF", reader.peek());
      const read = parseStatement(state);
      if (isBoundary(read)) return { list, boundary: read };
      list.push(read);
    }
  });
}

function parseStatement(state: ParseState): Statement | Boundary {
  const { reader } = state;
  const token = reader.nextBehindSpace();
  if (token.kind === "text") return { kind: "text", text: token.text };
  if (token.kind !== "open") throw reader.unexpected(token, "input");
  const before = reader.mark();
  const first = reader.nextBehindSpace();
  switch (first.kind === "word" ? first.text : "") {
    case "if":
      return parseChoice("if", state);
    case "with":
      return parseChoice("with", state);
    case "range":
      return parseLoop(state);
    case "template":
      return parseInclusion(state);
    case "block":
      return parseBlock(state);
    case "break":
      return parseJump("break", first, state);
    case "continue":
      return parseJump("continue", first, state);
    case "end":
      return { kind: "end", token: reader.expect("close", "end") };
    case "else":
      return parseElse(first, state);
    default:
      reader.backTo(before);
      return { kind: "action", pipeline: parsePipeline("command", "close", state) };
  }
}

/** `{{ else if … }}` leaves the `if` where it is. */
function parseElse(token: Token, { reader }: ParseState): Boundary {
  const next = reader.peekBehindSpace();
  if (!isKeyword(next, "if") && !isKeyword(next, "with")) reader.expect("close", "else");
  return { kind: "else", token };
}

/** Variables that the pipeline or a branch makes end with the statement. */
function scoped<Result>(state: ParseState, read: () => Result): Result {
  const { length } = state.variables;
  const result = read();
  state.variables.length = length;
  return result;
}

function parseChoice(kind: Choice["kind"], state: ParseState): Choice {
  return scoped(state, () => {
    const pipeline = parsePipeline(kind, "close", state);
    const { list, boundary } = parseList(state);
    if (boundary.kind === "end") return { kind, pipeline, consequence: list, otherwise: [] };
    if (isKeyword(state.reader.peek(), kind)) {
      state.reader.next();
      const otherwise = [nested(state, () => parseChoice(kind, state))];
      return { kind, pipeline, consequence: list, otherwise };
    }
    return { kind, pipeline, consequence: list, otherwise: parseLastList(state) };
  });
}

function parseLoop(state: ParseState): Loop {
  return scoped(state, () => {
    const pipeline = parsePipeline("range", "close", state);
    state.rangesAround += 1;
    const { list, boundary } = parseList(state);
    state.rangesAround -= 1;
    const otherwise = boundary.kind === "end" ? [] : parseLastList(state);
    return { kind: "range", pipeline, body: list, otherwise };
  });
}

function parseLastList(state: ParseState): Statements {
  const { list, boundary } = parseList(state);
  if (boundary.kind === "else") throw state.reader.fault("expected end; found {{else}}", boundary.token);
  return list;
}

function parseJump(
  kind: "break" | "continue",
  token: Token,
  { reader, rangesAround }: ParseState,
): Statement {
  reader.expect("close", `{{${kind}}}`);
  if (rangesAround === 0) throw reader.fault(`{{${kind}}} outside {{range}}`, token);
  return { kind };
}

function parseName(
  context: string,
  { reader }: ParseState,
): { readonly name: string; readonly token: Token } {
  const token = reader.expect("string", context);
  const read = readString(token.text);
  if ("problem" in read) throw reader.fault(read.problem, token);
  return { name: read.value.kind === "text" ? read.value.text : "", token };
}

function parseInclusion(state: ParseState): Statement {
  const { reader } = state;
  const { name, token } = parseName("template clause", state);
  const mark = reader.mark();
  if (reader.nextBehindSpace().kind === "close") {
    return { kind: "template", position: token.position, name, pipeline: null };
  }
  reader.backTo(mark);
  const pipeline = parsePipeline("template clause", "close", state);
  return { kind: "template", position: token.position, name, pipeline };
}

function parseDefinition(state: ParseState): void {
  const { name } = parseName("define clause", state);
  state.reader.expect("close", "define clause");
  define(name, "define clause", state);
}

/** A definition and its use in one. */
function parseBlock(state: ParseState): Statement {
  const { name, token } = parseName("block clause", state);
  const pipeline = parsePipeline("block clause", "close", state);
  define(name, "block clause", state);
  return { kind: "template", position: token.position, name, pipeline };
}

/** The body knows no variables but `$`, which is what it is given. */
function define(name: string, context: string, state: ParseState): void {
  const { reader, definitions } = state;
  const inner: ParseState = { ...state, variables: ["$"], rangesAround: 0 };
  const { list, boundary } = parseList(inner);
  if (boundary.kind === "else") throw reader.fault(`unexpected {{else}} in ${context}`, boundary.token);
  const known = definitions.get(name);
  if (known !== undefined && !isEmpty(known) && !isEmpty(list)) {
    throw reader.fault(`template: multiple definition of template ${quoteAsGo(name)}`, boundary.token);
  }
  if (known === undefined || isEmpty(known)) definitions.set(name, list);
}

const isEmpty = (list: Statements): boolean =>
  list.every((statement) => statement.kind === "text" && /^[ \t\r\n\f\v]*$/.test(statement.text));
