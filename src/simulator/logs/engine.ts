/** FlowEngine's own lines: flows, model routing, circuit breaker, concurrency gate, pods.
 *  Each has a few wordings, of which a world favours one. They tell what FlowEngine did, never why a call failed. */

import { unreachable } from "../../assert.ts";
import { type Dialect, setting } from "./dialect.ts";
import type { EngineEvent, LogContext, LogLevel } from "./occurrence.ts";
import { choose, named, placed, type Shape, type Table, table } from "./shape.ts";
import { between, hex8, inSeconds, mix } from "./vary.ts";

type Kind = EngineEvent["of"];
type Of<Wanted extends Kind> = Extract<EngineEvent, { readonly of: Wanted }>;

interface EngineTables {
  readonly "flow-started": Table<Of<"flow-started">>;
  readonly "flow-completed": Table<Of<"flow-completed">>;
  readonly "flow-failed": Table<Of<"flow-failed">>;
  readonly "flow-deferred": Table<Of<"flow-deferred">>;
  readonly routing: Table<Of<"routing">>;
  readonly breaker: Table<Of<"breaker">>;
  readonly gate: Table<Of<"gate">>;
  readonly rollout: Table<Of<"rollout">>;
}

const ORIGIN = "FlowEngine";

function wordings<What>(kind: Kind, salt: number, rows: readonly Omit<Shape<What>, "trace">[]): Table<What> {
  return table(salt, placed(`engine/${kind}`, null, rows));
}

const WHY = { paused: "repo is paused", breaker: "circuit breaker is open", gate: "queue is full" } as const;

export const ENGINE: EngineTables = {
  "flow-started": wordings("flow-started", 8_000, [
    named(`${ORIGIN}: started`, 3, (what) => `flow started blocks=${what.blocks}`),
    named(`${ORIGIN}: accepted`, 2, (what, _, draw) => {
      return `Accepted flow run, ${what.blocks} blocks planned (trigger ${hex8(mix(draw, 1))})`;
    }),
    named(`${ORIGIN}: state`, 2, (what) => `state QUEUED -> RUNNING blocks=${what.blocks}`),
  ]),
  "flow-completed": wordings("flow-completed", 8_001, [
    named(`${ORIGIN}: completed`, 3, (what) => {
      return `flow completed in ${inSeconds(what.durationMs)}s blocks=${what.blocks} tokens=${what.tokens}`;
    }),
    named(`${ORIGIN}: finished`, 2, (what) => {
      return `Flow run finished: ${what.blocks} blocks, ${what.tokens} tokens, ${what.durationMs} ms`;
    }),
    named(`${ORIGIN}: state`, 2, (what) => {
      return `state RUNNING -> SUCCEEDED duration_ms=${what.durationMs} tokens=${what.tokens}`;
    }),
  ]),
  "flow-failed": wordings("flow-failed", 8_002, [
    named(`${ORIGIN}: failed`, 3, (what) => {
      return `flow failed after ${what.attempts} attempts in ${inSeconds(what.durationMs)}s`;
    }),
    named(`${ORIGIN}: aborted`, 2, (what) => {
      return `Flow run aborted: block gave up after ${what.attempts} attempts (${what.durationMs} ms)`;
    }),
    named(`${ORIGIN}: state`, 2, (what) => {
      return `state RUNNING -> FAILED attempts=${what.attempts} duration_ms=${what.durationMs}`;
    }),
  ]),
  "flow-deferred": wordings("flow-deferred", 8_003, [
    named(`${ORIGIN}: deferred`, 3, (what) => `flow deferred: ${WHY[what.reason]}`),
    named(`${ORIGIN}: state`, 2, (what) => `state QUEUED -> DEFERRED reason=${what.reason}`),
    named(`${ORIGIN}: postponed`, 2, (what, _, draw) => {
      return `Flow postponed (${WHY[what.reason]}), next look in ${between(draw, 1, 20, 90)}s`;
    }),
  ]),
  routing: wordings("routing", 8_004, [
    named(`${ORIGIN}: routing`, 3, (what) =>
      what.fallback
        ? `Model routing: primary unavailable. Using fallback model: ${what.model} (${what.provider})`
        : `Model routing: ${what.model} (${what.provider})`,
    ),
    named(`${ORIGIN}: routing fields`, 2, (what) =>
      what.fallback
        ? `Model routing provider=${what.provider} - Using fallback model: ${what.model}`
        : `Model routing provider=${what.provider} model=${what.model}`,
    ),
  ]),
  breaker: wordings("breaker", 8_005, [
    named(`${ORIGIN}: breaker`, 3, (what) =>
      what.state === "activated"
        ? `Circuit breaker activated: pausing new flows (quota of ${what.provider})`
        : `Circuit breaker released: accepting new flows (quota of ${what.provider})`,
    ),
    named(`${ORIGIN}: breaker fields`, 2, (what) =>
      what.state === "activated"
        ? `Circuit breaker activated: pausing new flows provider=${what.provider}`
        : `Circuit breaker released: resuming flows provider=${what.provider}`,
    ),
  ]),
  gate: wordings("gate", 8_006, [
    named(`${ORIGIN}: gate`, 3, (what) =>
      what.state === "full"
        ? `concurrency gate full: ${what.running}/${what.limit} running, ${what.queued} queued`
        : `concurrency gate draining: ${what.running}/${what.limit} running, ${what.queued} queued`,
    ),
    named(`${ORIGIN}: gate fields`, 2, (what) =>
      what.state === "full"
        ? `MAX_CONCURRENT_FLOWS reached running=${what.running} limit=${what.limit} queued=${what.queued}`
        : `gate has room again running=${what.running} limit=${what.limit} queued=${what.queued}`,
    ),
  ]),
  rollout: wordings("rollout", 8_007, [
    named(`${ORIGIN}: pod`, 3, (what, context) =>
      what.phase === "started"
        ? `pod ${context.pod} ready, revision ${what.revision}, schema ${what.schemaVersion}`
        : `pod ${context.pod} received SIGTERM, draining, revision ${what.revision}`,
    ),
    named(`${ORIGIN}: process`, 2, (what, context) =>
      what.phase === "started"
        ? `flow-runner listening on 0.0.0.0:8080 revision=${what.revision} schema=${what.schemaVersion} host=${context.pod}`
        : `Shutting down: waiting up to ${drainS(context.dialect)}s for running flows host=${context.pod} revision=${what.revision}`,
    ),
  ]),
};

const drainS = (dialect: Dialect): number => setting(dialect, 71, [20, 30, 45, 60]);

/** Field 2 and 3 of the line. */
export function engineLevel(event: EngineEvent): LogLevel {
  switch (event.of) {
    case "flow-failed":
      return "ERROR";
    case "flow-deferred":
      return "WARN";
    case "breaker":
      return event.state === "activated" ? "WARN" : "INFO";
    case "gate":
      return event.state === "full" ? "WARN" : "INFO";
    case "flow-started":
    case "flow-completed":
    case "routing":
    case "rollout":
      return "INFO";
    default:
      return unreachable(event);
  }
}

export function engineComponent(event: EngineEvent): string {
  switch (event.of) {
    case "flow-started":
    case "flow-completed":
    case "flow-failed":
    case "flow-deferred":
      return "flow-runner";
    case "routing":
    case "breaker":
      return "router";
    case "gate":
      return "gate";
    case "rollout":
      return "runtime";
    default:
      return unreachable(event);
  }
}

/** The message alone. */
export function engineMessage(event: EngineEvent, context: LogContext, draw: number): string {
  const { dialect } = context;
  switch (event.of) {
    case "flow-started":
      return choose(ENGINE["flow-started"], dialect, draw).render(event, context, draw);
    case "flow-completed":
      return choose(ENGINE["flow-completed"], dialect, draw).render(event, context, draw);
    case "flow-failed":
      return choose(ENGINE["flow-failed"], dialect, draw).render(event, context, draw);
    case "flow-deferred":
      return choose(ENGINE["flow-deferred"], dialect, draw).render(event, context, draw);
    case "routing":
      return choose(ENGINE.routing, dialect, draw).render(event, context, draw);
    case "breaker":
      return choose(ENGINE.breaker, dialect, draw).render(event, context, draw);
    case "gate":
      return choose(ENGINE.gate, dialect, draw).render(event, context, draw);
    case "rollout":
      return choose(ENGINE.rollout, dialect, draw).render(event, context, draw);
    default:
      return unreachable(event);
  }
}
