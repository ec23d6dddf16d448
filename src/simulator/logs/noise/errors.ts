/** Errors and warnings of everyday operation that no one acts upon during an incident. */

import {
  between,
  ephemeralPort,
  hex8,
  hex16,
  hex32,
  inSeconds,
  letters,
  mix,
  oneOf,
  privateAddress,
  uuid,
} from "../vary.ts";
import { type NoiseShape, row } from "./row.ts";

const CUSTOMERS = ["acme", "northwind", "globex", "initech", "umbra"] as const;

export const EVERYDAY_ERRORS: readonly NoiseShape[] = [
  row(
    "Webhooks: delivery",
    "ERROR",
    "webhooks",
    24,
    (_, draw) => {
      return `delivery of evt_${letters(draw, 1, 7)} to https://hooks.${oneOf(draw, 2, CUSTOMERS)}.example/flow answered ${oneOf(draw, 3, [404, 410, 500, 502])} (try ${between(draw, 4, 1, 8)} of 8)`;
    },
    { scope: "repo" },
  ),
  row("requests: webhook timed out", "ERROR", "webhooks", 16, (_, draw) => {
    return `requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='hooks.${oneOf(draw, 2, CUSTOMERS)}.example', port=443): Read timed out. (read timeout=10)`;
  }),
  row("PyJWT: expired", "WARN", "http", 14, "jwt.exceptions.ExpiredSignatureError: Signature has expired"),
  row("jsonwebtoken: expired", "WARN", "http", 12, "TokenExpiredError: jwt expired"),
  row("PyJWKClient: signing key", "ERROR", "http", 6, (_, draw) => {
    return `jwt.exceptions.PyJWKClientError: Unable to find a signing key that matches: "${letters(draw, 1, 8)}"`;
  }),
  row("PostgreSQL: slow statement", "WARN", "db", 28, (_, draw) => {
    return `slow query: ${between(draw, 1, 1_000, 9_400)}.${between(draw, 2, 100, 999)} ms SELECT count(*) FROM flow_runs WHERE repo = $1 AND created_at > $2`;
  }),
  row(
    "PostgreSQL: unique violation",
    "ERROR",
    "db",
    12,
    (context) => {
      return `duplicate key value violates unique constraint "flow_runs_trigger_key" (SQLSTATE 23505) pod=${context.pod}`;
    },
    { scope: "flow" },
  ),
  row(
    "PostgreSQL: serialization",
    "WARN",
    "db",
    10,
    "could not serialize access due to concurrent update (SQLSTATE 40001), retrying",
    { scope: "flow" },
  ),
  row("Kubernetes: readiness", "WARN", "runtime", 12, (_, draw) => {
    return `Readiness probe failed: Get "http://${privateAddress(draw, 1)}:8080/healthz": context deadline exceeded`;
  }),
  row(
    "Kubernetes: liveness",
    "WARN",
    "runtime",
    6,
    "Liveness probe failed: HTTP probe failed with statuscode: 503",
  ),
  row("Go net/http: handshake", "WARN", "http", 18, (_, draw) => {
    return `http: TLS handshake error from ${privateAddress(draw, 1)}:${ephemeralPort(draw, 2)}: ${oneOf(draw, 3, ["EOF", "tls: first record does not look like a TLS handshake", "read: connection reset by peer"])}`;
  }),
  row("nginx: client closed", "WARN", "http", 12, (_, draw) => {
    return `epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too while sending request to upstream, client: ${privateAddress(draw, 1)}`;
  }),
  row(
    "Node: epipe",
    "ERROR",
    "http",
    8,
    "Error: write EPIPE at afterWriteDispatched (node:internal/stream_base_commons:161:15)",
  ),
  row("OpenTelemetry: exporter", "WARN", "telemetry", 20, (_, draw) => {
    return `Transient error StatusCode.UNAVAILABLE encountered while exporting traces to otel-collector:4317, retrying in ${between(draw, 1, 1, 32)}s.`;
  }),
  row("OpenTelemetry: dropped", "ERROR", "telemetry", 8, (_, draw) => {
    return `Queue is full, likely spans will be dropped. dropped=${between(draw, 1, 1, 2_048)}`;
  }),
  row("asyncio: never retrieved", "ERROR", "runtime", 8, (_, draw) => {
    return `Task exception was never retrieved future: <Task finished name='Task-${between(draw, 1, 1_000, 90_000)}' coro=<flush_audit() done, defined at /app/flowengine/audit.py:88> exception=CancelledError()>`;
  }),
  row("asyncio: slow callback", "WARN", "runtime", 14, (_, draw) => {
    return `Executing <Handle BlockRunner._tick() created at /app/flowengine/runner.py:${between(draw, 1, 40, 400)}> took 0.${between(draw, 2, 100, 980)} seconds`;
  }),
  row(
    "Node: max listeners",
    "WARN",
    "runtime",
    6,
    "MaxListenersExceededWarning: Possible EventEmitter memory leak detected. 11 abort listeners added to [AbortSignal]. MaxListeners is 10.",
  ),
  row("APScheduler: skipped", "WARN", "scheduler", 10, (_, draw) => {
    return `Execution of job "sweep_leases (trigger: interval[0:00:${between(draw, 1, 10, 59)}])" skipped: maximum number of running instances reached (1)`;
  }),
  row("pypdf: marker", "ERROR", "ingest", 10, "pypdf.errors.PdfReadError: EOF marker not found", {
    scope: "flow",
  }),
  row(
    "CPython: decode",
    "ERROR",
    "ingest",
    8,
    (_, draw) => {
      return `UnicodeDecodeError: 'utf-8' codec can't decode byte 0x${oneOf(draw, 1, ["ff", "e9", "96", "a0"])} in position ${between(draw, 2, 0, 9_000)}: invalid start byte`;
    },
    { scope: "flow" },
  ),
  row("Tesseract: empty page", "WARN", "ingest", 6, "Empty page!! resolution estimated as 214", {
    scope: "flow",
  }),
  row("Elasticsearch: breaker", "ERROR", "search", 6, (_, draw) => {
    return `[circuit_breaking_exception] [parent] Data too large, data for [<http_request>] would be [${between(draw, 1, 4_100_000_000, 4_290_000_000)}/3.9gb], which is larger than the limit of [4080218931/3.7gb]`;
  }),
  row("Kafka: rebalance", "WARN", "queue", 10, (_, draw) => {
    return `Group coordinator flow-bus-${between(draw, 1, 0, 2)}:9092 (id: ${between(draw, 2, 2_147_483_000, 2_147_483_640)}) is unavailable or invalid due to cause: session timed out without receiving a heartbeat response. Rediscovery will be attempted.`;
  }),
  row("Redis: loading", "WARN", "cache", 4, "LOADING Redis is loading the dataset in memory"),
  row(
    "Redis: failover",
    "WARN",
    "cache",
    6,
    (_, draw) => `READONLY You can't write against a read only replica. (node ${hex8(mix(draw, 1))})`,
  ),
  row("Postfix: greylisted", "WARN", "mail", 6, "451 4.7.1 Greylisted, please try again later"),
  row("LaunchDarkly: stream", "WARN", "flags", 6, "Received error 503 for streaming request - will retry"),
  row(
    "Sentry: transport",
    "WARN",
    "telemetry",
    6,
    (_, draw) =>
      `Sentry transport: event ${hex32(draw, 1)} dropped, backing off ${between(draw, 2, 10, 60)}s`,
  ),
  row("Kubernetes: leader lease", "WARN", "runtime", 6, (_, draw) => {
    return `error retrieving resource lock flowengine/flow-scheduler: Get "https://10.96.0.1:443/apis/coordination.k8s.io/v1/namespaces/flowengine/leases/flow-scheduler?timeout=5s": context deadline exceeded (${uuid(draw, 1)})`;
  }),
  row(
    "chrony: offset",
    "WARN",
    "runtime",
    2,
    (_, draw) => `System clock wrong by 0.${between(draw, 1, 100_000, 890_000)} seconds`,
  ),
  row(
    "pydantic: deprecated",
    "WARN",
    "runtime",
    10,
    "PydanticDeprecatedSince20: The `dict` method is deprecated; use `model_dump` instead. Deprecated in Pydantic V2.0 to be removed in V3.0.",
  ),
  row(
    "Node: punycode",
    "WARN",
    "runtime",
    8,
    "[DEP0040] DeprecationWarning: The `punycode` module is deprecated. Please use a userland alternative instead.",
  ),
  row(
    "CPython: utcnow",
    "WARN",
    "runtime",
    6,
    "DeprecationWarning: datetime.datetime.utcnow() is deprecated and scheduled for removal in a future version.",
  ),
  row(
    "HotSpot: metaspace",
    "WARN",
    "runtime",
    2,
    (_, draw) => `Metaspace usage ${between(draw, 1, 82, 94)}% of MaxMetaspaceSize`,
  ),
  row(
    "Scanner: env file",
    "WARN",
    "http",
    8,
    (_, draw) => `"GET /.env HTTP/1.1" 404 ${privateAddress(draw, 1)} "Mozilla/5.0 zgrab/0.x"`,
  ),
  row(
    "Lease: lost",
    "WARN",
    "flow-runner",
    8,
    (_, draw) => `lease ${hex16(draw, 1)} expired ${inSeconds(between(draw, 2, 20, 4_000))}s ago, taken over`,
    { scope: "flow" },
  ),
];
