/** What the responder thinks is the cause: its last ranking, and the set that stands concluded. */

import { unreachable } from "../../src/assert.ts";
import type { EffectOf, RankedCause } from "../../src/responder/effect.ts";
import type { CauseId } from "../../src/runbook/cause.ts";
import type { InstantMs } from "../../src/units.ts";

export interface Conclusion {
  readonly at: InstantMs;
  /** Empty: none of the five. */
  readonly causes: readonly CauseId[];
}

export interface DiagnosisView {
  readonly ranking: readonly RankedCause[];
  readonly conclusion: Conclusion | null;
}

export const NO_DIAGNOSIS: DiagnosisView = { ranking: [], conclusion: null };

export function concluded(
  diagnosis: DiagnosisView,
  at: InstantMs,
  effect: EffectOf<"conclude">,
): DiagnosisView {
  const { standing, causes, ranking } = effect.arguments;
  switch (standing) {
    case "considering":
      return { ...diagnosis, ranking };
    case "concluded":
      return { ranking, conclusion: { at, causes } };
    case "withdrawn":
      return { ranking, conclusion: null };
    default:
      return unreachable(standing);
  }
}
