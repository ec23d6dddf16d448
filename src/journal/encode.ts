/** The one canonical encoding of a record: `seq`, `record`, then the record's own members in the order in which their
 *  makers write them. JSON.stringify keeps that order for every key that is no array index, and none of ours is; what
 *  it would silently bend (NaN, -0, undefined, Map) is refused by `assertPlain`, which tests run over every record.
 *  Law, held by tests: decoding a line and encoding it again gives the same bytes. */

import { assert } from "../assert.ts";
import type { Effect } from "../responder/effect.ts";
import type { ResponderEvent } from "../responder/event.ts";
import type { InstantMs } from "../units.ts";
import type { Header, JournalRecord } from "./record.ts";
import type { TruthRecord } from "./truth.ts";

const members = (value: object): string => JSON.stringify(value).slice(1);

export const encodeEvent = (seq: number, event: ResponderEvent): string =>
  `{"seq":${seq},"record":"${event.kind === "outcome" ? "outcome" : "event"}",${members(event)}`;

const timed = (seq: number, record: string, at: InstantMs, value: object): string =>
  `{"seq":${seq},"record":"${record}","at":${at},${members(value)}`;

/** Runbook, scenario and the like are many drills' own, never change, and make up a fifth of a drill's journal. */
const embedded = new WeakMap<object, string>();

function encodeEmbedded(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  let text = embedded.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    embedded.set(value, text);
  }
  return text;
}

export function encodeHeader(seq: number, header: Header): string {
  const parts = Object.entries(header).map(([name, value]) => `"${name}":${encodeEmbedded(value)}`);
  return `{"seq":${seq},"record":"header","at":0,${parts.join(",")}}`;
}
export const encodeEffect = (seq: number, at: InstantMs, effect: Effect): string =>
  timed(seq, "effect", at, effect);
export const encodeTruth = (seq: number, at: InstantMs, truth: TruthRecord): string =>
  timed(seq, "truth", at, truth);
export const encodeEnd = (seq: number, at: InstantMs, reason: string): string =>
  timed(seq, "end", at, { reason });
export const encodeNote = (seq: number, at: InstantMs, person: string, text: string): string =>
  timed(seq, "note", at, { person, text });
export const encodeChain = (seq: number, at: InstantMs, bytes: number, sha256: string): string =>
  timed(seq, "chain", at, { bytes, sha256 });

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
