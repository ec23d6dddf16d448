/** A raw log line without its dressing: what Docker, Kubernetes, syslog, journald and loggers put before or around a
 *  message is taken off layer by layer; what it tells (time, level) is kept.
 *  Not here: fields of records (`log-record.ts`), what a message means (`../responder/signatures.ts`). */

import { findLevel, type Loudness, loudnessOfNumber } from "./log-level.ts";
import { recordOfJson, recordOfLogfmt } from "./log-record.ts";
import { timeAtStart } from "./log-time.ts";
import { partOfTrace } from "./stack-trace.ts";

export interface LogLine {
  /** Milliseconds since 1970; null where the line tells none. */
  readonly time: number | null;
  readonly loudness: Loudness | null;
  /** Without the dressing. */
  readonly message: string;
  /** A logger began a new entry here, so that it goes on with nothing. */
  readonly beginsEntry: boolean;
  /** PostgreSQL says more of the line before: the statement that failed, a detail, a hint. */
  readonly isAside: boolean;
}

const CRI = /^(\d{4}-\d{2}-\d{2}T\S+) (stdout|stderr) ([FP])(?::\S*)? ?/;
/** `docker compose logs`, `kubectl logs --prefix`, `stern`. */
const CONTAINER = /^(?:[\w.-]+-\d+ +\| |\[pod\/[\w./-]+\] )/;
const SYSLOG_PRIORITY = /^<(\d{1,3})>(?:1 )?/;
/** Host, program and process behind a syslog or journald time. */
const SYSLOG_TAG = /^ ?[\w.-]+ [\w./@-]+(?:\[\d+\])?: /;
/** Behind a time that others write as well, only a process id tells journald's tag from a level and a logger. */
const JOURNALD_TAG = /^ ?[\w.-]+ [\w./@-]+\[\d+\]: /;
const RFC5424_TAG =
  /^ (\S+) (\S+) (\S+) (\S+) (?:-|(?:\[(?:[^\]\\"]|\\.|"(?:[^"\\]|\\.)*")*\])+) ?(?:\ufeff)?/;
const KLOG_TAG = /^\s+\d+ [\w.-]+:\d+\] /;
const KLOG_LEVELS: Readonly<Record<string, Loudness>> = { I: "quiet", W: "warning", E: "error", F: "error" };
const MOST_LAYERS = 6;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
const COLOURS = /\u001b\[[0-?]*[ -/]*[@-~]/g;

interface Known {
  time: number | null;
  loudness: Loudness | null;
  beginsEntry: boolean;
  isAside: boolean;
}

export function readLogLine(raw: string): LogLine {
  const known: Known = { time: null, loudness: null, beginsEntry: false, isAside: false };
  let rest = raw.includes("\u001b") ? raw.replace(COLOURS, "") : raw;
  for (let layer = 0; layer < MOST_LAYERS && !belongsToTrace(rest); layer += 1) {
    const inner = unwrapped(rest, known);
    if (inner === null) break;
    rest = inner;
  }
  return { ...known, message: rest };
}

/** What a frame says may look like a level. */
function belongsToTrace(text: string): boolean {
  const part = partOfTrace(text);
  return part !== null && part !== "detail";
}

/** One layer less; null where there is none left. */
function unwrapped(text: string, known: Known): string | null {
  return (
    withoutContainer(text, known) ??
    ofJson(text, known) ??
    withoutTimeAndLevel(text, known) ??
    ofLogfmt(text, known)
  );
}

function withoutContainer(text: string, known: Known): string | null {
  const cri = CRI.exec(text);
  if (cri !== null) {
    known.time ??= timeAtStart(cri[1] as string)?.ms ?? null;
    return text.slice(cri[0].length);
  }
  const container = CONTAINER.exec(text);
  return container === null ? null : text.slice(container[0].length);
}

function ofJson(text: string, known: Known): string | null {
  if (!text.startsWith("{") || !text.trimEnd().endsWith("}")) return null;
  const record = recordOfJson(text);
  if (record === null) return null;
  // The innermost time is the program's own.
  known.time = record.time ?? known.time;
  if ("wrapped" in record) return record.wrapped;
  known.loudness = record.loudness ?? known.loudness;
  known.beginsEntry = true;
  return record.message;
}

function ofLogfmt(text: string, known: Known): string | null {
  const record = recordOfLogfmt(text);
  if (record === null) return null;
  known.time = record.time ?? known.time;
  known.loudness = record.loudness ?? known.loudness;
  known.beginsEntry = true;
  return record.message;
}

/** A timestamp at the front, or a level within the first fields; each is taken off once. */
function withoutTimeAndLevel(text: string, known: Known): string | null {
  if (known.beginsEntry) return null;
  const priority = SYSLOG_PRIORITY.exec(text);
  const behindPriority = priority === null ? text : text.slice(priority[0].length);
  const bracket = /^[[(]/.test(behindPriority) ? 1 : 0;
  const time = timeAtStart(behindPriority.slice(bracket));
  if (priority !== null) known.loudness ??= loudnessOfNumber(Number(priority[1]) % 8);
  if (time === null)
    return withoutAccessTime(behindPriority, known) ?? withoutLevel(behindPriority, known, priority !== null);
  // A collector's full time says more than the program's time of day.
  known.time = time.isPartial ? (known.time ?? time.ms) : time.ms;
  const start = bracket + time.length;
  const behind = behindPriority.slice(start);
  const klog = KLOG_TAG.exec(behind);
  if (klog !== null) {
    known.loudness = KLOG_LEVELS[behindPriority.charAt(bracket)] ?? known.loudness;
    known.beginsEntry = true;
    return behind.slice(klog[0].length);
  }
  if (priority?.[0].endsWith("1 ") === true) {
    const tag = RFC5424_TAG.exec(behind);
    if (tag !== null) return behind.slice(tag[0].length);
  }
  const tag = (/^[A-Z]/.test(behindPriority) ? SYSLOG_TAG : JOURNALD_TAG).exec(behind);
  // What a program says through syslog has a dress of its own.
  if (tag !== null) return behind.slice(tag[0].length);
  return withoutLevel(behind.replace(/^[\])]/, ""), known, true) ?? behind.trimStart();
}

/** Client, user and time, as nginx, Apache and their kin begin the line of a request. */
const ACCESS_LOG = /^(\S+ \S+ \S+) \[(?=\d{2}\/)/;

function withoutAccessTime(text: string, known: Known): string | null {
  const client = ACCESS_LOG.exec(text);
  if (client === null) return null;
  const [whole, who] = client as unknown as readonly [string, string];
  const time = timeAtStart(text.slice(whole.length));
  if (time === null) return null;
  known.time = time.ms;
  known.beginsEntry = true;
  return who + text.slice(whole.length + time.length).replace(/^\]/, "");
}

function withoutLevel(text: string, known: Known, isDressed: boolean): string | null {
  const level = findLevel(text, isDressed);
  if (level === null) {
    known.beginsEntry ||= isDressed;
    return isDressed ? text.trimStart() : null;
  }
  known.loudness = level.loudness;
  known.beginsEntry = true;
  known.isAside = level.isAside;
  const behind = text.slice(level.end).replace(/^[\])>}\s:|,*-]+/, "");
  const time = timeAtStart(behind);
  if (time !== null) known.time ??= time.ms;
  const message = time === null ? behind : behind.slice(time.length).trimStart();
  // A level that ends the line had its message before it.
  return message === "" ? text.trimStart() : message;
}

const MOST_JOINED_CHARACTERS = 65_536;

/** Joins the lines that Kubernetes cut: a `P` goes on in the next line of its stream, which ends with an `F`. */
export class CutLines {
  readonly #begun = new Map<string, string>();

  get isBegun(): boolean {
    return this.#begun.size > 0;
  }

  /** The whole line; null while it goes on. */
  join(raw: string): string | null {
    const cri = CRI.exec(raw);
    if (cri === null) return raw;
    const [prefix, , stream, ends] = cri as unknown as readonly [string, string, string, string];
    const begun = this.#begun.get(stream);
    const whole = begun === undefined ? raw : begun + raw.slice(prefix.length);
    if (ends === "F") {
      this.#begun.delete(stream);
      return whole;
    }
    this.#begun.set(stream, whole.slice(0, MOST_JOINED_CHARACTERS));
    return null;
  }

  /** What was cut and never ended. */
  rest(): readonly string[] {
    const begun = [...this.#begun.values()];
    this.#begun.clear();
    return begun;
  }
}
