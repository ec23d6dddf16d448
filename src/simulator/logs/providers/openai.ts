/** OpenAI: bodies of its API's errors, and how its SDKs, go-openai, Spring AI and LiteLLM print them.
 *  Overload comes as 503 under several names; a spent budget and a terminated account both come as 429. */

import type { ProviderFailure } from "../occurrence.ts";
import { between, hex32, letters, oneOf, uuid } from "../vary.ts";
import { CLOUDFLARE, ENVOY_REPLIES } from "./edges.ts";
import type { VendorNames } from "./names.ts";
import { ENVELOPES } from "./openai-envelopes.ts";
import { transportShapes } from "./transport.ts";
import { type ProviderTables, providerTables, type Refusal, refusal } from "./wire.ts";

const NAMES: VendorNames = {
  vendor: "openai",
  host: "api.openai.com",
  path: () => "/v1/chat/completions",
  addresses: ["162.159.140.245", "172.66.0.243"],
  python: {
    timedOut: "openai.APITimeoutError: Request timed out.",
    lost: "openai.APIConnectionError: Connection error.",
  },
  node: {
    timedOut: "APIConnectionTimeoutError: Request timed out.",
    lost: "APIConnectionError: Connection error.",
  },
  go: "",
  jvm: "com.openai.errors.OpenAIIoException: Request failed",
  liteLlm: "OpenAIException",
};

const CODES = "OpenAI error codes";
const FORUM = "OpenAI reports on GitHub";
const HELP = "contact us through our help center at help.openai.com";

const REFUSALS: readonly Refusal[] = [
  refusal(
    "503-servers",
    FORUM,
    ["overloaded"],
    503,
    "service_unavailable_error",
    "Our servers are currently overloaded. Please try again later.",
    { weight: 5, code: "server_is_overloaded" },
  ),
  refusal("503-model", FORUM, ["overloaded"], 503, "server_error", (_, __, draw) => {
    return `That model is currently overloaded with other requests. You can retry your request, or ${HELP} if the error persists. (Please include the request ID ${hex32(draw, 2)} in your message.)`;
  }),
  refusal(
    "503-engine",
    CODES,
    ["overloaded"],
    503,
    "server_error",
    "The engine is currently overloaded, please try again later.",
  ),
  refusal(
    "503-not-ready",
    CODES,
    ["overloaded", "unavailable"],
    503,
    "server_error",
    "The server is overloaded or not ready yet.",
    { weight: 2 },
  ),
  refusal(
    "500",
    CODES,
    ["unavailable"],
    500,
    "server_error",
    "The server had an error while processing your request. Sorry about that!",
    { weight: 6 },
  ),
  refusal("500-responses", FORUM, ["unavailable", "gateway"], 500, "server_error", (_, __, draw) => {
    return `An error occurred while processing your request. You can retry your request, or ${HELP} if the error persists. Please include the request ID ${uuid(draw, 2)} in your message.`;
  }),
  refusal(
    "500-sorry",
    FORUM,
    ["unavailable"],
    500,
    "server_error",
    (_, __, draw) =>
      `The server had an error processing your request. Sorry about that! You can retry your request, or ${HELP} if you keep seeing this error. (Please include the request ID ${hex32(draw, 2)} in your email.)`,
    { code: "internal_server_error" },
  ),
  refusal(
    "429-tokens",
    CODES,
    ["rate-limited"],
    429,
    "tokens",
    rateReached("tokens per min (TPM)", 2_000_000, 9_000),
    {
      weight: 6,
      code: "rate_limit_exceeded",
    },
  ),
  refusal(
    "429-requests",
    CODES,
    ["rate-limited"],
    429,
    "requests",
    rateReached("requests per min (RPM)", 10_000, 1),
    {
      code: "rate_limit_exceeded",
    },
  ),
  refusal(
    "429-large",
    CODES,
    ["rate-limited"],
    429,
    "tokens",
    (what, _, draw) =>
      `Request too large for ${what.model} in organization org-${letters(draw, 3, 12)} on tokens per min (TPM): Limit 30000, Requested ${between(draw, 1, 30_100, 61_000)}. The input or output tokens must be reduced in order to run successfully. Visit https://platform.openai.com/account/rate-limits to learn more.`,
    { weight: 2, code: "rate_limit_exceeded" },
  ),
  refusal(
    "429-quota",
    CODES,
    ["quota-exhausted"],
    429,
    "insufficient_quota",
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
    { weight: 6, code: "insufficient_quota" },
  ),
  refusal(
    "400-billing",
    FORUM,
    ["quota-exhausted"],
    400,
    "invalid_request_error",
    "Billing hard limit has been reached",
    { weight: 2, code: "billing_hard_limit_reached" },
  ),
  refusal(
    "429-billing",
    FORUM,
    ["quota-exhausted"],
    429,
    "billing_not_active",
    "Your account is not active, please check your billing details on our website.",
    { weight: 2, code: "billing_not_active" },
  ),
  refusal(
    "401-key",
    CODES,
    ["key-invalid"],
    401,
    "invalid_request_error",
    (_, __, draw) =>
      `Incorrect API key provided: sk-proj-********************************${letters(draw, 4, 2)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    { weight: 6, code: "invalid_api_key" },
  ),
  refusal("401-scopes", FORUM, ["key-invalid"], 401, "invalid_request_error", scopes, {
    weight: 2,
    code: "missing_scope",
  }),
  refusal(
    "401-none",
    CODES,
    ["key-invalid"],
    401,
    "invalid_request_error",
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY). You can obtain an API key from https://platform.openai.com/account/api-keys.",
    { weight: 1 },
  ),
  refusal(
    "401-deactivated",
    FORUM,
    ["key-suspended"],
    401,
    "invalid_request_error",
    "The OpenAI account associated with this API key has been deactivated. If you are the developer for this OpenAI app, please check your email for more information. If you are seeing this error while using another app or site, please reach out to them for more help.",
    { weight: 5, code: "account_deactivated" },
  ),
  refusal(
    "401-associated",
    FORUM,
    ["key-suspended"],
    401,
    "invalid_request_error",
    `This key is associated with a deactivated account. If you feel this is an error, ${HELP}.`,
    { code: "account_deactivated" },
  ),
  refusal(
    "401-your-account",
    FORUM,
    ["key-suspended"],
    401,
    "invalid_request_error",
    `Your OpenAI account has been deactivated, please check your email for more information. If you feel this is an error, ${HELP}.`,
    { weight: 2, code: "account_deactivated" },
  ),
  refusal("400-context", CODES, ["context-too-long"], 400, "invalid_request_error", tooLong, {
    weight: 5,
    code: "context_length_exceeded",
  }),
  refusal(
    "400-window",
    CODES,
    ["context-too-long"],
    400,
    "invalid_request_error",
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
    { code: "context_length_exceeded" },
  ),
  refusal(
    "400-max-tokens",
    CODES,
    ["bad-request"],
    400,
    "invalid_request_error",
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    { code: "unsupported_parameter" },
  ),
  refusal("400-format", CODES, ["bad-request"], 400, "invalid_request_error", (_, context) => {
    return `Invalid schema for response_format '${context.block ?? "output"}': In context=(), 'additionalProperties' is required to be supplied and to be false.`;
  }),
  refusal(
    "400-json",
    CODES,
    ["bad-request"],
    400,
    "invalid_request_error",
    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    { weight: 2 },
  ),
  refusal(
    "429-engine",
    CODES,
    ["overloaded", "unavailable", "gateway"],
    429,
    "engine_overloaded_error",
    "The engine is currently overloaded, please try again later",
    { lies: true },
  ),
  refusal(
    "500-limit",
    FORUM,
    ["rate-limited", "quota-exhausted", "key-invalid", "context-too-long"],
    500,
    "server_error",
    "The server had an error while processing your request. Sorry about that!",
    { lies: true },
  ),
  refusal(
    "429-terminated",
    FORUM,
    ["key-suspended"],
    429,
    "access_terminated",
    "Your access was terminated due to violation of our policies, please check your email for more information. If you believe this is in error and would like to appeal, please contact support@openai.com.",
    { lies: true },
  ),
  refusal(
    "404-model",
    CODES,
    ["unavailable", "timeout", "key-suspended"],
    404,
    "invalid_request_error",
    (what) => `The model \`${what.model}\` does not exist or you do not have access to it.`,
    { lies: true, code: "model_not_found" },
  ),
  refusal("401-outage", FORUM, ["unavailable", "connection-reset"], 401, "invalid_request_error", scopes, {
    lies: true,
  }),
];

function scopes(): string {
  return "You have insufficient permissions for this operation. Missing scopes: model.request. Check that you have the correct role in your organization and project.";
}

function rateReached(counted: string, limit: number, most: number): Refusal["says"] {
  return (what, _, draw) => {
    const short = between(draw, 8, 0, most - 1);
    return `Rate limit reached for ${what.model} in organization org-${letters(draw, 3, 12)} on ${counted}: Limit ${limit}, Used ${limit - short}, Requested ${short + between(draw, 5, 1, most)}. Please try again in ${between(draw, 6, 1, 9)}.${between(draw, 7, 10, 99)}s. Visit https://platform.openai.com/account/rate-limits to learn more.`;
  };
}

function tooLong(_: ProviderFailure, __: unknown, draw: number): string {
  const window = oneOf(draw, 1, [128_000, 200_000, 272_000]);
  return `This model's maximum context length is ${window} tokens. However, your messages resulted in ${window + between(draw, 2, 900, 90_000)} tokens. Please reduce the length of the messages.`;
}

export const OPENAI: ProviderTables = providerTables(
  "openai",
  2_000,
  [...REFUSALS, ...CLOUDFLARE, ...ENVOY_REPLIES],
  ENVELOPES,
  transportShapes(NAMES),
);
