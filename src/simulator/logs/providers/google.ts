/** Google's Gemini and Vertex AI: gRPC-like statuses, and how the Gen AI SDKs, the older clients and LiteLLM print them.
 *  An invalid key is 400, not 401; a spent quota and a full shared pool are both 429 RESOURCE_EXHAUSTED. */

import { between, letters, oneOf } from "../vary.ts";
import { ENVOY_REPLIES } from "./edges.ts";
import { ENVELOPES, HOST, methodPath } from "./google-envelopes.ts";
import type { VendorNames } from "./names.ts";
import { transportShapes } from "./transport.ts";
import { type ProviderTables, providerTables, type Refusal, refusal } from "./wire.ts";

const NAMES: VendorNames = {
  vendor: "google",
  host: HOST,
  path: methodPath,
  addresses: ["142.250.185.106", "142.251.36.74", "172.217.16.202"],
  python: {
    timedOut:
      "google.api_core.exceptions.RetryError: Timeout of 60.0s exceeded, last exception: 504 Deadline Exceeded",
    lost: "google.api_core.exceptions.ServiceUnavailable: 503 failed to connect to all addresses; last error: UNAVAILABLE: ipv4:142.250.185.106:443: tcp handshaker shutdown",
  },
  node: {
    timedOut: "Error: exception AbortError: This operation was aborted sending request",
    lost: "Error: exception TypeError: fetch failed sending request",
  },
  go: "doRequest: error sending request: ",
  jvm: "com.google.genai.errors.GenAiIOException: Failed to execute HTTP request.",
  liteLlm: "GeminiException",
};

const GUIDE = "Gemini API troubleshooting";
const VERTEX = "Vertex AI error codes";
const REPORTS = "Gemini reports on GitHub";
const QUOTAS = "Gemini API rate limits";
const LIMITS = "https://ai.google.dev/gemini-api/docs/rate-limits";
const DEMAND =
  "This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.";

const REFUSALS: readonly Refusal[] = [
  refusal(
    "503-model",
    GUIDE,
    ["overloaded"],
    503,
    "UNAVAILABLE",
    "The model is overloaded. Please try again later.",
    {
      weight: 6,
    },
  ),
  refusal("503-demand", REPORTS, ["overloaded"], 503, "UNAVAILABLE", DEMAND, { weight: 4 }),
  refusal(
    "503-service",
    GUIDE,
    ["unavailable"],
    503,
    "UNAVAILABLE",
    "The service is currently unavailable.",
    {
      weight: 5,
    },
  ),
  refusal(
    "500",
    GUIDE,
    ["unavailable", "gateway"],
    500,
    "INTERNAL",
    "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
    { weight: 4 },
  ),
  refusal("500-internal", VERTEX, ["unavailable"], 500, "INTERNAL", "Internal error encountered.", {
    weight: 2,
  }),
  refusal("502-page", "Google front end", ["gateway"], 502, "", page("502 (Server Error)")),
  refusal("503-page", "Google front end", ["gateway", "unavailable"], 503, "", page("503 (Server Error)"), {
    weight: 2,
  }),
  refusal(
    "504",
    VERTEX,
    ["timeout", "gateway"],
    504,
    "DEADLINE_EXCEEDED",
    "Deadline expired before operation could complete.",
    { weight: 4 },
  ),
  refusal(
    "504-retry",
    GUIDE,
    ["timeout"],
    504,
    "DEADLINE_EXCEEDED",
    "The request timed out. Please try again.",
    {
      weight: 2,
    },
  ),
  refusal("429-input", QUOTAS, ["rate-limited"], 429, "RESOURCE_EXHAUSTED", minuteQuota, { weight: 5 }),
  refusal("429-metric", REPORTS, ["rate-limited"], 429, "RESOURCE_EXHAUSTED", (_, __, draw) => {
    return `Quota exceeded for quota metric 'Generate Content API requests per minute' and limit 'GenerateContent request limit per minute for a region' of service '${HOST}' for consumer 'project_number:${project(draw)}'.`;
  }),
  refusal(
    "429-vertex",
    VERTEX,
    ["rate-limited"],
    429,
    "RESOURCE_EXHAUSTED",
    (what, _, draw) =>
      `Quota exceeded for aiplatform.googleapis.com/generate_content_requests_per_minute_per_project_per_base_model with base model: ${what.model}. Please submit a quota increase request. https://cloud.google.com/vertex-ai/docs/generative-ai/quotas-genai. [project ${project(draw)}]`,
    { weight: 2 },
  ),
  refusal(
    "429-exhausted",
    GUIDE,
    ["rate-limited", "quota-exhausted"],
    429,
    "RESOURCE_EXHAUSTED",
    "Resource has been exhausted (e.g. check quota).",
  ),
  refusal("429-day", QUOTAS, ["quota-exhausted"], 429, "RESOURCE_EXHAUSTED", dayQuota, { weight: 4 }),
  refusal(
    "429-credits",
    REPORTS,
    ["quota-exhausted"],
    429,
    "RESOURCE_EXHAUSTED",
    "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.",
    { weight: 2 },
  ),
  refusal(
    "429-cap",
    REPORTS,
    ["quota-exhausted"],
    429,
    "RESOURCE_EXHAUSTED",
    "Your project has exceeded its monthly spending cap. Please go to AI Studio at https://ai.studio/spend to manage your project spend cap.",
    { weight: 2 },
  ),
  refusal(
    "400-key",
    GUIDE,
    ["key-invalid"],
    400,
    "INVALID_ARGUMENT",
    "API key not valid. Please pass a valid API key.",
    { weight: 6, code: "API_KEY_INVALID" },
  ),
  refusal(
    "400-expired",
    REPORTS,
    ["key-invalid"],
    400,
    "INVALID_ARGUMENT",
    "API key expired. Please renew the API key.",
    {
      weight: 2,
      code: "API_KEY_INVALID",
    },
  ),
  refusal(
    "400-not-found",
    REPORTS,
    ["key-invalid"],
    400,
    "INVALID_ARGUMENT",
    "API Key not found. Please pass a valid API key.",
    { weight: 2, code: "API_KEY_INVALID" },
  ),
  refusal(
    "403-leaked",
    REPORTS,
    ["key-suspended"],
    403,
    "PERMISSION_DENIED",
    "Your API key was reported as leaked. Please use another API key.",
    { weight: 5 },
  ),
  refusal(
    "403-suspended",
    REPORTS,
    ["key-suspended"],
    403,
    "PERMISSION_DENIED",
    (_, __, draw) =>
      `Permission denied: Consumer 'api_key:AIza****${letters(draw, 3, 2)}' has been suspended.`,
    { weight: 5, code: "CONSUMER_SUSPENDED" },
  ),
  refusal(
    "403-blocked",
    REPORTS,
    ["key-suspended"],
    403,
    "PERMISSION_DENIED",
    `Requests to this API ${HOST} method google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent are blocked.`,
    { weight: 2, code: "API_KEY_SERVICE_BLOCKED" },
  ),
  refusal("400-tokens", GUIDE, ["context-too-long"], 400, "INVALID_ARGUMENT", (_, __, draw) => {
    return `The input token count (${between(draw, 1, 1_048_601, 1_420_000)}) exceeds the maximum number of tokens allowed (1048576).`;
  }),
  refusal(
    "400-tokens-older",
    GUIDE,
    ["context-too-long"],
    400,
    "INVALID_ARGUMENT",
    "The input token count exceeds the maximum number of tokens allowed 1048576.",
    { weight: 1 },
  ),
  refusal(
    "400-argument",
    GUIDE,
    ["bad-request"],
    400,
    "INVALID_ARGUMENT",
    "Request contains an invalid argument.",
  ),
  refusal(
    "400-payload",
    GUIDE,
    ["bad-request"],
    400,
    "INVALID_ARGUMENT",
    "Invalid JSON payload received. Unknown name 'additionalProperties' at 'generation_config.response_schema': Cannot find field.",
  ),
  refusal(
    "400-turn",
    GUIDE,
    ["bad-request"],
    400,
    "INVALID_ARGUMENT",
    "Please ensure that function call turn comes immediately after a user turn or after a function response turn.",
    { weight: 2 },
  ),
  refusal(
    "429-shared",
    VERTEX,
    ["overloaded", "unavailable", "timeout"],
    429,
    "RESOURCE_EXHAUSTED",
    "Resource exhausted. Please try again later. Please refer to https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.",
    { lies: true },
  ),
  refusal("503-limit", REPORTS, ["rate-limited", "quota-exhausted"], 503, "UNAVAILABLE", DEMAND, {
    lies: true,
  }),
  refusal(
    "403-limit",
    "Google API errors",
    ["rate-limited"],
    403,
    "PERMISSION_DENIED",
    (_, __, draw) =>
      `Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service '${HOST}' for consumer 'project_number:${project(draw)}'.`,
    { lies: true, code: "rateLimitExceeded" },
  ),
  refusal(
    "429-zero",
    REPORTS,
    ["key-suspended", "key-invalid"],
    429,
    "RESOURCE_EXHAUSTED",
    (what) =>
      `You exceeded your current quota, please check your plan and billing details. * Quota exceeded for metric: ${HOST}/generate_content_free_tier_requests, limit: 0, model: ${what.model}`,
    { lies: true },
  ),
  refusal(
    "404-model",
    GUIDE,
    ["unavailable", "key-suspended", "gateway"],
    404,
    "NOT_FOUND",
    (what) =>
      `models/${what.model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
    { lies: true },
  ),
  refusal("500-long", REPORTS, ["context-too-long"], 500, "INTERNAL", "Internal error encountered.", {
    lies: true,
  }),
];

function page(title: string): string {
  return `<!DOCTYPE html> <html lang=en> <meta charset=utf-8> <title>Error ${title}!!1</title> <p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.`;
}

const project = (draw: number): number => between(draw, 9, 100_200_300_400, 999_000_111_222);

function minuteQuota(what: { readonly model: string }, _: unknown, draw: number): string {
  const limit = oneOf(draw, 1, [1_000_000, 2_000_000, 4_000_000]);
  return `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: ${LIMITS}. * Quota exceeded for metric: ${HOST}/generate_content_paid_tier_input_token_count, limit: ${limit}, model: ${what.model} Please retry in ${between(draw, 2, 2, 58)}.${between(draw, 3, 100_000_000, 999_999_999)}s.`;
}

function dayQuota(what: { readonly model: string }): string {
  return `You exceeded your current quota, please check your plan and billing details. * Quota exceeded for metric: ${HOST}/generate_requests_per_model_per_day, limit: 10000, model: ${what.model}`;
}

export const GOOGLE: ProviderTables = providerTables(
  "google",
  3_000,
  [...REFUSALS, ...ENVOY_REPLIES],
  ENVELOPES,
  transportShapes(NAMES),
);
