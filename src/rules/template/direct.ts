/** The templates that nearly all alerts have: text with the value and labels in it. They cannot fail, and are filled in
 *  without the machinery of the others, because drills do it thousands of times. */

import { formatFloat } from "../go-format.ts";
import { ownText } from "./access.ts";
import type { Statements } from "./parse-state.ts";
import type { Operand, Statement } from "./syntax.ts";
import type { TemplateData } from "./value.ts";

export type DirectPiece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value" }
  | { readonly kind: "label"; readonly name: string };

/** Null where the template does more. */
export function directPieces(statements: Statements): readonly DirectPiece[] | null {
  const pieces: DirectPiece[] = [];
  for (const statement of statements) {
    const piece = directPiece(statement);
    if (piece === null) return null;
    pieces.push(piece);
  }
  return pieces;
}

function directPiece(statement: Statement): DirectPiece | null {
  if (statement.kind === "text") return statement;
  if (statement.kind !== "action") return null;
  const { variables, commands } = statement.pipeline;
  const [command] = commands;
  if (variables.length > 0 || commands.length > 1 || command === undefined || command.rest.length > 0) {
    return null;
  }
  const path = pathOf(command.first);
  if (path === "Value") return { kind: "value" };
  return path.startsWith("Labels.") ? { kind: "label", name: path.slice("Labels.".length) } : null;
}

/** `$value` is `.Value` and `$labels` is `.Labels` as long as no variables are declared. */
function pathOf(operand: Operand): string {
  if (operand.kind === "field" && operand.path.length <= 2) return operand.path.join(".");
  if (operand.kind !== "variable") return "";
  if (operand.name === "$value" && operand.path.length === 0) return "Value";
  return operand.name === "$labels" && operand.path.length === 1 ? `Labels.${operand.path[0]}` : "";
}

export function fillIn(pieces: readonly DirectPiece[], { labels, value }: TemplateData): string {
  let filled = "";
  for (const piece of pieces) {
    if (piece.kind === "text") filled += piece.text;
    else filled += piece.kind === "value" ? formatFloat(value) : ownText(labels, piece.name);
  }
  return filled;
}
