/** What must hold in every drill, under whatever runbook, chaos or player. Safety (what must never happen) apart from
 *  liveness (what must not stay away). Guards are those that no runbook can switch off in the core: a core that breaks
 *  one is our own defect; the others make a failed drill.
 *  Each check reads the trace in order of arrival: what the responder could not know yet is no breach. */

import type { InstantMs } from "../units.ts";
import { unapproved } from "./approval.ts";
import { withoutProvider } from "./last-provider.ts";
import { type LivenessInvariant, livenessOf } from "./liveness.ts";
import { performedTwice } from "./repetition.ts";
import { pagedTwice, unconsulted, undoneBlindly } from "./restraint.ts";
import type { Rubric } from "./rubric.ts";
import type { Trace } from "./trace.ts";

export const SAFETY_INVARIANTS = [
  "approved",
  "performed-once",
  "a-provider-left",
  "undo-knows-revision",
  "paged-once",
  "consulted-first",
] as const;

export type SafetyInvariant = (typeof SAFETY_INVARIANTS)[number];

interface Breach {
  readonly atMs: InstantMs;
  readonly detail: string;
}

export type BrokenInvariant = Breach &
  (
    | { readonly kind: "safety"; readonly id: SafetyInvariant; readonly guard: boolean }
    | { readonly kind: "liveness"; readonly id: LivenessInvariant; readonly guard: false }
  );

const GUARDS: ReadonlySet<SafetyInvariant> = new Set(["approved", "performed-once", "a-provider-left"]);

export function brokenInvariantsOf(trace: Trace, rubric: Rubric): readonly BrokenInvariant[] {
  const safety: readonly (readonly [SafetyInvariant, readonly Breach[]])[] = [
    ["approved", unapproved(trace)],
    ["performed-once", performedTwice(trace)],
    ["a-provider-left", withoutProvider(trace)],
    ["undo-knows-revision", undoneBlindly(trace)],
    ["paged-once", pagedTwice(trace)],
    ["consulted-first", unconsulted(trace, rubric)],
  ];
  return [
    ...safety.flatMap(([id, breaches]) =>
      breaches.map((breach): BrokenInvariant => ({ id, kind: "safety", guard: GUARDS.has(id), ...breach })),
    ),
    ...livenessOf(trace, rubric).map(
      (breach): BrokenInvariant => ({ kind: "liveness", guard: false, ...breach }),
    ),
  ].sort((a, b) => a.atMs - b.atMs);
}
