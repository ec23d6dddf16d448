/** Pipelines of a template: `$x, $y := command | command`, commands and their operands. */

import { quoteAsGo } from "../go-quote.ts";
import { isTemplateFunction } from "./function-names.ts";
import type { Token, TokenKind } from "./lexer.ts";
import { type ReadLiteral, readCharacter, readNumber, readString } from "./literal.ts";
import { nested, type ParseState } from "./parse-state.ts";
import { type Command, type Operand, type Pipeline, sourceOf } from "./syntax.ts";
import { isKeyword, KEYWORDS } from "./token-reader.ts";
import { boolean } from "./value.ts";

const OPERAND_KINDS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "word",
  "field",
  "variable",
  "number",
  "character",
  "string",
  "left bracket",
]);
/** They are looked for one after another. */
const VARIABLES_MAX = 1_000;

export function parsePipeline(context: string, end: "close" | "right bracket", state: ParseState): Pipeline {
  const { reader } = state;
  const { position } = reader.peekBehindSpace();
  const { variables, assigns } = parseVariables(context, state);
  const commands: Command[] = [];
  for (;;) {
    const token = reader.peekBehindSpace();
    if (token.kind === end) break;
    if (!beginsOperand(token)) throw reader.unexpected(token, context);
    commands.push(parseCommand(state));
  }
  const close = reader.next();
  if (commands.length === 0) throw reader.fault(`missing value for ${context}`, close);
  commands.slice(1).forEach(({ first }, index) => {
    if (first.kind === "constant" || first.kind === "dot" || first.kind === "nil") {
      throw reader.fault(`non executable command in pipeline stage ${index + 2}`, first);
    }
  });
  return { kind: "pipeline", position, variables, assigns, commands };
}

const beginsOperand = ({ kind, text }: Token): boolean =>
  OPERAND_KINDS.has(kind) && !(kind === "word" && KEYWORDS.has(text) && text !== "nil");

/** `$x :=`, `$x =`, in a range also `$i, $x :=`. */
function parseVariables(
  context: string,
  { reader, variables: known }: ParseState,
): Pick<Pipeline, "variables" | "assigns"> {
  const variables: string[] = [];
  for (;;) {
    const mark = reader.mark();
    const variable = reader.peekBehindSpace();
    if (variable.kind !== "variable") return { variables, assigns: false };
    reader.next();
    const sign = reader.nextBehindSpace();
    const declares = sign.kind === "declare" || sign.kind === "assign";
    if (!declares && !(sign.kind === "sign" && sign.text === ",")) {
      reader.backTo(mark);
      return { variables, assigns: false };
    }
    variables.push(variable.text);
    known.push(variable.text);
    if (known.length > VARIABLES_MAX) throw reader.fault(`more than ${VARIABLES_MAX} variables`, variable);
    if (declares) return { variables, assigns: sign.kind === "assign" };
    if (context !== "range" || variables.length > 1)
      throw reader.fault(`too many declarations in ${context}`, sign);
    const { kind } = reader.peekBehindSpace();
    if (kind !== "variable" && kind !== "close" && kind !== "right bracket") {
      throw reader.fault("range can only initialize variables", reader.peek());
    }
  }
}

/** Takes the `|` behind it along. */
function parseCommand(state: ParseState): Command {
  const { reader } = state;
  const { position } = reader.peekBehindSpace();
  const operands: Operand[] = [];
  for (;;) {
    const operand = parseOperand(state);
    if (operand !== null) operands.push(operand);
    const token = reader.next();
    if (token.kind === "space") continue;
    if (token.kind === "close" || token.kind === "right bracket") reader.backTo(reader.mark() - 1);
    else if (token.kind !== "pipe") throw reader.unexpected(token, "operand");
    break;
  }
  const [first, ...rest] = operands;
  if (first === undefined) throw reader.fault("empty command", { position });
  return { kind: "command", position, first, rest };
}

/** A term and the fields behind it; null where no operand begins. */
function parseOperand(state: ParseState): Operand | null {
  const operand = parseTermWithFields(state);
  if (operand !== null) noteUse(operand, state);
  return operand;
}

function parseTermWithFields(state: ParseState): Operand | null {
  const { reader } = state;
  if (!beginsOperand(reader.peekBehindSpace())) return null;
  const start = reader.next();
  const term = parseTerm(start, state);
  const { position, kind } = reader.peek();
  if (kind !== "field") return term;
  const path: string[] = [];
  while (reader.peek().kind === "field") path.push(reader.next().text.slice(1));
  switch (term.kind) {
    case "field":
    case "variable":
      return { ...term, position, path: [...term.path, ...path] };
    case "constant":
    case "nil":
    case "dot":
      throw reader.fault(`unexpected . after term ${quoteAsGo(sourceOf(term))}`, { position });
    default:
      return { kind: "chain", position, base: term, path };
  }
}

/** A bare `.` or `$` may be the data with all that is in it. */
function noteUse(operand: Operand, { uses }: ParseState): void {
  if (operand.kind === "dot") uses.value = true;
  else if (operand.kind === "variable") {
    if (operand.name === "$value" || operand.name === "$") uses.value = true;
  } else if (operand.kind === "function" && operand.name === "query") uses.query = true;
  if ("path" in operand && operand.path.includes("Value")) uses.value = true;
}

function parseTerm(token: Token, state: ParseState): Operand {
  const { reader, variables } = state;
  const { kind, text, position } = token;
  const constant = (read: ReadLiteral): Operand => {
    if ("problem" in read) throw reader.fault(read.problem, token);
    return { kind: "constant", position, value: read.value, source: text };
  };
  switch (kind) {
    case "left bracket":
      return nested(state, () => parsePipeline("parenthesized pipeline", "right bracket", state));
    case "field":
      return text === "." ? { kind: "dot", position } : { kind: "field", position, path: [text.slice(1)] };
    case "variable":
      if (!variables.includes(text)) throw reader.fault(`undefined variable ${quoteAsGo(text)}`, token);
      return { kind: "variable", position, name: text, path: [] };
    case "number":
      return constant(readNumber(text));
    case "character":
      return constant(readCharacter(text));
    case "string":
      return constant(readString(text));
    default:
  }
  if (text === "true" || text === "false") return constant({ value: boolean(text === "true") });
  if (isKeyword(token, "nil")) return { kind: "nil", position };
  if (!isTemplateFunction(text)) throw reader.fault(`function ${quoteAsGo(text)} not defined`, token);
  return { kind: "function", position, name: text };
}
