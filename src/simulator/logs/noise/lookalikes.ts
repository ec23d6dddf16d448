/** Lines that resemble one of the causes a responder looks for, and mean nothing of the kind.
 *  They come at a low rate in every world, healthy ones too: other services, other databases, other keys, single calls. */

import { between, hex8, letters, mix, oneOf } from "../vary.ts";
import { type NoiseShape, row } from "./row.ts";

export const LOOKALIKES: readonly NoiseShape[] = [
  row(
    "Retry: worked after 529",
    "WARN",
    "router",
    3,
    (_, draw) => {
      return `anthropic answered 529 overloaded_error once, attempt 2 succeeded request_id=req_011C${letters(draw, 1, 10)}`;
    },
    { scope: "flow", resembles: "model" },
  ),
  row(
    "Qdrant: unavailable",
    "ERROR",
    "search",
    2,
    (_, draw) => {
      return `qdrant_client.http.exceptions.ResponseHandlingException: status: UNAVAILABLE, details: "No such host vectors-${between(draw, 1, 0, 3)}"`;
    },
    { resembles: "model" },
  ),
  row("Cohere: rerank", "WARN", "search", 2, "reranker answered 503, fell back to BM25 order", {
    scope: "flow",
    resembles: "model",
  }),
  row(
    "OpenAI: moderation",
    "WARN",
    "router",
    2,
    "moderation endpoint: The server had an error processing your request. Sorry about that! Skipped.",
    { scope: "flow", resembles: "model" },
  ),
  row(
    "Node SDK: single timeout",
    "WARN",
    "router",
    2,
    "APIConnectionTimeoutError: Request timed out. (1 of 3, next try immediately)",
    { scope: "flow", resembles: "model" },
  ),

  row(
    "Octokit: secondary limit",
    "WARN",
    "git",
    4,
    (_, draw) => {
      return `HttpError: You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID ${hex8(mix(draw, 1))}:${between(draw, 2, 1_000, 9_999)}.`;
    },
    { resembles: "rate-limit" },
  ),
  row(
    "GitHub: installation limit",
    "ERROR",
    "git",
    1,
    (_, draw) => {
      return `HttpError: API rate limit exceeded for installation ID ${between(draw, 1, 10_000_000, 59_000_000)}.`;
    },
    { resembles: "rate-limit" },
  ),
  row(
    "slack_sdk: ratelimited",
    "ERROR",
    "notify",
    3,
    () => {
      return "slack_sdk.errors.SlackApiError: The request to the Slack API failed. (url: https://slack.com/api/chat.postMessage) The server responded with: {'ok': False, 'error': 'ratelimited'}";
    },
    { resembles: "rate-limit" },
  ),
  row(
    "Slack web-api: retry-after",
    "WARN",
    "notify",
    3,
    (_, draw) => {
      return `http request failed A rate limit was exceeded (url: chat.postMessage, retry-after: ${between(draw, 1, 1, 30)})`;
    },
    { resembles: "rate-limit" },
  ),
  row(
    "S3: slow down",
    "ERROR",
    "artifacts",
    3,
    () => {
      return "botocore.exceptions.ClientError: An error occurred (SlowDown) when calling the PutObject operation (reached max retries: 4): Please reduce your request rate.";
    },
    { resembles: "rate-limit" },
  ),
  row(
    "Docker Hub: pull limit",
    "WARN",
    "runtime",
    1,
    () => {
      return "toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit";
    },
    { resembles: "rate-limit" },
  ),
  row(
    "Prometheus: remote write",
    "WARN",
    "telemetry",
    2,
    (_, draw) => {
      return `server returned HTTP status 429: per-user series limit of ${between(draw, 1, 100, 900)}000 reached, please contact administrator to raise it`;
    },
    { resembles: "rate-limit" },
  ),

  row(
    "jsonschema: webhook",
    "WARN",
    "webhooks",
    4,
    (_, draw) => {
      return `ignored payload of https://hooks.partner-${between(draw, 1, 1, 40)}.example: 'event_id' is a required property`;
    },
    { resembles: "schema" },
  ),
  row(
    "JSON: unterminated",
    "WARN",
    "validator",
    4,
    (_, draw) => {
      return `SyntaxError: Unterminated string in JSON at position ${between(draw, 1, 800, 16_000)}, repaired and accepted`;
    },
    { scope: "flow", resembles: "schema" },
  ),
  row(
    "Delta Lake: mismatch",
    "ERROR",
    "export",
    1,
    () => {
      return "pyspark.errors.exceptions.captured.AnalysisException: [DELTA_METADATA_MISMATCH] A schema mismatch detected when writing to the Delta table";
    },
    { resembles: "schema" },
  ),
  row(
    "Avro: nightly export",
    "ERROR",
    "export",
    2,
    (_, draw) => {
      return `org.apache.avro.UnresolvedUnionException: Not in union ["null","string"]: ${between(draw, 1, 1, 900)} (field=legacy_code)`;
    },
    { resembles: "schema" },
  ),
  row(
    "Schema: deprecated version",
    "WARN",
    "validator",
    3,
    "schema 20250902_003 is deprecated, output accepted",
    { scope: "flow", resembles: "schema" },
  ),

  row(
    "urllib3: pool full",
    "WARN",
    "http",
    4,
    (_, draw) => {
      return `Connection pool is full, discarding connection: hooks.${oneOf(draw, 1, ["acme", "globex", "umbra"])}.example. Connection pool size: 10`;
    },
    { resembles: "database-pool" },
  ),
  row("Redis: clients", "ERROR", "cache", 2, "ReplyError: ERR max number of clients reached", {
    resembles: "database-pool",
  }),
  row("MySQL: legacy", "ERROR", "export", 1, "pymysql.err.OperationalError: (1040, 'Too many connections')", {
    resembles: "database-pool",
  }),
  row(
    "HikariCP: leak hint",
    "WARN",
    "db",
    3,
    (_, draw) => {
      return `HikariPool-1 - Connection leak detection triggered for org.postgresql.jdbc.PgConnection@${hex8(mix(draw, 1))} on thread scheduler-${between(draw, 2, 1, 4)}, stack trace follows`;
    },
    { resembles: "database-pool" },
  ),
  row(
    "PostgreSQL: one deadlock",
    "ERROR",
    "db",
    3,
    (_, draw) => {
      return `deadlock detected (SQLSTATE 40P01) while processing block_attempts, retried, pid ${between(draw, 1, 900, 32_000)}`;
    },
    { scope: "flow", resembles: "database-pool" },
  ),
  row(
    "PostgreSQL: warehouse",
    "WARN",
    "export",
    2,
    "warehouse: canceling statement due to conflict with recovery (SQLSTATE 40001)",
    { resembles: "database-pool" },
  ),

  row(
    "GitHub: bad credentials",
    "ERROR",
    "git",
    2,
    `HttpError: Bad credentials - https://docs.github.com/rest (status 401)`,
    { resembles: "credential" },
  ),
  row(
    "requests: registry",
    "ERROR",
    "runtime",
    2,
    () => {
      return "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://registry.flowengine.internal/v2/";
    },
    { resembles: "credential" },
  ),
  row(
    "AWS STS: expired",
    "ERROR",
    "artifacts",
    2,
    () => {
      return "botocore.exceptions.ClientError: An error occurred (ExpiredToken) when calling the GetObject operation: The provided token has expired. Refreshed and repeated.";
    },
    { resembles: "credential" },
  ),
  row(
    "smtplib: refused",
    "ERROR",
    "mail",
    2,
    () => {
      return "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted.')";
    },
    { resembles: "credential" },
  ),
  row(
    "Jira: unauthenticated",
    "WARN",
    "notify",
    2,
    () => {
      return "JiraError HTTP 401 url: https://jira.flowengine.internal/rest/api/2/issue text: Client must be authenticated to access this resource.";
    },
    { resembles: "credential" },
  ),
  row(
    "Vault: renewal",
    "WARN",
    "runtime",
    2,
    (_, draw) => {
      return `vault: lease of database/creds/readonly renewed late, ${between(draw, 1, 3, 40)}s left`;
    },
    { resembles: "credential" },
  ),
  row(
    "Customer: key refused",
    "WARN",
    "http",
    3,
    (_, draw) => {
      return `inbound request refused: unknown API key fe_live_****${letters(draw, 1, 2)} (customer ${between(draw, 2, 100, 999)})`;
    },
    { resembles: "credential" },
  ),

  row(
    "Anthropic: one long prompt",
    "ERROR",
    "router",
    3,
    (_, draw) => {
      return `anthropic.BadRequestError: Error code: 400 - {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': 'prompt is too long: ${between(draw, 1, 200_100, 214_000)} tokens > 200000 maximum'}}`;
    },
    { scope: "flow" },
  ),
  row(
    "OpenAI: one long prompt",
    "ERROR",
    "router",
    2,
    (_, draw) => {
      return `BadRequestError: 400 This model's maximum context length is 128000 tokens. However, your messages resulted in ${between(draw, 1, 128_100, 139_000)} tokens. Please reduce the length of the messages.`;
    },
    { scope: "flow" },
  ),
];
