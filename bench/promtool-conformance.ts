/** Expressions drawn at random, put to this engine and to the real promtool, compared to the last bit: how many, how
 *  many agree, and every one that does not. `node bench/promtool-conformance.ts [worlds] [seed]`; a world has up to
 *  forty expressions, and as many rule groups are evaluated minute by minute. Needs Debian's `prometheus` package. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadRegexEngine } from "../src/rules/regex.ts";
import { fc } from "../test/foundations/fast-check.ts";
import { promtoolVersion } from "../test/rules/ask-promtool.ts";
import { type Comparison, compare } from "../test/rules/conformance.ts";
import { generatedWorld } from "../test/rules/generate-queries.ts";
import { generatedGroup } from "../test/rules/generate-rules.ts";

const worlds = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? 1);
const QUESTIONS = 40;
const SHOWN = 20;

const version = promtoolVersion();
if (version === null) {
  console.error("There is no promtool here: install the package prometheus.");
  process.exit(2);
}
await loadRegexEngine();
const directory = mkdtempSync(join(tmpdir(), "promtool-"));
const counts: Record<Comparison["verdict"] | "refused" | "empty", number> = {
  equal: 0,
  rounding: 0,
  known: 0,
  different: 0,
  refused: 0,
  empty: 0,
};
const different: string[] = [];
const tests = [
  ...fc.sample(generatedWorld(QUESTIONS), { numRuns: worlds, seed }),
  ...fc.sample(generatedGroup, { numRuns: worlds, seed }),
];
try {
  for (const test of tests) {
    for (const { question, ours, theirs, verdict } of compare(test, directory)) {
      counts[verdict] += 1;
      if (theirs[0] === "error") counts.refused += 1;
      if (theirs.length === 0) counts.empty += 1;
      if (verdict !== "different") continue;
      const lines = [
        `${question.at} ${question.expression}`,
        `  ours   ${ours.join(" ")}`,
        `  theirs ${theirs.join(" ")}`,
        `  series ${JSON.stringify(test.series)} every ${test.interval}`,
        ...(test.rules === undefined ? [] : [test.rules]),
      ];
      different.push(lines.join("\n"));
    }
  }
} finally {
  rmSync(directory, { recursive: true });
}
for (const shown of different.slice(0, SHOWN)) console.log(shown);
const total = counts.equal + counts.rounding + counts.known + counts.different;
console.log(
  `promtool ${version}, ${worlds} worlds and ${worlds} rule groups from seed ${seed}: ${total} expressions`,
);
console.log(`  equal to the last bit   ${counts.equal}`);
console.log(
  `  equal but for rounding  ${counts.rounding} (aggregates that add floats, in promtool's random order)`,
);
console.log(`  known differences       ${counts.known} (listed in docs/promql.md)`);
console.log(`  different               ${counts.different}`);
console.log(`  of all these ${counts.empty} are empty, ${counts.refused} refused by promtool as well`);
process.exitCode = different.length === 0 ? 0 : 1;
