/** Connections to a provider that were refused, or broken before the answer was complete. */

import type { ProviderFailure } from "../occurrence.ts";
import { named } from "../shape.ts";
import { between, ephemeralPort, oneOf, privateAddress, uuid } from "../vary.ts";
import { goPost, type Rows, remote, url, type VendorNames } from "./names.ts";

const ENVOY = "upstream connect error or disconnect/reset before headers.";

export function refusedConnections(names: VendorNames): Rows {
  const { host, jvm, liteLlm } = names;
  const say = named<ProviderFailure>;
  return {
    python: [
      say("Python SDK: connection error", 6, names.python.lost),
      say("httpx: all attempts", 3, "httpx.ConnectError: All connection attempts failed"),
      say("httpx: errno 111", 1, "httpx.ConnectError: [Errno 111] Connection refused"),
    ],
    node: [
      say("Node SDK: connection error", 4, names.node.lost),
      say("Node: econnrefused", 5, (_, __, draw) => {
        return `TypeError: fetch failed [cause]: Error: connect ECONNREFUSED ${remote(names, draw)}`;
      }),
      say("Node: ehostunreach", 1, (_, __, draw) => {
        return `TypeError: fetch failed [cause]: Error: connect EHOSTUNREACH ${remote(names, draw)} - Local (${privateAddress(draw, 3)}:${ephemeralPort(draw, 4)})`;
      }),
    ],
    jvm: [
      say("OkHttp: failed to connect", 6, (_, __, draw) => {
        return `${jvm} Caused by: java.net.ConnectException: Failed to connect to ${host}/${remote(names, draw)}`;
      }),
      say("Netty: annotated", 1, (_, __, draw) => {
        return `io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: ${host}/${remote(names, draw)}`;
      }),
    ],
    go: [
      say("Go net: refused", 1, (what, _, draw) => {
        return goPost(names, what, `dial tcp ${remote(names, draw)}: connect: connection refused`);
      }),
      say("Go net: no route", 3, (what, _, draw) => {
        return goPost(names, what, `dial tcp ${remote(names, draw)}: connect: no route to host`);
      }),
      say("Go net: io timeout", 4, (what, _, draw) => {
        return goPost(names, what, `dial tcp ${remote(names, draw)}: i/o timeout`);
      }),
    ],
    proxy: [
      say("LiteLLM: aiohttp", 4, (_, __, draw) => {
        return `litellm.InternalServerError: ${liteLlm} - Cannot connect to host ${host}:443 ssl:default [Connect call failed ('${oneOf(draw, 7, names.addresses)}', 443)]`;
      }),
      say("LiteLLM: connection error", 3, (what) => {
        return `litellm.InternalServerError: InternalServerError: ${liteLlm} - Connection error.. Received Model Group=${what.model}\\nAvailable Model Group Fallbacks=None`;
      }),
      say("Envoy: delayed connect", 3, (what) => {
        return `upstream call ${names.path(what.model)} answered 503: ${ENVOY} retried and the latest reset reason: remote connection failure, transport failure reason: delayed connect error: 111`;
      }),
      say("Envoy: connection failure flags", 2, (what, _, draw) => {
        return `"POST ${names.path(what.model)} HTTP/1.1" 503 UF,URX upstream_reset_before_response_started{remote_connection_failure,delayed_connect_error:_111} - "delayed_connect_error:_111" ${between(draw, 1, 1_800, 90_000)} 152 ${between(draw, 2, 2, 60)} - "-" "${uuid(draw, 3)}" "${host}" "${remote(names, draw)}"`;
      }),
    ],
  };
}

export function brokenConnections(names: VendorNames): Rows {
  const { host, jvm, liteLlm } = names;
  const say = named<ProviderFailure>;
  return {
    python: [
      say("httpx: disconnected", 4, () => {
        return "httpx.RemoteProtocolError: Server disconnected without sending a response.";
      }),
      say("httpx: incomplete chunks", 3, () => {
        return "httpx.RemoteProtocolError: peer closed connection without sending complete message body (incomplete chunked read)";
      }),
      say("httpx: errno 104", 3, "httpx.ReadError: [Errno 104] Connection reset by peer"),
      say("Python SDK: connection error", 3, names.python.lost),
    ],
    node: [
      say("Node: econnreset", 4, "Error: read ECONNRESET"),
      say("undici: terminated", 3, (_, __, draw) => {
        return `TypeError: terminated [cause]: SocketError: other side closed { code: 'UND_ERR_SOCKET', socket: { localAddress: '${privateAddress(draw, 1)}', localPort: ${ephemeralPort(draw, 2)}, remotePort: 443, bytesWritten: ${between(draw, 3, 900, 90_000)}, bytesRead: ${between(draw, 4, 0, 40_000)} } }`;
      }),
      say("Node: hang up", 2, "Error: socket hang up"),
      say("node-fetch: premature close", 2, (what) => {
        return `FetchError: Invalid response body while trying to fetch ${url(names, what)}: Premature close`;
      }),
    ],
    jvm: [
      say("OkHttp: reset", 4, `${jvm} Caused by: java.net.SocketException: Connection reset`),
      say("OkHttp: stream reset", 3, () => {
        return `${jvm} Caused by: okhttp3.internal.http2.StreamResetException: stream was reset: INTERNAL_ERROR`;
      }),
      say("OkHttp: end of stream", 2, `java.io.IOException: unexpected end of stream on https://${host}/...`),
    ],
    go: [
      say("Go net: reset", 4, (what, _, draw) => {
        return goPost(
          names,
          what,
          `read tcp ${privateAddress(draw, 1)}:${ephemeralPort(draw, 2)}->${remote(names, draw)}: read: connection reset by peer`,
        );
      }),
      say("Go net/http: eof", 3, (what) => goPost(names, what, "unexpected EOF")),
      say("Go http2: goaway", 2, (_, __, draw) => {
        return `http2: server sent GOAWAY and closed the connection; LastStreamID=${1 + 2 * between(draw, 1, 5, 4_000)}, ErrCode=NO_ERROR, debug=""`;
      }),
      say("Go http2: stream error", 2, (_, __, draw) => {
        return `stream error: stream ID ${1 + 2 * between(draw, 1, 5, 4_000)}; INTERNAL_ERROR; received from peer`;
      }),
    ],
    proxy: [
      say("Envoy: termination", 4, (what) => {
        return `upstream call ${names.path(what.model)} answered 503: ${ENVOY} reset reason: connection termination`;
      }),
      say("LiteLLM: disconnected", 4, `litellm.APIConnectionError: ${liteLlm} - Server disconnected`),
      say("Envoy: termination flag", 2, (what, _, draw) => {
        return `"POST ${names.path(what.model)} HTTP/1.1" 503 UC upstream_reset_before_response_started{connection_termination} - "-" ${between(draw, 1, 1_800, 90_000)} 95 ${between(draw, 2, 20, 60_000)} - "-" "${uuid(draw, 3)}" "${host}" "${remote(names, draw)}"`;
      }),
    ],
  };
}
