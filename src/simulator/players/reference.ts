/** Players that prove the oracle: doing nothing, rolling back at once, crying wolf. They share `step`'s signature with
 *  the responder and are journalled and replayed like it. Their state is one small object. */

import { type Effect, type PerformedIntent, REPEATS, type RecordedIntent } from "../../responder/effect.ts";
import type { ResponderEvent } from "../../responder/event.ts";
import type { Player } from "../../responder/step.ts";
import type { Runbook } from "../../runbook/schema.ts";
import { type InstantMs, instant, minutes, plus, seconds } from "../../units.ts";

interface SimpleState {
  acted: boolean;
  effects: number;
}

const start = (): SimpleState => ({ acted: false, effects: 0 });

export const doNothing: Player<SimpleState> = {
  name: "do-nothing",
  start,
  step: (state) => ({ state, effects: [], wakeAt: null }),
};

const INCIDENT = "INC-REFERENCE-01";

function effect(
  state: SimpleState,
  key: string,
  intent: PerformedIntent | RecordedIntent,
  at: InstantMs,
): Effect {
  state.effects += 1;
  return {
    id: `E${state.effects}`,
    incidentId: INCIDENT,
    key: `${INCIDENT}/${key}`,
    attempt: 1,
    deadline: plus(at, seconds(60)),
    repeat: REPEATS[intent.kind],
    ...intent,
  };
}

const declaration = (because: string): RecordedIntent => ({
  kind: "declare",
  target: { severity: "P1" },
  arguments: { standing: "open", by: "reference player", because, repositories: [] },
});

/** Declares at the first event, whatever the world looks like. */
export const alwaysDeclare: Player<SimpleState> = {
  name: "always-declare",
  start,
  step: (state, { at }) => {
    if (state.acted) return { state, effects: [], wakeAt: null };
    state.acted = true;
    return { state, effects: [effect(state, "declare", declaration("always"), at)], wakeAt: null };
  },
};

const NO_LATER_THAN = minutes(15);

/** At the first alert, or when none has come for long: declares, and rolls back to the pilot without asking anybody. */
export const rollbackAtOnce = (runbook: Runbook): Player<SimpleState> => ({
  name: "rollback-at-once",
  start,
  step: (state, event: ResponderEvent) => {
    const { at } = event;
    if (state.acted) return { state, effects: [], wakeAt: null };
    const latest = plus(instant(0), NO_LATER_THAN);
    if (event.kind !== "alert" && at < latest) return { state, effects: [], wakeAt: latest };
    state.acted = true;
    const { deployment, pilotRepo } = runbook.environment;
    return {
      state,
      effects: [
        effect(state, "declare", declaration("an alert"), at),
        effect(
          state,
          "recommend",
          {
            kind: "recommend",
            target: { decision: "rollback" },
            arguments: { choice: "go", because: ["at once"], consulted: [] },
          },
          at,
        ),
        effect(
          state,
          "order",
          {
            kind: "order",
            target: { cause: null },
            arguments: {
              option: "rollback",
              title: runbook.rollback.title,
              approval: null,
              approvedBy: null,
            },
          },
          at,
        ),
        effect(
          state,
          "do",
          {
            kind: "rollback-to-pilot",
            target: { deployment },
            arguments: { approval: null, runbook: "RB-LAUNCH-002", pilot: pilotRepo },
          },
          at,
        ),
      ],
      wakeAt: null,
    };
  },
});
