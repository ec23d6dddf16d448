/** A PromQL text that cannot be read, or an evaluation that PromQL forbids, with its place in the expression.
 *  Rule files turn it into an InputError placed in the file; queries of the responder get it as the answer. */

export class QueryError extends Error {
  override readonly name = "QueryError";
  readonly reason: string;
  /** Both count from 1, within the expression. */
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

/** PromQL that Prometheus knows and this engine does not. */
export function notSupportedYet(what: string, text: string, offset: number): QueryError {
  return new QueryError(`not supported yet: ${what}`, text, offset);
}

/** Counting from 1. */
export function placeInText(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < offset; end = text.indexOf("\n", end + 1)) {
    line += 1;
    lineStart = end + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
