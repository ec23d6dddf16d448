/** What the compiler leaves to do: the runbooks that come with the product are parsed once, so that a cold start need
 *  not, and the program is put where npx looks first. (With a `bin` entry npx would install this folder into its
 *  cache at the first call, and be left with half of it when that call is interrupted.) */

import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { buildRunbooks, ROOT } from "./library.ts";

const program = join(import.meta.dirname, "firedrill.js");
chmodSync(program, 0o755);
const commands = join(ROOT, "node_modules", ".bin");
if (existsSync(commands)) {
  const link = join(commands, "firedrill");
  rmSync(link, { force: true });
  symlinkSync(relative(commands, program), link);
}
for (const { file, text } of buildRunbooks()) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
