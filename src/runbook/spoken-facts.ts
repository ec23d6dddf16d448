/** The facts that a runbook's conditions speak of, wherever they stand. */

import type { FactName } from "./fact.ts";
import { factsOf, type Predicate } from "./predicate.ts";
import type { Runbook } from "./schema.ts";

const SPOKEN = new WeakMap<Runbook, ReadonlySet<FactName>>();

export function predicatesOf(runbook: Runbook): readonly Predicate[] {
  const { causes, decision, detection, resolution, review, rollback } = runbook;
  const criteria = [
    ...detection.definition,
    ...detection.standDown,
    ...decision.go,
    ...decision.noGo,
    ...decision.noGoInDoubt,
    ...resolution.criteria,
    ...resolution.narrow.criteria,
    ...review.followUps,
  ];
  return [
    ...criteria.map(({ when }) => when),
    rollback.effective,
    ...causes.flatMap(({ evidence, confirmedBy, options }) => [
      ...evidence.map(({ when }) => when),
      confirmedBy,
      ...options.flatMap(({ when, effective }) => [when, effective]),
    ]),
  ];
}

export function factsSpokenOf(runbook: Runbook): ReadonlySet<FactName> {
  let spoken = SPOKEN.get(runbook);
  if (spoken === undefined) {
    spoken = new Set(predicatesOf(runbook).flatMap(factsOf));
    SPOKEN.set(runbook, spoken);
  }
  return spoken;
}
