/** node-postgres with Knex or Sequelize, and Prisma with its own engine. */

import type { DatabaseFailure, LogContext } from "../occurrence.ts";
import { named } from "../shape.ts";
import { between, oneOf } from "../vary.ts";
import { address, type DriverRows, deadlockDetail, host, poolSize, statement, waitedS } from "./place.ts";

const say = named<DatabaseFailure>;

export const NODE_POSTGRES: DriverRows = {
  "pool-timeout": [
    say("Knex: acquiring", 6, () => {
      return "KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full. Are you missing a .transacting(trx) call?";
    }),
    say("node-postgres: connection timeout", 3, () => {
      return "Error: Connection terminated due to connection timeout";
    }),
    say("Sequelize: acquire", 2, "SequelizeConnectionAcquireTimeoutError: Operation timeout"),
    say("generic-pool: request", 2, "TimeoutError: ResourceRequest timed out"),
    say("node-postgres: trying to connect", 1, "Error: timeout exceeded when trying to connect"),
    say("PgBouncer: query wait", 2, "error: query_wait_timeout { severity: 'FATAL', code: '08P01' }"),
  ],
  "server-full": [
    say("node-postgres: too many clients", 6, () => {
      return "error: sorry, too many clients already { severity: 'FATAL', code: '53300', routine: 'InitProcess' }";
    }),
    say("node-postgres: reserved slots", 4, () => {
      return "error: remaining connection slots are reserved for roles with the SUPERUSER attribute { severity: 'FATAL', code: '53300', routine: 'InitPostgres' }";
    }),
    say("Sequelize: reserved slots", 2, () => {
      return "SequelizeConnectionError: remaining connection slots are reserved for non-replication superuser connections";
    }),
    say("node-postgres: database limit", 1, () => {
      return `error: too many connections for database "flowengine" { severity: 'FATAL', code: '53300' }`;
    }),
    say("PgBouncer: client limit", 2, () => {
      return "error: no more connections allowed (max_client_conn) { severity: 'FATAL', code: '08P01' }";
    }),
  ],
  "connection-refused": [
    say("node-postgres: econnrefused", 6, (_, context) => {
      return `Error: connect ECONNREFUSED ${address(context)}:5432`;
    }),
    say("node-postgres: aggregate", 2, (_, context) => {
      return `AggregateError [ECONNREFUSED]: Error: connect ECONNREFUSED ${address(context)}:5432`;
    }),
    say("node-postgres: starting up", 3, () => {
      return "error: the database system is starting up { severity: 'FATAL', code: '57P03' }";
    }),
    say("Knex: etimedout", 2, (_, context) => `Error: connect ETIMEDOUT ${address(context)}:5432`),
  ],
  "statement-timeout": [
    say("Knex: canceled", 5, (_, __, draw) => {
      return `error: ${statement(draw)} - canceling statement due to statement timeout`;
    }),
    say("node-postgres: canceled", 4, () => {
      return "error: canceling statement due to statement timeout { severity: 'ERROR', code: '57014', routine: 'ProcessInterrupts' }";
    }),
    say("node-postgres: read timeout", 2, "Error: Query read timeout"),
  ],
  deadlock: [
    say("node-postgres: deadlock", 4, (_, __, draw) => {
      return `error: deadlock detected { severity: 'ERROR', code: '40P01', detail: '${deadlockDetail(draw)}', routine: 'DeadLockReport' }`;
    }),
    say("Knex: deadlock", 3, (_, __, draw) => `error: ${statement(draw)} - deadlock detected`),
    say("Sequelize: deadlock", 2, "SequelizeDatabaseError: deadlock detected"),
  ],
  "connection-terminated": [
    say("node-postgres: unexpectedly", 5, "Error: Connection terminated unexpectedly"),
    say("node-postgres: admin", 3, () => {
      return "error: terminating connection due to administrator command { severity: 'FATAL', code: '57P01' }";
    }),
    say("node-postgres: not queryable", 2, () => {
      return "Error: Client has encountered a connection error and is not queryable";
    }),
    say("node-postgres: econnreset", 2, "Error: read ECONNRESET at TCP.onStreamRead (pg connection)"),
  ],
};

const call = (draw: number): string =>
  oneOf(draw, 41, ["flowRun.update", "blockOutput.create", "flowRun.findUnique", "ledgerEntry.aggregate"]);

const known = (draw: number): string =>
  `PrismaClientKnownRequestError: Invalid \`prisma.${call(draw)}()\` invocation:`;

function unknownRequest(draw: number, code: string, message: string, detail: string): string {
  return `PrismaClientUnknownRequestError: Invalid \`prisma.${call(draw)}()\` invocation: Error occurred during query execution: ConnectorError(ConnectorError { user_facing_error: None, kind: QueryError(PostgresError { code: "${code}", message: "${message}", severity: "ERROR", detail: ${detail}, column: None, hint: None }), transient: false })`;
}

const server = (context: LogContext): string => `\`${host(context)}:5432\``;

export const PRISMA: DriverRows = {
  "pool-timeout": [
    say("Prisma: P2024", 6, (_, context, draw) => {
      return `${known(draw)} Timed out fetching a new connection from the connection pool. More info: http://pris.ly/d/connection-pool (Current connection pool timeout: ${waitedS(context)}, connection limit: ${poolSize(context)})`;
    }),
    say("Prisma: P2028", 3, () => {
      return "PrismaClientKnownRequestError: Transaction API error: Unable to start a transaction in the given time. { code: 'P2028' }";
    }),
    say("Prisma: P2024 code", 2, (_, context, draw) => {
      return `${known(draw)} { code: 'P2024', meta: { connection_limit: ${poolSize(context)}, timeout: ${waitedS(context)} } }`;
    }),
  ],
  "server-full": [
    say("Prisma: P2037", 5, () => {
      return "PrismaClientInitializationError: Too many database connections opened: FATAL: sorry, too many clients already";
    }),
    say("Prisma: P2037 reserved", 4, (_, __, draw) => {
      return `${known(draw)} Too many database connections opened: FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute`;
    }),
    say("Prisma: bouncer", 2, () => {
      return "PrismaClientInitializationError: Error querying the database: FATAL: no more connections allowed (max_client_conn)";
    }),
  ],
  "connection-refused": [
    say("Prisma: P1001", 6, (_, context) => {
      return `PrismaClientInitializationError: Can't reach database server at ${server(context)} Please make sure your database server is running at ${server(context)}.`;
    }),
    say("Prisma: P1002", 2, (_, context) => {
      return `PrismaClientInitializationError: The database server at ${server(context)} was reached but timed out. Please try again.`;
    }),
    say("Prisma: starting up", 2, () => {
      return "PrismaClientInitializationError: Error querying the database: FATAL: the database system is starting up";
    }),
  ],
  "statement-timeout": [
    say("Prisma: 57014", 5, (_, __, draw) => {
      return unknownRequest(draw, "57014", "canceling statement due to statement timeout", "None");
    }),
    say("Prisma: P2010", 2, () => {
      return "PrismaClientKnownRequestError: Raw query failed. Code: `57014`. Message: `ERROR: canceling statement due to statement timeout`";
    }),
    say("Prisma: expired transaction", 3, (_, context, draw) => {
      const limit = waitedS(context) * 1_000;
      return `PrismaClientKnownRequestError: Transaction API error: Transaction already closed: A query cannot be executed on an expired transaction. The timeout for this transaction was ${limit} ms, however ${limit + between(draw, 1, 4, 900)} ms passed since the start of the transaction.`;
    }),
  ],
  deadlock: [
    say("Prisma: P2034", 5, (_, __, draw) => {
      return `${known(draw)} Transaction failed due to a write conflict or a deadlock. Please retry your transaction`;
    }),
    say("Prisma: 40P01", 3, (_, __, draw) => {
      return unknownRequest(draw, "40P01", "deadlock detected", `Some("${deadlockDetail(draw)}")`);
    }),
    say("Prisma: 40P01 raw", 1, () => {
      return "PrismaClientKnownRequestError: Raw query failed. Code: `40P01`. Message: `ERROR: deadlock detected`";
    }),
  ],
  "connection-terminated": [
    say("Prisma: P1017", 5, (_, __, draw) => `${known(draw)} Server has closed the connection.`),
    say("Prisma: closed", 3, () => {
      return "prisma:error Error in PostgreSQL connection: Error { kind: Closed, cause: None }";
    }),
    say("Prisma: E57P01", 3, () => {
      return `prisma:error Error in PostgreSQL connection: Error { kind: Db, cause: Some(DbError { severity: "FATAL", code: SqlState(E57P01), message: "terminating connection due to administrator command" }) }`;
    }),
  ],
};
