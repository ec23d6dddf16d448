/** What a world's pods are written in: drawn once for a world, so that two seeds do not print the same lines.
 *  Languages, drivers and validators are drawn apart, since FlowEngine's parts were written by different teams.
 *  `accent` favours one shape of each kind: in a real outage most lines repeat one message. */

import type { RandomStream } from "../../prng.ts";
import type { PrintedShapes } from "./shape-parts.ts";
import { oneOf } from "./vary.ts";

/** What stands between FlowEngine and a provider; `proxy` is a gateway such as LiteLLM or Envoy. */
export const SDKS = ["python", "node", "jvm", "go", "proxy"] as const;
export const DATABASE_DRIVERS = ["psycopg", "node-postgres", "prisma", "hikari", "pgx", "npgsql"] as const;
export const VALIDATORS = ["pydantic", "jsonschema", "ajv", "zod", "jackson", "registry"] as const;
/** What a log shipper makes of a stack trace: keeps the line that matters, or joins the lines. */
export const STACK_STYLES = ["cut", "escaped", "octal", "piped"] as const;

export type Sdk = (typeof SDKS)[number];
export type DatabaseDriver = (typeof DATABASE_DRIVERS)[number];
export type Validator = (typeof VALIDATORS)[number];
export type StackStyle = (typeof STACK_STYLES)[number];

export interface Dialect {
  readonly sdk: Sdk;
  readonly database: DatabaseDriver;
  readonly validator: Validator;
  readonly stack: StackStyle;
  /** Which of FlowEngine's own wordings goes around a failure. */
  readonly wrapping: number;
  readonly accent: number;
  readonly shapes: PrintedShapes;
}

const SDK_WEIGHTS = [5, 4, 2, 1, 3];
const DATABASE_WEIGHTS = [4, 3, 2, 3, 2, 1];
const VALIDATOR_WEIGHTS = [4, 2, 3, 3, 2, 2];
const STACK_WEIGHTS = [5, 2, 1, 1];

export const WRAPPINGS = 5;

export function drawDialect(stream: RandomStream, shapes: PrintedShapes): Dialect {
  return {
    sdk: SDKS[stream.weighted(SDK_WEIGHTS)] as Sdk,
    database: DATABASE_DRIVERS[stream.weighted(DATABASE_WEIGHTS)] as DatabaseDriver,
    validator: VALIDATORS[stream.weighted(VALIDATOR_WEIGHTS)] as Validator,
    stack: STACK_STYLES[stream.weighted(STACK_WEIGHTS)] as StackStyle,
    wrapping: stream.below(WRAPPINGS),
    accent: stream.below(4_294_967_296),
    shapes,
  };
}

/** A setting of the world, such as a timeout: the same on each of its lines. */
export const setting = <Value>(dialect: Dialect, salt: number, values: readonly Value[]): Value =>
  oneOf(dialect.accent, salt, values);
