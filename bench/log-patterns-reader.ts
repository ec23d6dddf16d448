/** The reader whose process `log-patterns.ts` measures: a file's lines as patterns, the commonest ten as JSON, with the peak
 *  of its memory. Usage: node bench/log-patterns-reader.ts FILE */

import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { LinePatterns } from "../src/patterns/line-patterns.ts";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("expected a file");
const patterns = new LinePatterns();
const buffer = Buffer.allocUnsafe(1_048_576);
const descriptor = openSync(file, "r");
for (;;) {
  const length = readSync(descriptor, buffer);
  if (length === 0) break;
  patterns.push(buffer.subarray(0, length));
}
closeSync(descriptor);
patterns.end();
const status = readFileSync("/proc/self/status", "utf8");
console.log(
  JSON.stringify({
    lines: patterns.lines,
    counted: patterns.counted,
    templates: patterns.size,
    peakMebibytes: Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1_024,
    commonest: patterns.patterns(10).map(({ count, template }) => ({ count, template })),
  }),
);
