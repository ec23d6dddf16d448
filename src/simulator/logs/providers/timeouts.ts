/** A provider that takes too long, as clients and gateways print it. */

import { setting } from "../dialect.ts";
import type { ProviderFailure } from "../occurrence.ts";
import { named } from "../shape.ts";
import { between, oneOf, uuid } from "../vary.ts";
import { goPost, type Rows, remote, type VendorNames } from "./names.ts";

const GATEWAY_TIMEOUTS_S = [60, 120, 300, 600] as const;
const CONNECT_TIMEOUTS_MS = [10_000, 30_000] as const;

export function timeouts(names: VendorNames): Rows {
  const { host, jvm, liteLlm } = names;
  const say = named<ProviderFailure>;
  return {
    python: [
      say("Python SDK: timed out", 6, names.python.timedOut),
      say("httpx: read", 3, "httpx.ReadTimeout: The read operation timed out"),
      say("httpx: handshake", 1, "httpx.ConnectTimeout: _ssl.c:990: The handshake operation timed out"),
    ],
    node: [
      say("Node SDK: timed out", 5, names.node.timedOut),
      say("undici: headers", 3, () => {
        const cause = "HeadersTimeoutError: Headers Timeout Error { code: 'UND_ERR_HEADERS_TIMEOUT' }";
        return `TypeError: fetch failed [cause]: ${cause}`;
      }),
      say("undici: connect", 2, (_, context) => {
        const after = setting(context.dialect, 11, CONNECT_TIMEOUTS_MS);
        return `TypeError: fetch failed [cause]: ConnectTimeoutError: Connect Timeout Error (attempted address: ${host}:443, timeout: ${after}ms) { code: 'UND_ERR_CONNECT_TIMEOUT' }`;
      }),
    ],
    jvm: [
      say("OkHttp: interrupted", 4, `${jvm} Caused by: java.io.InterruptedIOException: timeout`),
      say("OkHttp: socket", 4, `${jvm} Caused by: java.net.SocketTimeoutException: timeout`),
      say("Reactor Netty: read", 2, () => {
        const cause = "io.netty.handler.timeout.ReadTimeoutException";
        return `org.springframework.web.reactive.function.client.WebClientRequestException: nested exception is ${cause}`;
      }),
    ],
    go: [
      say("Go net/http: deadline", 5, (what) => goPost(names, what, "context deadline exceeded")),
      say("Go net/http: handshake", 2, (what) => goPost(names, what, "net/http: TLS handshake timeout")),
      say("Go net/http: client", 1, (what) =>
        goPost(names, what, "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"),
      ),
    ],
    proxy: [
      say("LiteLLM: timeout passed", 5, (_, context, draw) => {
        const limit = setting(context.dialect, 12, GATEWAY_TIMEOUTS_S);
        return `litellm.Timeout: ${liteLlm} - litellm.Timeout: Connection timed out. Timeout passed=${limit}.0, time taken=${limit}.${between(draw, 1, 100, 899)} seconds`;
      }),
      say("LiteLLM: timed out after", 2, (_, context) => {
        const limit = setting(context.dialect, 12, GATEWAY_TIMEOUTS_S);
        return `litellm.Timeout: ${liteLlm} - litellm.Timeout: Connection timed out after ${limit}.0 seconds.`;
      }),
      say("Envoy: response timeout flag", 2, (what, context, draw) => {
        const limit = setting(context.dialect, 12, GATEWAY_TIMEOUTS_S);
        return `"POST ${names.path(what.model)} HTTP/1.1" 504 UT response_timeout - "-" ${between(draw, 1, 1_800, 90_000)} 24 ${limit}000 - "-" "${uuid(draw, 2)}" "${host}" "${remote(names, draw)}"`;
      }),
    ],
  };
}

/** An access log's record of a bad gateway; the page itself comes as a refusal (`edges.ts`). */
export function gatewayRecords(names: VendorNames): Rows {
  return {
    python: [],
    node: [],
    jvm: [],
    go: [],
    proxy: [
      named("Envoy: via upstream", 3, (what: ProviderFailure, _, draw) => {
        const took = between(draw, 4, 300, 60_000);
        return `"POST ${names.path(what.model)} HTTP/1.1" ${oneOf(draw, 1, [502, 502, 504])} - via_upstream - "-" ${between(draw, 2, 1_800, 90_000)} ${between(draw, 3, 120, 560)} ${took} ${took - 1} "-" "${uuid(draw, 6)}" "${names.host}" "${remote(names, draw)}"`;
      }),
    ],
  };
}
