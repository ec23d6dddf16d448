/** Every resolution option of the runbook, ordered by name by the Incident Commander in a world where it can help: its
 *  steps are taken, and it is found effective. Which one the responder would have chosen itself does not
 *  matter here; what a remedy does to the world is the world's own doing. */

import { describe, expect, it } from "vitest";
import type { ResponderEvent } from "../../src/responder/event.ts";
import type { Player } from "../../src/responder/step.ts";
import type { CauseId } from "../../src/runbook/cause.ts";
import { effectsOf } from "../../src/scoring/trace.ts";
import { runDrill } from "../../src/simulator/drill.ts";
import { playerNamed } from "../../src/simulator/players/players.ts";
import { stageOf } from "../fixtures/stage.ts";

/** The responder, with an order by the Incident Commander right after the declaration. */
function ordered(responder: Player, cause: CauseId, option: string): Player {
  let given = false;
  return {
    name: responder.name,
    start: () => responder.start(),
    step: (state, event) => {
      const first = responder.step(state, event);
      if (given || !first.effects.some(({ kind }) => kind === "declare")) return first;
      given = true;
      const order: ResponderEvent = {
        at: event.at,
        incidentId: null,
        kind: "decision",
        person: "incident-commander-1",
        role: "incident-commander",
        decision: { of: "option", cause, option },
      };
      const second = responder.step(first.state, order);
      return { ...second, effects: [...first.effects, ...second.effects] };
    },
  };
}

interface Outcome {
  readonly orders: number;
  readonly effective: number;
  readonly steps: ReadonlySet<string>;
}

/** Under 1.0 a rollback mostly overtakes the half hour that more quota takes: not in the last two. */
const SEEDS = [1, 2, 3, 4, 5, 6, 17, 23];

async function outcomesOf(
  scenario: string,
  cause: CauseId,
  option: string,
  runbook: string,
): Promise<Outcome> {
  let orders = 0;
  let effective = 0;
  const steps = new Set<string>();
  for (const seed of SEEDS) {
    const { stage, rubric } = await stageOf({ scenario, seed, runbook: `rb-launch-005@${runbook}` });
    const inner = playerNamed("responder", stage, rubric);
    const { trace } = runDrill({
      ...stage,
      player: (briefing) => ordered(inner(briefing), cause, option),
    });
    const mine = effectsOf(trace, "order").filter(({ value }) => value.arguments.option === option);
    orders += mine.length;
    for (const { value } of mine) {
      const doing = value.key.replace("/order/", "/do/");
      for (const effect of trace.effects)
        if (effect.value.key.startsWith(`${doing}/`)) steps.add(effect.value.kind);
      for (const effect of effectsOf(trace, "ask"))
        if (effect.value.key.includes(`/work/${value.key.split("/order/")[1]}/`)) {
          const { question } = effect.value.arguments;
          if (question.of === "work") steps.add(`ask for ${question.work}`);
        }
    }
    effective += effectsOf(trace, "settle").filter(
      ({ value }) => value.arguments.option === option && value.arguments.result === "effective",
    ).length;
  }
  return { orders, effective, steps };
}

/** Remedies that the world refuses: a quota that is used up stays so however few flows ask for it, and 1.0 waits two
 *  minutes for a rollout of four pods. */
const NO_HELP: Readonly<Record<string, string>> = {
  "throttle1.0": "rate-limit-exhaustion",
  "throttle1.1": "rate-limit-exhaustion",
  "undo-deployment1.0": "schema-breaking-change",
};

const OPTIONS: readonly (readonly [string, CauseId, string, readonly string[]])[] = [
  ["self-clearing", "model-api-outage", "wait-for-provider", []],
  ["model-api-outage", "model-api-outage", "route-around", ["set-env"]],
  ["rate-limit-exhaustion", "rate-limit-exhaustion", "circuit-breaker", ["set-env"]],
  ["rate-limit-exhaustion", "rate-limit-exhaustion", "throttle", ["set-env"]],
  ["rate-limit-exhaustion", "rate-limit-exhaustion", "raise-quota", ["ask for raise-quota"]],
  ["schema-breaking-change", "schema-breaking-change", "undo-deployment", ["undo-rollout"]],
  ["schema-breaking-change", "schema-breaking-change", "hot-patch", ["apply-manifest"]],
  ["db-connection-pool-exhaustion", "db-connection-pool-exhaustion", "larger-pool", ["set-env"]],
  [
    "db-connection-pool-exhaustion",
    "db-connection-pool-exhaustion",
    "larger-database",
    ["ask for scale-database"],
  ],
  ["db-connection-pool-exhaustion", "db-connection-pool-exhaustion", "throttle", ["set-env"]],
  [
    "credential-leak",
    "credential-leak",
    "rotate-keys",
    ["ask for new-keys", "create-secret", "set-env-from-secret", "delete-secret", "send-mail"],
  ],
];

describe.each(["1.0", "1.1"])("under runbook %s", (runbook) => {
  it.each(OPTIONS)("in %s, %s: %s is carried out", async (scenario, cause, option, expected) => {
    const { orders, effective, steps } = await outcomesOf(scenario, cause, option, runbook);
    expect(orders).toBeGreaterThan(0);
    expect([...steps]).toEqual(expect.arrayContaining([...expected]));
    if (NO_HELP[option + runbook] === scenario) expect(effective).toBe(0);
    else expect(effective).toBeGreaterThan(0);
  });
});
