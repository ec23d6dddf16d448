/** A PromQL text that cannot be read, or an evaluation that PromQL forbids, with its place in the expression.
 *  Rule files turn it into an InputError placed in the file; queries of the responder get it as the answer. */

import { PlacedError } from "./placed-error.ts";

export class QueryError extends PlacedError {
  override readonly name = "QueryError";
}

/** PromQL that Prometheus knows and this engine does not. */
export function notSupportedYet(what: string, text: string, offset: number): QueryError {
  return new QueryError(`not supported yet: ${what}`, text, offset);
}
