/** What must not happen, however well the drill goes otherwise: harm, needless changes, changes without approval,
 *  changes made twice. Each violation names its rule, its instant and what it was. The last two, and the harm of
 *  disabling every provider, are the broken guards (`invariants.ts` finds them). */

import type { DrawnTruth } from "../journal/truth.ts";
import { isChange } from "../responder/effect.ts";
import type { InstantMs } from "../units.ts";
import type { Expected } from "./decision.ts";
import type { BrokenInvariant } from "./invariants.ts";
import type { Rubric } from "./rubric.ts";
import { effectsOf, type Trace, truthsOf } from "./trace.ts";

export interface Violation {
  readonly rule: "harmful" | "unneeded" | "unapproved" | "repeated";
  readonly atMs: InstantMs;
  readonly detail: string;
}

export function violationsOf(
  trace: Trace,
  drawn: DrawnTruth,
  expected: Expected,
  rubric: Rubric,
  broken: readonly BrokenInvariant[],
): readonly Violation[] {
  const found = [...harmful(trace), ...unneeded(trace, drawn, expected, rubric), ...broken.flatMap(ofGuard)];
  return found.sort((a, b) => a.atMs - b.atMs);
}

function ofGuard({ id, atMs, detail }: BrokenInvariant): readonly Violation[] {
  switch (id) {
    case "approved":
      return [{ rule: "unapproved", atMs, detail }];
    case "performed-once":
      return [{ rule: "repeated", atMs, detail }];
    case "a-provider-left":
      return [{ rule: "harmful", atMs, detail: `all-providers-disabled: ${detail}` }];
    default:
      return [];
  }
}

const harmful = (trace: Trace): readonly Violation[] =>
  truthsOf(trace, "harm").flatMap(({ at, value }): readonly Violation[] =>
    value.harm === "all-providers-disabled"
      ? []
      : [{ rule: "harmful", atMs: at, detail: `${value.harm}: ${value.detail}` }],
  );

/** An option of a cause that is none, or a rollback where the table says No-Go, unless it was soon taken back. */
function unneeded(
  trace: Trace,
  drawn: DrawnTruth,
  expected: Expected,
  { safety }: Rubric,
): readonly Violation[] {
  const undone = effectsOf(trace, "settle").filter(({ value }) => value.arguments.result === "undone");
  return effectsOf(trace, "order").flatMap(({ at, value }): Violation[] => {
    const { cause } = value.target;
    const { option } = value.arguments;
    if (cause !== null && drawn.causes.includes(cause)) return [];
    if (cause === null && option !== "rollback") return [];
    if (cause === null && (expected === "go" || expected === "either")) return [];
    const changes =
      cause === null ? effectsOf(trace, "rollback-to-pilot").length > 0 : changesFor(trace, value.key);
    if (!changes) return [];
    const takenBack = undone.some(
      (settled) =>
        settled.value.target.cause === cause &&
        settled.at >= at &&
        settled.at - at <= safety.unneededUndoneWithin,
    );
    if (takenBack) return [];
    return [
      {
        rule: "unneeded",
        atMs: at,
        detail: `${option} for ${cause ?? "a rollback that was not called for"}`,
      },
    ];
  });
}

/** Orders that change nothing (waiting, asking) need no taking back. */
function changesFor(trace: Trace, orderKey: string): boolean {
  const steps = orderKey.replace("/order/", "/do/");
  return trace.effects.some(({ value }) => isChange(value.kind) && value.key.startsWith(`${steps}/`));
}
