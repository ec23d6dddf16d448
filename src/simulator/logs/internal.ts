/** Failures outside the five causes that the runbook knows, in the words of the world's language (rows in `internal/`). */

import type { Sdk } from "./dialect.ts";
import { ENVOY, GO, JVM } from "./internal/compiled.ts";
import { type InternalRows, serviceHost } from "./internal/place.ts";
import { NODE, PYTHON } from "./internal/scripting.ts";
import type { InternalFailure, InternalFailureKind } from "./occurrence.ts";
import { named, placed, type Table, type Trace, table } from "./shape.ts";

type Kinds<Value> = Readonly<Record<InternalFailureKind, Value>>;

const say = named<InternalFailure>;

/** What hides each cause: a bare gateway's status, a child that is merely gone, a store that says "not found". */
const LIES: Kinds<InternalRows> = {
  "tls-expired": [
    say("nginx: bad gateway", 2, (what) => `502 Bad Gateway from ${serviceHost(what)}`),
    say("Node tls: hang up", 2, () => {
      return "Error: Client network socket disconnected before secure TLS connection was established";
    }),
  ],
  dns: [say("Envoy: no healthy", 2, (what) => `503 no healthy upstream (${serviceHost(what)})`)],
  "disk-full": [
    say("SQLite: readonly", 2, "sqlite3.OperationalError: attempt to write a readonly database"),
    say("nginx: entity", 1, "500 Internal Server Error while writing the request body"),
  ],
  "out-of-memory": [
    say("Node ipc: closed", 2, "Error [ERR_IPC_CHANNEL_CLOSED]: Channel closed"),
    say("Kubernetes: probe", 2, "Liveness probe failed: HTTP probe failed with statuscode: 500"),
  ],
  "artifact-store-forbidden": [
    say("S3: no such key", 2, "NoSuchKey: The specified key does not exist."),
    say("AWS STS: expired", 1, "ExpiredToken: The provided token has expired."),
  ],
  "message-queue-down": [
    say("librdkafka: queue full", 2, 'KafkaError{code=_QUEUE_FULL,val=-184,str="Local: Queue full"}'),
    say(
      "outbox: shed",
      1,
      (what) => `429 publisher for ${what.service} sheds load: outbox above high-water mark`,
    ),
  ],
};

export const INTERNAL: Readonly<Record<Sdk, Kinds<Table<InternalFailure>>>> = {
  python: language("python", 7_000, "python", PYTHON),
  node: language("node", 7_010, "node", NODE),
  jvm: language("jvm", 7_020, "jvm", JVM),
  go: language("go", 7_030, null, GO),
  proxy: language("proxy", 7_040, null, ENVOY),
};

function language(
  name: Sdk,
  salt: number,
  trace: Trace,
  rows: Kinds<InternalRows>,
): Kinds<Table<InternalFailure>> {
  const of = (failure: InternalFailureKind, index: number): Table<InternalFailure> =>
    table(
      salt + index,
      placed(`internal/${failure}/${name}`, trace, rows[failure]),
      placed(`internal-lies/${failure}`, null, LIES[failure]),
    );
  return {
    "tls-expired": of("tls-expired", 0),
    dns: of("dns", 1),
    "disk-full": of("disk-full", 2),
    "out-of-memory": of("out-of-memory", 3),
    "artifact-store-forbidden": of("artifact-store-forbidden", 4),
    "message-queue-down": of("message-queue-down", 5),
  };
}
