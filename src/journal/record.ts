/** One line of a journal: the same format for drills, tabletops, live incidents and recordings.
 *  Every record carries `seq` (from 0, without gaps) and `at` (milliseconds since the header's epoch). The kind of
 *  record is `record`; an event's or effect's own kind is `kind`. */

import type { Effect } from "../responder/effect.ts";
import type { EventOf, ResponderEvent } from "../responder/event.ts";
import type { Roster } from "../responder/roster.ts";
import type { Runbook } from "../runbook/schema.ts";
import type { InstantMs } from "../units.ts";
import type { TruthRecord } from "./truth.ts";

export const FORMAT_VERSION = 1;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Header {
  readonly format: number;
  readonly mode: "drill" | "tabletop" | "live" | "recording";
  readonly productVersion: string;
  readonly player: string;
  readonly seed: number | null;
  readonly chaos: string;
  /** What the faults of the responder's tools were drawn from; absent without chaos. Opaque here. */
  readonly chaosPlan?: Json;
  /** RFC 3339, whole seconds, UTC: the instant that `at` counts from. */
  readonly epoch: string;
  readonly roster: Roster;
  readonly runbook: Runbook;
  /** The rule files as text, by name. */
  readonly rules: readonly { readonly name: string; readonly text: string }[];
  /** Opaque here: their own folders know their shapes. */
  readonly scenario: Json;
  readonly rubric: Json;
}

export type EndReason = "reviewed" | "time-over" | "aborted";

export type RecordBody =
  | ({ readonly record: "header" } & Header)
  | ({ readonly record: "event" } & Exclude<ResponderEvent, { kind: "outcome" }>)
  | ({ readonly record: "outcome" } & EventOf<"outcome">)
  | ({ readonly record: "effect" } & Effect)
  | ({ readonly record: "truth" } & TruthRecord)
  | { readonly record: "note"; readonly person: string; readonly text: string }
  | { readonly record: "end"; readonly reason: EndReason }
  /** Closes a block: the digest over the previous one and the block's bytes. */
  | { readonly record: "chain"; readonly bytes: number; readonly sha256: string };

export type JournalRecord = { readonly seq: number; readonly at: InstantMs } & RecordBody;
export type RecordKind = RecordBody["record"];
export type RecordOf<Kind extends RecordKind> = Extract<JournalRecord, { record: Kind }>;

/** The step's input that a record stands for; null for every other record. */
export function eventOf(entry: JournalRecord): ResponderEvent | null {
  if (entry.record !== "event" && entry.record !== "outcome") return null;
  const { seq: _seq, record: _record, ...event } = entry;
  return event as ResponderEvent;
}
