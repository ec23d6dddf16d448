/** What loggers and containers put around a message is taken off, and what it tells is kept. */

import { describe, expect, it } from "vitest";
import { CutLines, readLogLine } from "../../src/diagnosis/log-format.ts";

const AT = Date.UTC(2025, 2, 4, 12, 0, 5, 120);
const MESSAGE = "upstream returned 503";

describe("a message comes out of its dress, with time and level", () => {
  it.each([
    ["pino", `{"level":50,"time":${AT},"pid":7,"hostname":"a","msg":"${MESSAGE}"}`],
    ["bunyan", `{"name":"flow","level":50,"time":"2025-03-04T12:00:05.120Z","msg":"${MESSAGE}","v":0}`],
    ["winston", `{"level":"error","message":"${MESSAGE}","timestamp":"2025-03-04T12:00:05.120Z"}`],
    ["zap", `{"level":"error","ts":${AT / 1_000},"caller":"flow/run.go:81","msg":"${MESSAGE}"}`],
    ["zap for people", `2025-03-04T12:00:05.120Z\tERROR\tflow/run.go:81\t${MESSAGE}`],
    ["zerolog", `{"level":"error","time":${AT},"message":"${MESSAGE}"}`],
    [
      "logstash",
      `{"@timestamp":"2025-03-04T12:00:05.120Z","@version":"1","message":"${MESSAGE}","logger_name":"x","level":"ERROR","level_value":40000}`,
    ],
    ["structlog", `{"event":"${MESSAGE}","level":"error","timestamp":"2025-03-04T12:00:05.120000Z"}`],
    [
      "Google's",
      `{"severity":"ERROR","timestamp":"2025-03-04T12:00:05.120Z","jsonPayload":{"message":"${MESSAGE}"}}`,
    ],
    ["journald", `{"PRIORITY":"3","__REALTIME_TIMESTAMP":"${AT}000","MESSAGE":"${MESSAGE}"}`],
    [
      "Docker around a logger",
      `{"log":"ERROR ${MESSAGE}\\n","stream":"stderr","time":"2025-03-04T12:00:05.120Z"}`,
    ],
    ["Kubernetes around a logger", `2025-03-04T12:00:05.120931Z stderr F ERROR ${MESSAGE}`],
    [
      "Kubernetes around JSON",
      `2025-03-04T12:00:06.931Z stdout F {"level":"error","time":${AT},"message":"${MESSAGE}"}`,
    ],
    ["compose", `flow-1  | 2025-03-04T12:00:05.120Z ERROR ${MESSAGE}`],
    ["logfmt", `time=2025-03-04T12:00:05.120Z level=error msg="${MESSAGE}"`],
    ["RFC 5424", `<11>1 2025-03-04T12:00:05.120Z node-2 flow 311 - - ${MESSAGE}`],
    ["journald's short form", `2025-03-04T12:00:05.120+0000 node-2 flow[311]: ERROR ${MESSAGE}`],
    ["Python's", `[2025-03-04 12:00:05,120] ERROR: ${MESSAGE}`],
    ["Spring's", `2025-03-04T13:00:05.120+01:00 ERROR ${MESSAGE}`],
  ])("%s", (_, line) => {
    expect(readLogLine(line)).toMatchObject({ time: AT, loudness: "error" });
    const { message } = readLogLine(line);
    expect(message.endsWith(MESSAGE)).toBe(true);
    expect(message.length).toBeLessThan(MESSAGE.length + 20);
  });

  it.each([
    ["syslog", `Mar  4 12:00:05 node-2 flow[311]: ERROR ${MESSAGE}`],
    ["klog", `E0304 12:00:05.120931     311 run.go:81] ${MESSAGE}`],
  ])("%s, which has no year", (_, line) => {
    const { time, loudness, message } = readLogLine(line);
    expect({ loudness, message }).toEqual({ loudness: "error", message: MESSAGE });
    expect(new Date(time as number).toISOString()).toMatch(/^1972-03-04T12:00:05/);
  });

  it("colours are no part of it", () => {
    expect(readLogLine(`\u001b[31mERROR\u001b[0m ${MESSAGE}`)).toMatchObject({
      loudness: "error",
      message: MESSAGE,
    });
  });

  it.each([
    ["INFO", "quiet"],
    ["WARN", "warning"],
    ["FATAL", "error"],
  ])("the level %s is %s", (level, loudness) => {
    expect(readLogLine(`2025-03-04 12:00:05 ${level} done`).loudness).toBe(loudness);
  });
});

describe("what went wrong stands beside the message", () => {
  it("in fields of the error, with its code and its innermost cause", () => {
    const { message } = readLogLine(
      JSON.stringify({
        level: "ERROR",
        message: "block failed",
        stack_trace: [
          "org.x.FlowException: no answer",
          "\tat org.x.Flow.run(Flow.java:81)",
          "Caused by: java.net.ConnectException: Connection refused",
          "\tat java.base/sun.nio.ch.Net.connect(Net.java:1)",
          "\t... 12 more",
        ].join("\n"),
        statusCode: 503,
      }),
    );
    expect(message).toContain("block failed");
    expect(message).toContain("statusCode=503");
    expect(message).toContain("Caused by: java.net.ConnectException: Connection refused");
    expect(message).not.toContain("Flow.java");
  });

  it("in an object of the error", () => {
    const { message } = readLogLine(
      JSON.stringify({
        level: 50,
        msg: "x",
        err: { type: "Error", message: "connect ECONNREFUSED", code: "E" },
      }),
    );
    expect(message).toContain("connect ECONNREFUSED");
  });
});

it("a provider's answer is no log record", () => {
  const line = '{"error":{"message":"Overloaded","type":"overloaded_error"},"code":529}';
  expect(readLogLine(line)).toMatchObject({ message: line, loudness: null, time: null });
});

it.each(["__proto__", "constructor", "toString"])("a field named %s is a field", (name) => {
  expect(readLogLine(`{"level":"${name}","msg":"x","time":${AT}}`).loudness).toBeNull();
  expect(readLogLine(`level=error ${name}=x msg=done`).message).toBe("done");
});

describe("lines that Kubernetes cut", () => {
  const line = (ends: string, text: string, stream = "stdout"): string =>
    `2025-03-04T12:00:05.1Z ${stream} ${ends} ${text}`;

  it("are joined within their stream", () => {
    const cut = new CutLines();
    expect(cut.join(line("P", "ERROR one "))).toBeNull();
    expect(cut.join(line("F", "between", "stderr"))).toBe(line("F", "between", "stderr"));
    expect(cut.join(line("P", "two "))).toBeNull();
    expect(readLogLine(cut.join(line("F", "three")) ?? "").message).toBe("one two three");
    expect(cut.rest()).toEqual([]);
  });

  it("are kept within bounds where they never end", () => {
    const cut = new CutLines();
    for (let part = 0; part < 200; part += 1) expect(cut.join(line("P", "x".repeat(1_000)))).toBeNull();
    const [rest] = cut.rest();
    expect(rest?.length).toBeLessThan(70_000);
  });
});
