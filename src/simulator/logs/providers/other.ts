/** Any other vendor (Mistral, Groq, a model served in-house by vLLM): OpenAI-compatible, with fewer words of its own.
 *  The vendor's name comes with the occurrence, so these shapes take it from there. */

import type { ProviderFailure } from "../occurrence.ts";
import { between, letters } from "../vary.ts";
import { CLOUDFLARE, ENVOY_REPLIES } from "./edges.ts";
import type { VendorNames } from "./names.ts";
import { transportShapes } from "./transport.ts";
import {
  type Envelope,
  envelope,
  liteLlmError,
  type ProviderTables,
  providerTables,
  pythonQuote,
  type Refusal,
  refusal,
  stainlessError,
  stainlessException,
} from "./wire.ts";

const NAMES: VendorNames = {
  vendor: "other",
  host: "llm-gateway.internal",
  path: () => "/v1/chat/completions",
  addresses: ["10.44.12.20", "10.44.12.21"],
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

const GROQ = "Groq API errors";
const MISTRAL = "Mistral API errors";
const VLLM = "vLLM";

const REFUSALS: readonly Refusal[] = [
  refusal("503-capacity", GROQ, ["overloaded"], 503, "internal_server_error", (what) => {
    return `${what.model} is currently over capacity. Please try again and back off exponentially. Visit https://groqstatus.com to see if there is an active incident.`;
  }),
  refusal(
    "503-engine",
    VLLM,
    ["overloaded"],
    503,
    "ServiceUnavailableError",
    "Server overloaded, please retry shortly",
  ),
  refusal("500", GROQ, ["unavailable", "gateway"], 500, "internal_server_error", "Internal Server Error"),
  refusal(
    "500-engine",
    VLLM,
    ["unavailable", "timeout"],
    500,
    "InternalServerError",
    "EngineCore encountered an issue. See stack trace (above) for the root cause.",
  ),
  refusal("429", GROQ, ["rate-limited"], 429, "tokens", (what, _, draw) => {
    return `Rate limit reached for model \`${what.model}\` in organization \`org_01${letters(draw, 1, 11)}\` service tier \`on_demand\` on tokens per minute (TPM): Limit 250000, Used ${between(draw, 3, 241_000, 249_900)}, Requested ${between(draw, 4, 9_100, 16_000)}. Please try again in ${between(draw, 5, 1, 9)}.${between(draw, 6, 10, 99)}s.`;
  }),
  refusal(
    "429-service",
    MISTRAL,
    ["rate-limited"],
    429,
    "service_tier_capacity_exceeded",
    "Service tier capacity exceeded for this model.",
  ),
  refusal("402", MISTRAL, ["quota-exhausted"], 402, "payment_required", "Insufficient Balance"),
  refusal(
    "429-spend",
    GROQ,
    ["quota-exhausted"],
    429,
    "spend_limit",
    "Organization has reached its configured spend limit for the current billing cycle.",
  ),
  refusal("401", GROQ, ["key-invalid"], 401, "invalid_request_error", "Invalid API Key", {
    code: "invalid_api_key",
  }),
  refusal("401-detail", MISTRAL, ["key-invalid"], 401, "unauthorized", "No API key found in request"),
  refusal(
    "400-restricted",
    GROQ,
    ["key-suspended"],
    400,
    "invalid_request_error",
    "Organization has been restricted. Please reach out to support if you believe this was in error.",
    { code: "organization_restricted" },
  ),
  refusal(
    "403-access",
    MISTRAL,
    ["key-suspended"],
    403,
    "access_denied",
    "Access denied. Please check your network settings.",
  ),
  refusal("400-length", VLLM, ["context-too-long"], 400, "BadRequestError", (_, __, draw) => {
    return `This model's maximum context length is 131072 tokens. However, you requested ${between(draw, 1, 131_300, 190_000)} tokens in the messages, Please reduce the length of the messages.`;
  }),
  refusal(
    "400-args",
    VLLM,
    ["bad-request"],
    400,
    "BadRequestError",
    "max_tokens must be at least 1, got -161706. (parameter=max_tokens, value=-161706)",
  ),
  refusal("422", MISTRAL, ["bad-request"], 422, "invalid_request_error", "Input should be a valid list"),
  refusal(
    "429-shedding",
    VLLM,
    ["overloaded", "unavailable"],
    429,
    "ServiceUnavailableError",
    "Request queue is full",
    { lies: true },
  ),
  refusal(
    "403-limiter",
    MISTRAL,
    ["rate-limited", "quota-exhausted"],
    403,
    "access_denied",
    "Request blocked",
    { lies: true },
  ),
];

const vendorUrl = (what: ProviderFailure): string => `https://api.${what.provider}.com/v1/chat/completions`;

const ENVELOPES: readonly Envelope[] = [
  envelope("python", "python", "openai-python", 1, "python", (refused) => {
    const error = `openai.${stainlessError(refused.status)}`;
    const quote = pythonQuote(refused);
    if (refused.type === "") return (what, context, draw) => `${error}: ${refused.says(what, context, draw)}`;
    const start = `${error}: Error code: ${refused.status} - {'object': 'error', 'message': ${quote}`;
    const end = `${quote}, 'type': '${refused.type}', 'param': None, 'code': ${refused.status}}`;
    return (what, context, draw) => start + refused.says(what, context, draw) + end;
  }),
  envelope("node", "node", "axios", 1, "node", (refused) => {
    return (what, context, draw) =>
      `AxiosError: Request failed with status code ${refused.status} (POST ${vendorUrl(what)}) ${refused.says(what, context, draw)}`;
  }),
  envelope("jvm", "jvm", "openai-java", 1, "jvm", (refused) => {
    const start = `com.openai.errors.${stainlessException(refused.status)}: ${refused.status}: `;
    return (what, context, draw) => start + refused.says(what, context, draw);
  }),
  envelope("go", "go", "sashabaranov/go-openai", 1, null, (refused) => {
    const start = `error, status code: ${refused.status}, message: `;
    return (what, context, draw) => start + refused.says(what, context, draw);
  }),
  envelope("proxy", "litellm", "LiteLLM", 1, null, (refused) => {
    const error = liteLlmError(refused);
    return (what, context, draw) =>
      `litellm.${error}: ${error}: ${what.provider}Exception - ${refused.says(what, context, draw)}. Received Model Group=${what.model}\\nAvailable Model Group Fallbacks=None`;
  }),
];

export const OTHER_VENDOR: ProviderTables = providerTables(
  "other",
  4_000,
  [...REFUSALS, ...CLOUDFLARE, ...ENVOY_REPLIES],
  ENVELOPES,
  transportShapes(NAMES),
);
