/** Templates in the labels and annotations of alert rules: the part of Go's text/template that alerts use, that is
 *  `{{ $value }}`, `{{ $labels.x }}`, pipelines and functions of them. Reading a template and filling it in are apart,
 *  so that a bad one is found with the rule file. Control structures and queries are not supported yet. */

import { unreachable } from "../assert.ts";
import type { LabelRecord } from "./labels.ts";
import { parseNumberLiteral, parseStringLiteral } from "./literal.ts";
import { plainText, TEMPLATE_FUNCTIONS, TemplateFailure, type TemplateValue } from "./template-functions.ts";

export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

type Operand =
  | { readonly kind: "constant"; readonly value: TemplateValue }
  | { readonly kind: "value" }
  | { readonly kind: "label"; readonly name: string }
  | { readonly kind: "pipeline"; readonly pipeline: Pipeline };

interface Command {
  /** Null where the command is an operand alone. */
  readonly functionName: string | null;
  readonly operands: readonly Operand[];
}

/** The result of each command is the last operand of the next. */
type Pipeline = readonly Command[];

export interface Template {
  readonly text: string;
  readonly parts: readonly (string | Pipeline)[];
}

export interface TemplateData {
  readonly labels: LabelRecord;
  readonly value: number;
}

/** Whether the text changes with the sample's value, and not with its labels alone. */
export const usesValue = ({ parts }: Template): boolean =>
  parts.some((part) => typeof part !== "string" && pipelineUsesValue(part));

const pipelineUsesValue = (pipeline: Pipeline): boolean =>
  pipeline.some(({ operands }) =>
    operands.some(
      (operand) =>
        operand.kind === "value" || (operand.kind === "pipeline" && pipelineUsesValue(operand.pipeline)),
    ),
  );

/** The text for one alert; as in Prometheus, a failure is told in the text and stops nothing. */
export function expandTemplate({ parts }: Template, data: TemplateData): string {
  try {
    let text = "";
    for (const part of parts) text += typeof part === "string" ? part : plainText(evaluate(part, data));
    return text;
  } catch (error) {
    if (error instanceof TemplateFailure) return `<error expanding template: ${error.message}>`;
    throw error;
  }
}

function evaluate(pipeline: Pipeline, data: TemplateData): TemplateValue {
  let result: TemplateValue | null = null;
  for (const { functionName, operands } of pipeline) {
    const values = operands.map((operand) => evaluateOperand(operand, data));
    if (result !== null) values.push(result);
    const apply = functionName === null ? undefined : TEMPLATE_FUNCTIONS[functionName];
    result = apply === undefined ? (values[0] as TemplateValue) : apply(values);
  }
  return result as TemplateValue;
}

function evaluateOperand(operand: Operand, data: TemplateData): TemplateValue {
  switch (operand.kind) {
    case "constant":
      return operand.value;
    case "value":
      return { kind: "float", number: data.value };
    case "label":
      return { kind: "text", text: data.labels[operand.name] ?? "" };
    case "pipeline":
      return evaluate(operand.pipeline, data);
    default:
      return unreachable(operand);
  }
}

/** @throws TemplateError when it is no template, or one that needs what is not supported yet. */
export function parseTemplate(text: string): Template {
  const parts: (string | Pipeline)[] = [];
  let literal = "";
  let position = 0;
  let trimNext = false;
  const addText = (piece: string): void => {
    literal += trimNext ? piece.trimStart() : piece;
    trimNext = false;
  };
  for (;;) {
    const open = text.indexOf("{{", position);
    if (open === -1) {
      addText(text.slice(position));
      break;
    }
    const action = readAction(text, open);
    addText(text.slice(position, open));
    if (action.trimsBefore) literal = literal.trimEnd();
    if (action.tokens.length > 0) {
      if (literal !== "") parts.push(literal);
      literal = "";
      parts.push(readPipeline(action));
    }
    trimNext = action.trimsAfter;
    position = action.end;
  }
  if (literal !== "") parts.push(literal);
  return { text, parts };
}

interface Action {
  readonly source: string;
  readonly tokens: readonly string[];
  readonly end: number;
  readonly trimsBefore: boolean;
  readonly trimsAfter: boolean;
}

const TOKEN =
  /\s*("(?:[^"\\\n]|\\.)*"|`[^`]*`|\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|(?:\.[A-Za-z_]\w*)+|[+-]?[\d.][\w.]*|:=|[|(),=]|\$|\.)/y;

function readAction(text: string, open: number): Action {
  const trimsBefore = /^\{\{-\s/.test(text.slice(open, open + 4));
  let position = open + (trimsBefore ? 3 : 2);
  const comment = /\s*\/\*[\s\S]*?\*\/(?=\s*-?\}\})/y;
  comment.lastIndex = position;
  const commented = comment.exec(text);
  const tokens: string[] = [];
  if (commented !== null) position += commented[0].length;
  for (;;) {
    const close = /(\s+-\}\}|\s*\}\})/y;
    close.lastIndex = position;
    const closed = close.exec(text);
    if (closed !== null) {
      const end = position + closed[0].length;
      const trimsAfter = closed[0].trimStart().startsWith("-");
      return { source: text.slice(open, end), tokens, end, trimsBefore, trimsAfter };
    }
    TOKEN.lastIndex = position;
    const token = TOKEN.exec(text);
    if (token === null) throw new TemplateError(`not a template: ${text.slice(open)}`);
    tokens.push(token[1] as string);
    position += token[0].length;
  }
}

const CONTROL = new Set([
  "if",
  "else",
  "end",
  "range",
  "with",
  "template",
  "define",
  "block",
  "break",
  "continue",
]);

function readPipeline(action: Action): Pipeline {
  const reader = { action, position: 0 };
  const first = action.tokens[0] as string;
  if (CONTROL.has(first)) throw notSupportedYet(`{{ ${first} }}`, action);
  if (action.tokens.includes(":=") || action.tokens.includes("="))
    throw notSupportedYet("variables of one's own", action);
  const pipeline = readCommands(reader);
  if (reader.position < action.tokens.length) throw new TemplateError(`not a template: ${action.source}`);
  return pipeline;
}

interface TokenReader {
  readonly action: Action;
  position: number;
}

function readCommands(reader: TokenReader): Pipeline {
  const commands: Command[] = [];
  for (;;) {
    commands.push(readCommand(reader, commands.length > 0));
    if (reader.action.tokens[reader.position] !== "|") return commands;
    reader.position += 1;
  }
}

function readCommand(reader: TokenReader, piped: boolean): Command {
  const { action } = reader;
  const operands: Operand[] = [];
  const first = action.tokens[reader.position];
  const functionName = first !== undefined && /^[A-Za-z_]\w*$/.test(first) ? first : null;
  if (functionName !== null) {
    if (!Object.hasOwn(TEMPLATE_FUNCTIONS, functionName)) {
      throw notSupportedYet(`the template function ${functionName}`, action);
    }
    reader.position += 1;
  }
  for (;;) {
    const token = action.tokens[reader.position];
    if (token === undefined || token === "|" || token === ")") break;
    reader.position += 1;
    operands.push(readOperand(reader, token));
  }
  if (functionName === null && (operands.length !== 1 || piped)) {
    throw new TemplateError(`expected a value or a function in ${action.source}`);
  }
  return { functionName, operands };
}

function readOperand(reader: TokenReader, token: string): Operand {
  const { action } = reader;
  if (token === "(") {
    const pipeline = readCommands(reader);
    if (action.tokens[reader.position] !== ")")
      throw new TemplateError(`a bracket is not closed in ${action.source}`);
    reader.position += 1;
    return { kind: "pipeline", pipeline };
  }
  if (token === "$value" || token === ".Value") return { kind: "value" };
  const label = /^(?:\$labels|\.Labels)\.([A-Za-z_]\w*)$/.exec(token);
  if (label !== null) return { kind: "label", name: label[1] as string };
  if (token.startsWith('"') || token.startsWith("`")) {
    const read = parseStringLiteral(token);
    if ("problem" in read) throw new TemplateError(`${read.problem} in ${action.source}`);
    return { kind: "constant", value: { kind: "text", text: read.value } };
  }
  const number = /^[+-]?[\d.]/.test(token) ? parseNumberLiteral(token.replace(/^[+-]/, "")) : null;
  if (number !== null) {
    const kind = /^[+-]?\d+$/.test(token) ? "integer" : "float";
    return { kind: "constant", value: { kind, number: token.startsWith("-") ? -number : number } };
  }
  throw notSupportedYet(token, action);
}

const notSupportedYet = (what: string, { source }: Action): TemplateError =>
  new TemplateError(`not supported yet: ${what} in ${source}`);
