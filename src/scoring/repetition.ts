/** Whether a change was made again that was known to be made, or one that must not be repeated without its first attempt
 *  having been denied. A by-state change of unknown outcome may be repeated: it states what is wanted. */

import { type Effect, isChange } from "../responder/effect.ts";
import type { InstantMs } from "../units.ts";
import { type Trace, wasDone } from "./trace.ts";

export function performedTwice(
  trace: Trace,
): readonly { readonly atMs: InstantMs; readonly detail: string }[] {
  const attempts = new Map<string, Effect[]>();
  const found: { atMs: InstantMs; detail: string }[] = [];
  for (const { at, value } of trace.effects) {
    if (!isChange(value.kind)) continue;
    const earlier = attempts.get(value.key);
    if (earlier === undefined) {
      attempts.set(value.key, [value]);
      continue;
    }
    if (earlier.some((attempt) => knownDone(trace, attempt, at)))
      found.push({ atMs: at, detail: `${value.kind} (${value.key}) was done before` });
    else if (value.repeat === "never" && !isDenied(trace, earlier.at(-1) as Effect, at))
      found.push({
        atMs: at,
        detail: `${value.kind} (${value.key}) is repeated, and nobody said that it was not done`,
      });
    earlier.push(value);
  }
  return found;
}

/** In the same instant the word may have come after the deed. */
function knownDone(trace: Trace, attempt: Effect, before: InstantMs): boolean {
  const outcome = trace.outcomes.get(attempt.id);
  return outcome !== undefined && outcome.at < before && wasDone(trace, attempt);
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
