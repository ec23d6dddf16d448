/** Shows where the committed JSON Schemas differ from those the product's own schemas make now; `--write` accepts it.
 *  Exit 1 when there is a difference and nothing was written. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./library.ts";
import { publishedSchemas, schemaText } from "./schemas.ts";

const FOLDER = join(ROOT, "schemas");
const write = process.argv.includes("--write");
const wanted = new Map(publishedSchemas().map((published) => [published.file, schemaText(published)]));

if (write) mkdirSync(FOLDER, { recursive: true });
let differences = 0;
for (const file of existsSync(FOLDER) ? readdirSync(FOLDER) : []) {
  if (wanted.has(file)) continue;
  differences += 1;
  console.log(`obsolete schemas/${file}`);
  if (write) rmSync(join(FOLDER, file));
}
for (const [file, text] of wanted) {
  const path = join(FOLDER, file);
  const old = existsSync(path) ? readFileSync(path, "utf8") : null;
  if (old === text) continue;
  differences += 1;
  console.log(`${old === null ? "new     " : "changed "} schemas/${file}`);
  if (old !== null) showFirstDifference(old.split("\n"), text.split("\n"));
  if (write) writeFileSync(path, text);
}
if (differences === 0) console.log("schemas are up to date");
else
  console.log(
    `${differences} difference(s)${write ? ", written" : "; npm run schemas -- --write accepts them"}`,
  );
process.exitCode = differences > 0 && !write ? 1 : 0;

function showFirstDifference(before: readonly string[], after: readonly string[]): void {
  const length = Math.max(before.length, after.length);
  const at = Array.from({ length }, (_, line) => line).findIndex((line) => before[line] !== after[line]);
  console.log(`  line ${at + 1}\n  - ${before[at] ?? "(end)"}\n  + ${after[at] ?? "(end)"}`);
}
