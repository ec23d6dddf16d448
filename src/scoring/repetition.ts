/** Whether a change was made again that was known to be made, or while its last attempt was still under way; or one that
 *  must not be repeated without its first attempt having been denied. A by-state change of unknown outcome may be
 *  repeated: it states what is wanted. */

import { type Effect, isChange } from "../responder/effect.ts";
import type { InstantMs } from "../units.ts";
import { type Stamped, type Trace, wasDone } from "./trace.ts";

export function performedTwice(
  trace: Trace,
): readonly { readonly atMs: InstantMs; readonly detail: string }[] {
  const attempts = new Map<string, Stamped<Effect>[]>();
  const found: { atMs: InstantMs; detail: string }[] = [];
  for (const attempt of trace.effects) {
    const { at, value } = attempt;
    if (!isChange(value.kind)) continue;
    const earlier = attempts.get(value.key);
    if (earlier === undefined) {
      attempts.set(value.key, [attempt]);
      continue;
    }
    const last = earlier.at(-1) as Stamped<Effect>;
    const wrong = earlier.some((done) => isKnownDone(trace, done.value, at))
      ? "was done before"
      : isUnderWay(trace, last, at)
        ? "is repeated while it is still under way"
        : value.repeat === "never" && !isDenied(trace, last.value, at)
          ? "is repeated, and nobody said that it was not done"
          : null;
    if (wrong !== null) found.push({ atMs: at, detail: `${value.kind} (${value.key}) ${wrong}` });
    earlier.push(attempt);
  }
  return found;
}

/** In the same instant the word may have come after the deed. */
function isKnownDone(trace: Trace, attempt: Effect, before: InstantMs): boolean {
  const outcome = trace.outcomes.get(attempt.id);
  return outcome !== undefined && outcome.at < before && wasDone(trace, attempt);
}

/** Neither answered nor overdue; nothing is answered and tried again in the instant in which it left. */
function isUnderWay(trace: Trace, { at, value: { id, deadline } }: Stamped<Effect>, by: InstantMs): boolean {
  if (deadline === null || by >= deadline) return false;
  const outcome = trace.outcomes.get(id);
  return at === by || outcome === undefined || outcome.at > by;
}

/** By the tool's own word, or by that of a look-up. */
function isDenied(trace: Trace, attempt: Effect, by: InstantMs): boolean {
  const outcome = trace.outcomes.get(attempt.id);
  if (outcome !== undefined && outcome.at <= by && outcome.value.status === "failed") return true;
  for (const [lookUp, about] of trace.lookUps) {
    if (about !== attempt.id) continue;
    const answer = trace.outcomes.get(lookUp);
    if (answer === undefined || answer.at > by || answer.value.status !== "done") continue;
    if (answer.value.reading.of === "performed" && answer.value.reading.performed === false) return true;
  }
  return false;
}
