/** The one canonical encoding of a record: `seq`, `record`, then the record's own members in the order in which their
 *  makers write them. JSON.stringify keeps that order for every key that is no array index, and none of ours is; what
 *  it would silently bend (NaN, -0, undefined, Map) is refused by `assertPlain`, which tests run over every record.
 *  Law, held by tests: decoding a line and encoding it again gives the same bytes. */

import { assert } from "../assert.ts";
import type { Effect } from "../responder/effect.ts";
import type { ResponderEvent } from "../responder/event.ts";
import type { InstantMs } from "../units.ts";
import type { Encoded } from "./block.ts";
import type { JournalRecord } from "./record.ts";
import type { TruthRecord } from "./truth.ts";

/** A record in two parts: `head` is an object's JSON without its closing brace, `rest` the JSON of its other members. */
export interface RecordParts {
  readonly head: string;
  readonly rest: string;
}

const timed = (seq: number, record: string, at: InstantMs, rest: object): RecordParts => ({
  head: `{"seq":${seq},"record":"${record}","at":${at}`,
  rest: JSON.stringify(rest),
});

/** Events carry their own `at`. */
export const encodeEvent = (seq: number, event: ResponderEvent): RecordParts => ({
  head: `{"seq":${seq},"record":"${event.kind === "outcome" ? "outcome" : "event"}"`,
  rest: JSON.stringify(event),
});
export const encodeEffect = (seq: number, at: InstantMs, effect: Effect): RecordParts =>
  timed(seq, "effect", at, effect);
export const encodeTruth = (seq: number, at: InstantMs, truth: TruthRecord): RecordParts =>
  timed(seq, "truth", at, truth);
export const encodeEnd = (seq: number, at: InstantMs, reason: string): RecordParts =>
  timed(seq, "end", at, { reason });
export const encodeNote = (seq: number, at: InstantMs, person: string, text: string): RecordParts =>
  timed(seq, "note", at, { person, text });
export const encodeChain = (seq: number, at: InstantMs, bytes: number, sha256: string): RecordParts =>
  timed(seq, "chain", at, { bytes, sha256 });

export const lineOf = ({ head, rest }: RecordParts): string => `${head},${rest.slice(1)}`;

export const headerHead = (seq: number): string => `{"seq":${seq},"record":"header","at":0`;

/** Runbook, scenario and the like are many drills' own, never change, and make up a fifth of a drill's journal. */
const embedded = new WeakMap<object, Encoded>();

export function encodeMember(value: unknown): Encoded {
  if (typeof value !== "object" || value === null) return encoded(value);
  let known = embedded.get(value);
  if (known === undefined) {
    known = encoded(value);
    embedded.set(value, known);
  }
  return known;
}

function encoded(value: unknown): Encoded {
  const text = JSON.stringify(value);
  return { bytes: Buffer.from(text), characters: text.length };
}

/** A decoded record's line: its members stand in the order they were read in. */
export const encodeAgain = (record: JournalRecord): string => JSON.stringify(record);

const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/;

/** Refuses whatever would not come back from JSON as it went in. */
export function assertPlain(value: unknown, path = "$"): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    assert(
      Number.isFinite(value) && !Object.is(value, -0),
      `${path} is ${String(value)}, which JSON cannot carry`,
    );
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      assertPlain(item, `${path}[${index}]`);
    });
    return;
  }
  assert(
    typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype,
    `${path} is no plain data`,
  );
  for (const [key, member] of Object.entries(value)) {
    assert(!ARRAY_INDEX.test(key), `${path} has the key ${key}, whose place JSON does not keep`);
    assertPlain(member, `${path}.${key}`);
  }
}
