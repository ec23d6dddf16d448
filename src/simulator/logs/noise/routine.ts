/** Lines of a healthy program: access records, pauses, caches, retries that worked. */

import { between, ephemeralPort, hex8, inSeconds, letters, mix, oneOf, privateAddress } from "../vary.ts";
import { type NoiseShape, row } from "./row.ts";

export const ROUTINE: readonly NoiseShape[] = [
  row("uvicorn: access", "INFO", "http", 40, (_, draw) => {
    return `${privateAddress(draw, 1)}:${ephemeralPort(draw, 2)} - "GET ${oneOf(draw, 3, ["/healthz", "/metrics", "/readyz", "/v1/flows"])} HTTP/1.1" 200 OK`;
  }),
  row("httpx: request", "INFO", "http", 32, (_, draw) => {
    return `HTTP Request: POST https://${oneOf(draw, 1, ["api.anthropic.com/v1/messages", "api.openai.com/v1/chat/completions", "generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"])} "HTTP/1.1 200 OK"`;
  }),
  row("HotSpot: young pause", "INFO", "runtime", 16, (_, draw) => {
    return `[gc] GC(${between(draw, 1, 40, 9_000)}) Pause Young (Normal) (G1 Evacuation Pause) ${between(draw, 2, 700, 1_400)}M->${between(draw, 3, 180, 600)}M(2048M) ${between(draw, 4, 4, 140)}.${between(draw, 5, 100, 999)}ms`;
  }),
  row("V8: mark-compact", "INFO", "runtime", 10, (_, draw) => {
    return `[1:0x${hex8(mix(draw, 1))}] ${between(draw, 2, 90_000, 9_000_000)} ms: Mark-Compact ${between(draw, 3, 300, 900)}.1 (940.0) -> ${between(draw, 4, 200, 299)}.4 (410.0) MB, ${between(draw, 5, 40, 300)}.2 / 0.0 ms (average mu = 0.${between(draw, 6, 200, 990)}) task; scavenge might not succeed`;
  }),
  row(
    "Cache: miss",
    "INFO",
    "cache",
    24,
    (_, draw) => `prompt cache miss key=${hex8(mix(draw, 1))} ttl=${between(draw, 2, 60, 3_600)}s`,
  ),
  row(
    "Cache: evicted",
    "INFO",
    "cache",
    8,
    (_, draw) => `evicted ${between(draw, 1, 12, 900)} entries in ${inSeconds(between(draw, 2, 10, 900))}s`,
  ),
  row("client-go: throttled", "INFO", "runtime", 10, (_, draw) => {
    return `Waited for ${between(draw, 1, 1, 4)}.${between(draw, 2, 100, 999)}s due to client-side throttling, not priority and fairness, request: GET:https://10.96.0.1:443/api/v1/namespaces/flowengine/configmaps`;
  }),
  row(
    "Config: reloaded",
    "INFO",
    "runtime",
    6,
    (_, draw) => `config reloaded, checksum ${hex8(mix(draw, 1))}, 0 changes`,
  ),
  row("PostgreSQL: autovacuum", "INFO", "db", 8, (_, draw) => {
    return `automatic vacuum of table "flowengine.public.flow_runs": index scans: 1, tuples: ${between(draw, 1, 900, 90_000)} removed`;
  }),
  row(
    "Retry: worked",
    "INFO",
    "router",
    12,
    (_, draw) => {
      return `request succeeded on attempt ${between(draw, 1, 2, 3)} after ${inSeconds(between(draw, 2, 600, 9_000))}s`;
    },
    { scope: "flow" },
  ),
  row("DNS: blip", "WARN", "http", 8, (_, draw) => {
    return `getaddrinfo EAI_AGAIN flow-events.flowengine.svc.cluster.local, answered on try ${between(draw, 1, 2, 3)}`;
  }),
  row(
    "Scheduler: sweep",
    "INFO",
    "scheduler",
    16,
    (_, draw) => `swept ${between(draw, 1, 0, 40)} stale leases in ${between(draw, 2, 3, 190)} ms`,
  ),
  row(
    "Metrics: flushed",
    "INFO",
    "telemetry",
    12,
    (_, draw) => `flushed ${between(draw, 1, 200, 4_000)} samples`,
  ),
  row(
    "Audit: uploaded",
    "INFO",
    "audit",
    8,
    (_, draw) => `uploaded audit segment ${letters(draw, 1, 6)} (${between(draw, 2, 20, 900)} KiB)`,
  ),
  row(
    "OpenAI: finish length",
    "WARN",
    "router",
    8,
    (_, draw) => {
      return `finish_reason=length completion_tokens=${oneOf(draw, 1, [1_024, 2_048, 4_096, 8_192])}, answer may be cut`;
    },
    { scope: "flow" },
  ),
  row(
    "OpenAI: content filter",
    "WARN",
    "router",
    4,
    "finish_reason=content_filter, asking again with a neutral prompt",
    { scope: "flow" },
  ),
  row(
    "Block: slow",
    "WARN",
    "flow-runner",
    12,
    (_, draw) => `block took ${inSeconds(between(draw, 1, 20_000, 88_000))}s, above p95`,
    { scope: "flow" },
  ),
];
