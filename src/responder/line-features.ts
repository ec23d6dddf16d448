/** What a line's structure says, read off its words: HTTP and gRPC statuses, SQLSTATEs, ports.
 *  A number counts only where its neighbours say what it is: 429 rows are no limit.
 *  Features are words of a form that no line has (`http:429`), so that signatures can ask for them as for words. */

/** The features of a line's words, with a space before and after each. */
export function featuresOf(words: string): string {
  const tokens = words.split(" ");
  let features = " ";
  const add = (feature: string): void => {
    if (!features.includes(` ${feature} `)) features += `${feature} `;
  };
  for (let at = 1; at < tokens.length; at += 1) {
    const token = tokens[at] as string;
    const first = token.charCodeAt(0);
    if (first >= 48 && first <= 57) {
      if (token.length === 3 && isHttpStatus(tokens, at)) {
        add(`http:${token}`);
        add(`http:${token[0]}xx`);
      } else if (token.length === 5 && isSqlState(tokens, at)) add(`sqlstate:${token}`);
      else if (PORTS.has(token) && isPort(tokens, at)) add(`port:${token}`);
    } else if (token.length === 5 && isSqlState(tokens, at)) add(`sqlstate:${token}`);
    else if (GRPC_FIRST.has(token)) {
      const status = grpcStatus(tokens, at);
      if (status !== null) add(`grpc:${status}`);
    }
  }
  return features;
}

const isNumber = (token: string | undefined): boolean => token !== undefined && /^\d+$/.test(token);

/** Words after which a number of three digits is a status. */
const BEFORE_STATUS = new Set([
  "http",
  "status",
  "statuscode",
  "code",
  "error",
  "err",
  "response",
  "responded",
  "returned",
  "returns",
  "got",
  "received",
  "failed",
  "exception",
  "answered",
  "replied",
  "httperror",
  "failure",
]);
/** Weaker words: a status only if one of those stands before them. */
const BETWEEN = new Set([
  "with",
  "is",
  "was",
  "a",
  "an",
  "of",
  "by",
  "code",
  "status",
  "the",
  "server",
  "client",
  "api",
  "from",
]);
/** What may follow a status: the beginning of its reason. */
const AFTER_STATUS = new Set([
  "bad",
  "unauthorized",
  "unauthorised",
  "forbidden",
  "payment",
  "not",
  "method",
  "request",
  "conflict",
  "gone",
  "payload",
  "unprocessable",
  "too",
  "internal",
  "gateway",
  "service",
  "overloaded",
  "resource",
  "insufficient",
  "temporarily",
  "upstream",
  "origin",
  "web",
  "none",
  "null",
]);
/** Reasons that would be ordinary words elsewhere must be whole. */
const WHOLE_REASONS: Readonly<Record<string, readonly string[]>> = {
  bad: ["request", "gateway"],
  not: ["found", "implemented", "acceptable", "allowed"],
  request: ["timeout", "entity", "header"],
  too: ["many"],
  internal: ["server", "error"],
  gateway: ["timeout", "time"],
  service: ["unavailable", "temporarily"],
  payment: ["required"],
  method: ["not"],
  payload: ["too"],
  web: ["server"],
  origin: ["dns", "is"],
  resource: ["exhausted"],
  upstream: ["connect", "request"],
};
const LOOKED_BACK = 4;

function isHttpStatus(tokens: readonly string[], at: number): boolean {
  const token = tokens[at] as string;
  const first = token.charCodeAt(0);
  if (first < 49 || first > 53 || !isNumber(token)) return false;
  const next = tokens[at + 1] ?? "";
  if (AFTER_STATUS.has(next)) {
    const rest = WHOLE_REASONS[next];
    if (rest === undefined || rest.includes(tokens[at + 2] ?? "")) return true;
  }
  // HTTP/1.1 503 and HTTP/2 503.
  if (isNumber(tokens[at - 1]))
    return tokens[at - 2] === "http" || (isNumber(tokens[at - 2]) && tokens[at - 3] === "http");
  for (let back = 1; back <= LOOKED_BACK; back += 1) {
    const before = tokens[at - back];
    if (before === undefined) return false;
    if (BEFORE_STATUS.has(before)) return true;
    if (!BETWEEN.has(before)) return false;
  }
  return false;
}

const GRPC_STATUSES = [
  "cancelled",
  "canceled",
  "unknown",
  "invalid-argument",
  "deadline-exceeded",
  "not-found",
  "already-exists",
  "permission-denied",
  "resource-exhausted",
  "failed-precondition",
  "aborted",
  "out-of-range",
  "unimplemented",
  "internal",
  "unavailable",
  "data-loss",
  "unauthenticated",
] as const;
const GRPC_FIRST = new Set(GRPC_STATUSES.map((status) => status.split("-")[0] as string));
const BEFORE_GRPC = new Set(["code", "grpc", "statuscode", "status"]);

function grpcStatus(tokens: readonly string[], at: number): string | null {
  if (!BEFORE_GRPC.has(tokens[at - 1] ?? "")) return null;
  for (const status of GRPC_STATUSES) {
    const words = status.split("-");
    if (words.every((word, index) => tokens[at + index] === word)) return status;
  }
  return null;
}

const BEFORE_SQLSTATE = new Set(["sqlstate", "state", "pgcode"]);
/** The classes that PostgreSQL itself uses, where only `code` or `error` announces them. */
const SQL_CODE = /^(?:08|2[2358]|3[d4]|40|42|5[3457]|58)[0-9a-z]{3}$|^xx00[0-2]$/;
const SQLSTATE = /^[0-9a-z]{5}$/;

function isSqlState(tokens: readonly string[], at: number): boolean {
  const token = tokens[at] as string;
  const before = tokens[at - 1] === "code" && tokens[at - 2] !== undefined ? tokens[at - 2] : tokens[at - 1];
  if (BEFORE_SQLSTATE.has(before ?? "") || BEFORE_SQLSTATE.has(tokens[at - 1] ?? ""))
    return SQLSTATE.test(token) && /\d/.test(token);
  if (tokens[at - 1] !== "code" && tokens[at - 1] !== "error") return false;
  return SQL_CODE.test(token);
}

/** Ports that say what listens there. */
const PORTS = new Set([
  "5432",
  "5433",
  "6432",
  "3306",
  "3307",
  "33060",
  "27017",
  "1433",
  "1521",
  "26257",
  "6379",
  "6380",
  "9092",
  "5672",
  "9200",
  "2379",
  "11211",
  "11434",
  "443",
  "80",
  "53",
  "25",
  "587",
  "465",
]);

/** Behind a host or an address, or announced. */
function isPort(tokens: readonly string[], at: number): boolean {
  const before = tokens[at - 1] ?? "";
  if (before === "port" || before === "localhost") return true;
  if (isNumber(before))
    return isNumber(tokens[at - 2]) && isNumber(tokens[at - 3]) && isNumber(tokens[at - 4]);
  // Short ports are ordinary numbers: only behind what looks like a host.
  const long = (tokens[at] as string).length > 3;
  return long ? before !== "" && !BEFORE_STATUS.has(before) : HOST_ENDS.has(before);
}

const HOST_ENDS = new Set(["com", "net", "org", "io", "ai", "cn", "dev", "local", "internal", "svc", "co"]);
