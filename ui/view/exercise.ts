/** What the journal's header says of the drill, in the form that screens need: titles, words of criteria, targets.
 *  Scenario and rubric are opaque in a header, so they are read with doubt: what is missing has a plain substitute. */

import { parseEpoch } from "../../src/calendar.ts";
import type { Header, Json } from "../../src/journal/record.ts";
import { CAUSE_IDS, type CauseId } from "../../src/runbook/cause.ts";
import { TARGET_IDS, type TargetId } from "../../src/runbook/vocabulary.ts";
import { type DurationMs, milliseconds } from "../../src/units.ts";

export interface Target {
  readonly id: TargetId;
  readonly within: DurationMs;
}

export interface CriterionWords {
  readonly id: string;
  readonly says: string;
}

export interface Exercise {
  readonly title: string;
  readonly seed: number | null;
  readonly player: string;
  readonly chaos: string;
  readonly runbook: string;
  /** Milliseconds since 1970 of the instant that the drill's time counts from. */
  readonly epochMs: number;
  readonly severity: string;
  /** Names of the alerts that the runbook listens to. */
  readonly alerts: readonly string[];
  readonly repositories: readonly string[];
  readonly pilot: string;
  /** What makes a repository an affected one; the share is in basis points. */
  readonly affected: { readonly failuresAtLeast: number; readonly successBelow: number };
  /** How far the watch queries look back, as they write it; null where they do not say. */
  readonly lookback: string | null;
  /** The longest the responder lets pass between two looks at the metrics. */
  readonly pollEvery: DurationMs;
  readonly targets: readonly Target[];
  readonly causes: readonly { readonly id: CauseId; readonly title: string }[];
  readonly go: readonly CriterionWords[];
  readonly noGo: readonly CriterionWords[];
  readonly resolution: readonly CriterionWords[];
  /** The shorter table of an incident that is no mass failure. */
  readonly narrow: readonly CriterionWords[];
}

export function exerciseOf(header: Header): Exercise {
  const { runbook } = header;
  const { detection, decision, resolution } = runbook;
  return {
    title: textIn(header.scenario, "title") ?? textIn(header.scenario, "id") ?? runbook.title,
    seed: header.seed,
    player: header.player,
    chaos: header.chaos,
    runbook: `${runbook.id} ${runbook.version}`,
    epochMs: parseEpoch(header.epoch) ?? 0,
    severity: runbook.severity,
    alerts: detection.alerts,
    repositories: header.roster.repositories.map(({ name }) => name),
    pilot: runbook.environment.pilotRepo,
    affected: detection.affectedRepo,
    lookback: lookbackOf(detection.queries.failures) ?? lookbackOf(detection.queries.executions),
    pollEvery: detection.pollEvery,
    targets: targetsOf(header),
    causes: CAUSE_IDS.map((id) => ({
      id,
      title: runbook.causes.find((cause) => cause.id === id)?.title ?? id,
    })),
    go: decision.go.map(words),
    noGo: decision.noGo.map(words),
    resolution: resolution.criteria.map(words),
    narrow: resolution.narrow.criteria.map(words),
  };
}

/** The table that was assessed: both use the same ids, so their number tells which it is. */
export const resolutionTable = (
  { resolution, narrow }: Exercise,
  assessed: Readonly<Record<string, unknown>>,
): readonly CriterionWords[] =>
  Object.keys(assessed).length === narrow.length && narrow.every(({ id }) => id in assessed)
    ? narrow
    : resolution;

/** A query may name a recording rule, which hides its window. */
const lookbackOf = (expression: string): string | null => /\[(\d+[smhd])\]/.exec(expression)?.[1] ?? null;

const words = ({ id, says }: CriterionWords): CriterionWords => ({ id, says });

/** The rubric judges; the runbook's own targets stand in where a header carries none. */
function targetsOf({ rubric, runbook }: Header): readonly Target[] {
  const stated = fieldOf(rubric, "targets");
  const list = Array.isArray(stated) ? (stated as readonly Json[]) : [];
  return TARGET_IDS.flatMap((id): readonly Target[] => {
    const within = list.map((entry) => (textIn(entry, "id") === id ? fieldOf(entry, "within") : null));
    const judged = within.find((value) => typeof value === "number");
    if (typeof judged === "number") return [{ id, within: milliseconds(judged) }];
    const own = runbook.targets.find((target) => target.id === id);
    return own === undefined ? [] : [{ id, within: own.within }];
  });
}

function fieldOf(value: Json, key: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return (value as { readonly [name: string]: Json })[key] ?? null;
}

function textIn(value: Json, key: string): string | null {
  const found = fieldOf(value, key);
  return typeof found === "string" && found !== "" ? found : null;
}
