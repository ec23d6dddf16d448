/** What the compiler leaves to do: the program is bundled, the scenarios and runbooks that come with the product are
 *  parsed once, so that a cold start need not, and the program is put where npx looks first. (With a `bin` entry npx would install this folder into its
 *  cache at the first call, and be left with half of it when that call is interrupted.) */

import { chmodSync, existsSync, rmSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { writeBuilt } from "./built.ts";
import { BUNDLE, bundleProgram } from "./bundle.ts";
import { ROOT, runbookNames, scenarioNames } from "./library.ts";
import { runbookNamed, scenarioNamed } from "./load.ts";

await bundleProgram();
const program = join(BUNDLE, "firedrill.js");
chmodSync(program, 0o755);
const commands = join(ROOT, "node_modules", ".bin");
if (existsSync(commands)) {
  const link = join(commands, "firedrill");
  rmSync(link, { force: true });
  symlinkSync(relative(commands, program), link);
}
for (const name of scenarioNames()) writeBuilt("scenarios", name, scenarioNamed(name));
for (const name of runbookNames()) writeBuilt("runbooks", name, runbookNamed(name));
