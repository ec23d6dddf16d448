/** The two ways a template goes wrong: when the rule file is read, and when it is filled in for an alert. */

import { placeInText } from "../query-error.ts";

/** The text is no template. Found with the rule file. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  readonly reason: string;
  /** Both count from 1, within the template. */
  readonly line: number;
  readonly column: number;

  constructor(reason: string, text: string, offset: number) {
    const { line, column } = placeInText(text, offset);
    super(`${line}:${column}: ${reason}`);
    this.reason = reason;
    this.line = line;
    this.column = column;
  }
}

/** What went wrong while a template was filled in; it becomes part of the alert's text. */
export class TemplateFailure extends Error {}
