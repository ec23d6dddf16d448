/** What the parser knows about the place it is at. */

import type { Statement } from "./syntax.ts";
import type { TokenReader } from "./token-reader.ts";

export type Statements = readonly Statement[];

export interface ParseState {
  readonly reader: TokenReader;
  /** By `define` and `block`. */
  readonly definitions: Map<string, Statements>;
  /** The variables that may be used here. */
  readonly variables: string[];
  /** Whether the text may depend on more than the alert's labels. */
  readonly uses: { value: boolean; query: boolean };
  rangesAround: number;
  nesting: number;
}

/** So that no text can exhaust the stack. */
const NESTING_MAX = 100;

/** @throws TemplateError beyond the bound */
export function nested<Result>(state: ParseState, read: () => Result): Result {
  state.nesting += 1;
  if (state.nesting > NESTING_MAX) {
    throw state.reader.fault(`more than ${NESTING_MAX} pieces within one another`, state.reader.peek());
  }
  const result = read();
  state.nesting -= 1;
  return result;
}
