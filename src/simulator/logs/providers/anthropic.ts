/** Anthropic: bodies of the Messages API's errors, and how its SDKs, LangChain for Go and LiteLLM print them.
 *  529 is Anthropic's own status for overload; limits on spending come as 400, not 429. */

import type { ProviderFailure } from "../occurrence.ts";
import { between, firstOfNextMonth, letters, oneOf, uuid } from "../vary.ts";
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
  statusText,
} from "./wire.ts";

const NAMES: VendorNames = {
  vendor: "anthropic",
  host: "api.anthropic.com",
  path: () => "/v1/messages",
  addresses: ["160.79.104.10", "160.79.104.11", "160.79.104.14"],
  python: {
    timedOut: "anthropic.APITimeoutError: Request timed out.",
    lost: "anthropic.APIConnectionError: Connection error.",
  },
  node: {
    timedOut: "APIConnectionTimeoutError: Request timed out.",
    lost: "APIConnectionError: Connection error.",
  },
  go: "",
  jvm: "com.anthropic.errors.AnthropicIoException: Request failed",
  liteLlm: "AnthropicException",
};

const ERRORS = "Claude API errors";
const LIMITS = "Claude API rate limits";
const REPORTS = "anthropics/claude-code issues";

const HEADERS =
  "You can see the response headers for current usage. Please reduce the prompt length or the maximum tokens requested, or try again later.";

const REFUSALS: readonly Refusal[] = [
  refusal("529", ERRORS, ["overloaded"], 529, "overloaded_error", "Overloaded", { weight: 8 }),
  refusal(
    "529-link",
    REPORTS,
    ["overloaded"],
    529,
    "overloaded_error",
    "Overloaded. https://docs.claude.com/en/api/errors",
  ),
  refusal("500-overloaded", REPORTS, ["overloaded"], 500, "api_error", "Overloaded", { weight: 2 }),
  refusal("500", ERRORS, ["unavailable", "gateway"], 500, "api_error", "Internal server error", {
    weight: 6,
  }),
  refusal("504", ERRORS, ["timeout"], 504, "timeout_error", "Request timed out", { weight: 1 }),
  refusal("429-org", LIMITS, ["rate-limited"], 429, "rate_limit_error", rateOfOrganization, { weight: 6 }),
  refusal("429-org-older", LIMITS, ["rate-limited"], 429, "rate_limit_error", rateOfOrganizationOlder, {
    weight: 4,
  }),
  refusal(
    "429-account",
    REPORTS,
    ["rate-limited"],
    429,
    "rate_limit_error",
    "This request would exceed your account's rate limit. Please try again later.",
  ),
  refusal("429-minute", LIMITS, ["rate-limited"], 429, "rate_limit_error", (_, __, draw) => {
    const counted = oneOf(draw, 1, ["request tokens", "output tokens", "requests"]);
    return `Number of ${counted} has exceeded your per-minute rate limit (https://docs.anthropic.com/claude/reference/rate-limits); see the response headers for current usage.`;
  }),
  refusal(
    "400-credit",
    "Claude API billing",
    ["quota-exhausted"],
    400,
    "invalid_request_error",
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
    { weight: 4 },
  ),
  refusal("400-usage", "Claude API billing", ["quota-exhausted"], 400, "invalid_request_error", spent(""), {
    weight: 4,
  }),
  refusal(
    "400-workspace",
    "Claude API billing",
    ["quota-exhausted"],
    400,
    "invalid_request_error",
    spent("workspace "),
  ),
  refusal("401-key", ERRORS, ["key-invalid"], 401, "authentication_error", "invalid x-api-key", {
    weight: 6,
  }),
  refusal("401-invalid", REPORTS, ["key-invalid"], 401, "authentication_error", "API key is invalid."),
  refusal("401-bearer", REPORTS, ["key-invalid"], 401, "authentication_error", "Invalid bearer token", {
    weight: 2,
  }),
  refusal(
    "401-missing",
    ERRORS,
    ["key-invalid"],
    401,
    "authentication_error",
    "x-api-key header is required",
    {
      weight: 1,
    },
  ),
  refusal(
    "400-disabled",
    REPORTS,
    ["key-suspended"],
    400,
    "invalid_request_error",
    "This organization has been disabled.",
    { weight: 6 },
  ),
  refusal(
    "403-revoked",
    REPORTS,
    ["key-suspended"],
    403,
    "permission_error",
    "OAuth token has been revoked. Please obtain a new token.",
    { weight: 2 },
  ),
  refusal(
    "403-access",
    REPORTS,
    ["key-suspended"],
    403,
    "permission_error",
    "Your organization does not have access to Claude. Please login again or contact your administrator.",
    { weight: 2 },
  ),
  refusal(
    "403-permission",
    ERRORS,
    ["key-suspended"],
    403,
    "permission_error",
    "Your API key does not have permission to use the specified resource.",
    { weight: 2 },
  ),
  refusal("400-long", ERRORS, ["context-too-long"], 400, "invalid_request_error", (_, __, draw) => {
    return `prompt is too long: ${between(draw, 1, 200_101, 291_000)} tokens > 200000 maximum`;
  }),
  refusal("400-context", ERRORS, ["context-too-long"], 400, "invalid_request_error", (_, __, draw) => {
    const input = between(draw, 1, 180_500, 199_000);
    return `input length and \`max_tokens\` exceed context limit: ${input} + 20000 > 200000, decrease input length or \`max_tokens\` and try again`;
  }),
  refusal("413", ERRORS, ["context-too-long"], 413, "request_too_large", "Request exceeds the maximum size", {
    weight: 1,
  }),
  refusal("400-tool-use", ERRORS, ["bad-request"], 400, "invalid_request_error", (_, __, draw) => {
    return `messages.${between(draw, 1, 2, 40)}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: toolu_01${letters(draw, 2, 11)}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
  }),
  refusal("400-max-tokens", ERRORS, ["bad-request"], 400, "invalid_request_error", (what) => {
    return `max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens for ${what.model}`;
  }),
  refusal("400-schema", ERRORS, ["bad-request"], 400, "invalid_request_error", (_, __, draw) => {
    return `tools.${between(draw, 1, 0, 12)}.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12 (https://json-schema.org/draft/2020-12). Learn more about tool use at https://docs.claude.com/en/docs/tool-use.`;
  }),
  refusal(
    "400-empty",
    ERRORS,
    ["bad-request"],
    400,
    "invalid_request_error",
    "messages: text content blocks must be non-empty",
    { weight: 2 },
  ),
  refusal("403-shedding", REPORTS, ["rate-limited", "overloaded"], 403, "forbidden", "Request not allowed", {
    lies: true,
  }),
  refusal(
    "500-limit",
    REPORTS,
    ["rate-limited", "quota-exhausted", "key-invalid", "context-too-long"],
    500,
    "api_error",
    "Internal server error",
    { lies: true },
  ),
  refusal(
    "429-shedding",
    REPORTS,
    ["overloaded", "quota-exhausted", "key-suspended", "gateway"],
    429,
    "rate_limit_error",
    "This request would exceed your account's rate limit. Please try again later.",
    { lies: true },
  ),
  refusal(
    "401-outage",
    REPORTS,
    ["unavailable", "timeout", "connection-reset"],
    401,
    "authentication_error",
    "Invalid authentication credentials",
    { lies: true },
  ),
  refusal(
    "404-model",
    ERRORS,
    ["unavailable", "key-suspended"],
    404,
    "not_found_error",
    (what) => `model: ${what.model}`,
    {
      lies: true,
    },
  ),
];

function rateOfOrganization(what: ProviderFailure, _: unknown, draw: number): string {
  return `This request would exceed your organization's rate limit of ${limit(draw)} per minute (org: ${uuid(draw, 3)}, model: ${what.model}). For details, refer to: https://docs.claude.com/en/api/rate-limits. ${HEADERS} You may also contact sales at https://claude.com/contact-sales to discuss your options for a rate limit increase.`;
}

function rateOfOrganizationOlder(_: ProviderFailure, __: unknown, draw: number): string {
  return `This request would exceed the rate limit for your organization (${uuid(draw, 3)}) of ${limit(draw)} per minute. For details, refer to: https://docs.anthropic.com/en/api/rate-limits. ${HEADERS}`;
}

function limit(draw: number): string {
  return oneOf(draw, 4, [
    "2,000,000 input tokens",
    "800,000 input tokens",
    "400,000 input tokens",
    "160,000 output tokens",
    "4,000 requests",
  ]);
}

function spent(scope: string): Refusal["says"] {
  return (_, context) =>
    `You have reached your specified ${scope}API usage limits. You will regain access on ${firstOfNextMonth(context.at)} at 00:00 UTC.`;
}

const requestId = (draw: number): string => `req_011C${letters(draw, 20, 10)}`;

/** The answer's body as it came. */
const json = (refused: Refusal, says: string, draw: number): string =>
  `{"type":"error","error":{"type":"${refused.type}","message":"${says}"},"request_id":"${requestId(draw)}"}`;

const ENVELOPES: readonly Envelope[] = [
  envelope("python", "python", "anthropic-sdk-python", 1, "python", (refused) => {
    const error = `anthropic.${stainlessError(refused.status)}`;
    const quote = pythonQuote(refused);
    if (refused.type === "") return (what, context, draw) => `${error}: ${refused.says(what, context, draw)}`;
    const start = `${error}: Error code: ${refused.status} - {'type': 'error', 'error': {'type': '${refused.type}', 'message': ${quote}`;
    return (what, context, draw) =>
      `${start}${refused.says(what, context, draw)}${quote}}, 'request_id': '${requestId(draw)}'}`;
  }),
  envelope("node", "node", "anthropic-sdk-typescript", 1, "node", (refused) => {
    const start = `${stainlessError(refused.status)}: ${refused.status} `;
    if (refused.type === "") return (what, context, draw) => start + refused.says(what, context, draw);
    return (what, context, draw) => start + json(refused, refused.says(what, context, draw), draw);
  }),
  envelope("jvm", "jvm", "anthropic-sdk-java", 2, "jvm", (refused) => {
    const start = `com.anthropic.errors.${stainlessException(refused.status)}: ${refused.status}: `;
    if (refused.type === "") return () => `${start}Unknown`;
    return (what, context, draw) => start + json(refused, refused.says(what, context, draw), draw);
  }),
  envelope("jvm", "langchain4j", "LangChain4j", 1, "jvm", (refused) => {
    const start = "dev.langchain4j.model.anthropic.internal.client.AnthropicHttpException: ";
    if (refused.type === "") return (what, context, draw) => start + refused.says(what, context, draw);
    return (what, context, draw) => start + json(refused, refused.says(what, context, draw), draw);
  }),
  envelope("go", "go", "anthropic-sdk-go", 1, null, (refused) => {
    const start = `POST "https://api.anthropic.com/v1/messages": ${refused.status} ${statusText(refused.status)}`;
    if (refused.type === "") return (what, context, draw) => `${start} ${refused.says(what, context, draw)}`;
    return (what, context, draw) =>
      `${start} (Request-ID: ${requestId(draw)}) ${json(refused, refused.says(what, context, draw), draw)}`;
  }),
  envelope("go", "langchaingo", "langchaingo", 3, null, (refused) => {
    const start = `anthropic: failed to create message: API returned unexpected status code: ${refused.status}`;
    if (refused.type === "") return () => start;
    return (what, context, draw) => `${start}: ${refused.says(what, context, draw)}`;
  }),
  envelope("proxy", "litellm", "LiteLLM", 3, null, (refused) => {
    const start = `litellm.${liteLlmError(refused)}: AnthropicException - `;
    if (refused.type === "") return (what, context, draw) => start + refused.says(what, context, draw);
    return (what, context, draw) => start + json(refused, refused.says(what, context, draw), draw);
  }),
  envelope("proxy", "litellm-group", "LiteLLM router", 2, null, (refused) => {
    const error = liteLlmError(refused);
    return (what, context, draw) =>
      `litellm.${error}: AnthropicException - ${refused.says(what, context, draw)}. Handle with \`litellm.${error}\`.. Received Model Group=${what.model}\\nAvailable Model Group Fallbacks=None`;
  }),
];

export const ANTHROPIC: ProviderTables = providerTables(
  "anthropic",
  1_000,
  [...REFUSALS, ...CLOUDFLARE, ...ENVOY_REPLIES],
  ENVELOPES,
  transportShapes(NAMES),
);
