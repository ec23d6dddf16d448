/** HikariCP over the PostgreSQL driver for Java, Go's pgx and database/sql, and Npgsql for .NET. */

import type { DatabaseFailure, LogContext } from "../occurrence.ts";
import { named } from "../shape.ts";
import { between, ephemeralPort, privateAddress } from "../vary.ts";
import { address, type DriverRows, deadlockDetail, host, poolSize, statement, waitedS } from "./place.ts";

const say = named<DatabaseFailure>;

export const HIKARI: DriverRows = {
  "pool-timeout": [
    say("HikariCP: with counts", 6, (_, context, draw) => {
      const size = poolSize(context);
      return `java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after ${waitedS(context) * 1_000 + between(draw, 1, 0, 9)}ms (total=${size}, active=${size}, idle=0, waiting=${between(draw, 2, 1, 190)})`;
    }),
    say("HikariCP: plain", 3, (_, context, draw) => {
      return `java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after ${waitedS(context) * 1_000 + between(draw, 1, 0, 9)}ms.`;
    }),
    say("Spring: transaction", 3, () => {
      return "org.springframework.transaction.CannotCreateTransactionException: Could not open JPA EntityManager for transaction; nested exception is org.hibernate.exception.JDBCConnectionException: Unable to acquire JDBC Connection";
    }),
    say("Spring: JDBC", 2, () => {
      return "org.springframework.jdbc.CannotGetJdbcConnectionException: Failed to obtain JDBC Connection";
    }),
  ],
  "server-full": [
    say("pgjdbc: too many clients", 6, () => {
      return "org.postgresql.util.PSQLException: FATAL: sorry, too many clients already";
    }),
    say("pgjdbc: reserved slots", 4, () => {
      return "org.postgresql.util.PSQLException: FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute";
    }),
    say("HikariCP: initialization", 2, () => {
      return "com.zaxxer.hikari.pool.HikariPool$PoolInitializationException: Failed to initialize pool: FATAL: sorry, too many clients already";
    }),
    say("PgBouncer: client limit", 2, () => {
      return "org.postgresql.util.PSQLException: FATAL: no more connections allowed (max_client_conn)";
    }),
  ],
  "connection-refused": [
    say("pgjdbc: refused", 6, (_, context) => {
      return `org.postgresql.util.PSQLException: Connection to ${host(context)}:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.`;
    }),
    say("pgjdbc: attempt", 2, "org.postgresql.util.PSQLException: The connection attempt failed."),
    say("pgjdbc: starting up", 3, () => {
      return "org.postgresql.util.PSQLException: FATAL: the database system is starting up";
    }),
  ],
  "statement-timeout": [
    say("pgjdbc: canceled", 5, () => {
      return "org.postgresql.util.PSQLException: ERROR: canceling statement due to statement timeout";
    }),
    say("Spring: canceled", 3, (_, __, draw) => {
      return `org.springframework.dao.QueryTimeoutException: PreparedStatementCallback; SQL [${statement(draw)}]; ERROR: canceling statement due to statement timeout`;
    }),
    say("Hibernate: canceled", 2, () => {
      return "org.hibernate.QueryTimeoutException: JDBC exception executing SQL [ERROR: canceling statement due to user request]";
    }),
  ],
  deadlock: [
    say("pgjdbc: deadlock", 5, (_, __, draw) => {
      return `org.postgresql.util.PSQLException: ERROR: deadlock detected   Detail: ${deadlockDetail(draw)}   Hint: See server log for query details.`;
    }),
    say("Spring: deadlock", 3, () => {
      return "org.springframework.dao.CannotAcquireLockException: could not execute statement [ERROR: deadlock detected]";
    }),
    say("Hibernate: deadlock", 2, () => {
      return "org.hibernate.exception.LockAcquisitionException: could not execute statement";
    }),
  ],
  "connection-terminated": [
    say("pgjdbc: closed", 4, "org.postgresql.util.PSQLException: This connection has been closed."),
    say("pgjdbc: io error", 4, () => {
      return "org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.";
    }),
    say("pgjdbc: admin", 3, () => {
      return "org.postgresql.util.PSQLException: FATAL: terminating connection due to administrator command";
    }),
    say("HikariCP: validate", 2, (_, __, draw) => {
      return `HikariPool-1 - Failed to validate connection org.postgresql.jdbc.PgConnection@${between(draw, 1, 10_000_000, 99_000_000)} (This connection has been closed.). Possibly consider using a shorter maxLifetime value.`;
    }),
  ],
};

const connect = (context: LogContext): string =>
  `failed to connect to \`user=flowengine database=flowengine\`: ${address(context)}:5432 (${host(context)}):`;

export const PGX: DriverRows = {
  "pool-timeout": [
    say("pgxpool: acquire", 5, "acquire connection from pool: context deadline exceeded"),
    say("Go database/sql: begin", 4, "begin tx: context deadline exceeded"),
    say("pgxpool: canceled", 2, "acquire connection from pool: context canceled"),
    say("PgBouncer: query wait", 2, "FATAL: query_wait_timeout (SQLSTATE 08P01)"),
  ],
  "server-full": [
    say("pgx: too many clients", 6, (_, context) => {
      return `${connect(context)} server error: FATAL: sorry, too many clients already (SQLSTATE 53300)`;
    }),
    say("pgx: reserved slots", 4, (_, context) => {
      return `${connect(context)} server error: FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute (SQLSTATE 53300)`;
    }),
    say("lib/pq: too many clients", 2, "pq: sorry, too many clients already"),
    say("pgx: role limit", 1, (_, context) => {
      return `${connect(context)} server error: FATAL: too many connections for role "flowengine" (SQLSTATE 53300)`;
    }),
  ],
  "connection-refused": [
    say("pgx: io timeout", 4, (_, context) => {
      return `${connect(context)} dial error: dial tcp ${address(context)}:5432: i/o timeout`;
    }),
    say("pgx: starting up", 4, (_, context) => {
      return `${connect(context)} server error: FATAL: the database system is starting up (SQLSTATE 57P03)`;
    }),
    say("pgx: no route", 2, (_, context) => {
      return `${connect(context)} dial error: dial tcp ${address(context)}:5432: connect: no route to host`;
    }),
    say("pgx: refused", 1, (_, context) => {
      return `${connect(context)} dial error: dial tcp ${address(context)}:5432: connect: connection refused`;
    }),
  ],
  "statement-timeout": [
    say("pgx: canceled", 5, "ERROR: canceling statement due to statement timeout (SQLSTATE 57014)"),
    say("pgx: user request", 3, "ERROR: canceling statement due to user request (SQLSTATE 57014)"),
    say("pgx: deadline", 2, () => "timeout: context deadline exceeded"),
  ],
  deadlock: [
    say("pgx: deadlock", 5, "ERROR: deadlock detected (SQLSTATE 40P01)"),
    say("GORM: deadlock", 2, (_, __, draw) => {
      return `ERROR: deadlock detected (SQLSTATE 40P01) [${between(draw, 1, 1_000, 9_000)}.${between(draw, 2, 100, 999)}ms] [rows:0] ${statement(draw)}`;
    }),
    say("lib/pq: deadlock", 2, "pq: deadlock detected"),
  ],
  "connection-terminated": [
    say("pgx: admin", 4, "FATAL: terminating connection due to administrator command (SQLSTATE 57P01)"),
    say("pgx: closed", 3, "conn closed"),
    say("pgx: eof", 3, "failed to receive message: unexpected EOF"),
    say("Go database/sql: bad", 2, "driver: bad connection"),
    say("pgx: broken pipe", 2, (_, context, draw) => {
      return `write failed: write tcp ${privateAddress(draw, 1)}:${ephemeralPort(draw, 2)}->${address(context)}:5432: write: broken pipe`;
    }),
  ],
};

export const NPGSQL: DriverRows = {
  "pool-timeout": [
    say("Npgsql: exhausted", 5, (_, context) => {
      return `Npgsql.NpgsqlException (0x80004005): The connection pool has been exhausted, either raise 'Max Pool Size' (currently ${poolSize(context)}) or 'Timeout' (currently ${waitedS(context)} seconds) in your connection string. ---> System.TimeoutException: The operation has timed out.`;
    }),
    say("Npgsql: exhausted, older", 2, (_, context) => {
      return `Npgsql.NpgsqlException (0x80004005): The connection pool has been exhausted, either raise MaxPoolSize (currently ${poolSize(context)}) or Timeout (currently ${waitedS(context)} seconds)`;
    }),
    say("EF Core: transient", 3, () => {
      return "System.InvalidOperationException: An exception has been raised that is likely due to a transient failure. ---> Npgsql.NpgsqlException (0x80004005): Exception while connecting ---> System.TimeoutException: The operation has timed out.";
    }),
  ],
  "server-full": [
    say("Npgsql: 53300", 6, "Npgsql.PostgresException (0x80004005): 53300: sorry, too many clients already"),
    say("Npgsql: 53300 reserved", 4, () => {
      return "Npgsql.PostgresException (0x80004005): 53300: remaining connection slots are reserved for roles with the SUPERUSER attribute";
    }),
    say("Npgsql: bouncer", 2, () => {
      return "Npgsql.PostgresException (0x80004005): 08P01: no more connections allowed (max_client_conn)";
    }),
  ],
  "connection-refused": [
    say("Npgsql: failed", 5, (_, context) => {
      return `Npgsql.NpgsqlException (0x80004005): Failed to connect to ${address(context)}:5432`;
    }),
    say("Npgsql: starting up", 3, () => {
      return "Npgsql.PostgresException (0x80004005): 57P03: the database system is starting up";
    }),
    say("Npgsql: socket", 1, (_, context) => {
      return `Npgsql.NpgsqlException (0x80004005): Failed to connect to ${address(context)}:5432 ---> System.Net.Sockets.SocketException (111): Connection refused`;
    }),
  ],
  "statement-timeout": [
    say("Npgsql: 57014", 4, () => {
      return "Npgsql.PostgresException (0x80004005): 57014: canceling statement due to statement timeout";
    }),
    say("Npgsql: reading", 3, () => {
      return "Npgsql.NpgsqlException (0x80004005): Exception while reading from stream ---> System.TimeoutException: Timeout during reading attempt";
    }),
    say("EF Core: command", 2, (_, context, draw) => {
      return `Failed executing DbCommand (${waitedS(context) * 1_000 + between(draw, 1, 1, 60)}ms) [CommandType='Text', CommandTimeout='${waitedS(context)}'] ${statement(draw)}`;
    }),
  ],
  deadlock: [
    say("Npgsql: 40P01", 5, (_, __, draw) => {
      return `Npgsql.PostgresException (0x80004005): 40P01: deadlock detected DETAIL: ${deadlockDetail(draw)}`;
    }),
    say("Npgsql: 25P02", 1, () => {
      return "Npgsql.PostgresException (0x80004005): 25P02: current transaction is aborted, commands ignored until end of transaction block";
    }),
    say("EF Core: saving", 3, () => {
      return "Microsoft.EntityFrameworkCore.DbUpdateException: An error occurred while saving the entity changes. ---> Npgsql.PostgresException (0x80004005): 40P01: deadlock detected";
    }),
  ],
  "connection-terminated": [
    say("Npgsql: 57P01", 4, () => {
      return "Npgsql.PostgresException (0x80004005): 57P01: terminating connection due to administrator command";
    }),
    say("Npgsql: end of stream", 3, () => {
      return "Npgsql.NpgsqlException (0x80004005): Exception while reading from stream ---> System.IO.EndOfStreamException: Attempted to read past the end of the stream.";
    }),
    say("Npgsql: open", 2, "System.InvalidOperationException: Connection is not open"),
  ],
};
