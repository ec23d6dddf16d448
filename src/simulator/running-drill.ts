/** A drill under way: what it was asked to be, all its parts, and the truth it notes. Its loop is `drill.ts`. */

import type { DrawnChaos } from "../faults/chaos.ts";
import type { EndReason, Header, Json } from "../journal/record.ts";
import type { TruthRecord } from "../journal/truth.ts";
import type { JournalSummary, JournalWriter } from "../journal/writer.ts";
import type { Effect } from "../responder/effect.ts";
import type { ResponderEvent } from "../responder/event.ts";
import type { Roster } from "../responder/roster.ts";
import type { Player } from "../responder/step.ts";
import type { RuleFile } from "../rules/rule-file.ts";
import type { Runbook } from "../runbook/schema.ts";
import type { Trace } from "../scoring/trace.ts";
import type { InstantMs } from "../units.ts";
import type { LogShipping } from "./observe/log-shipping.ts";
import type { People } from "./people/people.ts";
import type { Performer } from "./perform.ts";
import type { Scenario } from "./scenario-schema.ts";
import type { SkewedClock } from "./skewed-clock.ts";
import type { ToolBoundary } from "./tool-boundary.ts";
import type { Expectation } from "./world/expectation.ts";
import type { World } from "./world/world.ts";

/** What a player may be told before the drill begins. */
export interface Briefing {
  readonly roster: Roster;
  readonly epochMs: number;
  readonly expectation: Expectation;
}

export interface DrillOptions {
  /** Of this seed: variants are drawn already. */
  readonly scenario: Scenario;
  readonly seed: number;
  readonly runbook: Runbook;
  readonly rules: readonly { readonly name: string; readonly text: string; readonly file: RuleFile }[];
  readonly rubric: Json;
  readonly player: (briefing: Briefing) => Player;
  readonly productVersion: string;
  /** The level's or the plan's name. */
  readonly chaos: string;
  /** The plan that the tools' faults were drawn from, for the journal to carry; null without chaos. */
  readonly chaosPlan?: Json;
  readonly toolFaults?: DrawnChaos;
  /** Drops the player's memory after so many events and rebuilds it from the journal, without time passing. */
  readonly restartAfterEvents?: number | null;
  readonly sink?: (text: string) => void;
  readonly onRecord?: (record: DrillRecord) => void;
  /** Rebuilds a player's state from the journal's text: passed in, since replay is not the simulator's. */
  readonly rebuild?: (player: Player, journal: string) => unknown;
}

/** What a view of the drill may show as it happens; `truth` stays hidden until the end. */
export type DrillRecord =
  | { readonly record: "header"; readonly header: Header }
  | { readonly record: "event"; readonly event: ResponderEvent }
  | { readonly record: "effect"; readonly at: InstantMs; readonly effect: Effect }
  | { readonly record: "truth"; readonly at: InstantMs; readonly truth: TruthRecord }
  | { readonly record: "end"; readonly at: InstantMs; readonly reason: EndReason };

export interface DrillResult {
  readonly journal: JournalSummary;
  readonly trace: Trace;
  readonly reason: EndReason;
  readonly work: DrillWork;
}

/** How much there was to do: what a benchmark compares with its floor. */
export interface DrillWork {
  readonly queueEntries: number;
  readonly flows: number;
  readonly logLines: number;
  readonly events: number;
  readonly effects: number;
  readonly draws: readonly (readonly [stream: string, draws: number])[];
}

export interface Running {
  readonly options: DrillOptions;
  readonly world: World;
  readonly writer: JournalWriter;
  readonly trace: Trace;
  readonly boundary: ToolBoundary;
  readonly shipping: LogShipping;
  readonly performer: Performer;
  readonly people: People;
  readonly header: Header;
  player: Player;
  state: unknown;
  tickAt: InstantMs | null;
  /** Ids of incidents that are open: declared and neither resolved nor withdrawn. */
  readonly open: Set<string>;
  /** Resolved, and the notices and documents are still to come. */
  reviewing: boolean;
  reviewed: boolean;
  down: boolean;
  /** Null: the responder's clock is the world's. */
  readonly clock: SkewedClock | null;
  /** What reaches the responder's tools while it is down, and waits there. */
  readonly held: ResponderEvent[];
  events: number;
  effects: number;
  written: string[] | null;
  summary: { journal: JournalSummary; reason: EndReason } | null;
}

export function noteTruth(running: Running, truth: TruthRecord): void {
  const at = running.world.queue.now;
  running.writer.truth(at, truth);
  running.trace.truths.push({ at, value: truth });
  running.options.onRecord?.({ record: "truth", at, truth });
}
