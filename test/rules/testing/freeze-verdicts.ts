/** Asks promtool 2.42 (Debian's `prometheus` package) what it says of every file of `verdict-cases.ts`, and writes the
 *  verdicts down: `node test/rules/testing/freeze-verdicts.ts && npx biome format --write test/rules/testing`. */

import { writeFileSync } from "node:fs";
import { STRICTER_CASES, VERDICT_CASES } from "./verdict-cases.ts";
import { promtoolVerdict } from "./verdicts.ts";

const verdicts = Object.fromEntries(
  [...VERDICT_CASES, ...STRICTER_CASES].map(({ name, files }) => [name, promtoolVerdict(files)]),
);
writeFileSync(new URL("verdicts-expected.json", import.meta.url), `${JSON.stringify(verdicts, null, 2)}\n`);
console.log(`${Object.keys(verdicts).length} verdicts written`);
