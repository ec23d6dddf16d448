/** The one PostgreSQL server of a world, as its drivers name it, and the statements that FlowEngine runs. */

import { setting } from "../dialect.ts";
import type { DatabaseFailure, DatabaseFailureKind, LogContext } from "../occurrence.ts";
import type { Shape } from "../shape.ts";
import { between, oneOf } from "../vary.ts";

/** A driver's rows for each kind of failure. */
export type DriverRows = Readonly<
  Record<DatabaseFailureKind, readonly Omit<Shape<DatabaseFailure>, "trace">[]>
>;

export const host = (context: LogContext): string =>
  setting(context.dialect, 21, ["flow-db-primary", "postgres-rw.data.svc", "pg-flow.internal"]);

export const address = (context: LogContext): string =>
  setting(context.dialect, 22, ["10.96.44.17", "10.100.8.41", "10.43.201.5"]);

export const poolSize = (context: LogContext): number => setting(context.dialect, 23, [5, 10, 15, 20, 25]);

export const waitedS = (context: LogContext): number => setting(context.dialect, 24, [5, 10, 30, 60]);

export const statement = (draw: number): string =>
  oneOf(draw, 31, [
    "UPDATE flow_runs SET state = $1, updated_at = now() WHERE id = $2",
    "INSERT INTO block_outputs (flow_id, block, payload) VALUES ($1, $2, $3)",
    "SELECT id, state, lease_until FROM flow_runs WHERE id = $1 FOR UPDATE",
    "UPDATE block_attempts SET attempt = attempt + 1 WHERE block_id = $1",
    "SELECT count(*) FROM ledger_entries WHERE account_id = $1 AND booked_at > $2",
  ]);

/** PostgreSQL's account of a deadlock. */
export function deadlockDetail(draw: number): string {
  const first = between(draw, 32, 1_200, 98_000);
  const second = first + between(draw, 33, 3, 900);
  const transaction = between(draw, 34, 8_100_000, 94_000_000);
  return `Process ${first} waits for ShareLock on transaction ${transaction}; blocked by process ${second}. Process ${second} waits for ShareLock on transaction ${transaction + 3}; blocked by process ${first}.`;
}
