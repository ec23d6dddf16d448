/** Failures of FlowEngine's own surroundings, as Python and Node print them. */

import type { InternalFailure, InternalFailureKind } from "../occurrence.ts";
import { named } from "../shape.ts";
import { between, letters, privateAddress } from "../vary.ts";
import { type InternalRows, serviceHost } from "./place.ts";

const say = named<InternalFailure>;

export const PYTHON: Readonly<Record<InternalFailureKind, InternalRows>> = {
  "tls-expired": [
    say("OpenSSL: expired", 5, () => {
      return "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)";
    }),
    say("requests: expired", 3, (what) => {
      return `requests.exceptions.SSLError: HTTPSConnectionPool(host='${serviceHost(what)}', port=443): Max retries exceeded with url: /v1/blocks (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)')))`;
    }),
  ],
  dns: [
    say("CPython: gaierror", 4, "socket.gaierror: [Errno -3] Temporary failure in name resolution"),
    say("httpx: name", 3, "httpx.ConnectError: [Errno -2] Name or service not known"),
    say("urllib3: name", 2, (what) => {
      return `urllib3.exceptions.NameResolutionError: HTTPSConnection(host='${serviceHost(what)}', port=443): Failed to resolve '${serviceHost(what)}' ([Errno -3] Temporary failure in name resolution)`;
    }),
  ],
  "disk-full": [
    say("CPython: errno 28", 5, (_, __, draw) => {
      return `OSError: [Errno 28] No space left on device: '/var/lib/flowengine/spool/${letters(draw, 1, 4)}.part'`;
    }),
    say("SQLite: full", 2, "sqlite3.OperationalError: database or disk is full"),
  ],
  "out-of-memory": [
    say("CPython: memory", 4, "MemoryError"),
    say("NumPy: allocate", 3, (_, __, draw) => {
      return `numpy._core._exceptions._ArrayMemoryError: Unable to allocate ${between(draw, 1, 2, 14)}.${between(draw, 2, 1, 9)} GiB for an array with shape (${between(draw, 3, 200_000, 900_000)}, 1536) and data type float64`;
    }),
    say("concurrent.futures: broken pool", 2, () => {
      return "concurrent.futures.process.BrokenProcessPool: A process in the process pool was terminated abruptly while the future was running or pending.";
    }),
    say("gunicorn: killed", 2, (_, __, draw) => {
      return `Worker (pid:${between(draw, 1, 7, 190)}) was sent SIGKILL! Perhaps out of memory?`;
    }),
  ],
  "artifact-store-forbidden": [
    say("botocore: access denied", 5, () => {
      return "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: Access Denied";
    }),
    say("google-cloud-storage: forbidden", 3, (_, __, draw) => {
      return `google.api_core.exceptions.Forbidden: 403 POST https://storage.googleapis.com/upload/storage/v1/b/flow-artifacts/o?uploadType=multipart: flow-runner@flowengine-prod.iam.gserviceaccount.com does not have storage.objects.create access to the Google Cloud Storage object. Permission 'storage.objects.create' denied on resource (or it may not exist). [${letters(draw, 1, 8)}]`;
    }),
    say("minio-py: access denied", 2, (_, __, draw) => {
      return `minio.error.S3Error: S3 operation failed; code: AccessDenied, message: Access Denied., resource: /flow-artifacts, request_id: ${letters(draw, 1, 8)}`;
    }),
  ],
  "message-queue-down": [
    say("pika: connection", 3, "pika.exceptions.AMQPConnectionError"),
    say("librdkafka: transport", 4, (what) => {
      return `KafkaError{code=_TRANSPORT,val=-195,str="${serviceHost(what)}:9092/bootstrap: Connect to ipv4#10.96.71.4:9092 failed: Connection timed out (after 30021ms in state CONNECT)"}`;
    }),
    say("redis-py: connecting", 3, (what) => {
      return `redis.exceptions.ConnectionError: Error 110 connecting to ${serviceHost(what)}:6379. Connection timed out.`;
    }),
    say("kombu: refused", 1, "kombu.exceptions.OperationalError: [Errno 111] Connection refused"),
  ],
};

export const NODE: Readonly<Record<InternalFailureKind, InternalRows>> = {
  "tls-expired": [
    say("Node tls: expired", 5, "Error: certificate has expired { code: 'CERT_HAS_EXPIRED' }"),
    say(
      "undici: expired",
      3,
      "TypeError: fetch failed [cause]: Error: certificate has expired { code: 'CERT_HAS_EXPIRED' }",
    ),
  ],
  dns: [
    say("Node dns: not found", 4, (what) => `Error: getaddrinfo ENOTFOUND ${serviceHost(what)}`),
    say("Node dns: again", 4, (what) => `Error: getaddrinfo EAI_AGAIN ${serviceHost(what)}`),
    say("c-ares: queryA", 2, (what) => `Error: queryA ETIMEOUT ${serviceHost(what)}`),
  ],
  "disk-full": [
    say("Node fs: enospc", 5, "Error: ENOSPC: no space left on device, write"),
    say("Node fs: mkdir", 2, (_, __, draw) => {
      return `Error: ENOSPC: no space left on device, mkdir '/tmp/flow-${letters(draw, 1, 3)}'`;
    }),
  ],
  "out-of-memory": [
    say("V8: heap limit", 5, (_, __, draw) => {
      return `<--- Last few GCs ---> [1:0x${between(draw, 1, 1_000_000, 9_999_999)}] FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory`;
    }),
    say("Node workers: terminated", 2, () => {
      return "Error [ERR_WORKER_OUT_OF_MEMORY]: Worker terminated due to reaching memory limit: JS heap out of memory";
    }),
  ],
  "artifact-store-forbidden": [
    say("AWS SDK JS: access denied", 5, (_, __, draw) => {
      return `AccessDenied: Access Denied at throwDefaultError (/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:388:20) { '$fault': 'client', '$metadata': { httpStatusCode: 403, requestId: '${letters(draw, 1, 8)}', attempts: 1 }, Code: 'AccessDenied' }`;
    }),
    say("MinIO JS: access denied", 2, "S3Error: Access Denied."),
  ],
  "message-queue-down": [
    say("KafkaJS: retries", 4, () => {
      return "KafkaJSNumberOfRetriesExceeded [KafkaJSNonRetriableError]: Connection timeout { retryCount: 5, retryTime: 9714 }";
    }),
    say("ioredis: retries", 3, () => {
      return `MaxRetriesPerRequestError: Reached the max retries per request limit (which is 20). Refer to "maxRetriesPerRequest" option for details.`;
    }),
    say("amqplib: closed", 3, () => {
      return `Error: Connection closed: 320 (CONNECTION-FORCED) with message "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'"`;
    }),
    say("ioredis: econnrefused", 2, (_, __, draw) => {
      return `[ioredis] Unhandled error event: Error: connect ECONNREFUSED ${privateAddress(draw, 1)}:6379`;
    }),
  ],
};
