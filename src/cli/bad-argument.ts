/** A complaint about what stands on the command line rather than in a file. */

import { InputError } from "../input-error.ts";

export const badArgument = (message: string): InputError =>
  new InputError([{ file: "", line: null, column: null, message }]);
