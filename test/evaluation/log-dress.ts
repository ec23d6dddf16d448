/** Lines as they come out of real systems: the same messages behind timestamps, as records of JSON loggers, as Docker,
 *  Kubernetes and syslog keep them. One dress a window, as one command collects them. */

const pad = (value: number): string => String(value).padStart(2, "0");

/** One line every three seconds, from noon. */
function clock(index: number): string {
  const seconds = index * 3;
  return `${pad(12 + Math.floor(seconds / 3_600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

type Dress = (line: string, index: number) => string;

const LEVEL = /^(INFO|WARN|DEBUG) /;
const levelOf = (line: string): string => LEVEL.exec(line)?.[1] ?? "ERROR";
const bare = (line: string): string => line.replace(LEVEL, "");
const PINO: Readonly<Record<string, number>> = { DEBUG: 20, INFO: 30, WARN: 40, ERROR: 50 };

export const DRESSES: Readonly<Record<string, Dress>> = {
  logback: (line, index) =>
    `2025-03-04 ${clock(index)},120 [worker-3] ${levelOf(line)} c.e.flow.Engine - ${bare(line)}`,
  pino: (line, index) =>
    JSON.stringify({
      level: PINO[levelOf(line)],
      time: 1_741_089_600_000 + index * 3_000,
      pid: 7,
      msg: bare(line),
    }),
  zap: (line, index) =>
    JSON.stringify({
      level: levelOf(line).toLowerCase(),
      ts: 1_741_089_600.5 + index * 3,
      msg: "block failed",
      error: bare(line),
    }),
  docker: (line, index) =>
    JSON.stringify({ log: `${line}\n`, stream: "stderr", time: `2025-03-04T${clock(index)}.120394Z` }),
  kubernetes: (line, index) => `2025-03-04T${clock(index)}.120394Z stderr F ${line}`,
  syslog: (line, index) => `Mar  4 ${clock(index)} node-2 flowengine[311]: ${line}`,
  logfmt: (line, index) =>
    `time=2025-03-04T${clock(index)}Z level=${levelOf(line).toLowerCase()} msg="${bare(line).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`,
};

export function dressed(lines: readonly string[], below: (count: number) => number): readonly string[] {
  const dresses = Object.values(DRESSES);
  const dress = dresses[below(dresses.length)] as Dress;
  return lines.map(dress);
}
