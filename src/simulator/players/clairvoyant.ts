/** The clairvoyant: the responder itself, told the truth. It knows when the mass failure begins, what causes it and
 *  which option is the fastest that works; people, rollouts and tools are the same. What it does not pass, nobody
 *  could have passed by knowing more. */

import type { Effect } from "../../responder/effect.ts";
import type { ResponderEvent } from "../../responder/event.ts";
import type { ResponderState } from "../../responder/state.ts";
import { createResponder, type Player } from "../../responder/step.ts";
import type { Responder } from "../../responder/turn.ts";
import { CAUSE_IDS } from "../../runbook/cause.ts";
import type { InstantMs } from "../../units.ts";
import type { Expectation } from "../world/expectation.ts";

export interface Knowledge {
  /** Null where there is no mass failure: then nothing is said. */
  readonly zeroAt: InstantMs | null;
  readonly expectation: Expectation;
}

interface ClairvoyantState {
  core: ResponderState;
  told: boolean;
}

const SEER = "clairvoyant";

export function clairvoyant(
  responder: Omit<Responder, "spokenOf">,
  { zeroAt, expectation }: Knowledge,
): Player<ClairvoyantState> {
  const core = createResponder(responder);
  return {
    name: "clairvoyant",
    start: () => ({ core: core.start(), told: false }),
    step: (state, event) => {
      if (zeroAt === null) return { state, effects: [], wakeAt: null };
      const effects: Effect[] = [];
      // Logs and metrics tell it nothing new about when; declaring early by its own eyes would be no clairvoyance.
      if (event.at < zeroAt) {
        if (event.kind === "log-batch") state.core = core.step(state.core, event).state;
        return { state, effects, wakeAt: zeroAt };
      }
      let wakeAt: InstantMs | null = null;
      const feed = (fed: ResponderEvent): void => {
        const result = core.step(state.core, fed);
        state.core = result.state;
        effects.push(...result.effects);
        wakeAt = result.wakeAt;
      };
      if (!state.told) {
        state.told = true;
        for (const truth of revelations(event.at, responder, expectation)) feed(truth);
      }
      feed(event);
      return { state, effects, wakeAt };
    },
  };
}

function revelations(
  at: InstantMs,
  { runbook }: Omit<Responder, "spokenOf">,
  expectation: Expectation,
): readonly ResponderEvent[] {
  const base = { at, incidentId: null, person: SEER, role: runbook.decision.untilMobilized };
  const events: ResponderEvent[] = [
    { ...base, kind: "declare-request", because: "foreseen", repositories: expectation.reached },
    {
      ...base,
      kind: "answer",
      question: SEER,
      answer: {
        of: "finding",
        causes: CAUSE_IDS.filter((cause) => expectation.causes.includes(cause)),
        description:
          expectation.causes.length === 0 ? "none of the known causes" : expectation.causes.join(" and "),
        environment: expectation.mendedBy === null ? [] : [expectation.mendedBy],
      },
    },
  ];
  const { fastestOption } = expectation;
  if (fastestOption !== null) {
    const { cause, option } = fastestOption;
    events.push({ ...base, kind: "decision", decision: { of: "option", cause, option } });
  }
  return events;
}
