/** psycopg, asyncpg and SQLAlchemy. */

import type { DatabaseFailure, LogContext } from "../occurrence.ts";
import { named } from "../shape.ts";
import { between } from "../vary.ts";
import { address, type DriverRows, deadlockDetail, host, poolSize, statement, waitedS } from "./place.ts";

const say = named<DatabaseFailure>;
const MORE = "(Background on this error at: https://sqlalche.me/e/20/e3q8)";

const server = (context: LogContext): string =>
  `connection to server at "${host(context)}" (${address(context)}), port 5432 failed:`;

export const PSYCOPG: DriverRows = {
  "pool-timeout": [
    say("SQLAlchemy: queue pool", 6, (_, context) => {
      return `sqlalchemy.exc.TimeoutError: QueuePool limit of size ${poolSize(context)} overflow 10 reached, connection timed out, timeout ${waitedS(context)}.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)`;
    }),
    say("psycopg_pool: timeout", 4, (_, context) => {
      return `psycopg_pool.PoolTimeout: couldn't get a connection after ${waitedS(context)}.00 sec`;
    }),
    say("psycopg_pool: waiting", 2, (_, __, draw) => {
      return `psycopg_pool.TooManyRequests: the pool 'pool-1' has already ${between(draw, 1, 40, 400)} requests waiting`;
    }),
    say("psycopg2: pool error", 1, "psycopg2.pool.PoolError: connection pool exhausted"),
    say("PgBouncer: query wait", 2, () => {
      return "psycopg.errors.ProtocolViolation: query_wait_timeout server closed the connection unexpectedly";
    }),
  ],
  "server-full": [
    say("psycopg: too many clients", 6, (_, context) => {
      return `psycopg.OperationalError: connection failed: ${server(context)} FATAL:  sorry, too many clients already`;
    }),
    say("psycopg2: reserved slots", 4, (_, context) => {
      return `sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) ${server(context)} FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute ${MORE}`;
    }),
    say("psycopg2: reserved slots, older", 2, (_, context) => {
      return `psycopg2.OperationalError: ${server(context)} FATAL:  remaining connection slots are reserved for non-replication superuser connections`;
    }),
    say("asyncpg: too many clients", 3, () => {
      return "asyncpg.exceptions.TooManyConnectionsError: sorry, too many clients already";
    }),
    say("psycopg2: role limit", 1, (_, context) => {
      return `psycopg2.OperationalError: ${server(context)} FATAL:  too many connections for role "flowengine"`;
    }),
    say("PgBouncer: client limit", 2, (_, context) => {
      return `psycopg.OperationalError: connection failed: ${server(context)} FATAL:  no more connections allowed (max_client_conn)`;
    }),
  ],
  "connection-refused": [
    say("asyncpg: connect call", 5, (_, context) => {
      return `ConnectionRefusedError: [Errno 111] Connect call failed ('${address(context)}', 5432)`;
    }),
    say("psycopg: starting up", 3, (_, context) => {
      return `psycopg.OperationalError: connection failed: ${server(context)} FATAL:  the database system is starting up`;
    }),
    say("psycopg: timeout expired", 3, (_, context) => {
      return `psycopg.errors.ConnectionTimeout: ${server(context)} timeout expired`;
    }),
    say("psycopg2: refused", 1, (_, context) => {
      return `psycopg2.OperationalError: ${server(context)} Connection refused Is the server running on that host and accepting TCP/IP connections?`;
    }),
  ],
  "statement-timeout": [
    say("psycopg: canceled", 5, () => {
      return "psycopg.errors.QueryCanceled: canceling statement due to statement timeout";
    }),
    say("SQLAlchemy: canceled", 4, (_, __, draw) => {
      return `sqlalchemy.exc.OperationalError: (psycopg2.errors.QueryCanceled) canceling statement due to statement timeout [SQL: ${statement(draw)}] ${MORE}`;
    }),
    say("psycopg: lock", 2, "psycopg.errors.LockNotAvailable: canceling statement due to lock timeout"),
    say("Django: canceled", 1, () => {
      return "django.db.utils.OperationalError: canceling statement due to statement timeout";
    }),
  ],
  deadlock: [
    say("psycopg: deadlock", 4, (_, __, draw) => {
      return `psycopg.errors.DeadlockDetected: deadlock detected DETAIL:  ${deadlockDetail(draw)} HINT:  See server log for query details.`;
    }),
    say("SQLAlchemy: deadlock", 3, (_, __, draw) => {
      return `sqlalchemy.exc.OperationalError: (psycopg2.errors.DeadlockDetected) deadlock detected DETAIL:  ${deadlockDetail(draw)} [SQL: ${statement(draw)}] ${MORE}`;
    }),
    say("asyncpg: deadlock", 2, (_, __, draw) => {
      return `asyncpg.exceptions.DeadlockDetectedError: deadlock detected DETAIL:  ${deadlockDetail(draw)}`;
    }),
  ],
  "connection-terminated": [
    say("psycopg: admin shutdown", 4, () => {
      return "psycopg.errors.AdminShutdown: terminating connection due to administrator command";
    }),
    say("psycopg2: closed unexpectedly", 4, () => {
      return "psycopg2.OperationalError: server closed the connection unexpectedly This probably means the server terminated abnormally before or while processing the request.";
    }),
    say("psycopg2: ssl closed", 2, "psycopg2.OperationalError: SSL connection has been closed unexpectedly"),
    say("psycopg2: already closed", 2, "psycopg2.InterfaceError: connection already closed"),
    say("asyncpg: closed in operation", 2, () => {
      return "asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation";
    }),
  ],
};
