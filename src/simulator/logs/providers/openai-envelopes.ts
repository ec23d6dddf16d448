/** How OpenAI's own clients and those of others print a refusal: its SDKs, Spring AI, go-openai, LiteLLM. */

import {
  type Envelope,
  envelope,
  liteLlmError,
  pythonQuote,
  type Refusal,
  stainlessError,
  stainlessException,
  statusText,
} from "./wire.ts";

const quoted = (code: string | null, none: string, quote: string): string =>
  code === null ? none : quote + code + quote;

const json = (refused: Refusal, says: string): string =>
  `{"error":{"message":"${says}","type":"${refused.type}","param":null,"code":${quoted(refused.code, "null", '"')}}}`;

export const ENVELOPES: readonly Envelope[] = [
  envelope("python", "python", "openai-python", 1, "python", (refused) => {
    const error = `openai.${stainlessError(refused.status)}`;
    const quote = pythonQuote(refused);
    if (refused.type === "") return (what, context, draw) => `${error}: ${refused.says(what, context, draw)}`;
    const start = `${error}: Error code: ${refused.status} - {'error': {'message': ${quote}`;
    const end = `${quote}, 'type': '${refused.type}', 'param': None, 'code': ${quoted(refused.code, "None", "'")}}}`;
    return (what, context, draw) => start + refused.says(what, context, draw) + end;
  }),
  envelope("node", "node", "openai-node", 1, "node", (refused) => {
    const start = `${stainlessError(refused.status)}: ${refused.status} `;
    return (what, context, draw) => start + refused.says(what, context, draw);
  }),
  envelope("jvm", "jvm", "openai-java", 2, "jvm", (refused) => {
    const start = `com.openai.errors.${stainlessException(refused.status)}: ${refused.status}: `;
    if (refused.type === "") return () => `${start}Unknown`;
    return (what, context, draw) => start + refused.says(what, context, draw);
  }),
  envelope("jvm", "spring-ai", "Spring AI", 2, "jvm", (refused) => {
    const kind = refused.status >= 500 ? "TransientAiException" : "NonTransientAiException";
    const start = `org.springframework.ai.retry.${kind}: HTTP ${refused.status} - `;
    if (refused.type === "") return (what, context, draw) => start + refused.says(what, context, draw);
    return (what, context, draw) => start + json(refused, refused.says(what, context, draw));
  }),
  envelope("go", "go", "openai-go", 1, null, (refused) => {
    const start = `POST "https://api.openai.com/v1/chat/completions": ${refused.status} ${statusText(refused.status)} `;
    if (refused.type === "") return () => start;
    return (what, context, draw) => start + json(refused, refused.says(what, context, draw));
  }),
  envelope("go", "go-openai", "sashabaranov/go-openai", 3, null, (refused) => {
    const start = `error, status code: ${refused.status}, message: `;
    return (what, context, draw) => start + refused.says(what, context, draw);
  }),
  envelope("proxy", "litellm", "LiteLLM", 3, null, (refused) => {
    const error = liteLlmError(refused);
    const start = `litellm.${error}: ${error}: OpenAIException - `;
    return (what, context, draw) => start + refused.says(what, context, draw);
  }),
  envelope("proxy", "litellm-group", "LiteLLM router", 2, null, (refused) => {
    const error = liteLlmError(refused);
    const start = `{"error":{"message":"litellm.${error}: ${error}: OpenAIException - `;
    const end = `\\nAvailable Model Group Fallbacks=None","type":null,"param":null,"code":"${refused.status}"}}`;
    return (what, context, draw) =>
      `${start}${refused.says(what, context, draw)}. Received Model Group=${what.model}${end}`;
  }),
];
