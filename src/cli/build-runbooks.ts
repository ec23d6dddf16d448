/** Part of the build: parses the runbooks that come with the product once, so that a cold start need not. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { buildRunbooks } from "./library.ts";

for (const { file, text } of buildRunbooks()) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
