/** How Google's own clients and those of others print a refusal: the Gen AI SDKs, the older clients, gRPC, LiteLLM. */

import { type Envelope, envelope, liteLlmError, pythonQuote, type Refusal, statusText } from "./wire.ts";

export const HOST = "generativelanguage.googleapis.com";

export const methodPath = (model: string): string => `/v1beta/models/${model}:generateContent`;

/** The answer's body; Google explains keys in `details`. */
const json = (refused: Refusal, says: string): string =>
  refused.code === null
    ? `{"error":{"code":${refused.status},"message":"${says}","status":"${refused.type}"}}`
    : `{"error":{"code":${refused.status},"message":"${says}","status":"${refused.type}","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"${refused.code}","domain":"googleapis.com","metadata":{"service":"${HOST}"}}]}}`;

export const ENVELOPES: readonly Envelope[] = [
  envelope("python", "python", "googleapis/python-genai", 2, "python", (refused) => {
    const error = `google.genai.errors.${refused.status >= 500 ? "ServerError" : "ClientError"}`;
    const quote = pythonQuote(refused);
    if (refused.type === "") {
      const status = statusText(refused.status);
      return (what, context, draw) =>
        `${error}: ${refused.status} ${status}. {'message': ${quote}${refused.says(what, context, draw)}${quote}, 'status': '${status}'}`;
    }
    const start = `${error}: ${refused.status} ${refused.type}. {'error': {'code': ${refused.status}, 'message': ${quote}`;
    const end =
      refused.code === null
        ? `${quote}, 'status': '${refused.type}'}}`
        : `${quote}, 'status': '${refused.type}', 'details': [{'@type': 'type.googleapis.com/google.rpc.ErrorInfo', 'reason': '${refused.code}', 'domain': 'googleapis.com', 'metadata': {'service': '${HOST}'}}]}}`;
    return (what, context, draw) => start + refused.says(what, context, draw) + end;
  }),
  envelope("python", "api-core", "google-api-core", 1, "python", (refused) => {
    const start = `google.api_core.exceptions.${apiCoreException(refused.status)}: ${refused.status} `;
    return (what, context, draw) => start + refused.says(what, context, draw);
  }),
  envelope("node", "node", "googleapis/js-genai", 3, "node", (refused) => {
    if (refused.type === "") return (what, context, draw) => `ApiError: ${refused.says(what, context, draw)}`;
    return (what, context, draw) => `ApiError: ${json(refused, refused.says(what, context, draw))}`;
  }),
  envelope("node", "node-older", "googleapis/js-genai", 2, "node", (refused) => {
    const error = refused.status >= 500 ? "ServerError" : "ClientError";
    const status = refused.type === "" ? `${refused.status}` : refused.type;
    return (what, context, draw) =>
      `${error}: got status: ${status}. ${refused.type === "" ? refused.says(what, context, draw) : json(refused, refused.says(what, context, draw))}`;
  }),
  envelope("node", "generative-ai", "google/generative-ai-js", 1, "node", (refused) => {
    const status = `[${refused.status} ${statusText(refused.status)}]`;
    return (what, context, draw) =>
      `[GoogleGenerativeAI Error]: Error fetching from https://${HOST}${methodPath(what.model)}: ${status} ${refused.says(what, context, draw)}`;
  }),
  envelope("jvm", "jvm", "googleapis/java-genai", 2, "jvm", (refused) => {
    const kind = refused.status >= 500 ? "ServerException" : "ClientException";
    const start = `com.google.genai.errors.${kind}: ${refused.status} . `;
    if (refused.type === "") return () => start;
    return (what, context, draw) => start + refused.says(what, context, draw);
  }),
  envelope("jvm", "grpc-java", "grpc-java", 1, "jvm", (refused) => {
    const status = refused.type === "" ? "UNAVAILABLE" : refused.type;
    return (what, context, draw) =>
      `io.grpc.StatusRuntimeException: ${status}: ${refused.says(what, context, draw)}`;
  }),
  envelope("go", "go", "googleapis/go-genai", 2, null, (refused) => {
    const end = `, Status: ${refused.type === "" ? `${refused.status}` : refused.type}, Details: []`;
    return (what, context, draw) =>
      `Error ${refused.status}, Message: ${refused.says(what, context, draw)}${end}`;
  }),
  envelope("go", "grpc-go", "grpc-go", 1, null, (refused) => {
    const code = grpcCode(refused.type);
    return (what, context, draw) => `rpc error: code = ${code} desc = ${refused.says(what, context, draw)}`;
  }),
  envelope("proxy", "litellm", "LiteLLM", 3, null, (refused) => {
    const error = `litellm.${liteLlmError(refused)}`;
    if (refused.type === "") {
      return (what, context, draw) => `${error}: GeminiException - ${refused.says(what, context, draw)}`;
    }
    return (what, context, draw) =>
      `${error}: GeminiException - ${json(refused, refused.says(what, context, draw))}`;
  }),
  envelope("proxy", "litellm-group", "LiteLLM router", 2, null, (refused) => {
    const error = `litellm.${liteLlmError(refused)}`;
    return (what, context, draw) =>
      `${error}: ${error}: geminiException - ${refused.says(what, context, draw)}. Received Model Group=gemini/${what.model}\\nAvailable Model Group Fallbacks=None`;
  }),
];

function apiCoreException(status: number): string {
  if (status === 400) return "InvalidArgument";
  if (status === 403) return "PermissionDenied";
  if (status === 404) return "NotFound";
  if (status === 429) return "ResourceExhausted";
  if (status === 503) return "ServiceUnavailable";
  if (status === 504) return "DeadlineExceeded";
  return status >= 500 ? "InternalServerError" : "GoogleAPICallError";
}

function grpcCode(status: string): string {
  if (status === "INVALID_ARGUMENT") return "InvalidArgument";
  if (status === "PERMISSION_DENIED") return "PermissionDenied";
  if (status === "NOT_FOUND") return "NotFound";
  if (status === "RESOURCE_EXHAUSTED") return "ResourceExhausted";
  if (status === "DEADLINE_EXCEEDED") return "DeadlineExceeded";
  return status === "INTERNAL" ? "Internal" : "Unavailable";
}
