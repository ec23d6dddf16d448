/** Log records as fields: JSON lines of the usual loggers (pino, winston, bunyan, zap, zerolog, logback and logstash,
 *  structlog, Google's and Elastic's forms, journald) and logfmt. A JSON text that no logger wrote, such as a provider's
 *  answer, is no record: it is read as it stands. */

import { type Loudness, loudnessOfField } from "./log-level.ts";
import { timeOfField } from "./log-time.ts";
import { condensed } from "./stack-trace.ts";

export interface LogRecord {
  readonly time: number | null;
  readonly loudness: Loudness | null;
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

const MESSAGE_FIELDS = [
  "msg",
  "message",
  "event",
  "@message",
  "@m",
  "@mt",
  "MESSAGE",
  "short_message",
  "textPayload",
  "text",
  "log",
];
const LEVEL_FIELDS = [
  "level",
  "severity",
  "lvl",
  "loglevel",
  "log.level",
  "levelname",
  "level_name",
  "@level",
  "@l",
  "Level",
  "PRIORITY",
  "severity_text",
  "log_level",
];
const TIME_FIELDS = [
  "time",
  "ts",
  "timestamp",
  "@timestamp",
  "@t",
  "Timestamp",
  "asctime",
  "datetime",
  "date",
  "t",
  "eventTime",
  "__REALTIME_TIMESTAMP",
];
/** What went wrong stands in these beside the message. */
const ERROR_FIELDS = [
  "err", "error", "exception", "exc_info", "exc", "thrown", "cause", "error.type", "error.message", "error.code", "error.kind",
  "exception.type", "exception.message", "errorMessage", "error_message", "errmsg", "errorType", "error_type", "reason", "detail", "details",
  "code", "errorCode", "error_code", "status", "statusCode", "status_code", "http.status_code", "grpc.code", "sqlstate", "host", "port",
  "response", "body", "res", "stack", "stack_trace", "stacktrace", "error.stack_trace", "exception.stacktrace", "errorVerbose", "full_message", "@x",
]; // biome-ignore format: a list

const MOST_CHARACTERS = 4_000;

/** Null for what no logger wrote. */
export function recordOfJson(
  text: string,
): LogRecord | { readonly wrapped: string; readonly time: number | null } | null {
  const fields = parsed(text);
  if (fields === null) return null;
  if (
    typeof fields["log"] === "string" &&
    (fields["stream"] !== undefined || fields["kubernetes"] !== undefined)
  )
    return {
      wrapped: fields["log"].replace(/[\r\n]+$/, ""),
      time: firstOf(fields, TIME_FIELDS, timeOfField),
    };
  return recordOf(fields);
}

function parsed(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function recordOf(fields: Fields): LogRecord | null {
  const nested = fields["jsonPayload"] ?? fields["log"];
  const loudness = firstOf(fields, LEVEL_FIELDS, loudnessOfField) ?? levelOfElastic(fields["log"]);
  const time = firstOf(fields, TIME_FIELDS, timeOfField);
  const head =
    firstOf(fields, MESSAGE_FIELDS, textOf) ??
    (isFields(nested) ? firstOf(nested, MESSAGE_FIELDS, textOf) : null);
  if (loudness === null && (time === null || head === null)) return null;
  const parts = head === null ? [] : [condensed(head)];
  const from = isFields(fields["jsonPayload"]) ? { ...fields["jsonPayload"], ...fields } : fields;
  for (const name of ERROR_FIELDS) {
    if (!Object.hasOwn(from, name)) continue;
    const said = saidBy(from[name]);
    if (said === "" || parts.some((part) => part.includes(said))) continue;
    parts.push(typeof from[name] === "number" ? `${name}=${said}` : said);
  }
  return { time, loudness, message: parts.join(" ").slice(0, MOST_CHARACTERS) };
}

const levelOfElastic = (log: unknown): Loudness | null =>
  isFields(log) ? loudnessOfField(log["level"]) : null;

const textOf = (value: unknown): string | null =>
  typeof value === "string" ? value : isFields(value) ? JSON.stringify(value) : null;

function firstOf<T>(fields: Fields, names: readonly string[], read: (value: unknown) => T | null): T | null {
  for (const name of names) {
    if (!Object.hasOwn(fields, name)) continue;
    const value = read(fields[name]);
    if (value !== null) return value;
  }
  return null;
}

function saidBy(value: unknown): string {
  if (typeof value === "string") return condensed(value);
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return writtenOut(value);
  if (!isFields(value)) return "";
  const { type, name, message, stack: _, ...rest } = value;
  const kind = typeof type === "string" ? type : name;
  if (typeof kind !== "string" || typeof message !== "string") return writtenOut(value);
  const more = Object.keys(rest).length === 0 ? "" : ` ${writtenOut(rest)}`;
  return `${kind}: ${condensed(message)}${more}`;
}

const writtenOut = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "string" ? condensed(inner) : inner));

const PAIR = /([A-Za-z_@][\w.@-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g;
const HAS_LOGFMT = /(?:^|\s)(?:level|lvl|severity)=/;
const HAS_MESSAGE = /(?:^|\s)(?:msg|message|event|err|error)=/;

/** Null where a line is no logfmt: without a level and a message of their own names it is words with equals signs. */
export function recordOfLogfmt(text: string): LogRecord | null {
  if (!HAS_LOGFMT.test(text) || !HAS_MESSAGE.test(text)) return null;
  const fields: Record<string, unknown> = Object.create(null);
  for (const [, name, quoted, plain] of text.matchAll(PAIR))
    fields[name as string] ??=
      quoted === undefined ? plain : quoted.replaceAll('\\"', '"').replaceAll("\\n", "\n");
  return recordOf({ ...fields });
}
