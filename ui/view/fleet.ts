/** How each repository does, from the answers to the responder's own watch queries: failed and ended flows of the last
 *  window, and the failed share minute by minute.
 *  Invariant: failures and executions of one cycle are taken together, so that no share mixes two instants. */

import type { EffectOf } from "../../src/responder/effect.ts";
import type { EventOf } from "../../src/responder/event.ts";
import type { Reading } from "../../src/responder/reading.ts";
import type { InstantMs } from "../../src/units.ts";
import type { Exercise } from "./exercise.ts";

type Counted = "failures" | "executions";
type Counts = Readonly<Record<string, number>>;

export interface RepositoryView {
  readonly failed: number;
  readonly ended: number;
  /** Failed share in basis points at the end of each minute since the epoch; null where nothing is known. */
  readonly minutes: readonly (number | null)[];
}

export interface FleetView {
  /** Queries under way, by effect id. */
  readonly asked: Readonly<Record<string, { readonly cycle: number; readonly of: Counted }>>;
  readonly gathering: { readonly cycle: number } & Readonly<Record<Counted, Counts | null>>;
  readonly repositories: Readonly<Record<string, RepositoryView>>;
  /** When the last cycle was complete. */
  readonly measuredAt: InstantMs | null;
}

export const NO_FLEET: FleetView = {
  asked: {},
  gathering: { cycle: 0, failures: null, executions: null },
  repositories: {},
  measuredAt: null,
};

const BASIS = 10_000;
export function queried(fleet: FleetView, effect: EffectOf<"query-metrics">): FleetView {
  const match = /^watch\/(\d+)\/(failures|executions)$/.exec(effect.key);
  if (match === null) return fleet;
  const asked = { cycle: Number(match[1]), of: match[2] as Counted };
  return { ...fleet, asked: { ...fleet.asked, [effect.id]: asked } };
}

export function answered(
  fleet: FleetView,
  { at, effectId, outcome }: EventOf<"outcome">,
  exercise: Pick<Exercise, "repositories" | "pollEvery">,
): FleetView {
  const question = fleet.asked[effectId];
  if (question === undefined) return fleet;
  const { [effectId]: _answered, ...asked } = fleet.asked;
  const counts = outcome.status === "done" ? countsOf(outcome.reading) : null;
  if (counts === null) return { ...fleet, asked };
  const { cycle } = fleet.gathering;
  const before =
    cycle === question.cycle ? fleet.gathering : { cycle: question.cycle, failures: null, executions: null };
  const gathering = { ...before, [question.of]: counts };
  if (gathering.failures === null || gathering.executions === null) return { ...fleet, asked, gathering };
  return {
    asked,
    gathering,
    measuredAt: at,
    repositories: measured(fleet, at, gathering.failures, gathering.executions, exercise),
  };
}

/** An empty vector is an answer: nothing was counted. */
function countsOf(reading: Reading): Counts | null {
  if (reading.of !== "vector") return null;
  const counts: Record<string, number> = {};
  for (const { labels, value } of reading.samples) {
    const repo = labels["repo"];
    // `increase` extrapolates to fractions; flows are whole.
    if (repo !== undefined && Number.isFinite(value)) counts[repo] = Math.round(value);
  }
  return counts;
}

function measured(
  fleet: FleetView,
  at: InstantMs,
  failures: Counts,
  executions: Counts,
  exercise: Pick<Exercise, "repositories" | "pollEvery">,
): FleetView["repositories"] {
  const minute = Math.floor(at / 60_000);
  const carried = carriedMinutes(exercise);
  const repositories: Record<string, RepositoryView> = {};
  for (const name of exercise.repositories) {
    const failed = failures[name] ?? 0;
    const ended = Math.max(failed, executions[name] ?? 0);
    const share = ended === 0 ? null : Math.round((failed * BASIS) / ended);
    repositories[name] = {
      failed,
      ended,
      minutes: extended(fleet.repositories[name]?.minutes ?? [], minute, share, carried),
    };
  }
  return repositories;
}

/** For so many minutes a reading stands for the next ones; after that one was missed. */
export const carriedMinutes = ({ pollEvery }: Pick<Exercise, "pollEvery">): number =>
  Math.ceil(pollEvery / 60_000) + 1;

/** The minutes between two readings carry the earlier one on, as long as none was missed. */
function extended(
  minutes: readonly (number | null)[],
  minute: number,
  share: number | null,
  carried: number,
): readonly (number | null)[] {
  if (minute < minutes.length) return [...minutes.slice(0, minute), share];
  const last = minutes.at(-1) ?? null;
  const between = Array.from({ length: minute - minutes.length }, (_, index) =>
    index < carried ? last : null,
  );
  return [...minutes, ...between, share];
}

/** Successful share of the last window in basis points; null where no flow ended. */
export const successOf = ({ failed, ended }: RepositoryView): number | null =>
  ended === 0 ? null : Math.round(((ended - failed) * BASIS) / ended);
