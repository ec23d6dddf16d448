/** One kind of line that has nothing to do with the incident. */

import { assert } from "../../../assert.ts";
import type { LogContext, LogLevel } from "../occurrence.ts";

/** What a responder might mistake the line for. */
export type Lookalike = "model" | "rate-limit" | "schema" | "database-pool" | "credential";

export interface NoiseShape {
  readonly id: string;
  readonly origin: string;
  readonly weight: number;
  readonly level: LogLevel;
  readonly component: string;
  /** Whether the line names a flow and repo, only the repo, or neither. */
  readonly scope: "flow" | "repo" | "pod";
  readonly resembles: Lookalike | null;
  /** Holds terminal codes or other control characters. */
  readonly hasControls: boolean;
  /** Prints a whole key, made up, for redaction to be tested on. */
  readonly hasFakeKey: boolean;
  readonly render: (context: LogContext, draw: number) => string;
}

interface RowOptions {
  readonly scope?: NoiseShape["scope"];
  readonly resembles?: Lookalike;
  readonly hasControls?: boolean;
  readonly hasFakeKey?: boolean;
}

/** `row("urllib3: pool full", "WARN", "http", 3, …)`; the name is "origin: words". */
export function row(
  name: string,
  level: LogLevel,
  component: string,
  weight: number,
  render: NoiseShape["render"] | string,
  options: RowOptions = {},
): NoiseShape {
  const origin = name.slice(0, name.indexOf(":"));
  assert(origin !== "", `a noise line's name is "origin: words", not "${name}"`);
  return {
    id: `noise/${name.toLowerCase().replaceAll(": ", "-").replaceAll(" ", "-").replaceAll("/", "-").replaceAll(",", "")}`,
    origin,
    weight,
    level,
    component,
    scope: options.scope ?? "pod",
    resembles: options.resembles ?? null,
    hasControls: options.hasControls ?? false,
    hasFakeKey: options.hasFakeKey ?? false,
    render: typeof render === "string" ? () => render : render,
  };
}
