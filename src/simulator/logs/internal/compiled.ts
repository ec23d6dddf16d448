/** Failures of FlowEngine's own surroundings, as the JVM, Go and Envoy print them. */

import type { InternalFailure, InternalFailureKind } from "../occurrence.ts";
import { named } from "../shape.ts";
import { between, letters, privateAddress } from "../vary.ts";
import { type InternalRows, serviceHost } from "./place.ts";

const say = named<InternalFailure>;

export const JVM: Readonly<Record<InternalFailureKind, InternalRows>> = {
  "tls-expired": [
    say("JSSE: not after", 4, (_, context) => {
      return `javax.net.ssl.SSLHandshakeException: java.security.cert.CertificateExpiredException: NotAfter: ${context.at.slice(0, 10)} 00:00:00 UTC`;
    }),
    say("JSSE: path", 1, () => {
      return "javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed";
    }),
  ],
  dns: [
    say("java.net: unknown host", 5, (what) => `java.net.UnknownHostException: ${serviceHost(what)}`),
    say("java.net: resolution", 3, (what) => {
      return `java.net.UnknownHostException: ${serviceHost(what)}: Temporary failure in name resolution`;
    }),
    say("Netty: resolve", 2, (what) => {
      return `io.netty.resolver.dns.DnsNameResolverTimeoutException: [A(1): ${serviceHost(what)}.] query '${serviceHost(what)}' via UDP timed out after 5000 milliseconds (no stack trace available)`;
    }),
  ],
  "disk-full": [
    say("java.io: space", 5, "java.io.IOException: No space left on device"),
    say("RocksDB: space", 2, (_, __, draw) => {
      return `org.rocksdb.RocksDBException: No space left on device: While appending to file: /var/lib/flowengine/state/${between(draw, 1, 10_000, 99_999)}.sst`;
    }),
  ],
  "out-of-memory": [
    say("HotSpot: heap", 5, "java.lang.OutOfMemoryError: Java heap space"),
    say("HotSpot: overhead", 2, "java.lang.OutOfMemoryError: GC overhead limit exceeded"),
    say("HotSpot: threads", 2, () => {
      return "java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached";
    }),
  ],
  "artifact-store-forbidden": [
    say("AWS SDK Java: access denied", 5, (_, __, draw) => {
      return `software.amazon.awssdk.services.s3.model.S3Exception: Access Denied (Service: S3, Status Code: 403, Request ID: ${letters(draw, 1, 8)}, Extended Request ID: ${letters(draw, 20, 20)})`;
    }),
    say("GCS Java: forbidden", 2, () => {
      return "com.google.cloud.storage.StorageException: flow-runner@flowengine-prod.iam.gserviceaccount.com does not have storage.objects.create access to the Google Cloud Storage object.";
    }),
  ],
  "message-queue-down": [
    say("Kafka: metadata", 4, () => {
      return "org.apache.kafka.common.errors.TimeoutException: Topic flow-events not present in metadata after 60000 ms.";
    }),
    say("Kafka: expiring", 3, (_, __, draw) => {
      return `org.apache.kafka.common.errors.TimeoutException: Expiring ${between(draw, 1, 1, 90)} record(s) for flow-events-${between(draw, 2, 0, 11)}:120000 ms has passed since batch creation`;
    }),
    say("Spring AMQP: closed", 2, () => {
      return "org.springframework.amqp.AmqpConnectException: java.net.ConnectException: Connection timed out";
    }),
    say("Lettuce: unable", 2, (what) => {
      return `io.lettuce.core.RedisConnectionException: Unable to connect to ${serviceHost(what)}/<unresolved>:6379`;
    }),
  ],
};

export const GO: Readonly<Record<InternalFailureKind, InternalRows>> = {
  "tls-expired": [
    say("Go x509: expired", 5, (what, context) => {
      return `Post "https://${serviceHost(what)}/v1/blocks": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time ${context.at.slice(0, 19)}Z is after ${context.at.slice(0, 10)}T00:00:00Z`;
    }),
    say("Go tls: remote", 3, "remote error: tls: expired certificate"),
  ],
  dns: [
    say("Go net: no such host", 4, (what) => {
      return `dial tcp: lookup ${serviceHost(what)} on 10.96.0.10:53: no such host`;
    }),
    say("Go net: resolver", 4, (what, _, draw) => {
      return `dial tcp: lookup ${serviceHost(what)} on 10.96.0.10:53: read udp ${privateAddress(draw, 1)}:${between(draw, 2, 33_000, 60_000)}->10.96.0.10:53: i/o timeout`;
    }),
    say("Go net: misbehaving", 2, (what) => {
      return `dial tcp: lookup ${serviceHost(what)} on 10.96.0.10:53: server misbehaving`;
    }),
  ],
  "disk-full": [
    say("Go os: space", 5, (_, __, draw) => {
      return `write /var/lib/flowengine/spool/${letters(draw, 1, 4)}: no space left on device`;
    }),
    say("etcd: space", 2, "etcdserver: mvcc: database space exceeded"),
  ],
  "out-of-memory": [
    say("Go runtime: memory", 4, "fatal error: runtime: out of memory"),
    say("Go os/exec: allocate", 3, "fork/exec /usr/local/bin/renderer: cannot allocate memory"),
    say("Kubernetes: killed", 3, "child exited: signal: killed (exit status 137)"),
  ],
  "artifact-store-forbidden": [
    say("AWS SDK Go: access denied", 5, (_, __, draw) => {
      return `operation error S3: PutObject, https response error StatusCode: 403, RequestID: ${letters(draw, 1, 8)}, HostID: ${letters(draw, 20, 20)}, api error AccessDenied: Access Denied`;
    }),
    say("GCS Go: forbidden", 3, () => {
      return "googleapi: Error 403: flow-runner@flowengine-prod.iam.gserviceaccount.com does not have storage.objects.create access to the Google Cloud Storage object., forbidden";
    }),
  ],
  "message-queue-down": [
    say("nats.go: servers", 4, "nats: no servers available for connection"),
    say("amqp091-go: forced", 3, () => {
      return `Exception (320) Reason: "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'"`;
    }),
    say("Sarama: brokers", 3, () => {
      return "kafka: client has run out of available brokers to talk to: dial tcp 10.96.71.4:9092: i/o timeout";
    }),
  ],
};

export const ENVOY: Readonly<Record<InternalFailureKind, InternalRows>> = {
  "tls-expired": [
    say("Envoy: verify", 4, () => {
      return "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end";
    }),
    say("Envoy: alert", 3, () => {
      return "TLS error: 268436501:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_EXPIRED";
    }),
  ],
  dns: [
    say("Envoy: dns failure", 4, (what) => {
      return `dns resolution for ${serviceHost(what)} failed with c-ares status 11`;
    }),
    say("CoreDNS: servfail", 3, (what, _, draw) => {
      return `[ERROR] plugin/errors: 2 ${serviceHost(what)}. A: read udp ${privateAddress(draw, 1)}:${between(draw, 2, 33_000, 60_000)}->169.254.169.253:53: i/o timeout`;
    }),
  ],
  "disk-full": [
    say("nginx: pwrite", 4, (_, __, draw) => {
      return `pwrite() "/var/cache/nginx/client_temp/${between(draw, 1, 1_000_000, 9_999_999)}" failed (28: No space left on device)`;
    }),
    say("Fluent Bit: write", 2, "[storage] cannot write chunk: No space left on device"),
  ],
  "out-of-memory": [
    say("Envoy: overload", 3, () => "envoy overloaded, stop accepting requests: memory pressure 0.98"),
    say("Linux: killed", 4, (_, __, draw) => {
      return `Memory cgroup out of memory: Killed process ${between(draw, 1, 2_000, 900_000)} (flow-runner) total-vm:${between(draw, 2, 3_000_000, 9_000_000)}kB, anon-rss:${between(draw, 3, 2_000_000, 2_900_000)}kB`;
    }),
  ],
  "artifact-store-forbidden": [
    say("S3: access denied", 5, (_, __, draw) => {
      return `<?xml version="1.0" encoding="UTF-8"?> <Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>${letters(draw, 1, 8)}</RequestId><HostId>${letters(draw, 20, 16)}</HostId></Error>`;
    }),
    say("S3: skewed", 1, () => {
      return "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message></Error>";
    }),
  ],
  "message-queue-down": [
    say(
      "Envoy: no healthy",
      4,
      (what) => `no healthy upstream for cluster outbound|9092||${serviceHost(what)}`,
    ),
    say("Vector: kafka", 2, () => "kafka sink: BrokerTransportFailure (Local: Broker transport failure)"),
  ],
};
