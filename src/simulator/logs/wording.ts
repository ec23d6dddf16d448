/** What FlowEngine and the log shipper put around a library's message: a wording of FlowEngine's own,
 *  and what is left of a stack trace once a shipper has made one line of it. */

import type { Dialect, StackStyle } from "./dialect.ts";
import type { ProviderFailure } from "./occurrence.ts";
import type { Trace } from "./shape.ts";
import { between, inSeconds, mix, oneOf } from "./vary.ts";

/** Around a provider's failure; some worlds name provider and model, others print the library's words alone. */
export function aroundCall(dialect: Dialect, what: ProviderFailure, draw: number, text: string): string {
  switch (dialect.wrapping) {
    case 0:
      return text;
    case 1:
      return `llm call failed provider=${what.provider} model=${what.model} attempt=${what.attempt} error=${text}`;
    case 2:
      return `block error: ${text}`;
    case 3:
      return what.willRetry
        ? `Attempt ${what.attempt} failed, next in ${inSeconds(between(draw, 61, 400, 9_000))}s: ${text}`
        : `Attempt ${what.attempt} failed, giving up: ${text}`;
    default:
      return `${text} [provider=${what.provider} model=${what.model} attempt=${what.attempt}]`;
  }
}

/** Around any other failure; `step` is what FlowEngine was doing. */
export function aroundStep(dialect: Dialect, step: string, text: string): string {
  switch (dialect.wrapping) {
    case 0:
      return text;
    case 1:
      return `${step} failed error=${text}`;
    case 2:
      return `block error: ${text}`;
    case 3:
      return `Unhandled error in ${step}: ${text}`;
    default:
      return `${text} [${step}]`;
  }
}

interface Join {
  readonly line: string;
  readonly indent: string;
}

const JOINS: Readonly<Record<Exclude<StackStyle, "cut">, Join>> = {
  escaped: { line: "\\n", indent: "    " },
  octal: { line: "#012", indent: "#011" },
  piped: { line: " | ", indent: "" },
};

const PYTHON_FRAMES = [
  "router/client.py",
  "blocks/runner.py",
  "store/session.py",
  "blocks/outputs.py",
] as const;
const NODE_FRAMES = [
  "router/client.js",
  "blocks/runner.js",
  "store/session.js",
  "blocks/outputs.js",
] as const;
const JVM_FRAMES = [
  "router.LlmClient",
  "blocks.BlockRunner",
  "store.FlowStore",
  "blocks.OutputReader",
] as const;

/** The message with its stack, where a shipper joins lines instead of cutting them off. */
export function traced(dialect: Dialect, trace: Trace, draw: number, text: string): string {
  if (trace === null || dialect.stack === "cut" || (mix(draw, 62) & 1) === 0) return text;
  const { line, indent } = JOINS[dialect.stack];
  const at = between(draw, 63, 12, 890);
  if (trace === "python") {
    return `Traceback (most recent call last):${line}  File "/app/flowengine/${oneOf(draw, 64, PYTHON_FRAMES)}", line ${at}, in run${line}    return await self._call(request)${line}${text}`;
  }
  if (trace === "node") {
    return `${text}${line}${indent}at run (file:///app/dist/${oneOf(draw, 64, NODE_FRAMES)}:${at}:${between(draw, 65, 7, 41)})${line}${indent}at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`;
  }
  const frame = oneOf(draw, 64, JVM_FRAMES);
  return `${text}${line}${indent}at com.flowengine.${frame}.run(${frame.slice(frame.indexOf(".") + 1)}.java:${at})${line}${indent}at java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)`;
}
