/** A provider's failure on the wire, and how a client library words it.
 *  A refusal is what the vendor answers (status and words); an envelope is what one library makes of any refusal.
 *  Their combinations are the shapes: the same refusal reads differently in Python, Node, Java, Go or behind a proxy. */

import { RandomStream } from "../../../prng.ts";
import type { Sdk } from "../dialect.ts";
import type { LogContext, ProviderFailure, ProviderFailureKind } from "../occurrence.ts";
import { type Render, type Shape, type Table, type Trace, table } from "../shape.ts";

export type Failures = readonly ProviderFailureKind[];

/** What the vendor, or the edge in front of it, sends back. */
export interface Refusal {
  readonly id: string;
  readonly origin: string;
  readonly failures: Failures;
  readonly weight: number;
  readonly status: number;
  /** The vendor's class of error; empty when the body is no JSON but plain text or HTML. */
  readonly type: string;
  /** The vendor's narrower code (OpenAI's `code`, Google's `reason`). */
  readonly code: string | null;
  /** Whether the words hide what happened. */
  readonly lies: boolean;
  readonly says: Render<ProviderFailure>;
}

/** What one library prints when it is refused. */
export interface Envelope {
  readonly id: string;
  readonly origin: string;
  readonly sdk: Sdk;
  readonly weight: number;
  readonly trace: Trace;
  /** Called once for each refusal, when the tables are made. */
  readonly wrap: (refusal: Refusal) => Render<ProviderFailure>;
}

/** What a library prints when no answer came at all. */
export interface TransportShape extends Shape<ProviderFailure> {
  readonly failure: ProviderFailureKind;
  readonly sdk: Sdk;
}

interface RefusalOptions {
  readonly weight?: number;
  readonly code?: string;
  readonly lies?: boolean;
}

export function refusal(
  id: string,
  origin: string,
  failures: Failures,
  status: number,
  type: string,
  says: string | Render<ProviderFailure>,
  options: RefusalOptions = {},
): Refusal {
  return {
    id,
    origin,
    failures,
    weight: options.weight ?? 3,
    status,
    type,
    code: options.code ?? null,
    lies: options.lies ?? false,
    says: typeof says === "string" ? () => says : says,
  };
}

export function envelope(
  sdk: Sdk,
  id: string,
  origin: string,
  weight: number,
  trace: Trace,
  wrap: Envelope["wrap"],
): Envelope {
  return { id, origin, sdk, weight, trace, wrap };
}

export type ProviderTables = Readonly<
  Record<Sdk, Readonly<Record<ProviderFailureKind, Table<ProviderFailure>>>>
>;

const FAILURE_KINDS: Failures = [
  "overloaded",
  "unavailable",
  "timeout",
  "connection-refused",
  "connection-reset",
  "gateway",
  "rate-limited",
  "quota-exhausted",
  "key-invalid",
  "key-suspended",
  "context-too-long",
  "bad-request",
];

/** A vendor's tables: for each library and failure, the transport's shapes and every envelope around every refusal. */
export function providerTables(
  vendor: string,
  salt: number,
  refusals: readonly Refusal[],
  envelopes: readonly Envelope[],
  transport: readonly TransportShape[],
): ProviderTables {
  const ofSdk = (sdk: Sdk, sdkSalt: number) => {
    const own = envelopes.filter((each) => each.sdk === sdk);
    const entries = FAILURE_KINDS.map((failure, index) => {
      const unanswered = transport.filter((each) => each.sdk === sdk && each.failure === failure);
      const shapes = (lies: boolean): readonly Shape<ProviderFailure>[] =>
        refusals
          .filter((each) => each.lies === lies && each.failures.includes(failure))
          .flatMap((each) => own.map((around) => combined(vendor, failure, each, around)));
      return [
        failure,
        table(salt + sdkSalt + index, [...unanswered, ...shapes(false)], shapes(true)),
      ] as const;
    });
    return Object.fromEntries(entries) as Record<ProviderFailureKind, Table<ProviderFailure>>;
  };
  return {
    python: ofSdk("python", 0),
    node: ofSdk("node", 20),
    jvm: ofSdk("jvm", 40),
    go: ofSdk("go", 60),
    proxy: ofSdk("proxy", 80),
  };
}

function combined(
  vendor: string,
  failure: ProviderFailureKind,
  refusal: Refusal,
  around: Envelope,
): Shape<ProviderFailure> {
  return {
    id: `${vendor}/${failure}/${refusal.id}/${around.id}`,
    origin: `${refusal.origin}; ${around.origin}`,
    weight: refusal.weight * around.weight,
    trace: around.trace,
    render: around.wrap(refusal),
  };
}

const SAMPLE: ProviderFailure = {
  of: "provider-failure",
  provider: "sample",
  failure: "unavailable",
  model: "sample",
  attempt: 1,
  willRetry: false,
};

const SAMPLE_CONTEXT: LogContext = {
  at: "2025-11-04T09:30:00.000Z",
  repo: null,
  flow: null,
  block: null,
  pod: "sample",
  dialect: {
    sdk: "python",
    database: "psycopg",
    validator: "ajv",
    stack: "cut",
    wrapping: 0,
    accent: 0,
    shapes: "all",
  },
  stream: new RandomStream("sample", "0"),
};

/** The quotes that Python's repr puts around a refusal's words: double ones when the words have an apostrophe. */
export function pythonQuote(refusal: Refusal): string {
  const text = refusal.says(SAMPLE, SAMPLE_CONTEXT, 0);
  return text.includes("'") ? '"' : "'";
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** Go's `http.StatusText`: empty for a status the standard does not know, such as 529. */
export const statusText = (status: number): string => STATUS_TEXTS[status] ?? "";

/** The exception classes of the SDKs generated by Stainless: OpenAI's and Anthropic's. */
export function stainlessError(status: number): string {
  if (status === 400) return "BadRequestError";
  if (status === 401) return "AuthenticationError";
  if (status === 403) return "PermissionDeniedError";
  if (status === 404) return "NotFoundError";
  if (status === 429) return "RateLimitError";
  return status >= 500 ? "InternalServerError" : "APIStatusError";
}

export function stainlessException(status: number): string {
  if (status === 400) return "BadRequestException";
  if (status === 401) return "UnauthorizedException";
  if (status === 403) return "PermissionDeniedException";
  if (status === 404) return "NotFoundException";
  if (status === 429) return "RateLimitException";
  return status >= 500 ? "InternalServerException" : "UnexpectedStatusCodeException";
}

/** LiteLLM's own classes, which it maps every vendor's answers to. */
export function liteLlmError(refusal: Refusal): string {
  if (refusal.failures.includes("context-too-long") && refusal.status === 400)
    return "ContextWindowExceededError";
  if (refusal.status === 400) return "BadRequestError";
  if (refusal.status === 401) return "AuthenticationError";
  if (refusal.status === 403) return "PermissionDeniedError";
  if (refusal.status === 404) return "NotFoundError";
  if (refusal.status === 429) return "RateLimitError";
  if (refusal.status === 503) return "ServiceUnavailableError";
  return refusal.status >= 500 ? "InternalServerError" : "APIError";
}
