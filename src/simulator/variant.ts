/** Of a scenario's variants the seed draws one. */

import { present } from "../assert.ts";
import { RandomStreams } from "../prng.ts";
import type { Scenario } from "./scenario-schema.ts";

/** The scenario of one seed: with the variant that the seed draws, if there are several. */
export function scenarioForSeed(scenario: Scenario, seed: number): Scenario {
  const { variants } = scenario;
  if (variants === undefined || variants.length === 0) return scenario;
  const draws = new RandomStreams(seed).stream("variant");
  const variant = present(variants[draws.weighted(variants.map(({ weight }) => weight))], "a variant");
  const { variants: _variants, ...common } = scenario;
  return {
    ...common,
    faults: variant.faults,
    fingerprints: variant.fingerprints,
    truth: variant.truth,
    fleet: { ...scenario.fleet, repositories: variant.fleet?.repositories ?? scenario.fleet.repositories },
    environment: { ...scenario.environment, ...variant.environment },
    providers: scenario.providers.map((provider) => ({
      ...provider,
      usedShare: variant.providers?.[provider.id]?.usedShare ?? provider.usedShare,
    })),
  };
}
