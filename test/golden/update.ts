/** Shows where the committed digests and sample reports differ from what the product does now; `--write` accepts it.
 *  Exit 1 when there is a difference and nothing was written. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, scenarioNames } from "../../src/cli/library.ts";
import { digests, sampleReport } from "./golden.ts";

const write = process.argv.includes("--write");
const wanted = new Map<string, string>();
wanted.set("test/golden/digests.txt", `${(await digests()).join("\n")}\n`);
for (const scenario of scenarioNames()) {
  for (const { name, text } of await sampleReport(scenario)) wanted.set(join("reports", scenario, name), text);
}

const present = existsSync(join(ROOT, "reports"))
  ? readdirSync(join(ROOT, "reports"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.parentPath !== join(ROOT, "reports"))
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
  : [];

let differences = 0;
const changed = (path: string, what: string): void => {
  differences += 1;
  console.log(`${what.padEnd(8)} ${path}`);
};
for (const path of present) {
  if (wanted.has(path)) continue;
  changed(path, "obsolete");
  if (write) rmSync(join(ROOT, path));
}
for (const [path, text] of wanted) {
  const file = join(ROOT, path);
  const old = existsSync(file) ? readFileSync(file, "utf8") : null;
  if (old === text) continue;
  changed(path, old === null ? "new" : "changed");
  if (old !== null) showFirstDifference(old, text);
  if (!write) continue;
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
}
console.log(differences === 0 ? "golden files are up to date" : `${differences} difference(s)${write ? ", written" : "; npm run golden -- --write accepts them"}`);
process.exitCode = differences > 0 && !write ? 1 : 0;

function showFirstDifference(old: string, text: string): void {
  const before = old.split("\n");
  const after = text.split("\n");
  const at = after.findIndex((line, index) => line !== before[index]);
  console.log(`  line ${at + 1}\n  - ${(before[at] ?? "(end)").slice(0, 160)}\n  + ${(after[at] ?? "(end)").slice(0, 160)}`);
}
