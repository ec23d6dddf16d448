/** Our own defects: states the code says cannot happen. They stop the program (exit 70); bad input and the
 *  outside world never come here: the former is an InputError (`src/input-error.ts`), the latter an event. */

export class DefectError extends Error {
  override readonly name = "DefectError";
}

/** `message`: a function where the check is made thousands of times, so that the text is made only when it is needed. */
export function assert(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new DefectError(typeof message === "string" ? message : message());
}

/** The end of an exhaustive switch: a new member of the union breaks the build here. */
export function unreachable(value: never): never {
  throw new DefectError(`unreachable value: ${JSON.stringify(value)}`);
}

/** An array element, or a Map's value, that the program's logic guarantees to exist. */
export function present<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new DefectError(`missing: ${what}`);
  return value;
}
