/** PostgreSQL's failures as a world's driver prints them; the rows stand in `database/`, one file for each language. */

import { HIKARI, NPGSQL, PGX } from "./database/compiled.ts";
import { DATABASE_LIES } from "./database/lies.ts";
import { NODE_POSTGRES, PRISMA } from "./database/node.ts";
import type { DriverRows } from "./database/place.ts";
import { PSYCOPG } from "./database/python.ts";
import type { DatabaseDriver } from "./dialect.ts";
import type { DatabaseFailure, DatabaseFailureKind } from "./occurrence.ts";
import { placed, type Table, type Trace, table } from "./shape.ts";

export type DatabaseTables = Readonly<
  Record<DatabaseDriver, Readonly<Record<DatabaseFailureKind, Table<DatabaseFailure>>>>
>;

export const DATABASE: DatabaseTables = {
  psycopg: driver("psycopg", 5_000, "python", PSYCOPG),
  "node-postgres": driver("node-postgres", 5_010, "node", NODE_POSTGRES),
  prisma: driver("prisma", 5_020, "node", PRISMA),
  hikari: driver("hikari", 5_030, "jvm", HIKARI),
  pgx: driver("pgx", 5_040, null, PGX),
  npgsql: driver("npgsql", 5_050, null, NPGSQL),
};

function driver(
  name: DatabaseDriver,
  salt: number,
  trace: Trace,
  rows: DriverRows,
): Readonly<Record<DatabaseFailureKind, Table<DatabaseFailure>>> {
  const of = (failure: DatabaseFailureKind, index: number): Table<DatabaseFailure> =>
    table(
      salt + index,
      placed(`${name}/${failure}`, trace, rows[failure]),
      placed(`database-lies/${failure}`, null, DATABASE_LIES[failure]),
    );
  return {
    "pool-timeout": of("pool-timeout", 0),
    "server-full": of("server-full", 1),
    "connection-refused": of("connection-refused", 2),
    "statement-timeout": of("statement-timeout", 3),
    deadlock: of("deadlock", 4),
    "connection-terminated": of("connection-terminated", 5),
  };
}
