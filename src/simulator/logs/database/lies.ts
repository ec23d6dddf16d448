/** Database failures that come out as something else: a sign-in that fails since its look-up got no connection,
 *  a pooler that repeats an old login failure, a gateway's time-out where a statement was slow. */

import type { DatabaseFailure, DatabaseFailureKind } from "../occurrence.ts";
import { named, type Shape } from "../shape.ts";
import { between, hex8, mix } from "../vary.ts";
import { host, waitedS } from "./place.ts";

const say = named<DatabaseFailure>;
type Rows = readonly Omit<Shape<DatabaseFailure>, "trace">[];

const NO_CONNECTION: Rows = [
  say("Passport: session", 3, "401 Error: Failed to deserialize user out of session"),
  say("Spring Security: user store", 3, () => {
    return "401 org.springframework.security.authentication.InternalAuthenticationServiceException: Unable to acquire JDBC Connection";
  }),
  say("Django: unauthorized", 2, (_, __, draw) => `Unauthorized: /api/v1/flows/${hex8(mix(draw, 1))}/lease`),
  say("PgBouncer: login retry", 3, () => {
    return "FATAL: server login has been failing, cached error: connect failed (server_login_retry)";
  }),
  say("PgBouncer: auth query", 1, 'FATAL: password authentication failed for user "flowengine"'),
  say("Kong: shed", 2, `429 {"message":"API concurrency limit reached, try again later"}`),
];

export const DATABASE_LIES: Readonly<Record<DatabaseFailureKind, Rows>> = {
  "pool-timeout": NO_CONNECTION,
  "server-full": NO_CONNECTION,
  "connection-refused": [
    say("Node dns: not found", 2, (_, context) => `Error: getaddrinfo ENOTFOUND ${host(context)}`),
    say("PgBouncer: login retry", 3, () => {
      return "FATAL: server login has been failing, cached error: server login failed (server_login_retry)";
    }),
  ],
  "statement-timeout": [
    say("nginx: gateway", 2, (_, context) => {
      return `upstream timed out (110: Operation timed out) while reading response header from upstream, request: "POST /internal/lease HTTP/1.1", waited ${waitedS(context)}s`;
    }),
    say("gunicorn: worker", 2, (_, __, draw) => `WORKER TIMEOUT (pid:${between(draw, 1, 7, 190)})`),
  ],
  deadlock: [
    say("Rails: conflict", 2, "409 Conflict: flow was updated by another worker"),
    say("Hibernate: stale", 2, () => {
      return "org.hibernate.StaleObjectStateException: Row was updated or deleted by another transaction (or unsaved-value mapping was incorrect)";
    }),
  ],
  "connection-terminated": [
    say("OpenSSL: eof", 2, "SSL SYSCALL error: EOF detected"),
    say("Go context: canceled", 2, "context canceled"),
  ],
};
