/** One occurrence as one log line: `<timestamp> <LEVEL> <component> repo=<repo> <message>`.
 *  The first four fields are separated by single spaces, so that `cut -d' ' -f5-` gives the message.
 *  One draw for each line, taken from the context's stream; a world's thousands of lines must cost little. */

import { unreachable } from "../../assert.ts";
import { DATABASE } from "./database.ts";
import { engineComponent, engineLevel, engineMessage } from "./engine.ts";
import { INTERNAL } from "./internal.ts";
import { drawnNoise } from "./noise.ts";
import type {
  InternalFailureKind,
  LogContext,
  LogLevel,
  LogOccurrence,
  Noise,
  ProviderFailure,
} from "./occurrence.ts";
import { ANTHROPIC } from "./providers/anthropic.ts";
import { GOOGLE } from "./providers/google.ts";
import { OPENAI } from "./providers/openai.ts";
import { OTHER_VENDOR } from "./providers/other.ts";
import type { ProviderTables } from "./providers/wire.ts";
import { choose } from "./shape.ts";
import { VALIDATION } from "./validators.ts";
import { hex8, mix } from "./vary.ts";
import { aroundCall, aroundStep, traced } from "./wording.ts";

export function render(occurrence: LogOccurrence, context: LogContext): string {
  const draw = Math.floor(context.stream.next() * 4_294_967_296);
  const { dialect } = context;
  switch (occurrence.of) {
    case "provider-failure": {
      const tables = providerOf(occurrence)[dialect.sdk][occurrence.failure];
      const shape = choose(tables, dialect, draw);
      const text = traced(dialect, shape.trace, draw, shape.render(occurrence, context, draw));
      const level = occurrence.willRetry ? "WARN" : "ERROR";
      return `${ofFlow(context, level, "router")}${aroundCall(dialect, occurrence, draw, text)}`;
    }
    case "database-failure": {
      const shape = choose(DATABASE[dialect.database][occurrence.failure], dialect, draw);
      const text = traced(dialect, shape.trace, draw, shape.render(occurrence, context, draw));
      const level = occurrence.willRetry === true ? "WARN" : "ERROR";
      return `${ofFlow(context, level, "db")}${aroundStep(dialect, "transaction", text)}`;
    }
    case "validation-failure": {
      const shape = choose(VALIDATION[dialect.validator], dialect, draw);
      const text = traced(dialect, shape.trace, draw, shape.render(occurrence, context, draw));
      return `${ofFlow(context, "ERROR", "validator")}${aroundStep(dialect, "output check", text)}`;
    }
    case "internal-failure": {
      const shape = choose(INTERNAL[dialect.sdk][occurrence.failure], dialect, draw);
      const text = traced(dialect, shape.trace, draw, shape.render(occurrence, context, draw));
      const component = INTERNAL_COMPONENTS[occurrence.failure];
      return `${ofFlow(context, "ERROR", component)}${aroundStep(dialect, "step", text)}`;
    }
    case "flow-started":
    case "flow-completed":
    case "flow-failed":
    case "flow-deferred":
    case "routing":
    case "breaker":
    case "gate":
    case "rollout":
      return `${ofFlow(context, engineLevel(occurrence), engineComponent(occurrence))}${engineMessage(occurrence, context, draw)}`;
    case "noise":
      return noiseLine(occurrence, context, draw);
    default:
      return unreachable(occurrence);
  }
}

const INTERNAL_COMPONENTS: Readonly<Record<InternalFailureKind, string>> = {
  "tls-expired": "http",
  dns: "http",
  "disk-full": "runtime",
  "out-of-memory": "runtime",
  "artifact-store-forbidden": "artifacts",
  "message-queue-down": "queue",
};

function providerOf(what: ProviderFailure): ProviderTables {
  switch (what.provider) {
    case "anthropic":
      return ANTHROPIC;
    case "openai":
      return OPENAI;
    case "google":
      return GOOGLE;
    default:
      return OTHER_VENDOR;
  }
}

function noiseLine(noise: Noise, context: LogContext, draw: number): string {
  const shape = drawnNoise(noise.level, context.dialect, draw);
  const message = shape.render(context, draw);
  if (shape.scope === "flow") return `${ofFlow(context, shape.level, shape.component)}${message}`;
  const repo = shape.scope === "repo" ? (context.repo ?? "-") : "-";
  return `${context.at} ${shape.level} ${shape.component} repo=${repo} ${message}`;
}

/** The four leading fields, then flow and block where the context has them. */
function ofFlow(context: LogContext, level: LogLevel, component: string): string {
  const lead = `${context.at} ${level} ${component} repo=${context.repo ?? "-"} `;
  if (context.flow === null) return lead;
  const flow = typeof context.flow === "number" ? hex8(mix(context.flow, 7)) : context.flow;
  return context.block === null ? `${lead}flow=${flow} ` : `${lead}flow=${flow} block=${context.block} `;
}
