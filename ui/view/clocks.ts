/** The five clocks as an onlooker can read them: from the first alert or the declaration, whichever came first.
 *  They are called "observed" because the scorecard's own start from the true beginning, which nobody here knows.
 *  A declaration that is withdrawn, and an alert that clears with nothing declared, take the clocks back. */

import { unreachable } from "../../src/assert.ts";
import type { EffectOf } from "../../src/responder/effect.ts";
import type { EventOf } from "../../src/responder/event.ts";
import type { TargetId } from "../../src/runbook/vocabulary.ts";
import { type DurationMs, type InstantMs, since } from "../../src/units.ts";
import type { Target } from "./exercise.ts";

export type Reached = Readonly<Record<TargetId, InstantMs | null>>;

interface Joined {
  readonly anyone: InstantMs | null;
  readonly commander: InstantMs | null;
  readonly lead: InstantMs | null;
}

export type Clocks =
  | { readonly are: "waiting"; readonly firing: readonly string[] }
  | {
      readonly are: "running";
      readonly firing: readonly string[];
      readonly zeroAt: InstantMs;
      readonly zeroIs: "alert" | "declaration";
      readonly joined: Joined;
      readonly reached: Reached;
    };

export const NO_CLOCKS: Clocks = { are: "waiting", firing: [] };

const UNREACHED: Reached = { detect: null, mobilize: null, rootCause: null, mitigate: null, resolve: null };
const NOBODY: Joined = { anyone: null, commander: null, lead: null };

const started = (firing: readonly string[], zeroAt: InstantMs, zeroIs: "alert" | "declaration"): Clocks => ({
  are: "running",
  firing,
  zeroAt,
  zeroIs,
  joined: NOBODY,
  reached: UNREACHED,
});

export function alerted(
  clocks: Clocks,
  { at, alert }: EventOf<"alert">,
  listenedTo: readonly string[],
): Clocks {
  if (!listenedTo.includes(alert.name)) return clocks;
  const others = clocks.firing.filter((fingerprint) => fingerprint !== alert.fingerprint);
  switch (alert.status) {
    case "firing": {
      const firing = [...others, alert.fingerprint];
      return clocks.are === "waiting" ? started(firing, at, "alert") : { ...clocks, firing };
    }
    case "resolved":
      if (others.length === 0 && clocks.are === "running" && clocks.reached.detect === null) return NO_CLOCKS;
      return { ...clocks, firing: others };
    default:
      return unreachable(alert.status);
  }
}

export function declared(clocks: Clocks, at: InstantMs, effect: EffectOf<"declare">): Clocks {
  const { standing } = effect.arguments;
  switch (standing) {
    case "open": {
      // A second incident of the same drill has clocks of its own, from its own declaration on.
      const fresh = clocks.are === "waiting" || clocks.reached.detect !== null;
      return reach(fresh ? started(clocks.firing, at, "declaration") : clocks, "detect", at);
    }
    case "withdrawn":
      return { are: "waiting", firing: clocks.firing };
    case "resolved":
      return reach(clocks, "resolve", at);
    case "reopened":
      return set(set(clocks, "resolve", null), "mitigate", null);
    case "reviewed":
      return clocks;
    default:
      return unreachable(standing);
  }
}

/** Mobilised: somebody acknowledged, and the Incident Commander and the Engineering TL have joined. */
export function acknowledged(clocks: Clocks, { at, role }: EventOf<"acknowledgement">): Clocks {
  if (clocks.are === "waiting") return clocks;
  const { joined } = clocks;
  const now: Joined = {
    anyone: joined.anyone ?? at,
    commander: joined.commander ?? (role === "incident-commander" ? at : null),
    lead: joined.lead ?? (role === "engineering-tl" ? at : null),
  };
  const complete = now.anyone !== null && now.commander !== null && now.lead !== null;
  return complete ? reach({ ...clocks, joined: now }, "mobilize", at) : { ...clocks, joined: now };
}

export function concluded(clocks: Clocks, at: InstantMs, effect: EffectOf<"conclude">): Clocks {
  const { standing } = effect.arguments;
  switch (standing) {
    case "considering":
      return clocks;
    case "concluded":
      return set(clocks, "rootCause", at);
    case "withdrawn":
      return set(clocks, "rootCause", null);
    default:
      return unreachable(standing);
  }
}

export const settled = (clocks: Clocks, at: InstantMs, effect: EffectOf<"settle">): Clocks =>
  effect.arguments.result === "effective" ? reach(clocks, "mitigate", at) : clocks;

export const rolledBack = (clocks: Clocks, at: InstantMs): Clocks => reach(clocks, "mitigate", at);

function reach(clocks: Clocks, id: TargetId, at: InstantMs): Clocks {
  if (clocks.are === "waiting" || clocks.reached[id] !== null) return clocks;
  return set(clocks, id, at);
}

function set(clocks: Clocks, id: TargetId, at: InstantMs | null): Clocks {
  if (clocks.are === "waiting") return clocks;
  return { ...clocks, reached: { ...clocks.reached, [id]: at } };
}

/** `late`: still running beyond its target; `missed`: stopped beyond it, or never stopped before the end. */
export type ClockState = "idle" | "running" | "late" | "met" | "missed";

export interface ClockFace extends Target {
  readonly state: ClockState;
  readonly shows: DurationMs;
}

/** `endedAt`: when the drill ended; null while it runs. */
export function clockFaces(
  clocks: Clocks,
  targets: readonly Target[],
  now: InstantMs,
  endedAt: InstantMs | null,
): readonly ClockFace[] {
  return targets.map((target): ClockFace => {
    if (clocks.are === "waiting") return { ...target, state: "idle", shows: 0 as DurationMs };
    const reachedAt = clocks.reached[target.id];
    if (reachedAt !== null) {
      const shows = since(clocks.zeroAt, reachedAt);
      return { ...target, state: shows < target.within ? "met" : "missed", shows };
    }
    const shows = since(clocks.zeroAt, endedAt ?? now);
    if (endedAt !== null) return { ...target, state: "missed", shows };
    return { ...target, state: shows < target.within ? "running" : "late", shows };
  });
}
