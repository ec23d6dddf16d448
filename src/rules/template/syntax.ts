/** What a template consists of, and how Go writes a piece of it where it complains about that piece. */

import { unreachable } from "../../assert.ts";
import { quoteAsGo } from "../go-quote.ts";
import type { TemplateValue } from "./value.ts";

export type Operand =
  | { readonly kind: "dot"; readonly position: number }
  | { readonly kind: "nil"; readonly position: number }
  | {
      readonly kind: "constant";
      readonly position: number;
      readonly value: TemplateValue;
      readonly source: string;
    }
  | { readonly kind: "field"; readonly position: number; readonly path: readonly string[] }
  | {
      readonly kind: "variable";
      readonly position: number;
      readonly name: string;
      readonly path: readonly string[];
    }
  | {
      readonly kind: "chain";
      readonly position: number;
      readonly base: Operand;
      readonly path: readonly string[];
    }
  | { readonly kind: "function"; readonly position: number; readonly name: string }
  | Pipeline;

/** A function with its arguments, or an operand alone. */
export interface Command {
  readonly kind: "command";
  readonly position: number;
  readonly first: Operand;
  readonly rest: readonly Operand[];
}

/** The result of each command is the last argument of the next; it may go into variables. */
export interface Pipeline {
  readonly kind: "pipeline";
  readonly position: number;
  readonly variables: readonly string[];
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export type Statement =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipeline: Pipeline }
  | Choice
  | Loop
  | Inclusion
  | { readonly kind: "break" }
  | { readonly kind: "continue" };

export interface Choice {
  readonly kind: "if" | "with";
  readonly pipeline: Pipeline;
  readonly consequence: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface Loop {
  readonly kind: "range";
  readonly pipeline: Pipeline;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface Inclusion {
  readonly kind: "template";
  readonly position: number;
  readonly name: string;
  readonly pipeline: Pipeline | null;
}

/** What a failure may be blamed on. */
export type Blamed = Operand | Command | Inclusion;

export function sourceOf(piece: Blamed): string {
  switch (piece.kind) {
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "constant":
      return piece.source;
    case "field":
      return fieldsOf(piece.path);
    case "variable":
      return piece.name + fieldsOf(piece.path);
    case "chain":
      return bracketed(piece.base) + fieldsOf(piece.path);
    case "function":
      return piece.name;
    case "command":
      return [piece.first, ...piece.rest].map(bracketed).join(" ");
    case "pipeline": {
      const commands = piece.commands.map(sourceOf).join(" | ");
      return piece.variables.length === 0 ? commands : `${piece.variables.join(", ")} := ${commands}`;
    }
    case "template":
      return `{{template ${quoteAsGo(piece.name)}${piece.pipeline === null ? "" : ` ${sourceOf(piece.pipeline)}`}}}`;
    default:
      return unreachable(piece);
  }
}

const fieldsOf = (path: readonly string[]): string => path.map((name) => `.${name}`).join("");

const bracketed = (operand: Operand): string =>
  operand.kind === "pipeline" ? `(${sourceOf(operand)})` : sourceOf(operand);
